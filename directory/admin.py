"""What administrators keep up to date at /admin/: people and their roles, agencies, topics, areas, days off."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from directory.admin_pages import OfficeModelAdmin, YearFilter
from directory.calendar import forget_calendar
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


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["agency", "unit"]


class ServiceAreaInline(admin.TabularInline):
    model = ServiceArea
    extra = 0
    autocomplete_fields = ["area"]


class LetterAddressInline(admin.StackedInline):
    model = LetterAddress
    extra = 0


class UnitInline(admin.TabularInline):
    model = Unit
    extra = 0
    fields = ["name_th", "name_en", "parent"]
    autocomplete_fields = ["parent"]


@admin.register(User)
class UserAdmin(OfficeModelAdmin):
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

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # People are closed (is_active), never deleted: cases and the audit trail point at them.
        return False


@admin.register(Membership)
class MembershipAdmin(OfficeModelAdmin):
    list_display = ["user", "role", "agency", "unit", "starts_on", "ends_on"]
    list_filter = ["role", "starts_on", "ends_on"]
    list_select_related = ["user", "agency", "unit"]
    search_fields = ["user__full_name", "user__email", "agency__name_th", "agency__code"]
    autocomplete_fields = ["user", "agency", "unit"]


@admin.register(Agency)
class AgencyAdmin(OfficeModelAdmin):
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
    autocomplete_fields = ["parent", "area"]
    inlines = [ServiceAreaInline, LetterAddressInline, UnitInline]


@admin.register(Unit)
class UnitAdmin(OfficeModelAdmin):
    list_display = ["name_th", "agency", "parent"]
    list_select_related = ["agency", "parent"]
    search_fields = ["name_th", "name_en", "agency__name_th"]
    autocomplete_fields = ["agency", "parent"]


@admin.register(Area)
class AreaAdmin(OfficeModelAdmin):
    """Areas follow the register of the Department of Provincial Administration: to look at, not to edit."""

    list_display = ["code", "name_th", "name_en", "level", "parent", "postal_code"]
    list_filter = ["level"]
    list_select_related = ["parent__parent"]
    search_fields = ["name_th", "name_en", "=code", "postal_code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return False


class TopicAliasInline(admin.TabularInline):
    model = TopicAlias
    extra = 0


@admin.register(Topic)
class TopicAdmin(OfficeModelAdmin):
    list_display = ["code", "name_th", "name_en", "visibility_floor", "offers_public", "urgency", "is_active"]
    list_filter = ["is_active", "visibility_floor", "offers_public", "urgency"]
    search_fields = ["code", "name_th", "name_en", "covers_th", "covers_en"]
    autocomplete_fields = ["parent"]
    inlines = [TopicAliasInline]


@admin.register(TopicAlias)
class TopicAliasAdmin(OfficeModelAdmin):
    list_display = ["scheme", "label", "topic"]
    list_filter = ["scheme"]
    list_select_related = ["topic"]
    search_fields = ["label", "topic__code", "topic__name_th"]
    autocomplete_fields = ["topic"]


class CalendarAdmin(OfficeModelAdmin):
    """Rows the office calendar is made of: this process sees a change at once, others within a minute."""

    def save_model(self, request: HttpRequest, obj: Holiday, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_calendar()

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        super().delete_model(request, obj)
        forget_calendar()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        forget_calendar()


@admin.register(Holiday)
class HolidayAdmin(CalendarAdmin):
    list_display = ["date", "name_th", "kind", "closed_from", "closed_until", "area", "source"]
    list_filter = [YearFilter, "kind"]
    list_select_related = ["area"]
    search_fields = ["name_th", "name_en", "source"]
    autocomplete_fields = ["area"]


@admin.register(OfficeHours)
class OfficeHoursAdmin(CalendarAdmin):
    list_display = ["weekday", "opens", "closes"]
