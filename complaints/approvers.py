"""Who may approve an answer: somebody of the same agency who did not write it; where nobody is left there, who leads above.

People of the agency: who leads it, and the officers that these named (Role.APPROVER). Nobody gets there by standing in for
somebody: a deputy gains no right. Who is away today is not counted on, but may approve all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
    for agency in _above(part.agency):
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
    """What waits at agencies below because nobody is left there: for whoever leads above it, or a central desk."""
    led = agencies_led_by(user)
    if not led:
        return []
    told, signed = told_or_signed_by(user, OuterRef("assignment__case"))
    stuck = Approval.objects.open().filter(~Exists(_somebody_there()), ~Exists(told), ~Exists(signed))
    stuck = stuck.exclude(written_by=user).exclude(assignment__agency__in=led)
    if all(agency.kind != AgencyKind.CENTRAL_DESK for agency in led):
        below = {each.pk for agency in led for each in agency.descendants()}
        if not below:
            return []
        stuck = stuck.filter(assignment__agency__in=below)
    own = {role.agency_id for role in user.active_roles}
    stuck = stuck.exclude(assignment__appeal__became="", assignment__appeal__against__in=own)
    found = stuck.select_related("assignment__agency", "assignment__case__topic", "written_by")
    return list(found.order_by("assignment__approve_by", "id")[:MOST_FROM_BELOW])


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
    told, signed = told_or_signed_by(OuterRef("pk"), approval.assignment.case)
    asked = User.objects.filter(pk__in=people)
    found = set(asked.filter(Exists(told) | Exists(signed)).values_list("pk", flat=True))
    against = approval.assignment.case.appeals.open().filter(part=approval.assignment_id).values("against")
    at_fault = Membership.objects.current().filter(user__in=people, agency__in=against)
    return found | set(at_fault.values_list("user", flat=True))


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


def _somebody_there() -> QuerySet[Membership]:
    """Of an approval in the query around it: who at the agency itself is left for it."""
    held = _at_work(APPROVING_ROLES).filter(agency=OuterRef("assignment__agency"))
    part_is_open = Assignment.objects.filter(pk=OuterRef(OuterRef("assignment")), case_is_confidential=False)
    held = held.filter(Q(role__in=CONFIDENTIAL_ROLES) | Exists(part_is_open))
    told, signed = told_or_signed_by(OuterRef("user"), OuterRef(OuterRef("assignment__case")))
    return held.exclude(user=OuterRef("written_by")).filter(~Exists(told), ~Exists(signed))


def _above(agency: Agency) -> list[Agency]:
    """The agencies it is part of, the nearest first, then the central desks."""
    desks = Agency.objects.active().filter(kind=AgencyKind.CENTRAL_DESK).exclude(pk=agency.pk)
    return [*agency.ancestors(), *desks.order_by("pk")]
