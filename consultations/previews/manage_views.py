"""`/consultations/manage/<slug>/readers/`: who else reads or edits a draft, their notes, and its history."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consultations.manage_views import held, held_to_edit, policy_maker
from consultations.models import Consultation, agencies_of
from consultations.previews.coediting import invite_editor, remove_editor
from consultations.previews.forms import AnswerForm, EditorForm, LinkForm
from consultations.previews.linking import make_link, revoke_link
from consultations.previews.models import CoEditor, PreviewLink, ReviewNote
from consultations.previews.noting import answer_note, notes_on, tick_note
from consultations.previews.telling import history_of
from directory.installation import site_url
from directory.thai_dates import BUDDHIST_ERA

USUAL = timedelta(days=14)
"""How long a link is good for, unless the team says otherwise."""


@login_required
@never_cache
@require_GET
def readers(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, held_to_edit(request, slug))


@login_required
@never_cache
@require_POST
def new_link(request: HttpRequest, slug: str) -> HttpResponse:
    """The link is shown in the answer itself, and never again."""
    consultation, form = held(request, slug), LinkForm(request.POST, auto_id="link_%s")
    if not form.is_valid():
        return _page(request, consultation, link=form, status=400)
    told = form.cleaned_data
    try:
        link, token = make_link(
            consultation,
            name=told["name"],
            purpose=told["purpose"],
            may_comment=told["may_comment"],
            ends_on=told["ends_on"],
            by=policy_maker(request),
            form_token=str(told["form_token"] or ""),
        )
    except ValidationError as error:
        form.add_error("ends_on" if error.code in {"day_is_past", "day_too_far"} else None, error)
        return _page(request, consultation, link=form, status=409)
    if not token:
        messages.success(request, _("This link is made already. It was shown once: if nobody has it, make another."))
        return redirect("manage_readers", slug=slug)
    address = site_url() + reverse("preview_consultation", args=[token])
    return _page(request, consultation, made=link, address=address)


@login_required
@require_POST
def end_link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    revoke_link(get_object_or_404(PreviewLink, consultation=held(request, slug), pk=pk), by=policy_maker(request))
    messages.success(request, _("The link opens nothing any more. Its notes stay."))
    return redirect("manage_readers", slug=slug)


@login_required
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, form = held(request, slug), EditorForm(request.POST, auto_id="editor_%s")
    if not form.is_valid():
        return _page(request, consultation, editor=form, status=400)
    try:
        invited = invite_editor(consultation, email=form.cleaned_data["email"], by=policy_maker(request))
    except ValidationError as error:
        form.add_error("email", error)
        return _page(request, consultation, editor=form, status=409)
    messages.success(request, _("%(name)s can edit this draft now.") % {"name": invited.user.full_name})
    return redirect("manage_readers", slug=slug)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    editor = get_object_or_404(CoEditor, consultation=held(request, slug), pk=pk)
    remove_editor(editor, by=policy_maker(request))
    messages.success(request, _("They edit this draft no longer. What they wrote stays."))
    return redirect("manage_readers", slug=slug)


@login_required
@require_POST
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation = held_to_edit(request, slug)
    note, form = _note(consultation, pk), AnswerForm(request.POST, auto_id=f"answer_{pk}_%s")
    if not form.is_valid():
        return _page(request, consultation, answering=(pk, form), status=400)
    answer_note(note, answer=form.cleaned_data["answer"], by=policy_maker(request))
    messages.success(request, _("Answered. The reader sees it at the link."))
    return redirect(reverse("manage_readers", args=[slug]) + f"#note-{pk}")


@login_required
@require_POST
def tick(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    note = _note(held_to_edit(request, slug), pk)
    tick_note(note, is_done=request.POST.get("is_done") == "yes", by=policy_maker(request))
    return redirect(reverse("manage_readers", args=[slug]) + f"#note-{pk}")


@login_required
@never_cache
@require_GET
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every act on it, and who else was let in, with names: for those who prepare it alone."""
    consultation = held_to_edit(request, slug)
    context = {"consultation": consultation, "lines": history_of(consultation)}
    return render(request, "previews/history.html", context)


def _note(consultation: Consultation, pk: int) -> ReviewNote:
    return get_object_or_404(ReviewNote.objects.select_related("link"), link__consultation=consultation, pk=pk)


def _page(
    request: HttpRequest,
    consultation: Consultation,
    *,
    link: LinkForm | None = None,
    editor: EditorForm | None = None,
    answering: tuple[int, AnswerForm] | None = None,
    made: PreviewLink | None = None,
    address: str = "",
    status: int = 200,
) -> HttpResponse:
    last = timezone.localdate() + USUAL
    usual = {"ends_on": f"{last.day}/{last.month}/{last.year + BUDDHIST_ERA}", "form_token": uuid.uuid4()}
    bound = dict([answering]) if answering else {}
    notes = [
        (note, bound.get(note.pk) or AnswerForm(auto_id=f"answer_{note.pk}_%s")) for note in notes_on(consultation)
    ]
    context: dict[str, Any] = {
        "consultation": consultation,
        "may_decide": consultation.agency_id in agencies_of(policy_maker(request)),
        "is_draft": consultation.is_draft,
        "links": list(PreviewLink.objects.filter(consultation=consultation).with_openings().select_related("made_by")),
        "editors": list(CoEditor.objects.filter(consultation=consultation, removed_at=None).select_related("user")),
        "notes": notes,
        "open_notes": sum(note.done_at is None for note, _form in notes),
        "link": link or LinkForm(auto_id="link_%s", initial=usual),
        "editor": editor or EditorForm(auto_id="editor_%s"),
        "answering": answering[1] if answering else None,
        "made": made,
        "address": address,
    }
    return render(request, "previews/readers.html", context, status=status)
