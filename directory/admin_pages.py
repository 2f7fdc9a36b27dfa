"""What all pages at /admin/ have in common: days typed and shown as on other pages, filters by Buddhist year, and tables
that are only looked at there."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from directory.day_field import LAST_YEAR, DayField
from directory.thai_dates import BUDDHIST_ERA, in_thai, show_date, show_time, write_day


class DayOfRowField(DayField):
    """A day that stands in a row, or will."""

    def prepare_value(self, value: Any) -> Any:
        return write_day(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and day.year > LAST_YEAR:
            raise ValidationError(_("Write the day like this: 1/12/2569."), code="no_such_day")
        return day


class DaysAsTyped:
    """Days of a form are typed as on other pages, and those that are only shown are shown as there."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            widget = forms.TextInput(attrs={"class": "vTextField"})
            return db_field.formfield(form_class=DayOfRowField, widget=widget)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        told = super().get_fieldsets(request, obj)  # type: ignore[misc]
        fixed = {name for name in self.readonly_fields if isinstance(name, str)}  # type: ignore[attr-defined]
        # An inline of which nothing may be changed names its fields in `readonly_fields`, as Django wants it.
        is_page = isinstance(self, admin.ModelAdmin)
        may_change = not is_page or obj is None or self.has_change_permission(request, obj)  # type: ignore[attr-defined]

        def shown(name: Any) -> Any:
            if isinstance(name, list | tuple):
                return tuple(shown(each) for each in name)
            is_fixed = isinstance(name, str) and (not may_change or name in fixed)
            return as_shown(self.model, name) if is_fixed else name  # type: ignore[attr-defined, arg-type]

        return [(title, {**options, "fields": [shown(each) for each in options["fields"]]}) for title, options in told]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        return [as_shown(self.model, name) if isinstance(name, str) else name for name in names]  # type: ignore[attr-defined, arg-type]


class ReadOnly:
    """Rows to look at: what becomes of them is the business of acts and other pages, never of a form here."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class KeptAtAdministration(ReadOnly):
    """Rows of a register that /administration/ keeps, with its rules and its history: here they are looked at.

    register: the last part of its address there. Lists and rows say where it is.
    """

    register = ""
    change_list_template: Any = "admin/kept_at_administration_list.html"
    change_form_template: Any = "admin/kept_at_administration_row.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, self._with_way(extra_context))  # type: ignore[misc]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        return super().changeform_view(request, object_id, form_url, self._with_way(extra_context))  # type: ignore[misc]

    def _with_way(self, told: dict[str, Any] | None) -> dict[str, Any]:
        return {**(told or {}), "kept_at": reverse("administration_rows", args=[self.register])}


class OfficeModelAdmin(DaysAsTyped, admin.ModelAdmin):
    """Lists and forms with Buddhist years in Thai."""

    actions_selection_counter = False  # it counts in English

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = super().get_list_display(request)
        return [as_shown(self.model, name) if isinstance(name, str) else name for name in columns]  # type: ignore[arg-type]

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


@cache  # Django compares the columns of a form with those that are only shown
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
