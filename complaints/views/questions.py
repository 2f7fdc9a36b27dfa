"""Filing one question a page.

The pages carry the form as the three steps do (complaints.views.filing), so nothing that the server could read is kept
there before it is sent. `asked` names the question whose page comes in, `step` where to go: next, back, or the name of one to change;
`changing` leads from there straight to the check again.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from complaints.forms import WhereForm
from complaints.hints import suggested_visibility
from complaints.questions import OFFICE, Question, after, before, first_wrong, goes_one_by_one, page_named, pages_of
from complaints.topic_guess import likely_topic
from complaints.topic_questions import topic_in_use
from complaints.views.sending import check, own_contact, page_context, posted, sent_form
from complaints.views.stepping import file_problems
from complaints.workflow import IN_CONFIDENCE, Visibility


def begin(request: HttpRequest, *, by_choice: bool = False) -> HttpResponse:
    """After the words, the first to ask is who may see them. by_choice: the person asked to go on this way."""
    wish = request.POST.get("visibility", "")
    chosen = {"visibility": Visibility.CONFIDENTIAL} if by_choice and wish not in IN_CONFIDENCE else {}
    form = _form(request, **chosen)
    for problem in file_problems(request):  # of files chosen on the calm page, which is left here
        messages.warning(request, " ".join(problem.messages))
    words, seen, *_others = pages_of(form)
    if words.is_answered_wrong(form):
        return _ask(request, form, words, telling=True)
    return _ask(request, form, seen)


def answer(request: HttpRequest) -> HttpResponse | None:
    """The page that follows one of ours; None when the person chose to be open, and the calm page goes on."""
    step = request.POST.get("step", "")
    is_changing = "changing" in request.POST
    form = _form(request)
    pages = pages_of(form)
    asked = page_named(pages, request.POST["asked"]) or pages[1]
    problems = file_problems(request)
    if step == "skip":
        return _skip_topic(request, is_changing=is_changing)
    if step == "back" and not is_changing:
        return _ask(request, form, before(pages, asked))
    if (to_change := page_named(pages, step)) and to_change.name != "check":
        return _ask(request, form, to_change, is_changing=asked.name == "check")
    stays = "remove" in request.POST or "more" in request.POST
    if stays:
        form.forgive()
    for problem in problems:
        form.add_error("files", problem)
    if stays or asked.is_answered_wrong(form):
        stays_at = asked if asked.name != "check" else page_named(pages, "files") or asked
        return _ask(request, form, stays_at, is_changing=is_changing, telling=True)
    if not goes_one_by_one(request.POST):
        return None
    following = pages[-1] if is_changing else after(pages, asked)
    return _ask(request, form, following) if following.name != "check" else check_or_ask(request, form)


def _skip_topic(request: HttpRequest, *, is_changing: bool) -> HttpResponse:
    """The matter is about something else: what is asked of any matter follows."""
    form = _form(request, about="")
    pages = pages_of(form)
    return check_or_ask(request, form) if is_changing else _ask(request, form, after(pages, pages[1]))


def check_or_ask(request: HttpRequest, form: WhereForm) -> HttpResponse:
    """The check, or the page of the first question whose answer is not right yet: it leads back to the check."""
    if form.is_valid() and form.must_ask_office:
        return _ask(request, form, page_named(pages_of(form), OFFICE.name) or OFFICE, is_changing=True)
    if form.is_valid():
        return check(request, form)
    return _ask(request, form, first_wrong(pages_of(form), form), is_changing=True, telling=True)


def _form(request: HttpRequest, **chosen: str) -> WhereForm:
    fields = posted(request)
    if "about" not in fields or fields.get("asked") == "words":
        guess = likely_topic(fields.get("text", ""))
        fields["about"] = guess.topic if guess else ""
    suggested = suggested_visibility(fields.get("text", ""))
    return sent_form(request, {"visibility": suggested, **own_contact(request), **fields, **chosen})


def _ask(
    request: HttpRequest, form: WhereForm, question: Question, *, is_changing: bool = False, telling: bool = False
) -> HttpResponse:
    """The page of one question. telling: of what is wrong with its answer; a page just come to tells of nothing."""
    if question.name == "words" and is_changing:
        form.offer_kind()
    form.forgive(but=question.fields if telling else ())
    form.offer_offices()
    text = form["text"].value() or ""
    context = {
        **page_context(request, form, dangers_in=text if question.name in {"words", "seen"} else ""),
        "question": question,
        "answer": form[question.fields[0]] if question.template == "topic" else None,
        "topic": topic_in_use(str(form["about"].value() or "")),
        "carried": form.carried(
            shown=("form_token", *question.fields, *(["office_for"] if question.name == OFFICE.name else []))
        ),
        "is_changing": is_changing,
        "visibility": form["visibility"].value(),
    }
    status = 400 if form.errors else 200
    return render(request, f"complaints/question_{question.template or question.name}.html", context, status=status)
