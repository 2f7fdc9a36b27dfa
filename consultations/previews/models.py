"""Who else reads or edits the draft of a consultation: links for reviewers without an account, and officers invited by name."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation

NAME_MAX_LETTERS = 120
PURPOSE_MAX_LETTERS = 300
NOTE_MAX_LETTERS = 4000


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def alive(self, today: date) -> PreviewLinkQuerySet:
        """Those that open a draft today: not revoked, not past their last day, of a consultation nobody has announced."""
        return self.filter(revoked_at=None, ends_on__gte=today, consultation__announced_at=None)

    def with_openings(self) -> PreviewLinkQuerySet:
        """With `opened`, how often, and `last_opened_at`."""
        return self.annotate(opened=Count("openings"), last_opened_at=Max("openings__at"))


class PreviewLink(models.Model):
    """A private address at which one reader sees one draft. Only a hash of its token is kept: it is shown once."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="preview_links")
    name = models.CharField(_("who reads it"), max_length=NAME_MAX_LETTERS)
    purpose = models.CharField(_("what for"), max_length=PURPOSE_MAX_LETTERS, blank=True)
    may_comment = models.BooleanField(_("may leave notes"), default=True)
    ends_on = models.DateField(_("last day"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_alive(self) -> bool:
        return self.revoked_at is None and self.ends_on >= timezone.localdate()


class Opening(models.Model):
    """That a link was opened, and when; nothing is kept of who did."""

    link = models.ForeignKey(PreviewLink, models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("opening of a preview link")
        verbose_name_plural = _("openings of preview links")

    def __str__(self) -> str:
        return f"{self.link_id} {self.at}"


class ReviewNote(models.Model):
    """What a reader says about one part of a draft, and what the team made of it. Its words are never changed."""

    link = models.ForeignKey(PreviewLink, models.PROTECT, related_name="notes")
    about = models.CharField(max_length=40)
    """The name of the part (`parts.parts_of`)."""
    about_words = models.CharField(max_length=300)
    """As the part was called when the note was left: the draft goes on."""
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review note")
        verbose_name_plural = _("review notes")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="an_answered_note_says_when", condition=Q(answer="") | Q(answered_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.about}"


class CoEditor(models.Model):
    """An officer who may edit one draft of an agency that is not theirs."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="co_editors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="co_edited")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("co-editor of a draft")
        verbose_name_plural = _("co-editors of drafts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="somebody_edits_a_draft_with_others_once",
                fields=["consultation", "user"],
                condition=Q(removed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.user_id}"
