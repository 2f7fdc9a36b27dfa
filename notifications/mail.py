"""Mail that belongs to no event of a case: the codes by which a person signs in or recovers an account."""

import uuid

from notifications.models import Channel
from notifications.outbox import enqueue


def send_later(email: str, subject: str, body: str, *, language: str = "th") -> None:
    """Put a mail into the outbox. For the setting MAIL_SENDER."""
    enqueue(f"mail:{uuid.uuid4()}", Channel.EMAIL, email, subject, body, language=language)
