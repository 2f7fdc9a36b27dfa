"""Filing a complaint: one address, three steps (tell; where and who sees; check and send), all without script.

After the words come the questions of the topic that they seem to be about, where it has some: `about` names it.

Every step carries the whole form in hidden fields; between two steps it is kept under a key that only the browser has
(complaints.views.stepping), and a visitor's draft stays in their own browser. The form token makes the last step safe to
repeat (promise R5). What may be dangerous
to tell is asked one question a page instead (complaints.views.questions).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods

from complaints.danger import NUMBERS, emergency_numbers
from complaints.drafts import SEEN, forget_draft, load_draft, save_draft
from complaints.forms import TellForm, WhereForm, kind_to_offer
from complaints.hints import is_sensitive, preselected_visibility
from complaints.questions import goes_one_by_one
from complaints.similar import count_spared, spared_filings
from complaints.stoppers import quicker_ways
from complaints.topic_forms import PREFIX, OwnTopicForm, asked_together
from complaints.topic_guess import likely_topic
from complaints.topic_questions import topic_in_use
from complaints.uploads import ALL_FILES, remove_file, token_from
from complaints.views.placing import RIGHT
from complaints.views.questions import answer, begin, check_or_ask
from complaints.views.sending import (
    check,
    is_helper,
    own_contact,
    page_context,
    posted,
    send,
    sent_form,
    take_sent_files,
)
from complaints.views.stepping import file_problems, keep_step, open_step
from complaints.workflow import CaseKind
from directory.models import User
from records.kept_forms import drop_forms
from records.throttling import address_of, raise_if_throttled

SPARED_AN_HOUR = 60


# A step is 48 kB of lists and sentences, and a quarter of that on the line. Its length tells an onlooker nothing (BREACH):
# the token is masked anew in each answer, a random length is added, and no page that shows a code is packed.
@gzip_page
@never_cache
@require_http_methods(["GET", "POST"])
def new_complaint(request: HttpRequest) -> HttpResponse:
    return _take(request) if request.method == "POST" else _show(request)


def _take(request: HttpRequest) -> HttpResponse:
    """Do what a step asks for, and lead to the next page: none is the answer to a form (complaints.views.stepping)."""
    fields = request.POST.copy()
    fields["form_token"] = token = str(token_from(fields.get("form_token", "")))
    remove_file(fields.get("remove", ""), token)
    if fields.get("remove") == ALL_FILES:
        drop_forms(token)
        return HttpResponse(status=204)
    if fields.get("same_as"):  # a button of its own that sends as well
        fields["step"] = "send"
    problems = take_sent_files(request, token)
    acts = {"send": _send, "enough": _not_needed, "save": _save}
    act = acts.get(fields.get("step", ""))
    return (act and act(request, fields)) or keep_step(request, fields, problems)


def _show(request: HttpRequest) -> HttpResponse:
    kept = open_step(request)
    if kept is None:
        return redirect("new_complaint") if "at" in request.GET else _tell(request, TellForm(initial=_start(request)))
    if "sent" in kept:
        return render(request, "complaints/sent.html", {"reference": kept["sent"]})
    return _step(request)


def _step(request: HttpRequest) -> HttpResponse:
    """The page that the fields of the step before ask for. Shows and changes nothing: it may be opened many times."""
    step = request.POST.get("step", "")
    if step == "send":
        return _look_again(request)
    if step == "questions":
        return begin(request, by_choice=True)
    if "asked" in request.POST:
        return answer(request) or _go_where(request)
    if RIGHT in request.POST:
        return _go_check(request)
    if "remove" in request.POST or "more" in request.POST:
        return _change_files(request)
    steps = {
        "where": _go_where,
        "answered": _go_on_from_topic,
        "topic": _back_to_topic,
        "topics": _choose_topic,
        "skip": _skip_topic,
        "check": _go_check,
        "tell": _back_to_tell,
        "office": _back_to_office,
    }
    return steps.get(step, _go_where)(request)


def _start(request: HttpRequest) -> dict[str, Any]:
    """A draft of one's own, or an empty form. Its token stays empty too, so that a browser can put back the one of a
    form that it kept: files already sent are found again, and what was sent already is not sent twice."""
    return load_draft(request.user, request.GET.get("draft", "")) or {}


def _tell(request: HttpRequest, form: TellForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "watch": NUMBERS,
        "is_helper": is_helper(request),
        "carried": _carried(request, form, WhereForm.base_fields),
        "can_save": request.user.is_authenticated,
    }
    return render(request, "complaints/tell.html", context, status=status)


def _back_to_tell(request: HttpRequest) -> HttpResponse:
    return _tell(request, TellForm(initial=posted(request)))


def _go_where(request: HttpRequest, **changed: str) -> HttpResponse:
    """From the words to the place, past the questions of the topic where they were not asked yet.

    changed: fields that are no longer as they were sent.
    """
    told = TellForm(request.POST)
    if not told.is_valid():
        return _tell(request, told, status=400)
    if goes_one_by_one(request.POST):
        return begin(request)
    fields = {**posted(request), **changed}
    was_asked = "about" in fields and "asked" not in fields
    if not was_asked:
        text = told.cleaned_data["text"]
        kind = kind_to_offer(fields.get("kind"), text, fields.get("visibility"))
        # A topic's questions are about what is wrong: who praises or asks is not kept up by them.
        guess = likely_topic(text) if kind == CaseKind.COMPLAINT else None
        fields["about"] = guess.topic if guess else ""
    initial = {**own_contact(request), **fields, **told.cleaned_data}
    initial["form_token"] = told.cleaned_data.get("form_token") or uuid.uuid4()
    initial["visibility"] = initial.get("visibility") or preselected_visibility(initial["text"]) or ""
    form = WhereForm(initial=initial)
    if not was_asked and (form.questions or quicker_ways(fields["about"])):
        return _ask_of_topic(request, form)
    return _where(request, form, initial["text"])


def _not_needed(request: HttpRequest, fields: QueryDict) -> HttpResponse:
    """The person found their answer and sends nothing: what waits here goes, and one more is counted."""
    raise_if_throttled("spared", address_of(request), limit=SPARED_AN_HOUR, per_seconds=3600)
    token = str(fields["form_token"])
    remove_file(ALL_FILES, token)
    drop_forms(token)
    forget_draft(request.user, token)
    count_spared(token)
    return redirect("not_needed")


@require_GET
def not_needed(request: HttpRequest) -> HttpResponse:
    """Where one arrives who needed to send nothing; the browser drops its draft here."""
    return render(request, "complaints/not_needed.html", {"spared": spared_filings()})


def _ask_of_topic(request: HttpRequest, form: WhereForm, status: int = 200) -> HttpResponse:
    """The questions of the topic, all on one page, and a quicker way where there is one.

    Answered from the check page they lead back there.
    """
    about = str(form["about"].value())
    carried = dict(form.carried(shown=("form_token", *form.answer_fields)))
    # Only what the person chose goes along: a draft of this browser may hold another choice than we would propose.
    carried["visibility"] = request.POST.get("visibility", "")
    context = {
        "form": form,
        "asked": asked_together(form),
        "topic": topic_in_use(about),
        "quicker": quicker_ways(about),
        "carried": carried.items(),
        "is_changing": request.POST.get("step") == "topic" or "back_to_check" in request.POST,
        "numbers": emergency_numbers(str(form["text"].value())),
    }
    return render(request, "complaints/topic.html", context, status=status)


def _back_to_topic(request: HttpRequest) -> HttpResponse:
    form = sent_form(request)
    form.forgive()
    return _ask_of_topic(request, form) if form.questions else _go_where(request)


def _choose_topic(request: HttpRequest) -> HttpResponse:
    """All topics, from the check page and back to it: nobody has to pass here."""
    form = sent_form(request)
    form.forgive()
    own = form["own_topic"].value() or form["about"].value()
    context = {
        "form": form,
        "topics": OwnTopicForm(initial={"own_topic": own}),
        "carried": form.carried(shown=("form_token", "own_topic")),
    }
    return render(request, "complaints/choose_topic.html", context)


def _go_on_from_topic(request: HttpRequest) -> HttpResponse:
    form = sent_form(request)
    form.forgive(but=form.answer_fields)
    if form.errors:
        return _ask_of_topic(request, form, status=400)
    return _go_check(request) if "back_to_check" in request.POST else _go_where(request)


def _skip_topic(request: HttpRequest) -> HttpResponse:
    """The matter is about something else, or nobody knows: the questions are not asked again."""
    return _go_where(request, about="")


def _where(request: HttpRequest, form: WhereForm, text: str, status: int = 200) -> HttpResponse:
    form.offer_kind()
    context = {
        **page_context(request, form, dangers_in=text),
        "is_sensitive": is_sensitive(text),
        "can_save": request.user.is_authenticated,
        "carried": [
            pair
            for pair in form.carried()
            if pair[0] in {"about", "own_topic", "local_office", "office_for", SEEN, *form.answer_fields}
        ],
    }
    return render(request, "complaints/where.html", context, status=status)


def _change_files(request: HttpRequest) -> HttpResponse:
    """Step 2 once more, with files taken or dropped, with the districts of the province, or with a place looked for. Nothing else is checked."""
    form = sent_form(request)
    form.forgive()
    problems = file_problems(request)
    for problem in problems:
        form.add_error("files", problem)
    return _where(request, form, request.POST.get("text", ""), status=400 if problems else 200)


def _go_check(request: HttpRequest) -> HttpResponse:
    form = sent_form(request)
    for problem in file_problems(request):
        form.add_error("files", problem)
    if not form.is_valid():
        return _tell_what_is_wrong(request, form)
    return _ask_office(request, form) if form.must_ask_office else check(request, form)


def _back_to_office(request: HttpRequest) -> HttpResponse:
    form = sent_form(request)
    return _ask_office(request, form) if form.offices else _go_check(request)


def _ask_office(request: HttpRequest, form: WhereForm) -> HttpResponse:
    """Which of the local offices that share the place looks after it: the one question that only a tie asks."""
    form.offer_offices()
    carried = form.carried(shown=("form_token", "local_office", "office_for"))
    return render(request, "complaints/shared_place.html", {"form": form, "carried": carried})


def _tell_what_is_wrong(request: HttpRequest, form: WhereForm) -> HttpResponse:
    """The page with the first field that is not right: of the place and so on, else of the topic's questions."""
    if set(form.errors) <= set(form.answer_fields):
        return _ask_of_topic(request, form, status=400)
    form.forgive(but=[name for name in form.errors if name not in form.answer_fields])
    return _where(request, form, request.POST.get("text", ""), status=400)


def _send(request: HttpRequest, fields: QueryDict) -> HttpResponse | None:
    """File it; None where it has to be looked at again first."""
    form = sent_form(request)
    if not form.is_valid():
        return None
    sent = send(request, form)
    if sent is None:
        fields["form_token"] = str(uuid.uuid4())  # as a new case, if it is sent once more
    return sent


def _look_again(request: HttpRequest) -> HttpResponse:
    form = sent_form(request)
    if form.is_valid():
        return check(request, form)
    if goes_one_by_one(request.POST):
        return check_or_ask(request, form)
    return _tell_what_is_wrong(request, form)


def _save(request: HttpRequest, fields: QueryDict) -> HttpResponse | None:
    """Keep a signed-in person's form to go on with later, as unfinished as it is."""
    if not isinstance(request.user, User):
        return None
    if save_draft(request.user, posted(request)).is_beside:
        messages.warning(
            request,
            _(
                "This draft was changed meanwhile, on another device or in another window. Both are kept: look at them below, and send one."
            ),
        )
    else:
        messages.success(request, _("Your draft is kept. Go on with it whenever you like."))
    return redirect("me")


def _carried(request: HttpRequest, form: TellForm, names: Any) -> list[tuple[str, str]]:
    """Fields of later steps that an earlier step takes along unseen."""
    known = {**form.initial, **posted(request)}
    # Not what the words were about: they may change, and are looked at again.
    wanted = [name for name in names if name != "about"] + [name for name in known if name.startswith(PREFIX)]
    return [(name, known[name]) for name in wanted if name not in form.fields and known.get(name)]
