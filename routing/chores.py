"""Routing as chores of the worker: take waiting cases, ask the model, decide. Safe to kill and to run twice.

A missing, broken or slow model means triage by people within two seconds, never a lost or refused complaint (R9).
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from complaints.danger import is_urgent_by_words
from complaints.handling import send_to_triage
from complaints.models import Case, Complaint
from complaints.text_languages import TextLanguage, language_of
from notifications.live import announce
from records.chores import Chore
from records.resting import Resting
from routing.deciding import TopicModel, form_opinion, route_case
from routing.models import Simulation

if TYPE_CHECKING:
    from ml.serving import Prediction

log = logging.getLogger(__name__)
BATCH = 20
PREDICTION_LIMIT_S = 1.5
MODEL_RETRY_S = 30.0
_resting = Resting()


class ModelTooSlow(Exception):
    """The model did not answer in time."""


class _Shelf:
    """The loaded model, and when a broken one may be tried again."""

    model: TopicModel | None = None
    next_try: float = 0.0


def the_model() -> TopicModel | None:
    """The shipped topic model, loaded once a process; None while it is missing or refused."""
    if _Shelf.model is None and time.monotonic() >= _Shelf.next_try:
        try:
            # Late: scikit-learn loads with it, which the web process never needs.
            from ml.serving import Classifier, newest_model

            place = Path(settings.TOPIC_MODEL)
            model = Classifier.load(newest_model(place) if place.is_dir() else place)
            model.predict([{"id": "", "text": "ลองตัดคำ"}])  # loads the dictionary now, not while a case waits
            _Shelf.model = model
        except Exception:
            log.exception("The topic model cannot be used; cases go to the triage desk")
            _Shelf.next_try = time.monotonic() + MODEL_RETRY_S
    return _Shelf.model


def predict(items: Sequence[dict[str, Any]]) -> tuple[list[Prediction | None], str]:
    """A prediction an item, or None each when the model is missing, fails or is too slow; and the model's version."""
    model = the_model()
    if model is None:
        return [None] * len(items), ""
    answers: list[Prediction | None] = [None] * len(items)
    try:
        with _time_limit(PREDICTION_LIMIT_S):
            try:
                answers = _asked(model, items)
            except ModelTooSlow:
                raise
            except Exception:
                log.exception("The topic model failed on %d texts; each is tried alone", len(items))
                for place, item in enumerate(items):
                    answers[place] = _asked_alone(model, item)
    except ModelTooSlow:
        log.error(
            "The topic model was too slow for %d texts; those without an answer go to the triage desk", len(items)
        )
    return answers, model.version


def _asked(model: TopicModel, items: Sequence[dict[str, Any]]) -> list[Prediction | None]:
    answers: list[Prediction | None] = list(model.predict(items))
    if len(answers) != len(items):
        raise ValueError(f"{len(answers)} answers to {len(items)} texts")
    return answers


def _asked_alone(model: TopicModel, item: dict[str, Any]) -> Prediction | None:
    try:
        return _asked(model, [item])[0]
    except ModelTooSlow:
        raise
    except Exception:
        return None  # this is the one; people read it


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    # An alarm interrupts even a model that sleeps; only a process's main thread can have one, and chores run there.
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def too_slow(_signal: int, _frame: FrameType | None) -> None:
        raise ModelTooSlow

    before = signal.signal(signal.SIGALRM, too_slow)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _route() -> int:
    """Route a batch. Each case is decided in its own transaction, and one that cannot be decided goes to people (R10)."""
    the_model()  # loading takes seconds: as the worker starts, not when the first case comes
    done = 0
    queue = Case.objects.awaiting_routing().exclude(pk__in=_resting.ids())
    waiting = list(queue.prefetch_related("complaints")[:BATCH])
    told = {case.pk: next(iter(case.complaints.all()), None) for case in waiting}
    thai = {pk for pk, complaint in told.items() if complaint is None or _is_thai(complaint)}
    items = [
        {
            "id": case.reference,
            "text": first.text if (first := told[case.pk]) else "",
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
            is_danger=first is not None and is_urgent_by_words(first.text, is_thai=is_thai),
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


def _is_thai(complaint: Complaint) -> bool:
    return (complaint.text_language or language_of(complaint.text)) == TextLanguage.THAI


def _taken(case: Case, act: Callable[[Case], object]) -> int:
    """Do this with the case in a transaction of its own; 0 when another worker has it or it was withdrawn meanwhile."""
    with transaction.atomic():
        mine = (
            Case.objects.awaiting_routing()
            .filter(pk=case.pk)
            .select_related("area__parent__parent", "topic__parent")
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if mine is not None:
            act(mine)
    return int(mine is not None)


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
    opinion = form_opinion(prediction, simulation.area, is_thai=is_thai, is_danger=is_danger)
    simulation.answer = {**asdict(opinion), "sure": opinion.is_sure, "model_version": version}
    simulation.answered_at = timezone.now()
    simulation.save(update_fields=["answer", "answered_at"])


route_waiting_cases = Chore("route_waiting_cases", _route, every_s=2)
answer_simulations = Chore("answer_simulations", _simulate, every_s=2)
