"""In which order an inbox shows its views, and the cursor at which the next page begins."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext_lazy as _

from complaints.assignment_tables import PLACE_IN_SQL


class Placed(Protocol):
    """What the place of a line in a list comes from."""

    @property
    def id(self) -> int: ...
    @property
    def next_duty_at(self) -> datetime: ...
    @property
    def proposed_at(self) -> datetime: ...
    @property
    def case_people(self) -> int: ...
    @property
    def update_by(self) -> datetime | None: ...
    @property
    def approve_by(self) -> datetime | None: ...
    @property
    def rank(self) -> int: ...


class Ranked(NamedTuple):
    """Sorted by something that many rows have in common, and the most pressing first among those (complaints.queue_sorting).

    by: the name of what it is sorted by. key: the same in SQL, as an index holds it. type: of the values of `key`, which
    have an order of their own that is given with the statement; "" where they are numbers in theirs.
    is_turned: the last value comes first.
    """

    by: str
    key: str
    type: str = ""
    is_turned: bool = False

    @property
    def rank(self) -> str:
        """A number in SQL, which grows in this order; no index holds it, so that few rows are found first and then sorted."""
        return "v.rank" if self.type else f"0 - {self.key}" if self.is_turned else f"0 + {self.key}"


class Order(NamedTuple):
    """sql: an index has it so; key: the same of lines in hand; beyond: the rows after the last one of a page."""

    sql: str
    key: Callable[[Placed], tuple[Any, ...]]
    # Its first condition alone lets the index start at the right place; the second cuts off the rows of that moment.
    beyond: str
    is_reversed: bool = False
    at: Callable[[Any], datetime] = lambda line: line.next_duty_at
    """The moment of a line that its place comes from."""
    ranked: Ranked | None = None

    @property
    def first(self) -> str:
        """The beginning of the order: enough to walk its index."""
        return self.sql.partition(",")[0]


_PRESSING = Order(
    "a.next_duty_at, a.id",
    lambda line: (line.next_duty_at, line.id),
    "a.next_duty_at >= %(after_at)s AND (a.next_duty_at > %(after_at)s OR a.id > %(after_id)s)",
)
_NEWEST_DATE = Order(
    "a.next_duty_at DESC, a.id DESC",
    lambda line: (line.next_duty_at, line.id),
    "a.next_duty_at <= %(after_at)s AND (a.next_duty_at < %(after_at)s OR a.id < %(after_id)s)",
    is_reversed=True,
)
_ORDERS = {
    "silent": Order(
        "a.update_by, a.id",
        lambda line: (line.update_by, line.id),
        "a.update_by >= %(after_at)s AND (a.update_by > %(after_at)s OR a.id > %(after_id)s)",
        at=lambda line: line.update_by,
    ),
    "to_approve": Order(
        "a.approve_by, a.id",
        lambda line: (line.approve_by, line.id),
        "a.approve_by >= %(after_at)s AND (a.approve_by > %(after_at)s OR a.id > %(after_id)s)",
        at=lambda line: line.approve_by,
    ),
    "done": _NEWEST_DATE,
    "ended": _NEWEST_DATE,
    "people": Order(
        "a.case_people DESC, a.next_duty_at, a.id",
        lambda line: (-line.case_people, line.next_duty_at, line.id),
        """a.case_people <= %(after_people)s AND (a.case_people < %(after_people)s
            OR (a.next_duty_at, a.id) > (%(after_at)s, %(after_id)s))""",
    ),
}


_RANKED = (
    Ranked("topic", "coalesce(a.case_topic, 0)", "bigint"),
    Ranked("area", PLACE_IN_SQL),
    Ranked("state", "a.state", "text"),
    Ranked("urgent", "a.case_is_urgent", "boolean"),
    Ranked("people", "a.case_people", is_turned=True),
    Ranked("channel", "a.case_channel", "text"),
)


def _ranked(ranked: Ranked) -> Order:
    return Order(
        f"{ranked.rank}, a.next_duty_at, a.id",
        lambda line: (line.rank, line.next_duty_at, line.id),
        f"""{ranked.rank} >= %(after_rank)s::bigint AND ({ranked.rank} > %(after_rank)s::bigint
            OR (a.next_duty_at, a.id) > (%(after_at)s, %(after_id)s))""",
        ranked=ranked,
    )


_CHOSEN = {
    "due": _PRESSING,
    "-due": _NEWEST_DATE,
    "newest": Order(
        "a.proposed_at DESC, a.id DESC",
        lambda line: (line.proposed_at, line.id),
        "a.proposed_at <= %(after_at)s AND (a.proposed_at < %(after_at)s OR a.id < %(after_id)s)",
        is_reversed=True,
        at=lambda line: line.proposed_at,
    ),
    "oldest": Order(
        "a.proposed_at, a.id",
        lambda line: (line.proposed_at, line.id),
        "a.proposed_at >= %(after_at)s AND (a.proposed_at > %(after_at)s OR a.id > %(after_id)s)",
        at=lambda line: line.proposed_at,
    ),
    **{each.by: _ranked(each) for each in _RANKED},
    **{f"-{each.by}": _ranked(each._replace(is_turned=not each.is_turned)) for each in _RANKED},
}
SORTS = {
    "": _("The view's own order"),
    "due": _("Due soonest first"),
    "-due": _("Due latest first"),
    "urgent": _("Urgent ones first"),
    "-urgent": _("Urgent ones last"),
    "state": _("By state, new ones first"),
    "-state": _("By state, new ones last"),
    "topic": _("By topic, as the list of topics has them"),
    "-topic": _("By topic, from the end of that list"),
    "area": _("By area, in the order of their codes"),
    "-area": _("By area, the highest code first"),
    "people": _("Most people affected first"),
    "-people": _("Fewest people affected first"),
    "channel": _("By how they came, the website first"),
    "-channel": _("By how they came, the website last"),
    "newest": _("Newest here first"),
    "oldest": _("Longest here first"),
}
"""What an officer may choose instead of the order that a view has by itself; among equals the most pressing come first."""
_NOTHING_TO_SORT = frozenset({"to_confirm", "done", "ended"})
"""Views of what is no longer in hand: the index of those orders holds none of them."""


def is_sortable(view: str) -> bool:
    return view not in _NOTHING_TO_SORT


def order_of(view: str, sort: str = "") -> Order:
    """sort: one of SORTS; another is as if none were chosen."""
    if sort in _CHOSEN and is_sortable(view):
        return _CHOSEN[sort]
    return _ORDERS.get(view, _PRESSING)


class After(NamedTuple):
    """Where a page ended, as the parameters of its statement."""

    after_at: datetime
    after_id: int
    after_people: int
    after_rank: int = 0


def as_cursor(place: Sequence[float]) -> str:
    """The numbers of a place in a list, as an address carries them."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> Any:
    """What `as_cursor` wrote, or whatever somebody wrote instead. Raises ValueError for what is no cursor at all."""
    return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))


def write(end: After) -> str:
    return as_cursor([end.after_at.timestamp(), end.after_id, end.after_people, end.after_rank])


def read(cursor: str) -> After | None:
    try:
        at, *numbers = from_cursor(cursor)
        after = After(datetime.fromtimestamp(float(at), UTC), *(int(number) for number in numbers))
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    # Somebody may write a cursor of their own: no number that the column could not hold.
    is_possible = 0 <= after.after_id < 2**63 and 0 <= after.after_people < 2**31 and abs(after.after_rank) < 2**31
    return after if is_possible else None
