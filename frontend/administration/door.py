"""Who enters the administration: as /admin/, only who administers the installation. Each change is noted with who made it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

import pghistory
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from directory.models import User

View = Callable[..., HttpResponseBase]


def for_administrators(view: View) -> View:
    """Strangers sign in; for everybody else there is nothing here."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not admin.site.has_permission(request):
            raise Http404
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with pghistory.context(user=request.user.pk, url=request.path):
            return view(request, *args, **kwargs)

    return guarded


def administrator_of(request: HttpRequest) -> User:
    """Who asks; the door lets nobody else in."""
    return cast(User, request.user)
