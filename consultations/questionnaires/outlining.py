"""A questionnaire in outline: its parts with what is asked, and of whom. Read in three statements, however long it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from consultations.questionnaires.models import Kind, Question, Questionnaire, Section


@dataclass(frozen=True)
class Outlined:
    """A part or a question in the outline. to: who is asked, in words; "" for everybody."""

    asked: Section | Question
    to: str
    questions: list[Outlined] = field(default_factory=list)


def outline_of(found: Questionnaire) -> list[Outlined]:
    """All parts with the questions that are asked, in their order."""
    groups, questions = group_names(found), questions_of(found)
    by_pk = {each.pk: each for each in questions}

    def outlined(asked: Section | Question) -> Outlined:
        told = [groups[n] for n in asked.for_groups if n in groups]
        if first := by_pk.get(asked.shown_if_id or 0):
            told.append(f"{first.text} · {' / '.join(first.choices[n] for n in asked.shown_if_options)}")
        own = [outlined(each) for each in questions if isinstance(asked, Section) and each.section_id == asked.pk]
        return Outlined(asked, " · ".join(told), own)

    return [outlined(each) for each in found.sections.all()]


def questions_of(found: Questionnaire) -> list[Question]:
    """What is asked now."""
    return list(Question.objects.filter(questionnaire=found, closed_at=None).select_related("section"))


def group_names(found: Questionnaire) -> dict[int, str]:
    """As whom people answer, by the numbers of the options."""
    return {
        n: words for each in found.questions.filter(kind=Kind.GROUP).order_by("n") for n, words in each.choices.items()
    }
