"""When a chore has its next turn."""

import pytest

from config.management.commands import work
from config.management.commands.work import Command, Shift
from records.chores import Chore

BEGINS_AT_S, A_BATCH_S = 100.0, 3.0


class Queue:
    """Things to do, one a batch, and the worker's clock, which each batch moves on."""

    def __init__(self, monkeypatch, length: int) -> None:
        self.length, self.now_s = length, BEGINS_AT_S
        monkeypatch.setattr(work.time, "monotonic", lambda: self.now_s)
        monkeypatch.setattr(work, "close_old_connections", lambda: None)  # no database takes part

    def batch(self) -> int:
        self.now_s += A_BATCH_S
        done = min(self.length, 1)
        self.length -= done
        return done


@pytest.mark.parametrize(
    ("can_wait", "hurries", "rests_s"),
    [(True, False, A_BATCH_S), (False, False, 0), (True, True, 0)],
    ids=["one that can wait, for as long as it worked", "any other, at once", "told to do all now"],
)
def test_a_long_queue_goes_on(monkeypatch, can_wait, hurries, rests_s):
    queue = Queue(monkeypatch, length=2)
    shift = Shift(Chore("cut", queue.batch, every_s=600, can_wait=can_wait), hurries=hurries)
    shift.work()
    assert shift.due_at == queue.now_s + rests_s


@pytest.mark.parametrize("can_wait", [True, False])
def test_nothing_to_do_is_looked_at_again_later(monkeypatch, can_wait):
    queue = Queue(monkeypatch, length=0)
    shift = Shift(Chore("cut", queue.batch, every_s=600, can_wait=can_wait))
    shift.work()
    assert shift.due_at == queue.now_s + 600


def test_a_worker_that_only_empties_its_queues_rests_nowhere(monkeypatch):
    queue = Queue(monkeypatch, length=3)
    chore = Chore("cut", queue.batch, every_s=600, can_wait=True)
    monkeypatch.setattr(work, "chosen_chores", lambda _names, quick: [chore])
    Command().handle(once=True, chores="", quick=False)
    assert queue.length == 0
    assert queue.now_s == BEGINS_AT_S + 4 * A_BATCH_S  # three, and one that found nothing


def test_a_quick_worker_leaves_what_takes_minutes_to_others():
    left = {chore.name for chore in work.chosen_chores("")} - {
        chore.name for chore in work.chosen_chores("", quick=True)
    }
    assert left == {"group_answers", "part_themes", "group_opinions", "find_copies", "bundle_reports"}
