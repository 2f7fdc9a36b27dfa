"""Open public cases that may be of the same problem as a text that is not sent yet: somebody already told us.

Only released cases, through the one queryset, and only their released text and the square in which their pin stands
are compared (ml.same_problem), so nothing shows that a hidden case exists. Nothing is joined by itself: the person looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import cos, radians

from django.utils import timezone

from complaints.models import Case
from complaints.public_cases import PublicRow, cases_of, rows_of
from complaints.workflow import ENDS
from ml.same_problem import METRES_A_DEGREE, NEAR_DAYS, NEAR_M, likely_same, look_at

MOST_SHOWN = 3
LOOKED_AT = 60
"""Of one spot; each is cut into words, some 0.4 ms."""


def already_told(text: str, latitude: float | None, longitude: float | None, topic: str) -> Sequence[PublicRow]:
    """At most three open public cases near this pin of the last two weeks that may be the same, the likeliest first.

    topic: a code, or "" where nobody knows it yet. Without a pin nothing is near.
    """
    if latitude is None or longitude is None:
        return []
    now = timezone.now()
    north = NEAR_M / METRES_A_DEGREE
    east = north / max(0.1, cos(radians(latitude)))
    near = (
        Case.objects.public()
        .filter(
            public_latitude__range=(latitude - north, latitude + north),
            public_longitude__range=(longitude - east, longitude + east),
            created_at__gte=now - timedelta(days=NEAR_DAYS),
        )
        .exclude(state__in=ENDS)
        .order_by("-created_at", "-reference")
    )
    rows = near.values_list("pk", "public_text", "public_latitude", "public_longitude", "created_at", "topic__code")
    others = [
        look_at(str(pk), told, at_north, at_east, at, code or "")
        for pk, told, at_north, at_east, at, code in rows[:LOOKED_AT]
        if at_north is not None and at_east is not None
    ]
    if not others:
        return []
    likely = likely_same(look_at("", text, latitude, longitude, now, topic), others)[:MOST_SHOWN]
    return rows_of(cases_of([int(one.other.id) for one in likely]))
