"""Questions at hearings, as moderation knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from consultations.hearings.asking import find_asker
from consultations.hearings.models import Question
from consultations.hearings.models.questions import QuestionQuerySet
from consultations.models import Consultation
from consultations.moderation.texts import Text, between, numbers
from consultations.participation.browsers import visitor_of
from consultations.participation.models import Refusal
from directory.models import User


def question_texts(consultation: Consultation, after: datetime | None, until: datetime | None) -> Iterator[Text]:
    standing = _own(consultation).to_read().filter(*between("asked_at", after, until)).order_by("asked_at", "pk")
    for pk, text, author, at in standing.values_list("pk", "text", "author", "asked_at").iterator():
        yield Text(f"q{pk}", text, f"q{author}", at)


def find_questions(consultation: Consultation, ids: Collection[str]) -> dict[str, Text]:
    return {
        each.text_id: Text(
            each.text_id, each.text, f"q{each.author_id}", each.asked_at, is_shown=each.hidden_at is None
        )
        for each in _own(consultation).filter(pk__in=numbers(ids))
    }


def hide_questions(
    consultation: Consultation, ids: Collection[str], rule: Refusal, _reason: str, _by: User
) -> set[str]:
    shown = _own(consultation).filter(pk__in=numbers(ids), hidden_at__isnull=True)
    hidden = list(shown.select_for_update(of=("self",)).values_list("pk", flat=True))
    Question.objects.filter(pk__in=hidden).update(hidden_at=timezone.now(), hidden_reason=rule.value)
    return {f"q{pk}" for pk in hidden}


def restore_questions(consultation: Consultation, ids: Collection[str], _by: User) -> None:
    """They wait again: while they were down others may have had their turn."""
    own = _own(consultation).filter(pk__in=numbers(ids)).values_list("pk", flat=True)
    Question.objects.filter(pk__in=list(own)).update(hidden_at=None, hidden_reason="", stage="asked")


def is_author_of_question(request: HttpRequest, consultation: Consultation, id: str) -> bool:
    question = _of(consultation, id).select_related("hearing").get()
    asker = find_asker(question.hearing, visitor_of(request, consultation))
    return asker is not None and asker.pk == question.author_id


def accounts_of_questions(consultation: Consultation, ids: Collection[str]) -> dict[str, User]:
    written = _own(consultation).filter(pk__in=numbers(ids), author__user__isnull=False)
    return {each.text_id: each.author.user for each in written.select_related("author__user") if each.author.user}


def is_question_read(consultation: Consultation, id: str) -> bool:
    return consultation.announced_at is not None and _of(consultation, id).filter(hidden_at=None).exists()


def _of(consultation: Consultation, id: str) -> QuerySet[Question]:
    return _own(consultation).filter(pk=int(id[1:]))


def _own(consultation: Consultation) -> QuestionQuerySet:
    """What was not taken back, hidden or not."""
    return Question.objects.filter(hearing__consultation=consultation, withdrawn_at=None)
