"""Consultations held elsewhere come in: a file is looked at, then kept as a whole or not at all; once more it changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import agencies_of
from consultations.portal.finding import LawFinder
from consultations.portal.models import Survey, SurveyFile
from consultations.portal.reading import Mistake, Row, read_file
from directory.models import Agency, User
from records.chores import Chore
from records.locks import wait_to_be_alone
from records.spreadsheets import plain

KEPT_FOR = timedelta(days=1)
_FIELDS = {
    "survey_name": "title", "survey_type_name": "kind", "agency_name": "agency_name", "agency_id": "portal_agency",
    "ministry_id": "portal_ministry", "start_date": "starts_on", "end_date": "ends_on", "duration_day": "duration_days",
    "closed": "is_closed", "close_year": "close_year", "answer_count": "answers", "view_count": "views",
    "question_count": "questions", "n_invited": "invited", "affects_prachachon": "affects_public",
    "isconclude": "conclusion", "law_group_id": "law_groups", "url": "url",
}  # fmt: skip
"""Column of the portal → column of Survey."""


@dataclass
class Looked:
    """What a file would do. others: lines of agencies for which the person does not work; they are left out."""

    rows: list[Row]
    mistakes: list[Mistake] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    same: int = 0
    others: int = 0
    twice: int = 0
    ours: int = 0

    @property
    def may_be_kept(self) -> bool:
        return bool(self.new or self.changed) and not self.mistakes


def look_at(content: bytes, *, by: User) -> Looked:
    """Read and compare, keep nothing. Raises ValidationError: nobody_imports, and those of `read_file`."""
    check_imports(by)
    read = read_file(content)
    agencies = _agencies(read.rows)
    own = None if imports_all(by) else set(agencies_of(by))
    rows = [row for row in read.rows if own is None or _id_of(agencies.get(row["agency_name"])) in own]
    looked = Looked(rows, read.mistakes, others=len(read.rows) - len(rows), twice=read.twice, ours=read.ours)
    known = _known(rows)
    for row in rows:
        before = known.get(row["survey_id"])
        if before is None:
            looked.new += 1
        elif _differs(before, row):
            looked.changed += 1
        else:
            looked.same += 1
    return looked


def look_at_file(content: bytes, *, name: str, by: User) -> tuple[SurveyFile | None, Looked]:
    """The same, and what could be kept waits a day for the button. None where nothing can be."""
    looked = look_at(content, by=by)
    if not looked.may_be_kept:
        return None, looked
    told = {"rows": looked.rows, "counts": {"new": looked.new, "changed": looked.changed, "same": looked.same}}
    digest = hashlib.sha256(content).hexdigest()
    return SurveyFile.objects.create(by=by, name=plain(name, most=200), digest=digest, told=told), looked


@transaction.atomic
def keep_file(file: SurveyFile, *, by: User) -> SurveyFile:
    """All of a file that was looked at. Kept already it is kept; two at once wait for each other.

    Raises ValidationError: nobody_imports, not_your_agency (the person has left the agency since).
    """
    check_imports(by)
    file = SurveyFile.objects.select_for_update().get(pk=file.pk)
    if file.kept_at is not None:
        return file
    file.new, file.changed = keep_rows(file.told["rows"], by=by)
    file.kept_at, file.told = timezone.now(), {}
    file.save(update_fields=["new", "changed", "kept_at", "told"])
    return file


@transaction.atomic
def keep_rows(rows: list[Row], *, by: User) -> tuple[int, int]:
    """Put them in or bring them up to date. Returns how many are new, and how many changed."""
    wait_to_be_alone("consultations.portal.importing")
    agencies, known = _agencies(rows), _known(rows)
    own = None if imports_all(by) else set(agencies_of(by))
    new: list[Survey] = []
    changed: list[Survey] = []
    finder = LawFinder()
    for row in rows:
        agency = agencies.get(row["agency_name"])
        if own is not None and _id_of(agency) not in own:
            raise ValidationError(_("You do not hold consultations for this agency."), code="not_your_agency")
        survey = known.get(row["survey_id"])
        if survey is not None and not _differs(survey, row):
            continue
        (changed if survey else new).append(survey or Survey(survey_id=row["survey_id"]))
        survey = survey or new[-1]
        for column, value in _values(row).items():
            setattr(survey, column, value)
        survey.agency, survey.changed_at = agency, timezone.now()
        if not survey.is_law_chosen:
            survey.law_id = finder.law_of(survey.title)
    Survey.objects.bulk_create(new, batch_size=500)
    Survey.objects.bulk_update(changed, [*_FIELDS.values(), "agency", "law", "changed_at"], batch_size=500)
    return len(new), len(changed)


def imports_all(by: User) -> bool:
    """Whoever administers the house takes lines of every agency."""
    return by.is_active and by.is_superuser


def check_imports(by: User) -> None:
    """Raises ValidationError (nobody_imports)."""
    if not (imports_all(by) or agencies_of(by)):
        raise ValidationError(_("You do not hold consultations for any agency."), code="nobody_imports")


def _agencies(rows: Iterable[Row]) -> dict[str, Agency]:
    names = {row["agency_name"] for row in rows}
    found = Agency.objects.active().filter(name_th__in=names).order_by("-id")
    return {agency.name_th: agency for agency in found}


def _id_of(agency: Agency | None) -> int | None:
    return agency.pk if agency else None


def _known(rows: Iterable[Row]) -> dict[str, Survey]:
    return {each.survey_id: each for each in Survey.objects.filter(survey_id__in=[row["survey_id"] for row in rows])}


def _values(row: Row) -> dict[str, Any]:
    told = {column: row[name] for name, column in _FIELDS.items()}
    return told | {name: date.fromisoformat(told[name]) for name in ("starts_on", "ends_on")}


def _differs(survey: Survey, row: Row) -> bool:
    return any(getattr(survey, column) != value for column, value in _values(row).items())


def _forget(batch: int = 20) -> int:
    """Looks that led to nothing are gone after a day."""
    old = SurveyFile.objects.filter(kept_at=None, at__lt=timezone.now() - KEPT_FOR)
    return SurveyFile.objects.filter(pk__in=old.values("pk")[:batch]).delete()[0]


forget_files = Chore("forget_looks_at_surveys", _forget, every_s=600)
