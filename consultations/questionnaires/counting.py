"""Counting sheets without counting them: triggers write each step down, a chore adds the steps up, pages read sums."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from consultations.questionnaires.answers import cells_of
from consultations.questionnaires.models import Kind
from notifications.live import announce
from records.locks import is_alone

AT_ONCE = 20_000

_TAKE = """
    WITH steps AS (
        DELETE FROM questionnaires_change WHERE id IN (SELECT id FROM questionnaires_change ORDER BY id LIMIT %s)
        RETURNING questionnaire_id, question_id, identity, stakeholders, value, step
    )
    SELECT coalesce(steps.questionnaire_id, question.questionnaire_id), question_id, question.kind, identity, stakeholders, value::text,
        sum(step), count(*)
    FROM steps LEFT JOIN questionnaires_question question ON question.id = steps.question_id
    GROUP BY 1, 2, 3, 4, 5, 6
"""
_ADD = """
    INSERT INTO questionnaires_tally AS tally (questionnaire_id, question_id, identity, stakeholders, item, value, people)
    VALUES %s
    ON CONFLICT (questionnaire_id, question_id, identity, stakeholders, item, value) DO UPDATE
    SET people = tally.people + excluded.people
"""
_SENT = """
    UPDATE questionnaires_questionnaire questionnaire SET sent = questionnaire.sent + more.people
    FROM (VALUES %s) AS more (id, people), consultations_consultation consultation
    WHERE questionnaire.consultation_id = more.id AND consultation.id = more.id
    RETURNING consultation.slug, questionnaire.sent
"""


@transaction.atomic
def add_up() -> int:
    """Add a batch of steps to the sums and tell open pages the new number of sheets. Returns how many steps there were."""
    if not is_alone("consultations.questionnaires.counting"):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [AT_ONCE])
        taken = cursor.fetchall()
        sums, sheets = _sums(taken)
        if sums:
            execute_values(cursor.cursor, _ADD, [(*key, people) for key, people in sorted(sums.items(), key=repr)])
        told = execute_values(cursor.cursor, _SENT, list(sheets.items()), fetch=True) if sheets else []
    if told:
        announce(*(f"questionnaire:{slug}:{sent}" for slug, sent in told))
    return sum(int(steps) for *_rest, steps in taken)


def _sums(taken: list[tuple[Any, ...]]) -> tuple[Counter[tuple[Any, ...]], Counter[int]]:
    """People by (questionnaire, question, identity, stakeholders, item, value), and sheets by questionnaire."""
    sums: Counter[tuple[Any, ...]] = Counter()
    sheets: Counter[int] = Counter()
    for questionnaire, question, kind, identity, stakeholders, value, people, _steps in taken:
        if questionnaire is None:
            continue  # of a question that is gone: only before its consultation opened
        if question is None:
            sheets[questionnaire] += people
        said = json.loads(value) if value is not None else None
        for item, mark in [(0, 0)] if question is None else cells_of(kind if value is not None else Kind.OPEN, said):
            sums[questionnaire, question, identity, stakeholders, item, mark] += people
    return Counter({key: people for key, people in sums.items() if people}), sheets
