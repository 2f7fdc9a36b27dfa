"""Openings, closings and days of results as a calendar (RFC 5545), of one consultation or of all that fit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from consultations.models import Consultation
from consultations.workflow import ConsultationState
from directory.installation import house_name, site_url

if TYPE_CHECKING:
    from icalendar import Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESHED = timedelta(hours=12)
"""How often programs that subscribe are asked to look again."""


def calendar_of(consultations: Iterable[Consultation]) -> bytes:
    """In the language that is on. Of a withdrawn one everything is cancelled; ids stay, so that a moved closing moves there too."""
    from icalendar import Calendar  # takes a fifth of a second: no web process waits for it at its start

    calendar = Calendar()
    calendar.add("prodid", "-//Siang Pracha//consultations//TH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Consultations: %(house)s") % {"house": house_name()})
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    for consultation in consultations:
        for event in _events_of(consultation):
            calendar.add_component(event)
        for hearing in consultation.hearings.all():  # type: ignore[attr-defined]
            hearing.consultation = consultation
            calendar.add_component(hearing.calendar_event())
    return bytes(calendar.to_ical())


def _events_of(consultation: Consultation) -> Iterable[Event]:
    days: list[tuple[str, str, datetime | date | None]] = [
        ("opens", _("Opens for opinions: %(title)s"), consultation.opens_at),
        ("closes", _("Last moment to say what you think: %(title)s"), consultation.closes_at),
        ("results", _("Results are due: %(title)s"), consultation.results_by),
    ]
    for what, words, at in days:
        if at is not None:
            yield _event(consultation, what, words % {"title": consultation.title}, at)


def _event(consultation: Consultation, what: str, words: str, at: datetime | date) -> Event:
    from icalendar import Event

    event, home = Event(), site_url()
    event.add("uid", f"{consultation.slug}-{what}@{urlsplit(home).hostname or 'siangpracha'}")
    event.add("sequence", consultation.event_count)
    event.add("dtstamp", consultation.withdrawn_at or consultation.announced_at)
    event.add("dtstart", at)
    event.add("summary", words)
    event.add("description", "\n".join([*consultation.changes, home + consultation.get_absolute_url()]))
    event.add("url", home + consultation.get_absolute_url())
    event.add("transp", "TRANSPARENT")
    if consultation.state == ConsultationState.WITHDRAWN:
        event.add("status", "CANCELLED")
    return event
