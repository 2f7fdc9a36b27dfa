"""Telling complainants that their case moved. A notice is a row of the outbox, written with the act itself (R6).

It goes by the channel the complainant chose, and only to an address that is known to be theirs. A mail says that something happened and where to look, never what was written: mail is read over shoulders. A question of
an agency comes with a link that opens that question alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.answer_links import answer_link
from complaints.case_reading import complainants_of
from complaints.endings import ENDED
from complaints.models import Assignment, Case, CaseEvent, Complainant, Complaint
from complaints.notice_events import BEGINNING, CLOSELY, OF_AGENCIES
from complaints.notice_words import Told, what_now, write
from complaints.notices_to_others import worded_by
from complaints.progress import own_sentence
from complaints.survey_links import survey_link
from complaints.telling import TO_JOINED, sentence
from complaints.workflow import Visibility
from directory.installation import site_url
from directory.models import Agency
from directory.thai_dates import show_date
from notifications.models import Channel
from notifications.outbox import enqueue
from notifications.own_words import own_words

TOLD_TO_JOINED = frozenset(
    {
        CaseEvent.Kind.ROUTED,
        CaseEvent.Kind.TRANSFERRED,
        CaseEvent.Kind.ACCEPTED,
        CaseEvent.Kind.EXTENDED,
        CaseEvent.Kind.PART_DONE,
        CaseEvent.Kind.RESOLUTION_PROPOSED,
        CaseEvent.Kind.CONFIRMED,
        CaseEvent.Kind.CLOSED_BY_SILENCE,
        CaseEvent.Kind.DISPUTED,
        CaseEvent.Kind.APPEALED,
        CaseEvent.Kind.APPEAL_TAKEN_BACK,
        CaseEvent.Kind.APPEAL_UPHELD,
        CaseEvent.Kind.APPEAL_GRANTED,
        CaseEvent.Kind.AUDIT_REOPENED,
        CaseEvent.Kind.REFERRAL_SENT,
        CaseEvent.Kind.REFERRAL_ANSWERED,
        CaseEvent.Kind.REFERRAL_ENDED,
    }
)
"""What is also news for who filed a case that was joined into this one; the rest is between this complainant and the agency."""


def words_for_joined(case: Case, part: Assignment | None = None) -> dict[str, str]:
    """The fact of a line that is for them too with its words, personal data hidden; empty while nobody has joined.

    part: whose words they are. Those of the agency that decides an appeal are for who appealed alone.
    """
    is_review = part is not None and part.part == Assignment.Part.REVIEW
    return {TO_JOINED: "yes"} if case.joined_people and not is_review else {}


def notify_complainants(
    case: Case,
    kind: CaseEvent.Kind,
    *,
    agency: Agency | None = None,
    people: Iterable[Complainant] | None = None,
    facts: dict[str, str] | None = None,
    due: datetime | None = None,
) -> None:
    """Queue a message to every complainant of the case whose address is confirmed. Call it after `record`, in its
    transaction.

    people: those complainants with their complaints, where the caller has them at hand.
    facts: what the sentence of the line says besides the outcome. due: the day that it sets, for texts that name it.
    """
    whose = worded_by(case, agency)
    own = complainants_of(case) if people is None else list(people)
    speaker = max((person.complaint_id for person in own), default=None)
    for person in own:
        person.complaint.case = case
        key, speaks = f"case:{case.reference}:{case.event_count}", person.complaint_id == speaker
        _tell(case, kind, person, key, agency=agency, facts=facts, due=due, whose=whose, speaks=speaks)
    is_for_joined = kind in TOLD_TO_JOINED or TO_JOINED in (facts or {})
    if case.joined_people and is_for_joined and case.visibility != Visibility.CONFIDENTIAL:
        others = Complainant.objects.filter(complaint__case__joined_into=case)
        own_parts = Q(complaint__part_of__case=case)  # of whom was told above
        for person in others.exclude(own_parts).select_related("complaint__case"):
            number = person.complaint.case.reference  # under its own it is found and erased (complaints.erasure)
            key = f"case:{number}:joined:{case.reference}:{case.event_count}"
            _tell(case, kind, person, key, agency=agency, facts=facts, due=due, whose=whose)


def notify_of_beginning(person: Complainant, complaint: Complaint) -> None:
    """Queue the first message to an address that was just confirmed: the number, and what waits for an answer now."""
    case = complaint.case
    question, proposal = case.asked_at is not None, case.resolution_proposed_at is not None
    kind = CaseEvent.Kind.ASKED if question else CaseEvent.Kind.RESOLUTION_PROPOSED if proposal else None
    person.complaint = complaint
    key = f"news:{complaint.reference}:{case.event_count}"
    _tell(case, kind, person, key, due=None if question else case.confirm_by, whose=worded_by(case))


def _tell(
    case: Case,
    kind: CaseEvent.Kind | None,
    person: Complainant,
    event_key: str,
    *,
    agency: Agency | None = None,
    facts: dict[str, str] | None = None,
    due: datetime | None = None,
    whose: int | None = None,
    speaks: bool = False,
) -> None:
    """speaks: whether it is they who acts for the case, where the line is of an act of the complainant."""
    if person.news_confirmed_at is None or not person.news_address:
        return
    language, channel = person.complaint.language, person.news_channel
    with override(language):
        told = _told(case, kind, person, agency, facts, due, speaks=speaks)
        own = own_words(told.event, language, channel, whose if told.event in OF_AGENCIES else None)
        subject, body = write(told, channel, own)
        enqueue(event_key, channel, person.news_address, subject, body, language=language, user=person.user)


def _told(
    case: Case,
    kind: CaseEvent.Kind | None,
    person: Complainant,
    agency: Agency | None,
    facts: dict[str, str] | None,
    due: datetime | None,
    *,
    speaks: bool,
) -> Told:
    """What this person is told, in the language that is on.

    In confidence only that something happened, for whoever else reads this mailbox: the name of an agency tells the matter
    as well as a topic does. So does a text that somebody wrote for this kind of news: one for all of them is taken.
    kind: None where nothing new did, and the address begins to get news.
    """
    complaint, reference = person.complaint, person.complaint.reference
    closely, is_sms = complaint.is_told_closely, person.news_channel == Channel.SMS
    answer = answer_link(case, complaint) if kind == CaseEvent.Kind.ASKED else ""
    survey = survey_link(case, complaint) if kind in ENDED else ""
    page = site_url() + reverse("track_case", args=[reference])
    if kind is None:
        news = _("news comes here from now on")
    elif closely:
        news = _("there is news")
    else:
        said: dict[str, object] = {"outcome": case.outcome, "kind": case.kind, **(facts or {})}
        is_to_them = speaks or kind == CaseEvent.Kind.REPLIED
        news = (is_to_them and own_sentence(kind, agency, said)) or sentence(kind, agency, said)
    is_open = kind is not None and not closely
    joined = complaint.case_id != case.pk  # another person answers for the case, this one may step out of it
    return Told(
        event=BEGINNING if kind is None else CLOSELY if closely else str(kind.value),
        reference=reference,
        news=news,
        link=(answer or survey or page) if is_sms else page,
        news_page=site_url() + reverse("track_news", args=[reference]),
        agency=(agency.name_in_sentence if agency else _("the agency")) if is_open else "",
        due=show_date(timezone.localdate(due), "long") if due and is_open else "",
        next=what_now(
            kind, case.kind, outcome=case.outcome, answer=answer, survey=survey, closely=closely, joined=joined
        ),
        # By name only where the account's owner chose it: anybody may type any address and any name into the form.
        name=person.name if person.user_id else "",
    )
