"""The questions of a hearing as somebody reads them: without personal data, with what they said themselves."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.personal_data import mask
from consultations.hearings.asking import find_asker
from consultations.hearings.models import Hearing, Question, QuestionSupport, Stage
from consultations.participation.taking_part import Visitor

SHOWN = 200
ON_THE_SCREEN = 6


@dataclass(frozen=True)
class Read:
    """One question. text: masked. is_own, is_supported: by who reads."""

    question: Question
    text: str
    is_own: bool = False
    is_supported: bool = False


def questions_of(hearing: Hearing, visitor: Visitor | None = None) -> list[Read]:
    """All that are read, in three statements: being answered, then by support, then answered."""
    asker = find_asker(hearing, visitor) if visitor else None
    found = list(Question.objects.filter(hearing=hearing).to_read().by_support()[:SHOWN])
    supported: set[int] = set()
    if asker:
        supported = set(QuestionSupport.objects.filter(asker=asker).values_list("question", flat=True))
    own = asker.pk if asker else None
    return [Read(each, mask(each.text), each.author_id == own, each.pk in supported) for each in found]


def on_the_screen(hearing: Hearing) -> list[Read]:
    """What the hall reads: what is being answered, and what most want next."""
    found = [each for each in questions_of(hearing) if each.question.stage != Stage.ANSWERED]
    return found[:ON_THE_SCREEN]


def own_questions(hearings: list[Hearing], visitor: Visitor) -> list[Question]:
    """What this visitor asked and did not take back, also what was taken down: the receipt."""
    askers = [asker.pk for hearing in hearings if (asker := find_asker(hearing, visitor))]
    standing = Question.objects.filter(author__in=askers, withdrawn_at=None)
    return list(standing.select_related("hearing").order_by("-id"))
