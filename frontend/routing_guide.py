"""What `/help/routing/` tells of how a case finds its agency: the card of the topic model, and what became of decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from directory.models import Topic, TopicAlias
from frontend.routing_regions import districts_tried, provinces_settled
from ml.card import card_in_use
from records.caching import kept_for
from routing.coverage import Reach, coverage, shares
from routing.models import RoutingDecision, RoutingThreshold
from routing.registry import deciding_file

LOOKED_AT = 10_000
ENOUGH = 200
"""Fewer decisions say nothing yet, and little is told of few."""
WEAK, TRIED = 80, 20
"""Found more seldom than this of a hundred, a topic is named as weak, if so many texts were tried."""


@dataclass(frozen=True)
class TopicScore:
    """Of a hundred texts about a topic, so many found; texts: how many were tried."""

    topic: str
    found: int
    texts: int

    @property
    def is_weak(self) -> bool:
        return self.found < WEAK and self.texts >= TRIED


@dataclass(frozen=True)
class Lived:
    """Of a hundred cases lately: sent without a person, and of those that people looked at, put right."""

    by_itself: int
    corrected: int | None


def routing_guide() -> dict[str, Any]:
    """What the page shows; where there is no model, its card is None and people choose every agency."""
    card = _card()
    thresholds = RoutingThreshold.objects.select_related("topic").order_by("topic__position")
    told: dict[str, Any] = {
        "card": card,
        "lived": _lived(),
        "covered": _covered(),
        "usual": next((of_hundred(row.probability) for row in thresholds if row.topic is None), None),
        "careful": [row.topic.name for row in thresholds if row.topic and 0.85 <= row.probability <= 1],
        "provinces": provinces_settled(ENOUGH),
        "enough": ENOUGH,
        "by_people": [row.topic.name for row in thresholds if row.topic and row.probability > 1],
    }
    if card:
        people = card["scores"]["menu6"]
        street = _of_labels(card["scores"]["labels24"]["per_label"])
        national = _of_topics(card.get("national", {}).get("topics", {}))
        tables = [
            (
                _("Topics of the street"),
                _("Against labels that a machine had given: high figures are agreement with it"),
                street,
            ),
            (_("Other topics"), _("Thirty texts for each, written to try it: found among the first three"), national),
        ]
        told |= {
            "first": of_hundred(people["top1"]),
            "among_three": of_hundred(people["top3"]),
            "always_the_same": of_hundred(people["baseline_majority_top1"]),
            "by_words_alone": of_hundred(people["baseline_keywords_top1"]),
            "texts": people["n"],
            "made_on": _day_of(card["version"]),
            "tables": tables,
            "districts": districts_tried(card),
            "weak": [score.topic for _title, _how, scores in tables for score in scores if score.is_weak],
        }
    return told


def of_hundred(share: float) -> int:
    return round(100 * share)


def _day_of(version: str) -> date | None:
    """The day that a version is named for; None where it is named for none."""
    try:
        return parse_date(version)
    except ValueError:
        return None


@kept_for(seconds=600)
def _card() -> dict[str, Any] | None:
    card = card_in_use(deciding_file().path) or {}
    return card if {"menu6", "labels24"} <= card.get("scores", {}).keys() else None


@kept_for(seconds=3600)
def _covered() -> int:
    """Of a hundred pairs of topic and sub-district, those with one office: a second of work, so rarely counted."""
    return of_hundred(shares(coverage(on=timezone.localdate())).get(Reach.OFFICE, 0))


@kept_for(seconds=3600)
def _lived() -> Lived | None:
    newest = RoutingDecision.objects.order_by("-pk").values("did", "was_corrected")[:LOOKED_AT]
    counts = RoutingDecision.objects.filter(pk__in=newest.values("pk")).aggregate(
        every=Count("pk"),
        by_itself=Count("pk", filter=Q(did=RoutingDecision.Did.ASSIGNED)),
        looked_at=Count("pk", filter=Q(was_corrected__isnull=False)),
        corrected=Count("pk", filter=Q(was_corrected=True)),
    )
    if counts["every"] < ENOUGH:
        return None
    corrected = of_hundred(counts["corrected"] / counts["looked_at"]) if counts["looked_at"] >= ENOUGH else None
    return Lived(of_hundred(counts["by_itself"] / counts["every"]), corrected)


def _of_labels(per_label: Mapping[str, Mapping[str, float]]) -> list[TopicScore]:
    """The labels of the tagged texts under the names of our topics, the weakest first."""
    aliases = TopicAlias.objects.filter(scheme="traffy24").select_related("topic__parent")
    topics = {alias.label: alias.topic for alias in aliases}
    found: dict[str, list[tuple[float, int]]] = {}
    for label, one in per_label.items():
        if label in topics:
            found.setdefault(topics[label].full_name, []).append((one["f1"], int(one["n"])))
    return _weakest_first(
        TopicScore(
            name, of_hundred(sum(f1 * n for f1, n in of_it) / sum(n for __, n in of_it)), sum(n for __, n in of_it)
        )
        for name, of_it in found.items()
    )


def _of_topics(figures: Mapping[str, Mapping[str, float]]) -> list[TopicScore]:
    topics = {topic.code: topic for topic in Topic.objects.filter(code__in=figures).select_related("parent")}
    return _weakest_first(
        TopicScore(topics[code].full_name, of_hundred(one["top3"]), int(one["n"]))
        for code, one in figures.items()
        if code in topics
    )


def _weakest_first(scores: Iterable[TopicScore]) -> list[TopicScore]:
    return sorted(scores, key=lambda score: (score.found, score.topic))


def card_json() -> str | None:
    """The whole card, as it lies beside the model."""
    card = _card()
    return json.dumps(card, ensure_ascii=False, indent=1) if card else None
