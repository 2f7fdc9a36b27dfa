"""Mails to the people of an agency about a theme that they have to answer. No word of what people wrote stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from complaints.office_letters import reads_mail, send
from consultations.models import POLICY_ROLES
from consultations.results.models import Duty
from directory.calendar import add_working_days
from directory.models import Agency, Membership, Role, User
from directory.thai_dates import show_date
from notifications.letters import letter, read_it


def who_answers(agency: Agency) -> list[User]:
    """Who can answer for this agency today."""
    return _people(Membership.objects.current().filter(agency=agency, role__in=POLICY_ROLES))


def heads_to_tell(line: Sequence[Agency], *, start: int) -> tuple[Agency | None, list[User]]:
    """The heads of the agency at this place of the line; where it has none, of those above it, at last of those below.

    line: an agency and those above it. Where no head works here at all, whoever can answer for the first one.
    """
    for agency in [*line[start:], *reversed(line[:start])]:
        if heads := _people(Membership.objects.current().filter(agency=agency, role=Role.AGENCY_HEAD)):
            return agency, heads
    people = who_answers(line[0])
    return (line[0] if people else None), people


class Owed(Protocol):
    """What an agency has to do by a day. level: how many agencies were told that it is late."""

    level: int
    next_step_at: datetime | None


def go_up(owed: Owed, agency: Agency, now: datetime, *, step_days: int) -> tuple[bool, Agency | None, list[User]]:
    """Take the next step with what is late: one agency up, as far as there is one; at the top it comes again. Saves nothing.

    step_days: working days until the next step. Returns whether it went up, and the heads to tell with their agency.
    """
    line = line_of(agency)
    went_up = owed.level < len(line)
    owed.level += went_up
    owed.next_step_at = add_working_days(now, step_days)
    return went_up, *heads_to_tell(line, start=owed.level - 1)


def line_of(agency: Agency) -> list[Agency]:
    """An agency and those above it, nearest first."""
    return [agency, *agency.ancestors()]


def tell_of_duty(duty: Duty) -> None:
    """Tell those who can answer it that it is theirs. Call it after `record`, in its transaction."""
    for user in who_answers(duty.agency):
        if not reads_mail(user):
            continue
        with override(user.language):
            asked = _("%(agency)s has to say what changes because of a theme of this consultation, by %(day)s:") % {
                "agency": duty.agency.name,
                "day": show_date(duty.due_at),
            }
            subject = _("To be answered: %(title)s") % {"title": duty.consultation.title}
            _send(user, duty, f"{duty.consultation.event_count}", subject, [asked])


def tell_of_lateness(duty: Duty, people: Iterable[User], *, days: int, on: date) -> None:
    """on: the day of the step; a person gets one mail of it."""
    for user in people:
        if not reads_mail(user):
            continue
        with override(user.language):
            late = ngettext(
                "%(agency)s is %(n)s working day late to answer a theme of this consultation:",
                "%(agency)s is %(n)s working days late to answer a theme of this consultation:",
                days,
            ) % {"agency": duty.agency.name, "n": days}
            subject = _("Answer is late: %(title)s") % {"title": duty.consultation.title}
            _send(user, duty, f"late:{on.isoformat()}", subject, [late])


def _send(user: User, duty: Duty, what: str, subject: str, lines: list[str]) -> None:
    """Who cannot open the page of the agency reads what everybody reads. Nobody is written to from a trial."""
    consultation = duty.consultation
    if consultation.is_pilot:
        return
    where = duty.get_absolute_url() if user in who_answers(duty.agency) else you_said_path(duty)
    body = letter([*lines, consultation.title], [read_it(where)], to=user.get_short_name())
    send(user, f"duty:{consultation.slug}:{duty.n}:{what}:{user.pk}", subject, body)


def you_said_path(duty: Duty) -> str:
    """Where everybody reads what became of it."""
    return f"{reverse('you_said', args=[duty.consultation.slug])}#theme-{duty.n}"


def _people(held: QuerySet[Membership]) -> list[User]:
    found = held.filter(user__is_active=True).select_related("user").order_by("user_id")
    return list({each.user_id: each.user for each in found}.values())
