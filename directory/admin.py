"""What administrators find at /admin/: accounts, where an agency works and gets letters, names of topics elsewhere. What
/administration/ keeps is only looked at here."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest

from directory.admin_pages import DaysAsTyped, KeptAtAdministration, OfficeModelAdmin, ReadOnly, YearFilter
from directory.administrators import administer_today, refuse_ending
from directory.models import (
    Agency,
    Area,
    Holiday,
    LetterAddress,
    Membership,
    OfficeHours,
    ServiceArea,
    Topic,
    TopicAlias,
    Unit,
    User,
)

# Roles are memberships; Django's groups would be a second, silent way to give rights.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)


class MembershipInline(ReadOnly, DaysAsTyped, admin.TabularInline):
    model = Membership
    extra = 0
    fields = ["agency", "unit", "role", "starts_on", "ends_on"]
    readonly_fields = fields  # type: ignore[assignment]


class ServiceAreaInline(DaysAsTyped, admin.TabularInline):
    model = ServiceArea
    extra = 0
    autocomplete_fields = ["area"]


class LetterAddressInline(DaysAsTyped, admin.StackedInline):
    model = LetterAddress
    extra = 0


class UserForm(ModelForm):
    """by: who changes it, set by the page."""

    by: User

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        is_shut_out = not (told.get("is_active") and told.get("is_staff"))
        if self.instance.pk and is_shut_out and administer_today().filter(pk=self.instance.pk).exists():
            try:
                refuse_ending(self.instance, by=self.by)  # the page is one transaction
            except ValidationError as error:
                self.add_error("is_staff" if told.get("is_active") else "is_active", error)
        return told


@admin.register(User)
class UserAdmin(OfficeModelAdmin):
    form = UserForm
    list_display = ["full_name", "email", "phone", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["full_name", "email", "phone"]
    # A password is set by its owner, by code; nobody else needs to touch it.
    fields = (
        "full_name",
        "email",
        "phone",
        "language",
        "is_active",
        "is_staff",
        "email_confirmed_at",
        "phone_confirmed_at",
        "last_login",
        "date_joined",
    )
    readonly_fields = ["email_confirmed_at", "phone_confirmed_at", "last_login", "date_joined"]
    inlines = [MembershipInline]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        made = super().get_form(request, *args, **kwargs)
        return type(made.__name__, (made,), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # People are closed (is_active), never deleted: cases and the audit trail point at them.
        return False


@admin.register(Membership)
class MembershipAdmin(KeptAtAdministration, OfficeModelAdmin):
    register = "people"
    list_display = ["user", "role", "agency", "unit", "starts_on", "ends_on"]
    list_filter = ["role", "starts_on", "ends_on"]
    list_select_related = ["user", "agency", "unit"]
    search_fields = ["user__full_name", "user__email", "agency__name_th", "agency__code"]
    autocomplete_fields = ["user", "agency", "unit"]


@admin.register(Agency)
class AgencyAdmin(KeptAtAdministration, OfficeModelAdmin):
    """The agency itself is looked at; where it works and gets letters is changed here."""

    register = "agencies"
    list_display = [
        "name_th",
        "code",
        "kind",
        "parent",
        "area",
        "takes_complaints",
        "source_confirmed",
        "opens_on",
        "closes_on",
    ]
    list_filter = ["kind", "takes_complaints", "source_confirmed"]
    list_select_related = ["parent", "area__parent__parent"]
    search_fields = ["name_th", "name_en", "short_name_th", "code", "official_code"]
    fields = [
        *("code", "name_th", "name_en", "short_name_th", "parent", "kind", "area", "official_code", "source"),
        *("source_date", "source_confirmed", "takes_complaints", "opens_on", "closes_on"),
    ]
    readonly_fields = fields  # type: ignore[assignment]
    inlines = [ServiceAreaInline, LetterAddressInline]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Else what hangs on it could not be changed; of the agency itself no field is open.
        return admin.ModelAdmin.has_change_permission(self, request, obj)


@admin.register(Unit)
class UnitAdmin(KeptAtAdministration, OfficeModelAdmin):
    register = "units"
    list_display = ["name_th", "agency", "parent"]
    list_select_related = ["agency", "parent"]
    search_fields = ["name_th", "name_en", "agency__name_th"]


@admin.register(Area)
class AreaAdmin(ReadOnly, OfficeModelAdmin):
    """Areas follow the register of the Department of Provincial Administration: to look at, not to edit."""

    list_display = ["code", "name_th", "name_en", "level", "parent", "postal_code"]
    list_filter = ["level"]
    list_select_related = ["parent__parent"]
    search_fields = ["name_th", "name_en", "=code", "postal_code"]


@admin.register(Topic)
class TopicAdmin(KeptAtAdministration, OfficeModelAdmin):
    register = "topics"
    list_display = ["code", "name_th", "name_en", "visibility_floor", "offers_public", "urgency", "is_active"]
    list_filter = ["is_active", "visibility_floor", "offers_public", "urgency"]
    search_fields = ["code", "name_th", "name_en", "covers_th", "covers_en"]


@admin.register(TopicAlias)
class TopicAliasAdmin(OfficeModelAdmin):
    list_display = ["scheme", "label", "topic"]
    list_filter = ["scheme"]
    list_select_related = ["topic"]
    search_fields = ["label", "topic__code", "topic__name_th"]
    autocomplete_fields = ["topic"]


@admin.register(Holiday)
class HolidayAdmin(KeptAtAdministration, OfficeModelAdmin):
    register = "holidays"
    list_display = ["date", "name_th", "kind", "closed_from", "closed_until", "area", "source"]
    list_filter = [YearFilter, "kind"]
    list_select_related = ["area"]
    search_fields = ["name_th", "name_en", "source"]


@admin.register(OfficeHours)
class OfficeHoursAdmin(KeptAtAdministration, OfficeModelAdmin):
    register = "office-hours"
    list_display = ["weekday", "opens", "closes"]
