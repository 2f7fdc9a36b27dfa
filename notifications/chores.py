"""What the worker does for notifications."""

from notifications.outbox import forget_codes, send_waiting
from notifications.rhythms import digests
from records.chores import Chore

__all__ = ["Chore", "digests", "forget_old_codes", "send_messages"]

send_messages = Chore("outbox", send_waiting)
forget_old_codes = Chore("forget_old_codes", forget_codes, every_s=600)
