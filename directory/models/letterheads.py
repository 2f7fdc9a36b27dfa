"""What stands on the letters of an agency besides what they say: the sender's address, number, emblem, who signs."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.agencies import Agency

EMBLEM_MAX_BYTES = 400_000


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["emblem"], append_only=True
)
class Letterhead(models.Model):
    """One of each agency that sends letters. Its words are Thai, as letters are."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="letterhead", verbose_name=_("agency"))
    is_on = models.BooleanField(_("answers go out as letters"), default=False)
    acknowledges = models.BooleanField(_("accepting a case is acknowledged by letter"), default=False)
    prefix = models.CharField(_("number before the stroke"), max_length=40, blank=True)
    office = models.CharField(_("name of the office"), max_length=200, blank=True)
    address = models.TextField(_("address of the office"), max_length=400, blank=True)
    signed_name = models.CharField(_("name of who signs"), max_length=150, blank=True)
    signed_as = models.TextField(_("position of who signs"), max_length=300, blank=True)
    contact = models.TextField(_("whom to ask"), max_length=400, blank=True)
    thai_digits = models.BooleanField(_("Thai digits"), default=True)
    emblem = models.BinaryField(_("emblem"), null=True, blank=True)
    """A JPEG drawn anew (complaints.letterheads), small enough to lie with the row."""

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        constraints = [
            models.CheckConstraint(
                name="letters_have_a_sender_a_number_and_a_name",
                condition=Q(is_on=False)
                | ~(Q(prefix="") | Q(office="") | Q(address="") | Q(signed_name="") | Q(signed_as="")),
            )
        ]

    def __str__(self) -> str:
        return str(self.agency)
