"""Questions of a topic: which are asked, what an answer may be, and what is kept of it.

An answer is kept with the complaint as a value and with the words of the question as they were that day, in both
languages: staff may change a question, never what somebody was asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.topic_tables import TopicQuestion
from directory.digits import TO_PLAIN_DIGITS
from directory.models import Topic
from directory.models.names import in_current_language
from directory.reference_files import is_yes, read_csv
from directory.reference_tables import Row, bring_in
from directory.thai_dates import read_day, show_date, write_day
from records.caching import kept_for

Kind = TopicQuestion.Kind
Value = str | list[str]
"""As it is stored: a code, codes, "yes" or "no", a short text, a number as "1500.50", a day as "2026-11-23"."""
TEXT_MAX_LETTERS = 200
_LARGEST = Decimal(10) ** 12
_YEARS_BACK, _YEARS_AHEAD = 120, 10
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_AROUND_A_NUMBER = re.compile(
    r"[\s,฿]|ๆ|บาท|ประมาณ|ราว|เกือบ|กว่า|\b(?:about|around|roughly|some|nearly|over|baht)\b", re.IGNORECASE
)
"""What people write beside a number that they are asked for: "ประมาณ 30,000 บาท"."""
_TABLE = Path(__file__).parent / "reference" / "topic_questions.csv"


@dataclass(frozen=True)
class Answer:
    """One answer as a page shows it."""

    code: str
    asked: str
    said: str


def questions_about(topic_code: str) -> Sequence[TopicQuestion]:
    """The questions in use of this topic and of the one it is part of, in their order; for an unknown one none."""
    return _asked_by_topic().get(topic_code, ())


@kept_for(seconds=5)
def _asked_by_topic() -> dict[str, Sequence[TopicQuestion]]:
    """Topic code → questions, of every topic in use that has some."""
    rows = TopicQuestion.objects.filter(is_active=True).select_related("topic", "only_after").order_by("position", "id")
    own: dict[int, list[TopicQuestion]] = {}
    for question in rows:
        own.setdefault(question.topic_id, []).append(question)
    asked: dict[str, Sequence[TopicQuestion]] = {}
    for pk, parent, code in Topic.objects.active().values_list("pk", "parent_id", "code"):
        # Those of the whole topic come first.
        if both := (own.get(parent, []) if parent else []) + own.get(pk, []):
            asked[code] = both
    return asked


def topic_in_use(code: str) -> Topic | None:
    """The topic of this code, to read only; None for what is none."""
    return _topics().get(code)


@kept_for(seconds=5)
def _topics() -> dict[str, Topic]:
    return {topic.code: topic for topic in Topic.objects.active()}


def forget_questions() -> None:
    """Drop what this process keeps of the table, after a change of it."""
    _asked_by_topic.forget()
    _topics.forget()


def read_answer(question: TopicQuestion, typed: Any) -> Value | None:
    """What was answered, in the shape in which it is stored; None when it was left open.

    typed: text, a list of texts, True or False, or a number: what a form or a program may send.
    Raises ValidationError: answer_not_offered, answer_too_long, answer_no_number, answer_no_day.
    """
    if typed is None or typed in ("", []):
        return None
    return _READ[Kind(question.kind)](question, typed)


def is_asked(question: TopicQuestion, answers: Mapping[str, Value]) -> bool:
    """Does the question follow from the answers before it? answers: by the codes of their questions."""
    if question.only_after is None:
        return True
    said = answers.get(question.only_after.code, "")
    return question.only_after_answer in (said if isinstance(said, list) else [said])


def that_were_asked(questions: Iterable[TopicQuestion], answers: Mapping[str, Value]) -> dict[str, Value]:
    """The answers without those to questions that did not follow from the ones before."""
    kept: dict[str, Value] = {}
    for question in questions:
        if question.code in answers and is_asked(question, kept):
            kept[question.code] = answers[question.code]
    return kept


def kept_answers(questions: Sequence[TopicQuestion], answers: Mapping[str, Value]) -> list[dict[str, Any]]:
    """What is stored with the complaint: each answer with the words of its question today."""
    asked = that_were_asked(questions, answers)
    return [
        {
            "question": question.code,
            "kind": question.kind,
            "asked": {"th": question.wording_th, "en": question.wording_en},
            "answer": asked[question.code],
            "said": _said(question, asked[question.code]),
        }
        for question in questions
        if question.code in asked
    ]


def check_answers(topic: Topic | None, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answers of another system, read and in the shape in which they are stored.

    Raises ValidationError: answer_to_no_question, and those of `read_answer`. None has to be given: what filed before
    there were questions still files.
    """
    questions = {question.code: question for question in questions_about(topic.code if topic else "")}
    answers: dict[str, Value] = {}
    for code, typed in given.items():
        if code not in questions:
            raise ValidationError(
                _("“%(code)s” is no question of this topic."), code="answer_to_no_question", params={"code": code}
            )
        if (said := read_answer(questions[code], typed)) is not None:
            answers[code] = said
    return kept_answers(list(questions.values()), answers)


def shown_answers(kept: Iterable[Mapping[str, Any]]) -> list[Answer]:
    """The answers of a complaint in the reader's language."""
    return [
        Answer(
            one["question"],
            in_current_language(one["asked"]["th"], one["asked"]["en"]),
            _in_words(one["kind"], one["answer"], one["said"]),
        )
        for one in kept
    ]


def load_topic_questions() -> int:
    """Add or update the questions of reference/topic_questions.csv; what staff changed stays. Returns how many are new."""
    rows = [_row(line) for line in read_csv(_TABLE)]
    return len(bring_in(TopicQuestion, rows, key=lambda row: row["code"]).added)


def _row(line: Mapping[str, str]) -> Row:
    return {
        "topic__code": line["topic"],
        "code": line["code"],
        "position": int(line["position"]),
        "kind": line["kind"],
        "wording_th": line["wording_th"],
        "wording_en": line["wording_en"],
        "hint_th": line["hint_th"],
        "hint_en": line["hint_en"],
        # One cell: answers are set apart by ";", in the table they stand one a line.
        "choices": "\n".join(
            " | ".join(p.strip() for p in one.split("|")) for one in line["choices"].split(";") if one
        ),
        "is_required": is_yes(line["required"]),
        "only_after__code": line["only_after"] or None,
        "only_after_answer": line["only_after_answer"],
    }


# -- reading one answer ------------------------------------------------------------------------------------------


def _one(question: TopicQuestion, typed: Any) -> Value:
    typed = {True: "yes", False: "no"}.get(typed, typed) if isinstance(typed, bool) else typed
    if not isinstance(typed, str) or typed not in {option.code for option in question.options}:
        raise ValidationError(_("Choose one of the answers offered."), code="answer_not_offered")
    return typed


def _several(question: TopicQuestion, typed: Any) -> Value:
    chosen = typed.split(",") if isinstance(typed, str) else typed
    if not isinstance(chosen, list) or not {option.code for option in question.options}.issuperset(map(str, chosen)):
        raise ValidationError(_("Choose one of the answers offered."), code="answer_not_offered")
    return [option.code for option in question.options if option.code in chosen]


def _text(question: TopicQuestion, typed: Any) -> Value | None:
    if not isinstance(typed, str | int | float) or isinstance(typed, bool):
        raise ValidationError(_("Answer in a few words."), code="answer_no_text")
    said = _UNSEEN.sub(" ", str(typed)).strip()
    if len(said) > TEXT_MAX_LETTERS:
        raise ValidationError(
            _("Answer in at most %(most)d letters; the rest can go into your text."),
            code="answer_too_long",
            params={"most": TEXT_MAX_LETTERS},
        )
    return said or None


def _number(question: TopicQuestion, typed: Any) -> Value:
    said = _AROUND_A_NUMBER.sub("", str(typed)[:60].translate(TO_PLAIN_DIGITS))
    try:
        number = Decimal(said) if re.fullmatch(r"-?\d{1,12}(\.\d{1,2})?", said, re.ASCII) else None
    except InvalidOperation:
        number = None
    if isinstance(typed, bool) or number is None or abs(number) >= _LARGEST:
        raise ValidationError(_("Write a number in figures, for example 1500."), code="answer_no_number")
    return str(number)


def _date(question: TopicQuestion, typed: Any) -> Value:
    day = read_day(str(typed)[:40])
    today = timezone.localdate()
    span = timedelta(days=365)
    if day is None or not today - _YEARS_BACK * span <= day <= today + _YEARS_AHEAD * span:
        raise ValidationError(
            _("Write a day as day/month/year, for example %(example)s."),
            code="answer_no_day",
            params={"example": write_day(today)},
        )
    return day.isoformat()


_READ: dict[Kind, Callable[[TopicQuestion, Any], Value | None]] = {
    Kind.ONE: _one,
    Kind.YES_NO: _one,
    Kind.SEVERAL: _several,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
}


# -- saying what was answered ------------------------------------------------------------------------------------


def _said(question: TopicQuestion, value: Value) -> dict[str, str]:
    """The words of the chosen answers as they are today; of what was typed there are none."""
    if not question.options:
        return {}
    chosen = value if isinstance(value, list) else [value]
    options = [option for option in question.options if option.code in chosen]
    return {
        "th": ", ".join(option.name_th for option in options),
        "en": ", ".join(option.name_en for option in options),
    }


def _in_words(kind: str, value: Value, said: Mapping[str, str]) -> str:
    if said:
        return in_current_language(said["th"], said["en"])
    if kind == Kind.DATE:
        return show_date(date.fromisoformat(str(value)))
    if kind == Kind.NUMBER:
        return f"{Decimal(str(value)):,}"
    return str(value)
