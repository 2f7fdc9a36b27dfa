"""A hearing as an event of a calendar (RFC 5545), also in that of its consultation."""

from __future__ import annotations

from urllib.parse import urlsplit

from icalendar import Calendar, Event

from consultations.hearings.models import Hearing
from directory.installation import site_url


def calendar_of_hearing(hearing: Hearing) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Siang Pracha//consultations//TH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event_of(hearing))
    return bytes(calendar.to_ical())


def event_of(hearing: Hearing) -> Event:
    """The id stays, so that a move reaches calendars. The link of the meeting is never in it: calendars are shared."""
    event, home = Event(), site_url()
    path = hearing.get_absolute_url()
    event.add("uid", f"{hearing.consultation.slug}-hearing-{hearing.n}@{urlsplit(home).hostname or 'siangpracha'}")
    event.add("sequence", hearing.event_count)
    event.add("dtstamp", hearing.cancelled_at or hearing.consultation.announced_at)
    event.add("dtstart", hearing.begins_at)
    event.add("dtend", hearing.ends_at)
    event.add("summary", hearing.title)
    event.add("description", "\n".join([hearing.consultation.title, home + path]))
    event.add("url", home + path)
    if hearing.place:
        event.add("location", ", ".join(part for part in (hearing.place, hearing.address) if part))
    if hearing.latitude is not None and hearing.longitude is not None:
        event.add("geo", (hearing.latitude, hearing.longitude))
    if hearing.is_cancelled:
        event.add("status", "CANCELLED")
    return event
