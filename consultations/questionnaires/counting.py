"""Counting sheets without counting them: triggers write each step down, a chore adds the steps up, pages read sums."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
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
        RETURNING questionnaire_id, question_id, identity, stakeholders, value, step, area, day
    )
    SELECT coalesce(steps.questionnaire_id, question.questionnaire_id), question_id, question.kind, identity, stakeholders, value::text,
        area, day, sum(step), count(*)
    FROM steps LEFT JOIN questionnaires_question question ON question.id = steps.question_id
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
_ADD = """
    INSERT INTO questionnaires_tally AS tally (questionnaire_id, question_id, identity, stakeholders, item, value, people)
    VALUES %s
    ON CONFLICT (questionnaire_id, question_id, identity, stakeholders, item, value) DO UPDATE
    SET people = tally.people + excluded.people
"""
_ADD_PARTS = """
    INSERT INTO questionnaires_parttally AS tally (questionnaire_id, question_id, identity, area, day, item, value, people)
    VALUES %s
    ON CONFLICT (questionnaire_id, question_id, area, day, identity, item, value) DO UPDATE
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
        sums, parts, sheets = _sums(taken)
        for sql, told in ((_ADD, sums), (_ADD_PARTS, parts)):
            if told:
                execute_values(cursor.cursor, sql, [(*key, people) for key, people in sorted(told.items(), key=repr)])
        sent_now = execute_values(cursor.cursor, _SENT, list(sheets.items()), fetch=True) if sheets else []
    if sent_now:
        announce(*(f"questionnaire:{slug}:{sent}" for slug, sent in sent_now))
    return sum(int(steps) for *_rest, steps in taken)


def _sums(taken: list[tuple[Any, ...]]) -> tuple[Counter[tuple[Any, ...]], Counter[tuple[Any, ...]], Counter[int]]:
    """People by (questionnaire, question, identity, stakeholders, item, value); by (…, identity, area, day, item, value); sheets."""
    sums: Counter[tuple[Any, ...]] = Counter()
    parts: Counter[tuple[Any, ...]] = Counter()
    sheets: Counter[int] = Counter()
    for questionnaire, question, kind, identity, stakeholders, value, area, day, people, _steps in taken:
        if questionnaire is None:
            continue  # of a question that is gone: only before its consultation opened
        if question is None:
            sheets[questionnaire] += people
        said = json.loads(value) if value is not None else None
        for item, mark in [(0, 0)] if question is None else cells_of(kind if value is not None else Kind.OPEN, said):
            sums[questionnaire, question, identity, stakeholders, item, mark] += people
            for part in _parts(area, day):
                parts[questionnaire, question, identity, *part, item, mark] += people
    return *(Counter({key: people for key, people in told.items() if people}) for told in (sums, parts)), sheets  # type: ignore[return-value]


def _parts(area: int | None, day: date | None) -> Iterator[tuple[int | None, date | None]]:
    """Area and day of the parts in which a step counts: a district's in its province too."""
    if day is not None:
        yield None, day
    if area is not None:
        yield int(str(area)[:2]), None
        if area > 99:
            yield area, None
