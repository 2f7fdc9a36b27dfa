"""The team writes what was said and decided, answers what was not reached, and publishes it.

`draw_up` makes one JSON value, stored as it is with each version, so that its words and numbers stay:

    hall, online, questions: how many came to the hall, took part online, and asked; said; decisions: [words]
    answers: [{"question", "answer"}], of questions that were not reached, without personal data
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.personal_data import mask
from consultations.hearings.history import check_not_cancelled, lock_own, record
from consultations.hearings.models import (
    ANSWER_MAX_LETTERS,
    MINUTES_MAX_LETTERS,
    REASON_MAX_LETTERS,
    Hearing,
    HearingEvent,
    Minutes,
    MinutesVersion,
    Question,
    Registration,
    Stage,
)
from directory.models import User
from records.uploads import keep_upload, remove_upload

MOST_PEOPLE = 100_000
MOST_ANSWERED = 100
_Kind = HearingEvent.Kind


@dataclass(frozen=True)
class Written:
    """What the team writes. answers: id of a question → words; pdf: the signed paper, b"" to leave the one there is."""

    said: str = ""
    decisions: str = ""
    guests: int = 0
    online: int = 0
    answers: Mapping[int, str] = field(default_factory=dict)
    pdf: bytes = b""


def not_reached(hearing: Hearing) -> list[Question]:
    """Questions that nobody answered in the hall, what most want first."""
    waiting = Question.objects.filter(hearing=hearing).to_read().exclude(stage=Stage.ANSWERED)
    return list(waiting.by_support()[:MOST_ANSWERED])


def keep_minutes(hearing: Hearing, written: Written, *, seen: int, by: User) -> Minutes:
    """Keep a draft of the minutes; nobody else reads it.

    seen: `Minutes.edits` as the writer has read it, 0 before the first. Raises ValidationError: not_your_agency,
    hearing_is_cancelled, not_over_yet, changed_meanwhile, note_too_long, too_many_people, pdf_is_none, and those of
    `records.uploads.store_upload`.
    """
    with keep_upload(_signed_paper(written.pdf)) as pdf:
        hearing = _over(lock_own(hearing, by))
        minutes = Minutes.objects.filter(hearing=hearing).first() or Minutes(hearing=hearing)
        if minutes.edits != seen:
            raise ValidationError(
                _("A colleague has kept other words meanwhile. Load the page and look first."), code="changed_meanwhile"
            )
        if max(written.guests, written.online) > MOST_PEOPLE:
            raise ValidationError(_("That are too many people."), code="too_many_people")
        minutes.said = check_note(written.said, needed=False, most=MINUTES_MAX_LETTERS)
        minutes.decisions = check_note(written.decisions, needed=False, most=MINUTES_MAX_LETTERS)
        minutes.guests, minutes.online = written.guests, written.online
        asked = {each.pk for each in not_reached(hearing)}
        answers = {pk: check_note(text, needed=False, most=ANSWER_MAX_LETTERS) for pk, text in written.answers.items()}
        minutes.answers = {str(pk): text for pk, text in answers.items() if text and pk in asked}
        replaced = minutes.pdf if pdf else None
        minutes.pdf = pdf or minutes.pdf
        minutes.edits += 1
        minutes.edited_at, minutes.edited_by = timezone.now(), by
        minutes.save()
        if replaced is not None and not MinutesVersion.objects.filter(pdf=replaced).exists():
            remove_upload(replaced)  # nobody reads it, and it may hold names
        return minutes


@transaction.atomic
def publish_minutes(hearing: Hearing, *, reason: str = "", seen: int, by: User) -> MinutesVersion:
    """Show the minutes to everybody as they are now; after the first a version needs a reason. Again is no mistake.

    Raises ValidationError: not_your_agency, hearing_is_cancelled, not_over_yet, changed_meanwhile, minutes_missing,
    note_missing, note_too_long.
    """
    hearing = _over(lock_own(hearing, by))
    minutes = Minutes.objects.filter(hearing=hearing).first()
    if minutes is None or not minutes.said:
        raise ValidationError(_("Write first what was said, in a few sentences."), code="minutes_missing")
    if minutes.edits != seen:
        raise ValidationError(
            _("A colleague has kept other words meanwhile. Load the page and look first."), code="changed_meanwhile"
        )
    before = newest_of(hearing)
    if before and before.told["edits"] == seen:
        return before
    reason = check_note(reason, most=REASON_MAX_LETTERS) if before else ""
    version = MinutesVersion.objects.create(
        hearing=hearing,
        number=before.number + 1 if before else 1,
        reason=reason,
        told={**draw_up(minutes), "edits": seen},
        pdf=minutes.pdf,
        published_by=by,
    )
    kind = _Kind.MINUTES_CHANGED if before else _Kind.MINUTES
    record(hearing, kind, by=by, note=reason, facts={"version": version.number})
    return version


def newest_of(hearing: Hearing) -> MinutesVersion | None:
    return MinutesVersion.objects.filter(hearing=hearing).order_by("number").last()


def draw_up(minutes: Minutes) -> dict[str, Any]:
    """All of them as they are now; of people counts alone."""
    hearing = minutes.hearing
    came = Registration.objects.filter(hearing=hearing, came_at__isnull=False, way="hall").count()
    told = [
        {"question": mask(each.text), "answer": minutes.answers.get(str(each.pk), "")} for each in not_reached(hearing)
    ]
    return {
        "hall": came + minutes.guests,
        "online": minutes.online,
        "questions": Question.objects.filter(hearing=hearing).to_read().count(),
        "said": minutes.said,
        "decisions": [line.strip(" -•\t") for line in minutes.decisions.splitlines() if line.strip(" -•\t")],
        "answers": [each for each in told if each["answer"]],
    }


def _over(hearing: Hearing) -> Hearing:
    check_not_cancelled(hearing)
    if hearing.ends_at > timezone.now():
        raise ValidationError(_("Minutes are written once the hearing is over."), code="not_over_yet")
    return hearing


def _signed_paper(pdf: bytes) -> ContentFile | None:
    if pdf and pdf.lstrip()[:5] != b"%PDF-":
        raise ValidationError(_("The signed paper must be a PDF."), code="pdf_is_none")
    return ContentFile(pdf.lstrip()) if pdf else None
