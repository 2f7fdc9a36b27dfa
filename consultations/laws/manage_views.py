"""`/consultations/manage/…/documents/`: the policy team adds papers, looks at what was read of a text and keeps it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultations.laws.documents import add_document, keep_text, law_of, look_at_text, take_again
from consultations.laws.findings import sentences_of
from consultations.laws.forms import DocumentForm, TextForm
from consultations.laws.importing import MOST_BYTES
from consultations.laws.models import Document, DocumentKind, Reading, Version
from consultations.laws.structure import RANKS, SECTIONS, LawText, ProvisionKind
from consultations.manage_views import held_to_edit, policy_maker
from consultations.models import Consultation
from directory.digits import typed_number
from directory.models import User
from records.throttling import raise_if_throttled

LOOKS_AN_HOUR = 120
MOST_OUTLINED = 3_000
MOST_EARLIER = 30


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """The papers of a consultation, and a form for one more."""
    user, consultation = _held(request, slug)
    form = DocumentForm(request.POST or None, initial={"form_token": uuid.uuid4(), "kind": _likely_kind(consultation)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            document = add_document(
                consultation,
                kind=told["kind"],
                title_th=told["title_th"],
                title_en=told["title_en"],
                by=user,
                token=str(told["form_token"] or ""),
            )
            return redirect("manage_document", slug, document.n)
        except ValidationError as error:
            form.add_error(None, error)
    papers = Document.objects.filter(consultation=consultation).with_text_count()
    context = {"consultation": consultation, "documents": papers, "form": form}
    return render(request, "laws/documents.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """One paper with its versions; POST looks at a text and keeps nothing of it as a version."""
    user, found = _document(request, slug, n)
    form = (
        TextForm(request.POST, request.FILES) if request.method == "POST" else TextForm(initial=_begun(request, found))
    )
    if request.method == "POST" and form.is_valid():
        raise_if_throttled("law-text", str(user.pk), limit=LOOKS_AN_HOUR, per_seconds=3600)
        try:
            reading = look_at_text(
                found,
                pasted=form.cleaned_data["pasted"],
                file=form.content_of("file", MOST_BYTES),
                pdf=form.content_of("pdf", settings.UPLOAD_MAX_BYTES),
                reason=form.cleaned_data["reason"],
                by=user,
            )
            return redirect("look_at_law", slug, n, reading.public_id)
        except ValidationError as error:
            form.add_error(_field_of(error, form), error)
    every = list(found.versions.select_related("by", "pdf").order_by("id"))
    context = {
        "document": found,
        "consultation": found.consultation,
        "form": form,
        "standing": [each for each in every if each.replaced_at is None],
        "earlier": [(at, each) for at, each in enumerate(every) if each.replaced_at is not None][-MOST_EARLIER:],
        "may_go_back": found.consultation.announced_at is None,
    }
    return render(request, "laws/document.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, slug: str, n: int, public_id: uuid.UUID) -> HttpResponse:
    """What was read of a text; POST keeps it."""
    user, found = _document(request, slug, n)
    reading = get_object_or_404(found.readings.select_related("pdf", "kept_as"), public_id=public_id)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            version = keep_text(reading, seen=typed_number(seen, digits=8, otherwise=-1), by=user)
        except ValidationError as error:
            return _looked(request, found, reading, told=error.messages, status=409)
        messages.success(request, _kept(found.consultation, version))
        return redirect("manage_document", slug, n)
    if reading.kept_as is not None:
        return redirect("manage_document", slug, n)
    return _looked(request, found, reading)


@login_required
@require_POST
def again(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """Put an earlier draft of the text back."""
    user, found = _document(request, slug, n)
    at = request.POST.get("which", "")
    every = list(found.versions.order_by("id"))
    if not (at.isascii() and at.isdigit() and len(at) < 6 and int(at) < len(every)):
        raise Http404
    take_again(every[int(at)], by=user)
    messages.success(request, _("This text stands again. The other one is kept among the earlier drafts."))
    return redirect("manage_document", slug, n)


def _looked(
    request: HttpRequest, document: Document, reading: Reading, *, told: list[str] | None = None, status: int = 200
) -> HttpResponse:
    law = law_of(reading) if reading.told else LawText()
    document.refresh_from_db(fields=["kept"])
    newest = document.versions.standing().last()
    context: dict[str, Any] = {
        "document": document,
        "consultation": document.consultation,
        "reading": reading,
        "told": told or [],
        "findings": sentences_of(law.findings),
        "outline": [each for each in law.provisions if each.label or each.heading][:MOST_OUTLINED]
        if not law.count(*SECTIONS)
        else [each for each in law.provisions if each.kind in SECTIONS or each.kind in RANKS][:MOST_OUTLINED],
        "sections": law.count(*SECTIONS),
        "groups": law.count(*RANKS),
        "paragraphs": law.count(ProvisionKind.PARAGRAPH, ProvisionKind.ITEM),
        "lines": law.provisions,
        "newest": newest,
        "is_public": document.consultation.announced_at is not None,
        "lacks_reason": document.consultation.announced_at is not None and newest is not None and not reading.reason,
    }
    return render(request, "laws/look.html", context, status=status)


def _kept(consultation: Consultation, version: Version) -> str:
    if consultation.announced_at is None:
        return _("Kept. Only your agency sees it until the consultation is announced.")
    return _("Kept as version %(number)s. Everybody reads it now.") % {"number": version.number}


def _begun(request: HttpRequest, document: Document) -> dict[str, str]:
    """A text that was looked at, to be mended and looked at again."""
    try:
        wanted = uuid.UUID(request.GET.get("mend", ""))
    except ValueError:
        return {}
    reading = document.readings.filter(public_id=wanted, kept_as__isnull=True).first()
    return {"pasted": reading.source, "reason": reading.reason} if reading else {}


def _field_of(error: ValidationError, form: TextForm) -> str:
    if error.code in {"note_missing", "note_too_long"}:
        return "reason"
    if error.code in _OF_THE_PDF:
        return "pdf" if form.cleaned_data.get("pdf") else "file"
    return "file" if form.cleaned_data.get("file") else "pasted"


_OF_THE_PDF = {"pdf_is_none", "too_large", "locked_pdf", "unreadable_file", "empty_file", "cannot_store"}


def _likely_kind(consultation: Consultation) -> str:
    return DocumentKind.LAW_IN_FORCE if consultation.kind == "law_in_force" else DocumentKind.DRAFT


def _held(request: HttpRequest, slug: str) -> tuple[User, Consultation]:
    return policy_maker(request), held_to_edit(request, slug)


def _document(request: HttpRequest, slug: str, n: int) -> tuple[User, Document]:
    user = policy_maker(request)
    handled = Document.objects.handled_by(user).select_related("consultation__agency")
    return user, get_object_or_404(handled, consultation__slug=slug, n=n)
