"""The cases behind a number of the overview: page by page as the inbox shows them, and all of them for a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints import answered, workload
from complaints.colleagues import key_at
from complaints.models import Complaint
from complaints.overview import CASES, GROUPS, PERIODS, TYPES, USUAL_DAYS, Key, Measure, Scope
from complaints.queue import PAGE, Page
from complaints.queue_order import After, read, write
from complaints.queue_rows import LINE, Line, rows_of
from directory.models import Membership, Topic, Unit, User

MEASURES: dict[str, Measure] = {**workload.MEASURES, **answered.MEASURES}
_BEYOND = {
    True: "(a.next_duty_at, a.id) > (%(after_at)s, %(after_id)s)",
    False: "(a.answered_at, a.id) < (%(after_at)s, %(after_id)s)",
}
_NONE: dict[str, Promise] = {
    "person": _("Nobody yet"),
    "unit": _("No unit"),
    "topic": _("No topic"),
    "channel": _("Unknown"),
}


@dataclass(frozen=True)
class Number:
    """Which number: a name of MEASURES, and in which group, where it is one of a group's.

    by: "person", "unit", "topic", "channel" or "". of: in that group, as an address names it (`key_of`); "" is nobody, no unit, no topic.
    """

    what: str = "open"
    by: str = ""
    of: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Number | None:
        """What an address asks for; None where there is no such number."""
        what, by, of = query.get("what", ""), query.get("by", ""), query.get("of", "")
        if what not in MEASURES or by not in {"", *(GROUPS if what in workload.MEASURES else answered.GROUPS)}:
            return None
        return cls(what, by, of if by else "")

    @property
    def is_open_work(self) -> bool:
        return self.what in workload.MEASURES

    @property
    def measure(self) -> Measure:
        return MEASURES[self.what]

    def query(self, scope: Scope) -> str:
        """The part of an address that asks for it."""
        told = {"agency": scope.agency.code, "days": scope.days, "what": self.what}
        return urlencode(told | ({"by": self.by, "of": self.of} if self.by else {}))


@dataclass(frozen=True)
class Group:
    """Whom or what a number is about: its id in our tables, or a channel (None: nobody, no unit, no topic), and its name."""

    id: Key
    name: str


def group_of(scope: Scope, number: Number) -> Group | None:
    """None where the agency has no such group: a number of nothing."""
    if not number.of:
        return Group(None, str(_NONE[number.by]) if number.by else "")
    if number.by == "channel":
        known = number.of in Complaint.Channel.values
        return Group(number.of, str(Complaint.Channel(number.of).label)) if known else None
    if number.by == "topic":
        topic = Topic.objects.filter(code=number.of, parent=None).first()
        return Group(topic.pk, topic.name) if topic else None
    if number.by == "unit":
        unit = Unit.objects.filter(agency=scope.agency, name_th=number.of).first()
        return Group(unit.pk, unit.name) if unit else None
    person = next((user for user in _people(scope) if key_at(user.pk, scope.agency.pk) == number.of), None)
    return Group(person.pk, str(person)) if person else None


def key_of(scope: Scope, by: str, row: User | Unit | Topic | str | None) -> str:
    """How an address names a group."""
    if row is None:
        return ""
    if isinstance(row, str):
        return row
    if isinstance(row, User):
        return key_at(row.pk, scope.agency.pk)
    return row.name_th if isinstance(row, Unit) else row.code


def cases_behind(scope: Scope, number: Number, group: Group, *, cursor: str = "") -> Page:
    """25 of them: of open work the most pressing first, of what was answered the newest."""
    found = lines_behind(scope, number, group, after=read(cursor), most=PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(rows_of(found[:PAGE]), write(place_of(number, last)) if last else "")


class Placed(Protocol):
    """What the place of a line comes from."""

    @property
    def id(self) -> int: ...
    @property
    def next_duty_at(self) -> datetime: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def case_people(self) -> int: ...


def place_of(number: Number, line: Placed) -> After:
    """Where a list goes on after this line."""
    at = line.next_duty_at if number.is_open_work else line.answered_at
    assert at is not None  # noqa: S101 - what was answered was so at some time
    return After(at, line.id, line.case_people)


def lines_behind(scope: Scope, number: Number, group: Group, *, after: After | None, most: int) -> list[Line]:
    with connection.cursor() as asked:
        statement, parameters = statement_of(scope, number, group, after=after, most=most)
        asked.execute(statement, parameters)
        return [Line(*line) for line in asked.fetchall()]


def most_counted(scope: Scope, number: Number) -> int | None:
    """How many parts were looked at for this number, where the agency has at least as many; None where all were."""
    most = workload.MOST_OPEN if number.is_open_work else answered.MOST_ANSWERED
    begin = "" if number.is_open_work else answered.answered_parts()
    source = f"{workload.open_parts()} AS a" if number.is_open_work else "answered"
    with connection.cursor() as asked:
        asked.execute(f"{begin} SELECT count(*) FROM {source}", scope.parameters)  # noqa: S608
        return most if asked.fetchone()[0] >= most else None


def statement_of(
    scope: Scope,
    number: Number,
    group: Group,
    *,
    after: After | None = None,
    most: int,
    columns: str = LINE,
    besides: Sequence[str] = (),
) -> tuple[str, dict[str, Any]]:
    """The statement and its values: the very conditions by which the number was counted, and what is asked besides."""
    conditions, parameters = [f"({number.measure.condition})", *besides], dict(scope.parameters)
    if number.by:
        conditions.append(f"{GROUPS[number.by]} IS NOT DISTINCT FROM %(group)s::{TYPES[number.by]}")
        parameters["group"] = group.id
    if after is not None:
        conditions.append(_BEYOND[number.is_open_work])
        parameters |= {"after_at": after.after_at, "after_id": after.after_id}
    if number.is_open_work:
        begin, source, order = "", f"FROM {workload.open_parts()} AS a JOIN {CASES} WHERE true", workload.ORDER
    else:
        begin, order = answered.answered_parts(), answered.ORDER
        source = answered.from_answered(with_waits=number.measure.needs_waits)
    where = "".join(f" AND {condition}" for condition in conditions)
    return f"{begin} SELECT {columns} {source}{where} ORDER BY {order} LIMIT {most:d}", parameters


def _people(scope: Scope) -> list[User]:
    """Who has open work of the agency, and who works there or did."""
    with connection.cursor() as asked:
        asked.execute(f"SELECT DISTINCT a.officer_id FROM {workload.open_parts()} AS a", scope.parameters)  # noqa: S608
        ids = [pk for (pk,) in asked.fetchall() if pk]
    members = Membership.objects.filter(agency=scope.agency).values("user")
    return list(User.objects.filter(Q(pk__in=ids) | Q(pk__in=members)))


def period_asked(query: Mapping[str, str]) -> int:
    """The days an address asks for, of those there are to choose."""
    asked = query.get("days", "")
    return next((days for days in PERIODS if str(days) == asked), USUAL_DAYS)
