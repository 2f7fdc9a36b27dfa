"""Mails to the people of an office, and what the timeline says to them alone. No word of what a case is about: mail is
read over shoulders."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from complaints.models import Assignment, Case, CaseEvent
from complaints.notice_events import HANDED, NAMED, RAISED, SENT_BACK, TO_APPROVE
from complaints.notice_words import Told
from complaints.notices_to_others import in_words, mail_to_office
from directory.models import Agency, User
from directory.models.names import in_current_language
from notifications.letters import letter, read_it
from notifications.models import Channel
from notifications.outbox import enqueue

_NEWS = {
    HANDED: gettext_lazy("%(name)s handed case %(reference)s to you"),
    NAMED: gettext_lazy("%(name)s names you in a note on case %(reference)s"),
    TO_APPROVE: gettext_lazy("%(name)s asks you to approve an answer in case %(reference)s"),
    SENT_BACK: gettext_lazy("Your answer in case %(reference)s was sent back to you"),
}
_EVENTS = {CaseEvent.Kind.HANDED_OVER: HANDED, CaseEvent.Kind.INTERNAL_NOTE: NAMED}


def office_news(event: str, reference: str, name: str = "") -> str:
    """What a mail to somebody of an office tells, in one sentence. name: of the colleague who did it."""
    if event == RAISED:  # as an example of it
        return _raised(reference, "resolve", 3)
    return str(_NEWS[event]) % {"name": name, "reference": reference}


def _raised(reference: str, why: str, days: int) -> str:
    return _("Case %(reference)s: %(late)s") % {"reference": reference, "late": how_late(why, days)}


def how_late(why: str, days: int) -> str:
    """Which promise was not kept and by how much, as the end of a sentence about the case."""
    if why == "accept":
        told = ngettext("%(n)s working day late to be accepted", "%(n)s working days late to be accepted", days)
    elif why == "update":
        told = ngettext(
            "%(n)s working day late with news for the complainant",
            "%(n)s working days late with news for the complainant",
            days,
        )
    elif why == "resolve":
        told = ngettext("%(n)s working day late to be done", "%(n)s working days late to be done", days)
    elif why == "approve":
        told = ngettext("%(n)s working day late to be approved", "%(n)s working days late to be approved", days)
    elif why == "appeal":
        return _("not done, says the agency above on appeal")
    elif why == "audit":
        return _("not done, says an auditor")
    else:
        return _("not done, says the complainant")
    return told % {"n": days}


def escalated_sentence(facts: Mapping[str, object]) -> str:
    """What the timeline says of a step up the ladder, to the agency alone."""
    level, days = int(str(facts.get("level", 1))), int(str(facts.get("days", 1)))
    late = capfirst(how_late(str(facts.get("clock", "resolve")), days))
    if not facts.get("to_th"):
        return _("Level %(level)s. %(late)s. Nobody leads here whom one could tell") % {"level": level, "late": late}
    agency = in_current_language(str(facts["to_th"]), str(facts.get("to_en", "")))
    told = {"level": level, "late": late, "agency": agency}
    return _("Level %(level)s. %(late)s. Told to those who lead %(agency)s") % told


def reads_mail(user: User) -> bool:
    """Whether mail reaches this person: nothing goes to an address that nobody has confirmed."""
    return bool(user.email) and user.email_confirmed_at is not None


def send_worded(user: User, key: str, told: Told, agency_id: int) -> None:
    """Queue a mail that this agency, or the installation, may have worded. The language of who gets it is on."""
    send(user, key, *in_words(told, Channel.EMAIL, agency_id))


def send(user: User, key: str, subject: str, body: str) -> None:
    """Queue a mail to somebody of an office who `reads_mail`. key: the same is sent once. The words are in their language."""
    enqueue(key, Channel.EMAIL, user.email or "", subject, body, language=user.language, user=user)


def tell_colleague(colleague: User, part: Assignment, case: Case, kind: CaseEvent.Kind, *, by: User) -> None:
    """Queue a mail to one of the office that a case waits for them. Call it after `record`, in its transaction.

    part: of their agency. case: the one that is locked, with the line just recorded.
    """
    if colleague == by or not reads_mail(colleague):
        return
    with override(colleague.language):
        event = _EVENTS[kind]
        news = office_news(event, case.reference, by.full_name)
        page = reverse("office_case", args=[case.reference])
        told = mail_to_office(event, case.reference, news, page, to=colleague.get_short_name())
        send_worded(colleague, key_of(case), told, part.agency_id)


def tell_of_many(colleague: User, n: int, *, by: User) -> None:
    """Queue one mail to somebody who got many cases at once."""
    if colleague == by or not reads_mail(colleague):
        return
    with override(colleague.language):
        news = ngettext("%(name)s handed %(n)s case to you", "%(name)s handed %(n)s cases to you", n)
        news %= {"name": by.full_name, "n": n}
        body = letter([news], [read_it(reverse("office") + "?view=mine")], to=colleague.get_short_name())
        send(colleague, f"office:{uuid.uuid4()}", news, body)


def tell_of_leaver(leader: User, leaver: User, agency: Agency) -> None:
    """Queue a mail to who leads that cases have nobody, once a day for each who left. Call it in the transaction that frees one."""
    if leader == leaver or not reads_mail(leader):
        return
    with override(leader.language):
        named = {"name": leaver.full_name, "agency": agency.name}
        news = _("Cases of %(name)s have nobody now") % named
        told = _(
            "%(name)s works on no case of %(agency)s any more. What was in their name is free for everybody there to take."
        )
        lines = [told % named, _("In the inbox you can hand it over to somebody.")]
        body = letter(lines, [read_it(reverse("office"))], to=leader.get_short_name())
        send(leader, f"left:{agency.pk}:{leaver.pk}:{timezone.localdate()}:{leader.pk}", news, body)


def tell_leader(user: User, part: Assignment, *, why: str, level: int, days: int = 0, is_above: bool) -> None:
    """Queue a mail to somebody who leads that a case came up to them. Call it after `record`, in its transaction.

    is_above: of an agency above; they read what everybody may who knows the number.
    """
    case = part.case
    if not reads_mail(user):
        return
    with override(user.language):
        subject = _raised(case.reference, why, days)
        lines = [_("It has come to level %(level)s of the ladder, and so to you.") % {"level": level}]
        if is_above:
            lines.append(_("It is with %(agency)s.") % {"agency": part.agency.name_in_sentence})
        page = reverse("track_case" if is_above else "office_case", args=[case.reference])
        mail = mail_to_office(RAISED, case.reference, subject, page, to=user.get_short_name(), more=lines)
        send_worded(user, key_of(case), mail, part.agency_id)


def tell_leader_of_many(user: User, *, day: date) -> None:
    """Queue one mail a day to somebody who leads, where so many cases came up that one each would bury them."""
    if not reads_mail(user):
        return
    with override(user.language):
        subject = _("Many late cases came up to you today")
        lines = [
            subject + ".",
            _("No mail comes for each of them. All of them stand in one list, with how late they are."),
        ]
        send(
            user,
            f"ladder:{day}:{user.pk}",
            subject,
            letter(lines, [read_it(reverse("office_late"))], to=user.get_short_name()),
        )


def key_of(case: Case) -> str:
    """Of a mail about the line that was recorded last."""
    return f"case:{case.reference}:{case.event_count}:office"
