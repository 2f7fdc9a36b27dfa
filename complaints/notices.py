"""Telling complainants that their case moved. A notice is a row of the outbox, written with the act itself (R6).

It goes by the channel the complainant chose, and only to an address that is known to be theirs. A mail says that something happened and where to look, never what was written: mail is read over shoulders. A question of
an agency comes with a link that opens that question alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.answer_links import answer_link
from complaints.endings import ENDED
from complaints.kind_words import ASKING
from complaints.models import Case, CaseEvent, Complainant, Complaint
from complaints.survey_links import survey_link
from complaints.telling import sentence
from complaints.workflow import Visibility
from directory.installation import site_url
from directory.models import Agency
from notifications.letters import letter, text
from notifications.models import Channel
from notifications.outbox import enqueue

TOLD_TO_JOINED = frozenset(
    {
        CaseEvent.Kind.ROUTED,
        CaseEvent.Kind.TRANSFERRED,
        CaseEvent.Kind.ACCEPTED,
        CaseEvent.Kind.EXTENDED,
        CaseEvent.Kind.RESOLUTION_PROPOSED,
        CaseEvent.Kind.CONFIRMED,
        CaseEvent.Kind.CLOSED_BY_SILENCE,
        CaseEvent.Kind.DISPUTED,
        CaseEvent.Kind.APPEALED,
        CaseEvent.Kind.APPEAL_TAKEN_BACK,
        CaseEvent.Kind.APPEAL_UPHELD,
        CaseEvent.Kind.APPEAL_GRANTED,
        CaseEvent.Kind.AUDIT_REOPENED,
    }
)
"""What is also news for who filed a case that was joined into this one; the rest is between this complainant and the agency."""


def notify_complainants(
    case: Case,
    kind: CaseEvent.Kind,
    *,
    agency: Agency | None = None,
    people: Iterable[Complainant] | None = None,
    facts: dict[str, str] | None = None,
) -> None:
    """Queue a message to every complainant of the case whose address is confirmed. Call it after `record`, in its
    transaction.

    people: those complainants with their complaints, where the caller has them at hand.
    facts: what the sentence of the line says besides the outcome.
    """
    if people is None:
        people = Complainant.objects.filter(complaint__case_id=case.pk).select_related("complaint")
    for person in people:
        person.complaint.case = case
        _tell(case, kind, person, f"case:{case.reference}:{case.event_count}", agency=agency, facts=facts)
    if case.joined_people and kind in TOLD_TO_JOINED and case.visibility != Visibility.CONFIDENTIAL:
        others = Complainant.objects.filter(complaint__case__joined_into=case)
        own_parts = Q(complaint__part_of__case=case)  # of whom was told above
        for person in others.exclude(own_parts).select_related("complaint__case"):
            own = person.complaint.case.reference  # under its own number it is found and erased (complaints.erasure)
            _tell(
                case, kind, person, f"case:{own}:joined:{case.reference}:{case.event_count}", agency=agency, facts=facts
            )


def notify_of_beginning(person: Complainant, complaint: Complaint) -> None:
    """Queue the first message to an address that was just confirmed: the number, and what waits for an answer now."""
    case = complaint.case
    question, proposal = case.asked_at is not None, case.resolution_proposed_at is not None
    kind = CaseEvent.Kind.ASKED if question else CaseEvent.Kind.RESOLUTION_PROPOSED if proposal else None
    person.complaint = complaint
    _tell(case, kind, person, f"news:{complaint.reference}:{case.event_count}")


def _tell(
    case: Case,
    kind: CaseEvent.Kind | None,
    person: Complainant,
    event_key: str,
    *,
    agency: Agency | None = None,
    facts: dict[str, str] | None = None,
) -> None:
    if person.news_confirmed_at is None or not person.news_address:
        return
    complaint = person.complaint
    language, reference = complaint.language, complaint.reference
    with override(language):
        news = _news(case, kind, complaint, agency, facts)
        if person.news_channel == Channel.SMS:
            subject, body = "", _text(case, kind, person, news)
        else:
            subject = _("Case %(reference)s: %(news)s") % {"reference": reference, "news": news}
            body = _body(case, kind, person, news)
        enqueue(event_key, person.news_channel, person.news_address, subject, body, language=language, user=person.user)


def _news(
    case: Case, kind: CaseEvent.Kind | None, complaint: Complaint, agency: Agency | None, facts: dict[str, str] | None
) -> str:
    """What happened; in confidence only that something did, for whoever else reads this mailbox.

    The name of an agency tells the matter as well as a topic does.

    kind: None where nothing new did, and the address begins to get news.
    """
    if kind is None:
        return _("news comes here from now on")
    if complaint.is_told_closely:
        return _("there is news")
    return sentence(kind, agency, {"outcome": case.outcome, "kind": case.kind, **(facts or {})})


def _body(case: Case, kind: CaseEvent.Kind | None, person: Complainant, news: str) -> str:
    reference = person.complaint.reference
    # By name only where the account's owner chose it: anybody may type any address and any name into the form.
    name = person.name if person.user_id else ""
    where = [
        _("Case number: %(reference)s") % {"reference": reference},
        _("See every step: %(url)s") % {"url": _page_of(reference)},
        _("Get news another way, or none: %(url)s") % {"url": site_url() + reverse("track_news", args=[reference])},
    ]
    return letter([capfirst(news)], [*_what_now(case, kind, person), *where], to=name)


def _text(case: Case, kind: CaseEvent.Kind | None, person: Complainant, news: str) -> str:
    """The same in a few letters: a text is paid for by its length."""
    reference = person.complaint.reference
    link = answer_link(case, person.complaint) if kind == CaseEvent.Kind.ASKED else ""
    if kind in ENDED:
        link = survey_link(case, person.complaint)
    return text(news, link or _page_of(reference), reference=reference)


def _page_of(reference: str) -> str:
    return site_url() + reverse("track_case", args=[reference])


def _what_now(case: Case, kind: CaseEvent.Kind | None, person: Complainant) -> list[str]:
    if kind == CaseEvent.Kind.APPEAL_UPHELD and person.complaint.case_id == case.pk:
        return [_("The reasons, and what you can still do elsewhere, stand on the page below."), ""]
    if kind in ENDED and (link := survey_link(case, person.complaint)):
        return [
            _("How did it go? Five short questions, without signing in:"),
            link,
            _("You can change your answers there for 60 days. Do not pass the link on."),
            "",
        ]
    if person.complaint.case_id != case.pk:  # joined: another person answers for the case, this one may step out of it
        if kind != CaseEvent.Kind.RESOLUTION_PROPOSED:
            return []
        return [_("Look whether it is done for you too. If not, take your case out again on the page below"), ""]
    if kind == CaseEvent.Kind.ASKED:
        if link := answer_link(case, person.complaint):
            return [
                _("The agency needs your answer before it can go on. Read its question and answer here:"),
                link,
                _("The link opens this one question, without a code, until it is answered. Do not pass it on."),
                "",
            ]
        return [_("The agency needs your answer before it can go on. Open the page below to answer."), ""]
    if kind == CaseEvent.Kind.EXTENDED:
        return [_("The new date, the reason and what was done so far stand on the page below."), ""]
    if kind == CaseEvent.Kind.RESOLUTION_PROPOSED and person.complaint.is_told_closely:
        return [_("Read the answer on the page below."), ""]  # the words of its kind would tell of a tip-off
    if kind == CaseEvent.Kind.RESOLUTION_PROPOSED:
        return [str(ASKING[case.kind].mail), ""]
    return []
