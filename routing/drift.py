"""Whether what comes in, and what becomes of it, has moved away from what it was: last week beside the four before.

Four figures, each with an alarm: the words people use, the mix of topics, how sure the model is, and how often people
correct it. An alarm needs a difference that matters and that chance would hardly bring; what is over ends by itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from statistics import fmean, variance
from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint
from records.chores import Chore
from routing.alarms import Kind, end_alarm, raise_alarm
from routing.asking import DECIDING
from routing.models import DriftReport, RoutingDecision
from routing.outcomes import judged_decisions, share_right
from routing.threshold_rows import threshold_rows

LATELY = timedelta(days=7)
BEFORE = timedelta(days=28)
FEWEST = 200
"""Decisions in each of the two spans; of fewer nothing is said."""
MOST = 5_000
"""Of the newest decisions in each span: the worker looks at them within a second, once a day."""
TEXTS = 400
"""Texts looked at in each span, half a second of CPU."""
BY_CHANCE = 4.0
"""Standard errors; four figures a day would be off by so much once in some forty years."""
MATTERS = 0.05
PSI_MATTERS = 0.25
"""The usual bound of the population stability index for a mix that has changed."""


@dataclass(frozen=True)
class Figure:
    """before, lately: two means of so many, or (topics) the index of the change in `lately`. moved: whether to alarm."""

    before: float
    lately: float
    of_before: int
    of_lately: int
    moved: bool


@dataclass(frozen=True)
class _Seen:
    case: int
    topic: str
    likelihood: float


def figures(now: datetime) -> dict[str, Figure]:
    """By kind of alarm. Those of which there is too little to say are missing."""
    lately, before = _seen(now - LATELY, now), _seen(now - LATELY - BEFORE, now - LATELY)
    found: dict[str, Figure] = {}
    if min(len(lately), len(before)) >= FEWEST:
        found[Kind.TOPICS] = _mix([one.topic for one in before], [one.topic for one in lately])
        sure = [[one.likelihood for one in span] for span in (before, lately)]
        found[Kind.CONFIDENCE] = _fallen(*sure)
        if model := DECIDING.take():
            shares = [model.known_shares(_texts(span)) for span in (before, lately)]
            if min(map(len, shares)) >= FEWEST:
                found[Kind.WORDS] = _fallen(*shares)
    right = [
        share_right(judged_decisions(MOST, since=since, until=until))
        for since, until in ((now - LATELY - BEFORE, now - LATELY), (now - LATELY, now))
    ]
    if min(share.of for share in right) >= FEWEST:
        old, new = right
        moved = new.interval[1] < old.interval[0]
        found[Kind.CORRECTIONS] = Figure(1 - (old.share or 0), 1 - (new.share or 0), old.of, new.of, moved)
    return found


@transaction.atomic
def _watch() -> int:
    """Once a day, whoever comes first."""
    today = timezone.localdate()
    if DriftReport.objects.filter(day=today).exists():
        return 0
    found = figures(timezone.now())
    told: dict[str, Any] = {kind: asdict(figure) for kind, figure in found.items()}
    if not DriftReport.objects.get_or_create(day=today, defaults={"figures": told})[1]:
        return 0
    for kind in (Kind.WORDS, Kind.TOPICS, Kind.CONFIDENCE, Kind.CORRECTIONS):
        figure = found.get(kind)
        if figure and figure.moved:
            raise_alarm(kind, before=round(figure.before, 4), lately=round(figure.lately, 4))
        else:
            end_alarm(kind)
    _watch_thresholds()
    return 1


def _watch_thresholds() -> None:
    """What went out by itself, beside the target that staff set with each threshold."""
    low = [row for row in threshold_rows(judged_decisions()) if row.is_low]
    for row in low:
        target = row.threshold.target if row.threshold else None
        raise_alarm(Kind.PRECISION, row.code, right=row.by_itself.right, of=row.by_itself.of, target=target)
    end_alarm(Kind.PRECISION, apart_from=[row.code for row in low])


watch_drift = Chore("watch_drift", _watch, every_s=3600)


def _seen(start: datetime, end: datetime) -> list[_Seen]:
    decided = RoutingDecision.objects.filter(made_at__gte=start, made_at__lt=end, why__in=RoutingDecision.BY_THE_TEXT)
    newest = decided.order_by("-id").values_list("case_id", "proposals")[:MOST]
    return [
        _Seen(case, str(proposals[0]["topic"]).split("/")[0], float(proposals[0]["probability"]))
        for case, proposals in newest.iterator()
        if proposals
    ]


def _texts(span: Sequence[_Seen]) -> list[str]:
    """Of cases evenly over the span."""
    step = max(1, len(span) // TEXTS)
    cases = [one.case for one in span[::step][:TEXTS]]
    return list(Complaint.objects.filter(case_id__in=cases).values_list("text", flat=True))


def _fallen(before: Sequence[float], lately: Sequence[float]) -> Figure:
    old, new = fmean(before), fmean(lately)
    error = math.sqrt(variance(before) / len(before) + variance(lately) / len(lately))
    moved = old - new > MATTERS and old - new > BY_CHANCE * error
    return Figure(old, new, len(before), len(lately), moved)


def _mix(before: Sequence[str], lately: Sequence[str]) -> Figure:
    """The population stability index; a topic that one span lacks counts there as half a case."""
    old, new = Counter(before), Counter(lately)
    index = 0.0
    for topic in old.keys() | new.keys():
        was, is_now = max(old[topic], 0.5) / len(before), max(new[topic], 0.5) / len(lately)
        index += (is_now - was) * math.log(is_now / was)
    by_chance = (len(old.keys() | new.keys()) - 1) * (1 / len(before) + 1 / len(lately))
    return Figure(0.0, index, len(before), len(lately), index > PSI_MATTERS and index > 3 * by_chance)
