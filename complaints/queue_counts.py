"""How many cases an inbox holds: in each view, and as somebody narrowed it down; capped, so that it costs the same everywhere."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from itertools import product
from typing import NamedTuple

from django.db import connection

from complaints.absence import Cover, cover_of
from complaints.access import CASEWORK_ROLES, Viewer
from complaints.queue import COUNT_CAP, Page, at, parameters_of, views_of, walks_of
from complaints.queue_conditions import VIEW_CONDITIONS, VISIBLE
from complaints.queue_filters import CONDITIONS, OF_THE_DATE, OF_THE_PART, Filters
from complaints.queue_order import order_of
from directory.models import User
from directory.statements import Prepared

LOOKED_AT = 1_000
"""Cases of each agency, the first of the view's order: looking up some thousand is what a page may cost."""


# -- of each view --------------------------------------------------------------------------------------------------

COUNTED = ("new", "mine", "unit", "absent", "overdue", "silent", "people", "appeals", "to_approve", "waiting")


def counts(user: User, cover: Cover | None = None) -> dict[str, int]:
    """How many wait in each view, counted up to 100 in each agency: `100` is shown as more than 99."""
    cover = cover_of(user) if cover is None else cover
    offered = views_of(user, cover)
    viewer, views = Viewer(user), [view for view in COUNTED if view in offered]
    parameters, counted = parameters_of(viewer), dict.fromkeys(views, 0)
    with connection.cursor() as cursor:
        for agency in viewer.agencies(CASEWORK_ROLES):
            _counts_of(tuple(views)).run(cursor, parameters | at(agency, cover))
            for view, found in zip(views, cursor.fetchone(), strict=True):
                counted[view] = min(counted[view] + found, COUNT_CAP)
    return counted


@cache
def _counts_of(views: tuple[str, ...]) -> Prepared:
    """One agency in the order of the view's index, so that PostgreSQL walks that index and stops at the cap."""
    counted = (_COUNT.format(condition=VIEW_CONDITIONS[view], order=order_of(view).first) for view in views)
    return Prepared("SELECT " + ", ".join(counted), walks=True)


_COUNT = f"""(SELECT count(*) FROM (
    SELECT FROM complaints_assignment a WHERE a.agency_id = %(agency)s AND {{condition}} AND {VISIBLE}
    ORDER BY {{order}} LIMIT {COUNT_CAP}) AS waiting)"""  # noqa: S608


# -- narrowed down -------------------------------------------------------------------------------------------------


class Count(NamedTuple):
    """n: at most COUNT_CAP, which is shown as more than 99. is_least: there may be more behind those that were looked at."""

    n: int
    is_least: bool = False


def count(user: User, view: str, filters: Filters) -> Count:
    """How many cases the view holds for this person, narrowed down."""
    viewer, asked_for = Viewer(user), filters.parameters()
    if asked_for is None:
        return Count(0)
    parameters = parameters_of(viewer) | asked_for
    walks = walks_of(view if view in VIEW_CONDITIONS else "all")
    statements = [_statement(walk, asked_for.keys()) for walk in walks]
    cover = cover_of(user) if view == "absent" else None
    found, is_least = 0, False
    with connection.cursor() as cursor:
        for agency, statement in product(viewer.agencies(CASEWORK_ROLES), statements):
            cursor.execute(statement, parameters | at(agency, cover))
            looked_at, fitting = cursor.fetchone()
            found, is_least = found + fitting, is_least or looked_at >= LOOKED_AT
    return Count(min(found, COUNT_CAP), is_least and found < COUNT_CAP)


def count_shown(user: User, view: str, filters: Filters, page: Page, *, is_first: bool) -> Count:
    """The same beside a page of them, which may say it all by itself, or at least that there are more."""
    if is_first and not page.next_cursor:
        return Count(len(page.rows))
    counted = count(user, view, filters)
    return counted._replace(n=max(counted.n, len(page.rows) + bool(page.next_cursor)))


def _statement(view: str, asked_for: Collection[str]) -> str:
    of_the_part = "".join(
        f" AND {condition}" for name, condition in (OF_THE_PART | OF_THE_DATE).items() if name in asked_for
    )
    fitting = " AND ".join(["true", *(condition for name, condition in CONDITIONS.items() if name in asked_for)])
    # LIMIT leaves PostgreSQL no other way than to look each case up: a plain join may read all cases of the country.
    return f"""
        WITH looked_at AS MATERIALIZED (
            SELECT a.case_id FROM complaints_assignment a
            WHERE a.agency_id = %(agency)s AND {VIEW_CONDITIONS[view]} AND {VISIBLE}{of_the_part}
            ORDER BY {order_of(view).sql} LIMIT {LOOKED_AT})
        SELECT (SELECT count(*) FROM looked_at), (SELECT count(*) FROM (
            SELECT FROM looked_at a JOIN LATERAL (SELECT * FROM complaints_case WHERE id = a.case_id LIMIT 1) AS c ON true
            WHERE {fitting} LIMIT {COUNT_CAP}) AS found)"""  # noqa: S608 - words and numbers of our own
