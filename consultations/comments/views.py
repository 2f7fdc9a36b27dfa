"""`/consultations/…/comments/`: what people say to each section of a law's text, and one's own comments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.comments.anchors import Anchor, rows_of_unit
from consultations.comments.commenters import find_commenter
from consultations.comments.counting import counts_of, said_in, totals_of
from consultations.comments.forms import CommentForm, TextForm
from consultations.comments.models import COMMENTED, Comment, Commenting, Place
from consultations.comments.threads import (
    NEWEST,
    SUPPORTED,
    comments_gone,
    comments_of,
    name_of,
    own_comments,
    own_hidden,
    thread_of,
)
from consultations.comments.writing import (
    change_comment,
    support_comment,
    take_support_back,
    withdraw_comment,
    write_comment,
)
from consultations.homes import home_asked, home_told, tell_home
from consultations.laws.models import Document, Provision, Version
from consultations.participation.browsers import give_number, visitor_of
from consultations.participation.models import Identity
from consultations.participation.taking_part import Visitor
from consultations.piloting import pilot_of
from records.throttling import address_of, raise_if_throttled

COMMENTS_AN_HOUR = 30
"""Of one participant, replies and changes included."""
SUPPORTS_AN_HOUR = 600
NEW_BROWSERS_AN_HOUR = 200
"""From one address: a village behind one telephone mast takes part, a machine does not fill a consultation."""
MOST_LETTERS_OF_AN_ID = 400


@never_cache
@require_GET
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts that can be commented on, and what one said oneself: the receipt."""
    commenting, visitor = _asked(request, slug)
    reader = find_commenter(commenting, visitor)
    texts = list(commenting.texts())
    for text in texts:
        text.consultation = commenting.consultation
    versions = Version.objects.standing().filter(document__in=texts, parts__gt=0).order_by("number")
    newest = dict(versions.values_list("document", "pk"))
    totals = totals_of(newest.values())
    told = [(each, *totals.get(newest[each.pk], (0, 0))) for each in texts]
    context = {
        **_page(commenting, visitor),
        **home_asked(commenting.consultation, reader, visitor.user),
        "own": own_comments(reader),
        "commenter": reader,
        "texts": told,
        "said": said_in(commenting.pk),
    }
    return render(request, "comments/comments.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, slug: str, n: int, eid: str) -> HttpResponse:
    """A section's words, what is said to it, and the form to say something."""
    commenting, visitor = _asked(request, slug)
    document, versions = _text(commenting, n)
    version, rows = _section(versions, request.GET.get("version", ""), eid[:MOST_LETTERS_OF_AN_ID])
    form = CommentForm(request.POST or None, rows=rows, initial=_chosen(request))
    if request.method == "POST" and form.is_valid():
        _spare(request, commenting, visitor, "comment-on-law", COMMENTS_AN_HOUR)
        try:
            kept = write_comment(commenting, version, form.anchor, text=form.cleaned_data["text"], visitor=visitor)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Your comment is kept. Everybody can read it now."))
            return redirect("comment", slug, kept.number)
    reader = find_commenter(commenting, visitor)
    order = SUPPORTED if request.GET.get("order") == SUPPORTED else NEWEST
    is_newest = version == versions[-1]
    context = {
        **_page(commenting, visitor),
        "document": document,
        "version": version,
        "is_newest": is_newest,
        "newest": versions[-1],
        "unit": rows[0],
        "name": name_of(rows[0]),
        "rows": rows,
        "found": comments_of(version, rows[0].eid, reader=reader, order=order, after=request.GET.get("after", "")),
        "hidden": own_hidden(reader, version, rows[0].eid),
        "order": order,
        "asked": "" if is_newest else f"version={version.number}&",
        "counts": counts_of(version.pk),
        "form": form,
    }
    return _with_number(
        request, "comments/section.html", context, commenting, visitor, status=400 if form.errors else 200
    )


@never_cache
@require_GET
def gone(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """Comments on words that the newest version has not any more, with those words."""
    commenting, visitor = _asked(request, slug)
    document, versions = _text(commenting, n)
    reader = find_commenter(commenting, visitor)
    context = {
        **_page(commenting, visitor),
        "document": document,
        "version": versions[-1],
        "found": comments_gone(versions[-1], reader=reader, after=request.GET.get("after", "")),
    }
    return render(request, "comments/gone.html", context)


@never_cache
@require_GET
def comment(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One comment with its replies; for who wrote it, its receipt."""
    commenting, visitor = _asked(request, slug)
    if taken := _own_hidden(commenting, visitor, number):
        return redirect("appeal", slug, "comments", taken.text_id)
    found = _comment(commenting, number)
    if found.above is not None:
        root = found.above.number
        return redirect(f"{reverse('comment', args=[slug, root])}#comment-{found.number}")
    return _thread(request, commenting, visitor, found, TextForm())


@never_cache
@require_POST
def reply(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Say something under a comment, or under a reply, which is the same place."""
    commenting, visitor = _asked(request, slug)
    found = _comment(commenting, number)
    root = found.above or found
    form = TextForm(request.POST)
    if form.is_valid():
        _spare(request, commenting, visitor, "comment-on-law", COMMENTS_AN_HOUR)
        text = form.cleaned_data["text"]
        try:
            kept = write_comment(commenting, root.version, Anchor(root.unit), text=text, visitor=visitor, above=found)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Your reply is kept. Everybody can read it now."))
            return redirect(f"{reverse('comment', args=[slug, root.number])}#comment-{kept.number}")
    return _thread(request, commenting, visitor, root, form, status=400)


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Other words in place of one's own, or none."""
    commenting, visitor = _asked(request, slug)
    found = _own(commenting, visitor, number)
    form = TextForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        _spare(request, commenting, visitor, "comment-on-law", COMMENTS_AN_HOUR)
        try:
            change_comment(found, text=form.cleaned_data["text"], visitor=visitor)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Your words are changed."))
            return _back(slug, found)
    context = {**_page(commenting, visitor), "comment": found, "form": form}
    return render(request, "comments/change.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
def withdraw(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    commenting, visitor = _asked(request, slug)
    withdraw_comment(_own(commenting, visitor, number), visitor=visitor)
    messages.success(request, _("Your words are taken back: nobody reads them any more."))
    return redirect("comments", slug)


@never_cache
@require_POST
def support(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Think so too, or no longer: which of the two the form says, so that pressing twice is once."""
    commenting, visitor = _asked(request, slug)
    found = _comment(commenting, number)
    _spare(request, commenting, visitor, "support-comment", SUPPORTS_AN_HOUR)
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
    commenting, visitor = _asked(request, slug)
    commenter = find_commenter(commenting, visitor)
    if commenter is None:
        raise Http404
    _spare(request, commenting, visitor, "tell-home", SUPPORTS_AN_HOUR)
    tell_home(commenter, home_told(request.POST))
    messages.success(request, _("Kept. You can change it or take it back."))
    return redirect("comments", slug)


def _asked(request: HttpRequest, slug: str) -> tuple[Commenting, Visitor]:
    commenting = get_object_or_404(Commenting.objects.announced(pilot=pilot_of(request, slug)), consultation__slug=slug)
    return commenting, visitor_of(request, commenting.consultation)


def _text(commenting: Commenting, n: int) -> tuple[Document, list[Version]]:
    document = get_object_or_404(Document, consultation=commenting.pk, n=n, kind__in=COMMENTED)
    document.consultation = commenting.consultation
    versions = _versions(document)
    if not versions:
        raise Http404
    return document, versions


def _versions(document: Document) -> list[Version]:
    """Those that have a text, the oldest first."""
    return list(document.versions.standing().filter(parts__gt=0))


def _section(versions: list[Version], number: str, eid: str) -> tuple[Version, list[Provision]]:
    """A section of the version that was asked for; of none, of the newest that has it."""
    wanted = [each for each in versions if not number or str(each.number) == number]
    for version in reversed(wanted):
        if rows := rows_of_unit(version, eid):
            return version, rows
    raise Http404


def _chosen(request: HttpRequest) -> dict[str, str]:
    """What a link brought along: the paragraph, and the words that were selected in it."""
    return {"part": request.GET.get("part", ""), "words": request.GET.get("words", "")}


def _comment(commenting: Commenting, number: str) -> Comment:
    """One that everybody can read, or under which somebody said something."""
    shown = Comment.objects.filter(commenting=commenting.pk, hidden_at=None).select_related(
        "above", "version__document"
    )
    found = get_object_or_404(shown, number=number)
    if found.above is not None and (found.withdrawn_at or found.above.hidden_at):
        raise Http404
    if found.above is None and not Comment.objects.threads().filter(pk=found.pk).exists():
        raise Http404
    found.commenting = commenting
    return found


def _own_hidden(commenting: Commenting, visitor: Visitor, number: str) -> Comment | None:
    """One of this visitor's that a rule took out of sight."""
    hidden = Comment.objects.filter(commenting=commenting.pk, number=number, withdrawn_at=None, hidden_at__isnull=False)
    found = hidden.first()
    commenter = find_commenter(commenting, visitor) if found else None
    return found if found and commenter and found.author_id == commenter.pk else None


def _own(commenting: Commenting, visitor: Visitor, number: str) -> Comment:
    """404 for everybody but who wrote it."""
    found = _comment(commenting, number)
    commenter = find_commenter(commenting, visitor)
    if commenter is None or found.author_id != commenter.pk or found.withdrawn_at:
        raise Http404
    return found


def _thread(
    request: HttpRequest, commenting: Commenting, visitor: Visitor, found: Comment, form: TextForm, *, status: int = 200
) -> HttpResponse:
    document = found.version.document
    versions = _versions(document)
    placed = set(Place.objects.filter(comment=found).values_list("version", flat=True))
    version = next((each for each in reversed(versions) if each.pk in placed), versions[-1])
    reader = find_commenter(commenting, visitor)
    thread, next_after = thread_of(found, version, reader=reader, after=request.GET.get("after", ""))
    context = {
        **_page(commenting, visitor),
        "document": document,
        "version": version,
        "is_newest": version == versions[-1],
        "each": thread,
        "unit_name": thread.name,
        "next_after": next_after,
        "form": form,
    }
    return _with_number(request, "comments/comment.html", context, commenting, visitor, status=status)


def _page(commenting: Commenting, visitor: Visitor) -> dict[str, Any]:
    """What all these pages say: of which consultation, and whether this visitor may comment now."""
    consultation = commenting.consultation
    is_open = consultation.state == "open"
    is_too_low = visitor.identity < commenting.lowest_identity
    return {
        "consultation": consultation,
        "commenting": commenting,
        "is_open": is_open,
        "is_too_low": is_too_low,
        "may_write": is_open and not is_too_low,
        "is_account": visitor.user is not None,
        "only_accounts": commenting.lowest_identity >= Identity.CONFIRMED,
        "only_verified": commenting.lowest_identity == Identity.VERIFIED,
    }


def _with_number(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    commenting: Commenting,
    visitor: Visitor,
    *,
    status: int = 200,
) -> HttpResponse:
    """Only where somebody without an account can write now."""
    answer = render(request, template, context, status=status)
    if context["may_write"] and visitor.user is None:
        give_number(request, answer, commenting.consultation, path=commenting.get_absolute_url())
    return answer


def _back(slug: str, found: Comment) -> HttpResponse:
    root = found.above.number if found.above else found.number
    return redirect(f"{reverse('comment', args=[slug, root])}#comment-{found.number}")


def _spare(request: HttpRequest, commenting: Commenting, visitor: Visitor, act: str, limit: int) -> None:
    """limit: of this act, in an hour. Raises Throttled."""
    who = f"{commenting.pk}:{visitor.user.pk if visitor.user else visitor.browser}"
    raise_if_throttled(act, who, limit=limit, per_seconds=3600)
    if visitor.user is None and find_commenter(commenting, visitor) is None:
        address = f"{commenting.pk}:{address_of(request)}"
        raise_if_throttled("new-commenter", address, limit=NEW_BROWSERS_AN_HOUR, per_seconds=3600)
