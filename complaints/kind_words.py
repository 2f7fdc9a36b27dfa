"""What is said of a case because of its kind: its states, its way, its timeline, and how its end is asked about.

A question is answered, a suggestion weighed, a tip-off checked; only a complaint is "done". Praise is acknowledged and
with that it is over. Where a table says nothing for a kind, the words of a complaint hold (complaints.telling, frontend.wording).
Outcomes, clocks and texts to begin with are not here: they are rows that staff change (complaints.kinds).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from complaints.timeline_tables import CaseEvent
from complaints.workflow import CaseKind, CaseState, Outcome

_K, _S, _E = CaseKind, CaseState, CaseEvent.Kind
Said = tuple[Promise, Promise, Promise]
"""To the person who filed, to everybody else, at the desk."""


def _same(words: Promise) -> Said:
    return words, words, words


STATES: dict[tuple[str, str], Said] = {
    (_K.INFORMATION, _S.IN_PROGRESS): _same(_("The agency is looking for the answer")),
    (_K.INFORMATION, _S.RESOLUTION_PROPOSED): (
        _("Answered, waiting for you to read it"),
        _("Answered, waiting for the person who asked"),
        _("Answered, waiting for the complainant"),
    ),
    (_K.INFORMATION, "reopened"): (_("Asked again"), _("Asked again"), _("Complainant asks again")),
    (_K.SUGGESTION, _S.IN_PROGRESS): _same(_("The agency is considering it")),
    (_K.SUGGESTION, _S.RESOLUTION_PROPOSED): (
        _("Answered, waiting for you to read it"),
        _("Answered, waiting for the person who suggested it"),
        _("Answered, waiting for the complainant"),
    ),
    (_K.SUGGESTION, "reopened"): (_("Considered again"), _("Considered again"), _("Complainant asks again")),
    (_K.TIP_OFF, _S.IN_PROGRESS): _same(_("The agency is checking it")),
    (_K.TIP_OFF, _S.RESOLUTION_PROPOSED): (
        _("Checked, waiting for you to read it"),
        _("Checked, waiting for the person who told it"),
        _("Checked, waiting for the complainant"),
    ),
    (_K.TIP_OFF, "reopened"): (_("Checked again"), _("Checked again"), _("Complainant knows more")),
    (_K.PRAISE, _S.ROUTED): (_("Sent to the agency"), _("Sent to the agency"), _("Praise to acknowledge")),
    (_K.PRAISE, _S.IN_PROGRESS): _same(_("The agency is passing the praise on")),
    (_K.PRAISE, _S.RESOLUTION_PROPOSED): (
        _("Answered, waiting for you to read it"),
        _("Answered, waiting for the person who filed"),
        _("Answered, waiting for the complainant"),
    ),
    (_K.PRAISE, _S.CLOSED): _same(_("The praise has arrived")),
}
"""By kind and state, with the "reopened" of the desk: how its chip differs from a complaint's."""


def state_words(kind: str, state: str, outcome: str = "") -> Said | None:
    """How this state of a case of this kind is said; None where it is said as of a complaint.

    outcome: that the agency names, where the state tells of its answer.
    """
    if state == _S.RESOLUTION_PROPOSED and _says_not_done(kind, outcome):
        return STATES[_K.PRAISE, state]
    return STATES.get((kind, state))


SENTENCES: dict[tuple[str, str], Promise] = {
    (_K.INFORMATION, _E.ACCEPTED): _("%(agency)s has accepted the question and is looking for the answer"),
    (_K.INFORMATION, _E.RESOLUTION_PROPOSED): _("%(agency)s has answered: %(outcome)s"),
    (_K.INFORMATION, _E.CONFIRMED): _("The person who asked has the answer. The case is closed"),
    (_K.INFORMATION, _E.DISPUTED): _("The person who asked says that something is missing. The case is open again"),
    (_K.SUGGESTION, _E.ACCEPTED): _("%(agency)s has accepted the suggestion and is considering it"),
    (_K.SUGGESTION, _E.RESOLUTION_PROPOSED): _("%(agency)s has answered the suggestion: %(outcome)s"),
    (_K.SUGGESTION, _E.CONFIRMED): _("The person who suggested it has read the answer. The case is closed"),
    (_K.SUGGESTION, _E.DISPUTED): _("The person who suggested it meant something else. The case is open again"),
    (_K.TIP_OFF, _E.ACCEPTED): _("%(agency)s has accepted the tip-off and is checking it"),
    (_K.TIP_OFF, _E.RESOLUTION_PROPOSED): _("%(agency)s has checked it: %(outcome)s"),
    (_K.TIP_OFF, _E.CONFIRMED): _("The person who told it has read what was found. The case is closed"),
    (_K.TIP_OFF, _E.DISPUTED): _("The person who told it knows more. The case is open again"),
    (_K.PRAISE, _E.ACCEPTED): _("%(agency)s has read the praise and is passing it on"),
    (_K.PRAISE, _E.RESOLUTION_PROPOSED): _("%(agency)s has answered the praise: %(outcome)s"),
    (_K.PRAISE, _E.CONFIRMED): _("The person who wrote the praise has read the answer. The case is closed"),
    (_K.PRAISE, _E.DISPUTED): _("The person who filed meant something else. The case is open again"),
}
"""By kind and kind of line: what the timeline says instead (the rest: complaints.telling)."""
OWN_SENTENCES: dict[tuple[str, str], Promise] = {
    (_K.INFORMATION, _E.CONFIRMED): _("You said that you have the answer. The case is closed"),
    (_K.INFORMATION, _E.DISPUTED): _("You said what is missing. The case is open again"),
    (_K.SUGGESTION, _E.CONFIRMED): _("You have read the answer. The case is closed"),
    (_K.SUGGESTION, _E.DISPUTED): _("You said what you meant. The case is open again"),
    (_K.TIP_OFF, _E.CONFIRMED): _("You have read what was found. The case is closed"),
    (_K.TIP_OFF, _E.DISPUTED): _("You told more. The case is open again"),
}
"""The same for one's own acts on one's own page (the rest: complaints.progress)."""

_WORKED_ON: dict[str, Promise] = {
    _K.COMPLAINT: _("Being worked on"),
    _K.INFORMATION: _("Looking for the answer"),
    _K.SUGGESTION: _("Being considered"),
    _K.TIP_OFF: _("Being checked"),
}


def names_of_way(kind: str, *, is_mine: bool) -> list[Promise]:
    """The steps of a case of this kind: five, and three of praise."""
    begin = [_("Received"), _("Sent to the agency")]
    if kind == _K.PRAISE:
        return [*begin, _("The praise has arrived")]
    if kind == _K.COMPLAINT:
        end = _("You confirm") if is_mine else _("The person confirms")
    else:
        end = _("You read the answer") if is_mine else _("The person reads the answer")
    return [*begin, _WORKED_ON[kind], end, _("Closed")]


@dataclass(frozen=True)
class Asking:
    """How the person who filed is asked about the agency's answer, and what their two answers are called."""

    question: Promise
    told: Promise
    """The heading of the same answer for who is not asked."""
    yes: Promise
    no: Promise
    no_icon: str
    what_no_does: Promise
    say_why: Promise
    field: Promise
    send_no: Promise
    answer_by: Promise
    """With %(day)s."""
    reminder: Promise
    """With %(day)s: among what waits for them."""
    mail: Promise
    thanks: Promise
    turn: Promise
    """The next step, as it is told to them; others_turn as everybody else reads it."""
    others_turn: Promise
    if_silent: Promise


_DONE = Asking(
    question=_("The agency says it is done. Is it?"),
    told=_("The agency says it is done"),
    yes=_("Yes, it is done"),
    no=_("Not done yet"),
    no_icon="x",
    what_no_does=_("If you say “not done yet” and why, the case opens again and the agency works on"),
    say_why=_("Say what is still missing"),
    field=_("What is still missing"),
    send_no=_("Object and open the case again"),
    answer_by=_("Answer by %(day)s. Without an answer it counts as done"),
    reminder=_("Look whether it is done and say so by %(day)s"),
    mail=_("Please look whether it is really done and say so on the page below."),
    thanks=_("Thank you for looking. The case is closed."),
    turn=_("You look whether it is really done, and say so"),
    others_turn=_("The person who filed looks whether it is really done"),
    if_silent=_("Without an answer by then it counts as done and the case is closed"),
)
_ANSWERED = replace(
    _DONE,
    question=_("Did this answer your question?"),
    told=_("The agency has answered"),
    yes=_("Yes, it did"),
    no=_("Something is missing"),
    what_no_does=_("If something is missing, say what. The agency then answers again"),
    send_no=_("Send it back to the agency"),
    answer_by=_("Say so by %(day)s. Without a word from you the case is closed"),
    reminder=_("The agency has answered. Read it and say by %(day)s whether something is missing"),
    mail=_("Read the answer on the page below and say whether it is what you asked for."),
    thanks=_("Thank you for saying so. The case is closed."),
    turn=_("You read the answer and say whether it is what you asked for"),
    others_turn=_("The person who asked reads the answer"),
    if_silent=_("Without a word from you by then the case is closed"),
)
_NOT_DONE = replace(
    _ANSWERED,
    question=_("The agency has answered"),
    yes=_("I accept the answer"),
    no=_("I do not agree"),
    what_no_does=_("If you do not agree and say why, the case opens again and the agency works on"),
    say_why=_("Say why you do not agree"),
    field=_("Why you do not agree"),
    send_no=_("Say so and open the case again"),
    mail=_("Read the answer on the page below."),
    turn=_("You read the answer and say whether you accept it"),
    others_turn=_("The person who filed reads the answer"),
)
"""A complaint that the agency cannot or need not put right: to ask whether that is done would be no true question."""
ASKING: dict[str, Asking] = {
    _K.COMPLAINT: _DONE,
    _K.INFORMATION: _ANSWERED,
    _K.SUGGESTION: replace(
        _ANSWERED,
        question=_("The agency has answered your suggestion"),
        yes=_("I have read it"),
        no=_("I meant something else"),
        no_icon="edit",
        what_no_does=_("If they took it for something else, say what you meant. The agency then looks at it again"),
        say_why=_("Say what you meant"),
        field=_("What you meant"),
        mail=_("Read on the page below what becomes of your suggestion, and why."),
        turn=_("You read what becomes of your suggestion, and say if they took it for something else"),
        others_turn=_("The person who suggested it reads the answer"),
    ),
    _K.TIP_OFF: replace(
        _ANSWERED,
        question=_("The agency has checked what you told"),
        told=_("The agency has checked it"),
        yes=_("I have read it"),
        no=_("I know more"),
        no_icon="plus",
        what_no_does=_("If you know more, say it. The agency then checks again, and still nobody learns who told"),
        say_why=_("Say what else you know"),
        field=_("What else you know"),
        reminder=_("The agency has checked it. Read what was found by %(day)s"),
        mail=_("Read what was found on the page below. If you know more, you can say it there."),
        turn=_("You read what was found, and say if you know more"),
        others_turn=_("The person who told it reads what was found"),
    ),
    # Asked only where a case was already with the person when it was made praise: the act is refused now.
    _K.PRAISE: replace(
        _ANSWERED,
        question=_("The agency has answered your praise"),
        yes=_("I have read it"),
        no=_("I meant something else"),
        no_icon="edit",
        what_no_does=_("If they took it for something else, say what you meant. The agency then looks at it again"),
        say_why=_("Say what you meant"),
        field=_("What you meant"),
        mail=_("Read the answer on the page below."),
        turn=_("You read the answer to your praise"),
        others_turn=_("The person who filed reads the answer"),
    ),
}


def asking(kind: str, outcome: str) -> Asking:
    """How the answer to a case of this kind is asked about. outcome: that the agency names for it, "" before there is one."""
    return _NOT_DONE if _says_not_done(kind, outcome) else ASKING[kind]


_NOT_DONE_SENTENCES: dict[str, Promise] = {
    _E.RESOLUTION_PROPOSED: SENTENCES[_K.INFORMATION, _E.RESOLUTION_PROPOSED],
    _E.CONFIRMED: _("The person who filed has accepted the answer. The case is closed"),
    _E.DISPUTED: _("The person who filed does not agree with the answer. The case is open again"),
}
_OWN_NOT_DONE_SENTENCES: dict[str, Promise] = {
    _E.CONFIRMED: _("You accepted the answer. The case is closed"),
    _E.DISPUTED: _("You said that you do not agree. The case is open again"),
}


def sentence_words(kind: str, line: str, outcome: str, *, own: bool = False) -> Promise | None:
    """What the timeline says of a line instead of the usual words; None where these hold. own: to who did it."""
    if _says_not_done(kind, outcome) and (said := (_OWN_NOT_DONE_SENTENCES if own else _NOT_DONE_SENTENCES).get(line)):
        return said
    return (OWN_SENTENCES if own else SENTENCES).get((kind, line))


def _says_not_done(kind: str, outcome: str) -> bool:
    return kind in {"", _K.COMPLAINT} and outcome not in {"", Outcome.SOLVED}  # a line names no kind but another


@dataclass(frozen=True)
class Answering:
    """How an officer is asked for the answer, and what is told once it was given."""

    title: Promise
    hint: Promise
    files: Promise
    button: Promise
    what_follows: Promise
    done: Promise
    waiting: Promise
    silence: Promise
    """With %(day)s."""
    came_back: Promise


_REPORTING = Answering(
    title=_("Propose closing"),
    hint=_("What was done, when, and what to do if it happens again. Plain words."),
    files=_("Pictures after the work (if any)"),
    button=_("Propose closing"),
    what_follows=_(
        "It does not close yet. The complainant is asked to confirm or to object; without an answer in time it counts as done"
    ),
    done=_("The complainant is asked to confirm."),
    waiting=_("Reported as done. The complainant is asked to confirm"),
    silence=_("Without an answer by %(day)s it counts as done"),
    came_back=_("The complainant says that it is not done. The reason is in the timeline"),
)
_REPLYING = replace(
    _REPORTING,
    title=_("Answer the question"),
    hint=_("The answer itself, of which day it is, and where the whole can be read. Plain words."),
    files=_("Pictures or papers (if any)"),
    button=_("Send the answer"),
    what_follows=_(
        "It does not close yet. The complainant reads it and can say what is missing; without a word in time it is closed"
    ),
    done=_("The answer is with the complainant."),
    waiting=_("Answered. The complainant reads it"),
    silence=_("Without a word by %(day)s the case is closed"),
    came_back=_("The complainant says what is missing. It is in the timeline"),
)
ANSWERING: dict[str, Answering] = {
    _K.COMPLAINT: _REPORTING,
    _K.INFORMATION: _REPLYING,
    _K.SUGGESTION: replace(
        _REPLYING,
        title=_("Answer the suggestion"),
        hint=_("What becomes of it, by when, or why it is not taken up. Plain words."),
    ),
    _K.TIP_OFF: replace(
        _REPLYING,
        title=_("Tell what was found"),
        hint=_("What was checked and what became of it, without naming who told. Plain words."),
        came_back=_("The complainant knows more. It is in the timeline"),
    ),
    _K.PRAISE: replace(
        _REPLYING,
        title=_("Acknowledge the praise"),
        hint=_("To whom you passed it on, and what they say to it. Plain words."),
        button=_("Say thank you and close"),
        what_follows=_("With this the case is closed. Nobody has to confirm it, and nobody is late with praise"),
        done=_("The thanks are with the complainant, and the case is closed."),
    ),
}


@dataclass(frozen=True)
class Too:
    """How others say of a public case that it is theirs as well, and how they are counted."""

    question: Promise
    button: Promise
    people: Promise
    """With %(n)s."""


_TROUBLED = Too(
    question=_("Does it trouble you too?"),
    button=_("Me too"),
    people=ngettext_lazy("%(n)s more person", "%(n)s more people", "n"),
)
TOO: dict[str, Too] = {
    _K.COMPLAINT: _TROUBLED,
    _K.SUGGESTION: Too(
        question=_("Do you wish for it too?"),
        button=_("I agree"),
        people=ngettext_lazy("%(n)s more person agrees", "%(n)s more people agree", "n"),
    ),
    _K.INFORMATION: Too(
        question=_("Do you want to know it too?"),
        button=_("I want to know too"),
        people=ngettext_lazy("%(n)s more person wants to know", "%(n)s more people want to know", "n"),
    ),
    _K.PRAISE: Too(
        question=_("Do you say so too?"),
        button=_("I say so too"),
        people=ngettext_lazy("%(n)s more person says so", "%(n)s more people say so", "n"),
    ),
    _K.TIP_OFF: _TROUBLED,
}


def others_too(kind: str, n: int, *, with_me: bool = False) -> str:
    """How many others said so of a case of this kind, in words; with_me: the reader is one of these n."""
    if not with_me:
        return str(TOO[kind].people % {"n": n})
    others = n - 1
    if others < 1:
        return str(_("You"))
    return ngettext("You and %(n)s more person", "You and %(n)s more people", others) % {"n": others}
