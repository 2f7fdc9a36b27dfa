"""`/laws/`: what everybody finds and reads of the law database."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from complaints.found_words import words_to_mark
from complaints.look_ups import count_search
from consultations.laws.texts import text_page
from consultations.statutes.exporting import text_as_akoma_ntoso, text_as_plain
from consultations.statutes.forms import FindLawForm, day_asked
from consultations.statutes.models import Law, LawLink, Wording
from consultations.statutes.searching import find_laws
from directory.digits import typed_number
from directory.models import Agency, User
from notifications.following import follows

MOST_LETTERS_OF_AN_ID = 400
MOST_LINKS = 50


@gzip_page
@never_cache
@require_GET
def laws(request: HttpRequest) -> HttpResponse:
    keeping = Agency.objects.filter(pk__in=Law.objects.order_by().values("agency")).order_by("name_th")
    form = FindLawForm(request.GET, agencies=list(keeping))
    asked = form.asked()
    if asked.typed:
        count_search(request)
    page = typed_number(request.GET.get("page", ""), digits=2, otherwise=1)
    found = find_laws(asked, day=timezone.localdate(), after=request.GET.get("after", "")[:16], page=max(page, 1))
    kept = {name: value for name, value in form.data.items() if name in form.fields and value}
    context = {
        "form": form,
        "asked": asked,
        "is_filtered": bool(kept),
        "found": found,
        "words": words_to_mark(asked.typed),
        "is_first_page": not ({"after", "page"} & request.GET.keys()),
        "next": urlencode(kept | ({"page": found.next} if asked.typed else {"after": found.next}))
        if found.next
        else "",
        "first": urlencode(kept),
    }
    return render(request, "statutes/laws.html", context)


@gzip_page
@never_cache
@require_GET
def law(request: HttpRequest, slug: str) -> HttpResponse:
    """A law, and its text as it stood on the day asked for; on the present one, where none is named."""
    found, wordings = _law(slug)
    day, typed = _day(request)
    wording = shown_on(wordings, day)
    eid = request.GET.get("section", "")[:MOST_LETTERS_OF_AN_ID]
    page = typed_number(request.GET.get("page", ""), digits=5, otherwise=1)
    user = request.user
    context = {
        "law": found,
        "day": day,
        "today": timezone.localdate(),
        "typed": typed,
        "is_other_day": day != timezone.localdate(),
        "is_no_day": bool(typed) and day_asked(typed) is None,
        "state_then": found.state_on(day).label,
        "wordings": list(reversed(wordings)),
        "wording": wording,
        "text": text_page(wording, page=page, eid=eid) if wording else None,
        "of_day": urlencode({"on": day.isoformat()}) if day != timezone.localdate() else "",
        "steps": list(found.steps.filter(taken_back_at__isnull=True).order_by("-on", "-n")),
        "links": _links(found),
        # Kept by consultations.dockets and consultations.portal, which this app does not import.
        "evaluations": list(found.evaluations.waiting()),  # type: ignore[attr-defined]
        "surveys": list(found.surveys.all()[:MOST_LINKS]),  # type: ignore[attr-defined]
        "is_followed": isinstance(user, User) and bool(follows(user, [found.subject])),
    }
    return render(request, "statutes/law.html", context)


@gzip_page
@never_cache
@require_GET
def as_xml(request: HttpRequest, slug: str) -> HttpResponse:
    found, wording, _day_of_it = _text(request, slug)
    answer = HttpResponse(text_as_akoma_ntoso(found, wording), content_type="application/akn+xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{wording.from_on.isoformat()}.xml"'
    return answer


@gzip_page
@never_cache
@require_GET
def as_json(request: HttpRequest, slug: str) -> HttpResponse:
    found, wording, day = _text(request, slug)
    return JsonResponse(text_as_plain(found, wording, day=day), json_dumps_params={"ensure_ascii": False})


def shown_on(wordings: list[Wording], day: date) -> Wording | None:
    """What the law says on this day: of its wordings that had begun, the last; of none that had, none."""
    return next((each for each in reversed(wordings) if each.from_on <= day), None)


def _law(slug: str) -> tuple[Law, list[Wording]]:
    found = get_object_or_404(Law.objects.select_related("agency"), slug=slug)
    return found, list(found.wordings.standing())


def _text(request: HttpRequest, slug: str) -> tuple[Law, Wording, date]:
    found, wordings = _law(slug)
    day, typed = _day(request)
    wording = shown_on(wordings, day)
    if wording is None or (typed and day_asked(typed) is None):
        raise Http404
    return found, wording, day


def _day(request: HttpRequest) -> tuple[date, str]:
    typed = request.GET.get("on", "")[:40]
    return day_asked(typed) or timezone.localdate(), typed


def _links(found: Law) -> list[LawLink]:
    """Announced consultations about this law, the newest first."""
    links = found.links.filter(consultation__announced_at__isnull=False).select_related("consultation__agency")
    return list(links.order_by("-consultation__opens_at")[:MOST_LINKS])
