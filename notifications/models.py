"""The outbox, written in the transaction of the act it tells of, and what people follow."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.languages import LONGEST_CODE
from directory.models import Agency


class Channel(models.TextChoices):
    """How something can be told; `notifications.channels` knows which of them work here."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    PAGE = "page", _("On the page")
    LINE = "line", _("LINE")
    POST = "post", _("Letter")


HOLDS_A_CODE = ~Q(body="") & (
    Q(event_key__startswith="code:") | Q(event_key__startswith="mail:") | Q(event_key__startswith="sms:")
)
"""Messages with a code or link that works for minutes: of an address for news, or of an account (mail:, sms:)."""


class MessageQuerySet(models.QuerySet["Message"]):
    def for_person(self, user: models.Model) -> "MessageQuerySet":
        """What a person finds among their messages, newest first."""
        return self.filter(user=user, channel=Channel.PAGE).order_by("-id")

    def parked(self) -> "MessageQuerySet":
        """Given up on; an operator decides."""
        return self.filter(state=Message.State.PARKED)


class Message(models.Model):
    """One thing told to one recipient through one channel, because of one event."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        PARKED = "parked", _("Parked")

    event_key = models.CharField(_("event"), max_length=120)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    recipient = models.CharField(_("recipient"), max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=LONGEST_CODE, choices=settings.LANGUAGES, default="th")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try at"), default=timezone.now)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    provider_key = models.UUIDField(_("retry key for the provider"), default=uuid.uuid4, unique=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    is_followed = models.BooleanField(_("of what the person follows"), default=False, db_default=False)
    """Such a mail carries the link that ends all of them by one press (notifications.rhythms)."""

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                name="one_message_per_event_channel_and_recipient", fields=["event_key", "channel", "recipient"]
            ),
            models.CheckConstraint(
                name="a_sent_message_has_a_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["id"], name="message_parked", condition=Q(state="parked")),
            models.Index(fields=["created_at"], name="message_with_a_code", condition=HOLDS_A_CODE),
            models.Index(fields=["user", "-id"], name="message_on_the_page", condition=Q(channel="page")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.event_key}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class NoticeText(models.Model):
    """What a notice of one kind says in one language and channel instead of the program's own words.

    event: of the closed list that `complaints.notice_events` keeps. agency: whose cases alone; none for all.
    """

    event = models.CharField(_("event"), max_length=24)
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name=_("agency"), null=True, blank=True, related_name="notice_texts"
    )
    language = models.CharField(_("language"), max_length=LONGEST_CODE, choices=settings.LANGUAGES)
    channel = models.CharField(
        _("channel"), max_length=8, choices=[(Channel.EMAIL.value, _("E-mail")), (Channel.SMS.value, _("SMS"))]
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=4000)
    edition = models.UUIDField(_("edition"), default=uuid.uuid4, editable=False)
    """Another one with each change: whoever saves over an earlier one is told."""

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of notices")
        constraints = [
            models.UniqueConstraint(
                name="one_text_per_event_agency_language_and_channel",
                fields=["event", "agency", "language", "channel"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="a_mail_has_a_subject_and_a_text_message_none",
                condition=Q(channel="email") & ~Q(subject="") | Q(channel="sms", subject=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.language} {self.channel}"


class Subscription(models.Model):
    """A person follows a subject, for example `case:69-7K3M-9QXT-Y`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="subscriptions"
    )
    subject = models.CharField(_("subject"), max_length=80)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(name="a_person_follows_a_subject_once", fields=["user", "subject"]),
        ]
        indexes = [models.Index(fields=["subject"], name="subscription_of_a_subject")]

    def __str__(self) -> str:
        return self.subject


class FollowRhythm(models.Model):
    """How often a person wants to read news of what they follow; who has none reads each at once."""

    class Rhythm(models.TextChoices):
        AT_ONCE = "at_once", _("Each at once")
        DAILY = "daily", _("One mail a day")
        WEEKLY = "weekly", _("One mail a week, on Monday")
        NEVER = "never", _("No mail")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="follow_rhythm"
    )
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm.choices, default=Rhythm.AT_ONCE)
    stop_key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    """Opens the page that ends these mails, without signing in."""

    class Meta:
        verbose_name = _("how often news is mailed")
        verbose_name_plural = _("how often news is mailed")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.rhythm}"


class DigestEntry(models.Model):
    """One piece of news that waits for, or stood in, somebody's digest mail. Kept a while, so that it is not told again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_entries")
    event_key = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("news in a digest mail")
        verbose_name_plural = _("news in digest mails")
        constraints = [
            models.UniqueConstraint(name="a_piece_of_news_is_in_a_digest_once", fields=["user", "event_key"])
        ]
        indexes = [
            models.Index(fields=["user", "id"], name="digest_entry_waiting", condition=Q(mailed_at=None)),
            models.Index(fields=["mailed_at"], name="digest_entry_mailed", condition=Q(mailed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.event_key}"
