"""The language of a page, and what becomes of a broken rule."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from consultations.models import Consultation
from consultations.piloting import is_pilot_slug
from directory.languages import STAFF_CODES, page_language, thai_or_english
from frontend.unsent import brought, page_of_act

GetResponse = Callable[[HttpRequest], HttpResponse]
CONFLICT, TOO_MANY = 409, 429
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class ContentSecurityPolicyMiddleware:
    """One policy for every answer that brings none of its own, built once: django-csp's own builds two at each answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        return response


STAFF_PAGES = ("/desk/", "/office/", "/admin/", "/administration/")


class LanguageMiddleware:
    """Thai, unless the reader chose otherwise: a cookie says so, never the browser's settings or a session.

    The pages of the staff know Thai and English only.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        if language not in STAFF_CODES and request.path_info.startswith(STAFF_PAGES):
            language = thai_or_english(language)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", page_language(language).tag)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie", "Accept-Language"])  # the latter: frontend.context.offered_language
        return response


class UnreadableMiddleware:
    """Turns away what no form of ours sends: more bytes than all its files may have, another encoding than UTF-8, and
    NUL characters, which PostgreSQL cannot keep. What becomes of a BadRequest, config/errors.py says.

    In a query, the API's as well, a NUL counts as a space: whoever reads a list has sent nothing that could be mended.

    It stands behind the CSRF check: what is too large or in another encoding is refused before that reads the form,
    the NUL characters are looked for when it has been read.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        encoding = (request.content_params or {}).get("charset", "utf-8")
        if not size.isdecimal() or int(size) > settings.REQUEST_MAX_BYTES or encoding.lower() not in {"utf-8", "utf8"}:
            raise BadRequest
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "%20")
            request.__dict__.pop("GET", None)  # read by what stands before this one
        if request.path_info.startswith("/api/"):  # answers for itself, and in JSON
            return
        is_form = request.method == "POST" and request.content_type in FORMS
        typed = (value for _name, values in request.POST.lists() for value in values) if is_form else ()
        if "\0" in request.path_info or any("\0" in v for v in typed):
            raise BadRequest


class TrialMiddleware:
    """Pages of a trial go into no cache and no search engine, and tell no other site where they are. Known by the address alone.

    Whoever sends an answer at the moment at which it is wiped finds nothing, as everybody does a moment later.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _slug_of_trial(request):
            add_never_cache_headers(response)
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        slug = _slug_of_trial(request)
        is_of_a_row = isinstance(exception, IntegrityError | ObjectDoesNotExist)
        if slug and is_of_a_row and not Consultation.objects.filter(slug=slug).exists():
            raise Http404 from exception
        return None


def _slug_of_trial(request: HttpRequest) -> str:
    slug = request.resolver_match.kwargs.get("slug", "") if request.resolver_match else ""
    return slug if is_pilot_slug(slug) else ""


class RefusalMiddleware:
    """Acts raise, views do not catch; here a refusal becomes a message on the page the person came from.

    The API answers for itself (config/api.py). Reading a page with GET cannot go back to where it came from without
    the danger of going in circles, so there the refusal is the page. What a person may not do looks like what is not
    there (404).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ValidationError):
            code, wait_s = getattr(exception, "code", None), getattr(exception, "retry_after_s", 60)
            return refuse(request, exception.messages, code=code, retry_after_s=wait_s)
        if isinstance(exception, PermissionDenied) and request.method == "POST":
            sentence = _("You may not do this. Nothing was changed.")
            return refuse(request, [sentence], code="permission_denied")
        return None  # Django goes on: PermissionDenied becomes handler403, which is our 404


class UnsentMiddleware:
    """Says that an act was not done, where its address was asked for as a page, or sending it led to signing in. Who wrote
    something has it before them then, and sends it from there.

    Machines, and scripts of ours, ask for no page: they get the 405 with its Allow header.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _asks_for_a_page(request):
            return response
        if request.method == "GET" and isinstance(response, HttpResponseNotAllowed):
            messages.warning(request, _("That is not done yet. Press the button once more."))
            return HttpResponseRedirect(page_of_act(request.path_info))
        if request.method == "POST" and _leads_to_signing_in(request, response):
            if (form := brought(request))["typed"]:
                return _signed_out(request, form)
            sentence = _(
                "You were signed out meanwhile. Nothing was sent or changed. Sign in, then press the button again."
            )
            messages.warning(request, sentence)
        return response


def _signed_out(request: HttpRequest, form: dict[str, Any]) -> HttpResponse:
    """What was typed, and the way to sign in beside it; in place of an answer that would have lost it."""
    page = {**form, "sign_in": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': page_of_act(request.path_info)})}"}
    answer = render(request, "signed_out.html", page, status=403)
    add_never_cache_headers(answer)
    return answer


def _asks_for_a_page(request: HttpRequest) -> bool:
    is_part = "X-Part" in request.headers or request.path_info.startswith("/api/")
    return not is_part and "text/html" in request.headers.get("Accept", "")


def _leads_to_signing_in(request: HttpRequest, response: HttpResponse) -> bool:
    """As `login_required` answers, and the administration."""
    if not isinstance(response, HttpResponseRedirect):
        return False
    to = urlsplit(response.url)
    doors = {reverse(settings.LOGIN_URL), reverse("admin:login")}
    return to.path in doors and request.get_full_path() in parse_qs(to.query).get("next", [])


def refuse(request: HttpRequest, sentences: list[str], *, code: str | None, retry_after_s: int = 60) -> HttpResponse:
    """Tell what was refused, where the person can read it."""
    status = TOO_MANY if code == "throttled" else CONFLICT
    if "X-Part" in request.headers:
        return HttpResponse("\n".join(sentences), status=status, content_type="text/plain; charset=utf-8")
    if request.method != "POST" or status == TOO_MANY:
        answer = render(request, "refused.html", {"sentences": sentences, "back": _came_from(request)}, status=status)
        if status == TOO_MANY:
            answer.headers["Retry-After"] = str(retry_after_s)
        return answer
    for sentence in sentences:
        messages.error(request, sentence)
    return HttpResponseRedirect(_came_from(request))


def _came_from(request: HttpRequest) -> str:
    """The page of ours that the request came from, else the home page; never another site."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(referer)
    path = "/" + parts.path.lstrip("/")  # two slashes would begin the name of another site
    return f"{path}?{parts.query}" if parts.query else path
