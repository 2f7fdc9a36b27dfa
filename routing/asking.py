"""Asking a topic model: loaded once a process, given a second and a half, and never needed to be there."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from routing.alarms import Kind, end_alarm, raise_alarm
from routing.deciding import TopicModel
from routing.registry import ModelFile, deciding_file, shadow_file

if TYPE_CHECKING:
    from ml.serving import Prediction

log = logging.getLogger(__name__)
PREDICTION_LIMIT_S = 1.5
MODEL_RETRY_S = 30.0
LOOK_EVERY_S = 5.0
"""How long after somebody let another model decide the old one may still be asked."""


class ModelTooSlow(Exception):
    """The model did not answer in time."""


class Shelf:
    """One model, loaded; another one as soon as the registry names it; and when a refused one may be tried again."""

    def __init__(self, which: Callable[[], ModelFile | None], alarm: Kind):
        self._which, self._alarm = which, alarm
        self.model: TopicModel | None = None
        self.next_look = 0.0
        self._file: ModelFile | None = None
        self._next_try = 0.0

    def forget(self) -> None:
        """As in a process that has just begun."""
        self.model, self._file, self.next_look, self._next_try = None, None, 0.0, 0.0

    def take(self) -> TopicModel | None:
        """None while the model is missing or refused; the desk then has an alarm of it."""
        now = time.monotonic()
        if now >= self.next_look:
            self.next_look = now + LOOK_EVERY_S
            if (wanted := self._which()) != self._file:
                self._file, self.model, self._next_try = wanted, None, 0.0
        if self.model is None and self._file is not None and now >= self._next_try:
            self._load(self._file)
        return self.model

    def _load(self, file: ModelFile) -> None:
        refused = ""
        try:
            self.model = _loaded(file)
        except Exception as error:
            log.exception("The topic model %s cannot be used", file.version or file.path.name)
            refused = getattr(error, "reason", "") or type(error).__name__
        if refused:
            self._next_try = time.monotonic() + MODEL_RETRY_S
            raise_alarm(self._alarm, file.version, reason=refused)
        else:
            end_alarm(self._alarm)


def _loaded(file: ModelFile) -> TopicModel:
    # Late: scikit-learn loads with it, which the web process never needs.
    from ml.model_file import ModelRefused, checksum
    from ml.serving import Classifier, newest_model

    path = newest_model(file.path)
    if file.sha256 and path.is_file() and checksum(path) != file.sha256:
        raise ModelRefused("checksum", f"{path.name} is not the file that was registered")
    model = Classifier.load(path)
    if file.version and model.version != file.version:
        raise ModelRefused("version", f"{path.name} says that it is {model.version}")
    model.predict([{"id": "", "text": "ลองตัดคำ"}])  # loads the dictionary now, not while a case waits
    return model


DECIDING = Shelf(deciding_file, Kind.MODEL_REFUSED)
BESIDE = Shelf(shadow_file, Kind.CHALLENGER_REFUSED)


def predict(items: Sequence[dict[str, Any]], shelf: Shelf = DECIDING) -> tuple[list[Prediction | None], str]:
    """A prediction an item, or None each when the model is missing, fails or is too slow; and the model's version."""
    model = shelf.take()
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
