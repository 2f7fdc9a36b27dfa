"""Mails to the people of an agency about its promises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from complaints.office_letters import reads_mail, send
from consultations.promises.models import Promise
from consultations.results.duty_letters import who_answers, you_said_path
from consultations.results.models import Duty
from directory.models import User
from directory.thai_dates import show_date
from notifications.letters import letter, read_it


def tell_it_is_due(promise: Promise) -> None:
    """Remind those who keep it of its day, once for each day it is moved to."""
    for user in who_answers(promise.agency):
        if not reads_mail(user):
            continue
        with override(user.language):
            told = {"day": show_date(promise.now_due_on), "unit": promise.unit}
            line = _("%(unit)s has promised this by %(day)s. Say what has become of it, or move the day with a reason:")
            subject = _("A promise is due on %(day)s") % told
            _send(user, promise, f"due:{promise.now_due_on.isoformat()}", subject, line % told)


def tell_it_is_late(promise: Promise, people: Iterable[User], *, days: int, on: date) -> None:
    """on: the day of the step; a person gets one mail of it."""
    for user in people:
        if not reads_mail(user):
            continue
        with override(user.language):
            late = ngettext(
                "%(agency)s is %(n)s day late with what it promised:",
                "%(agency)s is %(n)s days late with what it promised:",
                days,
            ) % {"agency": promise.agency.name, "n": days}
            subject = _("A promise is late: %(title)s") % {"title": promise.consultation.title}
            _send(user, promise, f"late:{on.isoformat()}", subject, late)


def tell_promise_is_missing(duty: Duty, people: Iterable[User], *, on: date) -> None:
    for user in people:
        if not reads_mail(user):
            continue
        with override(user.language):
            told = {"agency": duty.agency.name, "title": duty.consultation.title}
            line = _("%(agency)s has answered that something changes, and has not said yet what, by whom and by when:")
            subject = _("A promise is missing: %(title)s") % told
            keeps = user in who_answers(duty.agency)
            where = (
                reverse("promise_after_answer", args=[duty.consultation.slug, duty.n]) if keeps else you_said_path(duty)
            )
            body = letter([line % told, duty.consultation.title], [read_it(where)], to=user.get_short_name())
            send(user, f"promise-missing:{duty.pk}:{on.isoformat()}:{user.pk}", subject, body)


def _send(user: User, promise: Promise, what: str, subject: str, line: str) -> None:
    """Who cannot open the page of the agency reads what everybody reads."""
    keeps = user in who_answers(promise.agency)
    where = reverse("office_promise", args=[promise.slug]) if keeps else promise.get_absolute_url()
    body = letter([line, promise.text], [read_it(where)], to=user.get_short_name())
    send(user, f"{promise.subject}:{what}:{user.pk}", subject, body)
