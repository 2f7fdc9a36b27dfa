"""Where letters to an agency go that does not work here: its cases are referred to it on paper or by mail."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.agencies import Agency, AgencyQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class LetterAddress(models.Model):
    """One of each agency that can be written to. It is used only while the agency takes no complaints here itself."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="letter_address", verbose_name=_("agency"))
    addressee = models.CharField(
        _("addressed to"), max_length=200, help_text=_("In Thai, as it stands behind “เรียน”: อธิบดีกรมชลประทาน.")
    )
    address = models.TextField(_("postal address"), max_length=400, blank=True)
    email = models.EmailField(_("official e-mail"), blank=True)
    saraban_code = models.CharField(
        _("e-Saraban code"),
        max_length=40,
        blank=True,
        help_text=_("The code of the agency in the central exchange of e-Saraban (e-CMS)."),
    )
    source = models.CharField(_("source"), max_length=300, help_text=_("Where this address is known from."))

    class Meta:
        verbose_name = _("address for letters")
        verbose_name_plural = _("addresses for letters")
        constraints = [
            models.CheckConstraint(
                name="a_letter_address_leads_somewhere", condition=~Q(address="", email="", saraban_code="")
            ),
            models.CheckConstraint(
                name="a_letter_address_names_addressee_and_source", condition=~Q(addressee="") & ~Q(source="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.agency)


def reached_by_letter() -> AgencyQuerySet:
    """Agencies that exist today, take no complaints here and can be written to; with their `letter_address`."""
    found = Agency.objects.active().filter(takes_complaints=False, letter_address__isnull=False)
    return found.select_related("letter_address")
