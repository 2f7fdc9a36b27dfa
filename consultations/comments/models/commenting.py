"""Commenting: that a consultation takes comments on its texts of law, and who comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations.laws.models import Document, DocumentKind, Version
from consultations.models import Consultation, agencies_of, told_to
from consultations.participation.models import MAY_ANSWER, Identity
from directory.models import Area, User

if TYPE_CHECKING:
    from consultations.comments.counting import Counts

COMMENTED = (DocumentKind.DRAFT, DocumentKind.LAW_IN_FORCE)
"""Texts of law. The other papers explain them."""


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
        _("who may comment"), choices=MAY_ANSWER, default=Identity.ANONYMOUS
    )
    said = models.BigIntegerField(default=0, editable=False)
    """How many comments and replies everybody reads; some steps may wait to be added (`counting.said_in`)."""

    objects = CommentingQuerySet.as_manager()
    KINDS = COMMENTED

    class Meta:
        verbose_name = _("commenting")
        verbose_name_plural = _("commenting")
        constraints = [
            models.CheckConstraint(
                name="nobody_has_to_comment_on_paper", condition=~Q(lowest_identity=Identity.ENTERED)
            )
        ]

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
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    """Province or district, where the person chose to tell it."""
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
            models.CheckConstraint(
                name="an_entered_commenter_is_nobody_here",
                condition=~Q(identity=Identity.ENTERED) | Q(user__isnull=True, browser__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commenting_id}:{self.pk}"
