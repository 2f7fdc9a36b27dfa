"""Notes that readers of a draft leave on its parts; the team answers them and ticks them off."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.history import lock
from consultations.holding import check_own
from consultations.models import Consultation
from consultations.previews.models import NOTE_MAX_LETTERS, PreviewLink, ReviewNote
from directory.models import User

MOST_NOTES = 300
"""Of one link."""


@transaction.atomic
def leave_note(link: PreviewLink, *, about: str, about_words: str, text: str) -> ReviewNote:
    """What the reader says about a part; the same words on it once more are the note there is.

    Raises ValidationError: link_is_dead, only_reads, note_missing, note_too_long, too_many_notes.
    """
    text = check_note(text, most=NOTE_MAX_LETTERS)
    lock(link.consultation)  # it may be announced, or the link revoked, while they write
    alive = PreviewLink.objects.alive(timezone.localdate()).filter(pk=link.pk).first()
    if alive is None:
        raise ValidationError(_("This link no longer works."), code="link_is_dead")
    if not alive.may_comment:
        raise ValidationError(_("This link is for reading only."), code="only_reads")
    if found := ReviewNote.objects.filter(link=link, about=about, text=text).first():
        return found
    if ReviewNote.objects.filter(link=link).count() >= MOST_NOTES:
        raise ValidationError(_("There are enough notes. Write to the team itself."), code="too_many_notes")
    return ReviewNote.objects.create(link=link, about=about, about_words=about_words[:300], text=text)


@transaction.atomic
def answer_note(note: ReviewNote, *, answer: str, by: User) -> ReviewNote:
    """What the team says to it; its reader sees that at the link. Another answer takes the place of the one before.

    Raises ValidationError: not_your_agency, note_missing, note_too_long.
    """
    answer = check_note(answer, most=NOTE_MAX_LETTERS)
    note = _locked(note, by)
    if note.answer != answer:
        note.answer, note.answered_by, note.answered_at = answer, by, timezone.now()
        note.save(update_fields=["answer", "answered_by", "answered_at"])
    return note


@transaction.atomic
def tick_note(note: ReviewNote, *, is_done: bool, by: User) -> ReviewNote:
    """Tick it off, or take the tick back; again is no mistake. Raises ValidationError: not_your_agency."""
    note = _locked(note, by)
    if (note.done_at is not None) != is_done:
        note.done_at, note.done_by = (timezone.now(), by) if is_done else (None, None)
        note.save(update_fields=["done_at", "done_by"])
    return note


def notes_on(consultation: Consultation) -> list[ReviewNote]:
    """All of them, those that nobody ticked off first."""
    found = ReviewNote.objects.filter(link__consultation=consultation).select_related("link", "answered_by", "done_by")
    return sorted(found, key=lambda note: (note.done_at is not None, note.pk))


def _locked(note: ReviewNote, by: User) -> ReviewNote:
    check_own(note.link.consultation, by)
    locked = ReviewNote.objects.select_for_update(of=("self",)).select_related("link__consultation")
    return locked.get(pk=note.pk)
