"""By when: the working days a step may take, and the dates that follow from them."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from complaints.models import ServiceLevel
from directory.calendar import add_working_days, next_working_moment
from directory.models import Topic
from records.caching import kept_for

Step = ServiceLevel.Step
_FALLBACK_DAYS = {Step.ACCEPT: 3, Step.RESOLVE: 15, Step.ANSWER: 10, Step.CONFIRM: 5, Step.EXTEND: 15}
_TABLE = Path(__file__).parent / "reference" / "service_levels.csv"


def due(step: ServiceLevel.Step, topic: Topic | None, *, start: datetime) -> datetime:
    """The moment until which the step should be done; clocks count from the next working moment after start."""
    return add_working_days(next_working_moment(start), working_days(step, topic))


def working_days(step: ServiceLevel.Step, topic: Topic | None) -> int:
    """The length for this topic, else for its parent topic, else for every topic."""
    table = _table()
    for topic_id in (topic.pk, topic.parent_id, None) if topic else (None,):
        if (step, topic_id) in table:
            return table[step, topic_id]
    return _FALLBACK_DAYS[step]


@kept_for(seconds=5)
def _table() -> dict[tuple[str, int | None], int]:
    return {
        (step, topic): days for step, topic, days in ServiceLevel.objects.values_list("step", "topic", "working_days")
    }


def load_service_levels() -> int:
    """Add the lengths of reference/service_levels.csv that are not there yet; staff's own changes stay."""
    topics = dict(Topic.objects.values_list("code", "pk"))
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [
            ServiceLevel(
                step=row["step"],
                topic_id=topics[row["topic"]] if row["topic"] else None,
                working_days=int(row["working_days"]),
                source=row["source"],
                is_confirmed=row["confirmed"] == "yes",
            )
            for row in csv.DictReader(lines)
        ]
    return len(ServiceLevel.objects.bulk_create(rows, ignore_conflicts=True))


def forget_service_levels() -> None:
    """Drop what this process keeps of the table, after a change of it."""
    _table.forget()
