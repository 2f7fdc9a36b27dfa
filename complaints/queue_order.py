"""In which order an inbox shows its views, and the cursor at which the next page begins."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext_lazy as _


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


class Order(NamedTuple):
    """sql: an index has it so; key: the same of lines in hand; beyond: the rows after the last one of a page."""

    sql: str
    key: Callable[[Placed], tuple[Any, ...]]
    # Its first condition alone lets the index start at the right place; the second cuts off the rows of that moment.
    beyond: str
    is_reversed: bool = False
    at: Callable[[Any], datetime] = lambda line: line.next_duty_at
    """The moment of a line that its place comes from."""

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


_CHOSEN = {
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
}
SORTS = {"": _("The view's own order"), "newest": _("Newest here first"), "oldest": _("Longest here first")}
"""What an officer may choose instead of the order that a view has by itself."""
_NOTHING_TO_SORT = frozenset({"to_confirm", "done", "ended"})
"""Views of what is no longer in hand: the index of those orders holds none of them."""


def order_of(view: str, sort: str = "") -> Order:
    """sort: one of SORTS; another is as if none were chosen."""
    if sort in _CHOSEN and view not in _NOTHING_TO_SORT:
        return _CHOSEN[sort]
    return _ORDERS.get(view, _PRESSING)


class After(NamedTuple):
    """Where a page ended, as the parameters of its statement."""

    after_at: datetime
    after_id: int
    after_people: int


def as_cursor(place: Sequence[float]) -> str:
    """The numbers of a place in a list, as an address carries them."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> Any:
    """What `as_cursor` wrote, or whatever somebody wrote instead. Raises ValueError for what is no cursor at all."""
    return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))


def write(end: After) -> str:
    return as_cursor([end.after_at.timestamp(), end.after_id, end.after_people])


def read(cursor: str) -> After | None:
    try:
        at, pk, people = from_cursor(cursor)
        after = After(datetime.fromtimestamp(float(at), UTC), int(pk), int(people))
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    # Somebody may write a cursor of their own: no number that the column could not hold.
    return after if 0 <= after.after_id < 2**63 and 0 <= after.after_people < 2**31 else None
