"""What the timeline says, in one sentence a line: the same words on pages, in mails and in the API."""

from __future__ import annotations

from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from complaints import kind_words
from complaints.kinds import outcome_words
from complaints.models import CaseEvent, Complaint
from complaints.office_letters import escalated_sentence
from complaints.text_languages import TextLanguage
from complaints.workflow import CaseKind, ExtensionReason
from directory.models import Agency, User
from directory.models.names import in_a_sentence, in_current_language
from directory.thai_dates import write_day

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen

_SENTENCES = {
    Kind.FILED: gettext_noop("We have received the case"),
    Kind.TRIAGE: gettext_noop("Our officers are finding the responsible agency"),
    Kind.ROUTED: gettext_noop("Sent to %(agency)s"),
    Kind.DECLINED: gettext_noop("%(agency)s says that it is another agency's duty. Our officers are choosing again"),
    Kind.TRANSFERRED: gettext_noop("%(agency)s passed the case on to %(to)s"),
    Kind.HELP_ASKED: gettext_noop("%(agency)s was asked to help"),
    Kind.HELP_REFUSED: gettext_noop("%(agency)s cannot help with this"),
    Kind.ACCEPTED: gettext_noop("%(agency)s has accepted the case and is working on it"),
    Kind.ASKED: gettext_noop("%(agency)s asks for more information. Its clock stands still until there is an answer"),
    Kind.ANSWERED: gettext_noop("The person who filed has answered"),
    Kind.QUESTION_LAPSED: gettext_noop("No answer came in time. The agency goes on with what it knows"),
    Kind.REPLIED: gettext_noop("%(agency)s wrote to the person who filed"),
    Kind.PART_DONE: gettext_noop("%(agency)s has finished its part"),
    Kind.RESOLUTION_PROPOSED: gettext_noop("%(agency)s reports that it is done: %(outcome)s"),
    Kind.CONFIRMED: gettext_noop("The person who filed confirmed that it is done. The case is closed"),
    Kind.CLOSED_BY_SILENCE: gettext_noop("Nobody objected in time. The case is closed"),
    Kind.DISPUTED: gettext_noop("The person who filed says that it is not done. The case is open again"),
    Kind.WITHDRAWN: gettext_noop("The person who filed has withdrawn the case"),
    Kind.REJECTED: gettext_noop("The case was not accepted. See the reason"),
    Kind.TOPIC_CORRECTED: gettext_noop("The topic was corrected"),
    Kind.RELEASED: gettext_noop("An officer has read the text, and everybody can read it now"),
    Kind.TAKEN_BACK: gettext_noop("The text is no longer shown to everybody"),
    Kind.ADDED: gettext_noop("The person who filed added something"),
    Kind.CORRECTION_ASKED: gettext_noop("The person who filed says that the place or the topic is another one"),
    Kind.CORRECTED: gettext_noop("The place or the topic was corrected"),
    Kind.CORRECTION_REFUSED: gettext_noop("%(agency)s leaves place and topic as they are. See the reason"),
    Kind.CORRECTION_DROPPED: gettext_noop("The person who filed took the correction back"),
    Kind.EXTENDED: gettext_noop("%(agency)s needs more time%(reason)s"),
    Kind.CO_SIGNING_OPENED: gettext_noop("The person who filed invites others to co-sign"),
    Kind.CO_SIGNING_STOPPED: gettext_noop("The person who filed closed the co-signing"),
    Kind.SPEAKER_SOUGHT: gettext_noop("Somebody who signed is asked to speak for all from now on"),
    Kind.SPEAKER_STAYS: gettext_noop("The person who filed goes on speaking for all"),
    Kind.SPEAKER_CHANGED: gettext_noop("Somebody who signed speaks for all from now on"),
    Kind.SPEAKER_LEFT: gettext_noop("The person who filed has left. Somebody who signed is asked to speak for all"),
    Kind.ACKNOWLEDGED: gettext_noop("%(agency)s thanks for the praise: %(outcome)s. The case is closed"),
    Kind.DELIVERED: gettext_noop("The praise has reached %(agency)s. The case is closed, and nothing is left to do"),
    Kind.CLOSED_TO_PUBLIC: gettext_noop("The person who filed no longer wants everybody to read it"),
    Kind.FILE_REMOVED: gettext_noop("A file was removed for good: it was not needed, and should not be kept"),
    Kind.LANGUAGE_CORRECTED: gettext_noop("The language of the text was corrected from “%(before)s” to “%(after)s”"),
    Kind.TRANSLATION_ASKED: gettext_noop("A machine translation into %(after)s was asked for"),
    Kind.TRANSLATED: gettext_noop("A text was translated from %(before)s into %(after)s"),
    Kind.JOINED: gettext_noop("Somebody told of the same matter. Both go on as one, and this number stays good"),
    Kind.TOOK_IN: gettext_noop("Case %(case)s tells of the same and goes on here"),
    Kind.SEPARATED: gettext_noop("The case goes on by itself again"),
    Kind.LET_GO: gettext_noop("Case %(case)s goes on by itself again"),
    Kind.SPLIT: gettext_noop("The case told of several matters. What is another matter goes on as a case of its own"),
    Kind.SPLIT_OFF: gettext_noop("This matter was a part of another case, and goes on as a case of its own"),
    Kind.TOOK_BACK: gettext_noop("What went on as a case of its own is part of this case again"),
    Kind.PUT_BACK: gettext_noop("This matter goes on in the case it came from"),
    Kind.HANDED_OVER: gettext_noop("Handed to %(to)s"),
    Kind.INTERNAL_NOTE: gettext_noop("%(agency)s wrote a note"),
    Kind.DELAY: gettext_noop("%(agency)s is late: %(why)s"),
    Kind.APPEALED: gettext_noop("The person who filed appeals against the answer, and %(agency)s decides"),
    Kind.APPEAL_TAKEN_BACK: gettext_noop("The person who filed took the appeal back"),
    Kind.APPEAL_UPHELD: gettext_noop(
        "%(agency)s decided on the appeal: the answer stands. The case is closed for good"
    ),
    Kind.APPEAL_GRANTED: gettext_noop("%(agency)s decided on the appeal: the agency has to work on it again"),
    Kind.AUDIT_REOPENED: gettext_noop("An independent auditor found that it is not done. The case is open again"),
    Kind.REFERRED: gettext_noop("%(agency)s wrote a letter to %(to)s"),
    Kind.REFERRAL_DROPPED: gettext_noop("%(agency)s took the letter to %(to)s back before it was sent"),
    Kind.REFERRAL_SENT: gettext_noop(
        "%(agency)s sent the case to %(to)s by letter, number %(number)s. An answer is expected by %(answer_by)s"
    ),
    Kind.REFERRAL_RECEIVED: gettext_noop("The letter has reached %(to)s"),
    Kind.REFERRAL_REMINDED: gettext_noop(
        "No answer came from %(to)s. It is reminded, and should answer by %(answer_by)s"
    ),
    Kind.REFERRAL_ANSWERED: gettext_noop("An answer came from %(to)s. %(agency)s looks at it and goes on"),
    Kind.REFERRAL_ENDED: gettext_noop("%(agency)s goes on without an answer from %(to)s"),
    Kind.APPROVAL_ASKED: gettext_noop("An answer waits for a colleague to approve it"),
    Kind.ANSWER_APPROVED: gettext_noop("The answer was approved, and goes out"),
    Kind.ANSWER_SENT_BACK: gettext_noop("The answer was sent back to its writer. See the reason"),
    Kind.ANSWER_TAKEN_BACK: gettext_noop("The answer was taken back before it was approved"),
    Kind.CONVERTED: gettext_noop("The kind of the case was changed from “%(before)s” to “%(after)s”"),
}

OF_REJECTION = "rejection"
"""Fact `of` of a line about an appeal: it is about the triage desk not accepting the case."""
_ABOUT_REJECTION = {
    Kind.APPEALED: gettext_noop(
        "The person who filed appeals against the case not being accepted, and %(agency)s decides"
    ),
    Kind.APPEAL_UPHELD: gettext_noop("%(agency)s decided on the appeal: the case is not accepted, and that is final"),
    Kind.APPEAL_GRANTED: gettext_noop(
        "%(agency)s decided on the appeal: the case is accepted after all, and its agency is being found"
    ),
}

_WAYS_OF_HELP = {
    Complaint.Channel.PHONE: gettext_noop("told by telephone"),
    Complaint.Channel.COUNTER: gettext_noop("told at a counter"),
    Complaint.Channel.CENTRE: gettext_noop("told at a community digital centre"),
    Complaint.Channel.VOLUNTEER: gettext_noop("told to a volunteer"),
    Complaint.Channel.LETTER: gettext_noop("written in a letter"),
}
_OF_LANGUAGES = frozenset({Kind.LANGUAGE_CORRECTED, Kind.TRANSLATION_ASKED, Kind.TRANSLATED})
TO_JOINED = "to_joined"
"""A fact of a line: it and its words are also for who filed a case that was joined into this one (complaints.together)."""
FROM_COMPLAINANT = frozenset(
    {
        Kind.ANSWERED,
        Kind.CONFIRMED,
        Kind.DISPUTED,
        Kind.WITHDRAWN,
        Kind.FILED,
        Kind.ADDED,
        Kind.CORRECTION_ASKED,
        Kind.CORRECTION_DROPPED,
        Kind.CO_SIGNING_OPENED,
        Kind.CO_SIGNING_STOPPED,
        Kind.CLOSED_TO_PUBLIC,
        Kind.APPEALED,
        Kind.APPEAL_TAKEN_BACK,
    }
)

BY_COMPLAINANT = FROM_COMPLAINANT - {Kind.FILED}
"""Theirs also where the line names an agency, as the one that decides an appeal. One that files may have a helper."""

BY_AGENCIES = frozenset(
    {
        Kind.DECLINED,
        Kind.TRANSFERRED,
        Kind.HELP_REFUSED,
        Kind.ACCEPTED,
        Kind.ASKED,
        Kind.REPLIED,
        Kind.PART_DONE,
        Kind.RESOLUTION_PROPOSED,
        Kind.CORRECTION_REFUSED,
        Kind.EXTENDED,
        Kind.ACKNOWLEDGED,
        Kind.DELAY,
        Kind.APPEAL_UPHELD,
        Kind.APPEAL_GRANTED,
        Kind.REFERRED,
        Kind.REFERRAL_DROPPED,
        Kind.REFERRAL_SENT,
        Kind.REFERRAL_RECEIVED,
        Kind.REFERRAL_REMINDED,
        Kind.REFERRAL_ANSWERED,
        Kind.REFERRAL_ENDED,
    }
)
"""The agency of the line is the one that did it, not the one it was sent to."""
_BY_SIGNERS = frozenset({Kind.SPEAKER_SOUGHT, Kind.SPEAKER_STAYS, Kind.SPEAKER_CHANGED, Kind.SPEAKER_LEFT})
BY_OFFICERS = frozenset(
    {
        Kind.REJECTED,
        Kind.RELEASED,
        Kind.TAKEN_BACK,
        Kind.CONVERTED,
        Kind.FILE_REMOVED,
        Kind.LANGUAGE_CORRECTED,
        Kind.TRANSLATION_ASKED,
        Kind.TRANSLATED,
        Kind.JOINED,
        Kind.TOOK_IN,
        Kind.SPLIT,
        Kind.SPLIT_OFF,
        Kind.TOOK_BACK,
        Kind.PUT_BACK,
    }
)
"""Acts of officers only, also where the line names no agency, as at the triage desk."""


def is_by_office(kind: str, agency_id: object) -> bool:
    """Whether an agency did it, or the triage desk, whose lines name none. agency_id: of the line, or its agency."""
    return (agency_id is not None and kind not in BY_COMPLAINANT) or kind in BY_OFFICERS


def officer_behind(event: CaseEvent) -> User | None:
    """Who of the office did it; None for what people who filed or signed did, and the house by itself.

    Nor the auditor, whom the audited agency shall not know, though the line names that agency.
    """
    is_named = is_by_office(event.kind, event.agency_id) and event.kind != Kind.AUDIT_REOPENED
    return event.by if is_named else None


def is_by_a_person(event: CaseEvent) -> bool:
    """Whether somebody did it, known or not; False for what the house does by itself, such as a finished translation."""
    return event.by_id is not None or event.kind in FROM_COMPLAINANT or event.kind in _BY_SIGNERS


def sentence(kind: str, agency: Agency | None, facts: dict[str, object] | None = None) -> str:
    """The sentence of a timeline line in the current language."""
    name = agency.name_in_sentence if agency else _("the agency")
    told = facts or {}
    why = told.get("reason")
    words = {
        "agency": name,
        "outcome": outcome_words(str(told.get("outcome", "")), str(told.get("kind", ""))),
        "reason": f": {ExtensionReason(str(why)).label}" if why in ExtensionReason.values else "",
        "case": str(told.get("case", "")),
        "to": _to_whom(told),
        "number": str(told.get("number", "")),
        "answer_by": write_day(date.fromisoformat(str(told["answer_by"]))) if "answer_by" in told else "",
        "why": in_current_language(str(told.get("th", "")), str(told.get("en", ""))),
    }
    if kind == Kind.CONVERTED:
        words |= {"before": _kind_words(told["from"]), "after": _kind_words(told["to"])}
    elif kind in _OF_LANGUAGES:
        words |= {"before": _language_words(told["from"]), "after": _language_words(told["to"])}
    if kind == Kind.FILED and told.get("helped"):
        return _filed_by_a_helper(name if agency else "", str(told["helped"]))
    if kind == Kind.CORRECTED and told.get("pin_removed"):
        return str(_("The place was corrected. The pin of before is gone, for it may not lie there"))
    if kind == Kind.ESCALATED:
        return escalated_sentence(told)
    if kind == Kind.ASKED and told.get("clock") == "runs_on":
        return capfirst(_("%(agency)s asks for more information. Its date stays as it is") % words)
    if kind == Kind.TRANSFERRED and told.get("closed"):
        return capfirst(_("%(agency)s has been closed. Our officers are finding the agency that goes on") % words)
    if kind == Kind.HANDED_OVER and not told.get("to"):
        return _("Nobody has it: everybody at the agency may take it")
    if kind == Kind.ADDED and words["case"]:
        return str(_("Who filed %(case)s added something. It stands with those who told of the same") % words)
    if told.get("of") == OF_REJECTION and kind in _ABOUT_REJECTION:
        return capfirst(_(_ABOUT_REJECTION[Kind(kind)]) % words)
    of_its_kind = kind_words.sentence_words(str(told.get("kind", "")), kind, str(told.get("outcome", "")))
    return capfirst((str(of_its_kind) if of_its_kind else _(_SENTENCES[Kind(kind)])) % words)


def _filed_by_a_helper(agency: str, channel: str) -> str:
    """Through which channel and by whose helper; who that was is told to no one outside the office."""
    way = {"way": _(_WAYS_OF_HELP[Complaint.Channel(channel)]), "agency": agency}
    if agency:
        return _("A helper of %(agency)s filed it on behalf of the person (%(way)s)") % way
    return _("A helper filed it on behalf of the person (%(way)s)") % way


def _kind_words(kind: object) -> str:
    return str(CaseKind(str(kind)).label)


def _language_words(code: object) -> str:
    return str(TextLanguage(str(code)).label) if code else _("unknown")


def _to_whom(told: dict[str, object]) -> str:
    """A person by name, an agency by its name in the reader's language."""
    if "to_th" in told:
        return in_a_sentence(in_current_language(str(told["to_th"]), str(told["to_en"])))
    return str(told.get("to", ""))


def sentence_in(language: str, kind: str, agency: Agency | None, facts: dict[str, object] | None = None) -> str:
    with override(language):
        return sentence(kind, agency, facts)
