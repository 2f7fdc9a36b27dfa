"""What administrators look after at /admin/: how long consultations take. Consultations themselves are the policy team's."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from consultations.models import Consultation, Lengths
from directory.admin_pages import OfficeModelAdmin, ReadOnly


@admin.register(Lengths)
class LengthsAdmin(OfficeModelAdmin):
    list_display = ["kind", "notice_days", "opening_days", "result_days", "pilot_days", "source", "is_confirmed"]


@admin.register(Consultation)
class ConsultationAdmin(ReadOnly, OfficeModelAdmin):
    list_display = ["title_th", "agency", "kind", "opens_at", "closes_at", "announced_at"]
    list_filter = ["kind"]
    list_select_related = ["agency"]
    search_fields = ["title_th", "title_en", "slug"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consultation]:
        """Without trials: those who run and test one see it alone."""
        return super().get_queryset(request).filter(pilot_of=None)
