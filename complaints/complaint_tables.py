"""Complaint: what one person told us. Complainant: who they are. Draft: what they have not sent yet."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.case_tables import Case
from complaints.sentences import without
from complaints.text_languages import TextLanguage, language_of, tag_of
from complaints.topic_questions import Answer, shown_answers
from complaints.workflow import IN_CONFIDENCE, Visibility
from directory.languages import LONGEST_CODE
from directory.phones import readable_phone
from notifications.models import Channel


class Complaint(models.Model):
    """What one person told us, in their words, through one channel; never edited."""

    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        API = "api", _("Connected system")
        COUNTER = "counter", _("Counter or helper")
        CENTRE = "centre", _("Community digital centre")
        VOLUNTEER = "volunteer", _("Volunteer")
        PHONE = "phone", _("Telephone")
        LETTER = "letter", _("Letter")
        LINE = "line", _("LINE")

    reference = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="complaints")
    text = models.TextField()
    answers: Any = models.JSONField(default=list, db_default=[])
    """To the questions of the topic: each {question, kind, asked: {th, en}, answer, said: {th, en}}, in their order."""
    channel = models.CharField(max_length=16, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(max_length=LONGEST_CODE, default="th")
    """Of the page on which it was filed: that of its notices (directory.languages)."""
    text_language = models.CharField(
        max_length=8, choices=TextLanguage.choices, blank=True, default="", db_default="", editable=False
    )
    """Of the text itself, told at intake; "" where that was before it was told. complaints.translating corrects it."""
    visibility = models.CharField(max_length=16, choices=Visibility.choices, default=Visibility.AGENCY)
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    counts_from = models.DateTimeField()
    """The next working moment: agency clocks start here (Electronic Procedures Act 2565)."""
    receipt_hash = models.CharField(max_length=64, blank=True, editable=False)
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """The helper who filed on behalf of somebody who could not (requirement N28)."""
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="split_parts"
    )
    """The complaint of which an officer made this one (complaints.splitting): some of its words, the same person, and
    its receipt code opens this one too. Never itself a part."""
    parted: Any = models.JSONField(default=list, db_default=[], editable=False)
    """Which of its words go on in cases of their own: each [start, end), in letters; complaints.splitting writes it."""

    # Put beside each by complaints.translating.show_translations, for the pages of officers.
    shown_translations: list[Any]
    translate_into: str
    program_was_asked: bool

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        indexes = [
            models.Index(name="complaint_of_untold_language", fields=["id"], condition=Q(text_language="")),
            models.Index(
                name="complaint_filed_by_a_helper",
                fields=["helper", "-submitted_at"],
                condition=Q(helper__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="words_are_never_edited", fields=["text", "answers", "channel", "submitted_at", "reference"]
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def words_here(self) -> str:
        """What is left to work on in its case, once parts of the text have become cases of their own."""
        return without(self.text, self.parted) if self.parted else self.text

    @property
    def is_anonymous(self) -> bool:
        return self.visibility == Visibility.ANONYMOUS

    @property
    def is_told_closely(self) -> bool:
        """Whether nothing that is read across a room, or in a mailbox, may tell what it is about, or to whom."""
        return self.visibility in IN_CONFIDENCE or self.case.visibility in IN_CONFIDENCE

    @property
    def text_tag(self) -> str:
        """The language of the text as `lang` of HTML says it, "" where nobody knows it."""
        return tag_of(self.text_language)

    @property
    def is_in_thai(self) -> bool:
        """Told once for all that only Thai can be asked of; of a text of which nobody said it yet a program says it."""
        return (self.text_language or language_of(self.text)) == TextLanguage.THAI

    @property
    def answered(self) -> list[Answer]:
        """The answers to the questions of the topic, in the reader's language; never on a public page."""
        return shown_answers(self.answers)


class Complainant(models.Model):
    """Who complained. A table of its own that lists, searches and exports never join; anonymous filers have no row."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="complainant")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="filed_as", db_index=False
    )
    name = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    """As directory.phones keeps it; with an extension it is for calls only."""
    email = models.EmailField(blank=True)
    news_channel = models.CharField(
        max_length=8, choices=Channel.choices, default=Channel.PAGE, db_default=Channel.PAGE
    )
    """How news of the case comes; complaints.reaching is the only writer of this and of what follows."""
    news_confirmed_at = models.DateTimeField(null=True, blank=True)
    """Since when we know that the address of `news_channel` is theirs: nothing of the case goes there before."""
    code_hash = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    """Of the code that was sent there and not typed yet, with this case and this address; "" where none waits."""
    code_until = models.DateTimeField(null=True, blank=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("complainant")
        verbose_name_plural = _("complainants")
        indexes = [
            models.Index(name="complainant_of_an_account", fields=["user", "-id"], condition=Q(user__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                name="news_by_mail_need_an_address", condition=~Q(news_channel=Channel.EMAIL) | ~Q(email="")
            ),
            models.CheckConstraint(
                name="news_by_sms_need_a_number", condition=~Q(news_channel=Channel.SMS) | ~Q(phone="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def phone_to_read(self) -> str:
        return readable_phone(self.phone)

    @property
    def news_address(self) -> str:
        """The address of the chosen channel, confirmed or not; "" where it needs none."""
        return {Channel.EMAIL: self.email, Channel.SMS: self.phone}.get(Channel(self.news_channel), "")


NOBODY = {
    "user": None, "name": "", "phone": "", "email": "", "news_channel": Channel.PAGE, "news_confirmed_at": None,
    "code_hash": "", "code_until": None, "code_tries": 0,
}  # fmt: skip
"""A row of who complained, once it is nobody's any more."""


class Draft(models.Model):
    """A complaint that a signed-in person has not sent yet. Visitors' drafts stay in their own browser."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    key = models.UUIDField(unique=True)
    fields: Any = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return str(self.key)
