"""The outbox: a message is a row written with the act it tells of (R6), and sent afterwards by a worker (R7, R10).

At most once: one row per event, channel and recipient; a worker takes a row by moving its next try past a lease, so no
other worker sends it meanwhile. A worker killed while sending leaves the lease to run out; the message then goes again
under the same `provider_key`, by which the provider recognises it.
"""

import logging
import uuid
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from directory.models import User
from directory.statements import Prepared
from notifications.models import HOLDS_A_CODE, Channel, Message
from notifications.transports import ChannelDown, transport_of
from records.chores import WORK_CHANNEL, wake

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
CODES_KEPT = timedelta(hours=1)
"""Longer than any code works."""
LONGEST_PAUSE = timedelta(hours=1)
TRIES_OF_A_BAD_MESSAGE = 5
# Pauses of 1, 2, 4 ... 32 minutes and then an hour each: the 78th try comes 72 hours after the first.
TRIES_WHILE_A_CHANNEL_IS_DOWN = 78

# One statement for the row and the call to the worker: it runs in every act of the office.
TELL = Prepared("""
    WITH message AS (
        INSERT INTO notifications_message (event_key, channel, recipient, user_id, subject, body, language, state,
            attempts, next_try_at, created_at, provider_key, last_error)
        VALUES (%(event_key)s, %(channel)s, %(recipient)s, %(user)s, %(subject)s, %(body)s, %(language)s, 'waiting',
            0, %(now)s, %(now)s, %(provider_key)s, '')
        ON CONFLICT (event_key, channel, recipient) DO NOTHING
        RETURNING id
    )
    SELECT pg_notify(%(work)s, 'outbox') FROM message
""")


def enqueue(
    event_key: str,
    channel: str,
    recipient: str,
    subject: str,
    body: str,
    *,
    language: str = "th",
    user: User | None = None,
) -> None:
    """Tell somebody something, once, if the caller's transaction commits.

    event_key: what happened, such as `case:69-7K3M-9QXT-Y:3`. The same event, channel and recipient is told once only,
        however often this is called.
    channel: email, sms or page. recipient: an address, a number in E.164, or any stable name for a page (`person:7`).
    """
    message = {
        "event_key": event_key,
        "channel": Channel(channel).value,
        "recipient": recipient.strip(),
        "subject": " ".join(subject.split())[:200],
        "body": body,
        "language": language,
        "user": user.pk if user else None,
        "now": timezone.now(),
        "provider_key": str(uuid.uuid4()),
        "work": WORK_CHANNEL,
    }
    with connection.cursor() as cursor:
        TELL.run(cursor, message)


def send_waiting(batch: int = 20) -> int:
    """Send up to `batch` messages whose time has come. Returns how many were tried."""
    tried = 0
    while tried < batch and (message := _take_next()):
        _send(message)
        tried += 1
    return tried


def try_again(messages: QuerySet[Message]) -> int:
    """Give parked messages all their tries again, at once. Returns how many; others are left alone."""
    count = messages.filter(state=Message.State.PARKED).update(
        state=Message.State.WAITING, attempts=0, next_try_at=timezone.now()
    )
    wake("outbox")
    return count


def forget_codes(batch: int = 500) -> int:
    """Blank codes that nobody can use any more: whoever reads this table later learns none. Returns how many.

    A code for an address that could not be sent in time is dropped: its words would say that it still works.
    """
    over = Message.objects.filter(HOLDS_A_CODE, created_at__lt=timezone.now() - CODES_KEPT).order_by("created_at")
    ids = list(
        over.filter(Q(state=Message.State.SENT) | Q(event_key__startswith="code:")).values_list("pk", flat=True)[:batch]
    )
    old = Message.objects.filter(pk__in=ids)
    blanked = old.filter(state=Message.State.SENT).update(subject="", body="")
    dropped, _rows = old.exclude(state=Message.State.SENT).delete()
    return blanked + dropped


def _take_next() -> Message | None:
    now = timezone.now()
    with transaction.atomic():
        waiting = Message.objects.filter(state=Message.State.WAITING, next_try_at__lte=now)
        message = waiting.order_by("next_try_at", "id").select_for_update(skip_locked=True).first()
        if message is not None:
            message.attempts += 1
            message.next_try_at = now + LEASE
            message.save(update_fields=["attempts", "next_try_at"])
    return message


def _send(message: Message) -> None:
    try:
        transport_of(message.channel)(message)
    except ChannelDown as error:
        _try_again(message, error, most_tries=TRIES_WHILE_A_CHANNEL_IS_DOWN)
    except Exception as error:
        # Whatever is wrong with this one must not stop the others.
        _try_again(message, error, most_tries=TRIES_OF_A_BAD_MESSAGE)
    else:
        Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, sent_at=timezone.now(), last_error="")


def _try_again(message: Message, error: Exception, *, most_tries: int) -> None:
    parked = message.attempts >= most_tries
    # Only if the message is still ours: after a lease has run out, another worker may have sent it.
    Message.objects.filter(pk=message.pk, state=Message.State.WAITING, attempts=message.attempts).update(
        state=Message.State.PARKED if parked else Message.State.WAITING,
        next_try_at=timezone.now() + pause_after(message.attempts),
        last_error=f"{type(error).__name__}: {error}"[:300],
    )
    log = logger.error if parked else logger.warning
    log(
        "message %s %s after %d tries: %s",
        message.pk,
        "parked" if parked else "waits",
        message.attempts,
        type(error).__name__,
    )


def pause_after(attempts: int) -> timedelta:
    """How long to wait after that many tries: a minute, doubling up to an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)
