"""Of few people nothing is told, nor what would tell of few by taking the others from all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from consultations.participation.grouping import FLOOR


def shown_groups(sizes: Mapping[int, int]) -> set[int]:
    """Groups of FLOOR people or more; not the smallest of them where the others, taken from all, would tell of fewer.

    sizes: people by group, 0 those of none. Together they are all.
    """
    shown = {group for group, people in sizes.items() if people >= FLOOR}
    hidden = sum(people for group, people in sizes.items() if group not in shown)
    while 0 < hidden < FLOOR and shown:
        smallest = min(shown, key=lambda group: (sizes[group], group))
        shown.remove(smallest)
        hidden += sizes[smallest]
    return shown


def shown_places(sizes: Mapping[int, int], everybody: int) -> set[int]:
    """Codes of the provinces that may be shown, and of the districts in those.

    sizes: people by code; those of a district are in its province, too. everybody: with those who told no place.
    """
    provinces: dict[int, int] = {}
    districts: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for code, people in sizes.items():
        if code <= 99:
            provinces[code] = people
        else:
            districts[code // 100][code] = people
    untold = max(everybody - sum(provinces.values()), 0)
    shown = shown_groups({0: untold, **provinces}) - {0}
    for province in sorted(shown & districts.keys()):
        inside = districts[province]
        untold = max(provinces[province] - sum(inside.values()), 0)
        shown |= shown_groups({0: untold, **inside}) - {0}
    return shown


def shown_verified(verified: int, accounts: int) -> int:
    """How many of the accounts are verified, where it tells of FLOOR people or more, and of so many others or none; else 0."""
    return verified if verified >= FLOOR and not 0 < accounts - verified < FLOOR else 0
