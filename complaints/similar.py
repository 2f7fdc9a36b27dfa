"""Answered public cases like a text that is not sent yet, and how many people needed to send nothing after reading them.

Only released cases, through the one queryset; only their released text is compared. The cost is bounded whatever has
been released: of the topic the newest closed cases along an index, and a handful of words looked for in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import not_
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from complaints.already_told import ASKED_M
from complaints.models import Case, SparedFilings
from complaints.public_cases import PublicRow, cases_of, rows_of
from complaints.topic_guess import likely_topic
from complaints.workflow import CaseState, Outcome
from directory.models import Area
from ml.same_problem import metres_between
from records.caching import kept_for
from records.idempotency import claim

MOST_SHOWN = 3
_LOOKED_AT = 60
_SAME_DISTRICT = 2
ANSWERED = (Outcome.SOLVED, Outcome.EXPLAINED)


class Similar(NamedTuple):
    """Public cases that ended well and are like a text.

    answers: what a general question or this very spot was told, so that nothing may need to be sent. elsewhere: what was
    put right at other places; that it was mended there mends nothing here.
    """

    answers: Sequence[PublicRow]
    elsewhere: Sequence[PublicRow]


def similar_answers(text: str, area: Area | None, at: tuple[float, float] | None = None) -> Similar:
    """At most three answered public cases of the topic that the text speaks of, the nearest with most of its words first.

    at: latitude and longitude of the text's pin. What was done about a street of another province says nothing here: of
    topics of the street and utilities only cases of this province are shown, and of those elsewhere only what was put
    right. A text that speaks of no topic is like none.
    """
    guess = likely_topic(text)
    if guess is None:
        return Similar([], [])
    words = {part for words in guess.words for part in words.split(" … ")}
    closed = Case.objects.public().filter(state=CaseState.CLOSED, topic__code=guess.topic).order_by("-closed_at")
    newest = closed.values_list(
        "pk", "public_text", "area_id", "outcome", "topic__offers_public", "public_latitude", "public_longitude"
    )[:_LOOKED_AT]
    ranked, here = [], set()
    for place, (pk, told, area_id, outcome, is_of_a_place, north, east) in enumerate(newest):
        shared, near = sum(word in told.lower() for word in words), _nearness(area_id, area)
        if not is_of_a_place or _is_at(at, north, east):
            here.add(pk)
        is_too_far = is_of_a_place and area is not None and not near
        answers = ANSWERED if pk in here else (Outcome.SOLVED,)
        if outcome in answers and (shared or near >= _SAME_DISTRICT or pk in here) and not is_too_far:
            ranked.append((pk not in here, -near, -shared, place, pk))
    cases = cases_of([pk for *_rank, pk in sorted(ranked)[:MOST_SHOWN]])
    rows = rows_of(cases)
    is_here = [case.pk in here for case in cases]
    return Similar(list(compress(rows, is_here)), list(compress(rows, map(not_, is_here))))


def _is_at(at: tuple[float, float] | None, latitude: float | None, longitude: float | None) -> bool:
    """Whether the pin of a public case, the middle of its square, is at this very spot."""
    if at is None or latitude is None or longitude is None:
        return False
    return metres_between((latitude, longitude), at) <= ASKED_M


def _nearness(area_id: int | None, area: Area | None) -> int:
    """How many levels of the two areas agree: 0 to 3."""
    if area is None or area_id is None:
        return 0
    one, other = str(area_id), str(area.pk)
    return sum(len(one) >= size and len(other) >= size and one[:size] == other[:size] for size in (2, 4, 6))


@transaction.atomic
def count_spared(token: str) -> None:
    """One more filing that was not needed. token: of the form, which counts once however often it is pressed."""
    claimed = claim("spared", token, "")
    if claimed.state == "done":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO complaints_sparedfilings AS day ("on", number) VALUES (%s, 1)'
            ' ON CONFLICT ("on") DO UPDATE SET number = day.number + 1',
            [timezone.localdate()],
        )
    claimed.finish("counted")


@kept_for(seconds=5)
def spared_filings() -> int:
    """How many filings were not needed in all."""
    return SparedFilings.objects.aggregate(all=Sum("number"))["all"] or 0
