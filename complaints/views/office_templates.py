"""The texts that an agency keeps for its people to begin an answer with: who leads there writes them."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.kind_tables import GAP
from complaints.models import ReplyTemplate
from complaints.plain_words import hints_for
from complaints.reply_templates import KNOWN_GAPS, keep_template, offer_template
from complaints.views.office import officer_of
from complaints.views.office_leading import led_by, logged
from complaints.workflow import CaseKind
from directory.models import Agency


class TemplateForm(forms.ModelForm):
    """A text of one agency. Its rules are the row's own (ReplyTemplate.clean)."""

    class Meta:
        model = ReplyTemplate
        fields = ["agency", "use", "kind", "name", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6, "data-maxlength": 2000})}
        labels = {
            "agency": gettext_lazy("Agency"),
            "use": gettext_lazy("What it begins"),
            "kind": gettext_lazy("For which kind of case"),
            "name": gettext_lazy("Its name in the list"),
            "text": gettext_lazy("The text"),
        }
        help_texts = {"name": gettext_lazy("Short, so that it is found at a glance: “Appointment for the repair”.")}

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["agency"] = forms.ModelChoiceField(
            Agency.objects.filter(pk__in=[agency.pk for agency in agencies]),
            to_field_name="code",
            label=gettext_lazy("Agency"),
            empty_label=None,
        )
        self.initial["agency"] = self.instance.agency.code
        if len(agencies) == 1:
            self.fields["agency"].widget = forms.HiddenInput()
        kinds = [("", gettext_lazy("All kinds")), *CaseKind.choices]
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("For which kind of case"), choices=kinds, required=False
        )
        self.fields["use"].choices = ReplyTemplate.Use.choices  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The act checks the row, on the locked agency."""
        self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)


@never_cache
@login_required
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """All of them, by what they begin, those no longer offered among them."""
    agencies = led_by(officer_of(request))
    rows = list(ReplyTemplate.objects.filter(agency__in=agencies).select_related("agency").order_by("use", "name"))
    by_use = {use: list(group) for use, group in groupby(rows, key=lambda row: row.use)}
    uses = [(use, [_as_shown(row) for row in by_use.get(use, [])]) for use in ReplyTemplate.Use]
    page = {"uses": uses, "has_any": bool(rows), "agencies": agencies, "known": KNOWN_GAPS}
    return render(request, "complaints/office_templates.html", page)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_template(request: HttpRequest) -> HttpResponse:
    agencies = led_by(officer_of(request))
    return _edit(request, ReplyTemplate(agency=agencies[0]), agencies)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    agencies = led_by(officer_of(request))
    return _edit(request, _row(agencies, public_id), agencies)


@login_required
@require_POST
def switch_template(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same button takes it back."""
    officer = officer_of(request)
    row = _row(led_by(officer), public_id)
    with logged(request, officer):
        offer_template(row, is_offered=request.POST.get("offer") == "yes")
    said = _("“%(name)s” is offered again.") if row.is_active else _("“%(name)s” is no longer offered.")
    messages.success(request, said % {"name": row.name})
    return redirect("office_templates")


def _edit(request: HttpRequest, row: ReplyTemplate, agencies: list[Agency]) -> HttpResponse:
    is_sent = request.method == "POST"
    form = TemplateForm(request.POST if is_sent else None, instance=row, agencies=agencies)
    if is_sent and form.is_valid() and "look" not in request.POST:
        try:
            with logged(request, officer_of(request)):
                kept = keep_template(form.instance, form.cleaned_data["agency"])
            messages.success(request, _("“%(name)s” is kept, and offered from now on.") % {"name": kept.name})
            return redirect("office_templates")
        except ValidationError as error:
            form.add_error(None, error)
    text = str(form["text"].value() or "")
    page = {
        "form": form,
        "is_new": row.pk is None,
        "known": KNOWN_GAPS,
        "pieces": pieces_of(text),
        "hints": hints_for(text),
        "is_shown": "look" in request.POST,
    }
    return render(request, "complaints/office_template.html", page, status=400 if form.errors else 200)


def pieces_of(text: str) -> list[tuple[str, str]]:
    """The text in pieces, each with what it is: "" words, "known" filled in by itself, "gap" to be filled in."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for gap in GAP.finditer(text):
        name = gap.group()[1:-1].strip()
        pieces += [(text[end : gap.start()], ""), (gap.group(), "known" if name in KNOWN_GAPS else "gap")]
        end = gap.end()
    return [piece for piece in [*pieces, (text[end:], "")] if piece[0]]


def _as_shown(row: ReplyTemplate) -> tuple[ReplyTemplate, list[tuple[str, str]]]:
    return row, pieces_of(row.text)


def _row(agencies: list[Agency], public_id: uuid.UUID) -> ReplyTemplate:
    row = ReplyTemplate.objects.filter(agency__in=agencies, public_id=public_id).select_related("agency").first()
    if row is None:
        raise Http404
    return row
