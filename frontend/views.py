"""Pages that belong to no app: home, language, offline, the parts of an area, and the pages for errors."""

import logging
import secrets
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from directory.languages import PAGE_LANGUAGES, page_language
from directory.models import Area, User
from directory.place_search import find_places
from frontend import home, parts
from frontend.app_manifest import app_manifest
from frontend.context import plain_page
from frontend.unsent import brought, is_from_here

logger = logging.getLogger(__name__)
DAY_S = 24 * 3600
SERVICE_WORKER = Path(__file__).parent / "dist" / "sw.js"


@gzip_page
@require_GET
def show_home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "home.html",
        {"figures": home.figures(), "solved_cases": home.solved_cases(), "closing_soon": home.closing_soon()},
    )


@csrf_exempt  # It changes nothing but the language of the pages, and a token would give every reader a cookie.
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie and go back to the page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return answer


@require_GET
def list_children(request: HttpRequest, code: int) -> HttpResponse:
    """The districts of a province or the sub-districts of a district, in both languages, for any cache to keep."""
    area = get_object_or_404(Area, pk=code)
    children = Area.objects.children_of(area.pk).values_list("code", "name_th", "name_en")
    answer = JsonResponse({"children": [{"code": code, "th": th, "en": en} for code, th, en in children]})
    answer.headers["Cache-Control"] = f"public, max-age={DAY_S}"
    return answer


@never_cache  # where somebody looks for a place may be where they live
@require_GET
def search_places(request: HttpRequest) -> JsonResponse:
    """Places by name or postal code, for the box above the three lists; `path` is what those lists are set to."""
    province = request.user.home_province if isinstance(request.user, User) else None
    found = find_places(request.GET.get("q", ""), province=province)
    places = [
        {
            "path": [area.code for area in reversed(area.up_to_province())],
            "name": area.full_name(),
            "postal": area.postal_code,
        }
        for area in found.places
    ]
    return JsonResponse({"places": places, "more": found.more})


@require_GET
def show_offline(request: HttpRequest) -> HttpResponse:
    """The page a browser keeps for times without a network: in all languages, that of the reader when it was kept first."""
    languages = sorted(PAGE_LANGUAGES, key=lambda each: each != page_language())
    answer = HttpResponse(render_to_string("offline.html", {**plain_page(), "languages": languages}))
    patch_vary_headers(answer, ["Cookie"])
    return answer


@cache
def _service_worker() -> bytes:
    return SERVICE_WORKER.read_bytes()


@require_GET
def serve_service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, because a worker serves only the addresses below its own."""
    answer = HttpResponse(_service_worker(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_GET
def serve_app_manifest(request: HttpRequest) -> HttpResponse:
    answer = JsonResponse(app_manifest(), content_type="application/manifest+json")
    patch_vary_headers(answer, ["Cookie"])  # the language
    answer.headers["Cache-Control"] = f"private, max-age={DAY_S}"
    return answer


@require_GET
def show_parts(request: HttpRequest) -> HttpResponse:
    """Every part of the look in every state, for review; in the demo only."""
    if not settings.DEMO:
        raise Http404
    return render(request, "frontend/parts.html", parts.examples(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there and not allowed look the same: nobody learns that something secret exists."""
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("400.html", plain_page()), status=400)


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """What allauth counts: 5 minutes are the longest of its limits (ACCOUNT_RATE_LIMITS)."""
    sentence = _("Too many tries. You can try again in 5 minutes at the latest.")
    answer = render(request, "refused.html", {"sentences": [sentence], "back": request.path}, status=429)
    answer.headers["Retry-After"] = "300"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, as when somebody signed in meanwhile, or a browser without cookies.

    Where a page of ours sent it, the same form is offered once more; of anybody else's nothing is repeated.
    """
    page = plain_page()
    if is_from_here(request) and (form := brought(request))["typed"]:
        page |= {**form, "csrf_token": get_token(request)}
    answer = HttpResponse(render_to_string("csrf.html", page), status=403)
    add_never_cache_headers(answer)
    return answer


@dataclass(frozen=True)
class Breakdown:
    """Something broke. incident: the name under which our log keeps the reason."""

    incident: str
    database_is_gone: bool


def note_breakdown(request: HttpRequest) -> Breakdown:
    """Write down what is being handled just now under a name that can be told."""
    problem = sys.exc_info()[1]
    incident = f"E-{secrets.token_hex(3).upper()}"
    logger.error("incident %s at %s", incident, request.path, exc_info=problem)
    return Breakdown(incident, isinstance(problem, (OperationalError, InterfaceError)))


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke. The page needs no database; the code on it stands in our log beside the reason."""
    breakdown = note_breakdown(request)
    page = render_to_string("500.html", {**plain_page(), "incident": breakdown.incident})
    answer = HttpResponse(page, status=503 if breakdown.database_is_gone else 500)
    if breakdown.database_is_gone:
        answer.headers["Retry-After"] = "30"
    return answer
