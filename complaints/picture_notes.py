"""What an officer is told of the pictures of finished work before they go out: used before, too old, from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.after_photos import needs_after_photo
from complaints.models import Case
from complaints.repeated_pictures import Repeat, find_repeats
from directory.models import User
from records.models import Upload
from records.picture_origin import Expected


@dataclass(frozen=True)
class PictureNote:
    upload: Upload
    repeat: Repeat | None = None

    @property
    def is_to_look_at(self) -> bool:
        return bool(self.repeat or self.upload.is_too_early or self.upload.is_elsewhere)


def expected_of(case: Case) -> Expected | None:
    """What the time and place of its pictures after the work are held against; None where none is needed."""
    if not needs_after_photo(case):
        return None
    return Expected(case.created_at, case.latitude, case.longitude, settings.AFTER_PHOTO_WITHIN_M)


def notes_on(case: Case, uploads: Sequence[Upload], *, officer: User) -> list[PictureNote]:
    """Each of these files with what is to be said of it."""
    repeats = find_repeats(case, uploads, officer=officer) if needs_after_photo(case) else []
    of_upload = {repeat.upload.pk: repeat for repeat in repeats}
    return [PictureNote(upload, of_upload.get(upload.pk)) for upload in uploads]


def shown_with(waiting: Sequence[Upload], notes: Sequence[PictureNote]) -> dict[str, Any]:
    """What a page says of the files that wait for its form."""
    return {
        "picture_notes": notes,
        "has_picture": any(upload.kind == Upload.Kind.IMAGE for upload in waiting),
        "has_repeats": any(note.repeat for note in notes),
        "after_photo_within_m": settings.AFTER_PHOTO_WITHIN_M,
    }


def check_looked_at(case: Case, uploads: Sequence[Upload], looked_at: str, *, officer: User) -> None:
    """Nothing goes out with a note that its sender has not seen. looked_at: public ids of the files shown with theirs.

    Raises ValidationError: look_at_pictures.
    """
    shown = looked_at.split(",")
    notes = notes_on(case, uploads, officer=officer)
    if any(note.is_to_look_at and str(note.upload.public_id) not in shown for note in notes):
        raise ValidationError(_("Look at the notes beside your pictures, then send again."), code="look_at_pictures")
