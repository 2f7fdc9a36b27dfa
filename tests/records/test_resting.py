from unittest.mock import patch

import pytest

from records import resting
from records.resting import FIRST_REST_S, LONGEST_REST_S, Resting


@pytest.fixture
def clock():
    with patch.object(resting.time, "monotonic") as now:
        now.return_value = 1000.0
        yield now


class TestARowThatFailed:
    def test_rests_and_comes_back(self, clock):
        rows = Resting()
        assert rows.send(7) == FIRST_REST_S
        assert rows.ids() == [7]
        clock.return_value += FIRST_REST_S
        assert rows.ids() == []

    def test_rests_twice_as_long_each_time_and_never_for_ever(self, clock):
        rows = Resting()
        rests = [rows.send(7) for _failure in range(40)]
        assert rests[:3] == [FIRST_REST_S, 2 * FIRST_REST_S, 4 * FIRST_REST_S]
        assert rests[-1] == LONGEST_REST_S

    def test_is_forgotten_once_it_is_done(self, clock):
        rows = Resting()
        rows.send(7)
        rows.wake(7)
        assert rows.ids() == []
        assert rows.send(7) == FIRST_REST_S

    def test_is_one_of_so_many_at_most(self, clock, monkeypatch):
        monkeypatch.setattr(resting, "MOST_KEPT", 2)
        rows = Resting()
        for pk in (1, 2, 1, 3):
            rows.send(pk)
        assert rows.ids() == [1, 3]
