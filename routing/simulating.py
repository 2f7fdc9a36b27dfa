"""`/desk/simulate/`: what would happen to a text: which topic, which agency, by which rule, how sure."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.digits import typed_number
from directory.models import Area
from records.chores import wake
from routing.forms import TryForm
from routing.marking import mark
from routing.models import RoutingDecision, Simulation
from routing.views import named_proposals, percent, triage_officer_of

LATE = timedelta(seconds=8)
"""After this long the simulator says that its worker may be starting, or may not be there at all."""


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def simulate(request: HttpRequest) -> HttpResponse:
    """What would happen to a text: asked by a row, answered by a worker, nothing is filed."""
    officer = triage_officer_of(request)
    form = TryForm(request.POST) if request.method == "POST" else TryForm()
    if form.is_valid():
        told = form.cleaned_data
        asking = Simulation.objects.create(asked_by=officer, text=told["text"], area=told["province"])
        wake("answer_simulations")
        return redirect(f"{reverse('simulate')}?asked={asking.pk}")
    asked = request.GET.get("asked", "")
    number = typed_number(asked, digits=9, otherwise=0)
    simulation = Simulation.objects.filter(asked_by=officer, pk=number).select_related("area").first()
    answer = simulation.answer if simulation else None
    proposals = named_proposals(answer["proposals"]) if answer else []
    if simulation and not form.is_bound:
        form.initial = {"text": simulation.text, "province": simulation.area_id}
    context = {
        "form": form,
        "simulation": simulation,
        "is_late": bool(simulation and timezone.now() - simulation.asked_at > LATE),
        "answer": answer,
        "why": RoutingDecision.Why(answer["why"]).label if answer else "",
        "threshold_percent": percent(answer["threshold"]) if answer else None,
        "proposals": proposals,
        "pieces": mark(simulation.text, [w for p in proposals for w in p["words"]]) if simulation else [],
        "provinces": Area.objects.provinces(),
    }
    template = "routing/_simulation.html" if request.GET.get("part") else "routing/simulate.html"
    return render(request, template, context, status=400 if form.is_bound else 200)
