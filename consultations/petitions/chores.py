"""What the worker does for petitions."""

from consultations.petitions import counting, lateness, telling
from records.chores import Chore


def add_up_once_a_second() -> int:
    """Asked again at once only while it does not keep up: open pages are told at each time."""
    steps = counting.add_up()
    return steps if steps >= counting.AT_ONCE else 0


count_signatures = Chore("count_signatures", add_up_once_a_second, every_s=1)
close_petitions = Chore("close_petitions", counting.close_petitions, every_s=1)
escalate_petitions = Chore("escalate_petitions", lateness.escalate_late_petitions, every_s=60)
tell_signers = Chore(telling.TELL, telling.tell_one, every_s=15)
