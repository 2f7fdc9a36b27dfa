"""The inbox of an agency's office: what waits, by view and filter."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints import queue, saved_views
from complaints.absence import cover_of, with_names
from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer
from complaints.approvers import number_from_below
from complaints.found_words import words_to_mark
from complaints.models import Complaint, SavedView
from complaints.queue_counts import count_shown, counts
from complaints.queue_filters import DUE, Filters, areas_to_choose
from complaints.queue_order import SORTS, is_sortable
from complaints.queue_rows import Row
from complaints.queue_words import chosen, heads
from complaints.searching import FEW, meant_by
from complaints.text_languages import language_choices
from complaints.topic_options import topic_options
from complaints.views.incidents import open_incidents
from complaints.views.office import officer_of
from complaints.workflow import CaseKind
from directory.models import User


@never_cache
@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    cover = cover_of(officer)
    views = queue.views_of(officer, cover)
    view = request.GET.get("view", "all")
    view = view if view in views else "all"
    filters = Filters.asked(request.GET)
    cursor = request.GET.get("after", "")[:200]
    # Narrowed down, the numbers of all would say too much beside each view.
    counted = {} if filters.is_narrowed else counts(officer, cover)
    typed = filters.typed
    page = queue.page(officer, view, filters, cursor=cursor, cover=cover)
    if meant := _meant(request, page, typed):
        instead = queue.page(officer, view, replace(filters, typed=meant), cover=cover)
        meant = meant if len(instead.rows) > len(page.rows) else ""
    is_instead = bool(meant and not page.rows)
    own = f"?{urlencode({'view': view})}&"
    exactly, as_meant = f"{own}{filters.query}&exactly=yes", f"{own}{replace(filters, typed=meant).query}"
    if is_instead:
        page, filters = instead, replace(filters, typed=meant)
    words = words_to_mark(filters.typed)
    language, now = get_language() or "", timezone.now()
    minute = int(now.timestamp() // 60)
    is_part = bool(request.GET.get("part"))
    context = {
        "rows": SafeString("".join(draw_row(row, language, minute, words) for row in page.rows)),
        "next_cursor": page.next_cursor,
        "view": view,
        "tabs": SafeString(
            "".join(_tab(name, filters.query, counted.get(name), name == view, language) for name in views)
        ),
        "filters": filters,
        "typed": typed,
        "meant": meant,
        "is_instead": is_instead,
        "exactly": exactly,
        "as_meant": as_meant,
        "kinds": CaseKind.choices,
        "text_languages": language_choices(),
        "topics": topic_options(filters.topic),
        "areas": areas_to_choose((m.agency for m in officer.active_roles if m.role in CASEWORK_ROLES), filters.area),
        "channels": Complaint.Channel.choices,
        "dues": DUE.items(),
        "sorts": SORTS.items(),
        "chosen": chosen(view, filters),
        "heads": heads(view, filters),
        "order": SORTS[filters.sort] if filters.sort and is_sortable(view) else "",
        "is_sortable": is_sortable(view),
        "cursor": cursor,
        "incidents": open_incidents(Viewer(officer)),
        "agencies": sorted({m.agency.name for m in officer.active_roles if m.role in CASEWORK_ROLES}),
        "leads": bool(Viewer(officer).agencies(CONFIDENTIAL_ROLES)),
        "below": 0 if is_part else number_from_below(officer),
        "stands_in": with_names(cover.stands_in),
        "now": now,
        "found": count_shown(officer, view, filters, page, is_first=not cursor) if filters.is_narrowed else None,
        "saved": [] if is_part else _saved(officer, view, filters),
        "sent": request.GET.get("sent", ""),  # told so, the browser drops the words it kept
    }
    return render(request, "complaints/_queue.html" if is_part else "complaints/office.html", context)


def _meant(request: HttpRequest, page: queue.Page, typed: str) -> str:
    """What was probably meant where few cases were found; "" else, and where exactly this is wanted."""
    is_asked_exactly = {"after", "exactly"} & request.GET.keys()
    return "" if not typed or is_asked_exactly or len(page.rows) >= FEW else meant_by(typed)


def _saved(officer: User, view: str, filters: Filters) -> list[tuple[SavedView, bool]]:
    """The saved views this person is offered, each with whether it is what the page shows."""
    here = (view, filters.kept())
    return [(each, (each.view, each.filters) == here) for each in saved_views.offered(officer)]


@lru_cache(maxsize=4000)
def _tab(view: str, query: str, waiting: int | None, is_here: bool, language: str) -> SafeString:
    """The way to one view, with how many wait there: the same words for every office."""
    told = {"name": view, "query": query, "label": queue.VIEW_NAMES[view], "count": waiting, "is_here": is_here}
    return render_to_string("complaints/_queue_tab.html", told)


@lru_cache(maxsize=1000)
def draw_row(row: Row, language: str, minute: int, found_words: tuple[str, ...] = ()) -> SafeString:
    """A row of the inbox, kept while nothing in it changes and its clock shows the same minute.

    An open inbox asks for itself again at every change of one of its cases; all the other rows are as they were.
    """
    return render_to_string("complaints/_queue_row.html", {"row": row, "found_words": found_words})
