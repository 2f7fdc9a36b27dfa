"""A questionnaire begun as a copy of another one: what that one asks now, with no answer to it."""

from __future__ import annotations

from consultations.models import Consultation
from consultations.questionnaires.branching import parts_of, questions_in
from consultations.questionnaires.editing import WORDS
from consultations.questionnaires.models import Question, Questionnaire, Section


def copy_questionnaire(earlier: Questionnaire, to: Consultation) -> Questionnaire:
    """Ask the same in a new consultation: parts, questions and who is asked, numbered anew. Within the act that begins it.

    Options keep their numbers, so that branches and groups hold.
    """
    parts = parts_of(earlier)
    asked = questions_in(parts)
    copy = Questionnaire.objects.create(
        consultation=to,
        lowest_identity=earlier.lowest_identity,
        shows_results=earlier.shows_results,
        section_count=len(parts),
        question_count=len(asked),
    )
    copied: dict[int, Question] = {}
    n = 0
    for at, part in enumerate(parts, start=1):
        old = part.section
        section = Section(questionnaire=copy, n=at, place=at, title_th=old.title_th, title_en=old.title_en)
        _show_to_the_same(section, old, copied)
        section.save()
        for place, question in enumerate(part.questions, start=1):
            n += 1
            told = {name: getattr(question, name) for name in (*WORDS, "is_required")}
            new = Question(questionnaire=copy, section=section, n=n, place=place, **told)
            _show_to_the_same(new, question, copied)
            new.save()
            copied[question.pk] = new
    return copy


def _show_to_the_same(new: Section | Question, old: Section | Question, copied: dict[int, Question]) -> None:
    """What it hangs on comes in an earlier part, and is copied already."""
    new.shown_if = copied[old.shown_if_id] if old.shown_if_id else None
    new.shown_if_options, new.for_groups = old.shown_if_options, old.for_groups
