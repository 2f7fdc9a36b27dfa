"""What is late, for those who lead: the cases that have come up to them, and why cases were late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints.access import CONFIDENTIAL_ROLES, Viewer
from complaints.delays import reasons_counted
from complaints.models import Delay, Escalation
from complaints.office_letters import how_late
from complaints.views.office import officer_of
from complaints.workflow import IN_HAND, AssignmentState
from directory.calendar import office_calendar, working_days_between
from directory.digits import typed_number

PAGE = 50


@dataclass(frozen=True)
class Raised:
    """A case that has come up. reason: why it is late, as its agency said it, or ""."""

    escalation: Escalation
    how_late: str
    address: str
    reason: str
    is_confidential: bool


@never_cache
@login_required
@require_GET
def late_cases(request: HttpRequest) -> HttpResponse:
    viewer = Viewer(officer_of(request))
    leading = viewer.agencies(CONFIDENTIAL_ROLES)
    if not leading:
        raise Http404
    typed = request.GET.get("before", "")
    before = typed_number(typed, digits=18, otherwise=None)
    found = list(raised_to(leading, before=before)[: PAGE + 1])
    calendar, now = office_calendar(), timezone.now()
    context = {
        "goes_on_at": None if calendar.is_working_moment(now) else calendar.next_working_moment(now),
        "rows": _rows(found[:PAGE], leading),
        "reasons": reasons_counted(leading),
        "is_first": before is None,
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
    }
    return render(request, "complaints/office_late.html", context)


def raised_to(leading: Sequence[int], *, before: int | None = None) -> QuerySet[Escalation]:
    """The newest step of each open case that came up to those who lead these agencies, the newest first.

    leading: ids of agencies. Of another agency's case nothing once it is confidential.
    """
    newer = Escalation.objects.filter(
        assignment=OuterRef("assignment"), agency=OuterRef("agency"), pk__gt=OuterRef("pk")
    )
    # An answer that nobody approves goes up by itself, beside the case.
    unapproved = Q(why=Escalation.Why.APPROVE)
    late = ~unapproved & Q(assignment__escalation_level__gt=0) & Q(~Exists(newer.exclude(unapproved)))
    waits = unapproved & Q(assignment__approval_level__gt=0) & Q(~Exists(newer.filter(unapproved)))
    found = Escalation.objects.filter(
        Q(assignment__agency__in=leading) | Q(assignment__case_is_confidential=False),
        late | waits,
        agency__in=leading,
        assignment__case_is_open=True,
        assignment__state__in=sorted(IN_HAND | {AssignmentState.PROPOSED}),
    )
    if before is not None:
        found = found.filter(pk__lt=before)
    return found.select_related("assignment__case__topic", "assignment__agency").order_by("-pk")


def _rows(found: Sequence[Escalation], leading: Sequence[int]) -> list[Raised]:
    said = Delay.objects.filter(assignment__in=[each.assignment_id for each in found]).select_related("reason")
    reasons = {delay.assignment_id: delay.reason.name for delay in said.order_by("id")}
    now = timezone.now()
    return [
        Raised(
            each,
            capfirst(how_late(each.why, max(working_days_between(each.was_due, now), 1))),
            reverse(
                "office_case" if each.assignment.agency_id in leading else "track_case",
                args=[each.assignment.case.reference],
            ),
            reasons.get(each.assignment_id, ""),
            each.assignment.case_is_confidential,
        )
        for each in found
    ]
