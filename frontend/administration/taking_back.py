"""Taking a whole file back out of a register: what stood there before it stands there again, in one act.

What the history cannot put back exactly stays as it is, and so does what somebody has changed since. A row that the file made goes, or
ends where it is in use by now. As with bringing in, the look is the act itself, undone at its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import RegisterFile, User
from directory.thai_dates import show_date, show_time
from frontend.administration.columns import YesNoColumn
from frontend.administration.importing import CHANGED_SINCE, MOST_SHOWN, waiting_to_be_written
from frontend.administration.keeping import lock
from frontend.administration.planning import CHANGED, NEW, REFUSED, Planned, digest_of
from frontend.administration.registers import Register
from frontend.administration.rules import on_a_loop
from frontend.administration.traces import plan_back
from frontend.administration.uses import told_of, uses_of_rows
from frontend.administration.writing import write_all

RESTORED, REMOVED, ENDED, LEFT = "restored", "removed", "ended", "left"
_STAYS_SAID = (LEFT, ENDED)
"""What a page goes on to show once the file is taken back: rows that somebody may want to look at."""


def why_not(file: RegisterFile, register: Register) -> str:
    """Why this file cannot be taken back, or "". One statement."""
    if file.takes_back_id or file.applied_at is None:
        return _("Only a file that was written can be taken back.")
    if register.write:
        return _(
            "A file of people cannot be taken back as a whole: mails have gone out, and roles are accepted, held and ended one by"
            " one. Change the roles of the people whom it names, or withdraw their invitations."
        )
    done = RegisterFile.objects.select_related("pressed_by", "chosen_by").defer("content")
    taken = done.filter(takes_back=file.pk, applied_at__isnull=False).first()
    if taken is None or taken.applied_at is None:
        return ""
    return _("%(name)s took this file back on %(day)s %(time)s. It cannot be taken back twice.") % {
        "name": (taken.pressed_by or taken.chosen_by).full_name,
        "day": show_date(taken.applied_at),
        "time": show_time(taken.applied_at),
    }


def look_back(file: RegisterFile, register: Register, *, by: User, wait_s: float) -> None:
    """Find out what taking back file.takes_back would do now; unsaved. wait_s: for others who write (keeping.lock).

    Raises ValidationError: cannot_be_taken_back, history_is_short, register_is_busy.
    """
    with transaction.atomic():
        lock(register, wait_s=wait_s)
        lines = _done(_to_take_back(file, register), register, by=by)
        transaction.set_rollback(True)
    file.plan_digest = _digest(lines)
    file.preview = {
        "counts": _counts(lines),
        "shown": _shown(lines, (RESTORED, REMOVED, *_STAYS_SAID)),
        "lines": len(lines),
    }


@transaction.atomic
def take_back(file: RegisterFile, register: Register, *, by: User, wait_s: float) -> dict[str, int]:
    """Do what the look showed, all of it or nothing; returns how many rows of each kind there were.

    Raises ValidationError: file_is_gone, written_already, cannot_be_taken_back (such as twice), history_is_short,
    looked_at_again (it would do something else by now), register_is_busy.
    """
    lock(register, wait_s=wait_s)
    original = _to_take_back(file, register)
    kept = waiting_to_be_written(file)
    about = {"file": kept.name, "register_file": str(kept.public_id), "takes_back": str(original.public_id)}
    with pghistory.context(user=by.pk, **about):
        lines = _done(original, register, by=by)
    if _digest(lines) != kept.plan_digest:
        raise ValidationError(CHANGED_SINCE, code="looked_at_again")
    kept.applied_at, kept.pressed_by = timezone.now(), by
    kept.preview = {"counts": _counts(lines), "shown": _shown(lines, _STAYS_SAID), "lines": len(lines)}
    kept.save(update_fields=["applied_at", "pressed_by", "preview"])
    transaction.on_commit(register.forget)
    return _counts(lines)


def _to_take_back(file: RegisterFile, register: Register) -> RegisterFile:
    """Raises ValidationError (cannot_be_taken_back)."""
    original = file.takes_back
    assert original is not None  # noqa: S101 - who calls has looked
    if why := why_not(original, register):
        raise ValidationError(why, code="cannot_be_taken_back")
    return original


def _done(original: RegisterFile, register: Register, *, by: User) -> list[Planned]:
    """Each row of the file, and what became of it: restored, removed, ended or left."""
    lines = plan_back(original, register)
    _restore([each for each in lines if each.kind == CHANGED], register, by)
    _remove([each for each in lines if each.kind == NEW], register, by)
    for each in lines:
        if each.kind == REFUSED:
            each.kind, each.cells = LEFT, each.old
    return lines


def _restore(lines: list[Planned], register: Register, by: User) -> None:
    """Let these rows say again what they did. One that would become part of itself, by way of what others moved since, stays."""
    while doing := [each for each in lines if each.kind == CHANGED]:
        with transaction.atomic():
            write_all(doing, register, by=by)
            looped = on_a_loop(register.model) if register.tree else set()
            if not any(each.pk in looped for each in doing):
                break
            transaction.set_rollback(True)
    for each in lines:
        if each.kind == CHANGED:
            each.kind = RESTORED


def _remove(lines: list[Planned], register: Register, by: User) -> None:
    for each in lines:
        if stays := register.stays(each.old):
            each.refuse([stays])
    lines = [each for each in lines if each.kind == NEW]
    if not lines:
        return
    pks = {each.pk for each in lines}
    used = uses_of_rows(register.model, pks)
    in_use = [each for each in lines if each.pk in used]
    for each in lines:
        if each.pk not in used:
            each.kind = REMOVED
    gone = register.model._default_manager.filter(pk__in=pks - used.keys())
    gone._raw_delete(gone.db)  # what nothing points at needs nobody to collect what would go along
    _end(in_use, register, by)
    for each in in_use:
        each.wrong.insert(0, _("It is in use: %(uses)s.") % {"uses": told_of(used[each.pk])})


def _end(lines: list[Planned], register: Register, by: User) -> None:
    """Take what is in use out of use, where the register knows that and the house lets it."""
    last = {each.pk: _end_of(each.old, register) for each in lines}
    ending = [
        Planned(each.number, CHANGED, each.pk, old=each.old, cells={**each.old, register.ends: last[each.pk]})
        for each in lines
        if last[each.pk]
    ]
    write_all(ending, register, by=by)
    ended = {each.pk: each for each in ending}
    for each in lines:
        done = ended.get(each.pk)
        if done and done.kind == CHANGED:
            each.kind, each.cells = ENDED, done.cells
        else:
            each.refuse(done.wrong if done else [])


def _end_of(cells: Mapping[str, str], register: Register) -> str:
    """What is to stand in the column that takes it out of use; "" where there is none, or it is so already, or has not begun."""
    if not register.ends:
        return ""
    now = cells[register.ends]
    if isinstance(register.by_name[register.ends], YesNoColumn):
        return "" if now == "no" else "no"
    today = timezone.localdate()
    begins = cells.get("opens_on") or cells.get("starts_on")
    last = max(today - timedelta(days=1), date.fromisoformat(begins)) if begins else today - timedelta(days=1)
    return "" if last > today or (now and date.fromisoformat(now) <= last) else last.isoformat()


def _counts(lines: list[Planned]) -> dict[str, int]:
    counted = Counter(each.kind for each in lines)
    return {kind: counted[kind] for kind in (RESTORED, REMOVED, ENDED, LEFT)}


def _digest(lines: list[Planned]) -> str:
    """Equal only where the same would become of the same rows."""
    return digest_of([[each.kind, each.pk, dict(each.old), dict(each.cells)] for each in lines])


def _shown(lines: list[Planned], kinds: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    return {kind: [each.shown() for each in lines if each.kind == kind][:MOST_SHOWN] for kind in kinds}
