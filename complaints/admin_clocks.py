"""The ladder of what is late, which answers are approved, and how many closings are audited, as administrators change it
at /admin/."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.approval_rules import forget_approval_rules
from complaints.escalating import forget_ladder
from complaints.models import ApprovalRule, AuditRule, DelayReason, EscalationRule
from directory.admin_pages import OfficeModelAdmin


@admin.register(EscalationRule)
class EscalationRuleAdmin(OfficeModelAdmin):
    """This process climbs by a change at once, others within seconds."""

    list_display = ["clock", "level", "working_days", "agencies_up", "role", "source", "is_active"]
    list_filter = ["clock", "is_active"]

    def save_model(self, request: HttpRequest, obj: EscalationRule, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_ladder()

    def delete_model(self, request: HttpRequest, obj: EscalationRule) -> None:
        super().delete_model(request, obj)
        forget_ladder()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        forget_ladder()


@admin.register(DelayReason)
class DelayReasonAdmin(OfficeModelAdmin):
    """Why a case is late: what officers choose from, and how the complainant reads it."""

    list_display = ["name", "code", "position", "is_active"]
    list_filter = ["is_active"]


@admin.register(AuditRule)
class AuditRuleAdmin(OfficeModelAdmin):
    """How many closings of an agency are audited; the next draw goes by it."""

    list_display = ["__str__", "share_percent", "minimum", "source"]
    autocomplete_fields = ["agency"]


@admin.register(ApprovalRule)
class ApprovalRuleAdmin(OfficeModelAdmin):
    """Of which topics answers are approved. This process goes by a change at once, others within seconds."""

    list_display = ["topic", "agency_or_all", "needs_approval", "source", "chosen_by", "chosen_at"]
    list_filter = ["needs_approval"]
    list_select_related = ["topic__parent", "agency", "chosen_by"]
    autocomplete_fields = ["topic", "agency"]
    fields = ["topic", "agency", "needs_approval", "source"]

    @admin.display(description=_("agency"), ordering="agency__sort_key")
    def agency_or_all(self, rule: ApprovalRule) -> str:
        return str(rule.agency or _("every agency"))

    def save_model(self, request: HttpRequest, obj: ApprovalRule, form: forms.ModelForm, change: bool) -> None:
        obj.chosen_by, obj.chosen_at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
        forget_approval_rules()

    def delete_model(self, request: HttpRequest, obj: ApprovalRule) -> None:
        super().delete_model(request, obj)
        forget_approval_rules()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        forget_approval_rules()
