"""What everybody reads of paper and meeting answers: from which stacks how many came, never who entered them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from consultations.entering.models import Stack


@dataclass(frozen=True)
class Came:
    """A stack. entered: how many of its forms are counted now."""

    stack: Stack
    entered: int


def came_in(consultation_id: int, *, way: str = "") -> list[Came]:
    """Those of which something is counted. One statement.

    way: `participant`, `sheet` or `commenter`, for what answers statements, answers questions or comments on sections.
    """
    return [came for came in stacks_of(consultation_id, way=way) if came.entered]


def stacks_of(consultation_id: int, *, way: str = "") -> Iterator[Came]:
    counted = Q(entries__taken_out_at=None, entries__isnull=False)
    if way:
        counted &= Q(**{f"entries__{way}__isnull": False})
    found = Stack.objects.filter(consultation=consultation_id).select_related("hearing")
    for stack in found.annotate(entered=Count("entries", filter=counted)).order_by("n"):
        yield Came(stack, stack.entered)
