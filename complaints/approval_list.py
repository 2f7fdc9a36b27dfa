"""The answers that wait for somebody, the most pressing first, a page behind the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from typing import NamedTuple

from django.db.models import Q, QuerySet

from complaints.approvers import at_own_agency, from_below
from complaints.models import Approval
from complaints.queue_order import After, read, write
from directory.models import User

AT_ONCE = 50


class Page(NamedTuple):
    """next_cursor: "" at the end."""

    waiting: Sequence[Approval]
    is_first: bool
    next_cursor: str


def page(user: User, cursor: str = "") -> Page:
    """What waits at their own agencies, and at those below where nobody is left; two statements for the lines."""
    after = read(cursor)
    both = [_behind(after, rows)[: AT_ONCE + 1] for rows in (at_own_agency(user), from_below(user))]
    found = list(merge(*both, key=_place))[: AT_ONCE + 1]
    shown = found[:AT_ONCE]
    next_cursor = write(After(*_place(shown[-1]), 0)) if len(found) > AT_ONCE else ""
    return Page(shown, after is None, next_cursor)


def _behind(after: After | None, rows: QuerySet[Approval]) -> QuerySet[Approval]:
    if after:
        at = "assignment__approve_by"
        rows = rows.filter(Q(**{f"{at}__gt": after.after_at}) | Q(**{at: after.after_at}, pk__gt=after.after_id))
    rows = rows.select_related("assignment__agency", "assignment__case__topic", "written_by")
    return rows.order_by("assignment__approve_by", "pk")


def _place(approval: Approval) -> tuple[datetime, int]:
    by = approval.assignment.approve_by
    assert by is not None  # noqa: S101 - an answer that waits has its day
    return by, approval.pk
