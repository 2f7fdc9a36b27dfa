"""The triage desk: cases that the routing was not sure of, the top proposals, one key to confirm, one to correct."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.access import Viewer
from complaints.handling import reject_case
from complaints.models import Assignment, Case, CaseEvent
from complaints.personal_data import pieces
from complaints.telling import timeline
from complaints.workflow import AssignmentState, Visibility
from directory.models import Agency, Area, Topic, User
from records.access import log_look
from records.chores import wake
from routing.desk import confirm_proposal, send_from_desk
from routing.models import RoutingDecision, RoutingRule, Simulation

SHOWN = 50
COUNT_CAP = 100


def triage_officer_of(request: HttpRequest) -> User:
    """The signed-in triage officer; for everybody else the desk is not found."""
    user = request.user
    if not isinstance(user, User) or not Viewer(user).does_triage:
        raise Http404
    return user


@never_cache
@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    officer = triage_officer_of(request)
    waiting = list(
        Case.objects.at_the_triage_desk()
        .select_related("topic", "area__parent__parent")
        .order_by("-is_urgent", "id")[: SHOWN + 1]
    )
    wanted = request.GET.get("case", "")
    chosen = next((case for case in waiting if case.reference == wanted), waiting[0] if waiting else None)
    context: dict[str, Any] = {
        "waiting": waiting[:SHOWN],
        "waiting_count": Case.objects.at_the_triage_desk().values("pk")[:COUNT_CAP].count(),
        "done_today": RoutingDecision.objects.filter(settled_by=officer).count(),
        "chosen": chosen,
        **(_look_at(chosen, officer) if chosen else {}),
    }
    part = {"queue": "routing/_desk_queue.html", "all": "routing/_desk.html"}.get(request.GET.get("part", ""))
    return render(request, part or "routing/desk.html", context)


def _look_at(case: Case, officer: User) -> dict[str, Any]:
    complaint = case.complaints.prefetch_related("files__upload").order_by("id")[0]
    decision = RoutingDecision.objects.filter(case=case).last()
    if case.visibility == Visibility.CONFIDENTIAL:
        agency = next(m.agency for m in officer.active_roles if m.role == "triage_officer")
        log_look(user=officer, agency=agency, subject=f"case:{case.reference}", reason="triage", fields=["text"])
    return {
        "complaint": complaint,
        "pieces": pieces(complaint.text),
        "files": list(complaint.files.all()),
        "decision": decision,
        "proposals": proposals_of(decision) if decision else [],
        "declined": list(
            case.assignments.filter(state=AssignmentState.DECLINED).select_related("agency", "proposed_agency")
        ),
        "lines": timeline(case, up_to=CaseEvent.Seen.AGENCY),
        "agencies": Agency.objects.active().exclude(kind="group").order_by("sort_key"),
        "topics": Topic.objects.filter(is_active=True)
        .select_related("parent")
        .order_by("parent__position", "position"),
    }


def proposals_of(decision: RoutingDecision) -> list[dict[str, Any]]:
    """The proposals of a decision with names instead of codes, numbered from 1."""
    return named_proposals(decision.proposals)


def named_proposals(proposals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    agencies = {a.code: a for a in Agency.objects.filter(code__in=[p["agency"] for p in proposals])}
    topics = {
        t.code: t for t in Topic.objects.filter(code__in=[p["topic"] for p in proposals]).select_related("parent")
    }
    rules = {
        r.pk: r
        for r in RoutingRule.objects.filter(pk__in=[p["rule"] for p in proposals if p["rule"]]).select_related(
            "topic", "area"
        )
    }
    return [
        {
            "number": number,
            "agency": agencies.get(p["agency"]),
            "topic": topics.get(p["topic"]),
            "percent": round(p["probability"] * 100),
            "words": p["words"],
            "rule": rules.get(p["rule"]),
            "problem": RoutingDecision.Why(p["problem"]).label if p["problem"] else "",
        }
        for number, p in enumerate(proposals, start=1)
    ]


def _case_at_the_desk(reference: str) -> Case:
    case = Case.objects.filter(reference=reference).first()
    if case is None:
        raise Http404
    return case


def _next(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    messages.success(request, _("Sent to %(agency)s.") % {"agency": assignment.agency.name})
    return redirect("desk")


@login_required
@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    officer = triage_officer_of(request)
    number = request.POST.get("number", "")
    case = _case_at_the_desk(reference)
    return _next(request, confirm_proposal(case, int(number) if number.isdecimal() else 0, by=officer))


@login_required
@require_POST
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    officer = triage_officer_of(request)
    agency = Agency.objects.active().filter(code=request.POST.get("agency", "")).first()
    if agency is None:
        messages.error(request, _("Choose an agency from the list."))
        return redirect(f"/desk/?case={reference}")
    topic = Topic.objects.select_related("parent").filter(code=request.POST.get("topic", "")).first()
    case = _case_at_the_desk(reference)
    return _next(
        request, send_from_desk(case, agency=agency, topic=topic, by=officer, note=request.POST.get("note", ""))
    )


@login_required
@require_POST
def reject(request: HttpRequest, reference: str) -> HttpResponse:
    officer = triage_officer_of(request)
    case = Case.objects.at_the_triage_desk().filter(reference=reference).first()
    if case is None:
        raise Http404
    reject_case(case, reason=request.POST.get("reason", ""), by=officer)
    messages.success(request, _("The case was not accepted, and the complainant is told why."))
    return redirect("desk")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def simulate(request: HttpRequest) -> HttpResponse:
    """What would happen to a text: asked by a row, answered by a worker, nothing is filed."""
    officer = triage_officer_of(request)
    if request.method == "POST":
        text = request.POST.get("text", "").strip()[:4000]
        code = request.POST.get("province", "")
        area = Area.objects.filter(pk=int(code)).first() if code.isdecimal() else None
        if text:
            asking = Simulation.objects.create(asked_by=officer, text=text, area=area)
            wake("answer_simulations")
            return redirect(f"/desk/simulate/?asked={asking.pk}")
        messages.error(request, _("Write a text to try."))
    asked = request.GET.get("asked", "")
    simulation = Simulation.objects.filter(asked_by=officer, pk=int(asked)).first() if asked.isdecimal() else None
    answer = simulation.answer if simulation else None
    context = {
        "simulation": simulation,
        "answer": answer,
        "why": RoutingDecision.Why(answer["why"]).label if answer else "",
        "proposals": named_proposals(answer["proposals"]) if answer else [],
        "provinces": Area.objects.provinces(),
    }
    template = "routing/_simulation.html" if request.GET.get("part") else "routing/simulate.html"
    return render(request, template, context)
