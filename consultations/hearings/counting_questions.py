"""Support of questions is added up once a second from steps that triggers wrote; then open pages hear of news."""

from __future__ import annotations

from django.db import connection, transaction

from notifications.live import announce
from records.chores import Chore

AT_ONCE = 20_000
_LOCK = 7_261_904
"""Of this chore, for pg_try_advisory_xact_lock: one worker adds up at a time."""

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
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_ADD_UP, [AT_ONCE])
        told = cursor.fetchall()
    if told:
        announce(*(topic_of(pk, changes) for pk, changes, _steps in told))
    return int(sum(steps for _pk, _changes, steps in told))


def topic_of(hearing: int, changes: int | None = None) -> str:
    return f"hearing:{hearing}" if changes is None else f"hearing:{hearing}:{changes}"


def add_up_once_a_second() -> int:
    """Asked again at once only while it does not keep up."""
    steps = add_up()
    return steps if steps >= AT_ONCE else 0


count_questions = Chore("count_questions", add_up_once_a_second, every_s=1)
