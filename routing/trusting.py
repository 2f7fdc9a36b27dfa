"""`/desk/thresholds/`: how often what goes out by itself is right, and from which likelihood on it would be often enough."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.models import User
from routing.outcomes import FEW, judged_decisions
from routing.threshold_rows import Row, threshold_rows
from routing.thresholds import may_set_thresholds, set_threshold
from routing.views import triage_officer_of

TARGETS = (80, 85, 90, 95, 98)
USUAL_TARGET = 90


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    officer = _reader(request)
    target = _target(request.GET.get("target", ""))
    rows = threshold_rows(judged_decisions(), target / 100)
    if request.method == "POST":
        return _set(request, officer, rows, target)
    context = {
        "rows": rows,
        "low": [row for row in rows if row.is_low],
        "target": target,
        "targets": TARGETS,
        "few": FEW,
        "may_set": may_set_thresholds(officer),
    }
    return render(request, "routing/thresholds.html", context)


def _reader(request: HttpRequest) -> User:
    user = request.user
    return user if isinstance(user, User) and may_set_thresholds(user) else triage_officer_of(request)


def _set(request: HttpRequest, officer: User, rows: Sequence[Row], target: int) -> HttpResponse:
    row = next((row for row in rows if row.code == request.POST.get("topic")), None)
    if row is None or row.chosen is None or row.offer != request.POST.get("threshold"):
        messages.error(request, _("New decisions have come in since. Look at the figures again. Nothing was changed"))
    else:
        try:
            set_threshold(row.topic, row.chosen, by=officer)
            messages.success(request, _("The new threshold counts from now on"))
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
    return redirect(f"{reverse('thresholds')}?target={target}")


def _target(asked: str) -> int:
    return int(asked) if asked in {str(one) for one in TARGETS} else USUAL_TARGET
