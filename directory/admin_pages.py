"""What all pages at /admin/ have in common: dates as the other pages write them, filters by Buddhist year."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from directory.thai_dates import BUDDHIST_ERA, in_thai, show_date, show_time


class OfficeModelAdmin(admin.ModelAdmin):
    """Lists with Buddhist years in Thai; the dates of forms are typed and stay as the browser has them."""

    actions_selection_counter = False  # it counts in English

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = super().get_list_display(request)
        return [as_shown(self.model, name) if isinstance(name, str) else name for name in columns]

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Each field by the name that the code gives it: the history looks that up in its reader's language."""
        told = super().construct_change_message(request, form, formsets, add)
        with override(None):
            fields = [
                field for each in (form, *(formsets or ())) for field in getattr(each, "model", self.model)._meta.fields
            ]
            names = {capfirst(name): name for name in (str(field.verbose_name) for field in fields)}
        for changed in (each["changed"] for each in told if "changed" in each):
            changed["fields"] = [names.get(label, label) for label in changed.get("fields", ())]
        return told


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
