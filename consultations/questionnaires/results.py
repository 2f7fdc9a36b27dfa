"""What came of a questionnaire: how many said what, accounts and anonymous sheets apart, of all or of one group of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from consultations.participation.floors import shown_groups, shown_verified
from consultations.participation.grouping import FLOOR
from consultations.participation.models import Identity, ShowsResults, counted_as
from consultations.participation.parts import ALL, LEVELS, Part, Parts, parts_of, periods_of
from consultations.questionnaires.answers import ANSWERED, SCALE, marks_of
from consultations.questionnaires.models import Kind, Question, Questionnaire, Sheet, Tally
from consultations.questionnaires.part_counts import cells_apart, people_apart
from consultations.workflow import OVER

Cells = Mapping[tuple[int, int], int]
"""How many people by (item, value), as `answers.cells_of` gives them."""


@dataclass(frozen=True)
class Line:
    """One thing that could be said. percent: of those who answered; of an order, of the most points there could be."""

    words: str
    people: int
    percent: int
    mean_place: float | None = None
    points: int | None = None


@dataclass(frozen=True)
class Row:
    """Lines that belong together: all of a question, or those of one line of a matrix. median: of a scale."""

    words: str
    answered: int
    lines: list[Line]
    median: float | None = None


@dataclass(frozen=True)
class Level:
    """What people of one level of identity said. rows: none where fewer than the floor of a group answered."""

    identity: Identity
    answered: int
    is_hidden: bool = False
    rows: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        names = {Identity.ANONYMOUS: _("Anonymous"), Identity.ENTERED: _("From paper and meetings")}
        return names.get(self.identity) or _("Accounts")


@dataclass(frozen=True)
class Asked:
    """A question as it was asked in these words, and what came of it. earlier: with other words, the newest first."""

    question: Question
    levels: list[Level]
    earlier: list[Asked] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """groups: those that can be looked at apart, by number; group: the one that is, 0 for all."""

    asked: list[Asked]
    closed: list[Asked]
    """No longer asked, and not in other words either."""
    groups: dict[int, str]
    group: int
    parts: Parts
    """Places and times that can be looked at apart; the numbers are of the chosen one."""
    hidden_groups: int
    people: dict[Identity, int]
    verified: int = 0
    """Of the accounts, those whose holder showed a document; 0 as well where a number would tell of a few."""
    floor: int = FLOOR

    @property
    def confirmed(self) -> int:
        return self.people.get(Identity.CONFIRMED, 0)

    @property
    def anonymous(self) -> int:
        return self.people.get(Identity.ANONYMOUS, 0)

    @property
    def entered(self) -> int:
        return self.people.get(Identity.ENTERED, 0)


def may_read(questionnaire: Questionnaire, sheet: Sheet | None) -> bool:
    """After it has closed everybody; while it runs whoever has sent a sheet, unless the policy team decided otherwise."""
    if questionnaire.consultation.state in OVER:
        return True
    return questionnaire.shows_results == ShowsResults.AFTER_ANSWERING and sheet is not None and bool(sheet.sent_at)


def results_of(questionnaire: Questionnaire, *, group: int = 0, part: Part = ALL) -> Results:
    """Some statements, whatever the number of sheets. group: one of `Results.groups`; any other number means all, as does a small part.

    One of both: a group in a place would soon be few people.
    """
    questions = list(Question.objects.filter(questionnaire=questionnaire).select_related("section"))
    counts: dict[int | None, dict[int, dict[int, dict[tuple[int, int], int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    )
    rows = Tally.objects.filter(questionnaire=questionnaire)
    verified = 0
    for question, identity, of, item, value, people in rows.values_list(
        "question", "identity", "stakeholders", "item", "value", "people"
    ):
        counts[question][counted_as(identity)][of][item, value] += people
        if question is None and identity == Identity.VERIFIED and (item, value) == ANSWERED:
            verified += people
    names, large = _groups(questions, counts[None])
    group = group if group in large else 0
    parts = parts_of(questionnaire.consultation, people_apart(questionnaire.pk), ALL if group else part)
    if parts.chosen:
        apart = cells_apart((questionnaire.pk, part, periods_of(questionnaire.consultation)))
        told = {each.pk: Asked(each, _levels_apart(each, apart[each.pk], part)) for each in questions}
    else:
        told = {each.pk: Asked(each, _levels(each, counts[each.pk], group)) for each in questions}
    return Results(
        asked=[_with_earlier(each, told) for each in questions if each.closed_at is None],
        closed=[told[each.pk] for each in questions if each.closed_at and not _is_replaced(each, questions)],
        groups={n: names[n] for n in names if n in large},
        group=group,
        parts=parts,
        hidden_groups=sum(n not in large for n in names),
        people=(sent := _people(counts[None])),
        verified=shown_verified(verified, sent.get(Identity.CONFIRMED, 0)),
    )


def _people(sheets: Mapping[int, Mapping[int, Mapping[tuple[int, int], int]]]) -> dict[Identity, int]:
    return {Identity(level): sum(of.get(ANSWERED, 0) for of in groups.values()) for level, groups in sheets.items()}


def group_words(questionnaire_id: int) -> dict[int, tuple[str, str]]:
    """Words in Thai and in English of each group as which sheets are sent; those that are asked no longer as well."""
    asked = Question.objects.filter(questionnaire=questionnaire_id, kind=Kind.GROUP).order_by(
        F("closed_at").desc(nulls_last=True)
    )
    return {each["n"]: (each["th"], each["en"]) for question in asked for each in question.options}


def _groups(
    questions: list[Question], sheets: Mapping[int, Mapping[int, Mapping[tuple[int, int], int]]]
) -> tuple[dict[int, str], set[int]]:
    """Names of all groups, and which are large enough at some level of identity."""
    names: dict[int, str] = {}
    for question in questions:
        if question.kind == Kind.GROUP:
            names = {**question.choices, **names} if question.closed_at else {**names, **question.choices}
    large: set[int] = set()
    for groups in sheets.values():
        large |= shown_groups({n: cells.get(ANSWERED, 0) for n, cells in groups.items()})
    return names, large & set(names)


def _levels(question: Question, by_identity: Mapping[int, Any], group: int) -> list[Level]:
    told = []
    for identity in (Identity.CONFIRMED, Identity.ANONYMOUS, Identity.ENTERED):
        of_group = by_identity.get(identity, {})
        sizes = {n: cells.get(ANSWERED, 0) for n, cells in of_group.items()}
        if not sum(sizes.values()):
            continue
        if group and group not in shown_groups(sizes):
            told.append(Level(identity, 0, is_hidden=True))
            continue
        cells: dict[tuple[int, int], int] = defaultdict(int)
        for n, some in of_group.items():
            if group in {0, n}:
                for cell, people in some.items():
                    cells[cell] += people
        told.append(Level(identity, cells[ANSWERED], rows=rows_of(question, cells)))
    return told


def _levels_apart(question: Question, apart: Mapping[int, Any], part: Part) -> list[Level]:
    told = []
    for identity in LEVELS:
        sizes = {key: cells.get(ANSWERED, 0) for key, cells in apart.get(identity, {}).items()}
        everybody = sizes.pop(0, 0) if part.area else sum(sizes.values())
        if not everybody:
            continue
        if part.key in sizes and part.is_shown(sizes, everybody):
            cells = apart[identity][part.key]
            told.append(Level(identity, cells[ANSWERED], rows=rows_of(question, cells)))
        else:
            told.append(Level(identity, 0, is_hidden=True))
    return told


def rows_of(question: Question, cells: Cells) -> list[Row]:
    """None of words, which are not counted one by one."""
    answered, choices = cells.get(ANSWERED, 0), question.choices
    match Kind(question.kind):
        case Kind.OPEN:
            return []
        case Kind.SCALE:
            return [_on_scale(question, "", {mark: cells.get((0, mark), 0) for mark in SCALE})]
        case Kind.MATRIX:
            return [
                _on_scale(question, words, {mark: cells.get((n, mark), 0) for mark in SCALE})
                for n, words in choices.items()
            ]
        case Kind.RANKING:
            return [Row("", answered, _in_order(choices, cells, answered))]
    lines = [Line(words, people := cells.get((n, 0), 0), percent(people, answered)) for n, words in choices.items()]
    return [Row("", answered, lines)]


def _on_scale(question: Question, words: str, people: Mapping[int, int]) -> Row:
    answered = sum(people.values())
    lines = [Line(said, people[mark], percent(people[mark], answered)) for mark, said in marks_of(question).items()]
    return Row(words, answered, lines, median_of(people))


def _in_order(choices: Mapping[int, str], cells: Cells, answered: int) -> list[Line]:
    """The one with most points first. Borda: of k things the first gets k - 1 points, the last none."""
    places = range(1, len(choices) + 1)
    lines = []
    for n, words in choices.items():
        points = sum((len(choices) - place) * cells.get((n, place), 0) for place in places)
        mean = sum(place * cells.get((n, place), 0) for place in places) / answered if answered else None
        most = answered * (len(choices) - 1)
        lines.append(Line(words, cells.get((n, 1), 0), percent(points, most), mean and round(mean, 1), points))
    return sorted(lines, key=lambda line: -(line.points or 0))


def percent(people: int, of: int) -> int:
    return round(100 * people / of) if of else 0


def median_of(people: Mapping[int, int]) -> float | None:
    """people: how many by value. Of an even number of answers the middle of the two in the middle."""
    answered, before = sum(people.values()), 0
    low = high = None
    for value in sorted(people):
        before += people[value]
        if low is None and 2 * before >= answered:
            low = value
        if high is None and 2 * before > answered:
            high = value
    return (low + high) / 2 if answered and low is not None and high is not None else None


def _with_earlier(question: Question, told: Mapping[int, Asked]) -> Asked:
    earlier, before = [], question.replaces_id
    while before is not None:
        earlier.append(told[before])
        before = told[before].question.replaces_id
    return Asked(question, told[question.pk].levels, earlier)


def _is_replaced(question: Question, questions: list[Question]) -> bool:
    return any(each.replaces_id == question.pk for each in questions)
