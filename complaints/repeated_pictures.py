"""Pictures of finished work that were used before: found when an office sends one, said to it, and marked if it goes on.

A picture is held against the pictures after the work of all cases and against those that were sent with this case. Only
what this officer may know is said: the number of a case that they may open or that is public, else merely that it was
used; of a confidential case that they may not open, nothing. Why these distances: docs/pictures.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.after_photos import REASON_MAX_LETTERS
from complaints.models import Assignment, Case, CaseFile
from complaints.workflow import Visibility
from directory.models import User
from records.models import Upload
from records.picture_looks import bands_near, bits_between

SAME_ACROSS, SAME_IN_ALL = 7, 14
"""Bits of 64 across and of 128 in all by which one picture differs from itself, sent again."""
SAME_AS_BEFORE = 6
"""Of 128: the same place from the same spot looks alike before and after the work, and must not be taken for a repeat."""
MOST_FOUND = 20

_ALIKE = """
    WITH near AS MATERIALIZED (SELECT id, upload_id FROM complaints_casefile WHERE look_bands && %s)
    SELECT near.id FROM near JOIN records_upload upload ON upload.id = near.upload_id
    WHERE bit_count((upload.look # %s)::bit(64)) <= %s
        AND bit_count((upload.look # %s)::bit(64)) + bit_count((upload.look_down # %s)::bit(64)) <= %s
    ORDER BY near.id DESC LIMIT %s
"""
"""Materialized, or the planner walks back through all files in the hope of 20 that look the same: 610 ms among 1,000,000,
instead of 20."""


@dataclass(frozen=True)
class Repeat:
    """A picture that looks the same as a file that was sent before."""

    upload: Upload
    file: CaseFile
    is_of_this_case: bool
    is_after_work: bool
    reference: str
    """The case's number, where the officer may know it; "" elsewhere, and for this case."""

    @property
    def at(self) -> datetime | None:
        """When it was sent, told with the case only."""
        if self.file.event is not None and (self.reference or self.is_of_this_case):
            return self.file.event.at
        return None


def find_repeats(case: Case, uploads: Iterable[Upload], *, officer: User) -> list[Repeat]:
    """For each of these pictures the newest file that it repeats, as this officer may know of it."""
    pictures = [upload for upload in uploads if upload.look is not None and upload.look_down is not None]
    if not pictures:
        return []
    alike = {upload.pk: _after_work_alike(upload) for upload in pictures}
    sent_here = _sent_with(case)
    files = CaseFile.objects.filter(pk__in={pk for found in alike.values() for pk in found})
    known = {file.pk: file for file in files.select_related("case", "event", "upload")}
    seen = _may_open(officer, known.values())
    repeats = []
    for upload in pictures:
        before = [file for file in sent_here if _differs(upload, file.upload) <= SAME_AS_BEFORE]
        found = [known[pk] for pk in alike[upload.pk] if pk in known]
        after = [file for file in found if _may_be_told(file.case, case, seen)]
        # What can be named is told first: it is what the officer can look at.
        after.sort(key=lambda file: (file.case_id == case.pk, _can_name(file.case, seen)), reverse=True)
        if before:
            repeats.append(Repeat(upload, before[0], is_of_this_case=True, is_after_work=False, reference=""))
        elif after:
            here = after[0].case_id == case.pk
            number = after[0].case.reference if not here and _can_name(after[0].case, seen) else ""
            repeats.append(Repeat(upload, after[0], is_of_this_case=here, is_after_work=True, reference=number))
    return repeats


def check_repeats(case: Case, uploads: Sequence[Upload], reason: str, *, by: User) -> tuple[Mapping[int, int], str]:
    """The files that these pictures repeat, by the upload's id, and why they are right all the same.

    Raises ValidationError: picture_used_before, note_too_long.
    """
    repeats = find_repeats(case, uploads, officer=by)
    if not repeats:
        return {}, ""
    reason = check_note(reason, needed=False, most=REASON_MAX_LETTERS)
    if not reason:
        raise ValidationError(
            _("A picture was used before. Take it out and send another one, or say why it is the right one."),
            code="picture_used_before",
        )
    return {repeat.upload.pk: repeat.file.pk for repeat in repeats}, reason


def _after_work_alike(upload: Upload) -> list[int]:
    """Ids of the newest files after the work that look the same, of any case."""
    across, down = upload.look, upload.look_down
    assert across is not None  # noqa: S101 - for the type checker
    values = (bands_near(across), across, SAME_ACROSS, across, down, SAME_IN_ALL, MOST_FOUND)
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, values)
        return [pk for (pk,) in cursor.fetchall()]


def _sent_with(case: Case) -> list[CaseFile]:
    """What complainants sent with this case and with those that were joined into it, newest first."""
    told = CaseFile.objects.filter(Q(case=case) | Q(case__joined_into=case), look_bands__isnull=True)
    pictures = told.filter(upload__look__isnull=False, upload__look_down__isnull=False)
    return list(pictures.select_related("upload", "event").order_by("-pk"))


def _differs(one: Upload, other: Upload) -> int:
    return bits_between(one.look or 0, other.look or 0) + bits_between(one.look_down or 0, other.look_down or 0)


def _may_open(officer: User, files: Iterable[CaseFile]) -> set[int]:
    """Ids of the cases of these files that the officer may open."""
    cases = {file.case_id for file in files}
    return set(Assignment.objects.handled_by(officer).filter(case__in=cases).values_list("case_id", flat=True))


def _may_be_told(other: Case, case: Case, seen: set[int]) -> bool:
    return other.pk == case.pk or other.pk in seen or other.visibility != Visibility.CONFIDENTIAL


def _can_name(other: Case, seen: set[int]) -> bool:
    return other.pk in seen or other.released_at is not None
