"""Outlines of districts and sub-districts that a deployment has loaded: PostgreSQL's own polygons, no PostGIS."""

from typing import Any

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.areas import Area, AreaLevel


class PolygonField(models.TextField):
    """One closed ring in PostgreSQL's notation, "((x,y),(x,y),…)", without the first point again at the end.

    x: longitude, y: latitude, in WGS 84 degrees.
    """

    def db_type(self, connection: Any) -> str:
        return "polygon"


class ShapeFile(models.Model):
    """The file whose outlines are in use for one level; the page that draws them names its source."""

    level = models.CharField(_("level"), max_length=12, choices=AreaLevel, primary_key=True)
    source = models.CharField(_("source"), max_length=200)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("digest of the file"), max_length=64)
    loaded_by = models.CharField(_("loaded by"), max_length=100, blank=True)
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("file of outlines")
        verbose_name_plural = _("files of outlines")
        constraints = [
            models.CheckConstraint(
                name="outlines_are_loaded_below_the_province",
                condition=Q(level__in=[AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.source}"


class AreaShape(models.Model):
    """How an area is drawn. The point test asks its rings, which are finer."""

    area = models.OneToOneField(
        Area, verbose_name=_("area"), on_delete=models.CASCADE, primary_key=True, related_name="shape"
    )
    file = models.ForeignKey(
        ShapeFile, verbose_name=_("file of outlines"), on_delete=models.CASCADE, related_name="shapes"
    )
    drawn = models.JSONField(_("drawn outline"))
    """Coordinates of a GeoJSON MultiPolygon, good to some 50 m."""
    label_latitude = models.FloatField(_("latitude of the name"))
    label_longitude = models.FloatField(_("longitude of the name"))

    class Meta:
        verbose_name = _("outline of an area")
        verbose_name_plural = _("outlines of areas")

    def __str__(self) -> str:
        return str(self.area_id)


class AreaRing(models.Model):
    """One ring of an area's outline, good to some 10 m. A hole is a ring too: an odd number around a point is inside."""

    shape = models.ForeignKey(
        AreaShape, verbose_name=_("outline of an area"), on_delete=models.CASCADE, related_name="rings"
    )
    ring = PolygonField(_("ring"))

    class Meta:
        verbose_name = _("ring of an outline")
        verbose_name_plural = _("rings of outlines")
        indexes = [GistIndex("ring", name="rings_around_a_point")]

    def __str__(self) -> str:
        return f"{self.shape_id} ({self.pk})"
