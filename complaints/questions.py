"""What is asked one question a page, and when: data and pure functions, no I/O.

One calm page is quicker (complaints.forms.WhereForm asks all of it at once). Where telling may be dangerous each question
has a page, with its own word on safety and a quick way out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from complaints.forms import CONTACT, PLACE, WhereForm
from complaints.hints import is_dangerous_to_tell
from complaints.topic_forms import PREFIX
from complaints.topic_questions import is_asked
from complaints.workflow import IN_CONFIDENCE


@dataclass(frozen=True)
class Question:
    name: str
    fields: tuple[str, ...] = ()
    template: str = ""
    """The template's name where it is not the question's own."""
    position: int = 0
    """Among all pages, from 0."""
    of: int = 0
    """How many questions there are."""

    @property
    def number(self) -> int:
        """Which question it is; 0 for the words, which were told before, and for the check, which asks nothing new."""
        return self.position if self.position <= self.of else 0

    def is_answered_wrong(self, form: WhereForm) -> bool:
        return any(name in form.errors for name in self.fields)


WORDS, SEEN, PLACE_OF_IT, OFFICE, FILES, REACH, CHECK = (
    Question("words", ("text", "kind")),
    Question("seen", ("visibility",)),
    Question("place", PLACE),
    Question("office", ("local_office",), "shared_place"),
    Question("files", ("files",)),
    Question("reach", CONTACT),
    Question("check"),
)


def goes_one_by_one(posted: Mapping[str, str]) -> bool:
    """Is this form asked one question a page? When it may be dangerous to tell or was begun so, until somebody chooses
    to be open about it."""
    if posted.get("visibility") and posted["visibility"] not in IN_CONFIDENCE:
        return False
    return "asked" in posted or is_dangerous_to_tell(posted.get("text", ""))


def pages_of(form: WhereForm) -> tuple[Question, ...]:
    """All pages in their order, those of the topic's questions that follow from the answers among them.

    Which office it is is asked where several share the place.

    Who may see it comes before anything that could tell who asks.
    """
    answers = form.cleaned_data.get("answers", {})
    of_topic = [
        Question(PREFIX + question.code, (PREFIX + question.code,), "topic")
        for question in form.questions
        if is_asked(question, answers)
    ]
    places = (PLACE_OF_IT, OFFICE) if form.offices else (PLACE_OF_IT,)
    pages = (WORDS, SEEN, *of_topic, *places, FILES, REACH, CHECK)
    return tuple(replace(page, position=position, of=len(pages) - 2) for position, page in enumerate(pages))


def page_named(pages: Sequence[Question], name: str) -> Question | None:
    return next((page for page in pages if page.name == name), None)


def after(pages: Sequence[Question], page: Question) -> Question:
    return pages[min(page.position + 1, len(pages) - 1)]


def before(pages: Sequence[Question], page: Question) -> Question:
    return pages[max(page.position - 1, 0)]


def first_wrong(pages: Sequence[Question], form: WhereForm) -> Question:
    """The question whose page tells what keeps this form from being sent."""
    return next((page for page in pages if page.is_answered_wrong(form)), pages[0])
