"""What a questionnaire's sheets say with and without those that staff hold for coordinated, beside its results."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, F

from consultations.participation.grouping import FLOOR
from consultations.questionnaires.answers import cells_of
from consultations.questionnaires.models import Answer, Kind, Question, Tally
from consultations.questionnaires.results import Row, rows_of

SHEETS = "sheets"
"""Under which key of `Moderating.without` they stand, beside the numbers of statements."""
Told = dict[str, dict[str, int]]
"""{key of the question: {"item:value": people}}."""


@dataclass(frozen=True)
class Without:
    """One row of a question: (words, percent of all, percent of the others) of each line; others: how many they are."""

    words: str
    every: int
    others: int
    lines: list[tuple[str, int, int]]


def said_on_sheets(sheets: list[int]) -> Told:
    """Counted from what these sheets hold now, words left out. Each sheet once, however many flags it has."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    given = Answer.objects.filter(sheet__in=sheets, sheet__sent_at__isnull=False).exclude(question__kind=Kind.OPEN)
    for question, kind, value, many in (
        given.order_by().values_list("question", "question__kind", "value").annotate(many=Count("pk"))
    ):
        for item, mark in cells_of(kind, value):
            told[str(question)][f"{item}:{mark}"] += many
    return {question: dict(cells) for question, cells in told.items()}


def compare_sheets(questionnaire: int, told: Told) -> list[tuple[Question, list[Without]]]:
    """Questions that flagged sheets answer, accounts and anonymous together; no row where either side is fewer than FLOOR."""
    questions = Question.objects.filter(pk__in=[int(pk) for pk in told], closed_at=None).select_related("section")
    every: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    sums = Tally.objects.filter(questionnaire=questionnaire, question__in=questions)
    for question, item, value, people in sums.values_list("question", "item", "value", F("people")):
        every[question][item, value] += people
    compared = []
    for each in questions:
        others = every[each.pk].copy()
        others.subtract({_cell(key): people for key, people in told[str(each.pk)].items()})
        # Who has just changed their answers may be counted on one side already: nobody is fewer than none.
        left = {cell: max(people, 0) for cell, people in others.items()}
        if rows := _rows(each, every[each.pk], left):
            compared.append((each, rows))
    return compared


def _rows(question: Question, every: Counter[tuple[int, int]], others: dict[tuple[int, int], int]) -> list[Without]:
    told = []
    for all_of, rest in zip(rows_of(question, every), rows_of(question, others), strict=True):
        if all_of.answered - rest.answered < FLOOR or 0 < rest.answered < FLOOR:
            continue
        percent = _percents(rest)
        lines = [(line.words, line.percent, percent[line.words]) for line in all_of.lines]
        told.append(Without(all_of.words, all_of.answered, rest.answered, lines))
    return told


def _percents(row: Row) -> dict[str, int]:
    """By their words: of an order each side has its own."""
    return {line.words: line.percent for line in row.lines}


def _cell(key: str) -> tuple[int, int]:
    item, value = key.split(":")
    return int(item), int(value)
