"""What administrators look after at /admin/: from how many signatures on a petition has to be answered, and by when."""

from django.contrib import admin

from consultations.petitions.models import PetitionRule
from directory.admin_pages import OfficeModelAdmin


@admin.register(PetitionRule)
class PetitionRuleAdmin(OfficeModelAdmin):
    list_display = [
        "level",
        "threshold",
        "days",
        "extra_days",
        "check_days",
        "answer_days",
        "step_days",
        "source",
        "is_confirmed",
    ]
