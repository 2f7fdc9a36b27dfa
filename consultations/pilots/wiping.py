"""Ending a trial: nothing of it stays but one line in the history of its draft.

What is wiped is no list that a room could be forgotten on: whatever row leads to the trial by its keys goes, whichever table it is of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pgtrigger
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils import timezone

from consultations.comments.attaching import take_out_all
from consultations.comments.models import Comment
from consultations.history import lock, record
from consultations.holding import check_holds
from consultations.lengths import lengths_of
from consultations.models import Consultation, ConsultationEvent
from consultations.pilots.outcome import people_in
from consultations.pilots.running import check_pilot, close_pilot
from consultations.results.models import ReportVersion
from directory.models import User
from records.chores import Chore

Kind = ConsultationEvent.Kind
_TRIES = 5


def wipe_pilot(pilot: Consultation, *, by: User | None) -> None:
    """Close a trial and wipe all that is in it and hangs on it; what is wiped already is no mistake.

    It closes first, in an act of its own: whoever answers at this moment was in time and goes with the rest, or is told that it
    has closed. by: None where its days are over. Raises ValidationError: not_your_agency, not_a_pilot.
    """
    check_pilot(pilot)
    if by is not None:
        check_holds(pilot, by)
        try:
            close_pilot(pilot, by=by)
        except Consultation.DoesNotExist:  # somebody has wiped it
            return
    for left in reversed(range(_TRIES)):
        try:
            _wipe(pilot.pk, is_over=by is None)
            return
        except (IntegrityError, OperationalError):  # a row came in between, of a worker or of somebody who was in time
            if not left:
                raise


@transaction.atomic
def _wipe(pk: int, *, is_over: bool) -> None:
    pilot = Consultation.objects.select_for_update().filter(pk=pk, pilot_of__isnull=False).first()
    if pilot is None or pilot.pilot_of is None:
        return
    draft, begun = lock(pilot.pilot_of), pilot.events.filter(kind=Kind.PILOT_BEGUN).select_related("by").first()
    facts: dict[str, Any] = {
        "people": people_in(pilot),
        "from": pilot.opens_at.isoformat() if pilot.opens_at else "",
        "until": pilot.closes_at.isoformat() if pilot.closes_at else "",
        "by_itself": is_over,
    }
    for names in ReportVersion.objects.filter(report=pk).values_list("pdf_stored_as", "bundle_stored_as"):
        for name in filter(None, names):
            transaction.on_commit(partial(default_storage.delete, name))
    take_out_all(Comment.objects.filter(commenting=pk).values_list("pk", flat=True))
    _wipe_rows(pk)
    record(draft, Kind.PILOT_RUN, by=begun.by if begun else None, facts=facts)


def _wipe_rows(pk: int) -> None:
    """Parents first: each waits for whoever holds it, so that what they wrote is there to be found when its own turn comes.

    Keys are looked at when the transaction ends. Histories are append-only and counts are kept by triggers: not here.
    """
    gone: dict[type[models.Model], list[Any]] = defaultdict(list)
    gone[Consultation] = [pk]
    with pgtrigger.ignore(), connection.cursor() as cursor:
        _delete(cursor, Consultation, [("id", [pk])])
        for model, ways in tables_of():
            wanted = [(field.column, gone[_model_of(field)]) for field in ways]
            gone[model] = _delete(cursor, model, wanted)
        for field in loose_ends():
            ids = gone.get(_model_of(field), [])
            if field.remote_field.on_delete is models.DO_NOTHING:  # a step of a count, which has no key of its own
                _delete(cursor, field.model, [(field.column, ids)])
            else:
                field.model._base_manager.filter(**{f"{field.attname}__in": ids}).update(**{field.attname: None})


def tables_of() -> Iterator[tuple[type[models.Model], list[models.ForeignKey[Any, Any]]]]:
    """Each table whose rows cannot be without a consultation, with the columns that lead there; what they hang on comes first."""
    known: set[type[models.Model]] = {Consultation}
    waiting = {model: ways for model in _tables() if (ways := [f for f in _keys(model) if not f.null])}
    reached = _reached(waiting)
    waiting = {
        m: [f for f in ways if _model_of(f) in {Consultation, *reached}] for m, ways in waiting.items() if m in reached
    }
    while waiting:
        ready = [m for m, ways in waiting.items() if all(_model_of(field) in {m, *known} for field in ways)]
        if not ready:
            raise RuntimeError(f"Rows that need each other: {waiting}")
        for model in ready:
            known.add(model)
            yield model, waiting.pop(model)


def loose_ends() -> list[models.ForeignKey[Any, Any]]:
    """Columns that may be empty, of tables that can be without a consultation, which lead to one all the same."""
    reached = {Consultation, *(model for model, _ways in tables_of())}
    others = [model for model in _tables() if model not in reached]
    return [field for model in others for field in _keys(model) if _model_of(field) in reached]


def _reached(waiting: dict[type[models.Model], list[models.ForeignKey[Any, Any]]]) -> set[type[models.Model]]:
    reached: set[type[models.Model]] = set()
    while found := {
        model
        for model, ways in waiting.items()
        if model not in reached and any(_model_of(field) in {Consultation, *reached} for field in ways)
    }:
        reached |= found
    return reached


def _tables() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy and model is not Consultation]


def _keys(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _model_of(field: models.ForeignKey[Any, Any]) -> type[models.Model]:
    related = field.related_model
    assert not isinstance(related, str)  # noqa: S101 - all apps are loaded; for the type checker
    return related


def _delete(cursor: Any, model: type[models.Model], wanted: list[tuple[str, list[Any]]]) -> list[Any]:
    """Returns the keys of what went."""
    wanted = [(column, ids) for column, ids in wanted if ids]
    if not wanted:
        return []
    where = " OR ".join(f'"{column}" = ANY(%s)' for column, _ids in wanted)
    pk = model._meta.pk
    assert pk is not None  # noqa: S101 - every table has one; for the type checker
    cursor.execute(
        f'DELETE FROM "{model._meta.db_table}" WHERE {where} RETURNING "{pk.column}"',  # noqa: S608 - names of our own
        [ids for _column, ids in wanted],
    )
    return [row[0] for row in cursor.fetchall()]


def wipe_old_pilots() -> int:
    """Wipe those that closed so long ago as the table of lengths says. Returns how many."""
    closed = Consultation.objects.filter(pilot_of__isnull=False, closes_at__lte=timezone.now()).order_by("closes_at")
    over = [each for each in closed if each.closes_at and each.closes_at <= timezone.now() - _kept(each)]
    for pilot in over:
        wipe_pilot(pilot, by=None)
    return len(over)


def _kept(pilot: Consultation) -> timedelta:
    return timedelta(days=lengths_of(pilot.kind).pilot_days)


wipe_pilots = Chore("wipe_pilots", wipe_old_pilots, every_s=3600, can_wait=True)
