"""Which open consultations are about what a complaint says: by its topic, and by words that speak for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from complaints.topic_guess import likely_topic
from consultations.models import Consultation
from consultations.workflow import ConsultationState
from directory.models import Topic
from records.caching import kept_for

MOST_OFFERED = 3
MOST_LOOKED_AT = 500
ENOUGH = 2
SAME_TOPIC, SAME_GROUP, A_WORD, MOST_WORDS = 2, 1, 1, 2


@dataclass(frozen=True)
class _Open:
    pk: int
    topic: str
    text: str


@kept_for(seconds=5)
def _open_now() -> list[_Open]:
    found = Consultation.objects.in_state(ConsultationState.OPEN, timezone.now()).select_related("topic")
    return [
        _Open(each.pk, each.topic.code if each.topic else "", f"{each.title_th}\n{each.changes_th}".lower())
        for each in found.order_by("closes_at", "id")[:MOST_LOOKED_AT]
    ]


def offers_for(text: str, topic: Topic | None) -> list[Consultation]:
    """At most three, the nearest first, of those the one that closes first; none where nothing speaks for any."""
    guess = likely_topic(text)
    codes = {code for code in (topic.code if topic else "", guess.topic if guess else "") if code}
    words = {part for word in (guess.words if guess else ()) for part in word.lower().split(" … ")}
    ranked = [(_nearness(each, codes, words), each.pk) for each in _open_now()]
    near = sorted((pair for pair in ranked if pair[0] >= ENOUGH), key=lambda pair: -pair[0])[:MOST_OFFERED]
    rows = Consultation.objects.select_related("agency").in_bulk([pk for _nearness, pk in near])
    return [rows[pk] for _nearness, pk in near if pk in rows]


def _nearness(each: _Open, codes: Iterable[str], words: Iterable[str]) -> int:
    if each.topic and each.topic in codes:
        same = SAME_TOPIC
    elif each.topic and each.topic.split("/")[0] in {code.split("/")[0] for code in codes}:
        same = SAME_GROUP
    else:
        same = 0
    return same + min(A_WORD * sum(1 for word in words if word in each.text), MOST_WORDS)
