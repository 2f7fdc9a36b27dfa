"""Counting answers to statements by place and by time, from sums that the counting chore keeps; anew once a minute at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q

from consultations.participation.counting import Count, Counted, count_statements
from consultations.participation.models import PartTally, Statement, counted_as
from consultations.participation.parts import LEVELS, Part, PeopleApart, Periods
from records.caching import kept_by_key

Counts = dict[tuple[int, int], dict[int, Count]]
"""By number of the statement and level of identity: of each area by its code, or of each period."""


def people_by_part(conversation_id: int) -> PeopleApart:
    """Whoever takes part, by where they live and by the day on which they began."""
    rows = PartTally.objects.filter(conversation=conversation_id, statement=None)
    return PeopleApart().add(rows.values_list("identity", "area", "day", "people"))


people_apart = kept_by_key(seconds=60)(people_by_part)


@kept_by_key(seconds=60)
def counted_part(asked: tuple[int, Part, Periods]) -> list[Counted]:
    """What a part says to each statement that is shown; without a level of which too few answered it."""
    conversation_id, part, periods = asked
    return list(_counted(conversation_id, part, periods))


def counts_by_place(conversation_id: int) -> Counts:
    """Of all provinces and districts; for a report, which is drawn up once."""
    return _by_key(conversation_id, Q(area__isnull=False), None)


def _counted(conversation_id: int, part: Part, periods: Periods) -> Iterator[Counted]:
    sizes = _sizes(conversation_id, part, periods)
    own = _by_key(conversation_id, _own(part, periods), periods if part.period else None)
    for each in count_statements(conversation_id):
        levels: dict[int, Count] = {}
        for identity in LEVELS:
            everybody = each.by_identity.get(identity, Count())
            count = own.get((each.n, identity), {}).get(part.key)
            if count and part.is_shown(sizes.get((each.n, identity), {}), everybody.votes):
                levels[identity] = count
        yield replace(each, by_identity=levels)


def _own(part: Part, periods: Periods) -> Q:
    if part.area:
        return Q(area=part.area)
    first = date.min if part.period == 1 else periods.begin_of(part.period)
    return Q(area__isnull=True, day__gte=first, day__lt=periods.begin_of(part.period + 1))


def _sizes(conversation_id: int, part: Part, periods: Periods) -> dict[tuple[int, int], dict[int, int]]:
    """How many answers there are beside those of a part, a row a statement and level: with every place there are many."""
    numbers = _numbers(conversation_id)
    where = Q(area__isnull=True, day__isnull=False)
    if part.area:
        where = Q(*(Q(area__range=beside) for beside in part.beside), _connector=Q.OR)
    rows = PartTally.objects.filter(where, conversation=conversation_id, statement__in=list(numbers))
    told = rows.values("statement", "identity").annotate(
        keys=ArrayAgg("area" if part.area else "day"), votes=ArrayAgg(F("agreed") + F("disagreed") + F("passed"))
    )
    sizes: dict[tuple[int, int], dict[int, int]] = {}
    for row in told:
        of = sizes.setdefault((numbers[row["statement"]], counted_as(row["identity"])), {})
        for at, votes in zip(row["keys"], row["votes"], strict=True):
            key = at if part.area else periods.number_of(at)
            of[key] = of.get(key, 0) + votes
    return sizes


def _numbers(conversation_id: int) -> dict[int, int]:
    """By their keys: named one by one, the index leads to the areas of each."""
    return dict(Statement.objects.filter(conversation=conversation_id).shown().values_list("pk", "n"))


def _by_key(conversation_id: int, where: Q, periods: Periods | None) -> Counts:
    numbers = _numbers(conversation_id)
    rows = PartTally.objects.filter(where, conversation=conversation_id, statement__in=list(numbers))
    counts: Counts = defaultdict(dict)
    told = rows.values_list("statement", "identity", "area", "day", "agreed", "disagreed", "passed")
    for statement, identity, area, day, *said in told.iterator():
        assert statement is not None  # noqa: S101 - asked for by name; for the type checker
        key = periods.number_of(day) if periods and day else area or 0
        of = counts[numbers[statement], counted_as(identity)]
        of[key] = of.get(key, Count()) + Count(*said)
    return counts
