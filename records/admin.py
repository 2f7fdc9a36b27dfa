"""What administrators may look at, and nobody may change."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from directory.admin_pages import OfficeModelAdmin
from records.models import AccessLog, IdempotencyKey, SegmentationVersion, Upload


class ReadOnlyAdmin(OfficeModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    list_display = ["at", "user", "agency", "subject", "reason"]
    list_select_related = ["user", "agency"]
    search_fields = ["=subject"]
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    # The file itself is shown on the page of its case, where looking is logged.
    list_display = ["public_id", "kind", "size_bytes", "created_at", "attached_at"]
    list_filter = ["kind"]
    exclude = ["token_hash", "stored_as"]
    show_full_result_count = False


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    list_display = ["scope", "state", "answer_reference", "created_at"]
    list_filter = ["scope", "state"]
    fields = ["scope", "state", "answer_reference", "created_at"]
    show_full_result_count = False


@admin.register(SegmentationVersion)
class SegmentationVersionAdmin(ReadOnlyAdmin):
    list_display = ["id", "program", "dictionary", "rules", "first_used_at", "taken_up_at"]
