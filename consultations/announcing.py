"""From draft to announcement, and what may happen to a consultation afterwards. Each act is one line of its history."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from complaints.acting import check_note
from complaints.timeline import areas_to_tell
from consultations.drafting import DraftMovedOn
from consultations.history import lock, record
from consultations.lengths import usual_days
from consultations.models import Consultation, ConsultationEvent
from consultations.workflow import ConsultationState, state_at
from directory.models import User
from directory.thai_dates import show_date, show_time
from notifications.following import tell_followers
from notifications.live import announce

Kind = ConsultationEvent.Kind
REASON_MAX_LETTERS = 2000
LONGEST = timedelta(days=366)
"""A later closing is a slip of the pen, such as a Buddhist year taken for a common one."""


@transaction.atomic
def announce_consultation(consultation: Consultation, *, by: User, seen: int | None = None) -> Consultation:
    """Show a draft to everybody and tell those who follow its places and its topic.

    seen: the number of the newest line of its history that the announcer has read; None announces what stands there.
    Raises DraftMovedOn when there is a newer one, and ValidationError: announced_already, consultation_incomplete,
    opens_in_the_past, open_too_short, open_too_long.
    """
    consultation = lock(consultation)
    if consultation.announced_at is not None:
        raise ValidationError(gettext_lazy("This consultation is announced already."), code="announced_already")
    if seen is not None and seen != consultation.event_count:
        raise DraftMovedOn(consultation)
    opens_at, closes_at = _check(consultation)
    consultation.announced_at = timezone.now()
    record(consultation, Kind.ANNOUNCED, by=by, facts=_window(opens_at, closes_at), changed=("announced_at",))
    _tell_places(consultation)
    _tell_followers(consultation)
    return consultation


@transaction.atomic
def extend_consultation(consultation: Consultation, *, closes_at: datetime, reason: str, by: User) -> Consultation:
    """Move the closing of a running consultation to a later moment, saying why.

    Raises ValidationError: consultation_is_over, closing_not_later, open_too_long, note_missing, note_too_long.
    """
    consultation = _lock_running(consultation)
    note = check_note(reason, most=REASON_MAX_LETTERS)
    before, opens_at = consultation.closes_at, consultation.opens_at
    assert before is not None and opens_at is not None  # noqa: S101 - it runs; for the type checker
    if closes_at <= before:
        raise ValidationError(gettext_lazy("Choose a closing later than the one announced."), code="closing_not_later")
    _check_length(opens_at, closes_at)
    consultation.closes_at = closes_at
    facts = {"from": before.isoformat(), "until": closes_at.isoformat()}
    record(consultation, Kind.EXTENDED, by=by, note=note, facts=facts, changed=("closes_at",))
    _tell_places(consultation)
    return consultation


@transaction.atomic
def withdraw_consultation(consultation: Consultation, *, reason: str, by: User) -> Consultation:
    """End a consultation before it closes; its page stays and says why.

    Raises ValidationError: consultation_is_over, note_missing, note_too_long.
    """
    consultation = _lock_running(consultation)
    consultation.why_withdrawn = check_note(reason, most=REASON_MAX_LETTERS)
    consultation.withdrawn_at = timezone.now()
    changed = ("why_withdrawn", "withdrawn_at")
    record(consultation, Kind.WITHDRAWN, by=by, note=consultation.why_withdrawn, changed=changed)
    _tell_places(consultation)
    return consultation


def missing(consultation: Consultation) -> list[str]:
    """What a draft still needs before it can be announced, in words; nothing when it is complete."""
    needed = [
        (consultation.changes_th, _("what it would change, in plain Thai")),
        (consultation.page or consultation.other_ways_th, _("how people take part")),
        (consultation.opens_at, _("when it opens")),
        (consultation.closes_at, _("when it closes")),
        (consultation.is_nationwide or consultation.areas.exists(), _("the places it is about")),
    ]
    return [words for value, words in needed if not value]


def _check(consultation: Consultation) -> tuple[datetime, datetime]:
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    lacking = missing(consultation)
    if lacking or opens_at is None or closes_at is None:
        raise ValidationError(
            gettext_lazy("This is still missing: %(what)s."),
            code="consultation_incomplete",
            params={"what": ", ".join(lacking)},
        )
    if closes_at <= timezone.now() or opens_at < timezone.now() - timedelta(days=1):
        raise ValidationError(
            gettext_lazy("The opening lies in the past. Choose today or a later day."), code="opens_in_the_past"
        )
    usual = usual_days(consultation.kind)
    if closes_at - opens_at < timedelta(days=usual) and not consultation.why_short:
        raise ValidationError(
            gettext_lazy("It is open for less than the usual %(days)s days. Say why; everybody reads it."),
            code="open_too_short",
            params={"days": usual},
        )
    _check_length(opens_at, closes_at)
    return opens_at, closes_at


def _check_length(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at - opens_at > LONGEST:
        raise ValidationError(
            gettext_lazy("It closes more than a year after it opens. Is the year right?"), code="open_too_long"
        )


def _lock_running(consultation: Consultation) -> Consultation:
    consultation = lock(consultation)
    if state_at(consultation, timezone.now()) not in {ConsultationState.SCHEDULED, ConsultationState.OPEN}:
        raise ValidationError(
            gettext_lazy("This consultation is not running: nothing of it can be changed."), code="consultation_is_over"
        )
    return consultation


def _window(opens_at: datetime, closes_at: datetime) -> dict[str, str]:
    return {"opens": opens_at.isoformat(), "closes": closes_at.isoformat()}


def _tell_places(consultation: Consultation) -> None:
    """Open pages of its places ask again; of one about the whole country, the page of the whole country."""
    codes: list[int | None] = [area.code for area in consultation.places()]
    announce(*dict.fromkeys(topic for code in codes or [None] for topic in areas_to_tell(code)))


def _tell_followers(consultation: Consultation) -> None:
    places = {above.code for area in consultation.places() for above in area.up_to_province()}
    subjects = [f"area:{code}" for code in sorted(places)]
    topic = consultation.topic
    subjects += [f"topic:{each.code}" for each in (topic, topic.parent if topic else None) if each]
    if not subjects:
        return
    for language in dict(settings.LANGUAGES):
        with override(language):
            tell_followers(
                subjects,
                f"consultation:{consultation.slug}:{consultation.event_count}",
                language=language,
                title=_("Your opinion is asked: %(title)s") % {"title": consultation.title},
                body=_mail(consultation),
            )


def _mail(consultation: Consultation) -> str:
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    assert opens_at is not None and closes_at is not None  # noqa: S101 - it is announced; for the type checker
    window = {
        "agency": consultation.agency.name,
        "opens": f"{show_date(opens_at)} {show_time(opens_at)}",
        "closes": f"{show_date(closes_at)} {show_time(closes_at)}",
    }
    lines = [
        _("Hello"),
        "",
        _("%(agency)s asks what you think, from %(opens)s to %(closes)s:") % window,
        consultation.title,
        "",
        _("Read it: %(url)s") % {"url": settings.SITE_URL + consultation.get_absolute_url()},
        _("You get this because you follow its place or its topic.")
        + " "
        + _("Follow it no longer: %(url)s") % {"url": f"{settings.SITE_URL}/me/#follows"},
    ]
    return "\n".join(lines)
