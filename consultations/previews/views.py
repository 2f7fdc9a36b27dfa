"""`/consultations/preview/<token>/`: a draft as the public page will look, for whoever has a private link to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consultations.laws.models import Version
from consultations.laws.texts import text_page
from consultations.piloting import COOKIE
from consultations.previews.forms import NoteForm
from consultations.previews.linking import count_opening, link_of
from consultations.previews.models import PreviewLink
from consultations.previews.noting import leave_note
from consultations.previews.parts import parts_of
from consultations.views import page_of
from consultations.whole import whole_of
from directory.digits import typed_number
from records.throttling import raise_if_throttled
from records.views import serve_upload

NOTES_AN_HOUR = 100
PRIVATE = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "same-origin",  # without any, browsers name no origin and the form is refused
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"""The address is the key: it goes into no search engine, no cache and no other site's log."""

View = Callable[..., HttpResponseBase]


def for_readers(view: View) -> View:
    """Gives a view the living link of the token in its address; a plain page where it is dead, with the same headers."""

    @wraps(view)
    def read(request: HttpRequest, token: str, **named: Any) -> HttpResponseBase:
        link = link_of(token)
        try:
            if link is None:
                raise Http404
            response = view(request, link, token, **named)
        except Http404:
            response = render(request, "previews/dead.html", status=404)
        for name, value in PRIVATE.items():
            response[name] = value
        return response

    return read


@require_http_methods(["GET", "POST"])
@for_readers
def preview(request: HttpRequest, link: PreviewLink, token: str) -> HttpResponseBase:
    """All of the draft, and a form for a note on one of its parts."""
    consultation = link.consultation
    if consultation.is_pilot:
        return _let_in(request, link, token)
    whole = whole_of(consultation)
    parts = parts_of(consultation, whole)
    about = request.GET.get("about", "whole")
    form = NoteForm(request.POST or None, parts=parts, initial={"about": about if about in parts else "whole"})
    if request.method == "POST" and link.may_comment and form.is_valid():
        raise_if_throttled("review-note", str(link.pk), limit=NOTES_AN_HOUR, per_seconds=3600)
        told = form.cleaned_data
        try:
            leave_note(link, about=told["about"], about_words=parts[told["about"]], text=told["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("preview_consultation", token=token)
    elif request.method == "GET":
        count_opening(link)
    context = {
        **page_of(consultation),
        **whole,
        "documents": [],  # they stand below, whole: their own pages are not open yet
        "lines": [],
        "is_preview": True,
        "link": link,
        "token": token,
        "text_page": "preview_text",
        "note_at": link.may_comment,
        "notes": list(link.notes.all()),
        "form": form,
    }
    status = 400 if form.errors or (request.method == "POST" and not link.may_comment) else 200
    return render(request, "previews/preview.html", context, status=status)


def _let_in(request: HttpRequest, link: PreviewLink, token: str) -> HttpResponse:
    """A tester goes on to the pages of the trial themselves, which look for the link at each step: one taken back shuts them."""
    count_opening(link)
    response = redirect(link.consultation)
    kept_s = (link.ends_on - timezone.localdate() + timedelta(days=1)) // timedelta(seconds=1)
    response.set_cookie(
        COOKIE + link.consultation.slug,
        token,
        max_age=kept_s,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


@require_GET
@for_readers
def text(request: HttpRequest, link: PreviewLink, token: str, n: int) -> HttpResponseBase:
    """A text that is too long for the page, in pages."""
    version = _version(link, n)
    page = typed_number(request.GET.get("page", ""), digits=5, otherwise=1)
    context = {
        "link": link,
        "token": token,
        "consultation": link.consultation,
        "version": version,
        "text": text_page(version, page=page),
    }
    return render(request, "previews/text.html", context)


@require_GET
@for_readers
def pdf(request: HttpRequest, link: PreviewLink, token: str, n: int) -> HttpResponseBase:
    """The official paper beside a text."""
    version = _version(link, n)
    if version.pdf is None:
        raise Http404
    return serve_upload(request, version.pdf.public_id, lambda _upload: True)


def _version(link: PreviewLink, n: int) -> Version:
    own = Version.objects.standing().filter(document__consultation=link.consultation_id, document__n=n)
    newest = own.select_related("document", "pdf").order_by("-number")[:1]
    return get_object_or_404(newest)
