"""`/consultations/promises/`: what agencies promised after consultations, and what became of it, for everybody to read."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from consultations.promises.exporting import FORMAT, as_plain, table_of, with_history
from consultations.promises.forms import FindPromiseForm
from consultations.promises.models import Promise, PromiseStep
from consultations.promises.reading import Asked, all_of, counts_of, page_of, promises_asked
from directory.installation import site_url
from directory.models import Agency, User
from notifications.following import follows
from records.spreadsheets import csv_of
from records.views import serve_upload

JSON_PAGE = 200


@gzip_page
@never_cache
@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """All of them, the late ones first. The counts are of what is asked for, whichever its state."""
    form = _form(request)
    asked, after = form.asked(), _after(request)
    found, next_after = page_of(promises_asked(asked), after=after)
    total, by_agency = counts_of(promises_asked(Asked(agency=asked.agency, kind=asked.kind)))
    context = {
        "form": form,
        "found": found,
        "is_filtered": asked.is_filtered,
        "is_first_page": after is None,
        "total": total,
        "by_agency": by_agency,
        "asked": _query(asked),
        "next_page": f"?{_query(asked, after=next_after)}" if next_after else "",
    }
    return render(request, "promises/promises.html", context)


@gzip_page
@never_cache
@require_GET
def promise(request: HttpRequest, slug: str) -> HttpResponse:
    """One with its milestones and all that happened to it."""
    found, user = _one(slug), request.user
    context = {
        "promise": found,
        "milestones": list(found.milestones.all()),
        "steps": list(found.steps.select_related("milestone", "law", "file", "told").order_by("-n")),
        "is_followed": isinstance(user, User) and bool(follows(user, [found.subject])),
        "is_own": isinstance(user, User) and Promise.objects.handled_by(user).filter(pk=found.pk).exists(),
    }
    return render(request, "promises/promise.html", context)


@require_GET
def step_file(request: HttpRequest, slug: str, n: int) -> HttpResponseBase:
    """The evidence of one step, for everybody."""
    step = get_object_or_404(PromiseStep.objects.select_related("file"), promise=_one(slug), n=n, file__isnull=False)
    assert step.file is not None  # noqa: S101 - it was asked for; for the type checker
    return serve_upload(request, step.file.public_id, lambda _upload: True)


@never_cache
@require_GET
def table(request: HttpRequest) -> StreamingHttpResponse:
    """A row for each that the page would show, in its order."""
    found = promises_asked(_form(request).asked())
    answer = StreamingHttpResponse(csv_of(table_of(all_of(found))), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="promises.csv"'
    return answer


@gzip_page
@never_cache
@require_GET
def json(request: HttpRequest) -> JsonResponse:
    """The same for programs, 200 a page; `next` is the address of the page after it, or null."""
    asked = _form(request).asked()
    found, after = page_of(promises_asked(asked), after=_after(request), most=JSON_PAGE)
    more = f"{site_url()}{reverse('promises_json')}?{_query(asked, after=after)}" if after else None
    return _as_json({"format": FORMAT, "promises": [as_plain(each) for each in found], "next": more})


@gzip_page
@never_cache
@require_GET
def json_of_one(request: HttpRequest, slug: str) -> JsonResponse:
    return _as_json({"format": FORMAT, "promise": with_history(_one(slug))})


def _one(slug: str) -> Promise:
    rows = Promise.objects.select_related("agency", "consultation", "duty__theme")
    return get_object_or_404(rows, slug=slug)


def _as_json(told: dict[str, object]) -> JsonResponse:
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _form(request: HttpRequest) -> FindPromiseForm:
    agencies = Agency.objects.filter(pk__in=Promise.objects.values("agency"))
    return FindPromiseForm(request.GET, agencies=list(agencies))


def _after(request: HttpRequest) -> Promise | None:
    """A cursor of ours, or None: the list then begins at the top."""
    slug = request.GET.get("after", "")[:16]
    return Promise.objects.filter(slug=slug).first() if slug.isascii() and slug else None


def _query(asked: Asked, *, after: str = "") -> str:
    told = {"agency": asked.agency, "state": asked.state, "kind": asked.kind, "after": after}
    return urlencode({name: value for name, value in told.items() if value})
