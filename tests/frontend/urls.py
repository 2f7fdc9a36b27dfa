"""The house's own addresses, and some that refuse or break."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import *  # noqa: F403 -- the handlers of errors too
from config.urls import urlpatterns as own_addresses
from records.throttling import Throttled


def refuse(request: HttpRequest) -> HttpResponse:
    raise ValidationError("เรื่องนี้ปิดแล้ว เปิดเรื่องใหม่ได้", code="already_closed")


def throttle(request: HttpRequest) -> HttpResponse:
    raise Throttled(1_200)


def deny(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("หม้อแปลงระเบิด")


def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("could not connect to server")


urlpatterns = [
    *own_addresses,
    path("test/refuse/", refuse),
    path("test/throttle/", throttle),
    path("test/deny/", deny),
    path("test/break/", break_down),
    path("test/no-database/", lose_database),
]
