"""What administrators look after at /admin/: from how many people on a theme has to be answered, and by when."""

from django.contrib import admin

from consultations.results.models import DutyRule
from directory.admin_pages import OfficeModelAdmin


@admin.register(DutyRule)
class DutyRuleAdmin(OfficeModelAdmin):
    list_display = ["kind", "size", "answer_days", "extension_days", "step_days", "source", "is_confirmed"]
