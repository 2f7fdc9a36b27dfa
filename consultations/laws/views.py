"""What everybody reads of a consultation's papers: the text with its contents, two versions side by side, and files of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from consultations.laws.akoma_ntoso import as_akoma_ntoso, of_document
from consultations.laws.comparisons import ComparisonPage, Side, comparison_page
from consultations.laws.forms import CompareForm
from consultations.laws.models import Document, DocumentKind, Version
from consultations.laws.structure import as_plain
from consultations.laws.texts import text_page
from consultations.models import Consultation
from consultations.piloting import pilot_of
from directory.digits import typed_number
from records.views import serve_upload

MOST_LETTERS_OF_AN_ID = 400


@gzip_page
@never_cache
@require_GET
def text(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """One page of a version; of the newest, where none is named."""
    document, versions = _papers(request, slug, n)
    version = _chosen(versions, request.GET.get("version", ""))
    eid = request.GET.get("section", "")[:MOST_LETTERS_OF_AN_ID]
    page = text_page(version, page=_number(request.GET.get("page", "")), eid=eid)
    is_newest = version == versions[-1]
    comments = _comments(version)
    if comments is not None:
        sections = [
            each if each.is_group else replace(each, comments=comments(each.unit.eid)) for each in page.sections
        ]
        page = replace(page, sections=sections)
    context = {
        "document": document,
        "consultation": document.consultation,
        "versions": list(reversed(versions)),
        "version": version,
        "is_newest": is_newest,
        "text": page,
        "of_version": "" if is_newest else urlencode({"version": version.number}),
        "language": _language(document),
        "before": next((each for each in reversed(versions) if each.number < version.number), None),
    }
    return render(request, "laws/text.html", context)


@gzip_page
@never_cache
@require_GET
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two versions of the papers of one consultation, side by side."""
    documents = Document.objects.visible_to(request.user, pilot=pilot_of(request, slug)).filter(consultation__slug=slug)
    standing = Version.objects.standing().filter(document__in=documents, parts__gt=0)
    versions = list(standing.select_related("document").order_by("document__n", "number"))
    consultation = get_object_or_404(
        Consultation.objects.filter(pk__in=documents.values("consultation")).select_related("agency"), slug=slug
    )
    for version in versions:
        version.document.consultation = consultation
    form = CompareForm(request.GET, versions=versions)
    context: dict[str, object] = {"consultation": consultation, "form": form, "versions": versions}
    if form.is_valid() and form.before is not None and form.after is not None:
        only = form.cleaned_data["show"] != "all"
        page = _number(request.GET.get("page", ""))
        found = comparison_page(form.before, form.after, only_changed=only, page=page)
        context |= {
            "found": _with_comments(found, form.before, form.after),
            "only": only,
            "before": form.before,
            "after": form.after,
            "asked": urlencode({"from": form.name_of(form.before), "to": form.name_of(form.after)}),
        }
    return render(request, "laws/compare.html", context, status=400 if form.errors else 200)


@gzip_page
@never_cache
@require_GET
def as_xml(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    document, versions = _papers(request, slug, n)
    version = _chosen(versions, request.GET.get("version", ""))
    address = request.build_absolute_uri(document.get_absolute_url())
    told = as_akoma_ntoso(list(version.provisions.all()), of_document(version, address))
    answer = HttpResponse(told, content_type="application/akn+xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{n}-version-{version.number}.xml"'
    return answer


@gzip_page
@never_cache
@require_GET
def as_json(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """The text in the shape in which it is read again (json_files)."""
    document, versions = _papers(request, slug, n)
    version = _chosen(versions, request.GET.get("version", ""))
    told = {
        "title": document.title_th,
        "kind": document.kind,
        "version": version.number,
        "kept_at": version.kept_at.isoformat(),
        "page": request.build_absolute_uri(document.get_absolute_url()),
        "provisions": as_plain(list(version.provisions.select_related("above"))),
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@require_GET
def official_pdf(request: HttpRequest, slug: str, n: int, number: int) -> HttpResponseBase:
    _document, versions = _papers(request, slug, n)
    version = next((each for each in versions if each.number == number), None)
    if version is None or version.pdf is None:
        raise Http404
    return serve_upload(request, version.pdf.public_id, lambda _upload: True)


def _comments(version: Version) -> Callable[[str], int] | None:
    """How many comments stand at a section of this version; None where none are taken. Kept by consultations.comments."""
    commenting = getattr(version.document.consultation, "commenting", None)
    if commenting is None or version.document.kind not in commenting.KINDS:
        return None
    return commenting.counts(version).of  # type: ignore[no-any-return]


def _with_comments(found: ComparisonPage, before: Version, after: Version) -> ComparisonPage:
    old, new = _comments(before), _comments(after)

    def beside(side: Side | None, comments: Callable[[str], int] | None, *, is_group: bool) -> Side | None:
        return replace(side, comments=comments(side.eid)) if side and comments and not is_group else side

    shown = [
        replace(
            each,
            before=beside(each.before, old, is_group=each.is_group),
            after=beside(each.after, new, is_group=each.is_group),
        )
        for each in found.shown
    ]
    return replace(found, shown=shown)


def _papers(request: HttpRequest, slug: str, n: int) -> tuple[Document, list[Version]]:
    """A document that has a text, and its versions, the oldest first."""
    readable = Document.objects.visible_to(request.user, pilot=pilot_of(request, slug))
    document = get_object_or_404(readable.select_related("consultation__agency"), consultation__slug=slug, n=n)
    versions = list(document.versions.standing().select_related("pdf"))
    if not versions:
        raise Http404
    for version in versions:
        version.document = document
    return document, versions


def _chosen(versions: list[Version], number: str) -> Version:
    """The version of this number; where there is none of it, none is taken for it."""
    if not number:
        return versions[-1]
    found = next((each for each in versions if str(each.number) == number), None)
    if found is None:
        raise Http404
    return found


def _number(typed: str) -> int:
    return typed_number(typed, digits=5, otherwise=1)


def _language(document: Document) -> str:
    return "" if document.kind == DocumentKind.TRANSLATION else "th"


def compare_address(before: Version, after: Version) -> str:
    asked = urlencode({"from": CompareForm.name_of(before), "to": CompareForm.name_of(after)})
    return f"{reverse('compare_laws', args=[after.document.consultation.slug])}?{asked}"
