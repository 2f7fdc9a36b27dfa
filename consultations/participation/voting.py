"""Answering statements. Whether an answer came in time is decided inside the statement that keeps it, by the database's clock."""

from __future__ import annotations

import random
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from consultations.participation.counting import Counted, counted_statements
from consultations.participation.models import Answer, Conversation, Participant, Statement, Vote
from consultations.participation.taking_part import OPEN_NOW, Visitor, identity_too_low, refusal, take_part
from directory.statements import Prepared
from ml.next_statement import draw_statement

_CAST = Prepared(f"""
    INSERT INTO participation_vote (participant_id, statement_id, identity, area, value, cast_at)
    SELECT participant.id, statement.id, participant.identity, participant.area_id, %(value)s::smallint, now()
    FROM participation_participant participant
    JOIN participation_conversation conversation ON conversation.consultation_id = participant.conversation_id
    JOIN consultations_consultation consultation ON consultation.id = conversation.consultation_id
    JOIN participation_statement statement ON statement.conversation_id = conversation.consultation_id
    WHERE participant.id = %(participant)s AND statement.n = %(n)s
        AND statement.published_at IS NOT NULL AND statement.withdrawn_at IS NULL
        AND participant.identity >= conversation.lowest_identity AND {OPEN_NOW}
    FOR SHARE OF participant
    ON CONFLICT (participant_id, statement_id) DO UPDATE
    SET value = excluded.value, identity = excluded.identity, area = excluded.area, cast_at = excluded.cast_at
    RETURNING 1
""")  # noqa: S608 - of our own words
# FOR SHARE: while a browser's answers become an account's (taking_part), a new one waits and is counted at the right level.


@dataclass(frozen=True)
class Progress:
    """How far somebody is. answers: by the number of the statement, of those that are shown now."""

    answers: dict[int, int]
    of: int

    @property
    def done(self) -> int:
        return len(self.answers)

    @property
    def is_complete(self) -> bool:
        return self.done >= self.of


@transaction.atomic
def cast_vote(conversation: Conversation, n: int, answer: Answer, *, visitor: Visitor) -> Participant:
    """Keep what somebody says to statement n, in place of what they said before; the same once more changes nothing.

    Raises Statement.DoesNotExist for a number that was never shown, and ValidationError: consultation_closed,
    consultation_withdrawn, not_open_yet, statement_withdrawn, identity_too_low, sign_in_again, no_cookie.
    """
    participant = take_part(conversation, visitor)
    with connection.cursor() as cursor:
        _CAST.run(cursor, {"participant": participant.pk, "n": n, "value": int(answer)})
        if cursor.fetchone():
            return participant
    raise _why_not(conversation, n)


def _why_not(conversation: Conversation, n: int) -> ValidationError:
    if found := refusal(conversation):
        return found
    statement = Statement.objects.ever_shown().get(conversation=conversation, n=n)
    if statement.withdrawn_at is not None:
        return ValidationError(
            _("This statement was withdrawn meanwhile. Go on with the next one."), code="statement_withdrawn"
        )
    return identity_too_low(conversation.lowest_identity)


def answers_of(participant: Participant | None) -> dict[int, int]:
    """All that somebody answered, by the number of the statement."""
    if participant is None:
        return {}
    return dict(Vote.objects.filter(participant=participant).values_list("statement__n", "value"))


def progress_of(conversation: Conversation, answers: dict[int, int]) -> Progress:
    shown = counted_statements(conversation.pk)
    return Progress({each.n: answers[each.n] for each in shown if each.n in answers}, of=len(shown))


def next_statement(
    conversation: Conversation, participant: Participant | None, answers: dict[int, int]
) -> Counted | None:
    """The statement to be asked next, by Pol.is' priority; None when all are answered.

    Drawn anew only with the next answer: whoever loads the page again is asked the same.
    """
    open_ones = {str(each.n): each for each in counted_statements(conversation.pk) if each.n not in answers}
    seen = {n: each.seen for n, each in open_ones.items()}
    chance = random.Random(f"{participant.pk}:{len(answers)}") if participant else random.Random()  # noqa: S311
    drawn = draw_statement(seen, chance)
    return open_ones[drawn] if drawn else None


def has_answered(participant: Participant | None) -> bool:
    return participant is not None and Vote.objects.filter(participant=participant).exists()
