"""Who may see and who may work on a case. Pages, API, sockets and lists all enter through these querysets.

Each rule is an indexed select of case ids and the answer is their UNION, never an OR across joins: at 1,000,000 cases
that is 4 ms against 1.3 s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone

from complaints.workflow import GIVEN_AWAY, IN_HAND, RUNNING, AssignmentState, CaseKind, CaseState, Visibility
from directory.models import Agency, Role, User

if TYPE_CHECKING:
    from complaints.models import Assignment, Case  # noqa: F401 - in the names of types

GRANT_COOKIE = "receipts"
GRANT_AGE_S = 4 * 3600
"""Long enough to fetch a picture for an answer, short enough for a shared computer that nobody closes. Who comes back
another day types the code again, and needs it at hand anyway."""
GRANTS_KEPT = 10

CASEWORK_ROLES = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.AGENCY_HEAD})
CONFIDENTIAL_ROLES = frozenset({Role.SUPERVISOR, Role.AGENCY_HEAD})
"""Those who may open a confidential case of their agency, to name the officer who works on it."""
APPROVING_ROLES = CONFIDENTIAL_ROLES | {Role.APPROVER}
"""Those who may look at a colleague's answer before it goes out: who leads, and officers they named."""
REVIEWING_ROLES = CONFIDENTIAL_ROLES | {Role.AUDITOR}
"""Those who look at how an agency reports its work as done."""


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks: an account or none, and the complaints whose receipt code this browser has shown.

    invited: references of cases whose link to co-sign this request came by (complaints.co_signing has checked it).
    """

    user: User | AnonymousUser = field(default_factory=AnonymousUser)
    granted: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()

    def agencies(self, roles: Iterable[str]) -> list[int]:
        """Ids of the agencies in which this person holds one of these roles today."""
        if not isinstance(self.user, User):
            return []
        return sorted({m.agency_id for m in self.user.active_roles if m.role in set(roles)})

    @property
    def does_triage(self) -> bool:
        return isinstance(self.user, User) and any(m.role == Role.TRIAGE_OFFICER for m in self.user.active_roles)


def agencies_led_by(user: User) -> list[Agency]:
    """The agencies for which this person answers, as supervisor or head, by name."""
    held = {m.agency_id: m.agency for m in user.active_roles if m.role in CONFIDENTIAL_ROLES}
    return sorted(held.values(), key=lambda agency: agency.sort_key)


def viewer_of(request: Any) -> Viewer:
    """The viewer behind a request (anything with `.user` and `.COOKIES`)."""
    return Viewer(request.user, read_grants(request.COOKIES.get(GRANT_COOKIE, "")))


def read_grants(cookie: str) -> frozenset[str]:
    if not cookie:
        return frozenset()
    try:
        return frozenset(signing.loads(cookie, salt=GRANT_COOKIE, max_age=GRANT_AGE_S))
    except signing.BadSignature:
        return frozenset()


def write_grants(references: Iterable[str]) -> str:
    return signing.dumps(sorted(references)[-GRANTS_KEPT:], salt=GRANT_COOKIE)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Viewer) -> CaseQuerySet:
        """Cases of which this viewer may read more than what their reference alone tells."""
        return self.filter(pk__in=_readable_ids(viewer))

    def find_visible(self, reference: str, viewer: Viewer) -> Case:
        """The same question for one case, asked so that its cost does not grow with the agency.

        Raises Case.DoesNotExist when there is none or it is not this viewer's: the two are not told apart.
        """
        case = self.get(reference=reference)
        # A union is computed whole before it is joined; narrowing each select to the one case keeps it at a few rows.
        if not self.filter(pk__in=_readable_ids(viewer, case.pk)).filter(pk=case.pk).exists():
            raise self.model.DoesNotExist
        return case

    def public(self) -> CaseQuerySet:
        """Cases that everybody may find: open by their author's choice, and released by an officer. The only door of
        lists, search, map, feed and pictures for strangers; the database keeps that a released case is a public one.
        """
        return self.filter(released_at__isnull=False)

    def of_complainant(self, viewer: Viewer) -> CaseQuerySet:
        """Cases in which this viewer is a complainant: by account or by receipt code."""
        from complaints.models import Complaint

        own: list[models.QuerySet[Any]] = [
            each.values("case_id") for each in opened_by_code(Complaint.objects.all(), viewer)
        ]
        if viewer.user.is_authenticated:
            own.append(Complaint.objects.filter(complainant__user=viewer.user).values("case_id"))
        return self.filter(pk__in=own[0].union(*own[1:]))

    def known_by_reference(self) -> CaseQuerySet:
        """Cases of which the reference alone opens the public fields. The others are simply not found."""
        return self.exclude(visibility=Visibility.CONFIDENTIAL)

    def awaiting_routing(self) -> CaseQuerySet:
        """A worker's queue: oldest first, safe to take with SKIP LOCKED."""
        return self.filter(state=CaseState.RECEIVED).order_by("id")

    def at_the_triage_desk(self) -> CaseQuerySet:
        return self.filter(state=CaseState.TRIAGE)

    def to_close_by_silence(self, at: datetime) -> CaseQuerySet:
        return self.filter(state=CaseState.RESOLUTION_PROPOSED, confirm_by__lt=at)

    def unanswered_praise(self, at: datetime) -> CaseQuerySet:
        """Praise that an agency has, and whose date has passed."""
        from complaints.models import Assignment

        late = Assignment.objects.filter(case=models.OuterRef("pk"), part=Assignment.Part.LEAD).overdue(at)
        here = [CaseState.IN_PROGRESS, CaseState.ROUTED]
        return self.filter(models.Exists(late), kind=CaseKind.PRAISE, state__in=here)

    def with_unanswered_question(self, at: datetime) -> CaseQuerySet:
        return self.filter(state=CaseState.AWAITING_COMPLAINANT, answer_by__lt=at)


def _readable_ids(viewer: Viewer, case_id: int | None = None) -> models.QuerySet[Any]:
    from complaints.models import Assignment, Case, Complaint

    one_case = {} if case_id is None else {"pk": case_id}
    of_case = {} if case_id is None else {"case_id": case_id}
    public = Case.objects.public().filter(**one_case).values("pk")
    others: list[models.QuerySet[Any]] = []
    complaints = Complaint.objects.filter(**of_case)
    if viewer.granted:
        others += [each.values("case_id") for each in opened_by_code(complaints, viewer)]
    not_in_confidence = Case.objects.known_by_reference().filter(**one_case)
    if viewer.invited:
        invited = not_in_confidence.filter(reference__in=viewer.invited, invitation__is_open=True)
        others.append(invited.values("pk"))
    if viewer.user.is_authenticated:
        others.append(complaints.filter(complainant__user=viewer.user).values("case_id"))
        others.append(not_in_confidence.filter(co_signings__user=viewer.user).values("pk"))
        handled = Assignment.objects.handled_by(viewer.user)
        others.append(handled.filter(**of_case).values("case_id"))
        # What was joined into an agency's case is worked on there.
        joined = not_in_confidence.filter(joined_into__isnull=False, joined_into__in=handled.values("case_id"))
        others.append(joined.values("pk"))
        if viewer.does_triage:
            others.append(Case.objects.at_the_triage_desk().filter(**one_case).values("pk"))
    return public.union(*others) if others else public


def opened_by_code(complaints: models.QuerySet[Any], viewer: Viewer) -> list[models.QuerySet[Any]]:
    """Those whose receipt code this browser has shown, and the parts that were made of them (complaints.splitting).

    One whose code opens nothing any more is not among them.
    """
    return [
        complaints.filter(reference__in=viewer.granted).exclude(receipt_hash=""),
        complaints.filter(part_of__reference__in=viewer.granted).exclude(part_of__receipt_hash=""),
    ]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def handled_by(self, user: User | AnonymousUser) -> AssignmentQuerySet:
        """Live parts of cases that this person may work on: their agencies', confidential ones only when named."""
        viewer = Viewer(user)
        ours = self.live().filter(agency__in=viewer.agencies(CASEWORK_ROLES))
        named = Q(officer=user) if user.is_authenticated else Q(pk__in=[])
        leading = Q(agency__in=viewer.agencies(CONFIDENTIAL_ROLES))
        # The agency stands alone in front of the OR, so that every list is a walk along an index that begins with it.
        return ours.filter(named | leading | Q(case_is_confidential=False))

    def live(self) -> AssignmentQuerySet:
        return self.exclude(state__in=GIVEN_AWAY)

    def in_hand(self) -> AssignmentQuerySet:
        return self.filter(state__in=IN_HAND | {AssignmentState.PROPOSED})

    def owed(self) -> AssignmentQuerySet:
        """In hand, and somebody still waits for it: of a withdrawn case nothing is owed any more."""
        return self.in_hand().filter(case_is_open=True)

    def mine(self, user: User) -> AssignmentQuerySet:
        return self.filter(officer=user)

    def new(self) -> AssignmentQuerySet:
        return self.filter(state=AssignmentState.PROPOSED)

    def overdue(self, at: datetime | None = None) -> AssignmentQuerySet:
        now = at or timezone.now()
        late = Q(state=AssignmentState.PROPOSED, accept_by__lt=now) | Q(state__in=RUNNING, due_at__lt=now)
        return self.filter(late, next_duty_at__lt=now)  # the latter ends the walk along the index

    def silent(self, at: datetime | None = None) -> AssignmentQuerySet:
        """Those whose complainant should have heard something by now."""
        return self.filter(state__in=RUNNING, update_by__lt=at or timezone.now())
