"""Which agency: agency = rule(topic, area, time), with exceptions for what a text names, such as a highway by its number.

Ties, gaps and closed agencies are reported, never guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from pathlib import Path

from django.utils import timezone

from directory.known import agencies
from directory.local_offices import Offices, nearest_served, offices_in
from directory.models import Agency, AgencyKind, Area, AreaLevel, Topic
from directory.reference_tables import add_missing
from directory.statements import Lookup
from ml.named import Told
from routing.models import RoutingDecision, RoutingRule, RoutingThreshold

Why = RoutingDecision.Why
MOST_TO_CHOOSE_FROM = 3
_REFERENCE = Path(__file__).parent / "reference"


@dataclass(frozen=True)
class Found:
    """The agency a rule names, or the problem that stops it (a RoutingDecision.Why).

    offices: the local offices between which it could not choose. by: the area by which the local office is at hand.
    against: the rules that contradict this one. named: the words by which an exception holds (ml.named).
    """

    agency: Agency | None
    rule: RoutingRule | None
    problem: str = ""
    offices: Sequence[Agency] = ()
    by: int | None = None
    against: Sequence[RoutingRule] = ()
    named: str = ""


def responsible_agency(topic: Topic, area: Area | None, *, on: date, told: Told | None = None) -> Found:
    """The agency for this topic, at this place, on this day.

    told: the text; without one no exception holds. A rule beats another when it is at least as specific in topic, in area
    and in what has to be named, and more specific in one of them. When the best rules contradict each other (one narrower
    in topic, one in area, or exceptions by different names) that is a tie for people to settle.
    """
    return responsible_agencies([topic], area, on=on, told=told)[topic.pk]


def responsible_agencies(
    topics: Iterable[Topic],
    area: Area | None,
    *,
    on: date,
    told: Told | None = None,
    without: RoutingRule | None = None,
) -> dict[int, Found]:
    """`responsible_agency` for many topics of one place, by topic id; rules and offices are read once.

    without: as if this rule were not there.
    """
    return responsible_in_each(topics, [area], on=on, told=told, without=without)[0]


def responsible_in_each(
    topics: Iterable[Topic],
    areas: Sequence[Area | None],
    *,
    on: date,
    told: Told | None = None,
    without: RoutingRule | None = None,
) -> list[dict[int, Found]]:
    """The same for each of many places; rules and offices are read once for all."""
    chains = {topic.pk: _chain(topic) for topic in topics}
    rules = _rules_about({pk: 0 for chain in chains.values() for pk in chain}, on, with_exceptions=told is not None)
    rules = [rule for rule in rules if rule != without]
    about = {
        pk: [rule for rule in rules if rule.topic_id is None or rule.topic_id in chain] for pk, chain in chains.items()
    }
    around = {code for area in areas if area for code in _chain(area)}
    offices = offices_in(around, on) if around and any(rule.to_local for rule in rules) else {}
    return [{pk: _judged(chain, area, about[pk], on, offices, told) for pk, chain in chains.items()} for area in areas]


def _judged(
    topics: dict[int | None, int],
    area: Area | None,
    known: list[RoutingRule],
    on: date,
    offices: Offices,
    told: Told | None,
) -> Found:
    """What these rules say, all that are about one of the topics. offices: of this area, maybe of others too."""
    areas = _chain(area) if area else {}
    held = told.named({rule.named for rule in known if rule.named}) if told else {}
    known = [rule for rule in known if not rule.named or rule.named in held]
    rules = [rule for rule in known if rule.area_id is None or rule.area_id in areas]
    best = [rule for rule in rules if not any(_beats(other, rule, topics, areas) for other in rules)]
    if not best:
        return Found(None, None, Why.NO_RULE)
    targets = {(rule.agency_id, rule.to_local) for rule in best}
    if len(targets) > 1:
        return Found(None, best[0], Why.TIE, against=best[1:])
    found = _named_by(best[0], area, known, topics, on, offices)
    return replace(found, named=held.get(best[0].named, ""))


def _named_by(
    rule: RoutingRule,
    area: Area | None,
    known: list[RoutingRule],
    topics: dict[int | None, int],
    on: date,
    offices: Offices,
) -> Found:
    """The agency of the one rule that is best, or why that is nobody."""
    if area is None and any(other.area_id and _depth(other, topics) >= _depth(rule, topics) for other in known):
        return Found(None, rule, Why.PLACE_NEEDED)  # elsewhere another agency has this duty
    if rule.to_local:
        return _local_office(rule, area, offices)
    if rule.agency is None or not rule.agency.takes_complaints_on(on):
        return Found(None, rule, Why.AGENCY_CLOSED)
    return Found(rule.agency, rule)


_in_force = Lookup(
    RoutingRule,
    "(topic_id = ANY(%s) OR topic_id IS NULL) AND (starts_on IS NULL OR starts_on <= %s)"
    " AND (ends_on IS NULL OR ends_on >= %s) AND (named = '' OR %s) ORDER BY id",
)


def _rules_about(topics: dict[int | None, int], on: date, *, with_exceptions: bool) -> list[RoutingRule]:
    """The rules of RoutingRule.objects.in_force that are about one of these topics, or about any."""
    rules = _in_force([pk for pk in topics if pk], on, on, with_exceptions)
    named = agencies.by_id(rule.agency_id for rule in rules)
    for rule in rules:
        rule.agency = named[rule.agency_id] if rule.agency_id else None
    return rules


def _depth(rule: RoutingRule, topics: dict[int | None, int]) -> int:
    return topics.get(rule.topic_id, 0)


def _chain(node: Topic | Area) -> dict[int | None, int]:
    """Ids from the node up to its root, with their depth counted from the root (deeper is more specific)."""
    ids: list[int | None] = []
    current: Topic | Area | None = node
    while current is not None:
        ids.append(current.pk)
        current = current.parent
    return {pk: len(ids) - place for place, pk in enumerate(ids)}


def _beats(one: RoutingRule, other: RoutingRule, topics: dict[int | None, int], areas: dict[int | None, int]) -> bool:
    def rank(rule: RoutingRule) -> tuple[int, int, bool, bool]:
        return _depth(rule, topics), areas.get(rule.area_id, 0), rule.ends_on is not None, bool(rule.named)

    if one.named and other.named and one.named != other.named:
        return False  # a text that names two things: which of them it is about, people see
    mine, theirs = rank(one), rank(other)
    return mine != theirs and all(a >= b for a, b in zip(mine, theirs, strict=True))


def _local_office(rule: RoutingRule, area: Area | None, offices: Offices) -> Found:
    if area is None:
        return Found(None, rule, Why.PLACE_NEEDED)
    around = _chain(area)  # the nearest first
    nearest = nearest_served(around, offices)
    if nearest is None:
        return Found(None, rule, Why.NO_LOCAL_OFFICE)
    at_hand = offices[nearest]
    if len(at_hand) > 1:  # a sub-district may be shared by a municipality and its neighbour: people know the border
        return Found(None, rule, Why.TIE, at_hand, nearest)
    return Found(at_hand[0], rule, by=nearest)


def offices_in_doubt(topic: Topic, area: Area, text: str = "") -> Sequence[Agency]:
    """The two or three local offices of this sub-district between which the rules cannot choose: one may ask the citizen."""
    found = responsible_agency(topic, area, on=timezone.localdate(), told=Told(text))
    is_theirs = area.level == AreaLevel.SUBDISTRICT and found.by == area.pk
    return found.offices if is_theirs and len(found.offices) <= MOST_TO_CHOOSE_FROM else ()


def stands_in(found: Found) -> bool:
    """Whether this is a centre of the province for the local office, which no register knows: it passes things on."""
    is_local = found.rule is not None and found.rule.to_local
    return is_local and found.agency is not None and found.agency.kind == AgencyKind.PROVINCE_CENTRE


def taken_at_word(found: Found, said: str) -> Found:
    """Of a tie between local offices the one that the person named. said: its code; of any other nothing changes."""
    named = next((office for office in found.offices if office.code == said), None)
    return replace(found, agency=named, problem="", offices=()) if named else found


_thresholds = Lookup(RoutingThreshold, "TRUE")


def threshold_for(topic: Topic) -> float:
    """The probability from which a case of this topic goes out without a human; 1.01 (never) when no row says so."""
    rows = {row.topic_id: row.probability for row in _thresholds()}
    for key in (topic.pk, topic.parent_id, None):
        if key in rows:
            return rows[key]
    return 1.01


_SAME_EXCEPTION = ("topic_id", "area_id", "agency_id", "to_local")
"""Its words are what staff change: a row of theirs with other words is still the exception of the file."""


def load_rules() -> int:
    """Add the missing rules and thresholds of reference/*.csv; staff's own changes stay. Returns how many are new."""
    topics = dict(Topic.objects.values_list("code", "pk"))
    agencies = dict(Agency.objects.values_list("code", "pk"))
    with (_REFERENCE / "rules.csv").open(encoding="utf-8", newline="") as lines:
        rules = [
            RoutingRule(
                topic_id=topics[row["topic"]] if row["topic"] else None,
                area_id=int(row["area"]) if row["area"] else None,
                agency_id=None if row["agency"] == "local" else agencies[row["agency"]],
                to_local=row["agency"] == "local",
                named=row["named"],
                source=row["source"],
            )
            for row in csv.DictReader(lines)
        ]
    exceptions = set(RoutingRule.objects.exclude(named="").values_list(*_SAME_EXCEPTION))
    rules = [rule for rule in rules if not rule.named or attrgetter(*_SAME_EXCEPTION)(rule) not in exceptions]
    with (_REFERENCE / "thresholds.csv").open(encoding="utf-8", newline="") as lines:
        thresholds = [
            RoutingThreshold(
                topic_id=topics[row["topic"]] if row["topic"] else None,
                probability=float(row["probability"]),
                decided_by=row["decided_by"],
                decided_on=date.fromisoformat(row["decided_on"]),
                reason=row["reason"],
            )
            for row in csv.DictReader(lines)
        ]
    return add_missing(rules) + add_missing(thresholds)
