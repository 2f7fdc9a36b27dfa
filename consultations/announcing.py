"""From draft to announcement, and what may happen to a consultation afterwards. Each act is one line of its history."""

from __future__ import annotations

import copy
from dataclasses import dataclass
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
from consultations.explaining import About, gaps, missing
from consultations.history import lock, record
from consultations.lengths import lengths_of, results_due
from consultations.models import Consultation, ConsultationEvent
from consultations.workflow import ConsultationKind, ConsultationState, state_at
from directory.models import User
from directory.thai_dates import show_date, show_time
from notifications.following import Mailing, mailing_to, tell_followers
from notifications.letters import follow_no_longer, letter, read_it
from notifications.live import announce

Kind = ConsultationEvent.Kind
REASON_MAX_LETTERS = 2000
LONGEST = timedelta(days=366)
"""A later closing is a slip of the pen, such as a Buddhist year taken for a common one."""


@transaction.atomic
def announce_consultation(consultation: Consultation, *, by: User, seen: int | None = None) -> Consultation:
    """Show a draft to everybody and tell those who follow its places and its topic; again is no mistake.

    seen: the number of the newest line of its history that the announcer has read; None announces what stands there.
    Raises DraftMovedOn when there is a newer one, and ValidationError with all of its `problems`.
    """
    consultation = lock(consultation)
    if consultation.announced_at is not None:
        return consultation
    if seen is not None and seen != consultation.event_count:
        raise DraftMovedOn(consultation)
    if found := problems(consultation):
        raise ValidationError(found)
    consultation.announced_at = timezone.now()
    consultation.results_by = results_due(consultation)
    record(consultation, Kind.ANNOUNCED, by=by, facts=_window(consultation), changed=("announced_at", "results_by"))
    _tell_places(consultation)
    _tell_followers(consultation)
    return consultation


@dataclass(frozen=True)
class Announcement:
    """What announcing a draft now would show to everybody, and send to whom. consultation: as it then stands; unsaved."""

    consultation: Consultation
    mailing: Mailing


def announcement_of(consultation: Consultation) -> Announcement:
    """For whoever decides it. The draft has no `problems`."""
    shown = copy.copy(consultation)
    shown.announced_at = timezone.now()
    shown.results_by = results_due(shown)
    return Announcement(shown, mailing_to(_followed_with(shown), lambda: _mail(shown)))


@transaction.atomic
def extend_consultation(consultation: Consultation, *, closes_at: datetime, reason: str, by: User) -> Consultation:
    """Move the closing of a running consultation to a later moment, saying why; the same once more is done already.

    Raises ValidationError: consultation_is_over, closing_not_later, open_too_long, note_missing, note_too_long.
    """
    consultation, note = lock(consultation), check_note(reason, most=REASON_MAX_LETTERS)
    newest = consultation.events.last()
    if newest and (newest.kind, newest.note, consultation.closes_at) == (Kind.EXTENDED, note, closes_at):
        return consultation
    _check_running(consultation)
    check_closing(consultation, closes_at)
    before = consultation.closes_at
    assert before is not None  # noqa: S101 - it runs; for the type checker
    consultation.closes_at = closes_at
    if consultation.results_by:
        consultation.results_by += timezone.localtime(closes_at).date() - timezone.localtime(before).date()
    facts = {"from": before.isoformat(), "until": closes_at.isoformat()}
    record(consultation, Kind.EXTENDED, by=by, note=note, facts=facts, changed=("closes_at", "results_by"))
    _tell_places(consultation)
    return consultation


def check_closing(consultation: Consultation, closes_at: datetime) -> None:
    """Whether it may close then instead. Raises ValidationError: closing_not_later, open_too_long."""
    before, opens_at = consultation.closes_at, consultation.opens_at
    assert before is not None and opens_at is not None  # noqa: S101 - it runs; for the type checker
    if closes_at <= before:
        raise ValidationError(gettext_lazy("Choose a closing later than the one announced."), code="closing_not_later")
    if closes_at - opens_at > LONGEST:
        raise _too_long()


@transaction.atomic
def withdraw_consultation(consultation: Consultation, *, reason: str, by: User) -> Consultation:
    """End a consultation before it closes; its page stays and says why. The same once more is done already.

    Raises ValidationError: consultation_is_over, note_missing, note_too_long.
    """
    consultation, note = lock(consultation), check_note(reason, most=REASON_MAX_LETTERS)
    if consultation.withdrawn_at is not None and consultation.why_withdrawn == note:
        return consultation
    _check_running(consultation)
    consultation.why_withdrawn = note
    consultation.withdrawn_at = timezone.now()
    changed = ("why_withdrawn", "withdrawn_at")
    record(consultation, Kind.WITHDRAWN, by=by, note=consultation.why_withdrawn, changed=changed)
    _tell_places(consultation)
    return consultation


def problems(consultation: Consultation) -> list[ValidationError]:
    """All that keeps a draft from being announced, a sentence and a code each; nothing when it may be."""
    needed = [
        (consultation.title_th, _("Write a title in Thai."), "title_missing"),
        (consultation.changes_th, _("Say what it would change, in plain Thai."), "changes_missing"),
        (
            consultation.proposal or consultation.kind != ConsultationKind.LAW_IN_FORCE,
            _("Say what is proposed for the law."),
            "proposal_missing",
        ),
        (consultation.page or consultation.other_ways_th, _("Say how people take part."), "way_missing"),
        (
            consultation.is_nationwide or consultation.areas.exists(),
            _("Say which places it is about."),
            "places_missing",
        ),
        (consultation.opens_at, _("Say when it opens."), "opening_missing"),
        (consultation.closes_at, _("Say when it closes."), "closing_missing"),
    ]
    lacking = [ValidationError(words, code=code) for value, words, code in needed if not value]
    return lacking + _problems_of_explanations(consultation) + _problems_of_window(consultation)


def _problems_of_explanations(consultation: Consultation) -> list[ValidationError]:
    given = consultation.explained()
    absent = [
        ValidationError(_("Explain: %(about)s."), code=f"{about}_missing", params={"about": about.label})
        for about in missing(consultation.kind, given)
    ]
    unfilled = [
        ValidationError(
            _("“%(about)s” still holds a gap of the example: %(gap)s"),
            code=f"{each.about}_unfilled",
            params={"about": About(each.about).label, "gap": gap[0]},
        )
        for each in given
        if (gap := gaps(each.th) + gaps(each.en))
    ]
    return absent + unfilled


def _problems_of_window(consultation: Consultation) -> list[ValidationError]:
    opens_at, closes_at, now = consultation.opens_at, consultation.closes_at, timezone.now()
    found = []
    if opens_at and opens_at < now - timedelta(days=1):
        found.append(
            ValidationError(_("The opening lies in the past. Choose today or a later day."), code="opens_in_the_past")
        )
    if closes_at and closes_at <= now:
        found.append(ValidationError(_("The closing lies in the past. Choose a later day."), code="closes_in_the_past"))
    if not (opens_at and closes_at):
        return found
    usual = lengths_of(consultation.kind)
    if usual.notice_days and opens_at - now < timedelta(days=usual.notice_days) and not consultation.why_short:
        found.append(
            ValidationError(
                _("It is announced less than the usual %(days)s days before it opens. Say why; everybody reads it."),
                code="notice_too_short",
                params={"days": usual.notice_days},
            )
        )
    if closes_at - opens_at < timedelta(days=usual.opening_days) and not consultation.why_short:
        found.append(
            ValidationError(
                _("It is open for less than the usual %(days)s days. Say why; everybody reads it."),
                code="open_too_short",
                params={"days": usual.opening_days},
            )
        )
    if closes_at - opens_at > LONGEST:
        found.append(_too_long())
    return found


def _too_long() -> ValidationError:
    return ValidationError(_("It closes more than a year after it opens. Is the year right?"), code="open_too_long")


def _check_running(consultation: Consultation) -> None:
    if state_at(consultation, timezone.now()) not in {ConsultationState.SCHEDULED, ConsultationState.OPEN}:
        raise ValidationError(
            gettext_lazy("This consultation is not running: nothing of it can be changed."), code="consultation_is_over"
        )


def _window(consultation: Consultation) -> dict[str, str]:
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    assert opens_at is not None and closes_at is not None  # noqa: S101 - it has no problems; for the type checker
    return {"opens": opens_at.isoformat(), "closes": closes_at.isoformat()}


def _tell_places(consultation: Consultation) -> None:
    """Open pages of its places ask again; of one about the whole country, the page of the whole country."""
    codes: list[int | None] = [area.code for area in consultation.places()]
    announce(*dict.fromkeys(topic for code in codes or [None] for topic in areas_to_tell(code)))


def _followed_with(consultation: Consultation) -> list[str]:
    """What somebody follows who is told of it: its places, what is around them, and its topic."""
    places = {above.code for area in consultation.places() for above in area.up_to_province()}
    subjects = [f"area:{code}" for code in sorted(places)]
    topic = consultation.topic
    return subjects + [f"topic:{each.code}" for each in (topic, topic.parent if topic else None) if each]


def _tell_followers(consultation: Consultation) -> None:
    subjects = _followed_with(consultation)
    if not subjects:
        return
    for language in dict(settings.LANGUAGES):
        with override(language):
            title, body = _mail(consultation)
            key = f"consultation:{consultation.slug}:{consultation.event_count}"
            tell_followers(subjects, key, language=language, title=title, body=body)


def _mail(consultation: Consultation) -> tuple[str, str]:
    """Its title and its body, in the language that is on."""
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    assert opens_at is not None and closes_at is not None  # noqa: S101 - it is announced; for the type checker
    window = {
        "agency": consultation.agency.name,
        "opens": f"{show_date(opens_at)} {show_time(opens_at)}",
        "closes": f"{show_date(closes_at)} {show_time(closes_at)}",
    }
    asked = _("%(agency)s asks what you think, from %(opens)s to %(closes)s:") % window
    why = _("You get this because you follow its place or its topic.")
    title = _("Your opinion is asked: %(title)s") % {"title": consultation.title}
    where = [read_it(consultation.get_absolute_url()), f"{why} {follow_no_longer()}"]
    return title, letter([asked, consultation.title], where)
