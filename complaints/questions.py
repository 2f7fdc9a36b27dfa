"""What is asked one question a page, and when: data and pure functions, no I/O.

One calm page is quicker (complaints.forms.WhereForm asks all of it at once). Where telling may be dangerous each question
has a page, with its own word on safety and a quick way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from complaints.forms import CONTACT, PLACE, WhereForm
from complaints.hints import is_dangerous_to_tell
from complaints.workflow import IN_CONFIDENCE


@dataclass(frozen=True)
class Question:
    name: str
    number: int
    fields: tuple[str, ...] = ()

    def is_answered_wrong(self, form: WhereForm) -> bool:
        return any(name in form.errors for name in self.fields)


# Who may see it comes before anything that could tell who asks.
WORDS, SEEN, PLACE_OF_IT, FILES, REACH, CHECK = QUESTIONS = (
    Question("words", 1, ("text",)),
    Question("seen", 2, ("visibility",)),
    Question("place", 3, PLACE),
    Question("files", 4, ("files",)),
    Question("reach", 5, CONTACT),
    Question("check", 6),
)


def goes_one_by_one(posted: Mapping[str, str]) -> bool:
    """Is this form asked one question a page? When it may be dangerous to tell or was begun so, until somebody chooses
    to be open about it."""
    if posted.get("visibility") and posted["visibility"] not in IN_CONFIDENCE:
        return False
    return "asked" in posted or is_dangerous_to_tell(posted.get("text", ""))


def question_named(name: str) -> Question | None:
    return next((question for question in QUESTIONS if question.name == name), None)


def after(question: Question) -> Question:
    return QUESTIONS[min(question.number, CHECK.number - 1)]


def before(question: Question) -> Question:
    return QUESTIONS[max(question.number - 2, 0)]


def first_wrong(form: WhereForm) -> Question:
    """The question whose page tells what keeps this form from being sent."""
    return next((question for question in QUESTIONS if question.is_answered_wrong(form)), WORDS)
