"""Whose installation this is: its name, its look, how to reach people there, and its address."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.names import in_current_language

LOGO_MAX_BYTES = 300_000


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    exclude=["logo", "icon", "proposed_logo"],
    append_only=True,
)
class Installation(models.Model):
    """One row, or none. What is empty is as the program says it by itself; `directory.installation` reads it."""

    name_th = models.CharField(_("name (Thai)"), max_length=60, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    short_name_th = models.CharField(_("short name (Thai)"), max_length=20, blank=True)
    short_name_en = models.CharField(_("short name (English)"), max_length=20, blank=True)
    logo = models.BinaryField(_("logo"), null=True, blank=True)
    """A PNG drawn anew (records.pictures), small enough to lie with the row."""
    icon = models.BinaryField(_("icon"), null=True, blank=True)
    """The same on a white square, for home screens."""
    proposed_logo = models.BinaryField(_("proposed logo"), null=True, blank=True)
    """Looked at by administrators alone, until one of them takes it."""
    has_logo = models.BooleanField(_("logo"), default=False)
    colour = models.CharField(_("main colour"), max_length=7, blank=True)
    accent = models.CharField(_("accent colour"), max_length=7, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address_th = models.TextField(_("address (Thai)"), max_length=300, blank=True)
    address_en = models.TextField(_("address (English)"), max_length=300, blank=True)
    hours_th = models.CharField(_("hours (Thai)"), max_length=120, blank=True)
    hours_en = models.CharField(_("hours (English)"), max_length=120, blank=True)
    controller = models.CharField(_("who is responsible for personal data"), max_length=200, blank=True)
    data_protection_contact = models.CharField(_("data protection contact"), max_length=200, blank=True)
    site_url = models.CharField(_("address of the pages"), max_length=200, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    """Goes up with every change; stands in the addresses of logo and colours."""

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installations")
        constraints = [
            models.CheckConstraint(name="there_is_one_installation", condition=Q(id=1)),
            models.CheckConstraint(
                name="a_name_stands_in_both_languages",
                condition=Q(name_th="", name_en="") | ~(Q(name_th="") | Q(name_en="")),
            ),
            models.CheckConstraint(
                name="a_logo_that_is_shown_is_there",
                condition=Q(has_logo=False, logo__isnull=True, icon__isnull=True)
                | Q(has_logo=True, logo__isnull=False, icon__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name_en or "Siang Pracha"

    @property
    def address(self) -> str:
        return in_current_language(self.address_th, self.address_en)

    @property
    def hours(self) -> str:
        return in_current_language(self.hours_th, self.hours_en)

    @property
    def dialled(self) -> str:
        """The number as `tel:` wants it."""
        return self.phone.replace(" ", "").replace("-", "")
