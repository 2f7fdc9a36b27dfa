"""Mails about a petition to its author, and to the people of the agency that owes the next step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from complaints.office_letters import reads_mail, send
from consultations.petitions.models import Petition, PetitionEvent
from consultations.results.duty_letters import who_answers
from directory.models import User
from directory.thai_dates import show_date
from notifications.letters import letter, read_it

Kind = PetitionEvent.Kind


def tell_team(petition: Petition, *, but: User | None = None) -> None:
    """Tell who can act for its agency, but its author and `but`, what is due by when. Call it after `record`, in its act."""
    if petition.agency is None:
        return
    for user in who_answers(petition.agency):
        if user in (but, petition.author) or not reads_mail(user):
            continue
        with override(user.language):
            subject = _("A petition waits for you: %(title)s") % {"title": petition.title}
            by_day = _("It is due by %(day)s.") % {"day": _day(petition.due_at)}
            _send(user, petition, f"{petition.event_count}", subject, [what_is_due(petition), by_day])


def tell_of_lateness(petition: Petition, people: Iterable[User], *, days: int, on: date) -> None:
    """on: the day of the step; a person gets one mail of it."""
    agency = petition.agency.name if petition.agency else ""
    for user in people:
        if not reads_mail(user):
            continue
        with override(user.language):
            subject = _("A petition is late: %(title)s") % {"title": petition.title}
            late = ngettext("%(agency)s is %(n)s working day late.", "%(agency)s is %(n)s working days late.", days) % {
                "agency": agency,
                "n": days,
            }
            _send(user, petition, f"late:{on.isoformat()}", subject, [late, what_is_due(petition)])


def tell_author(petition: Petition, kind: PetitionEvent.Kind) -> None:
    """What was decided about it. Call it after `record`, in its transaction."""
    author = petition.author
    if author is None or not reads_mail(author):
        return
    with override(author.language):
        subject, lines = _decided(petition, kind)
        is_read_by_all = petition.published_at is not None and petition.refused_at is None
        where = petition.get_absolute_url() if is_read_by_all else reverse("own_petition", args=[petition.slug])
        body = letter([*lines, petition.title], [read_it(where)], to=author.get_short_name())
        send(author, f"petition:{petition.slug}:{petition.event_count}:author", subject, body)


def what_is_due(petition: Petition) -> str:
    """What the agency owes now, in the language that is on."""
    if petition.refused_at is not None:
        return _("Its author appeals against the refusal. Whoever refused it cannot decide.")
    if petition.published_at is None:
        return _("It is to be published, or refused by one of the public rules.")
    return _("It has enough signatures and is to be answered, point by point.")


def _decided(petition: Petition, kind: PetitionEvent.Kind) -> tuple[str, list[str]]:
    if kind == Kind.PUBLISHED:
        told = _("Everybody can read and sign it until %(day)s.") % {"day": _day(petition.closes_at)}
        return _("Your petition is published"), [told]
    if kind == Kind.UPHELD:
        told = _("Your appeal was right. Everybody can sign it until %(day)s.") % {"day": _day(petition.closes_at)}
        return _("Your appeal is decided"), [told]
    if kind == Kind.DISMISSED:
        told = _("Your appeal was looked at by somebody else: it stays as it was decided.")
        return _("Your appeal is decided"), [told, petition.appeal.answer]
    by_rule = _("It is not shown, by this public rule: %(rule)s.") % {
        "rule": petition.refusal.name if petition.refusal else ""
    }
    appeal = _("If you think that is wrong, you can appeal. Somebody else than who decided it looks at it.")
    subject = _("Your petition was taken down") if kind == Kind.TAKEN_DOWN else _("Your petition is not published")
    return subject, [by_rule, petition.why_refused, appeal]


def _day(at: datetime | None) -> str:
    return show_date(at) if at else ""


def _send(user: User, petition: Petition, what: str, subject: str, lines: list[str]) -> None:
    """Who cannot open the page of the agency reads what everybody reads, where it is published."""
    is_theirs = petition.agency is not None and user in who_answers(petition.agency)
    is_public = petition.published_at is not None and petition.refused_at is None
    where = [read_it(reverse("petition_desk_one", args=[petition.slug]))] if is_theirs else []
    where = where or ([read_it(petition.get_absolute_url())] if is_public else [])
    body = letter([*lines, petition.title], where, to=user.get_short_name())
    send(user, f"petition:{petition.slug}:{what}:{user.pk}", subject, body)
