"""How many comments stand beside each section of a version, as pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from consultations.comments.commenters import who_commented
from consultations.comments.models import Comment, Mark, Place, Placing
from consultations.laws.models import Version
from consultations.participation.models import Identity
from records.caching import kept_by_key


@dataclass(frozen=True)
class Counts:
    """by_unit: of each section that has some, by its id. gone: how many were written on words that this version has not.

    is_placing: those of an earlier version are not all in their places yet.
    """

    by_unit: dict[str, int] = field(default_factory=dict)
    gone: int = 0
    is_placing: bool = False

    @property
    def all(self) -> int:
        return sum(self.by_unit.values())

    def of(self, unit: str) -> int:
        return self.by_unit.get(unit, 0)


@kept_by_key(seconds=2)
def counts_of(version_id: int) -> Counts:
    """Public, and the same for everybody."""
    return count_comments(version_id)


def count_comments(version_id: int) -> Counts:
    """The same, asked anew. Replies count with nothing but the comment they hang under."""
    told = _shown().filter(version=version_id).values_list("mark", "unit").annotate(many=Count("pk"))
    by_unit: dict[str, int] = {}
    gone = 0
    for mark, unit, many in told:
        if mark == Mark.ORPHANED:
            gone += many
        else:
            by_unit[unit] = by_unit.get(unit, 0) + many
    return Counts(by_unit, gone, is_placing=_is_placing(version_id))


def totals_of(version_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Of each version how many comments stand in it, and how many are on words that it has not. One statement."""
    gone = Q(mark=Mark.ORPHANED)
    told = _shown().filter(version__in=list(version_ids)).values_list("version")
    return {
        pk: (here, out) for pk, here, out in told.annotate(here=Count("pk", filter=~gone), out=Count("pk", filter=gone))
    }


@dataclass(frozen=True)
class People:
    confirmed: int
    anonymous: int


def people_who_commented(consultation_id: int) -> People:
    """How many voices took part by comments. One statement."""
    is_account = Q(identity__gte=Identity.CONFIRMED)
    levels = {"confirmed": Count("pk", filter=is_account), "anonymous": Count("pk", filter=~is_account)}
    return People(**who_commented(consultation_id).aggregate(**levels))


def _shown() -> QuerySet[Place]:
    return Place.objects.filter(comment__hidden_at=None, comment__withdrawn_at=None)


def _is_placing(version_id: int) -> bool:
    """Whether earlier versions have comments of which this one does not know where they stand."""
    if Placing.objects.filter(pk=version_id).exists():
        return False
    version = Version.objects.filter(pk=version_id, parts__gt=0).values_list("document", "number").first()
    if version is None:
        return False
    document, number = version
    return Comment.objects.filter(above=None, version__document=document, version__number__lt=number).exists()
