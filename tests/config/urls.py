"""The house's own addresses and those of the demo."""

from django.urls import include, path

from config.urls import *  # noqa: F403 -- the handlers of errors too
from config.urls import urlpatterns as own_addresses

urlpatterns = [*own_addresses, path("", include("config.demo_urls"))]
