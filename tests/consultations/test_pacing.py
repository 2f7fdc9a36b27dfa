"""How often a new number is told."""

import pytest

from consultations.pacing import Paced


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("consultations.pacing.time.monotonic", lambda: now[0])
    return now


def paced(*batches):
    """A chore that finds so many steps, one number at each time it really looks, and how often it did."""
    left = list(batches)
    looked = []

    def add_up():
        looked.append(1)
        return left.pop(0) if left else 0

    return Paced(add_up, batch=10), looked


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

        chore = Paced(add_up, batch=10)
        for _time in range(2):
            with pytest.raises(RuntimeError):
                chore()
