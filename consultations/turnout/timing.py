"""Time to answer: from the closing to the report, and from a theme given to an agency to its answer; what waits is counted too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from statistics import median
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import Consultation, ConsultationKind
from consultations.results.models import Duty
from directory.models import Agency

MOST_AGENCIES = 20


@dataclass(frozen=True)
class Waited:
    """One thing that has to be answered. end: None while it is not; due: a day or moment after which it is late."""

    begin: datetime
    end: datetime | None
    is_late: bool

    @property
    def days(self) -> int | None:
        """By the calendar of Bangkok: answered on the same day is 0."""
        return None if self.end is None else (_day(self.end) - _day(self.begin)).days


@dataclass(frozen=True)
class Days:
    """Of some. median, p90: of those that are done alone, None where none is; late: of those that wait."""

    done: int
    median: float | None
    p90: int | None
    waiting: int
    late: int


@dataclass(frozen=True)
class Timing:
    """reports: of consultations; answers: of themes that an agency has to answer."""

    words: str
    reports: Days
    answers: Days


@dataclass(frozen=True)
class Timings:
    total: Timing
    by_kind: list[Timing]
    by_agency: list[Timing]
    answers_to: dict[int, Days]
    """By consultation, where it has themes to be answered."""


def timings_of(consultations: Sequence[Consultation]) -> Timings:
    """Of consultations that have closed. An answer counts for the agency that has it, a report for that of the consultation."""
    asked: list[tuple[Consultation, Agency, Waited]] = []
    known = {each.pk: each for each in consultations}
    for duty in Duty.objects.filter(consultation__in=known).select_related("agency"):
        waited = Waited(duty.made_at, duty.answered_at, duty.is_late)
        asked.append((known[duty.consultation_id], duty.agency, waited))
    reports = [(each, each.agency, _report_of(each)) for each in consultations if each.closes_at]
    kinds = _apart(reports, asked, lambda one, _agency: one.kind, lambda kind: str(ConsultationKind(kind).label))
    agencies = _apart(reports, asked, lambda _one, agency: agency, lambda agency: agency.name)
    total = Timing(_("All"), days_of(told for *_, told in reports), days_of(told for *_, told in asked))
    answers: dict[int, list[Waited]] = {}
    for consultation, _agency, told in asked:
        answers.setdefault(consultation.pk, []).append(told)
    return Timings(total, kinds, agencies[:MOST_AGENCIES], {pk: days_of(some) for pk, some in answers.items()})


def days_of(some: Iterable[Waited]) -> Days:
    """p90 by nearest rank: nine of ten took no longer; of fewer than ten the longest."""
    told = list(some)
    done = sorted(days for each in told if (days := each.days) is not None)
    return Days(
        done=len(done),
        median=median(done) if done else None,
        p90=done[ceil(0.9 * len(done)) - 1] if done else None,
        waiting=len(told) - len(done),
        late=sum(each.end is None and each.is_late for each in told),
    )


def days_to_report(consultation: Consultation) -> int | None:
    return _report_of(consultation).days if consultation.closes_at else None


def _report_of(consultation: Consultation) -> Waited:
    assert consultation.closes_at is not None  # noqa: S101 - it has closed; for the type checker
    promised = consultation.results_by
    is_late = promised is not None and promised < timezone.localdate()
    return Waited(consultation.closes_at, consultation.reported_at, is_late)


def _apart(
    reports: Iterable[tuple[Consultation, Agency, Waited]],
    asked: Iterable[tuple[Consultation, Agency, Waited]],
    key: Callable[[Consultation, Agency], Any],
    name: Callable[[Any], str],
) -> list[Timing]:
    """Each apart, the one with most to be answered first."""
    parts: dict[Any, tuple[list[Waited], list[Waited]]] = {}
    for place, rows in enumerate((reports, asked)):
        for consultation, agency, told in rows:
            parts.setdefault(key(consultation, agency), ([], []))[place].append(told)
    order = sorted(parts.items(), key=lambda one: (-len(one[1][0]) - len(one[1][1]), name(one[0])))
    return [Timing(name(each), days_of(both[0]), days_of(both[1])) for each, both in order]


def _day(at: datetime) -> date:
    return timezone.localdate(at)
