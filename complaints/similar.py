"""Answered public cases like a text that is not sent yet, and how many people needed to send nothing after reading them.

Only released cases, through the one queryset; only their released text is compared. The cost is bounded whatever has
been released: of the topic the newest closed cases along an index, and a handful of words looked for in each.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from complaints.models import Case, SparedFilings
from complaints.public_cases import PublicRow, cases_of, rows_of
from complaints.topic_guess import likely_topic
from complaints.workflow import CaseState, Outcome
from directory.models import Area
from records.caching import kept_for
from records.idempotency import claim

MOST_SHOWN = 3
_LOOKED_AT = 60
_SAME_DISTRICT = 2
ANSWERED = (Outcome.SOLVED, Outcome.EXPLAINED)


def similar_answers(text: str, area: Area | None) -> Sequence[PublicRow]:
    """At most three answered public cases of the topic that the text speaks of, the nearest with most of its words first.

    What was done about a street of another province answers nothing here: of topics of the street and utilities only
    cases of this province are shown. A text that speaks of no topic for sure is like none.
    """
    guess = likely_topic(text)
    if guess is None:
        return []
    words = {part for words in guess.words for part in words.split(" … ")}
    closed = Case.objects.public().filter(state=CaseState.CLOSED, topic__code=guess.topic).order_by("-closed_at")
    newest = closed.values_list("pk", "public_text", "area_id", "outcome", "topic__offers_public")[:_LOOKED_AT]
    ranked = []
    for place, (pk, told, area_id, outcome, is_of_a_place) in enumerate(newest):
        shared, near = sum(word in told.lower() for word in words), _nearness(area_id, area)
        is_elsewhere = is_of_a_place and area is not None and not near
        if outcome in ANSWERED and (shared or near >= _SAME_DISTRICT) and not is_elsewhere:
            ranked.append((-near, -shared, place, pk))
    best = [pk for *_rank, pk in sorted(ranked)[:MOST_SHOWN]]
    return rows_of(cases_of(best))


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
