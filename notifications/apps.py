from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.contrib.sessions.models import Session

        # Whoever signs out does so in every window, and a closed account in every browser, at once.
        post_delete.connect(_close_session, sender=Session, dispatch_uid="close_session")
        post_save.connect(_close_account, sender=get_user_model(), dispatch_uid="close_account")


def _close_session(instance: Any, **_more: Any) -> None:
    from notifications.live import announce, session_topic

    if instance.expire_date <= timezone.now():
        return  # cleared away by thousands; its sockets were closed when it expired, by the hub's own look
    announce(f"close:{session_topic(instance.session_key)}")


def _close_account(instance: Any, created: bool, **_more: Any) -> None:
    from notifications.live import announce

    if not (instance.is_active or created):
        announce(f"close:person:{instance.pk}")
