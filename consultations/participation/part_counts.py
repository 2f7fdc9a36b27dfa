"""Counting answers to statements by place and by time, from sums that the counting chore keeps; anew once a minute at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import Q

from consultations.participation.counting import Count, Counted, count_statements
from consultations.participation.models import PartTally, Statement
from consultations.participation.parts import Part, PeopleApart, Periods
from records.caching import kept_by_key

Counts = dict[tuple[int, int], dict[int, Count]]
"""By number of the statement and level of identity: of each area by its code, or of each period."""


@kept_by_key(seconds=60)
def people_apart(conversation_id: int) -> PeopleApart:
    """Whoever takes part, by where they live and by the day on which they began."""
    rows = PartTally.objects.filter(conversation=conversation_id, statement=None)
    return PeopleApart().add(rows.values_list("identity", "area", "day", "people"))


@kept_by_key(seconds=60)
def counted_part(asked: tuple[int, Part, Periods]) -> list[Counted]:
    """What a part says to each statement that is shown; without a level of which too few answered it."""
    conversation_id, part, periods = asked
    return list(_counted(count_statements(conversation_id), _counts(conversation_id, part, periods), part))


def counts_by_place(conversation_id: int) -> Counts:
    """Of all provinces and districts; for a report, which is drawn up once."""
    return _by_key(conversation_id, Q(area__isnull=False), None)


def _counted(statements: Iterable[Counted], counts: Counts, part: Part) -> Iterator[Counted]:
    for each in statements:
        levels = {}
        for identity, everybody in each.by_identity.items():
            of = counts.get((each.n, identity), {})
            sizes = {key: count.votes for key, count in of.items()}
            if part.key in of and part.is_shown(sizes, everybody.votes):
                levels[identity] = of[part.key]
        yield replace(each, by_identity=levels)


def _counts(conversation_id: int, part: Part, periods: Periods) -> Counts:
    if part.period:
        return _by_key(conversation_id, Q(area__isnull=True, day__isnull=False), periods)
    where = Q()
    for beside in part.beside:
        where |= Q(area__range=beside)
    return _by_key(conversation_id, where, None)


def _by_key(conversation_id: int, where: Q, periods: Periods | None) -> Counts:
    numbers = dict(Statement.objects.filter(conversation=conversation_id).shown().values_list("pk", "n"))
    # The statements by name, so that the index leads to the areas of each.
    rows = PartTally.objects.filter(where, conversation=conversation_id, statement__in=list(numbers))
    counts: Counts = defaultdict(dict)
    told = rows.values_list("statement", "identity", "area", "day", "agreed", "disagreed", "passed")
    for statement, identity, area, day, *said in told.iterator():
        assert statement is not None  # noqa: S101 - asked for by name; for the type checker
        key = periods.number_of(day) if periods and day else area or 0
        of = counts[numbers[statement], identity]
        of[key] = of.get(key, Count()) + Count(*said)
    return counts
