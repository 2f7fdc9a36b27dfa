"""What the worker does for questionnaires."""

from consultations.questionnaires.counting import AT_ONCE, add_up
from consultations.questionnaires.filling import wipe_drafts
from records.chores import Chore


def add_up_once_a_second() -> int:
    """Asked again at once only while it does not keep up: open pages are told at each time."""
    steps = add_up()
    return steps if steps >= AT_ONCE else 0


count_sheets = Chore("count_sheets", add_up_once_a_second, every_s=1)
wipe_unsent_sheets = Chore("wipe_unsent_sheets", wipe_drafts, every_s=60, can_wait=True)
