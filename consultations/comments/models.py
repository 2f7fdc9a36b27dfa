"""Comment: what somebody says to a section of a law's text, where it stands in each version, and who thinks so too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations.laws.models import Document, DocumentKind, Version
from consultations.models import Consultation, agencies_of, told_to
from consultations.participation.models import Identity, Refusal
from directory.models import User

if TYPE_CHECKING:
    from consultations.comments.counting import Counts

COMMENT_MAX_LETTERS = 4000
WORDS_MAX_LETTERS = 500
"""Of the words of a text that somebody comments on; who means more means the paragraph."""
COMMENTED = (DocumentKind.DRAFT, DocumentKind.LAW_IN_FORCE)
"""Texts of law. The other papers explain them."""


class Scope(models.TextChoices):
    """What of a text a comment is about."""

    SECTION = "section", _("the whole section")
    PARAGRAPH = "paragraph", _("one paragraph")
    WORDS = "words", _("some words")


class Mark(models.TextChoices):
    """What became of the words that somebody commented on, in one version of the text."""

    WRITTEN = "written", _("Written on these words")
    UNCHANGED = "unchanged", _("The words still say the same")
    MOVED = "moved", _("Same words in another place")
    CHANGED = "changed", _("The words have changed")
    ORPHANED = "orphaned", _("The words were taken out")


class CommentingQuerySet(models.QuerySet["Commenting"]):
    def announced(self, *, pilot: int | None = None) -> CommentingQuerySet:
        """What everybody may see: the only door of public pages. pilot: a trial that this reader sees besides."""
        return self.filter(told_to(pilot, of="consultation__")).select_related("consultation__agency")

    def handled_by(self, user: User) -> CommentingQuerySet:
        return self.filter(consultation__agency__in=agencies_of(user)).select_related("consultation__agency")


class Commenting(models.Model):
    """That a consultation takes comments on its texts of law, and from whom."""

    consultation = models.OneToOneField(Consultation, models.PROTECT, primary_key=True)
    lowest_identity = models.PositiveSmallIntegerField(
        _("who may comment"), choices=Identity.choices, default=Identity.ANONYMOUS
    )

    objects = CommentingQuerySet.as_manager()
    KINDS = COMMENTED

    class Meta:
        verbose_name = _("commenting")
        verbose_name_plural = _("commenting")

    def __str__(self) -> str:
        return f"{self.consultation_id}"

    def get_absolute_url(self) -> str:
        return reverse("comments", args=[self.consultation.slug])

    def texts(self) -> models.QuerySet[Document]:
        """The papers that can be commented on."""
        versions = Version.objects.standing().filter(document=OuterRef("pk"), parts__gt=0)
        return Document.objects.filter(Exists(versions), consultation=self.pk, kind__in=COMMENTED)

    def counts(self, version: Version) -> Counts:
        """How many comments stand beside each section of a version, for pages of apps that this one imports."""
        from consultations.comments.counting import counts_of

        return counts_of(version.pk)

    def is_a_way(self) -> bool:
        """Whether people can take part by it."""
        return self.texts().exists()

    def problems(self) -> list[ValidationError]:
        """What keeps its consultation from being announced."""
        if self.is_a_way():
            return []
        return [ValidationError(_now("There is no text of a law to comment on yet."), code="text_missing")]

    def copy_to(self, consultation: Consultation, *, by: User) -> None:
        """Take comments in a consultation that is begun as a copy of this one's, too; its text has to be put in anew."""
        Commenting.objects.create(consultation=consultation, lowest_identity=self.lowest_identity)


class Commenter(models.Model):
    """Somebody who comments in one consultation: an account, or a browser of which nothing is known.

    An account has one voice here, and so has a browser: the database sees to it.
    """

    commenting = models.ForeignKey(Commenting, models.PROTECT, related_name="commenters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """None for a browser, and for an account that was erased."""
    browser = models.CharField(max_length=64, null=True, blank=True)
    """Keyed hash of a random number that this browser keeps for these comments alone."""
    identity = models.PositiveSmallIntegerField(choices=Identity.choices)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("commenter")
        verbose_name_plural = _("commenters")
        constraints = [
            models.UniqueConstraint(
                name="a_person_comments_with_one_voice",
                fields=["commenting", "user"],
                condition=Q(user__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_browser_comments_with_one_voice",
                fields=["commenting", "browser"],
                condition=Q(browser__isnull=False),
            ),
            models.CheckConstraint(
                name="an_anonymous_commenter_is_a_browser",
                condition=~Q(identity=Identity.ANONYMOUS) | Q(user__isnull=True, browser__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commenting_id}:{self.pk}"


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


class Place(models.Model):
    """Where a comment stands in one version of its text: a row with the comment, then one for every later version.

    unit, part, words: as those of Comment, in this version; of an orphaned comment the section that was left, or "".
    words: what stands there now, where that is neither a whole section nor one whole paragraph.
    """

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="places", db_index=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+", db_index=False)
    mark = models.CharField(max_length=9, choices=Mark.choices)
    unit = models.TextField(blank=True)
    part = models.TextField(blank=True)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("place of a comment")
        verbose_name_plural = _("places of comments")
        constraints = [
            models.UniqueConstraint(name="a_comment_has_one_place_in_a_version", fields=["comment", "version"]),
            models.CheckConstraint(
                name="a_place_is_somewhere_unless_the_words_are_gone", condition=Q(mark=Mark.ORPHANED) | ~Q(unit="")
            ),
        ]
        indexes = [models.Index(name="comments_of_a_section", fields=["version", "unit", "comment"])]

    def __str__(self) -> str:
        return f"{self.comment_id}:{self.version_id} {self.mark}"


class Placing(models.Model):
    """That every comment on earlier versions has its place in this one (`placing.place_comments`)."""

    version = models.OneToOneField(Version, models.PROTECT, primary_key=True, related_name="+")
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("placing of comments")
        verbose_name_plural = _("placings of comments")

    def __str__(self) -> str:
        return f"{self.version_id}"
