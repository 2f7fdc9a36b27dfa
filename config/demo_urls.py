"""Addresses of the demo only. Production never includes them: its settings refuse SIANG_DEMO."""

from django.urls import path

from config.demo_views import enter, roles

# dev_mail follows

urlpatterns = [
    path("demo/", roles, name="demo"),
    path("demo/enter/", enter, name="demo_enter"),
]
