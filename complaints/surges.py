"""Surges: more cases of a topic in a district within a day than chance explains. Each raises one incident with all of them.

Compared with the four weeks before, as a Poisson count: far rarer than one in a million, and three times the usual at least, so
that neither a quiet district nor a busy weekday raises one. The same words sent again and again count once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.incident_tables import TAKEN_BACK, Incident
from complaints.models import Assignment
from complaints.workflow import CaseKind, Visibility
from directory.models import User
from notifications.live import announce
from records.locks import wait_to_be_alone

DAY = timedelta(days=1)
WEEKS_BEFORE = timedelta(days=28)
LEAST = 6
"""Fewer cases in a day are no incident anywhere."""
TIMES_THE_USUAL = 3.0
CHANCE = 1e-7
"""How rare a surge has to be by chance: 140,000 pairs of topic and district are looked at some hundred times a day."""
OVER_BELOW = 1.5
"""An incident is over once a day brings fewer than so many times the usual."""
QUIET_AFTER = timedelta(days=2)
"""How long a pair stays quiet after somebody said that it is no incident."""


class Surge(NamedTuple):
    """One topic in one district. lately: different texts of the last day; usual: a day's mean of the four weeks before."""

    topic: int
    area: int
    lately: int
    usual: float
    began_at: datetime


@transaction.atomic
def watch(at: datetime | None = None) -> int:
    """Raise incidents for surges and end those that are over. Returns how many changed. Safe to run twice, or two at once."""
    now = at or timezone.now()
    wait_to_be_alone("complaints.surges")
    counted = {(each.topic, each.area): each for each in _counted(now)}
    changed = [_end(each, now, by=None) for each in Incident.objects.open() if _is_over(each, counted)]
    known = set(Incident.objects.open().values_list("topic_id", "area_id"))
    known |= set(
        Incident.objects.filter(ended_by__isnull=False, ended_at__gt=now - QUIET_AFTER).values_list(
            "topic_id", "area_id"
        )
    )
    for pair, surge in counted.items():
        if pair not in known and is_unusual(surge.lately, surge.usual):
            changed.append(_raise(surge, now))
    return len(changed)


@transaction.atomic
def end_incident(incident: Incident, *, by: User) -> Incident:
    """Say that it is no incident, or over: the pair stays quiet for two days. Raises ValidationError (incident_has_ended)."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.ended_at is not None:
        raise ValidationError(_("This has been ended already."), code="incident_has_ended")
    return _end(incident, timezone.now(), by=by)


def is_unusual(lately: int, usual: float) -> bool:
    """Whether so many cases in a day are more than chance explains, where `usual` come on a day."""
    if lately < LEAST or lately < TIMES_THE_USUAL * usual:
        return False
    return poisson_tail(lately, usual) < CHANCE


def poisson_tail(count: int, mean: float) -> float:
    """The probability of `count` or more where `mean` are expected."""
    if count <= 0:
        return 1.0
    # From the term of `count` upwards: far above the mean each is smaller than the one before, so few are needed.
    term = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    total, k = 0.0, count
    while term > total * 1e-12:
        total += term
        k += 1
        term *= mean / k
    return min(total, 1.0)


def _counted(now: datetime) -> Iterator[Surge]:
    """The pairs of topic and district that had a few cases in the last day, beside what is usual there."""
    known: dict[str, Any] = {
        "now": now,
        "day": now - DAY,
        "before": now - DAY - WEEKS_BEFORE,
        "kind": CaseKind.COMPLAINT,
        "secret": Visibility.CONFIDENTIAL,
        "taken_back": [str(state) for state in TAKEN_BACK],
        "least": math.ceil(LEAST / 2),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, known)
        for topic, area, lately, before, began_at in cursor.fetchall():
            # Half a case: what never happened in four weeks may still happen.
            yield Surge(topic, area, lately, (before + 0.5) / WEEKS_BEFORE.days, began_at)


_DISTRICT = "CASE WHEN c.area_id >= 100000 THEN c.area_id / 100 WHEN c.area_id >= 1000 THEN c.area_id END"
_COUNTS = f"""
    SELECT c.topic_id, {_DISTRICT} AS district, c.id, c.created_at FROM complaints_case c
    WHERE c.topic_id IS NOT NULL AND c.kind = %(kind)s AND c.visibility <> %(secret)s
        AND NOT c.state = ANY(%(taken_back)s)
"""  # noqa: S608 - words of our own
_COUNTED = f"""
    WITH lately AS (
        SELECT told.topic_id, told.district, count(DISTINCT md5(p.text)) AS n, min(told.created_at) AS began_at
        FROM ({_COUNTS} AND c.created_at > %(day)s AND c.created_at <= %(now)s) AS told
        JOIN complaints_complaint p ON p.case_id = told.id
        WHERE told.district IS NOT NULL GROUP BY 1, 2 HAVING count(*) >= %(least)s
    )
    SELECT lately.topic_id, lately.district, lately.n, count(told.id), lately.began_at FROM lately
    LEFT JOIN ({_COUNTS} AND c.created_at > %(before)s AND c.created_at <= %(day)s) AS told USING (topic_id, district)
    GROUP BY 1, 2, 3, 5
"""  # noqa: S608 - words of our own


def _is_over(incident: Incident, counted: dict[tuple[int, int], Surge]) -> bool:
    """By what was usual when it was found: the days since then are its own."""
    surge = counted.get((incident.topic_id, incident.area_id))
    return surge is None or surge.lately < max(LEAST / 2, OVER_BELOW * incident.usual_a_day)


def _raise(surge: Surge, now: datetime) -> Incident:
    incident = Incident.objects.create(
        topic_id=surge.topic, area_id=surge.area, began_at=surge.began_at, found_at=now, usual_a_day=surge.usual
    )
    _tell(incident)
    return incident


def _end(incident: Incident, now: datetime, *, by: User | None) -> Incident:
    incident.ended_at, incident.ended_by = now, by
    incident.save(update_fields=["ended_at", "ended_by"])
    _tell(incident)
    return incident


def _tell(incident: Incident) -> None:
    """Say to the desk and to the inboxes of the agencies that have its cases that something changed."""
    parts = Assignment.objects.live().filter(case__in=incident.cases().values("pk"))
    agencies = parts.order_by("agency_id").values_list("agency_id", flat=True).distinct()
    announce("desk", *(f"office:{agency}" for agency in agencies))
