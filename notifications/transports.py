"""How a message leaves the house, one function per channel.

A transport returns when the message has been taken over. It raises ChannelDown when the channel does not work just now
(the message waits, up to 72 hours), anything else when this one message is at fault (a few tries, then it is parked).
"""

import smtplib
from collections.abc import Callable
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from directory.installation import the_installation
from directory.languages import page_language
from notifications.live import announce
from notifications.models import Channel, Message
from notifications.rhythms import with_way_out

EMAIL_TIMEOUT_S = 20  # far below the outbox's lease
REFUSED_FOR_GOOD = (550, 551, 552, 553, 554)


class ChannelDown(Exception):
    """The channel does not work now; the message is not to blame."""


def transport_of(channel: str) -> Callable[[Message], None]:
    return {Channel.EMAIL: send_email, Channel.SMS: send_sms, Channel.PAGE: show_on_page}[Channel(channel)]


def send_email(message: Message) -> None:
    """Hand a message to the mail server, under a Message-ID that stays the same however often it is sent."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    body, way_out = with_way_out(message)
    mail = EmailMessage(
        subject=message.subject,
        body=body,
        from_email=sender(),
        to=[message.recipient],
        headers={
            "Message-ID": f"<{message.provider_key}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": page_language(message.language).tag,
            **way_out,
        },
        connection=get_connection(timeout=EMAIL_TIMEOUT_S),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        if any(code in REFUSED_FOR_GOOD for code, _reason in error.recipients.values()):
            raise
        raise ChannelDown(str(error)) from error
    except smtplib.SMTPResponseException as error:
        if error.smtp_code in REFUSED_FOR_GOOD:
            raise
        raise ChannelDown(str(error)) from error
    except OSError as error:
        raise ChannelDown(str(error)) from error


def sender() -> str:
    """DEFAULT_FROM_EMAIL, under the name of this installation where it has one of its own."""
    row = the_installation()
    if not row.name_th:
        return settings.DEFAULT_FROM_EMAIL
    return formataddr((row.name_th, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def send_sms(message: Message) -> None:
    """Hand a text to SMS_GATEWAY, a function `(phone, text, *, provider_key)`. The demo shows it at /dev/mail/ only."""
    gateway = settings.SMS_GATEWAY
    if gateway:
        import_string(gateway)(message.recipient, message.body, provider_key=str(message.provider_key))
    elif not settings.DEMO:
        raise ChannelDown("no SMS gateway is configured")


def show_on_page(message: Message) -> None:
    """The row is the notice; the person's open pages are told to look."""
    if message.user_id is not None:
        announce(f"person:{message.user_id}")
