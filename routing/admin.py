"""What administrators see of routing at /admin/: what is sure enough, to change; rules and decisions, to look at."""

from django.contrib import admin
from django.http import HttpRequest

from directory.admin_pages import KeptAtAdministration, OfficeModelAdmin, ReadOnly
from routing.models import RoutingDecision, RoutingRule, RoutingThreshold


@admin.register(RoutingRule)
class RoutingRuleAdmin(KeptAtAdministration, OfficeModelAdmin):
    register = "routing-rules"
    list_display = ["topic", "area", "named", "agency", "to_local", "starts_on", "ends_on", "source"]
    list_display_links = ["topic", "agency"]
    list_filter = ["to_local", ("named", admin.EmptyFieldListFilter), "topic__parent"]
    list_select_related = ["topic__parent", "area__parent__parent", "agency"]
    search_fields = [
        "topic__name_th",
        "topic__name_en",
        "topic__code",
        "agency__name_th",
        "agency__code",
        "source",
        "named",
    ]
    autocomplete_fields = ["topic", "area", "agency"]


@admin.register(RoutingThreshold)
class RoutingThresholdAdmin(OfficeModelAdmin):
    list_display = ["topic", "probability", "target", "decided_by", "decided_on", "reason"]
    list_display_links = ["topic", "probability"]
    list_select_related = ["topic__parent"]
    autocomplete_fields = ["topic"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        return {"decided_by": str(request.user), **super().get_changeform_initial_data(request)}


@admin.register(RoutingDecision)
class RoutingDecisionAdmin(ReadOnly, OfficeModelAdmin):
    """What the routing did and why, to learn from. The words of the complaint are not here."""

    list_display = ["made_at", "did", "why", "model_version", "settled_agency", "was_corrected"]
    list_filter = ["did", "why", "was_corrected"]
    list_select_related = ["settled_agency"]
    ordering = ["-id"]
    show_full_result_count = False
    fields = [
        "made_at",
        "did",
        "why",
        "threshold",
        "model_version",
        "settled_at",
        "settled_agency",
        "settled_topic",
        "was_corrected",
    ]
