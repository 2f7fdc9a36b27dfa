"""The first minute of an officer's day: what is new, what is due, who is waited for, what changed since the last working day.

Each list is short and leads to the whole one; what it costs does not grow with the agency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from complaints import queue
from complaints.access import CASEWORK_ROLES, AssignmentQuerySet, Viewer
from complaints.listing import told_in
from complaints.mentions import Mentions, mentions_of
from complaints.models import Assignment, CaseEvent
from complaints.passed_on import CameBack, PassedOn, passed_on_and_back
from complaints.queue_counts import Count, count_shown
from complaints.queue_filters import Filters
from complaints.queue_rows import Row
from complaints.telling import sentence
from complaints.workflow import Visibility
from directory import known
from directory.calendar import BANGKOK, office_calendar
from directory.models import User

SHOWN = 5
CHANGES = 12
"""Cases that changed; the rest is behind the list of one's own."""
CASES_LOOKED_AT = 1_000
"""Of one person, the most pressing: some five lines each are read."""
ANSWERED_WITHIN = timedelta(days=60)
"""How long ago a case may have been answered that was confirmed, disputed or closed since yesterday."""


@dataclass(frozen=True)
class Part:
    """The first rows of a list, how many it has, and the part of an address that asks for all of them."""

    rows: Sequence[Row]
    count: Count
    query: str


@dataclass(frozen=True)
class Helped:
    """A case of this officer on which another agency has a part to do."""

    reference: str
    agency: str


@dataclass(frozen=True)
class Change:
    """A case of this officer that somebody else moved. told: the newest line. more: how many lines came besides."""

    reference: str
    beginning: str
    is_confidential: bool
    told: str
    at: datetime
    more: int


@dataclass(frozen=True)
class Today:
    """since: the last working day before today, from whose morning on changes count."""

    mentions: Mentions
    new: Part
    due: Part
    to_answer: Part
    to_confirm: Part
    helped: Sequence[Helped]
    passed_on: Sequence[PassedOn]
    """What the agency gave away since then, and came_back, what it was given again; both cut short as the lists are."""
    came_back: Sequence[CameBack]
    has_more_passed_on: bool
    changes: Sequence[Change]
    has_more_changes: bool
    since: date


def today_of(officer: User) -> Today:
    """What this officer's start page says."""
    since = office_calendar().last_working_day(timezone.localdate(timezone=BANGKOK))
    morning = datetime.combine(since, time(), tzinfo=BANGKOK)
    changes = _changes(officer, morning)
    gone, back = passed_on_and_back(officer, morning)
    return Today(
        mentions=mentions_of(officer),
        new=_part(officer, "new", Filters(sort="newest")),
        due=_part(officer, "mine", Filters(due="today")),
        to_answer=_part(officer, "waiting", Filters(mine=True)),
        to_confirm=_part(officer, "to_confirm", Filters(mine=True)),
        helped=_helped(officer),
        passed_on=gone[:SHOWN],
        came_back=back[:SHOWN],
        has_more_passed_on=len(gone) > SHOWN,
        changes=changes[:CHANGES],
        has_more_changes=len(changes) > CHANGES,
        since=since,
    )


def _part(officer: User, view: str, filters: Filters) -> Part:
    page = queue.page(officer, view, filters)
    found = count_shown(officer, view, filters, page, is_first=True)
    return Part(page.rows[:SHOWN], found, f"view={view}&{filters.query}")


def _helped(officer: User) -> list[Helped]:
    """Parts of other agencies that are still open, of the cases that are this officer's; those due first."""
    led = Assignment.objects.handled_by(officer).owed().mine(officer).filter(part=Assignment.Part.LEAD)
    parts = Assignment.objects.filter(part=Assignment.Part.SUPPORTING, case__in=_case_ids(led)).owed()
    found = parts.order_by("next_duty_at").values_list("case__reference", "agency")[:SHOWN]
    agencies = known.agencies.by_id(agency for _reference, agency in found)
    return [Helped(reference, agencies[agency].name_in_sentence) for reference, agency in found]


def _case_ids(parts: AssignmentQuerySet) -> list[int]:
    return list(parts.order_by("next_duty_at").values_list("case_id", flat=True)[:CASES_LOOKED_AT])


def _changes(officer: User, since: datetime) -> list[Change]:
    """What others did to this officer's cases, the newest first, one for each case; at most one more than are shown."""
    theirs = Assignment.objects.handled_by(officer).mine(officer)
    answered = theirs.filter(answered_at__gte=since - ANSWERED_WITHIN)
    cases = {*_case_ids(theirs.owed()), *_case_ids(answered)}
    own = Q(seen_by=CaseEvent.Seen.INTERNAL) & ~Q(agency__in=Viewer(officer).agencies(CASEWORK_ROLES))
    events = CaseEvent.objects.filter(case__in=cases, at__gte=since).exclude(by=officer).exclude(own)
    of_case: dict[int, list[CaseEvent]] = {}
    for event in events.select_related("case").order_by("-at", "-n")[: CHANGES * 10]:
        of_case.setdefault(event.case_id, []).append(event)
    told = told_in(list(of_case))
    agencies = known.agencies.by_id(lines[0].agency_id for lines in of_case.values())
    return [
        Change(
            reference=lines[0].case.reference,
            beginning=told[pk].beginning if pk in told else "",
            is_confidential=lines[0].case.visibility == Visibility.CONFIDENTIAL,
            told=sentence(lines[0].kind, agencies.get(lines[0].agency_id or 0), lines[0].facts),
            at=lines[0].at,
            more=len(lines) - 1,
        )
        for pk, lines in list(of_case.items())[: CHANGES + 1]
    ]
