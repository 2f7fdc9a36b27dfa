"""One form after the other is entered, corrected or taken out. What is entered is counted under a level of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.comments.entered import (
    CheckedRemark,
    Remark,
    check_remarks,
    keep_remarks,
    numbers_of,
    remarks_of,
    take_remarks_back,
)
from consultations.comments.models import Commenter
from consultations.entering.models import REASON_MAX_LETTERS, Entry, Stack, StackEvent
from consultations.entering.stacks import lock_stack, record
from consultations.models import Consultation
from consultations.participation.models import Answer as Said
from consultations.participation.models import Identity, Participant, Statement, Vote
from consultations.questionnaires.answers import check_answer
from consultations.questionnaires.branching import Part, parts_of, questions_in, shown_parts
from consultations.questionnaires.models import Answer, Kind, Question, Questionnaire, Sheet
from consultations.receipts import receipt_number
from directory.models import User
from records.idempotency import claim


@dataclass(frozen=True)
class Told:
    """What stands on one form: answers to statements and to questions, each by its number, and what it says to sections."""

    votes: Mapping[int, int] = field(default_factory=dict)
    answers: Mapping[int, Any] = field(default_factory=dict)
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Asked:
    """What a consultation asks now: keys of its statements by their numbers, and the parts of its questionnaire."""

    statements: Mapping[int, int]
    parts: list[Part]


def asked_in(consultation_id: int) -> Asked:
    statements = Statement.objects.shown().filter(conversation=consultation_id).values_list("n", "pk")
    questionnaire = Questionnaire.objects.filter(pk=consultation_id).first()
    return Asked(dict(statements), parts_of(questionnaire) if questionnaire else [])


@transaction.atomic
def enter_form(stack: Stack, told: Told, *, by: User, n: int | None = None, token: str = "") -> Entry:
    """Count one form. n: the number that stands on it; None for the smallest one that is free. Of one form sent twice, the first.

    Raises ValidationError: form_is_entered_already, no_such_form, stack_is_full, and those of `stacks.lock_stack` and `_checked`.
    """
    stack = lock_stack(stack, by)
    claimed = claim("entry", token, f"{by.pk}:{stack.pk}") if token else None
    if claimed is not None and claimed.state == "done":
        return Entry.objects.select_related("stack__consultation").get(pk=int(claimed.answer_reference))
    entry = add_entry(stack, told, by=by, n=n)
    if claimed is not None:
        claimed.finish(str(entry.pk))
    return entry


def add_entry(
    stack: Stack,
    told: Told,
    *,
    by: User,
    n: int | None = None,
    asked: Asked | None = None,
    taken: set[int] | None = None,
) -> Entry:
    """The same, of a stack that is locked already. asked, taken: what is asked and which numbers are, where one knows.

    What is refused is refused before anything is written.
    """
    checked = _checked(stack.consultation, told, asked)
    if taken is None:
        taken = numbers_taken(stack)
    if n is None:
        n = next((free for free in range(1, stack.forms + 1) if free not in taken), None)
        if n is None:
            raise ValidationError(
                _("All %(forms)s forms of this stack are entered. If there are more, change how many it holds first."),
                code="stack_is_full",
                params={"forms": f"{stack.forms:,}"},
            )
    elif n in taken:
        raise ValidationError(
            _("Form %(n)s is entered already."), code="form_is_entered_already", params={"n": f"{n:,}"}
        )
    elif not 1 <= n <= stack.forms:
        raise ValidationError(
            _("This stack holds the forms 1 to %(forms)s."), code="no_such_form", params={"forms": f"{stack.forms:,}"}
        )
    entry = Entry(stack=stack, n=n, entered_by=by)
    _write(entry, checked)
    return entry


def numbers_taken(stack: Stack) -> set[int]:
    return set(Entry.objects.standing().filter(stack=stack).values_list("n", flat=True))


@transaction.atomic
def correct_form(entry: Entry, told: Told, *, reason: str, seen: int, by: User) -> Entry:
    """Count what stands on it in place of what was entered. seen: how often it was corrected when the writer read it.

    Raises ValidationError: note_missing, note_too_long, changed_meanwhile, taken_out_already, and those of `enter_form`.
    """
    entry = _lock(entry, by)
    checked = _checked(entry.stack.consultation, told)
    note = check_note(reason, most=REASON_MAX_LETTERS)
    if entry.changes != seen:
        raise ValidationError(
            _("A colleague has corrected this form meanwhile. Load the page and look first."), code="changed_meanwhile"
        )
    before = facts_of(entry)
    entry.changes += 1
    _write(entry, checked)
    record(entry.stack, StackEvent.Kind.CORRECTED, by=by, form=entry.n, note=note, facts=before)
    return entry


@transaction.atomic
def take_out(entry: Entry, *, reason: str, by: User) -> None:
    """Nothing of it is counted any more, and its number is free. Again is no mistake.

    Raises ValidationError: note_missing, note_too_long, and those of `stacks.lock_stack`.
    """
    note = check_note(reason, most=REASON_MAX_LETTERS)
    stack = lock_stack(entry.stack, by)
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if entry.taken_out_at is not None:
        return
    before = facts_of(entry)
    entry.taken_out_at = timezone.now()
    _count(entry, _Checked(), keeps_closed=False)
    if entry.commenter is not None:
        take_remarks_back(entry.commenter)
    _save_without_nobody(entry)
    record(stack, StackEvent.Kind.TAKEN_OUT, by=by, form=entry.n, note=note, facts=before)


def told_of(entry: Entry) -> Told:
    """What is entered of it."""
    votes = Vote.objects.filter(participant=entry.participant_id).values_list("statement__n", "value")
    answers = Answer.objects.filter(sheet=entry.sheet_id).values_list("question__n", "value")
    return Told(dict(votes), dict(answers), remarks_of(entry.commenter_id))


def facts_of(entry: Entry) -> dict[str, Any]:
    """For the history: no words of people."""
    told = told_of(entry)
    votes = {str(n): value for n, value in told.votes.items()}
    return {"votes": votes, "questions": sorted(told.answers), "comments": numbers_of(entry.commenter_id)}


@dataclass(frozen=True)
class _Checked:
    votes: Mapping[int, int] = field(default_factory=dict)
    """By the key of the statement."""
    answers: Mapping[Question, Any] = field(default_factory=dict)
    remarks: Sequence[CheckedRemark] = ()

    @property
    def group(self) -> int:
        """As which group of people it was filled in; 0 of none."""
        return next((value[0] for question, value in self.answers.items() if question.kind == Kind.GROUP), 0)


def _checked(consultation: Consultation, told: Told, asked: Asked | None = None) -> _Checked:
    """What of a form counts. Questions that nobody with these answers is asked are left out, as they are on a page.

    Raises ValidationError: no_such_statement, no_such_answer, nothing_filled_in, and of `check_answer` and `check_remarks`.
    """
    asked = asked or asked_in(consultation.pk)
    keys = asked.statements
    if not set(told.votes) <= set(keys):
        raise ValidationError(_("One of these statements is not asked any more."), code="no_such_statement")
    if not set(told.votes.values()) <= set(Said.values):
        raise ValidationError(_("There is no such answer here. Choose one of those shown."), code="no_such_answer")
    answers: dict[Question, Any] = {}
    if told.answers:
        for question in questions_in(shown_parts(asked.parts, told.answers)):
            if (answer := check_answer(question, told.answers.get(question.n))) is not None:
                answers[question] = answer
    remarks = check_remarks(consultation.pk, told.remarks)
    if not told.votes and not answers and not remarks:
        raise ValidationError(_("Nothing is filled in."), code="nothing_filled_in")
    return _Checked({keys[n]: value for n, value in told.votes.items()}, answers, remarks)


def _write(entry: Entry, checked: _Checked) -> None:
    """Make sure of who it is counted for, and count it."""
    consultation = entry.stack.consultation
    if checked.votes and entry.participant_id is None:
        entry.participant = Participant.objects.create(conversation_id=consultation.pk, identity=Identity.ENTERED)
    if checked.answers and entry.sheet_id is None:
        entry.sheet = Sheet.objects.create(
            questionnaire_id=consultation.pk,
            identity=Identity.ENTERED,
            number=receipt_number(),
            stakeholders=checked.group,
            is_changed=False,
            begun_at=Now(),
            sent_at=Now(),
        )
    if checked.remarks and entry.commenter is None:
        entry.commenter = Commenter.objects.create(commenting_id=consultation.pk, identity=Identity.ENTERED)
    _count(entry, checked, keeps_closed=True)
    if entry.commenter is not None:
        keep_remarks(entry.commenter, checked.remarks)
    _save_without_nobody(entry)


def _count(entry: Entry, checked: _Checked, *, keeps_closed: bool) -> None:
    """keeps_closed: what was said to statements and questions that are asked no longer stays, as it does where people answer here."""
    if entry.participant_id:
        if entry.pk is not None:
            _drop_other_votes(entry.participant_id, checked.votes, keeps_closed=keeps_closed)
        _count_votes(entry.participant_id, checked.votes)
    if entry.sheet_id:
        if entry.pk is not None:
            _drop_other_answers(entry.sheet_id, checked, keeps_closed=keeps_closed)
        _count_answers(entry.sheet_id, checked)


def _drop_other_votes(participant: int, votes: Mapping[int, int], *, keeps_closed: bool) -> None:
    others = Vote.objects.filter(participant=participant).exclude(statement__in=list(votes))
    (others.filter(statement__withdrawn_at=None) if keeps_closed else others).delete()


def _count_votes(participant: int, votes: Mapping[int, int]) -> None:
    own: dict[str, Any] = {"participant_id": participant, "identity": Identity.ENTERED}
    Vote.objects.bulk_create(
        [Vote(statement_id=pk, value=value, cast_at=Now(), **own) for pk, value in votes.items()],
        update_conflicts=True,
        unique_fields=["participant", "statement"],
        update_fields=["value", "cast_at"],
    )


def _drop_other_answers(sheet: int, checked: _Checked, *, keeps_closed: bool) -> None:
    """sent_at says when its words are of, for themes and moderation, as when people send a sheet once more."""
    before, group = Answer.objects.filter(sheet=sheet), checked.group
    others = before.exclude(question__in=list(checked.answers))
    (others.filter(question__closed_at=None) if keeps_closed else others).delete()
    before.exclude(stakeholders=group).update(stakeholders=group)
    Sheet.objects.filter(pk=sheet).update(stakeholders=group, sent_at=Now())


def _count_answers(sheet: int, checked: _Checked) -> None:
    own: dict[str, Any] = {"sheet_id": sheet, "identity": Identity.ENTERED, "stakeholders": checked.group}
    Answer.objects.bulk_create(
        [Answer(question=question, value=value, **own) for question, value in checked.answers.items()],
        update_conflicts=True,
        unique_fields=["sheet", "question"],
        update_fields=["value", "stakeholders"],
    )


def _save_without_nobody(entry: Entry) -> None:
    """Whoever has said nothing is nobody: no participant and no sheet stays that is counted.

    A commenter stays with comments that were taken back, which others may have answered, but is the form's no longer.
    """
    participant, sheet = entry.participant_id, entry.sheet_id
    if entry.pk is None:  # whoever it is counted for was made for what it says
        entry.save()
        return
    if not Vote.objects.filter(participant=participant).exists():
        entry.participant_id = None
    if not Answer.objects.filter(sheet=sheet).exists():
        entry.sheet_id = None
    if not numbers_of(entry.commenter_id):
        entry.commenter = None
    entry.save()
    if participant and entry.participant_id is None:
        Participant.objects.filter(pk=participant).delete()
    if sheet and entry.sheet_id is None:
        Sheet.objects.filter(pk=sheet).delete()


def _lock(entry: Entry, by: User) -> Entry:
    stack = lock_stack(entry.stack, by)
    locked = Entry.objects.select_for_update().get(pk=entry.pk)
    locked.stack = stack
    if locked.taken_out_at is not None:
        raise ValidationError(_("This form was taken out."), code="taken_out_already")
    return locked
