"""Pictures of finished work from before pictures were known again: how they look is filled in, a few at a time.

Else a picture used for an old closing could be used again unnoticed (complaints.repeated_pictures). Newest first, for those
are used again soonest. It ends by itself: every process goes through the files once.
"""

from __future__ import annotations

import logging

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from PIL import Image

from complaints.models import CaseEvent, CaseFile, Closing
from records.chores import Chore
from records.models import Upload
from records.picture_looks import Look, bands_of, look_of

log = logging.getLogger(__name__)
FILES_A_STEP = 1_000
"""Rows walked in one look: of nearly all of them nothing is to do."""
PICTURES_A_STEP = 20
"""Opened in one look: some hundred milliseconds, and other chores wait for their turn."""
_NO_LOOK: list[int] = []
"""Bands of a picture with too little in it, or that cannot be opened: it is not looked at again."""


class _Walk:
    """How far this process has come: files before this id are left. None: from the newest; 0: done."""

    before: int | None = None


def _look_at_old() -> int:
    """Files walked; 0 once all were, and from then on without asking the database."""
    if _Walk.before == 0:
        return 0
    files = CaseFile.objects.order_by("-pk")
    if _Walk.before is not None:
        files = files.filter(pk__lt=_Walk.before)
    window = list(files.values_list("pk", flat=True)[:FILES_A_STEP])
    if not window:
        _Walk.before = 0
        return 0
    waiting = list(_without_look(window).values_list("pk", flat=True)[:PICTURES_A_STEP])
    for pk in waiting:
        _fill_in(pk)
    _Walk.before = waiting[-1] if len(waiting) == PICTURES_A_STEP else window[-1]
    return len(window)


def _without_look(ids: list[int]) -> QuerySet[CaseFile]:
    """Pictures of finished work among these files, the newest first. Of a report from before
    closings were kept nobody knows what its pictures show, and they count."""
    of_work = Q(event__closing__isnull=True) | Q(event__closing__photo=Closing.Photo.SENT)
    return CaseFile.objects.filter(
        of_work,
        pk__in=ids,
        event__kind=CaseEvent.Kind.RESOLUTION_PROPOSED,
        look_bands__isnull=True,
        upload__kind=Upload.Kind.IMAGE,
        upload__removed_at__isnull=True,
    ).order_by("-pk")


@transaction.atomic
def _fill_in(pk: int) -> None:
    rows = CaseFile.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, look_bands__isnull=True)
    file = rows.select_related("upload").first()
    if file is None:
        return
    look = _look_of(file.upload)
    file.look_bands = bands_of(look.across) if look else _NO_LOOK
    file.save(update_fields=["look_bands"])
    if look:
        Upload.objects.filter(pk=file.upload_id).update(look=look.across, look_down=look.down)


def _look_of(upload: Upload) -> Look | None:
    if upload.look is not None and upload.look_down is not None:
        return Look(upload.look, upload.look_down)
    try:
        with default_storage.open(upload.stored_as) as stored, Image.open(stored) as image:
            return look_of(image)
    except (OSError, ValueError):  # its bytes are gone, or no picture
        log.warning("Picture %s could not be looked at", upload.public_id)
        return None


look_at_old_pictures = Chore("look_at_old_pictures", _look_at_old, every_s=600)
