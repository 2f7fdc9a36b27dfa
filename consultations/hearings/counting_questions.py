"""Support of questions is added up from steps that triggers wrote, at the pace of all counts; then open pages hear of news."""

from __future__ import annotations

from django.db import connection, transaction

from consultations.hearings.models.questions import QuestionStep
from consultations.pacing import LOOK_S, Paced
from notifications.live import announce
from records.chores import Chore
from records.locks import is_alone

AT_ONCE = 20_000

_LOCK = """
    SELECT id FROM hearings_hearing WHERE id IN (
        SELECT coalesce(step.hearing_id, question.hearing_id)
        FROM hearings_questionstep step LEFT JOIN hearings_question question ON question.id = step.question_id
    ) ORDER BY id FOR NO KEY UPDATE
"""
"""Hearings before their questions, as whoever puts a question's stage does: the two would wait for each other."""

_ADD_UP = """
    WITH steps AS (
        DELETE FROM hearings_questionstep WHERE id IN (SELECT id FROM hearings_questionstep ORDER BY id LIMIT %s)
        RETURNING hearing_id, question_id, confirmed, anonymous
    ), sums AS (
        SELECT question_id, sum(confirmed) AS confirmed, sum(anonymous) AS anonymous, count(*) AS steps
        FROM steps WHERE question_id IS NOT NULL GROUP BY 1
    ), added AS (
        UPDATE hearings_question question
        SET confirmed_supports = question.confirmed_supports + sums.confirmed,
            anonymous_supports = question.anonymous_supports + sums.anonymous
        FROM sums WHERE question.id = sums.question_id
        RETURNING question.hearing_id, sums.steps
    ), changed AS (
        SELECT hearing_id, sum(steps) AS steps FROM (
            SELECT hearing_id, steps FROM added UNION ALL SELECT hearing_id, 1 FROM steps WHERE hearing_id IS NOT NULL
        ) AS either GROUP BY 1
    )
    UPDATE hearings_hearing hearing SET changes = hearing.changes + 1
    FROM changed WHERE hearing.id = changed.hearing_id
    RETURNING hearing.id, hearing.changes, changed.steps
"""


@transaction.atomic
def add_up() -> int:
    """Returns how many steps there were. Pages hear of news and ask again: what is asked never rides on a socket."""
    if not is_alone("consultations.hearings.counting_questions"):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_ADD_UP, [AT_ONCE])
        told = cursor.fetchall()
    if told:
        announce(*(topic_of(pk, changes) for pk, changes, _steps in told))
    return int(sum(steps for _pk, _changes, steps in told))


def topic_of(hearing: int, changes: int | None = None) -> str:
    return f"hearing:{hearing}" if changes is None else f"hearing:{hearing}:{changes}"


count_questions = Chore("count_questions", Paced(add_up, AT_ONCE, QuestionStep), every_s=LOOK_S)
