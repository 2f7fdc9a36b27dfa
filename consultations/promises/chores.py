"""What the worker does with promises."""

from consultations.promises import lateness, telling
from consultations.promises.stepping import TELL
from records.chores import Chore

tell_of_promises = Chore(TELL, telling.tell_one, every_s=15)
watch_promises = Chore("watch_promises", lateness.watch_promises, every_s=60)
