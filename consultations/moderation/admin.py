"""What administrators look after at /admin/: the words of the public rules. Their codes are the program's."""

from django.contrib import admin
from django.http import HttpRequest

from consultations.moderation.models import Rule
from directory.admin_pages import OfficeModelAdmin


@admin.register(Rule)
class RuleAdmin(OfficeModelAdmin):
    list_display = ["place", "name_th", "code", "is_of_form", "source"]
    readonly_fields = ["code", "is_of_form"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
