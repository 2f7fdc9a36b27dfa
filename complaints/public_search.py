"""The first of the public cases that hold some words, at a bounded cost, however many hold them.

PostgreSQL has no index of both words and an order. Left alone it walks the cases in their order until enough of them
hold the words: at once for a common word, to the end of 1,000,000 cases (5.6 s) for one that hardly any has. So it is
asked in turn for what a short walk meets; where that was too little, for all that the index of words knows, when they
are few and so soon sorted; and where they are many, of a time long past, for the months that have any, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Cast

from complaints.access import CaseQuerySet

LOOKED_THROUGH = 5_000
"""Cases of a walk, some 20 ms. A page of what one case in two hundred holds is nearly always full by then."""
FEW = 2_000
"""So many are read and sorted at once, whatever their time; some 10 ms."""
GATHERED = 50_000
"""More than these in one month, or in another order: what was met is shown, and the page is cut short."""
MONTHS = 6
"""So many are looked through for one page, some 25 ms each; then it is cut short."""
NEWEST_FIRST = "-created_at"


@dataclass(frozen=True)
class Found:
    """ids: of the first cases, in their order.

    ended_at: the id of the case with which the search ended, where that was before all were found, or as many as were
    asked for: what lies behind it was not looked at.
    """

    ids: Sequence[int]
    ended_at: int | None = None


class _Exactly(SearchQuery):
    """A query that no parser of texts reads."""

    template = "%(expressions)s::tsquery"


def month_words(filed: datetime) -> Cast:
    """Year and month of filing (UTC) as words of the index, '@2026' and '@2026-11'.

    Nobody finds them by typing: the parser of what is typed drops the sign before the digits.
    """
    filed = filed.astimezone(UTC)
    return Cast(Value(f"'@{filed:%Y}' '@{filed:%Y-%m}'"), SearchVectorField())


def first_of(
    cases: CaseQuerySet, *, among: CaseQuerySet, order: Sequence[str], most: int, enough: int | None = None
) -> Found:
    """At most so many of these cases, in this order.

    among: all public cases that lie after the cursor, where the walk goes; an index must hold them in this order.
    enough: with so many it may end, where more would have to be looked for.
    """
    enough = min(enough or most, most)
    if cases.query.is_empty():  # nothing typed was a word
        return Found([])
    met = _walked(cases, among, order, most)
    if len(met) >= enough:
        return _ended(met, most)
    by_month = order[0] == NEWEST_FIRST
    at_once = FEW if by_month else GATHERED
    gathered, size = _gathered(cases, order, most, at_once)
    if size <= at_once:
        return Found(gathered)
    if by_month:
        return _by_month(cases, among, order, most, enough)
    return Found(met, ended_at=_end_of_walk(among, order))


def _ended(found: list[int], most: int) -> Found:
    return Found(found, ended_at=found[-1] if len(found) < most else None)


def _by_month(cases: CaseQuerySet, among: CaseQuerySet, order: Sequence[str], most: int, enough: int) -> Found:
    """The same from the newest month that has any of them on, and through the next ones until it is enough."""
    found: list[int] = []
    for number, (month, end) in enumerate(_months_with(cases, among, order)):
        if len(found) >= enough or (number >= MONTHS and found):
            return _ended(found, most)
        rest = among.filter(created_at__lt=end)
        met = _walked(cases, rest, order, most - len(found))
        if len(found) + len(met) >= enough:
            return _ended(found + met, most)
        gathered, size = _gathered(_of(cases, month), order, most - len(found), GATHERED)
        if size > GATHERED:
            return Found(found + met, ended_at=_end_of_walk(rest, order))
        found += gathered
    return Found(found)


def _months_with(cases: CaseQuerySet, among: CaseQuerySet, order: Sequence[str]) -> Iterator[tuple[str, datetime]]:
    """The months in which any of these cases was filed, the newest first, each with the moment of its end."""
    filed = among.order_by(*order).values_list("created_at", flat=True)
    first, last = filed.first(), filed.reverse().first()
    if not first or not last:
        return
    for year in range(first.year, last.year - 1, -1):
        if _any(_of(cases, f"{year}")):
            for month in range(12, 0, -1):
                if _any(_of(cases, f"{year}-{month:02}")):
                    yield f"{year}-{month:02}", datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


def _of(cases: CaseQuerySet, time: str) -> CaseQuerySet:
    return cases.filter(public_words=_Exactly(f"'@{time}'"))


def _any(cases: CaseQuerySet) -> bool:
    statement, values = _sql(cases.order_by().values("id")[:1])
    # Only the indexes that name cases by value, never a walk: nobody knows how long that would be.
    return bool(_rows(f"SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; {statement}", values))


def _walked(cases: CaseQuerySet, among: CaseQuerySet, order: Sequence[str], most: int) -> list[int]:
    """Those met on the way through the first of `among`."""
    wanted, wanted_values = _sql(cases.order_by(*order).values("id")[:most])
    way, way_values = _sql(among.order_by(*order)[:LOOKED_THROUGH])
    # Within the statement this name now means the few cases of the walk; it ends as soon as enough are found.
    statement = f'WITH "complaints_case" AS ({way}) {wanted}'
    return [row[0] for row in _rows(statement, way_values + wanted_values)]


def _end_of_walk(among: CaseQuerySet, order: Sequence[str]) -> int | None:
    way = among.order_by(*order).values_list("id", flat=True)
    return way[LOOKED_THROUGH - 1 : LOOKED_THROUGH].first()


def _gathered(cases: CaseQuerySet, order: Sequence[str], most: int, at_once: int) -> tuple[list[int], int]:
    """The first of all of them, and how many were gathered; one more than `at_once` means that there are more."""
    keys = [key.lstrip("-") for key in order]
    every, values = _sql(cases.order_by().values("id", *keys)[: at_once + 1])
    ways = ", ".join(f'"{key.lstrip("-")}" {"DESC" if key.startswith("-") else "ASC"}' for key in order)
    statement = f"SELECT id, count(*) OVER () FROM ({every}) AS gathered ORDER BY {ways} LIMIT {most}"  # noqa: S608
    # Reading the whole table must never look cheap, however old the statistics are.
    found = _rows(f"SET LOCAL enable_seqscan = off; {statement}", values)
    return [row[0] for row in found], found[0][1] if found else 0


def _sql(cases: Any) -> tuple[str, tuple[Any, ...]]:
    statement, values = cases.query.sql_with_params()
    return statement, values


def _rows(statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
