"""Hearings, who registers for them, what is asked there, and their minutes."""

from consultations.hearings.models.hearings import (
    LINK_SHOWN_BEFORE,
    QUESTIONS_BEFORE,
    REASON_MAX_LETTERS,
    TITLE_MAX_LETTERS,
    WORDS_MAX_LETTERS,
    Hearing,
    HearingEvent,
    Phase,
)
from consultations.hearings.models.minutes import ANSWER_MAX_LETTERS, MINUTES_MAX_LETTERS, Minutes, MinutesVersion
from consultations.hearings.models.questions import (
    QUESTION_MAX_LETTERS,
    Asker,
    Question,
    QuestionStep,
    QuestionSupport,
    Stage,
)
from consultations.hearings.models.registrations import NAME_MAX_LETTERS, NEEDS_MAX_LETTERS, Registration, Way

__all__ = [
    "ANSWER_MAX_LETTERS",
    "LINK_SHOWN_BEFORE",
    "MINUTES_MAX_LETTERS",
    "NAME_MAX_LETTERS",
    "NEEDS_MAX_LETTERS",
    "QUESTIONS_BEFORE",
    "QUESTION_MAX_LETTERS",
    "REASON_MAX_LETTERS",
    "TITLE_MAX_LETTERS",
    "WORDS_MAX_LETTERS",
    "Asker",
    "Hearing",
    "HearingEvent",
    "Minutes",
    "MinutesVersion",
    "Phase",
    "Question",
    "QuestionStep",
    "QuestionSupport",
    "Registration",
    "Stage",
    "Way",
]
