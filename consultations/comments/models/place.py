"""Place: where a comment stands in each version of its text, and what became of its words."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.comments.models.comment import Comment
from consultations.laws.models import Version


class Mark(models.TextChoices):
    """What became of the words that somebody commented on, in one version of the text."""

    WRITTEN = "written", _("Written on these words")
    UNCHANGED = "unchanged", _("The words still say the same")
    MOVED = "moved", _("Same words in another place")
    CHANGED = "changed", _("The words have changed")
    ORPHANED = "orphaned", _("The words were taken out")


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
        triggers = [
            pgtrigger.Trigger(
                name="places_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                # Whoever takes the comment down at this moment waits for us or we for them: it is counted by one of both.
                func="""
                    IF TG_OP <> 'INSERT' THEN
                        INSERT INTO comments_change (version_id, unit, is_gone, step)
                        SELECT OLD.version_id, CASE WHEN OLD.mark = 'orphaned' THEN '' ELSE OLD.unit END, OLD.mark = 'orphaned', -1
                        FROM (SELECT FROM comments_comment WHERE id = OLD.comment_id
                            AND hidden_at IS NULL AND withdrawn_at IS NULL FOR SHARE) said;
                    END IF;
                    IF TG_OP <> 'DELETE' THEN
                        INSERT INTO comments_change (version_id, unit, is_gone, step)
                        SELECT NEW.version_id, CASE WHEN NEW.mark = 'orphaned' THEN '' ELSE NEW.unit END, NEW.mark = 'orphaned', 1
                        FROM (SELECT FROM comments_comment WHERE id = NEW.comment_id
                            AND hidden_at IS NULL AND withdrawn_at IS NULL FOR SHARE) said;
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

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
