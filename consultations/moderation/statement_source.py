"""Proposed statements, as moderation knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from consultations.models import Consultation
from consultations.moderation.texts import Text, between, numbers, text_gone
from consultations.participation.browsers import visitor_of
from consultations.participation.models import Refusal, Statement
from consultations.participation.statements import refuse_statement
from consultations.participation.taking_part import find_participant
from consultations.workflow import OVER, ConsultationState
from directory.models import User


def _proposed(consultation: Consultation) -> Q:
    return Q(conversation=consultation.pk, author__isnull=False)


def statement_texts(consultation: Consultation, after: datetime | None, until: datetime | None) -> Iterator[Text]:
    standing = Statement.objects.filter(_proposed(consultation), refusal="", withdrawn_at__isnull=True)
    standing = standing.filter(*between("written_at", after, until)).order_by("written_at", "n")
    for n, text, author, at in standing.values_list("n", "text", "author", "written_at").iterator():
        yield Text(f"s{n}", text, f"p{author}", at)


def find_statements(consultation: Consultation, ids: Collection[str]) -> dict[str, Text]:
    found = Statement.objects.filter(_proposed(consultation), n__in=numbers(ids))
    return {
        f"s{each.n}": Text(
            f"s{each.n}",
            each.text,
            f"p{each.author_id}",
            each.written_at,
            is_shown=not each.refusal and each.withdrawn_at is None,
        )
        for each in found
    }


def _statement(consultation: Consultation, id: str) -> Statement:
    found = Statement.objects.select_related("conversation__consultation", "author__user")
    return found.get(_proposed(consultation), n=int(id[1:]))


def hide_statement(consultation: Consultation, id: str, rule: Refusal, reason: str, by: User) -> None:
    """Raises ValidationError: text_gone, and of one that waits as `refuse_statement` does."""
    statement = _statement(consultation, id)
    if statement.published_at is None:
        refuse_statement(statement, rule=rule, note=reason, by=by)
    elif not hide_statements(consultation, [id], rule, reason, by):
        raise text_gone()


def hide_statements(consultation: Consultation, ids: Collection[str], rule: Refusal, reason: str, by: User) -> set[str]:
    """What is asked is asked no longer, after the closing too, and its answers are kept; what waits is refused as long as it runs."""
    shown = Statement.objects.filter(_proposed(consultation), n__in=numbers(ids), refusal="", withdrawn_at__isnull=True)
    if consultation.state in OVER:
        shown = shown.filter(published_at__isnull=False)
    hidden = dict(shown.order_by("n").select_for_update(of=("self",)).values_list("n", "published_at"))
    own, now = Statement.objects.filter(conversation=consultation.pk), timezone.now()
    own.filter(n__in=[n for n, published_at in hidden.items() if published_at]).update(
        removal=rule, why_withdrawn=reason or str(rule.label), withdrawn_at=now, withdrawn_by=by
    )
    own.filter(n__in=[n for n, published_at in hidden.items() if not published_at]).update(
        refusal=rule, refusal_note=reason, decided_at=now, decided_by=by
    )
    return {f"s{n}" for n in hidden}


def restore_statements(consultation: Consultation, ids: Collection[str], by: User) -> None:
    """What a rule took down is asked again; what it refused is published, as long as it runs."""
    own = Statement.objects.filter(_proposed(consultation), n__in=numbers(ids))
    own.exclude(removal="").update(removal="", why_withdrawn="", withdrawn_at=None, withdrawn_by=None)
    decided: dict[str, Any] = {"decided_at": timezone.now(), "decided_by": by}
    if consultation.state in {ConsultationState.SCHEDULED, ConsultationState.OPEN}:
        decided["published_at"] = decided["decided_at"]
    own.exclude(refusal="").update(refusal="", refusal_note="", **decided)


def is_author_of_statement(request: HttpRequest, consultation: Consultation, id: str) -> bool:
    statement, visitor = _statement(consultation, id), visitor_of(request, consultation)
    participant = find_participant(statement.conversation, visitor)
    is_own = participant is not None and participant.pk == statement.author_id
    return is_own and (visitor.user is not None or participant.user_id is None)  # type: ignore[union-attr]


def accounts_of_statements(consultation: Consultation, ids: Collection[str]) -> dict[str, User]:
    written = Statement.objects.filter(_proposed(consultation), n__in=numbers(ids), author__user__isnull=False)
    found = written.select_related("author__user")
    return {f"s{each.n}": each.author.user for each in found if each.author and each.author.user}


def is_statement_asked(consultation: Consultation, id: str) -> bool:
    shown = Statement.objects.shown().filter(_proposed(consultation), n=int(id[1:]))
    return not consultation.is_draft and shown.exists()
