"""`/consultations/…/comments/<number>/…`: saying something under a comment, changing and taking back one's own, thinking so too."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultations.comments.anchors import Anchor
from consultations.comments.commenters import find_commenter
from consultations.comments.file_views import files_context, keep_files, sent_fields
from consultations.comments.forms import ChangeForm, TextForm
from consultations.comments.models import Comment, CommentFile
from consultations.comments.pages import (
    COMMENTS_AN_HOUR,
    SUPPORTS_AN_HOUR,
    asked,
    comment_shown,
    own_comment,
    page_of,
    spare,
)
from consultations.comments.views import show_thread
from consultations.comments.writing import (
    change_comment,
    support_comment,
    take_support_back,
    withdraw_comment,
    write_comment,
)
from consultations.homes import home_told, tell_home


@never_cache
@require_POST
def reply(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Say something under a comment, or under a reply, which is the same place."""
    commenting, visitor = asked(request, slug)
    found = comment_shown(commenting, number)
    root = found.above or found
    form = TextForm(request.POST)
    if form.is_valid():
        spare(request, commenting, visitor, "comment-on-law", COMMENTS_AN_HOUR)
        text = form.cleaned_data["text"]
        try:
            kept = write_comment(commenting, root.version, Anchor(root.unit), text=text, visitor=visitor, above=found)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Your reply is kept. Everybody can read it now."))
            return redirect(f"{reverse('comment', args=[slug, root.number])}#comment-{kept.number}")
    return show_thread(request, commenting, visitor, root, form, status=400)


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Other words in place of one's own, or none, and other files."""
    commenting, visitor = asked(request, slug)
    found, page = own_comment(commenting, visitor, number), page_of(commenting, visitor)
    form = _change_form(request, found, may_send=page["may_write"])
    if form.is_bound and form.is_valid():
        spare(request, commenting, visitor, "comment-on-law", COMMENTS_AN_HOUR)
        told = form.cleaned_data
        token = "" if found.above_id else form.token
        try:
            change_comment(found, text=told["text"], visitor=visitor, token=token, drop=told["drop"])
        except ValidationError as error:
            form.add_error("files" if error.code == "too_many_files" else "text", error)
        else:
            messages.success(request, _("Your comment is as you changed it."))
            return _back(slug, found)
    context = {**page, **files_context(form), "comment": found, "form": form}
    return render(request, "comments/change.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
def withdraw(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    commenting, visitor = asked(request, slug)
    withdraw_comment(own_comment(commenting, visitor, number), visitor=visitor)
    messages.success(request, _("Your words are taken back: nobody reads them any more."))
    return redirect("comments", slug)


@never_cache
@require_POST
def support(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Think so too, or no longer: which of the two the form says, so that pressing twice is once."""
    commenting, visitor = asked(request, slug)
    found = comment_shown(commenting, number)
    spare(request, commenting, visitor, "support-comment", SUPPORTS_AN_HOUR)
    if request.POST.get("says") == "no":
        take_support_back(found, visitor=visitor)
        messages.success(request, _("Taken back: you are counted under this comment no longer."))
    else:
        support_comment(found, visitor=visitor)
        messages.success(request, _("Counted: you think so too."))
    return _back(slug, found)


@never_cache
@require_POST
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one lives, by one's own choice, or no longer."""
    commenting, visitor = asked(request, slug)
    commenter = find_commenter(commenting, visitor)
    if commenter is None:
        raise Http404
    spare(request, commenting, visitor, "tell-home", SUPPORTS_AN_HOUR)
    tell_home(commenter, home_told(request.POST))
    messages.success(request, _("Kept. You can change it or take it back."))
    return redirect("comments", slug)


def _change_form(request: HttpRequest, found: Comment, *, may_send: bool) -> ChangeForm:
    attached = list(CommentFile.objects.standing().filter(comment=found).select_related("upload").order_by("pk"))
    if request.method != "POST":
        return ChangeForm(attached=attached, initial={"text": found.text, "form_token": uuid4()})
    fields = sent_fields(request)
    if "remove" in fields:
        return ChangeForm(attached=attached, initial={**fields.dict(), "drop": fields.getlist("drop")})
    form = ChangeForm(fields, request.FILES, attached=attached)
    if may_send and not found.above_id:
        form.is_valid()
        keep_files(request, form, there=len(attached) - len(form.cleaned_data.get("drop", [])))
    return form


def _back(slug: str, found: Comment) -> HttpResponse:
    root = found.above.number if found.above else found.number
    return redirect(f"{reverse('comment', args=[slug, root])}#comment-{found.number}")
