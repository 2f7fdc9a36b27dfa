"""The papers of a consultation: documents in versions, and of each version the parts of its text."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.laws.structure import ProvisionKind
from consultations.models import Consultation, told_to
from directory.models import User
from directory.models.names import in_current_language
from records.models import Upload


class DocumentKind(models.TextChoices):
    DRAFT = "draft", _("Draft law")
    LAW_IN_FORCE = "law_in_force", _("Law in force")
    KEY_POINTS = "key_points", _("Analysis of the key points")
    IMPACT = "impact", _("Impact analysis")
    STAKEHOLDERS = "stakeholders", _("List of those affected")
    TRANSLATION = "translation", _("Translation")
    MINUTES = "minutes", _("Minutes")


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User | AnonymousUser, *, pilot: int | None = None) -> DocumentQuerySet:
        """Those of announced consultations; of drafts, those that this person prepares. Asked for one consultation at a time.

        pilot: a trial that this reader sees besides.
        """
        announced = told_to(pilot, of="consultation__")
        if isinstance(user, User) and user.active_roles:
            return self.filter(announced | Q(consultation__in=Consultation.objects.edited_by(user)))
        return self.filter(announced)

    def with_text_count(self) -> DocumentQuerySet:
        """With `texts`: how many versions of each stand; and with what their addresses need."""
        return self.select_related("consultation").annotate(
            texts=Count("versions", filter=Q(versions__replaced_at__isnull=True))
        )

    def to_read(self) -> DocumentQuerySet:
        """Those that have a text, with `texts`."""
        return self.with_text_count().filter(texts__gt=0)  # type: ignore[misc]

    def opened(self) -> list[Any]:
        """Those of one consultation with what they say: `opening.Opened`."""
        from consultations.laws.opening import open_texts  # it knows models, not the other way round

        return open_texts(self)

    def handled_by(self, user: User) -> DocumentQuerySet:
        return self.filter(consultation__in=Consultation.objects.edited_by(user))


class Document(models.Model):
    """One paper of a consultation. n: its number there, in its address."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="documents")
    n = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind of document"), max_length=16, choices=DocumentKind.choices)
    title_th = models.CharField(_("title in Thai"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    kept = models.PositiveIntegerField(default=0)
    """How many texts were ever kept for it: who saw fewer has not seen the newest."""

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a consultation")
        verbose_name_plural = _("documents of consultations")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="a_document_number_is_used_once_a_consultation", fields=["consultation", "n"])
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("law_text", args=[self.consultation.slug, self.n])

    @property
    def title(self) -> str:
        return in_current_language(self.title_th, self.title_en)


class VersionQuerySet(models.QuerySet["Version"]):
    def standing(self) -> VersionQuerySet:
        """Those that count: all but drafts that another draft took the place of."""
        return self.filter(replaced_at__isnull=True)


class Version(models.Model):
    """One text of a document. What it says never changes; only before the announcement may another take its place."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    parts = models.PositiveIntegerField(default=0)
    """How many provisions it has; 0 where there is a PDF only."""
    digest = models.CharField(max_length=32)
    """Of its words and its PDF: the same text has the same one."""
    pdf = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    """The official paper, kept beside the text."""
    reason = models.TextField(blank=True)
    """Why there is a new version, for everybody to read."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="one_version_of_a_number_stands",
                fields=["document", "number"],
                condition=Q(replaced_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_version_has_a_text_or_a_pdf", condition=Q(parts__gt=0) | Q(pdf__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}.{self.number}"


class PartOfText(models.Model):
    """One part of a kept text, in the order of the text. Whoever inherits it says of which text.

    digest: of what is compared as a whole (comparing.Unit), with all that stands in it; "" of the parts of such a one.
    """

    place = models.PositiveIntegerField()
    above = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    depth = models.PositiveSmallIntegerField()
    eid = models.TextField()
    kind = models.CharField(max_length=12, choices=ProvisionKind.choices)
    label = models.TextField(blank=True)
    number = models.TextField(blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=32, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.eid


class Provision(PartOfText):
    """One part of a version's text. Written once with its version, never changed."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="provisions")

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(name="a_place_in_a_text_is_taken_once", fields=["version", "place"]),
            models.UniqueConstraint(name="an_id_is_used_once_in_a_text", fields=["version", "eid"]),
        ]
        indexes = [
            models.Index(name="provision_compared", fields=["version", "place"], condition=~Q(digest="")),
        ]
        triggers = [pgtrigger.Protect(name="a_kept_text_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class Reading(models.Model):
    """What was read of a text, kept for the look before it becomes a version: a day, unless somebody keeps it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    source = models.TextField(blank=True)
    """What was pasted, to be mended and read again; "" of files."""
    told: Any = models.JSONField(default=dict)
    """The text as `structure.as_json` has it, and what is remarkable about it."""
    pdf = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    kept_as = models.OneToOneField(Version, models.PROTECT, null=True, blank=True, related_name="reading")

    class Meta:
        verbose_name = _("text that was read")
        verbose_name_plural = _("texts that were read")
        indexes = [models.Index(name="reading_not_kept", fields=["at"], condition=Q(kept_as__isnull=True))]

    def __str__(self) -> str:
        return str(self.public_id)
