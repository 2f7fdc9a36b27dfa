"""`/consultations/…/comments/`: what people say to each section of a law's text, and one's own comments."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from consultations.comments.anchors import rows_of_unit
from consultations.comments.commenters import find_commenter
from consultations.comments.counting import counts_of, said_in, totals_of
from consultations.comments.file_views import files_context, keep_files, sent_fields
from consultations.comments.forms import CommentForm, TextForm
from consultations.comments.models import COMMENTED, Comment, Commenting, Place
from consultations.comments.pages import COMMENTS_AN_HOUR, asked, comment_shown, page_of, spare, with_number
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
from consultations.comments.writing import write_comment
from consultations.entering.reading import came_in
from consultations.homes import home_asked
from consultations.laws.models import Document, Provision, Version
from consultations.participation.taking_part import Visitor

MOST_LETTERS_OF_AN_ID = 400


@never_cache
@require_GET
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts that can be commented on, and what one said oneself: the receipt."""
    commenting, visitor = asked(request, slug)
    reader = find_commenter(commenting, visitor)
    texts = list(commenting.texts())
    for text in texts:
        text.consultation = commenting.consultation
    versions = Version.objects.standing().filter(document__in=texts, parts__gt=0).order_by("number")
    newest = dict(versions.values_list("document", "pk"))
    totals = totals_of(newest.values())
    told = [(each, *totals.get(newest[each.pk], (0, 0))) for each in texts]
    context = {
        **page_of(commenting, visitor),
        **home_asked(commenting.consultation, reader, visitor.user),
        "own": own_comments(reader),
        "commenter": reader,
        "texts": told,
        "said": said_in(commenting.pk),
        "came": came_in(commenting.pk, way="commenter"),
    }
    return render(request, "comments/comments.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, slug: str, n: int, eid: str) -> HttpResponse:
    """A section's words, what is said to it, and the form to say something."""
    commenting, visitor = asked(request, slug)
    document, versions = _text(commenting, n)
    version, rows = _section(versions, request.GET.get("version", ""), eid[:MOST_LETTERS_OF_AN_ID])
    page = page_of(commenting, visitor)
    form = _comment_form(request, rows, may_send=page["may_write"])
    if form.is_bound and form.is_valid():
        spare(request, commenting, visitor, "comment-on-law", COMMENTS_AN_HOUR)
        text = form.cleaned_data["text"]
        try:
            kept = write_comment(commenting, version, form.anchor, text=text, visitor=visitor, token=form.token)
        except ValidationError as error:
            form.add_error("files" if error.code == "too_many_files" else "text", error)
        else:
            messages.success(request, _said_of(kept))
            return redirect("comment", slug, kept.number)
    reader = find_commenter(commenting, visitor)
    order = SUPPORTED if request.GET.get("order") == SUPPORTED else NEWEST
    is_newest = version == versions[-1]
    context = {
        **page,
        **files_context(form),
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
    return with_number(
        request, "comments/section.html", context, commenting, visitor, status=400 if form.errors else 200
    )


@never_cache
@require_GET
def gone(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """Comments on words that the newest version has not any more, with those words."""
    commenting, visitor = asked(request, slug)
    document, versions = _text(commenting, n)
    reader = find_commenter(commenting, visitor)
    context = {
        **page_of(commenting, visitor),
        "document": document,
        "version": versions[-1],
        "found": comments_gone(versions[-1], reader=reader, after=request.GET.get("after", "")),
    }
    return render(request, "comments/gone.html", context)


@never_cache
@require_GET
def comment(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One comment with its replies; for who wrote it, its receipt."""
    commenting, visitor = asked(request, slug)
    if taken := _own_hidden(commenting, visitor, number):
        return redirect("appeal", slug, "comments", taken.text_id)
    found = comment_shown(commenting, number)
    if found.above is not None:
        root = found.above.number
        return redirect(f"{reverse('comment', args=[slug, root])}#comment-{found.number}")
    return show_thread(request, commenting, visitor, found, TextForm())


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


def _comment_form(request: HttpRequest, rows: list[Provision], *, may_send: bool) -> CommentForm:
    """As it was sent, with its files kept; unsent where it is begun, or was sent to take a file out of it."""
    if request.method != "POST":
        return CommentForm(rows=rows, initial={**_chosen(request), "form_token": uuid4()})
    fields = sent_fields(request)
    if "remove" in fields:
        return CommentForm(rows=rows, initial=fields.dict())
    form = CommentForm(fields, request.FILES, rows=rows)
    if may_send:
        keep_files(request, form)
    return form


def _said_of(kept: Comment) -> str:
    if kept.files.exists():
        return _("Your comment is kept. Everybody can read it now, and see its files once the team has looked at them.")
    return _("Your comment is kept. Everybody can read it now.")


def _chosen(request: HttpRequest) -> dict[str, str]:
    """What a link brought along: the paragraph, and the words that were selected in it."""
    return {"part": request.GET.get("part", ""), "words": request.GET.get("words", "")}


def _own_hidden(commenting: Commenting, visitor: Visitor, number: str) -> Comment | None:
    """One of this visitor's that a rule took out of sight."""
    hidden = Comment.objects.filter(commenting=commenting.pk, number=number, withdrawn_at=None, hidden_at__isnull=False)
    found = hidden.first()
    commenter = find_commenter(commenting, visitor) if found else None
    return found if found and commenter and found.author_id == commenter.pk else None


def show_thread(
    request: HttpRequest, commenting: Commenting, visitor: Visitor, found: Comment, form: TextForm, *, status: int = 200
) -> HttpResponse:
    document = found.version.document
    versions = _versions(document)
    placed = set(Place.objects.filter(comment=found).values_list("version", flat=True))
    version = next((each for each in reversed(versions) if each.pk in placed), versions[-1])
    reader = find_commenter(commenting, visitor)
    thread, next_after = thread_of(found, version, reader=reader, after=request.GET.get("after", ""))
    context = {
        **page_of(commenting, visitor),
        "document": document,
        "version": version,
        "is_newest": version == versions[-1],
        "each": thread,
        "unit_name": thread.name,
        "next_after": next_after,
        "form": form,
    }
    return with_number(request, "comments/comment.html", context, commenting, visitor, status=status)
