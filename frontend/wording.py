"""How states, outcomes and visibility are told: an icon, a look and a word. The only place for them.

Thai wording: frontend/locale. The look is the CSS modifier of `.chip`; shape and word come before colour.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.kind_words import state_words


@dataclass(frozen=True)
class Wording:
    """One state in words for three readers: the complainant ("you"), everybody else, and the officers' desk."""

    icon: str
    look: str
    you: Promise
    public: Promise
    desk: Promise

    def to(self, reader: str) -> Promise:
        """reader: you, public or desk."""
        return {"you": self.you, "public": self.public, "desk": self.desk}[reader]


def _same(icon: str, look: str, everybody: Any, desk: Any = None) -> Wording:
    return Wording(icon, look, everybody, everybody, desk or everybody)


CASE: dict[str, Wording] = {
    "received": _same("inbox", "", _("Received")),
    "triage": _same("search", "triage", _("Finding the responsible agency"), _("To be triaged")),
    "routed": _same("send", "routed", _("Sent to the agency"), _("Waiting to be accepted")),
    "in_progress": _same("tool", "progress", _("The agency is working on it"), _("Being worked on")),
    "awaiting_complainant": Wording(
        "player-pause",
        "wait",
        _("Waiting for information from you"),
        _("Waiting for information from the complainant"),
        _("Waiting for the complainant"),
    ),
    "resolution_proposed": Wording(
        "circle-check",
        "proposed",
        _("Reported as done, waiting for you to confirm"),
        _("Reported as done, waiting for the complainant to confirm"),
        _("Waiting for the complainant to confirm"),
    ),
    "closed": _same("filled/circle-check", "closed", _("Closed")),
    "reopened": _same("rotate-clockwise", "reopened", _("Reopened"), _("Complainant objected")),
    "appealed": _same("scale", "appealed", _("Under review by the superior agency"), _("Under appeal")),
    "withdrawn": _same("arrow-back-up", "ended", _("Withdrawn by the complainant")),
    "rejected": _same("ban", "ended", _("Not accepted (see the reason)")),
    "joined": _same("link", "ended", _("Joined with the same matter")),
}


def case_words(state: str, kind: str, outcome: str = "") -> Wording:
    """The state of a case of this kind ("" for any): the same icon and look, and words of its kind where it has any.

    outcome: that the agency names for it, "" before there is one.
    """
    usual, said = CASE[state], state_words(kind, state, outcome)
    return Wording(usual.icon, usual.look, *said) if said else usual


ASSIGNMENT: dict[str, Wording] = {
    "proposed": _same("send", "routed", _("Waiting for the agency to accept it"), _("Proposed to the agency")),
    "accepted": _same("inbox", "", _("Accepted")),
    "working": _same("tool", "progress", _("Being worked on")),
    "waiting": _same("player-pause", "wait", _("Waiting")),
    "scheduled": _same("calendar-event", "routed", _("Work is scheduled")),
    "answered": _same("circle-check", "proposed", _("Answered, to be confirmed")),
    "approved": _same("filled/circle-check", "closed", _("Answered and confirmed")),
    "declined": _same("arrow-back-up", "ended", _("Declined, another agency proposed")),
    "transferred": _same("arrow-right", "ended", _("Handed on")),
    "external": _same("external-link", "", _("In the agency's own system")),
}

_PRAISE_ANSWERED = _same("heart", "closed", _("Answered"))


def part_words(state: str, kind: str) -> Wording:
    """The state of one agency's part of a case of this kind; nobody confirms what is said to praise."""
    return _PRAISE_ANSWERED if kind == "praise" and state == "approved" else ASSIGNMENT[state]


CONSULTATION: dict[str, Wording] = {
    "draft": _same("file-text", "", _("Being prepared")),
    "scheduled": _same("calendar-event", "routed", _("Announced, not open yet")),
    "open": _same("messages", "open", _("Open for opinions")),
    "closed": _same("clock", "ended", _("Closed, being summed up")),
    "reported": _same("file-text", "closed", _("Results published")),
    "responded": _same("circle-check", "closed", _("Results published, all answered")),
    "withdrawn": _same("arrow-back-up", "ended", _("Withdrawn (see the reason)")),
}

PETITION: dict[str, Wording] = {
    "draft": _same("file-text", "", _("Being written")),
    "checked": _same("eye", "routed", _("Being checked")),
    "refused": _same("ban", "ended", _("Not published")),
    "open": _same("users", "open", _("Open for signatures")),
    "reached": _same("clock", "open", _("Has to be answered")),
    "answered": _same("circle-check", "closed", _("Answered")),
    "joined": _same("users", "ended", _("Joined into another")),
    "closed": _same("clock", "ended", _("Closed, not enough signatures")),
}

OUTCOME: dict[str, Wording] = {
    "solved": _same("check", "closed", _("Solved")),
    "explained": _same("info-circle", "", _("Explained, nothing to repair")),
    "refused": _same("ban", "ended", _("The request cannot be met")),
    "nothing_found": _same("search-off", "", _("Checked, no problem found")),
    "noted": _same("note", "", _("Noted")),
}

KIND: dict[str, Wording] = {
    "complaint": _same("message", "", _("Complaint or problem")),
    "suggestion": _same("bulb", "", _("Suggestion")),
    "information_request": _same("message-question", "", _("Information request")),
    "praise": _same("heart", "", _("Praise")),
    "tip_off": _same("shield-lock", "", _("Tip-off")),
}

SEEN_BY: dict[str, Wording] = {
    "public": _same("world", "", _("Everybody sees this")),
    "complainant": Wording(
        "user",
        "",
        _("Only you and the agencies see this"),
        _("The complainant and the agencies see this"),
        _("The complainant and the agencies see this"),
    ),
    "agency": _same("building", "", _("The agencies of this case see this")),
    "internal": _same("lock", "", _("Only our own agency sees this")),
}

PIN: dict[str, tuple[str, str]] = {
    # Kind of a timeline row: its icon and the look of its pin. Anything else is a plain dot.
    "filed": ("inbox", "ok"),
    "triage": ("search", "wait"),
    "routed": ("send", "ok"),
    "declined": ("arrow-back-up", ""),
    "transferred": ("send", "ok"),
    "help_asked": ("users", "ok"),
    "help_refused": ("arrow-back-up", ""),
    "accepted": ("tool", "ok"),
    "asked": ("player-pause", "wait"),
    "answered": ("message", "ok"),
    "question_lapsed": ("clock", ""),
    "replied": ("message", "ok"),
    "part_done": ("check", "ok"),
    "resolution_proposed": ("circle-check", "ok"),
    "confirmed": ("circle-check", "ok"),
    "closed_by_silence": ("circle-check", ""),
    "disputed": ("rotate-clockwise", "wait"),
    "appealed": ("scale", "wait"),
    "appeal_taken_back": ("arrow-back-up", ""),
    "appeal_upheld": ("scale", "ok"),
    "appeal_granted": ("rotate-clockwise", "wait"),
    "audit_reopened": ("rotate-clockwise", "wait"),
    "referred": ("mail", ""),
    "referral_dropped": ("arrow-back-up", ""),
    "referral_sent": ("send", "ok"),
    "referral_received": ("inbox", "ok"),
    "referral_reminded": ("bell", "wait"),
    "referral_answered": ("message", "ok"),
    "referral_ended": ("rotate-clockwise", "wait"),
    "withdrawn": ("arrow-back-up", ""),
    "rejected": ("ban", ""),
    "topic_corrected": ("edit", ""),
    "released": ("world", "ok"),
    "taken_back": ("eye-off", ""),
    "added": ("plus", "ok"),
    "correction_asked": ("edit", "wait"),
    "corrected": ("edit", "ok"),
    "correction_refused": ("edit", ""),
    "correction_dropped": ("arrow-back-up", ""),
    "extended": ("calendar-event", "wait"),
    "converted": ("edit", ""),
    "closed_to_public": ("eye-off", ""),
    "file_removed": ("trash", ""),
    "co_signing_opened": ("users", "ok"),
    "co_signing_stopped": ("unlink", ""),
    "speaker_sought": ("users", "wait"),
    "speaker_stays": ("users", "ok"),
    "speaker_changed": ("users", "ok"),
    "speaker_left": ("users", "wait"),
    "acknowledged": ("heart", "ok"),
    "delivered": ("circle-check", ""),
    "language_corrected": ("language", ""),
    "translation_asked": ("language", "wait"),
    "translated": ("language", "ok"),
    "joined": ("link", "ok"),
    "split": ("unlink", ""),
    "split_off": ("unlink", "ok"),
    "took_back": ("link", ""),
    "put_back": ("link", "ok"),
    "took_in": ("link", "ok"),
    "separated": ("unlink", "wait"),
    "let_go": ("unlink", ""),
    "handed_over": ("users", ""),
    "internal_note": ("note", ""),
    "approval_asked": ("eye", "wait"),
    "answer_approved": ("check", ""),
    "answer_sent_back": ("arrow-back-up", "wait"),
    "answer_taken_back": ("arrow-back-up", ""),
    "escalated": ("bell", "wait"),
    "delay": ("clock", "wait"),
}
PIN_OF_ANYTHING_ELSE = ("note", "")

VISIBILITY_ICON = {"public": "world", "agency": "building", "confidential": "lock", "anonymous": "eye-off"}
