"""What complaints are about: two levels of topics, and what other systems call them."""

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from directory.models.names import in_current_language, in_readers_language


class VisibilityFloor(models.TextChoices):
    """The most open level that a complaint of the topic may have."""

    PUBLIC = "public", _("Public summary")
    AGENCY = "agency", _("Agency only")
    CONFIDENTIAL = "confidential", _("Confidential")


class Urgency(models.TextChoices):
    NORMAL = "normal", _("Normal")
    SOON = "soon", _("Soon")
    URGENT = "urgent", _("Urgent")


class TopicQuerySet(models.QuerySet["Topic"]):
    def active(self) -> "TopicQuerySet":
        return self.filter(is_active=True)

    def top_level(self) -> "TopicQuerySet":
        return self.filter(parent__isnull=True).order_by("position")

    def in_groups(self) -> "TopicQuerySet":
        """Each topic followed by its parts; a position counts among those beside it only."""
        of_group, group = Coalesce("parent__position", "position"), Coalesce("parent_id", "id")
        is_part = F("parent_id").asc(nulls_first=True)
        return self.select_related("parent").order_by(of_group, group, is_part, "position", "code")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Topic(models.Model):
    """A topic (`roads`) or one of its parts (`roads/pothole`)."""

    code = models.CharField(
        _("code"),
        max_length=80,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9_-]+(/[a-z0-9_-]+)?$")],
        help_text=_("Small Latin letters; the second level is written after a slash: roads/pothole."),
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name_th = models.CharField(_("name in Thai"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    covers_th = models.TextField(_("what it covers, in Thai"), blank=True)
    covers_en = models.TextField(_("what it covers, in English"), blank=True)
    visibility_floor = models.CharField(
        _("most open level allowed"), max_length=12, choices=VisibilityFloor, default=VisibilityFloor.AGENCY
    )
    offers_public = models.BooleanField(_("public summary preselected"), default=False)
    urgency = models.CharField(_("urgency"), max_length=6, choices=Urgency, default=Urgency.NORMAL)
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(name="no_topic_is_part_of_itself", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="public_is_preselected_only_where_it_is_allowed",
                condition=Q(offers_public=False) | Q(visibility_floor=VisibilityFloor.PUBLIC),
            ),
            models.CheckConstraint(
                name="a_slash_in_the_code_means_a_second_level",
                condition=Q(code__contains="/", parent__isnull=False)
                | (~Q(code__contains="/") & Q(parent__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_readers_language(self.name_th, self.name_en, "topic")

    @property
    def full_name(self) -> str:
        """With what it is part of: "ถนน: หลุมบ่อ"."""
        return f"{self.parent.name}: {self.name}" if self.parent else self.name

    @property
    def covers(self) -> str:
        """What belongs to the topic, in the reader's language."""
        return in_current_language(self.covers_th, self.covers_en)


class AliasScheme(models.TextChoices):
    TRAFFY24 = "traffy24", _("24 types of Traffy Fondue")
    MENU6 = "menu6", _("6 menu classes")


class TopicAlias(models.Model):
    """What another system calls a topic."""

    scheme = models.CharField(_("scheme"), max_length=12, choices=AliasScheme)
    label = models.CharField(_("label there"), max_length=120)
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("topic alias")
        verbose_name_plural = _("topic aliases")
        ordering = ["scheme", "label"]
        constraints = [
            models.UniqueConstraint("scheme", "label", name="a_label_of_a_scheme_means_one_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.label}"
