"""CommentFile: a picture or PDF that somebody sent with a comment, and who may open it."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.comments.models.comment import Comment
from consultations.comments.models.commenting import Commenter
from consultations.models import agencies_of
from consultations.participation.models import Refusal
from directory.models import User
from records.models import Upload

MOST_FILES = 3
"""With one comment. A reply takes none."""


_IS_READ = Q(shown_at__isnull=False, hidden_at__isnull=True, comment__hidden_at__isnull=True)


class CommentFileQuerySet(models.QuerySet["CommentFile"]):
    def standing(self) -> CommentFileQuerySet:
        """Neither taken away nor of a comment that was taken back: with it the bytes go, too."""
        return self.filter(upload__removed_at__isnull=True, comment__withdrawn_at__isnull=True)

    def waiting(self) -> CommentFileQuerySet:
        """What nobody of the team has looked at yet, of comments that are read."""
        return self.standing().filter(shown_at__isnull=True, hidden_at__isnull=True, comment__hidden_at__isnull=True)

    def to_read(self) -> CommentFileQuerySet:
        """What everybody reads: let through by the team, and of a comment that everybody reads."""
        return self.standing().filter(_IS_READ)

    def visible_to(self, reader: Commenter | None, user: User | AnonymousUser | None = None) -> CommentFileQuerySet:
        """What this visitor may open: what everybody reads, what they sent themselves, and what their team has to look at."""
        told = _IS_READ
        if reader is not None:
            told |= Q(comment__author=reader)
        if isinstance(user, User) and (agencies := agencies_of(user)):
            told |= Q(comment__commenting__consultation__agency__in=agencies)
        return self.standing().filter(told)


class CommentFile(models.Model):
    """A file of a comment. It waits until a person of the team lets it through (`shown_at`) or a rule hides it."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="files")
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="comment_file")
    added_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=16, blank=True)
    """Code of the rule by which it is not shown; why and by whom moderation knows."""

    objects = CommentFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a comment")
        verbose_name_plural = _("files of comments")
        constraints = [
            models.CheckConstraint(
                name="a_hidden_file_says_why", condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason="")
            )
        ]
        indexes = [
            models.Index(
                name="files_to_look_at",
                fields=["comment"],
                condition=Q(shown_at__isnull=True, hidden_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.text_id

    @property
    def text_id(self) -> str:
        """As moderation calls it."""
        return f"f{self.pk}"

    @property
    def hidden_by(self) -> str:
        """The rule by which it is not shown, in words."""
        is_rule = self.hidden_reason in Refusal.values
        return str(Refusal(self.hidden_reason).label) if is_rule else self.hidden_reason

    @property
    def is_waiting(self) -> bool:
        return self.shown_at is None and self.hidden_at is None
