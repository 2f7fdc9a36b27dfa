"""Files that go with a comment: kept with it in the act that keeps its words, and gone for good with them.

Who lets them through, so that others read them, is `consultations.moderation.files`.
"""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.comments.models import MOST_FILES, Comment, CommentFile
from consultations.participation.taking_part import OPEN_NOW
from records.models import Upload
from records.uploads import remove_upload

_HOLD = f"""
    SELECT FROM comments_comment comment
    JOIN consultations_consultation consultation ON consultation.id = comment.commenting_id
    WHERE comment.id = %s AND comment.withdrawn_at IS NULL AND comment.hidden_at IS NULL AND {OPEN_NOW}
    FOR NO KEY UPDATE OF comment
"""


def hold_open(comment: Comment) -> bool:
    """Lock a comment until the act ends; whether it still stands and its consultation is open, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [comment.pk])
        return cursor.fetchone() is not None


def attach_waiting(comment: Comment, token: str) -> int:
    """Keep what waits for the form with this token. Within the act of a comment that `hold_open` holds. Returns how many.

    Raises ValidationError (too_many_files).
    """
    uploads = list(Upload.objects.waiting_for(token).select_for_update()) if token else []
    if not uploads:
        return 0
    there = CommentFile.objects.standing().filter(comment=comment).count()
    if there + len(uploads) > MOST_FILES:
        raise ValidationError(
            _("A comment takes up to %(most)d files. Take one out first."),
            code="too_many_files",
            params={"most": MOST_FILES},
        )
    CommentFile.objects.bulk_create(CommentFile(comment=comment, upload=upload) for upload in uploads)
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).update(attached_at=Now())
    return len(uploads)


def take_out(comment: Comment, public_ids: Collection[str]) -> int:
    """Remove files of this comment for good, of whatever others nothing. Within an act. Returns how many."""
    files = CommentFile.objects.standing().filter(comment=comment, upload__public_id__in=list(public_ids))
    return _remove(list(files.select_related("upload")))


def take_out_all(comments: Collection[int]) -> int:
    """The same with all files of these comments."""
    files = CommentFile.objects.filter(comment__in=list(comments), upload__removed_at__isnull=True)
    return _remove(list(files.select_related("upload")))


def _remove(files: list[CommentFile]) -> int:
    for file in files:
        remove_upload(file.upload)
    return len(files)
