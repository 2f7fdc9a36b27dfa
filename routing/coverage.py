"""For how much of the country the rules name one office: every topic in every sub-district, what each comes to, and why.

A cell is one topic in one sub-district. It has one responsible office, or it falls back to a desk of people who then
find it. Nothing between: what is counted as responsible is never a desk that was the only one at hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.local_offices import LOCAL_KINDS
from directory.models import Agency, Area, AreaLevel, Topic
from routing.models import RoutingDecision, RoutingRule
from routing.rules import Found, responsible_in_each, stands_in

Why = RoutingDecision.Why
Key = TypeVar("Key", bound=Hashable)


class Reach(models.TextChoices):
    """What a cell comes to: its office, or the reason why a desk has to find it."""

    OFFICE = "office", _("One responsible office")
    NO_REGISTER = "no_register", _("The local offices of this place are not in the register")
    SHARED = "shared", _("Two offices or two rules fit equally well")
    UNCLEAR = "unclear", _("No rule says whose duty it is")
    CLOSED = "closed", _("The office of the rule takes no complaints now")


_FALLBACKS = {
    Why.NO_LOCAL_OFFICE: Reach.NO_REGISTER,
    Why.TIE: Reach.SHARED,
    Why.NO_RULE: Reach.UNCLEAR,
    Why.AGENCY_CLOSED: Reach.CLOSED,
}


@dataclass(frozen=True)
class Cells:
    """So many cells of one topic in one province that come to the same. desk: who finds the office, None: the triage desk.

    found: what the rules answered there: the rules that contradict each other, the offices that share the place.
    """

    topic: Topic
    province: int
    reach: str
    desk: Agency | None
    rule: RoutingRule | None
    count: int
    found: Found


@dataclass(frozen=True)
class Conflict:
    """Rules that contradict each other, or local offices that share an area; so many cells wait for people because of it."""

    rules: tuple[RoutingRule, ...]
    offices: tuple[Agency, ...]
    area: int | None
    count: int


@dataclass(frozen=True)
class Dead:
    """A rule whose agency takes no complaints now, and so many cells that lead there. None: the agency is gone."""

    rule: RoutingRule
    agency: Agency | None
    count: int


def coverage(*, on: date, topics: Sequence[Topic] | None = None) -> list[Cells]:
    """All cells, some 1,360,000, by topic, province and what they come to; 1 s of CPU. Without any text: no exception holds.

    Sub-districts of a province in which the same rules hold and the same offices are at hand are judged once for all.
    """
    topics = _topics() if topics is None else topics
    groups = _alike(on)
    found = responsible_in_each(topics, [group[0] for group in groups], on=on)
    by_id = {topic.pk: topic for topic in topics}
    return [
        Cells(by_id[topic], group[0].province_code, *reach_of(of_topic), of_topic.rule, len(group), of_topic)
        for group, of_group in zip(groups, found, strict=True)
        for topic, of_topic in of_group.items()
    ]


def exceptions_in_force(on: date) -> int:
    """How many rules hold only where a text names something: cells have no text, so none of these is in them."""
    return RoutingRule.objects.in_force(on).exclude(named="").count()


def _alike(on: date) -> list[list[Area]]:
    """The sub-districts, those together that no rule and no local office tells apart from their neighbours."""
    in_rules = set(
        RoutingRule.objects.in_force(on).filter(named="").exclude(area=None).values_list("area_id", flat=True)
    )
    offices = Agency.objects.taking_complaints(on).filter(kind__in=LOCAL_KINDS)
    served = offices.values_list("area_id", flat=True).union(offices.values_list("service_areas__area", flat=True))
    told_apart = in_rules | set(served)
    groups: dict[tuple[int, tuple[int, ...]], list[Area]] = {}
    for area in Area.objects.filter(level=AreaLevel.SUBDISTRICT).select_related("parent__parent"):
        chain = [each.pk for each in area.up_to_province()]
        groups.setdefault((chain[-1], tuple(code for code in chain if code in told_apart)), []).append(area)
    return list(groups.values())


def reach_of(found: Found) -> tuple[str, Agency | None]:
    """What an answer of the rules is worth, and the desk it falls back to (None: the triage desk)."""
    if found.agency is None:
        return _FALLBACKS[Why(found.problem)], None
    if stands_in(found):
        return Reach.NO_REGISTER, found.agency
    return Reach.OFFICE, None


def grouped(cells: Iterable[Cells], key: Callable[[Cells], Key]) -> dict[Key, list[Cells]]:
    groups: dict[Key, list[Cells]] = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell)
    return groups


def counts_of(cells: Iterable[Cells]) -> Counter[str]:
    """How many cells come to each reach."""
    counts = Counter[str]()
    for cell in cells:
        counts[cell.reach] += cell.count
    return counts


def shares(cells: Iterable[Cells]) -> dict[str, float]:
    """The share of each reach, 0 to 1; together 1."""
    counts = counts_of(cells)
    every = counts.total()
    return {reach: counts[reach] / every for reach in Reach.values} if every else {}


def percents(counts: Mapping[str, int], *, digits: int = 1) -> dict[str, float]:
    """Each share in percent, so rounded that together they are exactly 100 (the largest remainders are rounded up)."""
    every, whole = sum(counts.values()), 100 * 10**digits
    if not every:
        return {}
    parts = {key: divmod(count * whole, every) for key, count in counts.items()}
    missing = whole - sum(part for part, _rest in parts.values())
    up = sorted(parts, key=lambda key: -parts[key][1])[:missing]
    return {key: (part + (key in up)) / 10**digits for key, (part, _rest) in parts.items()}


def conflicts(cells: Iterable[Cells]) -> list[Conflict]:
    """What contradicts each other, the one that most cells wait for first."""
    groups = grouped((cell for cell in cells if cell.reach == Reach.SHARED), _in_conflict)
    found = [
        Conflict(_rules_of(some[0].found), tuple(some[0].found.offices), area, counts_of(some).total())
        for (_rules, _offices, area), some in groups.items()
    ]
    return sorted(found, key=lambda one: -one.count)


def _in_conflict(cell: Cells) -> tuple[tuple[int, ...], tuple[int, ...], int | None]:
    rules = tuple(sorted(rule.pk for rule in _rules_of(cell.found)))
    return rules, tuple(office.pk for office in cell.found.offices), cell.found.by


def _rules_of(found: Found) -> tuple[RoutingRule, ...]:
    """Those that contradict each other: none where the rule is plain and only the offices are several."""
    return (found.rule, *found.against) if found.rule and found.against else ()


def dead_agencies(cells: Iterable[Cells]) -> list[Dead]:
    """Rules that name an agency which takes no complaints now, the one that most cells lead to first."""
    closed = grouped((cell for cell in cells if cell.reach == Reach.CLOSED and cell.rule), lambda cell: cell.rule)
    found = [Dead(rule, rule.agency, counts_of(some).total()) for rule, some in closed.items() if rule]
    return sorted(found, key=lambda one: -one.count)


def _topics() -> list[Topic]:
    return list(Topic.objects.active().select_related("parent").order_by("code"))
