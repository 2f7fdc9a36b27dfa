"""Which questions somebody is asked, by what they answered in the parts before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from consultations.questionnaires.models import Kind, Question, Questionnaire, Section, Shown

Answers = Mapping[int, Any]
"""By the number of the question."""


@dataclass(frozen=True)
class Part:
    """A part with those of its questions that are asked, both in their order."""

    section: Section
    questions: list[Question]


def parts_of(questionnaire: Questionnaire) -> list[Part]:
    """All of it that is asked now, read in two statements; a part without questions is none."""
    sections = {each.pk: Part(each, []) for each in Section.objects.filter(questionnaire=questionnaire)}
    for question in Question.objects.filter(questionnaire=questionnaire, closed_at=None).order_by("place", "n"):
        sections[question.section_id].questions.append(question)
    return [part for part in sections.values() if part.questions]


def shown_parts(parts: Iterable[Part], answers: Answers) -> list[Part]:
    """What is asked of somebody who answered this. An answer to what is not asked shows nothing either."""
    counted: dict[int, Any] = {}
    told: list[Part] = []
    group: list[int] = []
    for part in parts:
        # Within a part nothing hangs on another question of it: the page is one.
        shown = [
            each
            for each in part.questions
            if _is_shown(part.section, counted, group) and _is_shown(each, counted, group)
        ]
        for question in shown:
            if (value := answers.get(question.n)) is not None:
                counted[question.pk] = value
                group = list(value) if question.kind == Kind.GROUP else group
        if shown:
            told.append(Part(part.section, shown))
    return told


def _is_shown(asked: Shown, counted: Mapping[int, Any], group: list[int]) -> bool:
    if asked.for_groups and not set(asked.for_groups) & set(group):
        return False
    return asked.shown_if_id is None or bool(set(asked.shown_if_options) & set(counted.get(asked.shown_if_id, ())))


def questions_in(parts: Iterable[Part]) -> list[Question]:
    return [question for part in parts for question in part.questions]
