"""Filing one question a page.

The pages carry the form as the three steps do (complaints.views.filing), so nothing is kept on the server before it is
sent. `asked` names the question whose page comes in, `step` where to go: next, back, or the name of one to change;
`changing` leads from there straight to the check again.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from complaints.forms import WhereForm
from complaints.hints import suggested_visibility
from complaints.questions import (
    CHECK,
    FILES,
    QUESTIONS,
    SEEN,
    WORDS,
    Question,
    after,
    before,
    first_wrong,
    goes_one_by_one,
    question_named,
)
from complaints.uploads import remove_file
from complaints.views.sending import check, own_contact, page_context, sent_form, take_sent_files
from complaints.workflow import IN_CONFIDENCE, Visibility


def begin(request: HttpRequest, *, by_choice: bool = False) -> HttpResponse:
    """After the words, the first to ask is who may see them. by_choice: the person asked to go on this way."""
    wish = request.POST.get("visibility", "")
    chosen = {"visibility": Visibility.CONFIDENTIAL} if by_choice and wish not in IN_CONFIDENCE else {}
    form = _form(request, **chosen)
    take_sent_files(request, form)  # chosen on the calm page; what is wrong with them shows on theirs
    if WORDS.is_answered_wrong(form):
        return _ask(request, form, WORDS, telling=True)
    return _ask(request, form, SEEN)


def answer(request: HttpRequest) -> HttpResponse | None:
    """The page that follows one of ours; None when the person chose to be open, and the calm page goes on."""
    asked = question_named(request.POST["asked"]) or SEEN
    step = request.POST.get("step", "")
    is_changing = "changing" in request.POST
    form = _form(request)
    remove_file(request.POST.get("remove", ""), str(form["form_token"].value()))
    problems = take_sent_files(request, form)
    if step == "back" and not is_changing:
        return _ask(request, form, before(asked))
    if (to_change := question_named(step)) not in {None, CHECK}:
        return _ask(request, form, to_change, is_changing=asked is CHECK)
    stays = "remove" in request.POST or "more" in request.POST
    if stays:
        form.forgive()
    for problem in problems:
        form.add_error("files", problem)
    if stays or asked.is_answered_wrong(form):
        question = asked if asked is not CHECK else FILES
        return _ask(request, form, question, is_changing=is_changing, telling=True)
    if not goes_one_by_one(request.POST):
        return None
    following = CHECK if is_changing else after(asked)
    return _ask(request, form, following) if following is not CHECK else check_or_ask(request, form)


def check_or_ask(request: HttpRequest, form: WhereForm) -> HttpResponse:
    """The check, or the page of the first question whose answer is not right yet: it leads back to the check."""
    if form.is_valid():
        return check(request, form)
    return _ask(request, form, first_wrong(form), is_changing=True, telling=True)


def _form(request: HttpRequest, **chosen: str) -> WhereForm:
    suggested = suggested_visibility(request.POST.get("text", ""))
    return sent_form(request, {"visibility": suggested, **own_contact(request), **request.POST.dict(), **chosen})


def _ask(
    request: HttpRequest, form: WhereForm, question: Question, *, is_changing: bool = False, telling: bool = False
) -> HttpResponse:
    """The page of one question. telling: of what is wrong with its answer; a page just come to tells of nothing."""
    form.forgive(but=question.fields if telling else ())
    text = form["text"].value() or ""
    context = {
        **page_context(request, form, dangers_in=text if question in {WORDS, SEEN} else ""),
        "question": question,
        "questions": QUESTIONS,
        "carried": form.carried(shown=("form_token", *question.fields)),
        "is_changing": is_changing,
        "visibility": form["visibility"].value(),
    }
    status = 400 if form.errors else 200
    return render(request, f"complaints/question_{question.name}.html", context, status=status)
