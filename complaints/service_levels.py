"""By when: the working days a step may take, and the dates that follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from complaints.models import Case, ServiceLevel
from complaints.workflow import CLOSED_BY_ITS_ANSWER, CaseKind
from directory.calendar import OfficeCalendar, office_calendar
from directory.known import agencies
from directory.models import Topic
from directory.reference_files import read_csv
from directory.reference_tables import add_missing
from records.caching import kept_for

Step = ServiceLevel.Step
FALLBACK_DAYS = {
    Step.ACCEPT: 3,
    Step.ACCEPT_URGENT: 1,
    Step.UPDATE: 5,
    Step.RESOLVE: 15,
    Step.ANSWER: 10,
    Step.PAUSE: 30,
    Step.CONFIRM: 5,
    Step.EXTEND: 15,
    Step.OBJECTION: 15,
    Step.APPEAL: 15,
    Step.REVIEW: 20,
    Step.REFERRAL: 15,
    Step.REMINDED: 10,
    Step.APPROVE: 1,
}
"""Working days of a step for which no row holds."""
_TABLE = Path(__file__).parent / "reference" / "service_levels.csv"


class Length(NamedTuple):
    working_days: int
    source: str
    is_confirmed: bool


class Key(NamedTuple):
    """For which cases a length is; ids, None and "" for all."""

    step: str
    agency: int | None
    kind: str
    topic: int | None


def due(step: ServiceLevel.Step, case: Case, *, start: datetime, agency_id: int | None = None) -> datetime:
    """The moment until which the step should be done; clocks count from the next working moment after start.

    agency_id: whose step it is, or who waits for it: an agency may have lengths of its own, and its province days off.
    """
    return calendar_of(agency_id).add_working_days(start, days_of(step, case, agency_id))


def calendar_of(agency_id: int | None) -> OfficeCalendar:
    """When this agency works: an office in one province has the days off that the Cabinet gives to that province too."""
    agency = agencies.get(agency_id)
    return office_calendar(int(str(agency.area_id)[:2]) if agency and agency.area_id else None)


def days_of(step: ServiceLevel.Step, case: Case, agency_id: int | None = None) -> int:
    """The working days of a step of this case: what is urgent is accepted sooner, and so stands first in agencies' lists.

    Not a praise: its acceptance is its end.
    """
    days = working_days(step, case.topic, case.kind, agency_id)
    if step == Step.ACCEPT and case.is_urgent and case.kind not in CLOSED_BY_ITS_ANSWER:
        return min(days, working_days(Step.ACCEPT_URGENT, case.topic, case.kind, agency_id))
    return days


def working_days(
    step: ServiceLevel.Step, topic: Topic | None, kind: str = CaseKind.COMPLAINT, agency_id: int | None = None
) -> int:
    """The agency's own length, else the one for all; of these the one for this kind of case, else for every kind; in
    each for this topic, its parent, or every topic.

    An agency's own comes first: it was written with all it does in mind. The kind comes first: who asks when the pool opens waits for an answer, not as long as a road is repaired.
    """
    found = _row(step, topic, kind, agency_id)
    return found.working_days if found else FALLBACK_DAYS[step]


def legal_days(step: ServiceLevel.Step, case: Case, agency_id: int | None = None) -> Length | None:
    """The length and its source where somebody has confirmed that source; what is not confirmed is quoted to nobody."""
    found = _row(step, case.topic, case.kind, agency_id)
    return found if found and found.is_confirmed else None


def lengths_in_order(
    step: ServiceLevel.Step, topic: Topic | None, kind: str = "", agency_id: int | None = None
) -> list[tuple[Key, Length]]:
    """The rows that say how long a step takes, the one that holds first; none where only FALLBACK_DAYS does."""
    table = _table()
    return [(key, table[key]) for key in _keys(step, topic, kind, agency_id) if key in table]


def _row(step: ServiceLevel.Step, topic: Topic | None, kind: str, agency_id: int | None) -> Length | None:
    table = _table()
    return next((table[key] for key in _keys(step, topic, kind, agency_id) if key in table), None)


def _keys(step: ServiceLevel.Step, topic: Topic | None, kind: str, agency_id: int | None) -> Iterator[Key]:
    topics = (topic.pk, topic.parent_id, None) if topic and topic.parent_id else (topic.pk, None) if topic else (None,)
    owners = (agency_id, None) if agency_id else (None,)
    kinds = (kind, "") if kind else ("",)
    return (Key(step, whose, each, topic_id) for whose in owners for each in kinds for topic_id in topics)


@kept_for(seconds=5)
def _table() -> dict[Key, Length]:
    return {
        Key(row.step, row.agency_id, row.kind, row.topic_id): Length(row.working_days, row.source, row.is_confirmed)
        for row in ServiceLevel.objects.all()
    }


def load_service_levels() -> int:
    """Add the missing lengths of reference/service_levels.csv; staff's own changes stay. Returns how many are new."""
    topics = dict(Topic.objects.values_list("code", "pk"))
    return add_missing(
        [
            ServiceLevel(
                step=row["step"],
                kind=row["kind"],
                topic_id=topics[row["topic"]] if row["topic"] else None,
                working_days=int(row["working_days"]),
                source=row["source"],
                is_confirmed=row["confirmed"] == "yes",
            )
            for row in read_csv(_TABLE)
        ]
    )


def forget_service_levels() -> None:
    """Drop what this process keeps of the table, after a change of it."""
    _table.forget()
