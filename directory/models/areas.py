"""Provinces, districts and sub-districts, under the codes of the Department of Provincial Administration."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.languages import thai_or_english
from directory.models.names import in_current_language, in_readers_language, thai_sort_key_field

BANGKOK = 10


def codes_around(code: int) -> list[int]:
    """The code and those of the areas it lies in, which can be read off it: 400101 → 400101, 4001, 40."""
    return [each for each in (code, code // 100, code // 10_000) if each > 9]


class AreaLevel(models.TextChoices):
    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    SUBDISTRICT = "subdistrict", _("Sub-district")


_SHORT = {AreaLevel.PROVINCE: "จ.", AreaLevel.DISTRICT: "อ.", AreaLevel.SUBDISTRICT: "ต."}
_FORMAL = {AreaLevel.PROVINCE: "จังหวัด", AreaLevel.DISTRICT: "อำเภอ", AreaLevel.SUBDISTRICT: "ตำบล"}
_IN_BANGKOK = {AreaLevel.PROVINCE: "", AreaLevel.DISTRICT: "เขต", AreaLevel.SUBDISTRICT: "แขวง"}


class AreaQuerySet(models.QuerySet["Area"]):
    def provinces(self) -> "AreaQuerySet":
        """The 77 provinces, Bangkok among them, in Thai dictionary order."""
        return self.filter(level=AreaLevel.PROVINCE).order_by("sort_key")

    def children_of(self, code: int) -> "AreaQuerySet":
        """The districts of a province or the sub-districts of a district, in Thai dictionary order."""
        return self.filter(parent_id=code).order_by("sort_key")

    def with_parents(self) -> "AreaQuerySet":
        """Fetches what `full_name` needs in the same query."""
        return self.select_related("parent__parent")


class Area(models.Model):
    """A province, district or sub-district. The code is DOPA's: 40 → 4001 → 400101."""

    code = models.IntegerField(_("DOPA code"), primary_key=True)
    level = models.CharField(_("level"), max_length=12, choices=AreaLevel)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name_th = models.CharField(_("name in Thai"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    sort_key = thai_sort_key_field()

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["sort_key"]
        indexes = [models.Index("parent", "sort_key", name="area_children_in_order")]
        constraints = [
            models.CheckConstraint(
                name="an_area_code_has_the_length_of_its_level",
                condition=Q(level=AreaLevel.PROVINCE, code__range=(10, 99))
                | Q(level=AreaLevel.DISTRICT, code__range=(1000, 9999))
                | Q(level=AreaLevel.SUBDISTRICT, code__range=(100000, 999999)),
            ),
            models.CheckConstraint(
                name="only_a_province_is_part_of_nothing",
                condition=Q(level=AreaLevel.PROVINCE, parent__isnull=True)
                | (~Q(level=AreaLevel.PROVINCE) & Q(parent__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name()

    @property
    def name(self) -> str:
        return self._name_in()

    @property
    def province_code(self) -> int:
        """The province's code, read off this one; asks no database."""
        code = self.code
        while code > 99:
            code //= 100
        return code

    @property
    def province(self) -> "Area":
        """The province this area lies in, itself for a province."""
        area = self
        while area.parent is not None:
            area = area.parent
        return area

    def full_name(self, language: str | None = None) -> str:
        """The name up to the province: "ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น".

        In English "Sila sub-district, Mueang Khon Kaen district, Khon Kaen".
        language: a page's, of which all but Thai get the English names; the reader's own when left out.
        Bangkok has แขวง and เขต.
        """
        if thai_or_english(language) == "en":
            return ", ".join(area._titled_name_en(language) for area in self.up_to_province())
        return " ".join(area._titled_name_th() for area in self.up_to_province())

    def formal_name_th(self) -> str:
        """The same as letters have it: "ตำบลศิลา อำเภอเมืองขอนแก่น จังหวัดขอนแก่น"."""
        return " ".join(area._titled_name_th(_FORMAL) for area in self.up_to_province())

    def up_to_province(self) -> list["Area"]:
        """This area and those it lies in, the province last."""
        chain = [self]
        while chain[-1].parent is not None:
            chain.append(chain[-1].parent)
        return chain

    def _name_in(self, language: str | None = None) -> str:
        """Of provinces the catalogues know names, of the smaller areas only Thai and English ones are known."""
        if self.level == AreaLevel.PROVINCE:
            return in_readers_language(self.name_th, self.name_en, "province", language)
        return in_current_language(self.name_th, self.name_en, language)

    def _titled_name_en(self, language: str | None) -> str:
        return self._name_in(language) + {AreaLevel.DISTRICT: " district", AreaLevel.SUBDISTRICT: " sub-district"}.get(
            AreaLevel(self.level), ""
        )

    def _titled_name_th(self, titles: Mapping[AreaLevel, str] = _SHORT) -> str:
        level = AreaLevel(self.level)
        return (_IN_BANGKOK if self.province_code == BANGKOK else titles)[level] + self.name_th
