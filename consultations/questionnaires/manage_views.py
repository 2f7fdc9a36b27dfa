"""`/consultations/manage/…/questionnaire/`: the policy team writes questions in parts, looks at them as citizens do, and reads answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.personal_data import find_personal_data
from consultations.entering.reading import came_in
from consultations.manage_views import held_to_edit, policy_maker
from consultations.models import Consultation
from consultations.participation.models import Identity, ShowsResults
from consultations.participation.parts import part_asked
from consultations.participation.taking_part import only_of
from consultations.questionnaires.branching import parts_of
from consultations.questionnaires.editing import (
    add_question,
    add_section,
    change_question,
    change_section,
    close_question,
    delete_question,
    delete_section,
    drop_questionnaire,
    move,
    reword_question,
    set_up_questionnaire,
)
from consultations.questionnaires.forms import PartForm
from consultations.questionnaires.manage_forms import (
    CloseForm,
    QuestionForm,
    SectionForm,
    SettingsForm,
    question_as_typed,
    shown_as_typed,
)
from consultations.questionnaires.models import Answer, Kind, Question, Questionnaire, Section
from consultations.questionnaires.outlining import group_names, outline_of, questions_of
from consultations.questionnaires.results import results_of
from consultations.questionnaires.views import as_file, group_of
from directory.digits import typed_number
from directory.models import User
from records.throttling import raise_if_throttled

ANSWERS_SHOWN = 50
EXPORTS_AN_HOUR = 30


@login_required
@never_cache
@require_GET
def questionnaire(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may answer, and the parts with their questions."""
    return _page(request, held_to_edit(request, slug))


@login_required
@require_POST
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, form = held_to_edit(request, slug), SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, consultation, settings=form, status=400)
    set_up_questionnaire(
        consultation,
        lowest_identity=Identity(form.cleaned_data["lowest_identity"]),
        shows_results=ShowsResults(form.cleaned_data["shows_results"]),
        by=policy_maker(request),
    )
    messages.success(request, _("Kept. Now write the parts and their questions."))
    return redirect("manage_questionnaire", slug)


@login_required
@require_POST
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    drop_questionnaire(held_to_edit(request, slug), by=policy_maker(request))
    messages.success(request, _("This consultation has no questionnaire."))
    return redirect("manage_questionnaire", slug)


@login_required
@never_cache
@require_GET
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """All parts as citizens see them, with what is asked of some only."""
    _user, found = _own(request, slug)
    told = [(part, PartForm(questions=part.questions)) for part in parts_of(found)]
    outline = {each.asked.n: each for each in outline_of(found)}
    shown = [(part, form, outline[part.section.n]) for part, form in told]
    context = {"consultation": found.consultation, "told": shown}
    return render(request, "questionnaires/preview.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new_part(request: HttpRequest, slug: str) -> HttpResponse:
    user, found = _own(request, slug)
    form = SectionForm(request.POST or None, asked=questions_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            add_section(found, **_titles(form), shown=form.shown_to(), by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The part is added. Now its questions."))
            return redirect("manage_questionnaire", slug)
    return _edit_part(request, found, form)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = _own(request, slug)
    section = get_object_or_404(Section, questionnaire=found, n=n)
    stored = {"title_th": section.title_th, "title_en": section.title_en, **shown_as_typed(section)}
    form = SectionForm(request.POST or None, initial=stored, asked=questions_of(found), of=section)
    if request.method == "POST" and form.is_valid():
        try:
            change_section(section, **_titles(form), shown=form.shown_to(), by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The part is changed."))
            return redirect("manage_questionnaire", slug)
    return _edit_part(request, found, form, section)


@login_required
@require_POST
def move_part(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = _own(request, slug)
    move(get_object_or_404(Section, questionnaire=found, n=n), up=request.POST.get("to") == "up", by=user)
    return redirect("manage_questionnaire", slug)


@login_required
@require_POST
def delete_part(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = _own(request, slug)
    delete_section(get_object_or_404(Section, questionnaire=found, n=n), by=user)
    messages.success(request, _("The part is gone."))
    return redirect("manage_questionnaire", slug)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new_question(request: HttpRequest, slug: str, part: int, kind: str) -> HttpResponse:
    user, found = _own(request, slug)
    section = get_object_or_404(Section, questionnaire=found, n=part)
    if kind not in Kind.values:
        raise Http404
    form = QuestionForm(request.POST or None, kind=kind, asked=questions_of(found))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            add_question(section, form.words, is_required=told["is_required"], shown=form.shown_to(), by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The question is added."))
            return redirect("manage_questionnaire", slug)
    return _edit_question(request, found, form, Kind(kind), section=section)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """One question: its words, changed in place until it opens, and as a new version afterwards."""
    user, found = _own(request, slug)
    asked = _question(found, n)
    is_open = found.consultation.state == "open"
    sections = [] if is_open else list(found.sections.all())
    form = QuestionForm(
        request.POST or None,
        initial=question_as_typed(asked),
        kind=asked.kind,
        sections=sections,
        is_rewording=is_open,
        asked=questions_of(found),
        of=asked,
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if is_open:
                reword_question(asked, form.words, reason=told["reason"], by=user)
            else:
                to = next((each for each in sections if each.n == told.get("section")), None)
                shown = form.shown_to()
                change_question(asked, form.words, is_required=told["is_required"], shown=shown, section=to, by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("Asked in these words from now on.") if is_open else _("The question is changed.")
            messages.success(request, said)
            return redirect("manage_questionnaire", slug)
    return _edit_question(request, found, form, Kind(asked.kind), question=asked)


@login_required
@require_POST
def move_question(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = _own(request, slug)
    move(_question(found, n), up=request.POST.get("to") == "up", by=user)
    return redirect("manage_questionnaire", slug)


@login_required
@require_POST
def delete(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = _own(request, slug)
    delete_question(_question(found, n), by=user)
    messages.success(request, _("The question is gone."))
    return redirect("manage_questionnaire", slug)


@login_required
@require_POST
def close(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = _own(request, slug)
    asked, form = _question(found, n), CloseForm(request.POST, auto_id="close_%s")
    if form.is_valid():
        try:
            close_question(asked, reason=form.cleaned_data["reason"], by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("It is no longer asked. Everybody reads why."))
            return redirect("manage_questionnaire", slug)
    return _edit_question(request, found, None, Kind(asked.kind), question=asked, close=form)


@login_required
@never_cache
@require_GET
def answers(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """What people wrote in their own words, for the team alone, the newest first."""
    _user, found = _own(request, slug)
    asked = get_object_or_404(Question, questionnaire=found, n=n, kind=Kind.OPEN)
    before = typed_number(request.GET.get("before", ""), digits=18, otherwise=None)
    given = Answer.objects.filter(question=asked)
    if before is not None:
        given = given.filter(pk__lt=before)
    page = list(given.order_by("-pk")[: ANSWERS_SHOWN + 1])
    groups = group_names(found)
    context = {
        "consultation": found.consultation,
        "question": asked,
        "answers": [
            (each, find_personal_data(str(each.value)), groups.get(each.stakeholders, ""))
            for each in page[:ANSWERS_SHOWN]
        ],
        "next_before": page[ANSWERS_SHOWN - 1].pk if len(page) > ANSWERS_SHOWN else None,
    }
    return render(request, "questionnaires/manage_answers.html", context)


@login_required
@never_cache
@require_GET
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """The numbers, for the team at any time."""
    _user, found = _own(request, slug)
    context = {
        "consultation": found.consultation,
        "questionnaire": found,
        "results": results_of(found, group=group_of(request), part=part_asked(request.GET)),
        "came": came_in(found.pk, way="sheet"),
        **only_of(found.lowest_identity),
        "is_team": True,
    }
    return render(request, "questionnaires/results.html", context)


@login_required
@never_cache
@require_GET
def results_file(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    user, found = _own(request, slug)
    raise_if_throttled("export-questionnaire", str(user.pk), limit=EXPORTS_AN_HOUR, per_seconds=3600)
    return as_file(found, group_of(request))


def _own(request: HttpRequest, slug: str) -> tuple[User, Questionnaire]:
    user = policy_maker(request)
    return user, get_object_or_404(Questionnaire.objects.handled_by(user), consultation__slug=slug)


def _question(found: Questionnaire, n: int) -> Question:
    own = Question.objects.select_related("section", "shown_if", "questionnaire__consultation")
    return get_object_or_404(own, questionnaire=found, n=n)


def _titles(form: SectionForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("title_th", "title_en")}


def _page(
    request: HttpRequest, consultation: Consultation, *, settings: SettingsForm | None = None, status: int = 200
) -> HttpResponse:
    found = Questionnaire.objects.filter(pk=consultation.pk).first()
    stored = {
        "lowest_identity": found.lowest_identity if found else Identity.ANONYMOUS,
        "shows_results": found.shows_results if found else ShowsResults.AFTER_ANSWERING,
    }
    context: dict[str, Any] = {
        "consultation": consultation,
        "questionnaire": found,
        "settings": settings or SettingsForm(initial=stored),
        "is_draft": consultation.is_draft,
        "may_write": consultation.state in {"draft", "scheduled"},
        "is_open": consultation.state == "open",
    }
    if found:
        context |= {
            "outline": outline_of(found),
            "closed": list(found.questions.filter(closed_at__isnull=False).order_by("-closed_at")),
            "kinds": Kind.choices,
        }
    return render(request, "questionnaires/manage.html", context, status=status)


def _edit_part(
    request: HttpRequest, found: Questionnaire, form: SectionForm, section: Section | None = None
) -> HttpResponse:
    context = {"consultation": found.consultation, "form": form, "section": section}
    return render(request, "questionnaires/manage_part.html", context, status=400 if form.errors else 200)


def _edit_question(
    request: HttpRequest,
    found: Questionnaire,
    form: QuestionForm | None,
    kind: Kind,
    *,
    question: Question | None = None,
    section: Section | None = None,
    close: CloseForm | None = None,
) -> HttpResponse:
    state = found.consultation.state
    if form is None and question is not None:
        form = QuestionForm(
            initial=question_as_typed(question), kind=kind, is_rewording=True, asked=questions_of(found), of=question
        )
    context = {
        "consultation": found.consultation,
        "question": question,
        "section": section or (question.section if question else None),
        "kind": kind,
        "form": form,
        "close": close or CloseForm(auto_id="close_%s"),
        "may_write": state in {"draft", "scheduled"} and (question is None or question.closed_at is None),
        "may_reword": state == "open" and question is not None and question.closed_at is None,
    }
    status = 400 if (form and form.errors) or (close and close.errors) else 200
    return render(request, "questionnaires/manage_question.html", context, status=status)
