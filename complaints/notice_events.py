"""Which notices can be worded otherwise, and what of the case can stand in each: a closed list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.endings import ENDED
from complaints.models import CaseEvent
from directory.languages import CODES, STAFF_CODES
from notifications.models import Channel

Kind = CaseEvent.Kind
BEGINNING, CLOSELY = "beginning", "in_confidence"
FOLLOWED_ENDED, FOLLOWED_NEW, SIGNERS_ASKED = "followed_ended", "followed_new", "signers_asked"
HANDED, NAMED, RAISED, TO_APPROVE, SENT_BACK = (
    "office_handed",
    "office_named",
    "office_raised",
    "office_to_approve",
    "office_sent_back",
)
CHANNELS = (Channel.EMAIL.value, Channel.SMS.value)
_MAIL = (Channel.EMAIL.value,)
MEANINGS: dict[str, Promise] = {
    "news": _("what happened, in the platform's own sentence"),
    "reference": _("the case number"),
    "link": _("the address of the case's page; in an SMS that of the answer or the questions, where there is one"),
    "agency": _("the name of the agency"),
    "due": _("the day by which the agency answers, or the person"),
    "next": _("what the person can do now, with the link for it"),
    "house": _("the name of this installation"),
}
"""Every placeholder there is, and what stands there."""
ALWAYS = ("news", "reference", "link", "house")
NEVER_DROPPED = ("reference", "link")


@dataclass(frozen=True)
class NoticeEvent:
    """A notice of one kind. What it may hold in a channel is at most what the program's own text of it tells."""

    code: str
    label: Promise | str
    names_agency: bool = False
    has_due: bool = False
    has_next: bool = False
    for_agencies: bool = True
    """Whether an agency may word it for its own cases."""
    is_of_complainants: bool = True
    channels: tuple[str, ...] = CHANNELS
    languages: tuple[str, ...] = tuple(CODES)

    def placeholders(self, channel: str) -> tuple[str, ...]:
        more = ["agency"] * self.names_agency + ["due"] * self.has_due
        return (*ALWAYS, *more, *(["next"] if self.has_next and channel == Channel.EMAIL else []))

    def needed(self, channel: str) -> tuple[str, ...]:
        """What has to stand in the body."""
        kept = NEVER_DROPPED if self.is_of_complainants else ("link",)
        return (*kept, *(["next"] if self.has_next and channel == Channel.EMAIL else []))


OF_OFFICES: dict[str, Promise] = {
    HANDED: _("To an officer: a colleague hands a case over"),
    NAMED: _("To an officer: a colleague names them in a note"),
    RAISED: _("To who leads: a late case comes up to them"),
    TO_APPROVE: _("To who approves: an answer waits"),
    SENT_BACK: _("To an officer: their answer was sent back"),
}
"""Mails to people of an office."""
_BY_THE_DESK = frozenset({Kind.FILED, Kind.REJECTED})
"""No agency has the case then."""
_NAMES_AN_AGENCY = (
    Kind.ROUTED,
    Kind.TRANSFERRED,
    Kind.ACCEPTED,
    Kind.ASKED,
    Kind.EXTENDED,
    Kind.DELAY,
    Kind.REPLIED,
    Kind.PART_DONE,
    Kind.RESOLUTION_PROPOSED,
    Kind.ACKNOWLEDGED,
    Kind.DELIVERED,
    Kind.CORRECTION_REFUSED,
    Kind.APPEALED,
    Kind.APPEAL_UPHELD,
    Kind.APPEAL_GRANTED,
    Kind.REFERRAL_SENT,
    Kind.REFERRAL_ANSWERED,
    Kind.REFERRAL_ENDED,
)
_NAMES_NONE = (
    Kind.FILED,
    Kind.REJECTED,
    Kind.QUESTION_LAPSED,
    Kind.CORRECTED,
    Kind.CONFIRMED,
    Kind.CLOSED_BY_SILENCE,
    Kind.DISPUTED,
    Kind.WITHDRAWN,
    Kind.APPEAL_TAKEN_BACK,
    Kind.AUDIT_REOPENED,
    Kind.RELEASED,
    Kind.TAKEN_BACK,
    Kind.JOINED,
    Kind.SEPARATED,
    Kind.SPLIT,
    Kind.TOOK_BACK,
    Kind.CONVERTED,
    Kind.FILE_REMOVED,
)
HAS_DUE = frozenset({Kind.ACCEPTED, Kind.EXTENDED, Kind.RESOLUTION_PROPOSED})
_HAS_NEXT = frozenset({Kind.ASKED, Kind.EXTENDED, Kind.RESOLUTION_PROPOSED, *ENDED})

EVENTS: dict[str, NoticeEvent] = {
    event.code: event
    for event in (
        NoticeEvent(BEGINNING, _("News begins to come to this address"), for_agencies=False),
        *(
            NoticeEvent(
                kind.value,
                kind.label,
                names_agency=kind in _NAMES_AN_AGENCY,
                has_due=kind in HAS_DUE,
                has_next=kind in _HAS_NEXT,
                for_agencies=kind not in _BY_THE_DESK,
            )
            for kind in (*_NAMES_AN_AGENCY, *_NAMES_NONE)
        ),
        NoticeEvent(FOLLOWED_ENDED, _("To who follows or signed: the case has ended"), is_of_complainants=False),
        NoticeEvent(
            FOLLOWED_NEW,
            _("To who follows a topic or an area: a case is new in public"),
            is_of_complainants=False,
            channels=_MAIL,
        ),
        NoticeEvent(SIGNERS_ASKED, _("To who signed: who speaks for them changes"), is_of_complainants=False),
        *(
            NoticeEvent(code, label, is_of_complainants=False, channels=_MAIL, languages=STAFF_CODES)
            for code, label in OF_OFFICES.items()
        ),
        # Whatever happened: no text may tell it apart, nor whose agency it is.
        NoticeEvent(CLOSELY, _("Any news of a case told in confidence"), has_next=True, for_agencies=False),
    )
}
OF_AGENCIES = {code: event for code, event in EVENTS.items() if event.for_agencies}
