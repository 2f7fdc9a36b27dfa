"""Who may approve an answer: somebody of the same agency who did not write it; where nobody is left there, who leads above.

People of the agency: who leads it, and the officers that these named (Role.APPROVER). Nobody gets there by standing in for
somebody: a deputy gains no right. Who is away today is not counted on, but may approve all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import APPROVING_ROLES, CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer, agencies_led_by
from complaints.appeals import A_HAND_IN_WHAT_IS_JUDGED
from complaints.co_sign_tables import told_or_signed_by, who_told_or_signed
from complaints.models import Appeal, Approval, Assignment
from complaints.workflow import Visibility
from directory.models import Agency, AgencyKind, Leave, Membership, User
from records.caching import kept_by_key


@dataclass(frozen=True)
class Approvers:
    """Who can approve an answer now. agency: theirs, None where nobody is left anywhere."""

    agency: Agency | None
    people: Sequence[User] = ()
    is_above: bool = False


class _Asked(NamedTuple):
    """What decides whether somebody is left for an answer, as the columns of its part in _ASKED; ids."""

    approval: int
    writer: int
    part: int
    case: int
    agency: int
    in_confidence: bool


_ASKED = ("approvals", "approvals__written_by", "pk", "case", "agency", "case_is_confidential")


def approvers_of(approval: Approval) -> Approvers:
    """The agency itself where somebody is there today; else the nearest above that has one, at last a central desk."""
    part = approval.assignment
    if own := _there(approval, part.agency, roles_at_own(part)):
        return Approvers(part.agency, own)
    for agency in _above(part.agency):
        if people := _there(approval, agency, CONFIDENTIAL_ROLES):
            return Approvers(agency, people, is_above=True)
    return Approvers(None)


def roles_at_own(part: Assignment) -> frozenset[str]:
    """In confidence only those who may open the case without being named to it."""
    return CONFIDENTIAL_ROLES if part.case.visibility == Visibility.CONFIDENTIAL else APPROVING_ROLES


def at_own_agency(user: User) -> QuerySet[Approval]:
    """What waits for this person at their agencies, without what they have a hand in."""
    approving = Viewer(user).agencies(APPROVING_ROLES)
    parts = Assignment.objects.handled_by(user).filter(agency__in=approving)
    told, signed = told_or_signed_by(user, OuterRef("assignment__case"))
    of_part = {"part": OuterRef("assignment"), "case__events__by": user}
    judged = Appeal.objects.open().filter(A_HAND_IN_WHAT_IS_JUDGED, **of_part)
    waiting = Approval.objects.open().filter(~Exists(told), ~Exists(signed), ~Exists(judged), assignment__in=parts)
    at_fault = {"assignment__appeal__became": "", "assignment__appeal__against__in": agencies_of(user)}
    return waiting.exclude(written_by=user).exclude(**at_fault)


def agencies_of(user: User) -> list[int]:
    """Ids of the agencies in which this person has any role today."""
    return sorted({role.agency_id for role in user.active_roles})


def from_below(user: User) -> QuerySet[Approval]:
    """What waits at agencies below because nobody is left there: for whoever leads above it, or a central desk."""
    stuck = _stuck_below(user)
    return Approval.objects.filter(pk__in=stuck) if stuck else Approval.objects.none()


@kept_by_key(seconds=5)
def number_from_below(user: User) -> int:
    """How many these are, for every page of the inbox."""
    return len(_stuck_below(user))


def _stuck_below(user: User) -> list[int]:
    """Ids of the same. One look along an index where nothing waits below, and as many for one as for all."""
    led = agencies_led_by(user)
    if not led:
        return []
    parts = Assignment.objects.filter(case_is_open=True, approve_by__isnull=False).exclude(agency__in=led)
    if all(agency.kind != AgencyKind.CENTRAL_DESK for agency in led):
        below = {each.pk for agency in led for each in agency.descendants()}
        if not below:
            return []
        parts = parts.filter(agency__in=below)
    asked = [_Asked(*row) for row in parts.filter(approvals__became="").order_by().values_list(*_ASKED)]
    asked = [each for each in asked if each.writer != user.pk]
    if not asked:
        return []
    there: dict[int, dict[int, bool]] = {}
    at_work = _at_work(APPROVING_ROLES).filter(agency__in={each.agency for each in asked})
    for agency, person, role in at_work.order_by().values_list("agency", "user", "role"):
        people = there.setdefault(agency, {})
        people[person] = people.get(person, False) or role in CONFIDENTIAL_ROLES
    hands = _hands_in(
        {each.part: each.case for each in asked}, {user.pk, *(pk for people in there.values() for pk in people)}
    )

    def is_left(each: _Asked) -> bool:
        return any(
            person != each.writer and (leads or not each.in_confidence) and (each.part, person) not in hands
            for person, leads in there.get(each.agency, {}).items()
        )

    return [each.approval for each in asked if (each.part, user.pk) not in hands and not is_left(each)]


def may_approve(approval: Approval, user: User) -> bool:
    """Whether this person can approve it now."""
    if user.pk == approval.written_by_id or has_a_hand_in(approval, user):
        return False
    part, viewer = approval.assignment, Viewer(user)
    at_own = part.agency_id in viewer.agencies(APPROVING_ROLES)
    if at_own and Assignment.objects.handled_by(user).filter(pk=part.pk).exists():
        return True
    leading = set(viewer.agencies(CONFIDENTIAL_ROLES))
    if not leading & {agency.pk for agency in _above(part.agency)}:
        return False
    return not _there(approval, part.agency, roles_at_own(part))


def refuse_unless_approver(approval: Approval, user: User) -> None:
    """Raises ValidationError: approves_own_answer, is_no_approver."""
    if user.pk == approval.written_by_id:
        raise ValidationError(
            _("You wrote this answer yourself. Somebody else has to approve it."), code="approves_own_answer"
        )
    if not may_approve(approval, user):
        raise ValidationError(_("You cannot approve this answer."), code="is_no_approver")


def has_a_hand_in(approval: Approval, user: User) -> bool:
    """Whether it is this person's own matter, or one that they decide an appeal about with a hand in the answer."""
    return bool(_with_a_hand_in(approval, [user.pk]))


def _with_a_hand_in(approval: Approval, people: Collection[int]) -> set[int]:
    """The same of many people, by their ids: as many queries as for one."""
    part = approval.assignment
    return {person for _part, person in _hands_in({part.pk: part.case_id}, people)}


def _hands_in(cases: Mapping[int, int], people: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of a part and a person with a hand in what it answers or decides. cases: of each part, by its id; people: ids.

    Of an appeal that is who works at the agency it is against, who acted for it in this case, or turned the case away.
    """
    told: dict[int, set[int]] = {}
    for case, person in who_told_or_signed(people, set(cases.values())):
        told.setdefault(case, set()).add(person)
    found = {(part, person) for part, case in cases.items() for person in told.get(case, ())}
    at_work = Membership.objects.current().filter(user__in=people)
    at_fault = Appeal.objects.open().filter(part__in=cases, against__memberships__in=at_work)
    acted = Appeal.objects.open().filter(A_HAND_IN_WHAT_IS_JUDGED, part__in=cases, case__events__by__in=people)
    return (
        found
        | set(at_fault.values_list("part", "against__memberships__user"))
        | set(acted.values_list("part", "case__events__by"))
    )


def _there(approval: Approval, agency: Agency, roles: Iterable[str]) -> list[User]:
    """Those of these roles who are at work today and may approve, by name."""
    held = _at_work(roles).filter(agency=agency).exclude(user=approval.written_by_id)
    users = {each.user_id: each.user for each in held.select_related("user").order_by("user__full_name", "user_id")}
    involved = _with_a_hand_in(approval, users.keys()) if users else set()
    return [user for pk, user in users.items() if pk not in involved]


def _at_work(roles: Iterable[str]) -> QuerySet[Membership]:
    """These roles as they are held today by people who work on cases there and are not away."""
    there = {"user": OuterRef("user"), "agency": OuterRef("agency")}
    works = Membership.objects.current().filter(role__in=CASEWORK_ROLES, **there)
    away = Leave.objects.on(timezone.localdate()).filter(**there)
    held = Membership.objects.current().filter(role__in=roles, user__is_active=True)
    return held.filter(Exists(works), ~Exists(away))


def _above(agency: Agency) -> list[Agency]:
    """The agencies it is part of, the nearest first, then the central desks."""
    desks = Agency.objects.active().filter(kind=AgencyKind.CENTRAL_DESK).exclude(pk=agency.pk)
    return [*agency.ancestors(), *desks.order_by("pk")]
