"""`/consultations/turnout/`: who took part, by way, place, group, kind and agency, for everybody to judge the channel by; of a place what its people said."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from consultations.manage_views import policy_maker
from consultations.participation.grouping import FLOOR
from consultations.public import open_at_place
from consultations.turnout.forms import TurnoutForm
from consultations.turnout.local_bodies import places_of, said_at, told_of
from consultations.turnout.models import Turnout
from consultations.turnout.reading import report_of, rows_of, years_known
from consultations.turnout.timing import days_of, days_to_report, timings_of
from directory import known
from directory.models import Agency
from records.spreadsheets import Cell, csv_of

SHOWN = 50
LONGEST_CODE = 6


@gzip_page
@never_cache
@require_GET
def turnout(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    wanted = form.wanted()
    rows = rows_of(**wanted)
    context = {
        "form": form,
        "report": report_of(rows),
        "times": timings_of([row.consultation for row in rows]),
        "newest": rows[:SHOWN],
        "more": max(len(rows) - SHOWN, 0),
        "floor": FLOOR,
        "is_filtered": any(wanted.values()),
        "asked": urlencode({name: value for name, value in wanted.items() if value}),
    }
    return render(request, "turnout/turnout.html", context)


@never_cache
@require_GET
def turnout_file(request: HttpRequest) -> StreamingHttpResponse:
    """A row for each consultation that the page counts, the newest first."""
    answer = StreamingHttpResponse(
        csv_of(_table(rows_of(**_form(request).wanted()))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="turnout.csv"'
    return answer


@gzip_page
@never_cache
@require_GET
def place(request: HttpRequest, code: int) -> HttpResponse:
    """What people of a place said in consultations that have closed, and what is open about it now."""
    area = known.areas.get(code) if len(str(code)) <= LONGEST_CODE else None
    if area is None:
        raise Http404
    page = Paginator(said_at(area), SHOWN).get_page(request.GET.get("page"))
    context = {"area": area, "page": page, "open": open_at_place(area), "floor": FLOOR, "told_of": told_of(area)}
    return render(request, "turnout/place.html", context)


@login_required
@never_cache
@require_GET
def own_places(request: HttpRequest) -> HttpResponse:
    """The way of a local body to its place; to choose where it has several or serves no place of its own."""
    places = places_of(policy_maker(request))
    if len(places) == 1:
        return redirect("said_at_place", code=places[0].code)
    return render(request, "turnout/own_places.html", {"places": places})


def _form(request: HttpRequest) -> TurnoutForm:
    held = Agency.objects.filter(pk__in=Turnout.objects.values("consultation__agency"))
    agencies = sorted(((agency.code, agency.name) for agency in held), key=lambda one: one[1])
    return TurnoutForm(request.GET, years=years_known(), agencies=agencies)


def _table(rows: list[Turnout]) -> Iterator[list[Cell]]:
    yield [
        _("consultation"), _("title"), _("kind"), _("agency"), _("opened"), _("closed on"), _("statements: accounts"),
        _("statements: anonymous"), _("questionnaire: accounts"), _("questionnaire: anonymous"), _("questionnaire: begun"),
        _("seconds to fill it in (median)"), _("comments: accounts"), _("comments: anonymous"),
        _("report due"), _("report published"), _("days from closing to report"), _("themes to be answered"),
        _("themes answered"), _("themes answered: median days"), _("themes answered: days of 9 in 10"), _("themes late"),
    ]  # fmt: skip
    answers = timings_of([row.consultation for row in rows]).answers_to
    for row in rows:
        one = row.consultation
        days = answers.get(one.pk, days_of([]))
        yield [
            one.slug, one.title, one.get_kind_display(), one.agency.name, one.opens_at, one.closes_at, row.voters_confirmed,
            row.voters_anonymous, row.sheets_confirmed, row.sheets_anonymous, row.sheets_begun, row.median_s,
            row.comments_confirmed, row.comments_anonymous, one.results_by.isoformat() if one.results_by else None,
            one.reported_at, days_to_report(one), days.done + days.waiting, days.done, _number(days.median), days.p90, days.late,
        ]  # fmt: skip


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"
