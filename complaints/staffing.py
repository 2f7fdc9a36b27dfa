"""Who works at an agency, as those who lead it see and change it: units, last days, and cases left without anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.absence import away_today, with_names
from complaints.access import CASEWORK_ROLES
from complaints.colleagues import key_at
from complaints.handing_over import DONE
from complaints.models import Assignment
from complaints.shutting_out import end_now, tell_of_roles
from complaints.workflow import IN_HAND, AssignmentState
from directory.models import Agency, Leave, Membership, Role, Unit, User
from directory.statements import listed

LAST_DAY_IS_PAST = _("The day you wrote is past. Choose today or a later one, or shut them out now.")
BEGAN_AFTER = _("They began after that day. Choose a later one, or shut them out now.")
MOST_LEAVERS = 500
"""Whose parts are taken in one go; the chore comes again while there are more."""
_NAMED = sorted(IN_HAND | {AssignmentState.PROPOSED, AssignmentState.ANSWERED})
RANK = {Role.OFFICER: 0, Role.SUPERVISOR: 1, Role.AGENCY_HEAD: 2}
INVITED_AS = (Role.OFFICER, Role.SUPERVISOR)


def _each_pair(states: Iterable[str]) -> str:
    """SQL: the pairs of officer and agency of open parts, each by one step along the index of these states."""
    parts = "SELECT officer_id, agency_id FROM complaints_assignment"
    parts += f" WHERE case_is_open AND officer_id IS NOT NULL AND state IN ({listed(states)})"
    first = "ORDER BY officer_id, agency_id LIMIT 1"
    return f"""WITH RECURSIVE pair AS (({parts} {first}) UNION ALL SELECT following.* FROM pair CROSS JOIN LATERAL
        ({parts} AND (officer_id, agency_id) > (pair.officer_id, pair.agency_id) {first}) AS following)
        SELECT officer_id, agency_id FROM pair"""  # noqa: S608 - words of our own


_PEOPLE_WITH_OPEN_PARTS = (
    f"({_each_pair(IN_HAND | {AssignmentState.PROPOSED})}) UNION ALL ({_each_pair([AssignmentState.ANSWERED])})"
)


@dataclass
class Person:
    """One who works, or will, on cases of an agency. key: as `key_at` has it.

    in_hand: all open cases in their name there, which somebody else takes if they leave. reported: of these, those that are
    reported as done and wait for the complainant's yes; the overview counts the others. memberships: none of somebody who has left with cases still in their name.
    """

    user: User
    key: str
    memberships: list[Membership] = field(default_factory=list)
    in_hand: int = 0
    reported: int = 0
    away: Leave | None = None

    @property
    def owed(self) -> int:
        return self.in_hand - self.reported


def open_cases_of(agency: Agency) -> dict[int, tuple[int, int]]:
    """How many open cases each person has in their name at an agency, and how many of these are reported as done, whoever
    asks: by id of the person."""
    named = Assignment.objects.filter(agency=agency, officer__isnull=False, case_is_open=True).exclude(state__in=DONE)
    counted = named.order_by().values("officer")
    counted = counted.annotate(n=Count("pk"), reported=Count("pk", filter=Q(state=AssignmentState.ANSWERED)))
    return {pk: (n, reported) for pk, n, reported in counted.values_list("officer", "n", "reported")}


def people_of(agency: Agency) -> list[Person]:
    """Those who work there or soon will, by name; then those who have left with open cases. Five queries."""
    today = timezone.localdate()
    held = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), agency=agency)
    found: dict[int, Person] = {}
    for membership in held.filter(role__in=CASEWORK_ROLES).select_related("user", "unit", "agency").order_by("pk"):
        user = membership.user
        if user.is_active:
            person = found.setdefault(user.pk, Person(user, key_at(user.pk, agency.pk)))
            person.memberships.append(membership)
    in_hand = open_cases_of(agency)
    for user in User.objects.filter(pk__in=in_hand.keys() - found.keys()):
        found[user.pk] = Person(user, key_at(user.pk, agency.pk))
    away = away_today(agency.pk)
    with_names(away.values())
    for pk, person in found.items():
        person.in_hand, person.reported = in_hand.get(pk, (0, 0))
        person.away = away.get(pk)
    return sorted(found.values(), key=lambda each: (not each.memberships, each.user.full_name, each.user.pk))


def rank_at(user: User, agency: Agency) -> int:
    """The highest they hold there today; -1 with none that works on cases."""
    return max(
        (RANK[Role(m.role)] for m in user.active_roles if m.agency_id == agency.pk and m.role in RANK), default=-1
    )


def may_change(membership: Membership, by: User) -> bool:
    """Who leads the agency changes what others hold there, up to what they hold themselves."""
    rank = rank_at(by, membership.agency)
    leads = rank >= RANK[Role.SUPERVISOR]
    return leads and membership.role in RANK and RANK[Role(membership.role)] <= rank and membership.user != by


@transaction.atomic
def move_to_unit(membership: Membership, unit: Unit | None, *, by: User) -> Membership:
    """Let somebody work in another unit of their agency, or in none; their cases stay with them.

    Raises ValidationError: not_yours_to_change, not_its_unit, and that of the table where they work there already.
    """
    membership = _locked(membership, by)
    if unit and unit.agency_id != membership.agency_id:
        raise ValidationError(_("This unit does not belong to your agency."), code="not_its_unit")
    membership.unit = unit
    membership.validate_constraints()
    membership.save(update_fields=["unit"])
    tell_of_roles(membership.user)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, last_day: date, by: User) -> Membership:
    """Say which day is somebody's last at the agency. Who began before today may be ended as of yesterday.

    Raises ValidationError: not_yours_to_change, last_day_is_past, last_day_before_the_first, open_cases_left where
    nothing else would let them work on the cases in their name. What they still have after a later last day becomes
    nobody's then (`free_of_leavers`).
    """
    membership = _locked(membership, by)
    refuse_impossible_last_day(membership, last_day)
    _refuse_open_cases(membership, last_day)
    membership.ends_on = last_day
    membership.save(update_fields=["ends_on"])
    tell_of_roles(membership.user)
    return membership


def refuse_impossible_last_day(membership: Membership, last_day: date) -> None:
    """Yesterday is the earliest that can be told of a role. Raises ValidationError: last_day_is_past,
    last_day_before_the_first."""
    if last_day < timezone.localdate() - timedelta(days=1):
        raise ValidationError(LAST_DAY_IS_PAST, code="last_day_is_past")
    if last_day < membership.starts_on:
        raise ValidationError(BEGAN_AFTER, code="last_day_before_the_first")


@transaction.atomic
def shut_out(membership: Membership, *, by: User) -> None:
    """They work there no more from now on, also where today is their first day. Their open cases stay with the agency and
    become nobody's (`chores.free_of_leavers`): who takes case after case must not stay in by it.

    Raises ValidationError: not_yours_to_change.
    """
    end_now(_locked(membership, by))


def parts_of_leavers() -> QuerySet[Assignment]:
    """Open parts in the name of somebody who works on no case of that agency any more. Not of an agency that has closed:
    nobody is left to take them there, and each goes back with one line of its own (complaints.closed_agencies)."""
    theirs = Q(pk__in=[])
    for officer, agency in _leavers():
        theirs |= Q(officer=officer, agency=agency)
    named = Assignment.objects.filter(theirs, case_is_open=True, state__in=_NAMED)
    return named.select_related("case", "officer").order_by("next_duty_at", "id")


def _leavers() -> list[tuple[int, int]]:
    """Ids of officer and agency. What it costs grows with the people, and not with their parts."""
    works = Membership.objects.current().filter(role__in=CASEWORK_ROLES, user__is_active=True)
    sql, values = works.order_by().values_list("user", "agency").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT officer, agency FROM (({_PEOPLE_WITH_OPEN_PARTS}) EXCEPT ({sql})) AS left_it (officer, agency)"  # noqa: S608
            f" WHERE agency NOT IN (SELECT id FROM directory_agency WHERE closes_on < %s) LIMIT {MOST_LEAVERS}",
            [*values, timezone.localdate()],
        )
        return cursor.fetchall()


def _refuse_open_cases(membership: Membership, last_day: date) -> None:
    left, _reported = open_cases_of(membership.agency).get(membership.user_id, (0, 0))
    if left and last_day <= timezone.localdate() and not _works_on_after(membership, last_day):
        raise ValidationError(
            _("Open cases are still with them (%(n)s). Hand those over first."),
            code="open_cases_left",
            params={"n": left},
        )


def _works_on_after(membership: Membership, last_day: date) -> bool:
    others = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=last_day),
        user=membership.user,
        agency=membership.agency,
        role__in=CASEWORK_ROLES,
        starts_on__lte=timezone.localdate(),
    )
    return others.exclude(pk=membership.pk).exists()


def _locked(membership: Membership, by: User) -> Membership:
    # One change of an agency's people after the other: two who end each other's role at once are not both out.
    agency = Agency.objects.select_for_update(no_key=True).get(pk=membership.agency_id)
    by.forget_roles()
    found = Membership.objects.select_related("user").get(pk=membership.pk)
    found.agency = agency
    if not may_change(found, by):
        raise ValidationError(
            _("You change what people hold at the agencies that you lead, up to your own role, and never your own."),
            code="not_yours_to_change",
        )
    return found
