"""The whole house, and beside it the floor and what the process has loaded."""

import sys

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from config.urls import handler400, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]


def floor(request: HttpRequest) -> HttpResponse:
    """What a view costs that asks the database for nothing: Django, its middlewares, uvicorn and one round trip."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]))


def loaded(request: HttpRequest) -> HttpResponse:
    """The top-level packages in this process."""
    return JsonResponse(sorted({name.partition(".")[0] for name in sys.modules}), safe=False)


urlpatterns = [path("bench/floor/", floor), path("bench/loaded/", loaded), *urlpatterns]
