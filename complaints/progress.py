"""What a citizen's page says of a case: its way in five steps, who sees it, and one's own acts in one's own words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.kind_words import names_of_way, sentence_words
from complaints.lines import Line
from complaints.models import Case, CaseEvent
from complaints.telling import OF_REJECTION
from complaints.workflow import IN_CONFIDENCE, OPENNESS, CaseState, Visibility
from directory.models import Agency


@dataclass(frozen=True)
class Step:
    name: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True)
class Sees:
    """One sentence of who does, or does not, see what."""

    does: bool
    words: str | Promise


def _told(sees: list[Promise], does_not: list[Promise]) -> tuple[Sees, ...]:
    return (*(Sees(True, words) for words in sees), *(Sees(False, words) for words in does_not))


VISIBILITY_TOLD: dict[Visibility, tuple[Sees, ...]] = {
    Visibility.PUBLIC: _told(
        [
            gettext_lazy("Everybody sees the matter, the place and the progress"),
            gettext_lazy("The agency that receives it sees your name and number"),
        ],
        [gettext_lazy("Whom you complain about does not see who filed")],
    ),
    Visibility.AGENCY: _told(
        [gettext_lazy("Officers of the agency that receives it see everything")],
        [
            gettext_lazy(
                "Others do not see your words, the place or who you are. With the case number they see its topic, its agency and why it, the dates and the progress"
            )
        ],
    ),
    Visibility.CONFIDENTIAL: _told(
        [gettext_lazy("Only the officers named for it, and each look must give a reason")],
        [
            gettext_lazy("Colleagues in the same agency do not see it"),
            gettext_lazy("With the case number alone nobody finds it"),
        ],
    ),
    Visibility.ANONYMOUS: _told(
        [gettext_lazy("The agency sees only the matter and the place")],
        [
            gettext_lazy("We keep no name, number or trace of your device"),
            gettext_lazy("If the receipt code is lost, it cannot be recovered"),
        ],
    ),
}
"""Said before the choice and again before sending; what complaints.access does must stay what is said here."""


@dataclass(frozen=True)
class VisibilityChoice:
    """A way to be seen, with who then sees what: told before the choice, not behind a link."""

    value: str
    label: str | Promise
    checked: bool
    seen: tuple[Sees, ...]
    is_in_confidence: bool


def visibility_choices(chosen: str, floor: Visibility = Visibility.PUBLIC) -> list[VisibilityChoice]:
    """What a form offers; nothing that is more open than the floor."""
    return [
        VisibilityChoice(
            each.value, each.label, each == chosen, seen=VISIBILITY_TOLD[each], is_in_confidence=each in IN_CONFIDENCE
        )
        for each in Visibility
        if OPENNESS[each] >= OPENNESS[floor] or each == Visibility.ANONYMOUS
    ]


OWN_WORDS: dict[str, Promise] = {
    CaseEvent.Kind.ANSWERED: gettext_lazy("You answered. The agency's clock runs again"),
    CaseEvent.Kind.CONFIRMED: gettext_lazy("You confirmed that it is done. The case is closed"),
    CaseEvent.Kind.DISPUTED: gettext_lazy("You said that it is not done. The case is open again"),
    CaseEvent.Kind.WITHDRAWN: gettext_lazy("You withdrew the case"),
    CaseEvent.Kind.ADDED: gettext_lazy("You added something"),
    CaseEvent.Kind.CORRECTION_ASKED: gettext_lazy("You told the agency that the place or the topic is another one"),
    CaseEvent.Kind.CORRECTION_DROPPED: gettext_lazy("You took the correction back"),
    CaseEvent.Kind.CO_SIGNING_OPENED: gettext_lazy("You invited others to co-sign"),
    CaseEvent.Kind.CO_SIGNING_STOPPED: gettext_lazy("You closed the co-signing"),
    CaseEvent.Kind.APPEALED: gettext_lazy("You appeal against the answer, and %(agency)s decides"),
    CaseEvent.Kind.APPEAL_TAKEN_BACK: gettext_lazy("You took the appeal back"),
    CaseEvent.Kind.REPLIED: gettext_lazy("%(agency)s wrote to you"),
}
"""One's own acts, and what one was written, on one's own page and in one's own mail."""
_APPEALED_REJECTION = gettext_lazy("You appeal against the case not being accepted, and %(agency)s decides")


_WENT_ALONG = gettext_lazy("Your name and contact went along, for the reason below")
_STAYED_HERE = gettext_lazy("Your name and contact did not go along")


def in_own_words(line: Line) -> Line:
    """The line as the complainant reads it on their own page."""
    if line.kind == CaseEvent.Kind.REFERRAL_SENT:
        went = _WENT_ALONG if line.facts.get("identity", "none") != "none" else _STAYED_HERE
        return replace(line, sentence=f"{line.sentence}. {went}")
    words = own_sentence(line.kind, line.agency, line.facts)
    return replace(line, sentence=words) if words else line


def own_sentence(kind: str, agency: Agency | None, facts: dict[str, object]) -> str:
    """What a line says to the one whose act it tells of, or whom it was written to; "" where it says the same to all.

    facts: as complaints.telling.sentence takes them.
    """
    words = sentence_words(str(facts.get("kind", "")), kind, str(facts.get("outcome", "")), own=True) or OWN_WORDS.get(
        kind
    )
    if kind == CaseEvent.Kind.APPEALED and facts.get("of") == OF_REJECTION:
        words = _APPEALED_REJECTION
    name = agency.name_in_sentence if agency else _("the agency")
    return capfirst(str(words) % {"agency": name}) if words else ""


_PLACE = {
    CaseState.RECEIVED: 0,
    CaseState.TRIAGE: 0,
    CaseState.ROUTED: 1,
    CaseState.IN_PROGRESS: 2,
    CaseState.AWAITING_COMPLAINANT: 2,
    CaseState.APPEALED: 2,
    CaseState.RESOLUTION_PROPOSED: 3,
    CaseState.CLOSED: 4,
}


def steps_of(case: Case, *, is_mine: bool) -> tuple[Step, ...]:
    """The steps of its kind, from received to closed; empty for a case that ended another way."""
    place = _PLACE.get(CaseState(case.state))
    if place is None:
        return ()
    names = [str(name) for name in names_of_way(case.kind, is_mine=is_mine)]
    ended = case.state == CaseState.CLOSED
    place = place if ended else min(place, len(names) - 2)  # of praise everything is one step between sent and arrived
    return tuple(
        Step(name, is_done=number < place or ended, is_now=number == place and not ended)
        for number, name in enumerate(names)
    )
