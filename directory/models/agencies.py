"""The offices of the state that answer complaints, as a tree, and the units inside them."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.areas import Area
from directory.models.names import in_a_sentence, in_current_language, thai_sort_key_field

_SOURCE_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


class AgencyKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    DEPARTMENT = "department", _("Department")
    STATE_ENTERPRISE = "state_enterprise", _("State enterprise")
    PUBLIC_ORGANISATION = "public_organisation", _("Public organisation")
    INDEPENDENT = "independent", _("Independent body")
    COURT_OR_PARLIAMENT = "court_or_parliament", _("Court or parliament")
    COMMITTEE = "committee", _("Committee")
    CENTRE = "centre", _("Centre inside an agency")
    CENTRAL_DESK = "central_desk", _("Central desk")
    PROVINCE_CENTRE = "province_centre", _("Damrongdhama centre of a province")
    BANGKOK_DISTRICT = "bangkok_district", _("District of Bangkok")
    LOCAL_GOVERNMENT = "local_government", _("Local government")
    GROUP = "group", _("Group of agencies, handles nothing itself")


def _lies_in(province_code: int) -> Q:
    return Q(area=province_code) | Q(area__parent=province_code) | Q(area__parent__parent=province_code)


class AgencyQuerySet(models.QuerySet["Agency"]):
    def active(self, on: date | None = None) -> "AgencyQuerySet":
        """Agencies that exist on that day (today in Bangkok when left out); both dates are included."""
        on = on or timezone.localdate()
        return self.filter(
            Q(opens_on__isnull=True) | Q(opens_on__lte=on), Q(closes_on__isnull=True) | Q(closes_on__gte=on)
        )

    def taking_complaints(self, on: date | None = None) -> "AgencyQuerySet":
        """Active agencies that can be given a case."""
        return self.active(on).filter(takes_complaints=True)

    def serving(self, province_code: int) -> "AgencyQuerySet":
        """Agencies of that province, its districts and sub-districts; national ones are not among them."""
        also = ServiceArea.objects.filter(_lies_in(province_code)).values("agency")
        return self.filter(_lies_in(province_code) | Q(pk__in=also))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["sort_key"],
    append_only=True,
)
class Agency(models.Model):
    """An office that can be given an assignment. Every row says where it is known from.

    It serves its own area and those of its ServiceArea rows.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_th = models.CharField(_("name in Thai"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name_th = models.CharField(_("short name in Thai"), max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("kind"), max_length=24, choices=AgencyKind)
    area = models.ForeignKey(
        Area,
        verbose_name=_("area served"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
        help_text=_("Empty: the whole country."),
    )
    official_code = models.CharField(
        _("official code"), max_length=40, blank=True, help_text=_("The code in the register named as the source.")
    )
    source = models.CharField(
        _("source"), max_length=300, help_text=_("The act, decree or register that the agency is known from.")
    )
    source_date = models.CharField(
        _("date of the source"), max_length=10, help_text=_("2014-07-18, or 2014 where only the year is known.")
    )
    source_confirmed = models.BooleanField(_("source confirmed"), default=False)
    takes_complaints = models.BooleanField(
        _("takes complaints"),
        default=True,
        db_default=True,
        help_text=_("Not ticked: no case can be sent there, as to a committee, a court, parliament or a group."),
    )
    opens_on = models.DateField(_("first day"), null=True, blank=True)
    closes_on = models.DateField(_("last day"), null=True, blank=True)
    sort_key = thai_sort_key_field()

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(name="every_agency_names_its_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="a_source_date_is_a_day_a_month_or_a_year",
                condition=Q(source_date__regex=_SOURCE_DATE),
            ),
            models.CheckConstraint(
                name="an_agency_does_not_close_before_it_opens",
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
            ),
            models.CheckConstraint(name="no_agency_is_part_of_itself", condition=~Q(parent=F("id"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_current_language(self.name_th, self.name_en)

    @property
    def name_in_sentence(self) -> str:
        """The name behind other words: English gives most offices an article."""
        return in_a_sentence(self.name)

    @property
    def short_name_in_sentence(self) -> str:
        return in_a_sentence(self.short_name)

    @property
    def short_name(self) -> str:
        """The short Thai name, or the whole name in English or where there is no short one."""
        return in_current_language(self.short_name_th or self.name_th, self.name_en)

    def is_active_on(self, day: date) -> bool:
        return not (self.opens_on and day < self.opens_on) and not (self.closes_on and day > self.closes_on)

    def takes_complaints_on(self, day: date) -> bool:
        return self.takes_complaints and self.is_active_on(day)

    def ancestors(self) -> list["Agency"]:
        """The agencies this one is part of, nearest first, in one query."""
        return list(Agency.objects.raw(_ANCESTORS, [self.pk]))

    def descendants(self) -> list["Agency"]:
        """The agencies that are part of this one, nearest first, in one query."""
        return list(Agency.objects.raw(_DESCENDANTS, [self.pk]))


# CYCLE stops a loop that an administrator may have made: a constraint forbids only being part of oneself.
_ANCESTORS = """
    WITH RECURSIVE tree AS (
        SELECT agency.*, 0 AS depth FROM directory_agency agency WHERE id = %s
        UNION ALL
        SELECT parent.*, tree.depth + 1 FROM directory_agency parent JOIN tree ON parent.id = tree.parent_id
    ) CYCLE id SET is_loop USING path
    SELECT * FROM tree WHERE depth > 0 AND NOT is_loop ORDER BY depth, sort_key
"""
_DESCENDANTS = """
    WITH RECURSIVE tree AS (
        SELECT agency.*, 0 AS depth FROM directory_agency agency WHERE id = %s
        UNION ALL
        SELECT child.*, tree.depth + 1 FROM directory_agency child JOIN tree ON child.parent_id = tree.id
    ) CYCLE id SET is_loop USING path
    SELECT * FROM tree WHERE depth > 0 AND NOT is_loop ORDER BY depth, sort_key
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class ServiceArea(models.Model):
    """One more area that an agency serves beside its own: offices cross borders, and a sub-district may hold several."""

    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.CASCADE, related_name="service_areas")
    area = models.ForeignKey(Area, verbose_name=_("area served"), on_delete=models.PROTECT, related_name="+")
    source = models.CharField(
        _("source"), max_length=300, help_text=_("The act, decree or register that the agency is known from.")
    )
    source_date = models.CharField(
        _("date of the source"), max_length=10, help_text=_("2014-07-18, or 2014 where only the year is known.")
    )

    class Meta:
        verbose_name = _("area served as well")
        verbose_name_plural = _("areas served as well")
        ordering = ["agency", "area"]
        constraints = [
            models.UniqueConstraint("agency", "area", name="an_agency_serves_an_area_once"),
            models.CheckConstraint(name="every_service_area_names_its_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="the_source_of_a_service_area_has_a_day_a_month_or_a_year",
                condition=Q(source_date__regex=_SOURCE_DATE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.area}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Unit(models.Model):
    """A division, section or team inside an agency."""

    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name_th = models.CharField(_("name in Thai"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["agency", "name_th"]
        constraints = [
            models.UniqueConstraint("agency", "name_th", name="a_unit_name_is_used_once_in_an_agency"),
            models.CheckConstraint(name="no_unit_is_part_of_itself", condition=~Q(parent=F("id"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_current_language(self.name_th, self.name_en)
