"""What all pages at /admin/ have in common: dates as the other pages write them, and no English among the Thai."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from directory.thai_dates import BUDDHIST_ERA, in_thai, show_date, show_time

SAID_BY_DJANGO = [
    # Its own Thai lacks these, or says them like a machine; ours counts (LOCALE_PATHS).
    gettext_noop("Add link"),
    gettext_noop("Breadcrumbs"),
    gettext_noop("Change or view list link"),
    gettext_noop("Clear all filters"),
    gettext_noop("Filter navigation items"),
    gettext_noop("Hide counts"),
    gettext_noop("Model name"),
    gettext_noop("None available"),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below.", "count"),
    gettext_noop("Select all objects on this page for an action"),
    gettext_noop("Select this object for an action - {}"),
    gettext_noop("Show counts"),
    gettext_noop("Sidebar"),
    gettext_noop("Skip to main content"),
    gettext_noop("Start typing to filter…"),
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("Toggle navigation"),
    gettext_noop("Toggle theme (current theme: auto)"),
    gettext_noop("Toggle theme (current theme: dark)"),
    gettext_noop("Toggle theme (current theme: light)"),
    gettext_noop("View selected %(model)s"),
    gettext_noop("Yes, I’m sure"),
]


class OfficeModelAdmin(admin.ModelAdmin):
    """Lists with Buddhist years in Thai; the dates of forms are typed and stay as the browser has them."""

    actions_selection_counter = False  # it counts in English

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = super().get_list_display(request)
        return [as_shown(self.model, name) if isinstance(name, str) else name for name in columns]


def as_shown(model: type[models.Model], name: str) -> str | Callable[[models.Model], str | None]:
    """The column itself, or for a date one that is sorted alike and shows the date as other pages do; for `fields` as well."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if not isinstance(field, models.DateField):
        return name

    @admin.display(description=field.verbose_name, ordering=name, empty_value="")
    def shown(row: models.Model) -> str | None:
        at: date | datetime | None = getattr(row, name)
        if at is None:
            return None
        told = f"{show_date(at)} {show_time(at)}" if isinstance(at, datetime) else show_date(at)
        return told.replace(" ", "\N{NO-BREAK SPACE}")

    return shown


class YearFilter(admin.SimpleListFilter):
    """Which year of a column `date`: Django's own date hierarchy knows common-era years only."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        years = model_admin.get_queryset(request).dates("date", "year", order="DESC")
        return [(str(day.year), str(day.year + BUDDHIST_ERA if in_thai() else day.year)) for day in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(date__year=self.value()) if (self.value() or "").isdecimal() else queryset
