"""Texts to a telephone that belong to no event of a case: the codes by which a person signs in."""

import uuid

from notifications.models import Channel
from notifications.outbox import enqueue


def send_later(phone: str, text: str, *, language: str = "th") -> None:
    """Put a text into the outbox. phone: E.164. For the setting SMS_SENDER."""
    enqueue(f"sms:{uuid.uuid4()}", Channel.SMS, phone, "", text, language=language)
