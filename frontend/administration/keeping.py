"""The acts on a register: keep a row, take one out of use, remove one that nothing needs. Pages and files both come here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from directory.models import User
from frontend.administration.columns import Cells
from frontend.administration.planning import digest_of
from frontend.administration.references import References
from frontend.administration.refusals import LOOP
from frontend.administration.registers import Register
from frontend.administration.rules import on_a_loop
from frontend.administration.uses import told_of, uses_of
from frontend.administration.writing import write_row

PAGES_WAIT_S = 5
"""For a large file that is being written. A page that waited longer would keep its process from everybody else."""
LOCK_NOT_AVAILABLE = "55P03"
_BUSY = _("A file is being written into this register at this moment. Nothing was kept. Try again in a minute.")


def lock(register: Register, *, wait_s: float) -> None:
    """One change of a register after the other, pages and files alike, until the transaction ends.

    wait_s: how long to wait for who is writing now. Raises ValidationError (register_is_busy), after which nothing more
    can be done in this transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{wait_s}s"])
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"administration:{register.slug}"])
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
                raise
            raise ValidationError(_BUSY, code="register_is_busy") from error
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")


@transaction.atomic
def keep_row(register: Register, cells: Cells, *, pk: Any = None, seen: str = "", by: User) -> Any:
    """Keep a new row (pk None) or change one; returns it. cells: of all columns that may be changed.

    seen: `digest_of` the cells that were on the page. Raises ValidationError by column: row_changed_meanwhile, those of
    `write_row`, and a loop of a tree.
    """
    lock(register, wait_s=PAGES_WAIT_S)
    before: Mapping[str, str] = {}
    if pk is not None:
        kept = next(register.kept(register.queryset().filter(pk=pk)), None)
        if kept is None or (seen and digest_of(kept.cells) != seen):
            raise ValidationError(
                _("Somebody else has changed this row meanwhile. Look at it as it is now, and change it again."),
                code="row_changed_meanwhile",
            )
        before = kept.cells
    whole = {**before, **cells}
    row = write_row(register, pk, before, whole, References(register.columns, [whole]), by=by)
    tree = register.tree
    if tree and pk is not None and row.pk in on_a_loop(register.model):
        raise ValidationError({tree.name: ValidationError(LOOP, code="loop")})
    transaction.on_commit(register.forget)
    return row


@transaction.atomic
def remove_row(register: Register, pk: Any, *, seen: str) -> None:
    """Remove a row that nothing points at. Raises ValidationError: row_changed_meanwhile, row_is_in_use, never_removed (roles,
    and what a register says stays)."""
    lock(register, wait_s=PAGES_WAIT_S)
    kept = next(register.kept(register.queryset().filter(pk=pk)), None)
    if kept is None or digest_of(kept.cells) != seen:
        raise ValidationError(
            _("Somebody else has changed this row meanwhile. Look at it as it is now, and change it again."),
            code="row_changed_meanwhile",
        )
    if register.write:
        raise ValidationError(_("Roles end; they are not removed. Give it a last day."), code="never_removed")
    if stays := register.stays(kept.cells):
        raise ValidationError(stays, code="never_removed")
    row = register.model._default_manager.select_for_update(of=("self",)).get(pk=pk)
    if uses := uses_of(row):
        raise ValidationError(
            _(
                "This is in use and cannot be removed: %(uses)s. Take it out of use instead: then it is offered no more."
            ),
            code="row_is_in_use",
            params={"uses": told_of(uses)},
        )
    row.delete()
    transaction.on_commit(register.forget)
