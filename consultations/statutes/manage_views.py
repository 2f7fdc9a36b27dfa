"""`/laws/manage/`: an agency's team keeps its laws: entries, texts from a day on, steps."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.laws.findings import sentences_of
from consultations.laws.importing import MOST_BYTES
from consultations.laws.structure import RANKS, SECTIONS, LawText, ProvisionKind
from consultations.manage_views import policy_maker
from consultations.models import agencies_of
from consultations.statutes.forms import EntryForm, LawTextForm, StepForm, TakeBackForm, as_typed
from consultations.statutes.models import Law, LawReading
from consultations.statutes.registering import describe_law, entry_of, register_law
from consultations.statutes.steps import add_step, take_step_back
from consultations.statutes.wordings import keep_reading, law_text_of, look_at_law, read_law
from directory.digits import typed_number
from directory.models import Agency, User
from directory.thai_dates import write_day
from records.throttling import raise_if_throttled

SHOWN = 500
LOOKS_AN_HOUR = 120
MOST_OUTLINED = 3_000


@login_required
@never_cache
@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """All laws of one's agencies."""
    own = Law.objects.handled_by(policy_maker(request)).select_related("agency").order_by("sort_key")
    return render(request, "statutes/manage.html", {"laws": list(own[:SHOWN])})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user = policy_maker(request)
    form = EntryForm(request.POST or None, agencies=list(Agency.objects.filter(pk__in=agencies_of(user))))
    if request.method == "POST" and form.is_valid():
        try:
            law = register_law(form.entry(), agency=form.chosen_agency(), by=user)
            messages.success(request, _("It stands in the register. Now put in its text."))
            return redirect("law_wordings", law.slug)
        except ValidationError as error:
            form.add_error(_ENTRY_FIELDS.get(error.code or ""), error)
    return render(request, "statutes/entry.html", {"form": form, "law": None}, status=400 if form.errors else 200)


_ENTRY_FIELDS = {
    "title_missing": "title_th",
    "law_known": "title_th",
    "source_missing": "source",
    "ends_before_it_began": "in_force_until",
    "link_is_no_page": "link",
}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """What the register says of a law."""
    user, law = own_law(request, slug)
    stored = as_typed(entry_of(law)) | {"seen": law.change_count, "agency": law.agency.code}
    form = EntryForm(request.POST or None, initial=stored, agencies=[law.agency])
    if request.method == "POST" and form.is_valid():
        try:
            describe_law(law, form.entry(), by=user, seen=form.cleaned_data["seen"])
            messages.success(request, _("Saved. Everybody reads it now."))
            return redirect("manage_law", slug)
        except ValidationError as error:
            form.add_error(_ENTRY_FIELDS.get(error.code or ""), error)
    return render(request, "statutes/entry.html", {"form": form, "law": law}, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def wordings(request: HttpRequest, slug: str) -> HttpResponse:
    """A law's texts, each from one day on; POST looks at another one and keeps nothing of it yet."""
    user, law = own_law(request, slug)
    form = LawTextForm(request.POST or None, request.FILES or None, initial=_begun(law))
    if request.method == "POST" and form.is_valid():
        raise_if_throttled("law-text", str(user.pk), limit=LOOKS_AN_HOUR, per_seconds=3600)
        try:
            text = read_law(pasted=form.cleaned_data["pasted"], file=form.content(MOST_BYTES))
            reading = look_at_law(law, text, form.since(), by=user)
            return redirect("look_at_wording", slug, reading.public_id)
        except ValidationError as error:
            form.add_error(_text_field(error, form), error)
    context = {"law": law, "form": form, "wordings": list(law.wordings.standing().select_related("by").reverse())}
    return render(request, "statutes/wordings.html", context, status=400 if form.errors else 200)


def _begun(law: Law) -> dict[str, str]:
    if law.in_force_since is None or law.wordings.exists():
        return {}
    gazette_on = write_day(law.gazette_on) if law.gazette_on else ""
    return {
        "from_on": write_day(law.in_force_since),
        "gazette": law.gazette,
        "gazette_on": gazette_on,
        "source": law.source,
    }


def _text_field(error: ValidationError, form: LawTextForm) -> str:
    named = {"before_the_law": "from_on", "source_missing": "source"}
    if error.code in {"note_missing", "note_too_long"}:
        return "why_corrected"
    return named.get(error.code or "") or ("file" if form.cleaned_data.get("file") else "pasted")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """What was read of a text; POST keeps it."""
    user, law = own_law(request, slug)
    reading = get_object_or_404(law.readings.all(), public_id=public_id)
    if request.method == "POST":
        seen = typed_number(request.POST.get("seen", ""), digits=8, otherwise=-1)
        try:
            keep_reading(reading, seen=seen, by=user)
        except ValidationError as error:
            law.refresh_from_db()
            return _looked(request, law, reading, told=error.messages, status=409)
        messages.success(request, _("Kept. Everybody reads it now."))
        return redirect("law_wordings", slug)
    if reading.kept_as_id is not None:
        return redirect("law_wordings", slug)
    return _looked(request, law, reading)


def _looked(
    request: HttpRequest, law: Law, reading: LawReading, *, told: list[str] | None = None, status: int = 200
) -> HttpResponse:
    text: LawText = law_text_of(reading)
    named = [each for each in text.provisions if each.label or each.heading]
    outline = [each for each in named if each.kind in SECTIONS or each.kind in RANKS] or named
    standing = law.wordings.standing().filter(from_on=reading.from_on).first()
    context = {
        "law": law,
        "reading": reading,
        "told": told or [],
        "findings": sentences_of(text.findings),
        "outline": outline[:MOST_OUTLINED],
        "sections": text.count(*SECTIONS),
        "paragraphs": text.count(ProvisionKind.PARAGRAPH, ProvisionKind.ITEM),
        "lines": text.provisions,
        "standing": standing,
        "lacks_reason": standing is not None and not reading.why_corrected,
    }
    return render(request, "statutes/look.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def steps(request: HttpRequest, slug: str) -> HttpResponse:
    """The steps of a law; POST notes one more and tells those who follow it."""
    user, law = own_law(request, slug)
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_step(law, form.step(), by=user)
            messages.success(request, _("Noted. Those who follow this law get a mail."))
            return redirect("law_steps", slug)
        except ValidationError as error:
            named = {"source_missing": "source", "day_too_late": "on", "link_is_no_page": "link"}
            form.add_error(named.get(error.code or ""), error)
    return _steps(request, law, form, status=400 if form.errors else 200)


def _steps(request: HttpRequest, law: Law, form: StepForm, *, status: int = 200, **more: object) -> HttpResponse:
    noted = list(law.steps.select_related("by").order_by("-on", "-n"))
    context = {"law": law, "form": form, "steps": noted, "back_form": TakeBackForm(), **more}
    return render(request, "statutes/steps.html", context, status=status)


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, law = own_law(request, slug)
    step = get_object_or_404(law.steps.all(), n=n)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _steps(request, law, StepForm(), status=400, back_form=form, open_step=n)
    take_step_back(step, reason=form.cleaned_data["reason"], by=user)
    messages.success(request, _("Taken back. Nobody but your agency sees it any more."))
    return redirect("law_steps", slug)


def own_law(request: HttpRequest, slug: str) -> tuple[User, Law]:
    """The person and the law, which is of an agency for which they keep laws; 404 for everybody else."""
    user = policy_maker(request)
    law = Law.objects.handled_by(user).select_related("agency").filter(slug=slug).first()
    if law is None:
        raise Http404
    return user, law
