"""What everybody reads of moderation: the rules, what was taken down; the author appeals, and anybody reports an opinion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.personal_data import mask
from consultations.models import Consultation
from consultations.moderation.appealing import DECIDED_WITHIN_DAYS, make_appeal
from consultations.moderation.forms import AppealForm, ReportForm
from consultations.moderation.models import Appeal, Rule, TakenDown
from consultations.moderation.reporting import report
from consultations.moderation.rules import rules_for
from consultations.moderation.sources import Source, Text, source_of
from consultations.participation.browsers import give_number, visitor_of
from consultations.piloting import pilot_of
from directory.digits import typed_number
from records.throttling import address_of, raise_if_throttled

SHOWN = 50
REPORTS_AN_HOUR = 30
"""From one address; each browser reports a text once."""
APPEALS_A_DAY = 20


@never_cache
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """What is taken down and why, what never is, and how to object."""
    found = list(Rule.objects.all())
    context = {
        "for_all": [each for each in found if not each.is_of_form],
        "of_form": [each for each in found if each.is_of_form],
        "days": DECIDED_WITHIN_DAYS,
    }
    return render(request, "moderation/rules.html", context)


@never_cache
@require_GET
def taken_down(request: HttpRequest, slug: str) -> HttpResponse:
    """By which rule and when, of every opinion; never its words."""
    consultation = get_object_or_404(Consultation.objects.announced(pilot=pilot_of(request, slug)), slug=slug)
    every = TakenDown.objects.filter(consultation=consultation)
    before = typed_number(request.GET.get("before", ""), digits=9, otherwise=None)
    page = every.filter(n__lt=before) if before is not None else every
    rows = list(page.select_related("rule", "appeal").order_by("-n")[: SHOWN + 1])
    counts = dict(every.filter(put_back_at=None).values_list("rule").annotate(many=Count("pk")))
    context = {
        "consultation": consultation,
        "rows": [(each, source_of(each.text), appeal_of(each)) for each in rows[:SHOWN]],
        "next": rows[SHOWN - 1].n if len(rows) > SHOWN else None,
        "counts": [(rule, counts[rule.pk]) for rule in Rule.objects.all() if rule.pk in counts],
    }
    return render(request, "moderation/taken_down.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, slug: str, way: str, text: str) -> HttpResponse:
    """Its author reads why it was taken down, objects, and reads what was decided. Nobody else finds the page."""
    consultation, source, found = _found(request, slug, way, text)
    if not source.is_author(request, consultation, text):
        raise Http404
    taken = TakenDown.objects.filter(consultation=consultation, text=text).select_related("rule").order_by("-n").first()
    if taken is None:  # refused before there were appeals, or not at all
        return redirect("moderation_rules")
    made = appeal_of(taken)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and made is None and form.is_valid():
        raise_if_throttled("appeal-moderation", address_of(request), limit=APPEALS_A_DAY, per_seconds=24 * 3600)
        make_appeal(taken, words=form.cleaned_data["words"])
        messages.success(request, _("Your appeal is made. Here you read what becomes of it."))
        return redirect("appeal", slug, way, text)
    context = {
        "consultation": consultation,
        "taken": taken,
        "appeal": made,
        "form": form,
        "words": found.words,
        "receipt": source.receipt_of(consultation),
        "days": DECIDED_WITHIN_DAYS,
    }
    return render(request, "moderation/appeal.html", context, status=400 if form.errors and made is None else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def report_it(request: HttpRequest, slug: str, way: str, text: str) -> HttpResponse:
    """Ask the moderators to look at an opinion that everybody can read."""
    consultation, source, found = _found(request, slug, way, text)
    if not source.is_reportable(consultation, text):
        raise Http404
    visitor = visitor_of(request, consultation)
    form = ReportForm(request.POST or None, rules=rules_for(""))
    if request.method == "POST" and form.is_valid():
        raise_if_throttled("report-opinion", address_of(request), limit=REPORTS_AN_HOUR, per_seconds=3600)
        try:
            is_new = report(consultation, text, rule=form.cleaned_data["rule"], visitor=visitor)
        except ValidationError as error:
            form.add_error("rule", error)
        else:
            messages.success(request, _report_said(is_new))
            return redirect("report_opinion", slug, way, text)
    context: dict[str, Any] = {"consultation": consultation, "form": form, "words": mask(found.words), "text": text}
    response = render(request, "moderation/report.html", context, status=400 if form.errors else 200)
    if visitor.user is None:
        give_number(request, response, consultation, path=f"{consultation.get_absolute_url()}{way}/")
    return response


def _report_said(is_new: bool) -> str:
    if is_new:
        return _("Thank you. A person looks at it; until then it stays as it is.")
    return _("You have reported it before: it is in the list of the team.")


def appeal_of(taken: TakenDown) -> Appeal | None:
    return getattr(taken, "appeal", None)


def _found(request: HttpRequest, slug: str, way: str, text: str) -> tuple[Consultation, Source, Text]:
    told = Consultation.objects.announced(pilot=pilot_of(request, slug))
    consultation = get_object_or_404(told.select_related("agency"), slug=slug)
    source = source_of(text)
    if source is None or source.way != way:
        raise Http404
    found = source.find(consultation, [text]).get(text)
    if found is None:
        raise Http404
    return consultation, source, found
