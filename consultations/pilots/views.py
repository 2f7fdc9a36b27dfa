"""How testers come into a trial by their private link, and tell the team what did not work."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultations.models import Consultation
from consultations.piloting import COOKIE, pilot_of
from consultations.previews.forms import NoteForm
from consultations.previews.linking import link_of
from consultations.previews.models import PreviewLink
from consultations.previews.noting import leave_note
from consultations.previews.parts import parts_of
from consultations.previews.views import NOTES_AN_HOUR
from consultations.whole import whole_of
from records.throttling import raise_if_throttled


@never_cache
@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """What a tester found, for the team; whoever came in by no link reads how the trial works."""
    if (pilot := pilot_of(request, slug)) is None:
        raise Http404
    found = get_object_or_404(Consultation.objects.select_related("agency"), pk=pilot)
    link = _link(request, found)
    may_write = link is not None and link.may_comment
    parts = parts_of(found, whole_of(found))
    form = NoteForm((request.POST or None) if may_write else None, parts=parts, initial={"about": "whole"})
    if link is not None and may_write and form.is_valid():
        raise_if_throttled("review-note", str(link.pk), limit=NOTES_AN_HOUR, per_seconds=3600)
        told = form.cleaned_data
        try:
            leave_note(link, about=told["about"], about_words=parts[told["about"]], text=told["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Thank you. The team reads it."))
            return redirect("pilot_notes", slug=slug)
    context = {
        "consultation": found,
        "link": link,
        "may_write": may_write,
        "notes": list(link.notes.all()) if link else [],
        "form": form,
    }
    status = 400 if form.errors or (request.method == "POST" and not may_write) else 200
    return render(request, "pilots/notes.html", context, status=status)


def _link(request: HttpRequest, pilot: Consultation) -> PreviewLink | None:
    link = link_of(request.COOKIES.get(COOKIE + pilot.slug, ""))
    return link if link is not None and link.consultation_id == pilot.pk else None
