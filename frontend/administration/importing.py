"""Bringing a file into a register: first a look at what it would change, then one press that writes all of it or nothing.

The look is the act itself, taken back at its end, so that what a table would refuse is known before. Rows that a file
does not name stay as they are; columns that it does not have, too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import RegisterFile, User
from frontend.administration.keeping import lock
from frontend.administration.planning import (
    CHANGED,
    NEW,
    REFUSED,
    Planned,
    counts_of,
    digest_of_plan,
    plan_of,
)
from frontend.administration.registers import Register
from frontend.administration.sheets import Sheet, read_sheet
from frontend.administration.writing import write_all
from records.chores import Chore

MOST_BY_ACT = 1_000
"""Rows that one press writes where each is an act of its own with a mail to somebody: people."""
MOST_SHOWN = 200
KEPT_FOR = timedelta(days=1)


def look_at(file: RegisterFile, register: Register, *, by: User, wait_s: float) -> None:
    """Find out what the file would change now; unsaved. wait_s: for others who write (keeping.lock).

    Raises ValidationError: those of `read_sheet`, too_many_changes, register_is_busy.
    """
    sheet = read_sheet(bytes(file.content), register)
    with transaction.atomic():
        lock(register, wait_s=wait_s)
        planned = plan_of(sheet, register)
        _refuse_too_many(planned, register)
        file.plan_digest = digest_of_plan(planned)
        write_all(planned, register, by=by)
        transaction.set_rollback(True)
    file.preview = _preview(planned, sheet, register)


@transaction.atomic
def apply_file(file: RegisterFile, register: Register, *, by: User, wait_s: float) -> dict[str, int]:
    """Write what the preview showed, all of it or nothing; returns how many rows of each kind there were.

    Pressed twice, it is written once. Raises ValidationError: file_is_gone, written_already, looked_at_again (the tables
    have changed since, so the preview says what is not so), register_is_busy.
    """
    lock(register, wait_s=wait_s)
    kept = waiting_to_be_written(file)
    sheet = read_sheet(bytes(kept.content), register)
    planned = plan_of(sheet, register)
    if digest_of_plan(planned) != kept.plan_digest:
        raise ValidationError(CHANGED_SINCE, code="looked_at_again")
    with pghistory.context(user=by.pk, file=kept.name, register_file=str(kept.public_id)):
        write_all(planned, register, by=by)
    counts = counts_of(planned)
    if counts[REFUSED]:
        raise ValidationError(CHANGED_SINCE, code="looked_at_again")
    kept.applied_at, kept.content = timezone.now(), None
    kept.preview = {"counts": counts}
    kept.save()
    transaction.on_commit(register.forget)
    return counts


def waiting_to_be_written(file: RegisterFile) -> RegisterFile:
    """The file, locked for who writes it. Raises ValidationError: file_is_gone, written_already."""
    kept = RegisterFile.objects.select_for_update(of=("self",)).select_related("takes_back").filter(pk=file.pk).first()
    if kept is None:
        raise ValidationError(_("This file is not kept any more. Choose it once more."), code="file_is_gone")
    if kept.applied_at is not None:
        raise ValidationError(_("This file is written already. Nothing was done again."), code="written_already")
    return kept


CHANGED_SINCE = gettext_lazy(
    "The register has changed since you looked. Nothing was written. This is what would change now."
)


def _refuse_too_many(planned: list[Planned], register: Register) -> None:
    n = sum(each.kind in {NEW, CHANGED} for each in planned)
    if register.write and n > MOST_BY_ACT:
        raise ValidationError(
            _("The file would change %(n)s rows; one file may change %(most)s. Divide it into several."),
            code="too_many_changes",
            params={"n": f"{n:,}", "most": f"{MOST_BY_ACT:,}"},
        )


def _doubts(planned: list[Planned], register: Register) -> list[dict[str, Any]]:
    asked = (
        (each, register.doubts(each.old, {**each.old, **each.cells})) for each in planned if each.kind in {NEW, CHANGED}
    )
    return [each.shown() | {"wrong": words} for each, words in asked if words]


def _preview(planned: list[Planned], sheet: Sheet, register: Register) -> dict[str, Any]:
    doubts = _doubts(planned, register)
    shown = {
        kind: [row.shown() for row in planned if row.kind == kind][:MOST_SHOWN] for kind in (REFUSED, NEW, CHANGED)
    }
    return {
        "counts": counts_of(planned),
        "shown": shown,
        "is_thai_windows": sheet.is_thai_windows,
        "columns": sheet.columns,
        "lines": len(sheet.lines),
        "doubts": doubts[:MOST_SHOWN],
        "n_doubts": len(doubts),
    }


def _forget_files() -> int:
    """Files that nobody pressed the button for are gone after a day; of written ones the numbers stay."""
    old = RegisterFile.objects.filter(applied_at__isnull=True, chosen_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]


forget_files = Chore("forget_register_files", _forget_files, every_s=600)
