"""When a chore has its next turn."""

import time

import pytest

from config.management.commands.work import Shift
from records.chores import Chore

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("done", "hurries", "waits_s"),
    [(3, False, 40), (3, True, 0), (0, False, 600), (0, True, 600)],
    ids=["between batches", "told to do all now", "nothing to do", "nothing to do, told to do all now"],
)
def test_a_chore_that_may_take_its_time_waits_between_two_batches(done, hurries, waits_s):
    shift = Shift(Chore("cut", lambda: done, every_s=600, pause_s=40), hurries=hurries)
    shift.work()
    assert shift.due_at - time.monotonic() == pytest.approx(waits_s, abs=5)


def test_one_that_has_no_pause_is_asked_again_at_once():
    shift = Shift(Chore("send", lambda: 1, every_s=600))
    shift.work()
    assert shift.due_at <= time.monotonic()
