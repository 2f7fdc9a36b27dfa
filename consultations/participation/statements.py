"""Which statements people answer: the policy team writes them, anybody may propose one, the team publishes or refuses it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.intake import without_invisible
from consultations.history import lock, record
from consultations.holding import check_not_announced, check_not_over, lock_own
from consultations.models import Consultation, ConsultationEvent
from consultations.participation.models import (
    STATEMENT_MAX_LETTERS,
    Conversation,
    Identity,
    Refusal,
    ShowsResults,
    Statement,
    plain_statement,
)
from consultations.participation.taking_part import Visitor, refusal, take_part
from consultations.workflow import ConsultationState
from directory.models import User

MOST_STATEMENTS = 10_000
MOST_WAITING = 5
"""Proposals of one participant that the team has not decided yet."""
REASON_MAX_LETTERS = 500
_CHANGED = ConsultationEvent.Kind.CHANGED


@transaction.atomic
def set_up_conversation(
    consultation: Consultation,
    *,
    lowest_identity: Identity,
    shows_results: ShowsResults,
    takes_proposals: bool,
    by: User,
) -> Conversation:
    """Let people answer statements, and say who may; the same once more changes nothing.

    Raises ValidationError: not_your_agency; announced_already, since whoever prepares for it has read it.
    """
    consultation = lock_own(consultation, by)
    wanted = {
        "lowest_identity": Identity(lowest_identity),
        "shows_results": ShowsResults(shows_results),
        "takes_proposals": takes_proposals,
    }
    found = Conversation.objects.filter(pk=consultation.pk).first()
    if found and all(getattr(found, name) == value for name, value in wanted.items()):
        return found
    check_not_announced(consultation)
    conversation, _is_new = Conversation.objects.update_or_create(consultation=consultation, defaults=wanted)
    record(consultation, _CHANGED, by=by, facts={"conversation": True})
    return conversation


@transaction.atomic
def drop_conversation(consultation: Consultation, *, by: User) -> None:
    """Take no answers to statements after all; its statements go with it. Raises as `set_up_conversation`."""
    consultation = lock_own(consultation, by)
    check_not_announced(consultation)
    Statement.objects.filter(conversation=consultation.pk).delete()
    if Conversation.objects.filter(pk=consultation.pk).delete()[0]:
        record(consultation, _CHANGED, by=by, facts={"conversation": False})


@transaction.atomic
def add_statement(conversation: Conversation, *, text: str, text_en: str = "", by: User) -> Statement:
    """One more of the policy team's, asked from now on; the same words once more are the statement there is.

    Raises ValidationError: not_your_agency, consultation_is_over, too_many_statements, and of its words as `check_words`.
    """
    consultation = _running(conversation, by)
    text, text_en = check_words(text), check_words(text_en, needed=False)
    if found := _alike(conversation, text):
        return found
    now = timezone.now()
    statement = _number(
        conversation,
        Statement(text=text, text_en=text_en, written_at=now, published_at=now, decided_at=now, decided_by=by),
    )
    record(consultation, _CHANGED, by=by, facts={"statement": statement.n})
    return statement


@transaction.atomic
def change_statement(statement: Statement, *, text: str, text_en: str = "", by: User) -> Statement:
    """Other words, as long as nobody can have answered them.

    Raises ValidationError: not_your_agency, answered_already, and of its words as `check_words`.
    """
    consultation = lock_own(statement.conversation.consultation, by)
    text, text_en = check_words(text), check_words(text_en, needed=False)
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if (statement.text, statement.text_en) == (text, text_en):
        return statement
    if consultation.state not in {ConsultationState.DRAFT, ConsultationState.SCHEDULED}:
        raise ValidationError(
            _("People answer these words already: they stay. Withdraw the statement and add another."),
            code="answered_already",
        )
    statement.text, statement.text_en = text, text_en
    statement.save(update_fields=["text", "text_en"])
    record(consultation, _CHANGED, by=by, facts={"statement": statement.n})
    return statement


@transaction.atomic
def withdraw_statement(statement: Statement, *, reason: str, by: User) -> Statement:
    """Ask one of the team's own no longer, and say why; its answers are kept and told apart. Again is no mistake.

    Before the announcement it simply goes, and no reason is needed.
    Raises ValidationError: not_your_agency, consultation_is_over, needs_a_rule (a citizen's), note_missing, note_too_long.
    """
    consultation = _running(statement.conversation, by)
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if statement.author_id is not None:
        raise ValidationError(
            _("A citizen wrote this statement: it is taken down by one of the public rules or not at all."),
            code="needs_a_rule",
        )
    if consultation.is_draft:
        statement.delete()
        record(consultation, _CHANGED, by=by, facts={"statement": statement.n})
        return statement
    if statement.withdrawn_at is not None:
        return statement
    statement.why_withdrawn = check_note(reason, most=REASON_MAX_LETTERS)
    statement.withdrawn_at, statement.withdrawn_by = timezone.now(), by
    statement.save(update_fields=["why_withdrawn", "withdrawn_at", "withdrawn_by"])
    record(consultation, _CHANGED, by=by, note=statement.why_withdrawn, facts={"statement": statement.n})
    return statement


@transaction.atomic
def propose_statement(conversation: Conversation, *, text: str, visitor: Visitor) -> Statement:
    """A citizen's statement, which waits until the policy team decides; sent twice it is one.

    Raises ValidationError: takes_no_proposals, said_already, too_many_waiting, too_many_statements, and as `check_words`,
    `taking_part.refusal` and `taking_part.take_part`.
    """
    text = check_words(text)
    if not conversation.takes_proposals:
        raise ValidationError(_("This consultation takes no proposals."), code="takes_no_proposals")
    participant = take_part(conversation, visitor)
    if found := refusal(conversation):
        raise found
    lock(conversation.consultation)  # the numbers
    if alike := _alike(conversation, text):
        if alike.author_id == participant.pk:
            return alike
        raise ValidationError(
            _("Somebody has said this already. You find it among the statements."), code="said_already"
        )
    if participant.statements.waiting().count() >= MOST_WAITING:
        raise ValidationError(
            _("%(most)s statements of yours wait for the policy team. Propose more when they are decided."),
            code="too_many_waiting",
            params={"most": MOST_WAITING},
        )
    return _number(conversation, Statement(text=text, author=participant, written_at=timezone.now()))


@transaction.atomic
def publish_statement(statement: Statement, *, by: User) -> Statement:
    """Ask everybody a proposed statement, in its author's words; again is no mistake.

    Raises ValidationError: not_your_agency, consultation_is_over, decided_already.
    """
    statement = _to_decide(statement, by)
    if statement.published_at is None:
        _check_undecided(statement)
        statement.published_at = statement.decided_at = timezone.now()
        statement.decided_by = by
        statement.save(update_fields=["published_at", "decided_at", "decided_by"])
    return statement


@transaction.atomic
def refuse_statement(statement: Statement, *, rule: Refusal, note: str = "", by: User) -> Statement:
    """Do not ask it, by one of the public rules; its author reads which, and the note. The same again is no mistake.

    Raises ValidationError: not_your_agency, consultation_is_over, decided_already, note_too_long.
    """
    note = check_note(note, needed=False, most=REASON_MAX_LETTERS)
    statement = _to_decide(statement, by)
    if (statement.refusal, statement.refusal_note) == (rule, note):
        return statement
    _check_undecided(statement)
    statement.refusal, statement.refusal_note = Refusal(rule), note
    statement.decided_at, statement.decided_by = timezone.now(), by
    statement.save(update_fields=["refusal", "refusal_note", "decided_at", "decided_by"])
    return statement


def check_words(text: str, *, needed: bool = True) -> str:
    """A statement as it is kept: in one line. Raises ValidationError: statement_missing, statement_too_long."""
    text = plain_statement(without_invisible(text))
    if needed and not text:
        raise ValidationError(_("Write the statement."), code="statement_missing")
    if len(text) > STATEMENT_MAX_LETTERS:
        raise ValidationError(
            _("The statement is %(extra)s letters too long. Say one thing only."),
            code="statement_too_long",
            params={"extra": len(text) - STATEMENT_MAX_LETTERS},
        )
    return text


def _alike(conversation: Conversation, text: str) -> Statement | None:
    """The same words, asked now or waiting."""
    asked = Q(published_at__isnull=False, withdrawn_at__isnull=True) | Q(published_at__isnull=True, refusal="")
    return Statement.objects.filter(asked, conversation=conversation, text=text).first()


def _number(conversation: Conversation, statement: Statement) -> Statement:
    """Store it under the next number. The consultation is locked."""
    conversation = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    if conversation.statement_count >= MOST_STATEMENTS:
        raise ValidationError(_("There are too many statements here already."), code="too_many_statements")
    conversation.statement_count += 1
    conversation.save(update_fields=["statement_count"])
    statement.conversation, statement.n = conversation, conversation.statement_count
    statement.save()
    return statement


def _to_decide(statement: Statement, by: User) -> Statement:
    _running(statement.conversation, by)
    return Statement.objects.select_for_update().get(pk=statement.pk)


def _check_undecided(statement: Statement) -> None:
    if not statement.is_waiting:
        raise ValidationError(_("A colleague has decided this one meanwhile."), code="decided_already")


def _running(conversation: Conversation, by: User) -> Consultation:
    """Locked, and neither closed nor withdrawn."""
    consultation = lock_own(conversation.consultation, by)
    check_not_over(consultation)
    return consultation
