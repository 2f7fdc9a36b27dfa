"""What people complain about on the subject of a consultation, for its team: public cases to read, of their own a number.

The team reads no case that everybody does not read: it works on none. What its agency has besides is a number, and less
than the floor is not told, because a small number of a rare matter names somebody.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints.look_ups import count_search
from complaints.models import Case
from complaints.public_cases import Filters, found, page, topic_and_parts
from consultations.discovery.models import CaseLink
from consultations.manage_views import held
from consultations.models import Consultation

FLOOR = 10
COUNTED_DAYS = 365
MOST_COUNTED = 1000
MOST_LETTERS = 200


@login_required
@never_cache
@require_GET
def complaints_on_subject(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = held(request, slug)
    typed = request.GET.get("q", "")[:MOST_LETTERS].strip()
    if typed:
        count_search(request)
    places = list(consultation.places())
    filters = Filters(
        typed=typed,
        topic=consultation.topic,
        area=places[0].code if len(places) == 1 else None,
        days=COUNTED_DAYS,
    )
    has_subject = bool(typed or consultation.topic)
    shown = page(filters, cursor=request.GET.get("after", "")[:200]) if has_subject else None
    counted = found(filters)[: MOST_COUNTED + 1].count() if has_subject else 0
    context = {
        "consultation": consultation,
        "typed": typed,
        "has_subject": has_subject,
        "page": shown,
        "number": min(counted, MOST_COUNTED),
        "is_more": counted > MOST_COUNTED,
        "own": _own(consultation),
        "floor": FLOOR,
        "linked": _linked(consultation),
    }
    return render(request, "discovery/complaints.html", context)


def _own(consultation: Consultation) -> int | None:
    """How many cases of this topic its agency was given within a year, public or not; None where nobody may know."""
    if consultation.topic is None:
        return None
    since = timezone.now() - timedelta(days=COUNTED_DAYS)
    cases = Case.objects.filter(
        topic__in=topic_and_parts(consultation.topic),
        created_at__gte=since,
        assignments__agency=consultation.agency_id,
    )
    count = cases.values("pk").distinct()[: MOST_COUNTED + 1].count()
    return min(count, MOST_COUNTED) if count >= FLOOR else None


def _linked(consultation: Consultation) -> list[Case]:
    """Public cases whose authors linked them to it; of the others nothing, not even how many."""
    links = CaseLink.objects.filter(consultation=consultation).values("case")
    return list(Case.objects.public().filter(pk__in=links).select_related("topic").order_by("-id")[:MOST_COUNTED])
