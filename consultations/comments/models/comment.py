"""Comment: what somebody says to a section of a law's text, and who thinks so too."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from consultations.comments.models.commenting import Commenter, Commenting
from consultations.laws.models import Version
from consultations.participation.models import Identity, Refusal

COMMENT_MAX_LETTERS = 4000
WORDS_MAX_LETTERS = 500
"""Of the words of a text that somebody comments on; who means more means the paragraph."""


class Scope(models.TextChoices):
    """What of a text a comment is about."""

    SECTION = "section", _("the whole section")
    PARAGRAPH = "paragraph", _("one paragraph")
    WORDS = "words", _("some words")


class CommentQuerySet(models.QuerySet["Comment"]):
    def to_read(self) -> CommentQuerySet:
        """What everybody reads: neither hidden by a rule nor taken back."""
        return self.filter(hidden_at__isnull=True, withdrawn_at__isnull=True)

    def threads(self) -> CommentQuerySet:
        """Comments that no other hangs above, and that are read, or under which something is."""
        replies = Comment.objects.to_read().filter(above=OuterRef("pk"))
        shown = Q(withdrawn_at__isnull=True) | Exists(replies)
        return self.filter(shown, above__isnull=True, hidden_at__isnull=True)


class Comment(models.Model):
    """One comment, or a reply to one. number: of the receipt, and in its address.

    version, scope, unit, part and words are the words it was written on, and never change. unit: id of the section there; part:
    of the paragraph, "" of a whole section; words: as they stand there, "" of whole paragraphs.
    """

    commenting = models.ForeignKey(Commenting, models.PROTECT, related_name="comments")
    number = models.CharField(max_length=12, unique=True)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    scope = models.CharField(max_length=9, choices=Scope.choices, default=Scope.SECTION)
    unit = models.TextField()
    part = models.TextField(blank=True)
    words = models.TextField(blank=True)
    above = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    """Of a reply, what it hangs under."""
    author = models.ForeignKey(Commenter, models.PROTECT, null=True, blank=True, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Who answered for the agency; None of everybody else's."""
    text = models.TextField(blank=True)
    """"" once it was taken back."""
    written_at = models.DateTimeField()
    """By the database's clock, which also decides whether it came in time."""
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.TextField(blank=True)
    """Code of the rule by which it was taken down; why and by whom moderation knows."""
    confirmed_supports = models.PositiveIntegerField(default=0, editable=False)
    anonymous_supports = models.PositiveIntegerField(default=0, editable=False)
    supported_before = models.PositiveIntegerField(default=0, editable=False)
    """How many had supported it when its words were last changed."""

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on a text of law")
        verbose_name_plural = _("comments on texts of law")
        constraints = [
            models.CheckConstraint(
                name="a_comment_is_a_participants_or_the_agencys",
                condition=Q(author__isnull=False, by__isnull=True)
                | Q(author__isnull=True, by__isnull=False, above__isnull=False),
            ),
            models.CheckConstraint(
                name="a_comment_has_bounds", condition=LessThanOrEqual(Length(F("text")), COMMENT_MAX_LETTERS)
            ),
            models.CheckConstraint(
                name="a_comment_has_words_until_it_is_taken_back",
                condition=Q(withdrawn_at__isnull=True) & ~Q(text="") | Q(withdrawn_at__isnull=False, text=""),
            ),
            models.CheckConstraint(
                name="a_hidden_comment_says_why", condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason="")
            ),
            models.CheckConstraint(
                name="a_comment_is_on_a_section_a_paragraph_or_words",
                condition=Q(scope=Scope.SECTION, part="", words="")
                | Q(scope=Scope.PARAGRAPH, words="") & ~Q(part="")
                | Q(scope=Scope.WORDS) & ~Q(part="") & ~Q(words=""),
            ),
        ]
        indexes = [
            models.Index(name="comments_of_a_consultation", fields=["commenting", "id"]),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_reply_hangs_under_a_comment",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__above__isnull=False),
                func="""
                    IF EXISTS (SELECT FROM comments_comment WHERE id = NEW.above_id AND above_id IS NOT NULL) THEN
                        RAISE EXCEPTION 'a reply hangs under a comment, not under a reply';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="a_comment_keeps_its_place",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("version", "scope", "unit", "part", "words", "above"),
                func="RAISE EXCEPTION 'what a comment was written on stays';",
            ),
            pgtrigger.Trigger(
                name="comments_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("hidden_at", "withdrawn_at") | pgtrigger.Delete,
                declare=[("was_read", "boolean"), ("is_read", "boolean")],
                func="""
                    was_read := TG_OP <> 'INSERT' AND OLD.hidden_at IS NULL AND OLD.withdrawn_at IS NULL;
                    is_read := TG_OP <> 'DELETE' AND NEW.hidden_at IS NULL AND NEW.withdrawn_at IS NULL;
                    IF was_read = is_read THEN
                        RETURN NULL;
                    END IF;
                    INSERT INTO comments_change (commenting_id, unit, is_gone, step)
                    SELECT CASE WHEN TG_OP = 'DELETE' THEN OLD.commenting_id ELSE NEW.commenting_id END, '', false,
                        is_read::int - was_read::int;
                    IF TG_OP = 'UPDATE' THEN
                        INSERT INTO comments_change (version_id, unit, is_gone, step)
                        SELECT version_id, CASE WHEN mark = 'orphaned' THEN '' ELSE unit END, mark = 'orphaned',
                            is_read::int - was_read::int
                        FROM comments_place WHERE comment_id = NEW.id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def text_id(self) -> str:
        """As moderation and themes call it."""
        return f"c{self.pk}"

    @property
    def hidden_by(self) -> str:
        """The rule by which it is hidden, in words."""
        is_rule = self.hidden_reason in Refusal.values
        return str(Refusal(self.hidden_reason).label) if is_rule else self.hidden_reason

    @property
    def supports(self) -> int:
        return self.confirmed_supports + self.anonymous_supports

    @property
    def is_of_agency(self) -> bool:
        return self.author_id is None

    @property
    def is_entered(self) -> bool:
        """Whether it came on paper or from a meeting."""
        return self.author is not None and self.author.identity == Identity.ENTERED


class Support(models.Model):
    """That somebody thinks so too. Taken back, it is gone."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="support")
    commenter = models.ForeignKey(Commenter, models.PROTECT, related_name="supports", db_index=False)
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    """Of the commenter: it is counted under this level."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("support of a comment")
        verbose_name_plural = _("supports of comments")
        constraints = [
            models.UniqueConstraint(name="somebody_supports_a_comment_once", fields=["commenter", "comment"])
        ]
        triggers = [
            pgtrigger.Trigger(
                name="supports_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'INSERT' THEN
                        UPDATE comments_comment SET
                            confirmed_supports = confirmed_supports + (NEW.identity >= 1)::int,
                            anonymous_supports = anonymous_supports + (NEW.identity < 1)::int
                        WHERE id = NEW.comment_id;
                    ELSE
                        UPDATE comments_comment SET
                            confirmed_supports = confirmed_supports - (OLD.identity >= 1)::int,
                            anonymous_supports = anonymous_supports - (OLD.identity < 1)::int
                        WHERE id = OLD.comment_id;
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}:{self.commenter_id}"
