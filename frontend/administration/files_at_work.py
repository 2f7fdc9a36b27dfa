"""Who works on a file for a register: the page itself where it is small, the worker where it takes longer than a page may."""

from __future__ import annotations

import logging

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.languages import STAFF_CODES
from directory.models import RegisterFile, User
from frontend.administration.importing import CHANGED_SINCE, apply_file, look_at
from frontend.administration.keeping import PAGES_WAIT_S
from frontend.administration.registers import REGISTERS, Register
from frontend.administration.sheets import read_sheet
from frontend.administration.taking_back import look_back, take_back, why_not
from frontend.administration.traces import wrote
from records.chores import Chore, wake

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500
"""Lines that a page works on while somebody waits for it: a second or two."""
WORKER_WAITS_S = 1
Step = RegisterFile.Step


def choose_file(register: Register, *, name: str, content: bytes, by: User, language: str) -> RegisterFile:
    """Keep a file and what it would change, for the page that asks whether to. Nothing of the register is written.

    A large one is looked at by the worker. Raises ValidationError: those of `read_sheet`, too_many_changes, register_is_busy.
    """
    sheet = read_sheet(content, register)
    file = RegisterFile(
        register=register.slug, name=name[-200:], content=content, chosen_by=by, language=_spoken(language)
    )
    return _looked_at(file, register, lines=len(sheet.lines))


def choose_back(original: RegisterFile, register: Register, *, by: User, language: str) -> RegisterFile:
    """Keep what taking back a file would do, for the page that asks whether to. Nothing of the register is written.

    A large one is looked at by the worker. Raises ValidationError: those of `look_back`.
    """
    if why := why_not(original, register):
        raise ValidationError(why, code="cannot_be_taken_back")
    file = RegisterFile(
        register=register.slug, name=original.name, takes_back=original, chosen_by=by, language=_spoken(language)
    )
    return _looked_at(file, register, lines=wrote(original))


def _looked_at(file: RegisterFile, register: Register, *, lines: int) -> RegisterFile:
    if lines > MOST_AT_ONCE:
        file.waits_for, file.preview = Step.LOOK, {"lines": lines}
    else:
        _look(file, register, by=file.chosen_by, wait_s=PAGES_WAIT_S)
    with transaction.atomic():
        file.save()
        if file.waits_for:
            wake(work_on_files.name)
    file.refresh_from_db(fields=["public_id"])
    return file


def press(
    file: RegisterFile, register: Register, *, seen: str, by: User, language: str, sure: bool = False
) -> dict[str, int] | None:
    """Write what the preview showed, or have the worker write it (None). seen: the digest of the plan that was on the page;
    sure: whether what the page asks about again was said to be meant.

    Raises ValidationError: asks_again, and as `apply_file`; after looked_at_again the file is looked at once more.
    """
    with transaction.atomic():
        kept = RegisterFile.objects.select_for_update(skip_locked=True).filter(pk=file.pk).first()
        if kept is not None and kept.waits_for:
            return None
        if kept is not None and kept.plan_digest == seen and kept.preview.get("n_doubts") and not sure:
            told = _("Some lines are asked about again. If they are meant, tick it and press once more.")
            raise ValidationError(told, code="asks_again")
        if kept is None and RegisterFile.objects.filter(pk=file.pk).exists():  # the worker has it, or another press
            return None
        is_large = kept is not None and kept.applied_at is None and kept.preview.get("lines", 0) > MOST_AT_ONCE
        if kept is not None and is_large and kept.plan_digest == seen:
            kept.waits_for, kept.pressed_by, kept.language, kept.told = Step.WRITE, by, _spoken(language), ""
            kept.save(update_fields=["waits_for", "pressed_by", "language", "told"])
            wake(work_on_files.name)
            return None
    if kept is not None and kept.applied_at is None and kept.plan_digest != seen:
        raise ValidationError(CHANGED_SINCE, code="looked_at_meanwhile")
    try:
        return _write(file, register, by=by, wait_s=PAGES_WAIT_S)
    except ValidationError as error:
        if error.code == "looked_at_again":
            _look(file, register, by=by, wait_s=PAGES_WAIT_S)
            file.save(update_fields=["preview", "plan_digest"])
        raise


def _look(file: RegisterFile, register: Register, *, by: User, wait_s: float) -> None:
    look = look_back if file.takes_back_id else look_at
    look(file, register, by=by, wait_s=wait_s)


def _write(file: RegisterFile, register: Register, *, by: User, wait_s: float) -> dict[str, int]:
    write = take_back if file.takes_back_id else apply_file
    return write(file, register, by=by, wait_s=wait_s)


def _spoken(language: str) -> str:
    """What pages of the office speak."""
    return language if language in STAFF_CODES else "th"


@transaction.atomic
def _work() -> int:
    """The file that has waited longest: all that is written of it, or nothing, and what is to be told."""
    waiting = RegisterFile.objects.select_for_update(skip_locked=True, of=("self",)).exclude(waits_for="")
    file = waiting.select_related("chosen_by", "pressed_by").order_by("id").first()
    if file is None:
        return 0
    with override(file.language):
        try:
            _do(file)
        except ValidationError as error:
            if error.code == "register_is_busy":
                return 0
            file.told = " ".join(error.messages)
        except (OperationalError, InterfaceError):
            raise  # the database is at fault, not the file
        except Exception:
            log.exception("File %s of a register could not be worked on", file.pk)
            file.told = _("This file could not be worked on. Nothing was written. Choose it once more.")
    file.waits_for = ""
    file.save(update_fields=["waits_for", "told", "preview", "plan_digest"])
    return 1


def _do(file: RegisterFile) -> None:
    register = REGISTERS[file.register]
    file.told = ""
    if file.waits_for == Step.WRITE:
        assert file.pressed_by is not None  # noqa: S101 - a constraint
        try:
            _write(file, register, by=file.pressed_by, wait_s=WORKER_WAITS_S)
        except ValidationError as error:
            if error.code != "looked_at_again":
                raise
            file.told = " ".join(error.messages)
        else:
            file.refresh_from_db(fields=["preview"])
            return
    with transaction.atomic():
        _look(file, register, by=file.pressed_by or file.chosen_by, wait_s=WORKER_WAITS_S)


work_on_files = Chore("work_on_register_files", _work, every_s=10)
