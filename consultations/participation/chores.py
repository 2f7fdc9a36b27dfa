"""What the worker does for conversations."""

from consultations.participation.counting import AT_ONCE, add_up
from consultations.participation.grouping import find_groups
from records.chores import Chore


def add_up_once_a_second() -> int:
    """Asked again at once only while it does not keep up: open pages are told at each time."""
    steps = add_up()
    return steps if steps >= AT_ONCE else 0


count_votes = Chore("count_votes", add_up_once_a_second, every_s=1)
group_opinions = Chore("group_opinions", find_groups, every_s=5)
