"""Addresses of the demo only. Production never includes them: its settings refuse SIANG_DEMO."""

from django.urls import path

from config.demo_views import enter, roles
from notifications.views import dev_mail

urlpatterns = [
    path("demo/", roles, name="demo"),
    path("demo/enter/", enter, name="demo_enter"),
    path("dev/mail/", dev_mail, name="dev_mail"),
]
