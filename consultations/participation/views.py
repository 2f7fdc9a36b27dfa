"""`/consultations/…/statements/`: one statement at a time to agree or disagree with, one's own answers, and what came of all."""

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

from consultations.entering.reading import came_in
from consultations.homes import home_asked, home_told, tell_home
from consultations.participation.browsers import give_number, visitor_of
from consultations.participation.counting import (
    Counted,
    count_statements,
    counted_people,
    counted_statements,
    people_of,
)
from consultations.participation.forms import ProposeForm
from consultations.participation.models import Answer, Conversation, Identity, Participant, Refusal, Statement
from consultations.participation.parts import part_asked
from consultations.participation.results import results_of
from consultations.participation.statements import propose_statement
from consultations.participation.taking_part import Visitor, find_participant, only_of
from consultations.participation.voting import answers_of, cast_vote, next_statement, progress_of
from consultations.piloting import pilot_of
from records.throttling import address_of, raise_if_throttled

ANSWERS_AN_HOUR = 1200
"""Of one participant: one every three seconds, all day."""
NEW_BROWSERS_AN_HOUR = 200
"""From one address: a village behind one telephone mast takes part, a machine does not fill a consultation."""
PROPOSALS_A_DAY = 10


@never_cache
@require_GET
def statements(request: HttpRequest, slug: str) -> HttpResponse:
    """The next statement to answer, or why there is none."""
    conversation, visitor = _asked(request, slug)
    participant = find_participant(conversation, visitor)
    told = answers_of(participant)
    drawn = next_statement(conversation, participant, told)
    return _ask(request, conversation, visitor, participant, told, drawn)


@never_cache
@require_GET
def statement(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """A statement with an address of its own: to be shared, and to be answered anew."""
    conversation, visitor = _asked(request, slug)
    wanted = _counted(conversation, n)
    if wanted is None:
        gone = get_object_or_404(Statement.objects.ever_shown(), conversation=conversation, n=n)
        context = {**_page(conversation, visitor, None), "gone": gone}
        return render(request, "participation/statement_gone.html", context)
    participant = find_participant(conversation, visitor)
    return _ask(request, conversation, visitor, participant, answers_of(participant), wanted, is_named=True)


@never_cache
@require_POST
def answer(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """Keep one answer and go on: to the next statement, or back to one's own answers."""
    conversation, visitor = _asked(request, slug)
    said = {"agree": Answer.AGREE, "disagree": Answer.DISAGREE, "pass": Answer.PASS}.get(request.POST.get("answer", ""))
    if said is None:
        raise ValidationError(_("Choose agree, disagree or pass."), code="answer_missing")
    _spare(request, conversation, visitor)
    try:
        cast_vote(conversation, n, said, visitor=visitor)
    except Statement.DoesNotExist:
        raise Http404 from None
    if request.POST.get("then") == "answers":
        messages.success(request, _("Your answer is changed."))
        return redirect(f"{reverse('own_answers', args=[slug])}#statement-{n}")
    return redirect("statements", slug)


@never_cache
@require_GET
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """What one answered and proposed, how it counts, and what happens with it: the receipt."""
    conversation, visitor = _asked(request, slug)
    participant = find_participant(conversation, visitor)
    told = {} if _is_anothers(participant, visitor) else answers_of(participant)
    own = [(each, Answer(told[each.n])) for each in counted_statements(conversation.pk) if each.n in told]
    gone = Statement.objects.filter(conversation=conversation, n__in=told, withdrawn_at__isnull=False)
    context = {
        **_page(conversation, visitor, participant),
        "progress": progress_of(conversation, told),
        **home_asked(conversation.consultation, participant, visitor.user),
        "own": own,
        "gone": list(gone) if told else [],
        "proposed": list(participant.statements.all())
        if participant and not _is_anothers(participant, visitor)
        else [],
    }
    return render(request, "participation/answers.html", context)


@never_cache
@require_POST
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one lives, by one's own choice, or no longer."""
    conversation, visitor = _asked(request, slug)
    participant = find_participant(conversation, visitor)
    if participant is None or _is_anothers(participant, visitor):
        raise Http404
    _spare(request, conversation, visitor)
    tell_home(participant, home_told(request.POST))
    messages.success(request, _("Kept. You can change it or take it back."))
    return redirect("own_answers", slug)


@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """A statement of one's own, which the policy team publishes or refuses."""
    conversation, visitor = _asked(request, slug)
    participant = find_participant(conversation, visitor)
    form = ProposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _spare(request, conversation, visitor)
        who = f"{conversation.pk}:{visitor.user.pk if visitor.user else visitor.browser}"
        raise_if_throttled("propose-statement", who, limit=PROPOSALS_A_DAY, per_seconds=24 * 3600)
        try:
            propose_statement(conversation, text=form.cleaned_data["text"], visitor=visitor)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("The policy team has it. Here you see what becomes of it."))
            return redirect(f"{reverse('own_answers', args=[slug])}#proposed")
    context = {**_page(conversation, visitor, participant), "form": form, "rules": Refusal.choices}
    response = render(request, "participation/propose.html", context, status=400 if form.errors else 200)
    _give_number(request, response, conversation, visitor)
    return response


@never_cache
@require_GET
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """What all said, by level of identity, and who thinks alike."""
    conversation, visitor = _asked(request, slug)
    participant = find_participant(conversation, visitor)
    own = None if _is_anothers(participant, visitor) else participant
    context = {
        **_page(conversation, visitor, participant),
        "results": results_of(conversation, own, part_asked(request.GET)),
        "came": came_in(conversation.pk, way="participant"),
        "people": people_of(conversation.pk),
    }
    return render(request, "participation/results.html", context)


def _asked(request: HttpRequest, slug: str) -> tuple[Conversation, Visitor]:
    conversation = get_object_or_404(
        Conversation.objects.announced(pilot=pilot_of(request, slug)), consultation__slug=slug
    )
    return conversation, visitor_of(request, conversation.consultation)


def _counted(conversation: Conversation, n: int) -> Counted | None:
    """None where it is not asked (any more). One that was published a second ago is not among those kept yet."""
    for statements in (counted_statements, count_statements):
        if found := next((each for each in statements(conversation.pk) if each.n == n), None):
            return found
    return None


def _ask(
    request: HttpRequest,
    conversation: Conversation,
    visitor: Visitor,
    participant: Participant | None,
    told: dict[int, int],
    drawn: Any,
    *,
    is_named: bool = False,
) -> HttpResponse:
    page = _page(conversation, visitor, participant)
    context: dict[str, Any] = {
        **page,
        "statement": drawn,
        "progress": progress_of(conversation, told),
        "is_named": is_named,
        "before": Answer(told[drawn.n]) if drawn and drawn.n in told and page["may_answer"] else None,
        "people": counted_people(conversation.pk),
        **(home_asked(conversation.consultation, participant, visitor.user) if drawn is None else {}),
    }
    response = render(request, "participation/statements.html", context)
    _give_number(request, response, conversation, visitor)
    return response


def _page(conversation: Conversation, visitor: Visitor, participant: Participant | None) -> dict[str, Any]:
    """What all these pages say: of which consultation, and whether this visitor may answer now."""
    consultation = conversation.consultation
    is_too_low = visitor.identity < conversation.lowest_identity
    is_anothers = _is_anothers(participant, visitor)
    return {
        "consultation": consultation,
        "conversation": conversation,
        "participant": participant,
        "is_open": consultation.state == "open",
        "is_too_low": is_too_low,
        "is_anothers": is_anothers,
        "may_answer": consultation.state == "open" and not is_too_low and not is_anothers,
        "is_account": visitor.user is not None,
        "becomes_accounts": visitor.user is not None and participant is not None and participant.user_id is None,
        **only_of(conversation.lowest_identity),
    }


def _is_anothers(participant: Participant | None, visitor: Visitor) -> bool:
    """Answers of an account, in its browser, with nobody signed in: whoever sits there now does not read them."""
    return participant is not None and participant.user_id is not None and visitor.user is None


def _give_number(request: HttpRequest, response: HttpResponse, conversation: Conversation, visitor: Visitor) -> None:
    """Only where somebody without an account can answer now."""
    is_anonymous = visitor.user is None and conversation.lowest_identity == Identity.ANONYMOUS
    if is_anonymous and conversation.consultation.state == "open":
        give_number(request, response, conversation.consultation, path=conversation.get_absolute_url())


def _spare(request: HttpRequest, conversation: Conversation, visitor: Visitor) -> None:
    """Raises Throttled."""
    who = f"{conversation.pk}:{visitor.user.pk if visitor.user else visitor.browser}"
    raise_if_throttled("answer-statement", who, limit=ANSWERS_AN_HOUR, per_seconds=3600)
    if visitor.user is None and find_participant(conversation, visitor) is None:
        raise_if_throttled(
            "new-voice", f"{conversation.pk}:{address_of(request)}", limit=NEW_BROWSERS_AN_HOUR, per_seconds=3600
        )
