"""When offices work: opening hours by weekday, and the days off. The arithmetic is in `directory.calendar`."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.areas import Area
from directory.models.names import in_current_language
from directory.thai_dates import show_date


class HolidayKind(models.TextChoices):
    PUBLIC = "public", _("Public holiday")
    CABINET_EXTRA = "cabinet_extra", _("Extra day off by the Cabinet")
    SUBSTITUTION = "substitution", _("Substitution day")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Holiday(models.Model):
    """A day on which government offices are closed, in one province or in all; with times, a part of that day."""

    date = models.DateField(_("date"))
    name_th = models.CharField(_("name in Thai"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=HolidayKind, default=HolidayKind.PUBLIC)
    area = models.ForeignKey(
        Area,
        verbose_name=_("province"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="holidays",
        help_text=_("Empty: the whole country."),
    )
    closed_from = models.TimeField(
        _("closed from"), null=True, blank=True, help_text=_("Empty: from the morning on. For a half day off: 12.00.")
    )
    closed_until = models.TimeField(
        _("closed until"), null=True, blank=True, help_text=_("Empty: until the evening. For a morning off: 12.00.")
    )
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "area"], nulls_distinct=False, name="a_day_off_is_listed_once_in_an_area"
            ),
            models.CheckConstraint(name="every_holiday_names_its_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="a_part_of_a_day_off_ends_after_it_begins",
                condition=Q(closed_from__isnull=True)
                | Q(closed_until__isnull=True)
                | Q(closed_until__gt=F("closed_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{show_date(self.date)} {self.name}"

    @property
    def name(self) -> str:
        return in_current_language(self.name_th, self.name_en)

    @property
    def is_whole_day(self) -> bool:
        return self.closed_from is None and self.closed_until is None


class Weekday(models.IntegerChoices):
    """Numbered as `date.weekday()` does."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class OfficeHours(models.Model):
    """From when to when government offices work on a weekday; a weekday without a row is a day off.

    A weekday with two rows has split shifts: closed at noon, or open again in the evening.
    """

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(name="a_shift_of_a_weekday_is_listed_once", fields=["weekday", "opens"]),
            models.CheckConstraint(name="an_office_closes_after_it_opens", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(name="a_weekday_is_monday_to_sunday", condition=Q(weekday__lte=6)),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H.%M}–{self.closes:%H.%M}"

    def clean(self) -> None:
        """Raises ValidationError: shifts_overlap."""
        if self.weekday is None or self.opens is None or self.closes is None:
            return
        others = OfficeHours.objects.filter(weekday=self.weekday).exclude(pk=self.pk)
        if others.filter(opens__lt=self.closes, closes__gt=self.opens).exists():
            raise ValidationError(_("Two shifts of a day cannot overlap."), code="shifts_overlap")
