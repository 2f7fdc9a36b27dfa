"""PetitionRule: from how many signatures on a petition has to be answered, and how long each step takes."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Area


class PetitionLevel(models.TextChoices):
    """How large the place is that a petition is about."""

    COUNTRY = "country", _("The whole country")
    PROVINCE = "province", _("A province")
    DISTRICT = "district", _("A district")
    SUBDISTRICT = "subdistrict", _("A sub-district")


def level_of(area: Area | None) -> PetitionLevel:
    return PetitionLevel(area.level) if area else PetitionLevel.COUNTRY


def _days(label: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1)])  # type: ignore[arg-type]


class PetitionRule(models.Model):
    """A row for each size of place. A petition keeps the numbers of the day on which it was published."""

    level = models.CharField(_("about"), max_length=12, choices=PetitionLevel.choices, unique=True)
    threshold = models.PositiveIntegerField(
        _("signatures from which on it has to be answered"), validators=[MinValueValidator(1)]
    )
    days = _days(_("days open for signatures"))
    extra_days = models.PositiveSmallIntegerField(
        _("days by which its author can make it longer, once"), default=30, validators=[MinValueValidator(1)]
    )
    check_days = _days(_("working days to publish or refuse it"))
    answer_days = _days(_("working days to answer"))
    step_days = _days(_("working days late until it goes one agency up"))
    source = models.CharField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("source confirmed"), default=False)

    class Meta:
        verbose_name = _("rule for petitions")
        verbose_name_plural = _("rules for petitions")
        constraints = [
            models.CheckConstraint(
                name="a_rule_for_petitions_counts_from_one",
                condition=Q(
                    threshold__gte=1,
                    days__gte=1,
                    extra_days__gte=1,
                    check_days__gte=1,
                    answer_days__gte=1,
                    step_days__gte=1,
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.threshold}"
