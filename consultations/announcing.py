"""From draft to announcement, and what may happen to a consultation afterwards. Each act is one line of its history."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import datetime

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
from consultations.lengths import results_due
from consultations.models import Consultation, ConsultationEvent
from consultations.problems import LONGEST, problems, too_long
from consultations.signing import is_head
from consultations.workflow import ConsultationState, state_at
from directory.models import User
from directory.thai_dates import show_date, show_time
from notifications.following import Mailing, mailing_to, tell_followers
from notifications.letters import follow_no_longer, letter, read_it
from notifications.live import announce

Kind = ConsultationEvent.Kind
REASON_MAX_LETTERS = 2000


@transaction.atomic
def announce_consultation(consultation: Consultation, *, by: User, seen: int | None = None) -> Consultation:
    """Show a draft to everybody and tell those who follow its places and its topic; again is no mistake.

    seen: the number of the newest line of its history that the announcer has read; None announces what stands there.
    The head of its agency signs it off by announcing it. Raises DraftMovedOn when there is a newer line and of a trial, whose answers never count, and ValidationError:
    all of its `problems`; not_signed_off.
    """
    consultation = lock(consultation)
    if consultation.announced_at is not None:
        return consultation
    if consultation.is_pilot or (seen is not None and seen != consultation.event_count):
        raise DraftMovedOn(consultation)
    if found := problems(consultation):
        raise ValidationError(found)
    if not consultation.signed_off_at and not is_head(by, consultation):
        raise ValidationError(
            gettext_lazy("The head of the agency has not signed this draft off yet."), code="not_signed_off"
        )
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
    return Announcement(shown, mailing_to(followed_with(shown), lambda: _mail(shown)))


@transaction.atomic
def extend_consultation(consultation: Consultation, *, closes_at: datetime, reason: str, by: User) -> Consultation:
    """Move the closing of a running consultation to a later moment, saying why; the same once more is done already.

    Raises ValidationError: is_a_pilot, consultation_is_over, closing_not_later, open_too_long, note_missing, note_too_long.
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
        raise too_long()


@transaction.atomic
def withdraw_consultation(consultation: Consultation, *, reason: str, by: User) -> Consultation:
    """End a consultation before it closes; its page stays and says why. The same once more is done already.

    Raises ValidationError: is_a_pilot, consultation_is_over, note_missing, note_too_long.
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


def _check_running(consultation: Consultation) -> None:
    if consultation.is_pilot:
        raise ValidationError(gettext_lazy("This is a trial: close it, or wipe it."), code="is_a_pilot")
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


def followed_with(consultation: Consultation) -> list[str]:
    """What somebody follows who is told of it: itself, its agency, kind and laws, its topic, its places and what is around them."""
    places = {above.code for area in consultation.places() for above in area.up_to_province()}
    subjects = [f"area:{code}" for code in sorted(places)]
    topic = consultation.topic
    subjects += [f"topic:{each.code}" for each in (topic, topic.parent if topic else None) if each]
    # Kept by consultations.statutes, which this app does not import.
    laws = consultation.law_links.values_list("law__slug", flat=True)  # type: ignore[attr-defined]
    subjects += [f"law:{slug}" for slug in laws]
    own = (
        f"consultation:{consultation.slug}",
        f"agency:{consultation.agency.code}",
        f"consultations:{consultation.kind}",
    )
    return [*subjects, *own]


def _tell_followers(consultation: Consultation) -> None:
    subjects, key = followed_with(consultation), announcement_key(consultation)
    for language in dict(settings.LANGUAGES):
        with override(language):
            title, body = _mail(consultation)
            path = consultation.get_absolute_url()
            tell_followers(subjects, key, language=language, title=title, body=body, path=path)


def announcement_key(consultation: Consultation) -> str:
    """The event under which its announcement is told."""
    return f"consultation:{consultation.slug}:announced"


def why_followed() -> str:
    return _("You get this because you follow it, its place, topic, agency or kind, or its law.")


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
    why = why_followed()
    title = _("Your opinion is asked: %(title)s") % {"title": consultation.title}
    where = [read_it(consultation.get_absolute_url()), f"{why} {follow_no_longer()}"]
    return title, letter([asked, consultation.title], where)
