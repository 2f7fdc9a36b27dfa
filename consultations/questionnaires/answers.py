"""What an answer to each kind of question looks like: checked, counted and said in words. Pure functions, no I/O.

GROUP, SINGLE, MANY: the numbers of the chosen options. SCALE: [4]. RANKING: the numbers of all options, the first one first.
MATRIX: {"1": 4, …}, a value for each line by its number. OPEN: the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.questionnaires.models import Kind, Question

SCALE = range(1, 6)
ANSWERED = (0, 0)
"""The cell in which everybody is counted who answered at all."""


def check_answer(question: Question, value: Any) -> Any:
    """The answer as it is kept; None where it is none. Options in the order of the question.

    Raises ValidationError: no_such_answer, too_many_chosen, order_unclear, answer_too_long.
    """
    if value in (None, "", [], {}):
        return None
    checked = _CHECKS[Kind(question.kind)](question, value)
    return None if checked in ("", [], {}) else checked


def is_complete(question: Question, value: Any) -> bool:
    """Whether this is enough for a question that has to be answered: of a matrix every line."""
    return bool(value) and (question.kind != Kind.MATRIX or len(value) == len(question.options))


def _check_chosen(question: Question, value: Any) -> list[int]:
    chosen = _numbers(value)
    if not chosen <= set(question.choices) or (question.kind != Kind.MANY and len(chosen) > 1):
        raise _no_such_answer()
    if question.most and question.kind == Kind.MANY and len(chosen) > question.most:
        raise ValidationError(
            _("Choose at most %(most)s. You chose %(chosen)s."),
            code="too_many_chosen",
            params={"most": question.most, "chosen": len(chosen)},
        )
    return [n for n in question.choices if n in chosen]


def _check_scale(question: Question, value: Any) -> list[int]:
    given = _numbers(value)
    if len(given) != 1 or not given <= set(SCALE):
        raise _no_such_answer()
    return sorted(given)


def _check_order(question: Question, value: Any) -> list[int]:
    if not isinstance(value, list) or not _numbers(value) <= set(question.choices):
        raise _no_such_answer()
    if sorted(value) != sorted(question.choices):
        raise ValidationError(
            _("Give every line a place of its own, or leave all of them empty."), code="order_unclear"
        )
    return list(value)


def _check_matrix(question: Question, value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or not set(value) <= {str(n) for n in question.choices}:
        raise _no_such_answer()
    if not _numbers(list(value.values())) <= set(SCALE):
        raise _no_such_answer()
    return {str(n): value[str(n)] for n in question.choices if str(n) in value}


def _check_words(question: Question, value: Any) -> str:
    if not isinstance(value, str):
        raise _no_such_answer()
    # Measured before it is looked at: a megabyte is not worth cleaning.
    words = without_invisible(value) if len(value) <= 4 * question.most_letters else value
    if len(words) > question.most_letters:
        raise ValidationError(
            _("Your answer is %(extra)s letters too long. There is room for %(most)s."),
            code="answer_too_long",
            params={"extra": f"{len(words) - question.most_letters:,}", "most": f"{question.most_letters:,}"},
        )
    return words


def _numbers(value: Any) -> set[int]:
    if not isinstance(value, list) or not all(type(each) is int for each in value):
        raise _no_such_answer()
    return set(value)


def _no_such_answer() -> ValidationError:
    return ValidationError(_("There is no such answer here. Choose one of those shown."), code="no_such_answer")


_CHECKS = {
    Kind.GROUP: _check_chosen,
    Kind.SINGLE: _check_chosen,
    Kind.MANY: _check_chosen,
    Kind.SCALE: _check_scale,
    Kind.RANKING: _check_order,
    Kind.MATRIX: _check_matrix,
    Kind.OPEN: _check_words,
}


def cells_of(kind: str, value: Any) -> Iterator[tuple[int, int]]:
    """(item, value) of all that is counted of one answer: the option and 0, the line and its mark, the thing and its place."""
    yield ANSWERED
    match Kind(kind):
        case Kind.GROUP | Kind.SINGLE | Kind.MANY:
            yield from ((n, 0) for n in value)
        case Kind.SCALE:
            yield 0, value[0]
        case Kind.RANKING:
            yield from ((n, place) for place, n in enumerate(value, start=1))
        case Kind.MATRIX:
            yield from ((int(line), mark) for line, mark in value.items())


def said(question: Question, value: Any) -> list[str]:
    """An answer in words, a line each."""
    choices = question.choices
    match Kind(question.kind):
        case Kind.OPEN:
            return [str(value)]
        case Kind.SCALE:
            return [_mark(question, value[0])]
        case Kind.RANKING:
            return [f"{place}. {choices[n]}" for place, n in enumerate(value, start=1)]
        case Kind.MATRIX:
            return [f"{choices[int(line)]}: {_mark(question, mark)}" for line, mark in value.items()]
    return [choices[n] for n in value]


def _mark(question: Question, mark: int) -> str:
    return marks_of(question)[mark]


def marks_of(question: Question) -> dict[int, str]:
    """The marks of its scale in words: the ends say what they mean."""
    ends = {SCALE[0]: question.low, SCALE[-1]: question.high}
    return {mark: f"{mark} · {ends[mark]}" if ends.get(mark) else str(mark) for mark in SCALE}
