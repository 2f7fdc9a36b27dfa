"""Who may approve an answer: somebody of the same agency who did not write it; where nobody is left there, who leads above.

People of the agency: who leads it, and the officers that these named (Role.APPROVER). Nobody gets there by standing in for
somebody: a deputy gains no right. Who is away today is not counted on, but may approve all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import APPROVING_ROLES, CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer, agencies_led_by
from complaints.co_sign_tables import told_or_signed_by
from complaints.models import Approval, Assignment
from complaints.workflow import Visibility
from directory.models import Agency, AgencyKind, Leave, Membership, User

MOST_FROM_BELOW = 50
"""Answers of agencies below that are looked at for one page: each is a place where nobody else is left."""


@dataclass(frozen=True)
class Approvers:
    """Who can approve an answer now. agency: theirs, None where nobody is left anywhere."""

    agency: Agency | None
    people: Sequence[User] = ()
    is_above: bool = False


def approvers_of(approval: Approval) -> Approvers:
    """The agency itself where somebody is there today; else the nearest above that has one, at last a central desk."""
    part = approval.assignment
    if own := _there(approval, part.agency, roles_at_own(part)):
        return Approvers(part.agency, own)
    for agency in [*part.agency.ancestors(), *_central_desks(part.agency_id)]:
        if people := _there(approval, agency, CONFIDENTIAL_ROLES):
            return Approvers(agency, people, is_above=True)
    return Approvers(None)


def roles_at_own(part: Assignment) -> frozenset[str]:
    """In confidence only those who may open the case without being named to it."""
    return CONFIDENTIAL_ROLES if part.case.visibility == Visibility.CONFIDENTIAL else APPROVING_ROLES


def at_own_agency(user: User) -> QuerySet[Approval]:
    """What waits for this person at their agencies."""
    approving = Viewer(user).agencies(APPROVING_ROLES)
    parts = Assignment.objects.handled_by(user).filter(agency__in=approving)
    return Approval.objects.open().filter(assignment__in=parts).exclude(written_by=user)


def from_below(user: User) -> list[Approval]:
    """What waits at agencies below for this person, because nobody is left there."""
    led = agencies_led_by(user)
    if not led:
        return []
    stuck = Approval.objects.open().filter(~Exists(_somebody_there())).exclude(written_by=user)
    stuck = stuck.exclude(assignment__agency__in=led)
    if all(agency.kind != AgencyKind.CENTRAL_DESK for agency in led):
        below = {each.pk for agency in led for each in agency.descendants()}
        if not below:
            return []
        stuck = stuck.filter(assignment__agency__in=below)
    found = stuck.select_related("assignment__agency", "assignment__case__topic", "written_by")
    mine = []
    for approval in found.order_by("assignment__approve_by", "id")[:MOST_FROM_BELOW]:
        deciding = approvers_of(approval)
        if deciding.is_above and user in deciding.people:
            mine.append(approval)
    return mine


def may_approve(approval: Approval, user: User) -> bool:
    """Whether this person can approve it now."""
    if user.pk == approval.written_by_id or has_a_hand_in(approval, user):
        return False
    part, viewer = approval.assignment, Viewer(user)
    at_own = part.agency_id in viewer.agencies(APPROVING_ROLES)
    if at_own and Assignment.objects.handled_by(user).filter(pk=part.pk).exists():
        return True
    deciding = approvers_of(approval)
    return deciding.is_above and user in deciding.people


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
    case = approval.assignment.case
    if any(theirs.exists() for theirs in told_or_signed_by(user, case)):
        return True
    appeal = case.appeals.open().filter(part=approval.assignment_id).first()
    return appeal is not None and any(role.agency_id == appeal.against_id for role in user.active_roles)


def _there(approval: Approval, agency: Agency, roles: Iterable[str]) -> list[User]:
    """Those of these roles who are at work today and may approve, by name."""
    held = _at_work(roles).filter(agency=agency).exclude(user=approval.written_by_id)
    users = {each.user_id: each.user for each in held.select_related("user").order_by("user__full_name", "user_id")}
    return [user for user in users.values() if not has_a_hand_in(approval, user)]


def _at_work(roles: Iterable[str]) -> QuerySet[Membership]:
    """These roles as they are held today by people who work on cases there and are not away."""
    there = {"user": OuterRef("user"), "agency": OuterRef("agency")}
    works = Membership.objects.current().filter(role__in=CASEWORK_ROLES, **there)
    away = Leave.objects.on(timezone.localdate()).filter(**there)
    held = Membership.objects.current().filter(role__in=roles, user__is_active=True)
    return held.filter(Exists(works), ~Exists(away))


def _somebody_there() -> QuerySet[Membership]:
    """Of an approval in the query around it: who at the agency itself is left for it."""
    held = _at_work(APPROVING_ROLES).filter(agency=OuterRef("assignment__agency"))
    part_is_open = Assignment.objects.filter(pk=OuterRef(OuterRef("assignment")), case_is_confidential=False)
    held = held.filter(Q(role__in=CONFIDENTIAL_ROLES) | Exists(part_is_open))
    told, signed = told_or_signed_by(OuterRef("user"), OuterRef(OuterRef("assignment__case")))
    return held.exclude(user=OuterRef("written_by")).filter(~Exists(told), ~Exists(signed))


def _central_desks(but: int) -> list[Agency]:
    desks = Agency.objects.active().filter(kind=AgencyKind.CENTRAL_DESK).exclude(pk=but)
    return list(desks.order_by("pk"))
