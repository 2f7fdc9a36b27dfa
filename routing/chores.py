"""Routing as chores of the worker: take waiting cases, ask the model, decide. Safe to kill and to run twice.

A missing, broken or slow model means triage by people within two seconds, never a lost or refused complaint (R9).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from complaints.danger import is_urgent_by_words
from complaints.handling import send_to_triage
from complaints.models import Case
from complaints.shared_places import said_office
from complaints.text_languages import TextLanguage, language_of
from complaints.workflow import CaseState
from directory.known import areas, topics
from directory.statements import Lookup
from notifications.live import announce
from records.chores import Chore
from records.resting import Resting
from routing.asking import DECIDING, predict
from routing.deciding import form_opinion, route_case
from routing.models import Simulation

if TYPE_CHECKING:
    from ml.serving import Prediction

log = logging.getLogger(__name__)
BATCH = 20
_still_waiting = Lookup(Case, f"id = %s AND state = '{CaseState.RECEIVED}' FOR UPDATE SKIP LOCKED")
"""Of `Case.objects.awaiting_routing()` the one, locked."""
_resting = Resting()


def _route() -> int:
    """Route a batch. Each case is decided in its own transaction, and one that cannot be decided goes to people (R10)."""
    DECIDING.take()  # loading takes seconds: as the worker starts, not when the first case comes
    done = 0
    queue = Case.objects.awaiting_routing().exclude(pk__in=_resting.ids())
    waiting = list(queue.prefetch_related("complaints")[:BATCH])
    told = {case.pk: next(iter(case.complaints.all()), None) for case in waiting}
    thai = {pk for pk, complaint in told.items() if complaint is None or complaint.is_in_thai}
    items = [
        {
            "id": case.reference,
            "text": first.words_here if (first := told[case.pk]) else "",
            "latitude": case.latitude,
            "longitude": case.longitude,
        }
        for case in waiting
        if case.pk in thai
    ]
    answers, version = predict(items) if items else ([], "")
    predictions = dict(zip((case.pk for case in waiting if case.pk in thai), answers, strict=True))
    for case in waiting:
        first, is_thai = told[case.pk], case.pk in thai
        decide = partial(
            route_case,
            prediction=predictions.get(case.pk),
            model_version=version,
            is_thai=is_thai,
            said=said_office(first.answers) if first else "",
            text=first.words_here if first else "",
            is_danger=first is not None and is_urgent_by_words(first.words_here, is_thai=is_thai),
        )
        for act in (decide, send_to_triage):
            try:
                done += _taken(case, act)
                break
            except (OperationalError, InterfaceError):
                raise  # the database is at fault, not the case
            except Exception:
                log.exception("Case %s could not be routed", case.reference)
        else:
            log.error("Case %s went nowhere, next try in %.0f s", case.reference, _resting.send(case.pk))
    return done


def _taken(case: Case, act: Callable[[Case], object]) -> int:
    """Do this with the case in a transaction of its own; 0 when another worker has it or it was withdrawn meanwhile."""
    with transaction.atomic():
        mine = _still_waiting(case.pk)
        for one in mine:
            one.topic, one.area = topics.get(one.topic_id), areas.get(one.area_id)
            act(one)
    return len(mine)


def _simulate() -> int:
    queue = Simulation.objects.filter(answered_at__isnull=True).order_by("id")
    waiting = list(queue.select_related("area__parent__parent")[:BATCH])
    predictions, version = predict([{"id": str(s.pk), "text": s.text} for s in waiting]) if waiting else ([], "")
    for simulation, prediction in zip(waiting, predictions, strict=True):
        try:
            _answer(simulation, prediction, version)
        except (OperationalError, InterfaceError):
            raise  # the database is at fault, not the question
        except Exception:
            # Whoever asked is waiting: told at once that there is no answer, they can ask again (R10).
            log.exception("Simulation %s could not be answered", simulation.pk)
            Simulation.objects.filter(pk=simulation.pk).update(answered_at=timezone.now())
        announce(f"person:{simulation.asked_by_id}")
    return len(waiting)


@transaction.atomic
def _answer(simulation: Simulation, prediction: Prediction | None, version: str) -> None:
    is_thai = language_of(simulation.text) == TextLanguage.THAI
    is_danger = is_urgent_by_words(simulation.text, is_thai=is_thai)
    opinion = form_opinion(prediction, simulation.area, is_thai=is_thai, is_danger=is_danger, text=simulation.text)
    simulation.answer = {**asdict(opinion), "sure": opinion.is_sure, "model_version": version}
    simulation.answered_at = timezone.now()
    simulation.save(update_fields=["answer", "answered_at"])


route_waiting_cases = Chore("route_waiting_cases", _route, every_s=2)
answer_simulations = Chore("answer_simulations", _simulate, every_s=2)
