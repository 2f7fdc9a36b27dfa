"""What is said of a case because of its kind: its states, its way and its timeline (of its answer: complaints.kind_asking).

A question is answered, a suggestion weighed, a tip-off checked; only a complaint is "done". Praise is acknowledged and
with that it is over. Where a table says nothing for a kind, the words of a complaint hold (complaints.telling, frontend.wording).
Outcomes, clocks and texts to begin with are not here: they are rows that staff change (complaints.kinds).
"""

from __future__ import annotations

from dataclasses import dataclass

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
    if state == _S.RESOLUTION_PROPOSED and says_not_done(kind, outcome):
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
    if says_not_done(kind, outcome) and (said := (_OWN_NOT_DONE_SENTENCES if own else _NOT_DONE_SENTENCES).get(line)):
        return said
    return (OWN_SENTENCES if own else SENTENCES).get((kind, line))


def says_not_done(kind: str, outcome: str) -> bool:
    """Whether the answer to a complaint, kind "" or its own, tells that nothing was put right."""
    return kind in {"", _K.COMPLAINT} and outcome not in {"", Outcome.SOLVED}  # a line names no kind but another


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
