"""Appeals as one asks about them: whether somebody may appeal, until when, who decides, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES
from complaints.models import Appeal, Assignment, Case, CaseEvent, ServiceLevel
from complaints.service_levels import due
from complaints.workflow import CLOSED_BY_ITS_ANSWER, CaseState, Visibility
from directory.models import Agency, AgencyKind, Membership

MOST_APPEALS = 2
"""In one case, with those that were taken back."""


def appeals_until(case: Case) -> datetime | None:
    """Until when the complainant may appeal against the answer; None where there is nothing to appeal against.

    An answer that waits to be confirmed is first disputed, so that its agency has a chance to put it right; a second
    one may be appealed against at once. A case that silence closed may be for some days, and so may one that the triage
    desk did not accept. What the complainant confirmed is filed anew.
    """
    if case.kind in CLOSED_BY_ITS_ANSWER or case.joined_into_id is not None:
        return None
    if case.state == CaseState.REJECTED and case.rejected_at:
        return due(ServiceLevel.Step.APPEAL, case, start=case.rejected_at)
    if case.state == CaseState.RESOLUTION_PROPOSED and case.reopened_count:
        return case.confirm_by
    if case.state == CaseState.CLOSED and case.closed_at and case.confirmed_at is None:
        lead = case.lead()
        return due(ServiceLevel.Step.APPEAL, case, start=case.closed_at, agency_id=lead.agency_id if lead else None)
    return None


def no_more_appeals(case: Case) -> str:
    """Why this case cannot be appealed once more, as a code; "" where it can. One that was taken back does not count
    the first time, but the agency above is not asked again and again. Of a rejection and of an answer each by itself."""
    is_rejected = case.state == CaseState.REJECTED
    same = case.appeals.filter(rejected_before_at__isnull=not is_rejected)
    became = list(same.values_list("became", flat=True))
    if any(each != Appeal.Became.TAKEN_BACK for each in became):
        return "appealed_already"
    return "appealed_too_often" if len(became) >= MOST_APPEALS else ""


def newest_appeal(case: Case) -> Appeal | None:
    """The appeal of a case that runs or was decided; one that was taken back only where there is no other."""
    found = list(case.appeals.select_related("part__agency", "against").order_by("pk"))
    for appeal in found:
        appeal.case = appeal.part.case = case
    return next((each for each in found if each.became != Appeal.Became.TAKEN_BACK), found[-1] if found else None)


def decides(case: Case) -> Agency | None:
    """Who would decide an appeal against the answer: the nearest agency above the one that answered, which takes
    complaints, has people who may see this case and no part in it; else a central desk of which the same holds. None
    where nobody is left. Of a rejection: a central desk which somebody leads who did not reject it. Of an appeal that is
    open the same, for when its agency is there no more.
    """
    if case.state == CaseState.REJECTED or _is_of_rejection(case):
        return _decides_rejection(case)
    lead = case.lead()
    if lead is None:
        return None
    today = timezone.localdate()
    involved = _involved(case)
    above = [each for each in lead.agency.ancestors() if each.takes_complaints_on(today) and each.pk not in involved]
    roles = CONFIDENTIAL_ROLES if case.visibility == Visibility.CONFIDENTIAL else CASEWORK_ROLES
    desks = Agency.objects.taking_complaints().filter(kind=AgencyKind.CENTRAL_DESK).exclude(pk__in=involved)
    candidates = [*above, *desks.order_by("pk")]
    at_work = Membership.objects.current().filter(agency__in=candidates, role__in=roles, user__is_active=True)
    staffed = set(at_work.values_list("agency", flat=True))
    return next((each for each in candidates if each.pk in staffed), None)


def _is_of_rejection(case: Case) -> bool:
    """Whether the appeal that is open in it is about the triage desk not accepting it."""
    return case.appealed_at is not None and case.appeals.open().filter(rejected_before_at__isnull=False).exists()


def _decides_rejection(case: Case) -> Agency | None:
    desks = Agency.objects.taking_complaints().filter(kind=AgencyKind.CENTRAL_DESK).exclude(pk__in=_involved(case))
    leading = Membership.objects.current().filter(role__in=CONFIDENTIAL_ROLES, user__is_active=True)
    others = leading.exclude(user__in=rejected_by(case))
    return desks.filter(pk__in=others.order_by().values("agency")).order_by("pk").first()


def _involved(case: Case) -> set[int]:
    """Ids of the agencies that have a part in the case, besides that of having decided on an appeal before."""
    return {part.agency_id for part in case.assignments.all() if part.is_live and not part.has_decided_appeal}


def rejected_by(case: Case) -> list[int]:
    """Ids of those who did not accept the case at the triage desk."""
    rejections = case.events.filter(kind=CaseEvent.Kind.REJECTED, by__isnull=False)
    return list(rejections.values_list("by", flat=True))


A_HAND_IN_WHAT_IS_JUDGED = Q(case__events__agency=F("against")) | Q(
    rejected_before_at__isnull=False, case__events__kind=CaseEvent.Kind.REJECTED
)
"""Of an appeal and `case__events__by`, asked in one filter: who acted for the agency whose answer it is about, or turned
the case away."""


@dataclass(frozen=True)
class AppealPage:
    """What a complainant's page says of appeals. until, agency: of an appeal that may be made now; since: when those days were given."""

    appeal: Appeal | None = None
    until: datetime | None = None
    since: datetime | None = None
    agency: Agency | None = None
    is_over: bool = False
    """It may be appealed against no more, and the ways outside are what is left."""
    of_rejection: bool = False
    """It is, or would be, about the triage desk not accepting the case."""

    @property
    def may_appeal(self) -> bool:
        return self.agency is not None

    @property
    def is_open(self) -> bool:
        return self.appeal is not None and not self.appeal.became

    @property
    def was_taken_back(self) -> bool:
        return self.appeal is not None and self.appeal.became == Appeal.Became.TAKEN_BACK


def appeal_page(case: Case) -> AppealPage:
    """For the complainant of the case. One query for most cases, seven for one that may be appealed against."""
    is_rejected = case.state == CaseState.REJECTED
    is_answered = is_rejected or case.resolution_proposed_at is not None
    if case.kind in CLOSED_BY_ITS_ANSWER or case.joined_into_id is not None or not is_answered:
        return _page(newest_appeal(case) if case.reopened_count or case.appealed_at or case.triaged_at else None)
    appeal, until = newest_appeal(case), appeals_until(case)
    if until is None or until < timezone.now() or (appeal is not None and no_more_appeals(case)):
        is_over = is_rejected or (case.state == CaseState.CLOSED and case.confirmed_at is None)
        return _page(appeal, is_over=is_over)
    agency = decides(case)
    since = case.rejected_at or case.closed_at or case.resolution_proposed_at
    page = _page(appeal, until=until if agency else None, since=since, agency=agency, is_over=agency is None)
    return replace(page, of_rejection=is_rejected)


def _page(appeal: Appeal | None, **fields: Any) -> AppealPage:
    return AppealPage(appeal, of_rejection=appeal is not None and appeal.is_of_rejection, **fields)


def reviewing_part(case: Case) -> Assignment | None:
    """The part of the agency that decides the appeal now, of the assignments that the case has at hand."""
    parts = (part for part in case.assignments.all() if part.part == Assignment.Part.REVIEW and part.is_live)
    return next(parts, None) if case.appealed_at else None
