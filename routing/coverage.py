"""For how much of the country the rules name one office: every topic in every sub-district, what each comes to, and why.

A cell is one topic in one sub-district. It has one responsible office, or it falls back to a desk of people who then
find it. Nothing between: what is counted as responsible is never a desk that was the only one at hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Agency, AgencyKind, Area, AreaLevel, Topic
from routing.models import RoutingDecision, RoutingRule
from routing.rules import LOCAL_KINDS, Found, responsible_agencies

Why = RoutingDecision.Why


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
    """So many cells of one topic in one province that come to the same. desk: who finds the office, None: the triage desk."""

    topic: Topic
    province: int
    reach: str
    count: int
    rule: RoutingRule | None
    desk: Agency | None


def coverage(*, on: date, topics: Sequence[Topic] | None = None) -> list[Cells]:
    """All cells, some 1,360,000, by topic, province and what they come to; 0.5 s of CPU.

    Sub-districts of a province in which the same rules hold and the same offices are at hand are judged once.
    """
    topics = _topics() if topics is None else topics
    areas_in_rules = set(RoutingRule.objects.in_force(on).exclude(area=None).values_list("area_id", flat=True))
    offices = _local_offices_by_area(on)
    alike: dict[tuple[object, ...], list[Area]] = {}
    for area in Area.objects.filter(level=AreaLevel.SUBDISTRICT).select_related("parent__parent"):
        chain = _codes(area.pk)
        here = tuple(code for code in chain if code in areas_in_rules)
        at_hand = tuple(office for code in chain for office in offices.get(code, ()))
        alike.setdefault((chain[-1], here, at_hand), []).append(area)
    counted: Counter[tuple[int, int, str, int | None, int | None]] = Counter()
    rules: dict[int, RoutingRule] = {}
    desks: dict[int, Agency] = {}
    for group in alike.values():
        for topic_id, found in responsible_agencies(topics, group[0], on=on).items():
            reach, desk = reach_of(found)
            if found.rule:
                rules[found.rule.pk] = found.rule
            if desk:
                desks[desk.pk] = desk
            key = (
                topic_id,
                _codes(group[0].pk)[-1],
                reach,
                found.rule.pk if found.rule else None,
                desk.pk if desk else None,
            )
            counted[key] += len(group)
    by_id = {topic.pk: topic for topic in topics}
    return [
        Cells(by_id[topic], province, reach, count, rules[rule] if rule else None, desks[desk] if desk else None)
        for (topic, province, reach, rule, desk), count in counted.items()
    ]


def reach_of(found: Found) -> tuple[str, Agency | None]:
    """What an answer of the rules is worth, and the desk it falls back to (None: the triage desk).

    A centre of the province is what "the local office" comes to where no municipality is known: it passes things on.
    """
    if found.agency is None:
        return _FALLBACKS[Why(found.problem)], None
    if found.rule and found.rule.to_local and found.agency.kind == AgencyKind.PROVINCE_CENTRE:
        return Reach.NO_REGISTER, found.agency
    return Reach.OFFICE, None


def shares(cells: Iterable[Cells]) -> dict[str, float]:
    """The share of each reach, 0 to 1; together 1."""
    counts = Counter[str]()
    for cell in cells:
        counts[cell.reach] += cell.count
    return shares_of(counts)


def shares_of(counts: Mapping[str, int]) -> dict[str, float]:
    every = sum(counts.values())
    return {reach: counts.get(reach, 0) / every for reach in Reach.values} if every else {}


def _local_offices_by_area(on: date) -> dict[int, list[int]]:
    offices: dict[int, list[int]] = {}
    rows = Agency.objects.taking_complaints(on).filter(kind__in=LOCAL_KINDS, area__isnull=False).order_by("pk")
    for pk, area in rows.values_list("pk", "area_id"):
        offices.setdefault(area, []).append(pk)
    return offices


def _topics() -> list[Topic]:
    return list(Topic.objects.active().select_related("parent").order_by("code"))


def _codes(code: int) -> tuple[int, int, int]:
    return code, code // 100, code // 10_000
