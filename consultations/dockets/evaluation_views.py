"""`/consultations/manage/evaluations/`: which laws in force the agency has to evaluate, and by when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultations.dockets.evaluating import evaluations_by, mark_evaluated, note_evaluation
from consultations.dockets.forms import EvaluationForm, RoundForm
from consultations.dockets.models import Evaluation
from consultations.dockets.views import OFFERED, holder
from consultations.models import Consultation, agencies_of
from directory.models import Agency, User

SHOWN = 200


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluations(request: HttpRequest) -> HttpResponse:
    """What is due when, the soonest first, and a form for another."""
    user = holder(request)
    agencies = _agencies(user)
    form = EvaluationForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        agency = next(each for each in agencies if str(each.pk) == told.pop("agency"))
        try:
            note_evaluation(agency, **told, by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Noted. Your team gets a mail half a year before."))
            return redirect("manage_evaluations")
    return _page(request, user, form=form, status=400 if form.errors else 200)


@login_required
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    user = holder(request)
    evaluation = get_object_or_404(Evaluation.objects.handled_by(user), pk=pk)
    form = RoundForm(request.POST, offered=evaluations_by(evaluation.agency_id)[:OFFERED])
    if not form.is_valid():
        return _page(request, user, marking=(pk, form), status=400)
    consultation = get_object_or_404(Consultation.objects.handled_by(user), slug=form.cleaned_data["consultation"])
    mark_evaluated(evaluation, consultation, by=user)
    messages.success(request, _("Marked as done."))
    return redirect("manage_evaluations")


def _agencies(user: User) -> list[Agency]:
    return list(Agency.objects.filter(pk__in=agencies_of(user)).order_by("pk"))


def _page(
    request: HttpRequest,
    user: User,
    *,
    form: EvaluationForm | None = None,
    marking: tuple[int, RoundForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    agencies = _agencies(user)
    offered = {each.pk: list(evaluations_by(each.pk)[:OFFERED]) for each in agencies}
    bound = dict([marking]) if marking else {}
    own = Evaluation.objects.handled_by(user).select_related("agency", "done_by", "entry")
    waiting = [
        (each, bound.get(each.pk) or RoundForm(offered=offered[each.agency_id], auto_id=f"done_{each.pk}_%s"))
        for each in own.waiting()[:SHOWN]
    ]
    context: dict[str, Any] = {
        "today": timezone.localdate(),
        "waiting": waiting,
        "late": own.late(timezone.localdate()).count(),
        "done": list(own.filter(done_at__isnull=False).order_by("-done_at")[:SHOWN]),
        "form": form or EvaluationForm(agencies=agencies),
        "marking": marking[1] if marking else None,
    }
    return render(request, "dockets/evaluations.html", context, status=status)
