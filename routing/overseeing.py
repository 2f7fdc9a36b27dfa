"""`/desk/models/`: which topic model decides, how another one would have done, and what about the routing needs a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.models import Agency, Topic, User
from routing.alarms import Kind, open_alarms
from routing.comparing import FEWEST, Paired, compare
from routing.learning import end_shadow, may_change_models, promote, roll_back, start_shadow
from routing.models import DriftReport, ModelChange, ModelVersion, RoutingAlarm
from routing.registry import DECIDES, deciding_name, deciding_version, shadow_change
from routing.views import triage_officer_of

SHOWN = 20
REFUSED_FILE: dict[str, Any] = {
    "missing": gettext_lazy("its file is not there"),
    "card": gettext_lazy("its card cannot be read"),
    "checksum": gettext_lazy("its file is not the one that was registered"),
    "version": gettext_lazy("its file holds another version"),
    "types": gettext_lazy("its file holds what no model holds"),
    "content": gettext_lazy("its file is damaged"),
}
FIGURES: dict[str, Any] = {
    Kind.WORDS: gettext_lazy("Words that the model knows"),
    Kind.TOPICS: gettext_lazy("Change of the mix of topics (0: none; 0.25 and more: much)"),
    Kind.CONFIDENCE: gettext_lazy("How likely the model holds its first topic"),
    Kind.CORRECTIONS: gettext_lazy("Corrected by people"),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=250, widget=forms.Textarea, help_text=gettext_lazy("Others read it here")
    )


@dataclass(frozen=True)
class AlarmLine:
    alarm: RoutingAlarm
    told: str


@dataclass(frozen=True)
class Comparison:
    """One line of the comparison: how often each was right, and the difference in hundredths with its interval."""

    label: str
    paired: Paired

    @property
    def hundredths(self) -> tuple[str, str, str]:
        middle, low, high = (f"{100 * value:+.1f}".replace("-", "−") for value in self.paired.difference)
        return middle, low, high


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def models(request: HttpRequest) -> HttpResponse:
    user = request.user
    may_change = isinstance(user, User) and may_change_models(user)
    officer = user if may_change and isinstance(user, User) else triage_officer_of(request)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and (answer := _act(request, officer, form)):
        return answer
    shadow, deciding = shadow_change(), deciding_version()
    compared = compare(shadow) if shadow else None
    context = {
        "may_change": may_change,
        "alarms": [AlarmLine(alarm, _told(alarm, names=may_change)) for alarm in open_alarms()],
        "deciding": deciding,
        "deciding_name": deciding_name(),
        "decides_since": ModelChange.objects.filter(what__in=DECIDES).select_related("by").first(),
        "shadow": shadow,
        "compared": compared,
        "comparisons": [Comparison(_("Agency"), compared.agency), Comparison(_("Topic"), compared.topic)]
        if compared
        else [],
        "fewest": FEWEST,
        "versions": [_version(version, names=may_change) for version in ModelVersion.objects.all()[:SHOWN]],
        "history": ModelChange.objects.select_related("version", "by")[:SHOWN],
        "drift": _drift(),
        "reason_form": form,
    }
    return render(request, "routing/models.html", context, status=422 if form.is_bound and form.errors else 200)


def _act(request: HttpRequest, officer: User, form: ReasonForm) -> HttpResponse | None:
    """Do what was pressed; None shows the page again with the form's mistakes."""
    act = request.POST.get("act", "")
    version = ModelVersion.objects.filter(version=request.POST.get("version", "")).first()
    try:
        if act == "back":
            if not form.is_valid():
                return None
            roll_back(by=officer, reason=form.cleaned_data["reason"])
            messages.success(request, _("The model before it decides again, within seconds"))
        elif act == "end":
            end_shadow(by=officer)
            messages.success(request, _("It is no longer asked"))
        elif act == "promote" and version:
            promote(version, by=officer)
            messages.success(request, _("The new model decides from now on, within seconds"))
        elif act == "start" and version:
            start_shadow(version, by=officer)
            messages.success(request, _("It is asked about every case from now on and decides nothing"))
        else:
            messages.error(request, _("This model is not there any more. Nothing was changed"))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect("models")


def _version(version: ModelVersion, *, names: bool) -> dict[str, Any]:
    set_aside = version.report.get("set_aside", [])
    return {"version": version, "set_aside": [_one_sided(each, names=names) for each in set_aside]}


def _told(alarm: RoutingAlarm, *, names: bool) -> str:
    if alarm.kind in {Kind.MODEL_REFUSED, Kind.CHALLENGER_REFUSED}:
        why = REFUSED_FILE.get(alarm.facts.get("reason", ""), _("it broke when it was loaded"))
        if alarm.kind == Kind.MODEL_REFUSED:
            return _("All cases come to this desk until it is back: %(why)s") % {"why": why}
        return _("Routing goes on as before: %(why)s") % {"why": why}
    if alarm.kind == Kind.ONE_SIDED:
        return _one_sided({**alarm.facts, "by": alarm.subject}, names=names)
    if alarm.kind == Kind.PRECISION:
        topic = Topic.objects.filter(code=alarm.subject).first()
        return _("%(topic)s: %(right)s of %(of)s were right, wanted are %(target)s%%") % {
            "topic": topic.name if topic else _("All topics without a threshold of their own"),
            "right": alarm.facts["right"],
            "of": alarm.facts["of"],
            "target": round(100 * alarm.facts["target"]),
        }
    return _("%(figure)s: %(before)s before, %(lately)s in the last seven days") % {
        "figure": FIGURES[alarm.kind],
        "before": _shown(alarm.kind, alarm.facts["before"]),
        "lately": _shown(alarm.kind, alarm.facts["lately"]),
    }


def _one_sided(told: Mapping[str, Any], *, names: bool) -> str:
    """names: only for those who can do something about it; others are not told of whom it speaks."""
    who = User.objects.filter(pk=told["by"]).values_list("full_name", flat=True).first() if names else None
    rows = Agency.objects if told["what"] == "agency" else Topic.objects
    to = rows.filter(code=told["to"]).first()
    return _(
        "%(who)s: %(there)s of %(of)s corrections went to %(to)s, of all others' %(others_there)s of %(others_of)s. "
        "No model learns from them until an administrator trusts them"
    ) % {**told, "who": who or _("Somebody"), "to": to.name if to else told["to"]}


def _drift() -> dict[str, Any] | None:
    report = DriftReport.objects.first()
    if report is None:
        return None
    rows = [
        {
            "label": label,
            "before": "" if kind == Kind.TOPICS else _shown(kind, report.figures[kind]["before"]),
            "lately": _shown(kind, report.figures[kind]["lately"]),
            **{name: report.figures[kind][name] for name in ("of_before", "of_lately", "moved")},
        }
        for kind, label in FIGURES.items()
        if kind in report.figures
    ]
    return {"day": report.day, "rows": rows}


def _shown(kind: str, value: float) -> str:
    return f"{value:.2f}" if kind == Kind.TOPICS else f"{100 * value:.1f}%"
