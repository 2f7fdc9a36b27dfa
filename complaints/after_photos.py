"""The picture of the finished work: which cases need one to be reported as solved, and what stands in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.closing_tables import AfterPhoto, Closing
from complaints.models import Case
from complaints.workflow import CaseKind, Outcome
from directory.models import Topic
from directory.reference_files import read_csv
from directory.reference_tables import add_missing
from records.caching import kept_for
from records.models import Upload

_FILE = Path(__file__).parent / "reference" / "after_photos.csv"
REASON_MAX_LETTERS = 300


def needs_after_photo(case: Case) -> bool:
    """Whether "solved" of this case is shown by a picture: a complaint about something that one can see."""
    if case.kind != CaseKind.COMPLAINT or case.topic is None:
        return False
    marks = _marks()
    of_its_topic = marks.get(case.topic.parent_id, False) if case.topic.parent_id else False
    return marks.get(case.topic.pk, of_its_topic)


def check_after_photo(case: Case, outcome: str, uploads: Sequence[Upload], reason: str) -> tuple[Closing.Photo, str]:
    """What is to be kept of the picture, and the reason why there is none where it is needed.

    Raises ValidationError: after_photo_missing, note_too_long.
    """
    if outcome != Outcome.SOLVED or not needs_after_photo(case):
        return Closing.Photo.NOT_NEEDED, ""
    if any(upload.kind == Upload.Kind.IMAGE for upload in uploads):
        return Closing.Photo.SENT, ""
    reason = check_note(reason, needed=False, most=REASON_MAX_LETTERS)
    if not reason:
        raise after_photo_missing()
    return Closing.Photo.NONE, reason


def after_photo_missing() -> ValidationError:
    return ValidationError(
        _("Send a picture of the finished work, or say below why there is none."), code="after_photo_missing"
    )


@kept_for(seconds=5)
def _marks() -> dict[int, bool]:
    return dict(AfterPhoto.objects.values_list("topic_id", "needs_photo"))


def load_after_photos() -> int:
    """Add the missing rows of reference/after_photos.csv; staff's own changes stay. Returns how many are new."""
    topics = dict(Topic.objects.values_list("code", "pk"))
    return add_missing(
        [AfterPhoto(topic_id=topics[row["topic"]], needs_photo=row["needs_photo"] == "yes") for row in read_csv(_FILE)]
    )


def forget_after_photos() -> None:
    """Drop what this process keeps of the table, after a change of it."""
    _marks.forget()
