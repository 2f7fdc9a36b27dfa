"""The form of one part of a questionnaire. It checks shape; what an answer may be is checked by `answers.check_answer`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.questionnaires.answers import SCALE, check_answer, is_complete, marks_of
from consultations.questionnaires.models import Kind, Question

REQUIRED = {
    Kind.OPEN: gettext_lazy("Write an answer: %(question)s"),
    Kind.RANKING: gettext_lazy("Give every line a place: %(question)s"),
    Kind.MATRIX: gettext_lazy("Answer every line: %(question)s"),
}
NOTHING = "-"
"""Chosen to take an answer back; not "", which would be chosen on a page that nobody has answered yet."""
CHOOSE = gettext_lazy("Choose an answer: %(question)s")


@dataclass(frozen=True)
class AskedHere:
    """A question and its fields: one, or one for each line of an order or a matrix."""

    question: Question
    fields: list[BoundField]

    @property
    def has_lines(self) -> bool:
        return self.question.kind in {Kind.RANKING, Kind.MATRIX}

    @property
    def label(self) -> str:
        return label_of(self.question)


class PartForm(forms.Form):
    """The questions of one part. may_miss: required ones may stay empty, since the rest is kept for later."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Sequence[Question],
        answers: Mapping[int, Any] | None = None,
        may_miss: bool = False,
    ) -> None:
        self.questions, self.may_miss = questions, may_miss
        initial: dict[str, Any] = {}
        for question in questions:
            if (value := (answers or {}).get(question.n)) is not None:
                initial |= _as_typed(question, value)
        super().__init__(data, initial=initial)
        for question in questions:
            self.fields.update(_fields_of(question))

    @property
    def asked(self) -> list[AskedHere]:
        return [AskedHere(each, [self[name] for name in _fields_of(each)]) for each in self.questions]

    def clean(self) -> dict[str, Any]:
        """Answers by the number of the question, None where there is none, in `answers`."""
        told: dict[str, Any] = super().clean() or {}
        self.answers: dict[int, Any] = {}
        for question in self.questions:
            names = list(_fields_of(question))
            if any(name in self.errors for name in names):
                continue
            try:
                answer = check_answer(question, _as_answer(question, told))
                if question.is_required and not self.may_miss and not is_complete(question, answer):
                    needed = REQUIRED.get(Kind(question.kind), CHOOSE)
                    raise ValidationError(needed, code="answer_missing", params={"question": question.text})
            except ValidationError as error:
                self.add_error(_where(question, names, told), error)
            else:
                self.answers[question.n] = answer
        return told


def label_of(question: Question) -> str:
    return question.text if question.is_required else _("%(question)s (optional)") % {"question": question.text}


def _fields_of(question: Question) -> dict[str, forms.Field]:
    name, choices = f"q{question.n}", list(question.choices.items())
    words: dict[str, Any] = {"label": label_of(question), "help_text": _hint(question), "required": False}
    match Kind(question.kind):
        case Kind.OPEN:
            widget = forms.Textarea(attrs={"rows": 5, "data-maxlength": question.most_letters})
            return {name: forms.CharField(widget=widget, strip=False, **words)}
        case Kind.MANY:
            return {name: _Many(choices=choices, widget=forms.CheckboxSelectMultiple, coerce=int, **words)}
        case Kind.RANKING:
            places = [("", _("No place yet")), *((n, str(n)) for n in range(1, len(choices) + 1))]
            return {
                f"{name}-{n}": _One(label=label, choices=places, coerce=int, empty_value=None, required=False)
                for n, label in choices
            }
        case Kind.MATRIX:
            return {
                f"{name}-{n}": _radios(question, list(marks_of(question).items()), label=label, required=False)
                for n, label in choices
            }
        case Kind.SCALE:
            return {name: _radios(question, list(marks_of(question).items()), **words)}
    return {name: _radios(question, choices, **words)}


class _One(forms.TypedChoiceField):
    default_error_messages = {
        "invalid_choice": gettext_lazy("There is no such answer here. Choose one of those shown.")
    }


class _Many(forms.TypedMultipleChoiceField):
    default_error_messages = {
        "invalid_choice": gettext_lazy("There is no such answer here. Choose one of those shown.")
    }


def _radios(question: Question, choices: list[tuple[int, str]], **words: Any) -> forms.Field:
    """An optional one can be taken back without a script."""
    given: list[tuple[Any, str]] = [*choices]
    if not question.is_required:
        given.append((NOTHING, _("I do not answer this")))
    return _One(choices=given, coerce=_number, empty_value=None, widget=forms.RadioSelect, **words)


def _number(value: str) -> int | None:
    return None if value == NOTHING else int(value)


def _hint(question: Question) -> str:
    hints = [question.hint]
    if question.kind == Kind.MANY:
        chosen = {"most": question.most}
        hints.append(_("Choose at most %(most)s") % chosen if question.most else _("Choose all that apply"))
    return " · ".join(each for each in hints if each)


def _as_typed(question: Question, value: Any) -> dict[str, Any]:
    name = f"q{question.n}"
    match Kind(question.kind):
        case Kind.MANY | Kind.OPEN:
            return {name: value}
        case Kind.RANKING:
            return {f"{name}-{n}": place for place, n in enumerate(value, start=1)}
        case Kind.MATRIX:
            return {f"{name}-{n}": mark for n, mark in value.items()}
    return {name: value[0]}


def _as_answer(question: Question, told: Mapping[str, Any]) -> Any:
    """Of an order: the lines by their places; one that is not clear is told as too short a list, which is refused."""
    name = f"q{question.n}"
    match Kind(question.kind):
        case Kind.MANY | Kind.OPEN:
            return told.get(name)
        case Kind.RANKING:
            by_place = {told[f"{name}-{n}"]: n for n in question.choices if told.get(f"{name}-{n}")}
            return [by_place[place] for place in sorted(by_place)]
        case Kind.MATRIX:
            marks = {str(n): told.get(f"{name}-{n}") for n in question.choices}
            return {n: mark for n, mark in marks.items() if mark in SCALE}
    return [told[name]] if told.get(name) is not None else None


def _where(question: Question, names: list[str], told: Mapping[str, Any]) -> str:
    """At the first line that is empty, or the first one that has the place of another."""
    seen: set[Any] = set()
    for name in names if question.kind in {Kind.RANKING, Kind.MATRIX} else []:
        if told.get(name) is None or (question.kind == Kind.RANKING and told[name] in seen):
            return name
        seen.add(told[name])
    return names[0]
