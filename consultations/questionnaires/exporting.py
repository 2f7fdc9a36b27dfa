"""The numbers of a questionnaire as a table for spreadsheets; no cell is ever taken for a formula (records.spreadsheets)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from consultations.questionnaires.models import Kind, Questionnaire
from consultations.questionnaires.results import Asked, Results, results_of
from records.spreadsheets import Cell, csv_of


def results_as_csv(questionnaire: Questionnaire, *, group: int = 0) -> Iterator[bytes]:
    """A row for each thing that could be said, at each level of identity; the same numbers and floors as on the page."""
    return csv_of(_table(results_of(questionnaire, group=group)))


def _table(results: Results) -> Iterator[list[Cell]]:
    yield [
        _("number"), _("question"), _("kind"), _("no longer asked"), _("group"), _("who"), _("line"), _("answer"), _("people"),
        _("percent"), _("answers"), _("median"), _("mean place"), _("points"),
    ]  # fmt: skip
    group = results.groups.get(results.group, _("all"))
    for asked in [*results.asked, *results.closed]:
        for version in [asked, *asked.earlier]:
            yield from _rows(version, group)


def _rows(asked: Asked, group: str) -> Iterator[list[Cell]]:
    question = asked.question
    begin: list[Cell] = [question.n, question.text, str(Kind(question.kind).label), question.closed_at, group]
    for level in asked.levels:
        if level.is_hidden:
            yield [*begin, level.name, "", _("too few"), None, None, None, None, None, None]
        elif not level.rows:
            yield [*begin, level.name, "", _("own words"), None, None, level.answered, None, None, None]
        for row in level.rows:
            for line in row.lines:
                numbers: list[Cell] = [
                    line.people,
                    line.percent,
                    row.answered,
                    _plain(row.median),
                    _plain(line.mean_place),
                ]
                yield [*begin, level.name, row.words, line.words, *numbers, line.points]


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
