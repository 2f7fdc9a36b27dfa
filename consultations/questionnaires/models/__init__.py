"""Questionnaire: the questions of one consultation in parts, and the sheets that people send."""

from consultations.questionnaires.models.asked import (
    ANSWER_MAX_LETTERS,
    CHOICES,
    HINT_MAX_LETTERS,
    ON_A_SCALE,
    OPTION_MAX_LETTERS,
    QUESTION_MAX_LETTERS,
    TITLE_MAX_LETTERS,
    WITH_OPTIONS,
    Kind,
    Question,
    Questionnaire,
    Section,
    Shown,
)
from consultations.questionnaires.models.told import Answer, Change, PartTally, Sheet, Tally

__all__ = [
    "ANSWER_MAX_LETTERS",
    "CHOICES",
    "HINT_MAX_LETTERS",
    "ON_A_SCALE",
    "OPTION_MAX_LETTERS",
    "QUESTION_MAX_LETTERS",
    "TITLE_MAX_LETTERS",
    "WITH_OPTIONS",
    "Answer",
    "Change",
    "Kind",
    "PartTally",
    "Question",
    "Questionnaire",
    "Section",
    "Sheet",
    "Shown",
    "Tally",
]
