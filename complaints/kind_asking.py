"""How the answer to a case is asked about, and how an officer is asked for one, by the kind of case.

Where a table says nothing for a kind, the words of a complaint hold, as in complaints.kind_words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.kind_words import says_not_done
from complaints.workflow import CaseKind

_K = CaseKind


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
    return _NOT_DONE if says_not_done(kind, outcome) else ASKING[kind]


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
