"""What administrators look after at /admin/: how long consultations are open. Consultations themselves are the policy team's."""

from django.contrib import admin

from consultations.models import Consultation, OpeningLength
from directory.admin_pages import OfficeModelAdmin, ReadOnly


@admin.register(OpeningLength)
class OpeningLengthAdmin(OfficeModelAdmin):
    list_display = ["kind", "days", "source", "is_confirmed"]


@admin.register(Consultation)
class ConsultationAdmin(ReadOnly, OfficeModelAdmin):
    list_display = ["title_th", "agency", "kind", "opens_at", "closes_at", "announced_at"]
    list_filter = ["kind"]
    list_select_related = ["agency"]
    search_fields = ["title_th", "title_en", "slug"]
    ordering = ["-id"]
