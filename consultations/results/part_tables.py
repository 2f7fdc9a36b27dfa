"""Tables of a report's ZIP by place and by time: what the pages show, with their floors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from consultations.models import Consultation
from consultations.participation.counting import Count, count_statements
from consultations.participation.floors import shown_places
from consultations.participation.models import Conversation, Identity
from consultations.participation.part_counts import counts_by_place
from consultations.participation.part_counts import people_apart as people_of_statements
from consultations.participation.parts import LEVELS, Line, PeopleApart, parts_of, periods_of, places_of
from consultations.questionnaires.models import Questionnaire
from consultations.questionnaires.part_counts import people_apart as people_of_questionnaire
from consultations.results.models import ReportVersion
from directory import known
from records.spreadsheets import Cell

Rows = Iterator[list[Cell]]
_WAYS: tuple[tuple[str, type[Conversation] | type[Questionnaire], Callable[[int], PeopleApart]], ...] = (
    ("statements", Conversation, people_of_statements),
    ("questionnaire", Questionnaire, people_of_questionnaire),
)


def people_by_place(version: ReportVersion) -> Rows:
    for way, people in _people(version):
        for line in places_of(people):
            yield [way, line.code, line.words, line.confirmed, line.anonymous]


def people_by_time(version: ReportVersion) -> Rows:
    consultation: Consultation = version.report.consultation
    periods = periods_of(consultation)
    for way, people in _people(version):
        lines: list[Line] = parts_of(consultation, people).periods
        for line in lines:
            yield [way, periods.begin_of(line.code).isoformat(), periods.days, line.confirmed, line.anonymous]


def statements_by_place(version: ReportVersion) -> Rows:
    """A row for each statement and place of which enough answered it."""
    counts = counts_by_place(version.report_id)
    for each in count_statements(version.report_id):
        told: dict[int, dict[int, Count]] = {}
        for identity, everybody in each.by_identity.items():
            of = counts.get((each.n, identity), {})
            for code in shown_places({code: count.votes for code, count in of.items()}, everybody.votes):
                told.setdefault(code, {})[identity] = of[code]
        named = known.areas.by_id(told)
        for code in sorted(told.keys() & named.keys()):
            yield [each.n, code, named[code].full_name(), *(n for level in LEVELS for n in _said(told[code], level))]


def is_by_part(version: ReportVersion) -> bool:
    return any(model.objects.filter(pk=version.report_id).exists() for _way, model, _people in _WAYS)


def has_statements(version: ReportVersion) -> bool:
    return Conversation.objects.filter(pk=version.report_id).exists()


def _people(version: ReportVersion) -> Iterator[tuple[str, PeopleApart]]:
    for way, model, people in _WAYS:
        if model.objects.filter(pk=version.report_id).exists():
            yield way, people(version.report_id)


def _said(told: dict[int, Count], level: Identity) -> list[int | None]:
    count = told.get(level)
    return [count.agreed, count.disagreed, count.passed] if count else [None, None, None]
