"""What people made of such cases before: it orders what the desk is proposed where the rules name nobody.

Counted over the newest cases that people settled, by the agency that has each in the end, forwards included. It never
sends a case anywhere by itself: a proposal from here keeps the problem that stopped the rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from directory.models import AreaLevel, Topic
from directory.models.areas import codes_around
from records.caching import kept_for
from routing.lessons import MOST, one_sided, settled_cases
from routing.outcomes import LEAD_IN_THE_END

KEPT_S = 600.0
WEIGHT_OF_WIDER = 4.0
"""What is known of a wider place or topic counts like so many cases: one here does not beat ten beside it."""
_LEVELS = {6: AreaLevel.SUBDISTRICT, 4: AreaLevel.DISTRICT, 2: AreaLevel.PROVINCE}

WENT = f"""
    WITH newest AS (
        SELECT DISTINCT ON (case_id) id, case_id, settled_by_id
        FROM (SELECT * FROM routing_routingdecision ORDER BY id DESC LIMIT %(most)s) AS d
        ORDER BY case_id, id DESC
    )
    SELECT k.topic_id, topic.parent_id, k.area_id, agency.code, count(*)
    FROM newest d
    JOIN complaints_case k ON k.id = d.case_id AND k.visibility <> 'confidential'
        AND k.state NOT IN ('withdrawn', 'rejected') AND k.area_id IS NOT NULL
    JOIN directory_topic topic ON topic.id = k.topic_id
    JOIN {LEAD_IN_THE_END} agency ON TRUE
    LEFT JOIN LATERAL (
        SELECT by_id FROM complaints_caseevent
        WHERE case_id = k.id AND kind = 'accepted' AND by_id IS NOT NULL ORDER BY n DESC LIMIT 1
    ) accepted ON TRUE
    WHERE COALESCE(d.settled_by_id, accepted.by_id) IS NOT NULL
        AND COALESCE(d.settled_by_id, accepted.by_id) <> ALL(%(set_aside)s)
    GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - a part that is written here

Counts = dict[tuple[int, int], Counter[str]]
"""By a topic or its upper one, and a sub-district, district or province: how many cases each agency has in the end."""


@dataclass(frozen=True)
class Earlier:
    """So many of so many settled cases went to this agency. where: level of the narrowest place where it had any."""

    agency: str
    share: float
    there: int
    of: int
    where: str


def earlier_agencies(topic: Topic, area_id: int | None) -> list[Earlier]:
    """The agencies that have such cases of this place in the end, the likeliest first; the counts are kept ten minutes.

    A share is that of the sub-district, drawn to that of the district, of the province and of the upper topic there.
    """
    if area_id is None:
        return []
    went = _went()
    known = [(place, went[pk, place]) for pk, place in _widest_first(topic, area_id) if (pk, place) in went]
    shares = {code: 0.0 for _place, counts in known for code in counts}
    nearest: dict[str, tuple[int, Counter[str]]] = {}
    for place, counts in known:
        of = counts.total() + WEIGHT_OF_WIDER
        shares = {code: (counts[code] + WEIGHT_OF_WIDER * share) / of for code, share in shares.items()}
        nearest |= dict.fromkeys(counts, (place, counts))
    found = [
        Earlier(code, share, counts[code], counts.total(), _LEVELS[len(str(place))])
        for code, share in shares.items()
        for place, counts in [nearest[code]]
    ]
    return sorted(found, key=lambda one: (-one.share, one.agency))


def _widest_first(topic: Topic, area_id: int) -> Iterator[tuple[int, int]]:
    for place in reversed(codes_around(area_id)):
        for pk in (topic.parent_id, topic.pk):
            if pk is not None:
                yield pk, place


@kept_for(seconds=KEPT_S)
def _went() -> Counts:
    # People whose corrections nearly all go one way are left out, as in what the model learns from (routing.lessons).
    set_aside = [one.by for one in one_sided(settled_cases())]
    counts: Counts = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(WENT, {"most": MOST, "set_aside": set_aside})
        for topic, upper, area, agency, count in cursor.fetchall():
            for place in codes_around(area):
                for pk in {topic, upper} - {None}:
                    counts[pk, place][agency] += count
    return dict(counts)
