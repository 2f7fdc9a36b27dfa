"""The whole house, and beside it the floor, what the process has loaded, and a door for every account of the bench."""

import sys

from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from config.urls import handler400, handler404, handler500, urlpatterns
from directory.models import User

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]


def floor(request: HttpRequest) -> HttpResponse:
    """What a view costs that asks the database for nothing: Django, its middlewares, uvicorn and one round trip."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]))


def loaded(request: HttpRequest) -> HttpResponse:
    """The top-level packages in this process."""
    return JsonResponse(sorted({name.partition(".")[0] for name in sys.modules}), safe=False)


def enter(request: HttpRequest, number: int) -> HttpResponse:
    """Signs in as this account. The bench's own settings alone know of this page."""
    login(request, get_object_or_404(User, pk=number), backend="directory.signing_in.Passwords")
    return HttpResponse("entered")


urlpatterns = [
    path("bench/floor/", floor),
    path("bench/loaded/", loaded),
    path("bench/enter/<int:number>/", enter),
    *urlpatterns,
]
