"""The first of the public cases that hold some words, at a bounded cost, however many hold them.

PostgreSQL has no index of both words and an order. Left alone it walks the cases in their order until enough of them
hold the words: at once for a common word, to the end of 1,000,000 cases (5.6 s) for one that hardly any has. So it is
asked twice: for what a short walk meets and, where that was too little, for all that the index of words knows, which
then are few and soon sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from complaints.access import CaseQuerySet

LOOKED_THROUGH = 5_000
"""Cases of a walk, some 20 ms. A page of what one case in two hundred holds is nearly always full by then."""
GATHERED = 50_000
"""More than these, and hardly one among the newest: such words belong to a time long past. Their page is cut short."""


@dataclass(frozen=True)
class Found:
    """ids: of the first cases, in their order.

    ended_at: the id of the case with which the walk ended, where that was before all were found: what lies behind it was
    not looked at.
    """

    ids: Sequence[int]
    ended_at: int | None = None


def first_of(cases: CaseQuerySet, *, among: CaseQuerySet, order: Sequence[str], most: int) -> Found:
    """At most so many of these cases, in this order.

    among: all public cases that lie after the cursor, where the walk goes; an index must hold them in this order.
    """
    if cases.query.is_empty():  # nothing typed was a word
        return Found([])
    met = _walked(cases, among.order_by(*order)[:LOOKED_THROUGH], order, most)
    if len(met) >= most:
        return Found(met)
    gathered, size = _gathered(cases, order, most)
    if size <= GATHERED:
        return Found(gathered)
    way = among.order_by(*order).values_list("id", flat=True)
    return Found(met, ended_at=way[LOOKED_THROUGH - 1 : LOOKED_THROUGH].first())


def _walked(cases: CaseQuerySet, among: CaseQuerySet, order: Sequence[str], most: int) -> list[int]:
    """Those met on the way through `among`."""
    wanted, wanted_values = _sql(cases.order_by(*order).values("id")[:most])
    way, way_values = _sql(among)
    # Within the statement this name now means the few cases of the walk; it ends as soon as enough are found.
    statement = f'WITH "complaints_case" AS ({way}) {wanted}'
    return [row[0] for row in _rows(statement, way_values + wanted_values)]


def _gathered(cases: CaseQuerySet, order: Sequence[str], most: int) -> tuple[list[int], int]:
    """The first of all of them, and how many were gathered; one more than GATHERED means that there are more."""
    keys = [key.lstrip("-") for key in order]
    every, values = _sql(cases.order_by().values("id", *keys)[: GATHERED + 1])
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
