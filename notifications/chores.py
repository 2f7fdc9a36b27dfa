"""What the worker does for notifications."""

from notifications.outbox import send_waiting
from records.chores import Chore

__all__ = ["Chore", "send_messages"]

send_messages = Chore("outbox", send_waiting)
