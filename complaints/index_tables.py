"""Which cases have to be cut anew because a name among their words is another now (complaints.indexing)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.case_tables import Case


class CaseToRecut(models.Model):
    """A case whose words hold a name of yesterday. Gone once they are cut anew."""

    # Its key is not checked: that would wait for whoever has the case under lock, and keep the others waiting.
    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = _("case whose search words are out of date")
        verbose_name_plural = _("cases whose search words are out of date")

    def __str__(self) -> str:
        return str(self.case_id)


class NameInWords(models.Model):
    """The names of a topic or an agency that stand among the words of its cases, to notice when they change."""

    class Of(models.TextChoices):
        TOPIC = "topic", _("Topic")
        AGENCY = "agency", _("Agency")

    of = models.CharField(_("of"), max_length=8, choices=Of)
    row = models.BigIntegerField(_("row"))
    """Its id there. No key: nobody is hindered from removing a topic that is in no use."""
    names = models.TextField(_("names"))

    class Meta:
        verbose_name = _("name among search words")
        verbose_name_plural = _("names among search words")
        constraints = [models.UniqueConstraint(name="names_of_a_row_stand_once", fields=["of", "row"])]

    def __str__(self) -> str:
        return self.names
