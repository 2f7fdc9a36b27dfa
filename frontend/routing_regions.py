"""How often the routing is right in each place: districts from the model's card, provinces from what officers settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directory.models import Area
from directory.models.areas import BANGKOK
from records.caching import kept_for
from routing.outcomes import judged_decisions, share_right

BY_CHANCE = 0.05
"""Above this, differences as large would often come about where there are none."""


@dataclass(frozen=True)
class PlaceScore:
    """Of a hundred cases or texts in a place, so many right, likely from `low` to `high`; of: how many there were."""

    place: str
    found: int
    low: int
    high: int
    of: int


@dataclass(frozen=True)
class Districts:
    """Those with texts enough, the best known first, and all the others together. by_chance: whether they differ by chance alone."""

    scores: list[PlaceScore]
    others: PlaceScore | None
    by_chance: bool


def districts_tried(card: Mapping[str, Any]) -> Districts | None:
    """Those that the register knows; None where the card tells of none."""
    regions = card.get("regions")
    names = {area.name_th: area.name for area in Area.objects.children_of(BANGKOK)}
    if not regions or not names:
        return None
    scores = [_tried(names[name], one) for name, one in regions["districts"].items() if name in names]
    others = regions.get("others")
    return Districts(
        sorted(scores, key=lambda score: (-score.of, score.place)),
        _tried("", others) if others else None,
        regions["differences_p"] > BY_CHANCE,
    )


def _tried(place: str, one: Mapping[str, Any]) -> PlaceScore:
    low, high = one["top3_interval"]
    return PlaceScore(place, _of_hundred(one["top3"]), _of_hundred(low), _of_hundred(high), int(one["n"]))


def provinces_settled(enough: int) -> list[PlaceScore]:
    """Where people judged so many decisions or more; the province with the most first.

    Of provinces with fewer nothing is told, not even how many: a few cases of a place may be known to be somebody's.
    """
    names = {area.code: area.name for area in Area.objects.provinces()}
    scores = [
        PlaceScore(names[code], _of_hundred(share), _of_hundred(low), _of_hundred(high), of)
        for code, (share, low, high), of in _settled()
        if of >= enough and code in names
    ]
    return sorted(scores, key=lambda score: (-score.of, score.place))


@kept_for(seconds=3600)
def _settled() -> list[tuple[int, tuple[float, float, float], int]]:
    """Of each province: code; share right with its interval; number."""
    by_province: dict[int, list[Any]] = {}
    for one in judged_decisions():
        if one.province is not None:
            by_province.setdefault(one.province, []).append(one)
    found = {code: share_right(of_it) for code, of_it in by_province.items()}
    return [(code, (share.share or 0.0, *share.interval), share.of) for code, share in found.items()]


def _of_hundred(share: float) -> int:
    return round(100 * share)
