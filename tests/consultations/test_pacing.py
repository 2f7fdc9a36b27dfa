"""How often a new number is told."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from consultations.pacing import Paced
from consultations.participation.models import Change

CHORES = [import_string(path) for path in settings.CHORES]
PACED = {chore.name: chore.function for chore in CHORES if isinstance(chore.function, Paced)}


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("consultations.pacing.time.monotonic", lambda: now[0])
    monkeypatch.setattr(Paced, "is_any", lambda self: True)
    return now


def paced(*batches):
    """A chore that finds so many steps, one number at each time it really looks, and how often it did."""
    left = list(batches)
    looked = []

    def add_up():
        looked.append(1)
        return left.pop(0) if left else 0

    return Paced(add_up, batch=10, steps=Change), looked


class TestAddingUp:
    def test_is_at_once_after_a_silence_and_then_at_its_pace(self, clock):
        chore, looked = paced(3, 3, 3)
        for _quarter in range(9):
            assert chore() == 0
            clock[0] += 0.25
        assert len(looked) == 3

    def test_looks_each_time_while_nobody_answers(self, clock):
        chore, looked = paced(0, 0, 3)
        for _quarter in range(3):
            chore()
            clock[0] += 0.25
        assert len(looked) == 3

    def test_goes_on_at_once_while_it_does_not_keep_up(self, clock):
        chore, looked = paced(10, 10, 2)
        assert [chore(), chore(), chore(), chore()] == [10, 10, 0, 0]
        assert len(looked) == 3

    def test_that_failed_is_tried_again_at_the_next_look(self, clock):
        def add_up():
            raise RuntimeError

        chore = Paced(add_up, batch=10, steps=Change)
        for _time in range(2):
            with pytest.raises(RuntimeError):
                chore()


@pytest.mark.django_db
@pytest.mark.parametrize("name", PACED)
class TestLookingAllDay:
    def test_asks_once_where_nobody_answers(self, name):
        with CaptureQueriesContext(connection) as asked:
            assert PACED[name]() == 0
        assert len(asked) <= 2  # the first time it is prepared

    def test_asks_for_the_steps_that_are_added_up(self, name):
        with CaptureQueriesContext(connection) as asked:
            PACED[name].add_up()
        assert any(
            f"DELETE FROM {PACED[name].steps._meta.db_table} " in " ".join(each["sql"].split()) for each in asked
        )
