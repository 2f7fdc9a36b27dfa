"""The people of an agency among themselves: who works there, and how much each has in hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from complaints.absence import away_today
from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer
from complaints.models import Assignment
from complaints.queue import COUNT_CAP, parameters_of
from complaints.queue_conditions import OWED, VISIBLE
from complaints.workflow import Visibility
from directory.models import Agency, Leave, Membership, Unit, User
from directory.statements import Prepared

_COUNT_IN_HAND = Prepared(f"""
    SELECT person, (SELECT count(*) FROM (
        SELECT FROM complaints_assignment a
        WHERE a.officer_id = person AND a.agency_id = %(agency)s AND {OWED} AND {VISIBLE}
        LIMIT {COUNT_CAP}) AS own)
    FROM unnest(%(people)s::bigint[]) AS person""")  # noqa: S608 - words and numbers of our own


MOST_LOOKED_AT = 10_000
"""Open parts of an agency whose units are counted, those with the nearest dates."""
_COUNT_OF_UNITS = f"""
    SELECT unit_id, count(*) FROM (
        SELECT a.unit_id FROM complaints_assignment a WHERE a.agency_id = %(agency)s AND {OWED} AND {VISIBLE}
        ORDER BY a.next_duty_at LIMIT {MOST_LOOKED_AT}) AS open
    WHERE unit_id IS NOT NULL GROUP BY unit_id"""  # noqa: S608 - words and numbers of our own


@dataclass(frozen=True)
class UnitLoad:
    """What a unit has in hand and how many people work on cases there. What is confidential is counted for who may see it."""

    unit: Unit
    in_hand: int
    people: int

    @property
    def weight(self) -> tuple[bool, float]:
        """How much each of them has, the least first; where nobody works comes last."""
        return (not self.people, self.in_hand / max(self.people, 1))


@dataclass(frozen=True)
class Colleague:
    """Somebody who works on cases of an agency. in_hand: open cases they have there, counted up to COUNT_CAP. What is
    confidential is counted for who may see it.

    away: their leave, where they are away today.
    """

    user: User
    in_hand: int
    away: Leave | None = None


def key_at(user_id: int, agency_id: int) -> str:
    """By which an address knows somebody at an agency: neither a number of ours nor an address of theirs."""
    return salted_hmac("complaints.colleagues", f"{agency_id} {user_id}").hexdigest()[:20]


def people_at(agency: Agency) -> list[User]:
    """Those who work on cases of an agency today, by name."""
    members = Membership.objects.current().filter(agency=agency, role__in=CASEWORK_ROLES)
    return list(User.objects.filter(is_active=True, pk__in=members.values("user")).order_by("full_name", "pk"))


def colleagues_at(agency: Agency, *, by: User) -> list[Colleague]:
    """The same with what each has in hand, who has least first: so that nobody drowns while another waits."""
    people = people_at(agency)
    asked = parameters_of(Viewer(by)) | {"agency": agency.pk, "people": [user.pk for user in people]}
    in_hand = dict(_COUNT_IN_HAND.rows(asked))
    away = away_today(agency.pk)
    by_id = {user.pk: user for user in people}
    for leave in away.values():  # no query a row for a name that is at hand
        leave.deputy = by_id.get(leave.deputy_id or 0)
    everybody = (Colleague(user, in_hand[user.pk], away.get(user.pk)) for user in people)
    return sorted(everybody, key=lambda each: each.in_hand)


def units_at(agency: Agency, *, by: User) -> list[UnitLoad]:
    """The units of an agency, whose people have least in hand first."""
    units = list(agency.units.all())
    if not units:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_OF_UNITS, parameters_of(Viewer(by)) | {"agency": agency.pk})
        in_hand = dict(cursor.fetchall())
    working = Membership.objects.current().filter(agency=agency, role__in=CASEWORK_ROLES, user__is_active=True)
    people = dict(working.values_list("unit").annotate(Count("user", distinct=True)).order_by())
    loads = [UnitLoad(unit, in_hand.get(unit.pk, 0), people.get(unit.pk, 0)) for unit in units]
    return sorted(loads, key=lambda load: load.weight)


def unit_of(user: User, agency_id: int) -> Unit | None:
    """The unit of the agency in which this person works on cases, if any."""
    return next(
        (m.unit for m in user.active_roles if m.agency_id == agency_id and m.unit_id and m.role in CASEWORK_ROLES), None
    )


def named_in(text: str, people: Sequence[User]) -> list[User]:
    """Whom a text names by @ and a name, first name or full name; of two of the same first name neither.

    People write on after a name without a space, as Thai does: the longest name that fits is meant.
    """
    by_name: dict[str, list[User]] = {}
    for user in people:
        for name in {user.full_name, user.get_short_name()} - {""}:
            by_name.setdefault(name, []).append(user)
    names = sorted(by_name, key=len, reverse=True)
    named: list[User] = []
    for start in (place for place, sign in enumerate(text) if sign == "@"):
        if start and not text[start - 1].isspace() and text[start - 1] not in "([“\"'":
            continue  # somebody's address
        meant = next((name for name in names if text.startswith(name, start + 1)), "")
        if len(by_name.get(meant, ())) == 1:
            named += by_name[meant]
    return list(dict.fromkeys(named))


def may_open(user: User, assignment: Assignment) -> bool:
    """Whether this person may work on that part of a case, which of a confidential one few may."""
    return Assignment.objects.handled_by(user).filter(pk=assignment.pk).exists()


def who_may_open(assignment: Assignment, people: Iterable[int]) -> dict[int, User]:
    """Those of these people, by id, who may work on that part today: as `may_open` says of one, by one statement for all."""
    members = Membership.objects.current().filter(agency=assignment.agency_id, user__in=list(people))
    members = members.filter(role__in=CASEWORK_ROLES, user__is_active=True).select_related("user")
    if assignment.case.visibility == Visibility.CONFIDENTIAL:
        members = members.filter(Q(role__in=CONFIDENTIAL_ROLES) | Q(user=assignment.officer_id))
    return {member.user_id: member.user for member in members}
