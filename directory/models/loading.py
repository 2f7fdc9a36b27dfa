"""What `load_reference` put into the tables, so that it can tell its own rows from those that staff changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRow(models.Model):
    """The digest of a row of a reference file as it was last written into its table."""

    table = models.CharField(_("table"), max_length=40)
    key = models.CharField(_("key"), max_length=200)
    digest = models.CharField(_("digest"), max_length=32)

    class Meta:
        verbose_name = _("loaded row")
        verbose_name_plural = _("loaded rows")
        constraints = [models.UniqueConstraint("table", "key", name="a_row_is_loaded_from_one_place")]

    def __str__(self) -> str:
        return f"{self.table}: {self.key}"
