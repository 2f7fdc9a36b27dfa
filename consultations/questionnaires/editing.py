"""The policy team writes a questionnaire: parts and questions, in an order. What somebody has answered stays as it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.history import record
from consultations.holding import check_not_announced, check_not_over, lock_own
from consultations.models import Consultation, ConsultationEvent
from consultations.participation.models import Identity, ShowsResults
from consultations.questionnaires.models import CHOICES, Kind, Question, Questionnaire, Section, Sheet
from consultations.questionnaires.wording import QuestionWords, check_question, line, number_options
from consultations.workflow import ConsultationState
from directory.models import User

MOST_SECTIONS = 20
MOST_IN_A_SECTION = 10
"""Fewer fields on a page than a request may hold, matrices and all."""
REASON_MAX_LETTERS = 500
_CHANGED = ConsultationEvent.Kind.CHANGED


@dataclass(frozen=True)
class ShownTo:
    """Who is asked: those who chose one of these options of an earlier question, and of these groups. Nothing: everybody."""

    question: Question | None = None
    options: Sequence[int] = ()
    groups: Sequence[int] = ()


EVERYBODY = ShownTo()


@transaction.atomic
def set_up_questionnaire(
    consultation: Consultation, *, lowest_identity: Identity, shows_results: ShowsResults, by: User
) -> Questionnaire:
    """Ask questions in this consultation, and say who may answer; the same once more changes nothing.

    Raises ValidationError: not_your_agency; announced_already, since whoever prepares for it has read it.
    """
    consultation = lock_own(consultation, by)
    wanted = {"lowest_identity": Identity(lowest_identity), "shows_results": ShowsResults(shows_results)}
    found = Questionnaire.objects.filter(pk=consultation.pk).first()
    if found and all(getattr(found, name) == value for name, value in wanted.items()):
        return found
    check_not_announced(consultation)
    questionnaire, _is_new = Questionnaire.objects.update_or_create(consultation=consultation, defaults=wanted)
    record(consultation, _CHANGED, by=by, facts={"questionnaire": True})
    return questionnaire


@transaction.atomic
def drop_questionnaire(consultation: Consultation, *, by: User) -> None:
    """Ask nothing after all; what was written goes with it. Raises as `set_up_questionnaire`."""
    consultation = lock_own(consultation, by)
    check_not_announced(consultation)
    own = Question.objects.filter(questionnaire=consultation.pk)
    sections = Section.objects.filter(questionnaire=consultation.pk)
    for asked in (own, sections):
        asked.update(shown_if=None)
    own.delete()
    sections.delete()
    if Questionnaire.objects.filter(pk=consultation.pk).delete()[0]:
        record(consultation, _CHANGED, by=by, facts={"questionnaire": False})


@transaction.atomic
def add_section(
    questionnaire: Questionnaire, *, title_th: str, title_en: str = "", shown: ShownTo = EVERYBODY, by: User
) -> Section:
    """One more part, at the end. Raises ValidationError: title_missing, title_too_long, too_many_sections, and as `change_section`."""
    questionnaire = _to_write(questionnaire, by)
    if questionnaire.sections.count() >= MOST_SECTIONS:
        raise ValidationError(_("There are enough parts. Put the question into one of them."), code="too_many_sections")
    questionnaire.section_count += 1
    questionnaire.save(update_fields=["section_count"])
    section = Section(questionnaire=questionnaire, n=questionnaire.section_count, place=questionnaire.section_count)
    section.place = _last_place(questionnaire.sections) + 1
    return _keep_section(section, title_th, title_en, shown, by)


@transaction.atomic
def change_section(
    section: Section, *, title_th: str, title_en: str = "", shown: ShownTo = EVERYBODY, by: User
) -> Section:
    """Raises ValidationError: not_your_agency, open_already, consultation_is_over, asked_too_late."""
    _to_write(section.questionnaire, by)
    return _keep_section(Section.objects.get(pk=section.pk), title_th, title_en, shown, by)


@transaction.atomic
def delete_section(section: Section, *, by: User) -> None:
    """Raises ValidationError: section_in_use where it holds questions, and as `change_section`."""
    _to_write(section.questionnaire, by)
    if section.questions.exists():
        raise ValidationError(_("Move its questions to another part, or delete them first."), code="section_in_use")
    section.delete()
    _record(section.questionnaire, by)


@transaction.atomic
def add_question(
    section: Section, words: QuestionWords, *, is_required: bool = False, shown: ShownTo = EVERYBODY, by: User
) -> Question:
    """One more question, at the end of a part; the same once more is the question there is.

    Raises ValidationError: too_many_questions, group_asked_already, of its words as `wording.check_question`, and as
    `change_section`.
    """
    questionnaire = _to_write(section.questionnaire, by)
    words = check_question(words)
    section = Section.objects.get(pk=section.pk)
    newest = section.questions.filter(closed_at=None).last()
    if newest and words_of(newest) == number_options(words, newest) and newest.is_required == is_required:
        return newest
    if section.questions.filter(closed_at=None).count() >= MOST_IN_A_SECTION:
        raise ValidationError(
            _("There are enough questions in this part. Begin another one."), code="too_many_questions"
        )
    if words.kind == Kind.GROUP and questionnaire.questions.filter(kind=Kind.GROUP, closed_at=None).exists():
        raise ValidationError(_("It is asked already as whom people answer."), code="group_asked_already")
    question = _number(questionnaire, Question(section=section, kind=words.kind))
    question.place = _last_place(section.questions) + 1
    return _keep_question(question, words, is_required, shown, by)


@transaction.atomic
def change_question(
    question: Question,
    words: QuestionWords,
    *,
    is_required: bool = False,
    shown: ShownTo = EVERYBODY,
    section: Section | None = None,
    by: User,
) -> Question:
    """Other words, options or readers, as long as nobody can have answered it; its kind stays. section: the part it moves to.

    Raises ValidationError: kind_stays, option_in_use, of its words as `wording.check_question`, and as `change_section`.
    """
    questionnaire = _to_write(question.questionnaire, by)
    words = check_question(words)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if words.kind != question.kind:
        raise ValidationError(_("The kind of a question stays. Delete it and add another."), code="kind_stays")
    if section and section.pk != question.section_id and section.questionnaire_id == questionnaire.pk:
        question.section, question.place = section, _last_place(section.questions) + 1
    return _keep_question(question, words, is_required, shown, by)


@transaction.atomic
def move(asked: Question | Section, *, up: bool, by: User) -> None:
    """One place up or down among its kind; at the end nothing happens. Raises ValidationError as `change_section`."""
    questionnaire = _to_write(asked.questionnaire, by)
    row: list[Any]
    if isinstance(asked, Question):
        row = list(Question.objects.filter(section=asked.section_id, closed_at=None).order_by("place", "n"))
    else:
        row = list(Section.objects.filter(questionnaire=questionnaire).order_by("place", "n"))
    at = next((place for place, each in enumerate(row) if each.pk == asked.pk), None)
    to = None if at is None else at + (-1 if up else 1)
    if at is None or to is None or not 0 <= to < len(row):
        return
    row[at], row[to] = row[to], row[at]
    for place, each in enumerate(row, start=1):
        each.place = place
        each.save(update_fields=["place"])
    _check_order(questionnaire)
    _record(questionnaire, by)


@transaction.atomic
def delete_question(question: Question, *, by: User) -> None:
    """Before it opens. Raises ValidationError: question_in_use where others hang on its answer, and as `change_section`.

    last_question: everybody has read that questions are asked.
    """
    questionnaire = _to_write(question.questionnaire, by)
    _check_nothing_hangs_on(question)
    if not questionnaire.consultation.is_draft:
        _check_not_last(question)
    question.delete()
    _record(question.questionnaire, by, question=question.n)


@transaction.atomic
def reword_question(question: Question, words: QuestionWords, *, reason: str, by: User) -> Question:
    """While it is open: ask it in other words from now on, as a new question; the old one keeps its words and its answers.

    Options with the same words keep their numbers. The same once more is the version there is.
    Raises ValidationError: not_open, question_closed, kind_stays, option_in_use, same_words, note_missing, note_too_long, and of its
    words as `wording.check_question`.
    """
    questionnaire, note = _open(question.questionnaire, by), check_note(reason, most=REASON_MAX_LETTERS)
    words = check_question(words)
    old = Question.objects.select_for_update().get(pk=question.pk)
    if words.kind != old.kind:
        raise ValidationError(_("The kind of a question stays. Close it and say why."), code="kind_stays")
    words = number_options(words, old)
    newer = Question.objects.filter(replaces=old).first()
    if newer and words_of(newer) == words:
        return newer
    _check_asked(old)
    if words_of(old) == words:
        raise ValidationError(_("These are the words there are."), code="same_words")
    _close(old, note, by)
    new = _number(questionnaire, Question(section=old.section, kind=old.kind, place=old.place, replaces=old))
    new.shown_if, new.shown_if_options, new.for_groups = old.shown_if, old.shown_if_options, old.for_groups
    new.is_required = old.is_required
    _write(new, words)
    new.save()
    for asked in (Question, Section):
        asked.objects.filter(questionnaire=questionnaire, shown_if=old).update(shown_if=new)  # type: ignore[attr-defined]
    _check_order(questionnaire)
    record(questionnaire.consultation, _CHANGED, by=by, note=note, facts={"question": new.n, "instead_of": old.n})
    return new


@transaction.atomic
def close_question(question: Question, *, reason: str, by: User) -> Question:
    """While it is open: ask it no longer, and say why; its answers are kept and shown apart. Again is no mistake.

    Raises ValidationError: not_open, question_in_use, last_question, note_missing, note_too_long.
    """
    questionnaire = _open(question.questionnaire, by)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.closed_at is not None:
        return question
    note = check_note(reason, most=REASON_MAX_LETTERS)
    _check_nothing_hangs_on(question)
    _check_not_last(question)
    _close(question, note, by)
    record(questionnaire.consultation, _CHANGED, by=by, note=note, facts={"question": question.n, "is_closed": True})
    return question


def words_of(question: Question) -> QuestionWords:
    """As they are stored."""
    told: dict[str, Any] = {name: getattr(question, name) for name in WORDS}
    return QuestionWords(**{**told, "options": tuple(question.options)})


WORDS = tuple(QuestionWords.__dataclass_fields__)


def _write(question: Question, words: QuestionWords) -> None:
    for name, value in asdict(words).items():
        setattr(question, name, list(value) if name == "options" else value)


def _close(question: Question, note: str, by: User) -> None:
    question.closed_at, question.closed_by, question.why_closed = timezone.now(), by, note
    question.save(update_fields=["closed_at", "closed_by", "why_closed"])


def _keep_section(section: Section, title_th: str, title_en: str, shown: ShownTo, by: User) -> Section:
    section.title_th = line(title_th, most=200, needed=_("Write the title of the part."))
    section.title_en = line(title_en, most=200)
    _show_to(section, shown)
    section.save()
    _check_order(section.questionnaire)
    _record(section.questionnaire, by)
    return section


def _keep_question(question: Question, words: QuestionWords, is_required: bool, shown: ShownTo, by: User) -> Question:
    _write(question, number_options(words, question))
    question.is_required = is_required
    _show_to(question, shown)
    question.save()
    _check_order(question.questionnaire)
    _record(question.questionnaire, by, question=question.n)
    return question


def _show_to(asked: Question | Section, shown: ShownTo) -> None:
    is_apart = shown.question is not None and bool(shown.options)
    asked.shown_if = shown.question if is_apart else None
    asked.shown_if_options = sorted(shown.options) if is_apart else []
    asked.for_groups = sorted(shown.groups)


def _check_order(questionnaire: Questionnaire) -> None:
    """What hangs on an answer is asked after it, in a later part, and on options that there are."""
    questions = list(Question.objects.filter(questionnaire=questionnaire, closed_at=None).select_related("section"))
    by_pk = {each.pk: each for each in questions}
    group = next((each for each in questions if each.kind == Kind.GROUP), None)
    sections = list(Section.objects.filter(questionnaire=questionnaire))
    everything: list[Question | Section] = [*questions, *sections]
    for asked in everything:
        place = asked.section.place if isinstance(asked, Question) else asked.place
        asked_first = [(by_pk.get(asked.shown_if_id), asked.shown_if_options)] if asked.shown_if_id else []
        if asked.for_groups:
            asked_first.append((group, asked.for_groups))
        for first, options in asked_first:
            if first is None or first.kind not in CHOICES or not set(options) <= set(first.choices):
                raise ValidationError(
                    _("“%(asked)s” is only shown to who chose an answer that would be gone. Change that first."),
                    code="option_in_use",
                    params={"asked": str(asked)},
                )
            if first.section.place >= place:
                raise ValidationError(
                    _("“%(asked)s” hangs on the answer to “%(first)s”, so it has to come in a later part."),
                    code="asked_too_late",
                    params={"asked": str(asked), "first": first.text},
                )


def _check_nothing_hangs_on(question: Question) -> None:
    hanging: list[Any] = list(Question.objects.filter(shown_if=question, closed_at=None)[:1])
    hanging += list(Section.objects.filter(shown_if=question)[:1])
    if question.kind == Kind.GROUP:
        for asked in (Question.objects.filter(closed_at=None), Section.objects):
            own = asked.filter(questionnaire=question.questionnaire_id)  # type: ignore[attr-defined]
            hanging += list(own.exclude(for_groups=[])[:1])
    if hanging:
        raise ValidationError(
            _("“%(asked)s” is only shown to who chose an answer to this question. Change that first."),
            code="question_in_use",
            params={"asked": str(hanging[0])},
        )


def _check_not_last(question: Question) -> None:
    others = Question.objects.filter(questionnaire=question.questionnaire_id, closed_at=None).exclude(pk=question.pk)
    if not others.exists():
        raise ValidationError(
            _("It is the last question. Withdraw the consultation, or ask it in other words."), code="last_question"
        )


def _check_asked(question: Question) -> None:
    if question.closed_at is not None:
        raise ValidationError(_("A colleague has closed this question meanwhile."), code="question_closed")


def _number(questionnaire: Questionnaire, question: Question) -> Question:
    questionnaire.question_count += 1
    questionnaire.save(update_fields=["question_count"])
    question.questionnaire, question.n = questionnaire, questionnaire.question_count
    return question


def _last_place(rows: Any) -> int:
    return int(rows.aggregate(last=Max("place"))["last"] or 0)


def _record(questionnaire: Questionnaire, by: User, **facts: Any) -> None:
    record(Consultation.objects.get(pk=questionnaire.pk), _CHANGED, by=by, facts=facts or {"questionnaire": True})


def _to_write(questionnaire: Questionnaire, by: User) -> Questionnaire:
    """Locked, and not open yet: until then everything of it can be changed."""
    consultation = lock_own(questionnaire.consultation, by)
    check_not_over(consultation)
    if consultation.state == ConsultationState.OPEN or Sheet.objects.filter(questionnaire=questionnaire.pk).exists():
        raise ValidationError(
            _("People answer this questionnaire already: it stays. Ask a question in other words, or close it."),
            code="open_already",
        )
    return _fresh(consultation)


def _open(questionnaire: Questionnaire, by: User) -> Questionnaire:
    """Locked, and open: what is asked can be closed, with a reason."""
    consultation = lock_own(questionnaire.consultation, by)
    check_not_over(consultation)
    if consultation.state != ConsultationState.OPEN:
        raise ValidationError(_("It is not open yet: simply change the question."), code="not_open")
    return _fresh(consultation)


def _fresh(consultation: Consultation) -> Questionnaire:
    questionnaire = Questionnaire.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    questionnaire.consultation = consultation
    return questionnaire
