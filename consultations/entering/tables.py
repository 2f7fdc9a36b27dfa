"""A stack as a table (CSV), a line for each form: looked at first, then entered whole or not at all.

Columns: `form`, the number on the paper; `s1`, `s2` … the statements: 1 agree, 2 disagree, 3 pass; `q1`, `q2` … the questions: the number of
the option or the mark, several with spaces between them (an order from first to last), a matrix as `1=5 2=3`, or the words.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from consultations.entering.entries import Told, add_entry, asked_in, numbers_taken
from consultations.entering.models import Stack, StackEvent
from consultations.entering.stacks import lock_stack, record
from consultations.participation.models import Answer as Said
from consultations.participation.models import Statement
from consultations.portal.reading import decoded
from consultations.questionnaires.branching import parts_of, questions_in
from consultations.questionnaires.models import ANSWER_MAX_LETTERS, Kind, Question, Questionnaire
from directory.digits import TO_PLAIN_DIGITS
from directory.models import User
from records.idempotency import claim
from records.spreadsheets import looks_like_a_formula

MOST_BYTES = 500_000
MOST_LINES = 300
MOST_MISTAKES = 50
TYPED = {"1": Said.AGREE, "2": Said.DISAGREE, "3": Said.PASS}
"""As on the page: what stands first on a paper has the first number."""
_PAIR = re.compile(r"(\d{1,3})=(\d)")


@dataclass(frozen=True)
class Mistake:
    """line: of the file, the first is 1."""

    line: int
    sentence: str


@dataclass
class Looked:
    """forms: what would be entered, by the number of the form."""

    forms: dict[int, Told] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    """The line of each form."""


def columns_of(stack: Stack) -> list[str]:
    """Of an empty table for this stack."""
    statements, questions = _asked(stack)
    return ["form", *(f"s{n}" for n in statements), *(f"q{n}" for n in questions)]


def look_at_table(stack: Stack, content: bytes | str, *, by: User) -> Looked:
    """What would be entered of it, and what cannot be; nothing is kept.

    Raises ValidationError: table_too_large, table_unreadable, column_missing, column_unknown, table_empty, and of `lock_stack`.
    """
    looked = read_table(stack, content)
    with transaction.atomic():
        _enter(stack, looked, by)
        transaction.set_rollback(True)
    looked.mistakes.sort(key=lambda each: each.line)
    return looked


@transaction.atomic
def enter_table(stack: Stack, content: bytes | str, *, by: User, token: str = "") -> int:
    """All of it or nothing. Returns how many forms; of one sent twice the first.

    Raises ValidationError: table_has_mistakes, and those of `look_at_table`.
    """
    claimed = claim("table", token, f"{by.pk}:{stack.pk}") if token else None
    if claimed is not None and claimed.state == "done":
        return int(claimed.answer_reference)
    looked = read_table(stack, content)
    locked = _enter(stack, looked, by)
    if looked.mistakes:
        first = min(looked.mistakes, key=lambda each: each.line)
        raise ValidationError(
            _("Line %(line)s: %(sentence)s Nothing was entered."),
            code="table_has_mistakes",
            params={"line": first.line, "sentence": first.sentence},
        )
    record(locked, StackEvent.Kind.IMPORTED, by=by, facts={"forms": sorted(looked.forms)})
    if claimed is not None:
        claimed.finish(str(len(looked.forms)))
    return len(looked.forms)


def read_table(stack: Stack, content: bytes | str) -> Looked:
    """Its shape; what may be answered is checked where it is entered. content: as it came, or as it was decoded."""
    if len(content.replace("\r\n", "\n") if isinstance(content, str) else content) > MOST_BYTES:
        raise _too_large()
    statements, questions = _asked(stack)
    looked = Looked()
    for line, cells in _lines(content if isinstance(content, str) else decoded(content), {"form", *columns_of(stack)}):
        try:
            n = _number(cells.pop("form"))
            if n in looked.forms:
                raise ValidationError(_("Form %(n)s stands on an earlier line.") % {"n": n})
            votes = {n: _vote(cell) for n in statements if (cell := cells.get(f"s{n}"))}
            answers = {n: _answer(each, cell) for n, each in questions.items() if (cell := cells.get(f"q{n}"))}
        except ValidationError as error:
            looked.mistakes.append(Mistake(line, str(error.messages[0])))
        else:
            looked.forms[n], looked.lines[n] = Told(votes, answers), line
    if not (looked.forms or looked.mistakes):
        raise ValidationError(_("The table has no lines below its first one."), code="table_empty")
    return looked


def _enter(stack: Stack, looked: Looked, by: User) -> Stack:
    """Each by itself, so that all mistakes are told at once."""
    locked = lock_stack(stack, by)  # what is asked stays as it is: the consultation is held
    asked, taken = asked_in(locked.consultation_id), numbers_taken(locked)
    for n, told in looked.forms.items():
        if len(looked.mistakes) >= MOST_MISTAKES:
            break
        try:
            add_entry(locked, told, by=by, n=n, asked=asked, taken=taken)
        except ValidationError as error:
            looked.mistakes.append(Mistake(looked.lines[n], str(error.messages[0])))
    return locked


def _asked(stack: Stack) -> tuple[list[int], dict[int, Question]]:
    of = stack.consultation_id
    statements = Statement.objects.shown().filter(conversation=of).values_list("n", flat=True)
    questionnaire = Questionnaire.objects.filter(pk=of).first()
    questions = questions_in(parts_of(questionnaire)) if questionnaire else []
    return list(statements), {each.n: each for each in questions}


def _lines(text: str, known: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or []]
        if "form" not in names:
            raise ValidationError(_("The first line must name the columns, one of them “form”."), code="column_missing")
        if strange := [name for name in names if name not in known]:
            raise ValidationError(
                _("Nothing is asked by these columns: %(names)s."),
                code="column_unknown",
                params={"names": ", ".join(strange)[:200]},
            )
        if len(set(names)) < len(names):
            raise ValidationError(_("A column stands there twice."), code="column_unknown")
        reader.fieldnames = names
        for number, row in enumerate(reader):
            if number >= MOST_LINES:
                raise _too_large()
            cells = {name: _cell(row.get(name)) for name in names}
            if any(cells.values()):
                yield reader.line_num, cells
    except csv.Error as error:
        raise ValidationError(_("This is no table (CSV). Save it as CSV in UTF-8."), code="table_unreadable") from error


def _too_large() -> ValidationError:
    return ValidationError(
        _("The table is larger than 500 KB or has more than %(most)s lines. Divide it."),
        code="table_too_large",
        params={"most": MOST_LINES},
    )


def _cell(told: str | None) -> str:
    """Without the apostrophe by which a spreadsheet was kept from calculating it."""
    text = (told or "").strip()[: 4 * ANSWER_MAX_LETTERS]
    return text[1:] if text[:1] == "'" and looks_like_a_formula(text[1:]) else text


def _number(cell: str) -> int:
    digits = cell.translate(TO_PLAIN_DIGITS).removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 6:
        raise ValidationError(_("“form” must be the number that stands on the paper."))
    return int(digits)


def _vote(cell: str) -> int:
    said = TYPED.get(cell.translate(TO_PLAIN_DIGITS).removesuffix(".0"))
    if said is None:
        raise ValidationError(
            _("Statements take 1 (agree), 2 (disagree) or 3 (pass), not “%(cell)s”.") % {"cell": cell[:20]}
        )
    return int(said)


def _answer(question: Question, cell: str) -> Any:
    """As `answers.check_answer` takes it."""
    if question.kind == Kind.OPEN:
        return cell
    parts = cell.translate(TO_PLAIN_DIGITS).split()
    wrong = ValidationError(_("q%(n)s cannot be “%(cell)s”.") % {"n": question.n, "cell": cell[:20]})
    if question.kind == Kind.MATRIX:
        pairs = [_PAIR.fullmatch(part) for part in parts]
        if not all(pairs):
            raise wrong
        return {pair[1]: int(pair[2]) for pair in pairs if pair}
    numbers = [part.removesuffix(".0") for part in parts]
    if not all(each.isascii() and each.isdigit() and len(each) < 5 for each in numbers):
        raise wrong
    return [int(each) for each in numbers]
