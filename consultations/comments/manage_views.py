"""`/consultations/manage/…/comments/`: the policy team says who may comment, reads all comments, and answers them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.personal_data import find_personal_data
from consultations.comments.answering import answer_comment, take_answer_back
from consultations.comments.exporting import comments_as_csv, newest_places
from consultations.comments.forms import AnswerForm, FilterForm
from consultations.comments.models import Comment, CommentFile, Commenting
from consultations.comments.setting_up import drop_commenting, set_up_commenting
from consultations.comments.threads import names_of, thread_of
from consultations.laws.models import Document
from consultations.laws.structure import number_of
from consultations.manage_views import held, policy_maker
from consultations.models import Consultation
from consultations.participation.forms import WhoAnswersForm
from consultations.participation.models import Identity
from directory.models import User
from records.throttling import raise_if_throttled

A_PAGE = 50
EXPORTS_AN_HOUR = 10


@login_required
@never_cache
@require_GET
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may comment, and what was said, the newest first."""
    return _comments(request, held(request, slug))


@login_required
@require_POST
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = held(request, slug)
    form = WhoAnswersForm(request.POST)
    if not form.is_valid():
        return _comments(request, consultation, settings=form, status=400)
    lowest = Identity(form.cleaned_data["lowest_identity"])
    set_up_commenting(consultation, lowest_identity=lowest, by=policy_maker(request))
    messages.success(request, _("Kept. People can comment on each section from the opening on."))
    return redirect("manage_comments", slug)


@login_required
@require_POST
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    drop_commenting(held(request, slug), by=policy_maker(request))
    messages.success(request, _("This consultation takes no comments on its texts."))
    return redirect("manage_comments", slug)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One comment with its replies, and the agency's answer to it."""
    user, found = _comment(request, slug, number)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer_comment(found, text=form.cleaned_data["text"], by=user)
        messages.success(request, _("Your agency's answer is there for everybody to read."))
        return redirect("manage_comment", slug, number)
    place = newest_places(found.commenting).filter(comment=found).select_related("version").first()
    version = place.version if place else found.version
    thread, next_after = thread_of(found, version, reader=None, after=request.GET.get("after", ""), team=user)
    context = {
        "consultation": found.commenting.consultation,
        "each": thread,
        "version": version,
        "document": found.version.document,
        "next_after": next_after,
        "form": form,
        "findings": find_personal_data(found.text),
        "is_team": True,
    }
    return render(request, "comments/manage_comment.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def back(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Take an answer of the agency back. number: of the answer."""
    user, found = _comment(request, slug, number, is_answer=True)
    take_answer_back(found, by=user)
    messages.success(request, _("The answer is taken back."))
    return redirect("manage_comment", slug, found.above.number if found.above else number)


@login_required
@never_cache
@require_GET
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    user = policy_maker(request)
    commenting = get_object_or_404(Commenting.objects.handled_by(user), consultation__slug=slug)
    raise_if_throttled("export-comments", f"{user.pk}", limit=EXPORTS_AN_HOUR, per_seconds=3600)
    return StreamingHttpResponse(
        comments_as_csv(commenting),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="comments-{slug}.csv"'},
    )


def _comments(
    request: HttpRequest, consultation: Consultation, *, settings: WhoAnswersForm | None = None, status: int = 200
) -> HttpResponse:
    commenting = Commenting.objects.filter(pk=consultation.pk).first()
    initial = {"lowest_identity": commenting.lowest_identity if commenting else Identity.ANONYMOUS}
    context: dict[str, Any] = {
        "consultation": consultation,
        "commenting": commenting,
        "is_draft": consultation.is_draft,
        "settings": settings or WhoAnswersForm(initial=initial),
    }
    if commenting is not None:
        commenting.consultation = consultation
        documents = list(commenting.texts())
        files = CommentFile.objects.waiting().filter(comment__commenting=commenting.pk).count()
        context |= {"documents": documents, "files_waiting": files, **_found(request, commenting, documents)}
    return render(request, "comments/manage_comments.html", context, status=status)


def _found(request: HttpRequest, commenting: Commenting, documents: list[Document]) -> dict[str, Any]:
    form = FilterForm(request.GET, documents=documents)
    places = newest_places(commenting).filter(comment__above=None)
    if form.is_valid():
        told = form.cleaned_data
        if n := form.document_n():
            places = places.filter(version__document__n=n)
        if told["section"].strip():
            places = places.filter(unit__in=_ids_of(told["section"]))
        if told["mark"]:
            places = places.filter(mark=told["mark"])
        if told["show"] == "unanswered":
            answers = Comment.objects.to_read().filter(above=OuterRef("comment"), by__isnull=False)
            places = places.filter(~Exists(answers))
    begin = Comment.objects.filter(commenting=commenting, number=request.GET.get("after", "")).first()
    if begin:
        places = places.filter(comment__lt=begin.pk)
    page = list(places.select_related("comment__author", "version__document").order_by("-comment")[: A_PAGE + 1])
    names = names_of((each.version_id, each.unit) for each in page)
    asked = request.GET.copy()
    asked.pop("after", None)
    return {
        "filter": form,
        "places": [(each, names.get((each.version_id, each.unit), "")) for each in page[:A_PAGE]],
        "next_after": page[A_PAGE - 1].comment.number if len(page) > A_PAGE else "",
        "asked": asked.urlencode(),
        "is_filtered": any(form.data.get(name) for name in form.fields),
    }


def _ids_of(typed: str) -> list[str]:
    """Ids that a section of this number can have: `มาตรา ๗/๑`, `ข้อ 7/1` and `7/1` are the same."""
    number = number_of(typed.replace("มาตรา", "").replace("ข้อ", "")).replace("/", "-").replace(" ", "-")
    return [f"sec_{number}", f"clause_{number}", typed.strip()]


def _comment(request: HttpRequest, slug: str, number: str, *, is_answer: bool = False) -> tuple[User, Comment]:
    user = policy_maker(request)
    commenting = get_object_or_404(Commenting.objects.handled_by(user), consultation__slug=slug)
    own = Comment.objects.filter(commenting=commenting, above__isnull=not is_answer)
    found = get_object_or_404(own.select_related("version__document", "above"), number=number)
    found.commenting = commenting
    return user, found
