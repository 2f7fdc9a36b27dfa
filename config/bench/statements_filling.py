"""Fills a database with one conversation of many people: `python -m config.bench.statements_filling 700000 7`; or finds its groups.

In plain SQL with the triggers off, and the counts made at the end: what is measured is what comes afterwards.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import django

STATEMENTS = 300
_PEOPLE = """
    INSERT INTO participation_participant (conversation_id, browser, identity, joined_at, area_id)
    SELECT %(conversation)s, md5(n::text), 0, now() - n %% 30 * interval '1 day',
        districts.codes[1 + n %% cardinality(districts.codes)]
    FROM generate_series(1, %(people)s) n,
        (SELECT array_agg(code ORDER BY code) AS codes FROM directory_area WHERE level = 'district') districts
"""
_VOTES = """
    INSERT INTO participation_vote (participant_id, statement_id, identity, area, value, cast_at)
    SELECT participant.id, statement.id, 0, participant.area_id,
        CASE WHEN hashtext(participant.id || ':' || statement.n) %% 10 = 0 THEN 0
             WHEN (statement.n + participant.id) %% 2 = 0 THEN 1 ELSE -1 END,
        participant.joined_at
    FROM participation_participant participant, generate_series(1, %(each)s) k, participation_statement statement
    WHERE participant.conversation_id = %(conversation)s AND statement.conversation_id = %(conversation)s
        AND statement.n = 1 + (participant.id * 37 + k * 41) %% %(statements)s
"""
_TALLIES = """
    INSERT INTO participation_tally (conversation_id, statement_id, identity, agreed, disagreed, passed, people)
    SELECT %(conversation)s, statement_id, 0, count(*) FILTER (WHERE value = 1), count(*) FILTER (WHERE value = -1),
        count(*) FILTER (WHERE value = 0), 0
    FROM participation_vote GROUP BY statement_id
    UNION ALL SELECT %(conversation)s, NULL, 0, 0, 0, 0, %(people)s
"""
_PARTS = """
    WITH said AS (
        SELECT statement_id, area, cast_at::date AS day, count(*) FILTER (WHERE value = 1) AS agreed,
            count(*) FILTER (WHERE value = -1) AS disagreed, count(*) FILTER (WHERE value = 0) AS passed, 0 AS people
        FROM participation_vote GROUP BY 1, 2, 3
        UNION ALL SELECT NULL, area_id, joined_at::date, 0, 0, 0, count(*) FROM participation_participant GROUP BY 2, 3
    )
    INSERT INTO participation_parttally (conversation_id, statement_id, identity, area, day, agreed, disagreed, passed, people)
    SELECT %(conversation)s, statement_id, 0, part.area, part.day, sum(agreed), sum(disagreed), sum(passed), sum(people)
    FROM said, LATERAL (VALUES (NULL, said.day), (said.area / 100, NULL), (said.area, NULL)) part (area, day)
    GROUP BY 2, 4, 5
"""
_SUMS = """
    UPDATE participation_conversation SET votes = (SELECT count(*) FROM participation_vote), changes = %(people)s * %(each)s
    WHERE consultation_id = %(conversation)s
"""


def fill(people: int, each: int) -> str:
    """Returns the address of the conversation's consultation."""
    from django.db import connection

    from config.bench.open_consultation import announce, draft_for_everybody, policy_maker
    from consultations.participation.models import Identity, ShowsResults
    from consultations.participation.statements import add_statement, set_up_conversation

    suda = policy_maker()
    consultation = draft_for_everybody()
    conversation = set_up_conversation(
        consultation,
        lowest_identity=Identity.ANONYMOUS,
        shows_results=ShowsResults.AFTER_ANSWERING,
        takes_proposals=True,
        by=suda,
    )
    for n in range(STATEMENTS):
        add_statement(conversation, text=f"หน่วยงานควรตอบเรื่องแบบที่ {n} ภายใน {n % 30 + 1} วัน", by=suda)
    announce(consultation)
    values = {"conversation": conversation.pk, "people": people, "each": each, "statements": STATEMENTS}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        for sql in (_PEOPLE, _VOTES, _TALLIES, _PARTS, _SUMS):
            cursor.execute(sql, values)
        cursor.execute(
            "VACUUM ANALYZE participation_vote, participation_participant, participation_tally, participation_parttally"
        )
    return consultation.slug


def find() -> dict[str, float]:
    """What finding the groups costs, once."""
    from consultations.participation.grouping import find_groups

    began = time.perf_counter()
    found = find_groups()
    return {
        "found": found,
        "groups_s": round(time.perf_counter() - began, 1),
        "groups_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(find()) if sys.argv[1] == "groups" else fill(int(sys.argv[1]), int(sys.argv[2])))
