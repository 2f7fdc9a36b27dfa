"""The outbox as an operator sees it: what waits, what was given up, and a way to try again."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from directory.admin_pages import OfficeModelAdmin
from notifications.models import Message, Subscription
from notifications.outbox import try_again


@admin.register(Message)
class MessageAdmin(OfficeModelAdmin):
    list_display = ["created_at", "channel", "recipient", "event_key", "state", "attempts", "next_try_at", "last_error"]
    list_filter = ["state", "channel"]
    search_fields = ["=event_key", "=recipient"]
    actions = ["send_again"]
    # Not what it says: a message may hold a code to sign in with.
    exclude = ["subject", "body", "provider_key"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # The list needs it for its action; a single message is only shown.
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.action(description=_("Try parked messages again"), permissions=["change"])
    def send_again(self, request: HttpRequest, messages: QuerySet[Message]) -> None:
        count = try_again(messages)
        self.message_user(
            request,
            ngettext("%(count)d message will go again.", "%(count)d messages will go again.", count) % {"count": count},
        )


@admin.register(Subscription)
class SubscriptionAdmin(OfficeModelAdmin):
    list_display = ["user", "subject", "created_at"]
    list_select_related = ["user"]
    search_fields = ["=subject"]
    autocomplete_fields = ["user"]
    show_full_result_count = False
