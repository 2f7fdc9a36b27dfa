"""What people settled: the topic and the agency that a case had in the end, and who said so.

An officer who takes over the complainant's correction, the triage desk that sends a case, an agency that accepts one:
each is a lesson, and where the routing had proposed something else it is a correction. Confidential cases teach nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from routing.models import RoutingDecision
from routing.outcomes import LEAD_IN_THE_END, Share

MOST = 20_000
"""Of the newest decisions: more would take longer than three minutes to learn."""
FEW_CORRECTIONS = 20
ONE_WAY = 0.6

SETTLED = f"""
    WITH newest AS (
        SELECT DISTINCT ON (case_id) *, CASE WHEN why = ANY(%s) THEN proposals->0 END AS by_the_text
        FROM (SELECT * FROM routing_routingdecision ORDER BY id DESC LIMIT %s) AS d
        ORDER BY case_id, id DESC
    )
    SELECT told.text, topic.code, agency.code,
        d.by_the_text->>'topic', d.by_the_text->>'agency',
        COALESCE(corrected.by_id, d.settled_by_id, accepted.by_id),
        COALESCE(corrected.at, d.settled_at, accepted.at) AS settled_at
    FROM newest d
    JOIN complaints_case k ON k.id = d.case_id AND k.visibility <> 'confidential'
    JOIN directory_topic topic ON topic.id = k.topic_id
    JOIN LATERAL (
        SELECT text, text_language, parted FROM complaints_complaint WHERE case_id = k.id ORDER BY id LIMIT 1
    ) told ON told.text <> '' AND told.text_language IN ('', 'th') AND told.parted = '[]' -- one problem, one lesson
    JOIN {LEAD_IN_THE_END} agency ON TRUE
    LEFT JOIN LATERAL (
        SELECT by_id, at FROM complaints_caseevent
        WHERE case_id = k.id AND kind = 'corrected' AND assignment_id IS NOT NULL ORDER BY n DESC LIMIT 1
    ) corrected ON TRUE
    LEFT JOIN LATERAL (
        SELECT by_id, at FROM complaints_caseevent
        WHERE case_id = k.id AND kind = 'accepted' AND by_id IS NOT NULL ORDER BY n DESC LIMIT 1
    ) accepted ON TRUE
    WHERE k.state NOT IN ('withdrawn', 'rejected')
        AND COALESCE(corrected.by_id, d.settled_by_id, accepted.by_id) IS NOT NULL
    ORDER BY settled_at, d.id
"""  # noqa: S608 - a part that is written here


@dataclass(frozen=True)
class Settled:
    """One case in the end. proposed_*: codes the text alone had led to, None where it had no say. by: a user's id."""

    text: str
    topic: str
    agency: str
    proposed_topic: str | None
    proposed_agency: str | None
    by: int
    at: datetime

    @property
    def is_correction(self) -> bool:
        told = self.proposed_topic is not None
        return told and (self.proposed_topic, self.proposed_agency) != (self.topic, self.agency)


@dataclass(frozen=True)
class OneSided:
    """Somebody whose corrections nearly all go one way, while others' do not. what: topic or agency; to: its code."""

    by: int
    what: str
    to: str
    there: int
    of: int
    others_there: int
    others_of: int


def settled_cases(most: int = MOST) -> list[Settled]:
    """Those of the newest decisions, the earliest settled first. Raw texts: not to be shown or kept."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, [list(RoutingDecision.BY_THE_TEXT), most])
        return [Settled(*row) for row in cursor.fetchall()]


def one_sided(settled: Sequence[Settled]) -> list[OneSided]:
    """People whose corrections go one way plainly more often than not, and than those of all others.

    With too few corrections by others, what they confirmed counts as well. Both shares are taken at the ends of their
    intervals (Wilson) that speak for the person.
    """
    found = [_one_sided(settled, "agency", lambda one: one.agency), _one_sided(settled, "topic", lambda one: one.topic)]
    by_person = {each.by: each for of_kind in reversed(found) for each in of_kind}
    return sorted(by_person.values(), key=lambda each: each.by)


def _one_sided(settled: Sequence[Settled], what: str, target: Callable[[Settled], str]) -> Iterable[OneSided]:
    corrections: dict[int, Counter[str]] = defaultdict(Counter)
    confirmed: dict[int, Counter[str]] = defaultdict(Counter)
    for one in settled:
        (corrections if one.is_correction else confirmed)[one.by][target(one)] += 1
    all_corrected = sum(corrections.values(), Counter[str]())
    all_confirmed = sum(confirmed.values(), Counter[str]())
    for by, own in corrections.items():
        if own.total() < FEW_CORRECTIONS:
            continue
        to, there = own.most_common(1)[0]
        others = all_corrected - own
        if others.total() < FEW_CORRECTIONS:
            others = others + all_confirmed - confirmed[by]
        lowest = Share(there, own.total()).interval[0]
        if lowest > ONE_WAY and lowest > 2 * Share(others[to], others.total()).interval[1]:
            yield OneSided(by, what, to, there, own.total(), others[to], others.total())
