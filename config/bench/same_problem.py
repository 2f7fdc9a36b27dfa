"""`bench same_problem`: what it takes to tell an officer which of 1,000,000 open cases may be of the same problem.

Every case is one of the officer's own agency, the worst there is: a smaller agency has fewer to look through. Three of four
lie around 400 towns, closer to their middles; one of a hundred at one of 50 spots where hundreds tell the same thing.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time

import django

from config.bench.machine import watched
from config.bench.prepared import bench_server, house_with

BEFORE = 2_000
"""Ordinary cases, whose texts, topics and areas the others repeat."""
ASKED, WARM_UP = 300, 20
BAR_MS = 50
SPOTS = 50

CASES = f"""
    WITH told AS (
        SELECT row_number() OVER () - 1 AS k, c.id, c.topic_id, c.area_id FROM complaints_case c
        WHERE c.topic_id IS NOT NULL AND c.area_id IS NOT NULL AND c.visibility <> 'confidential' ORDER BY c.id LIMIT 1500
    ), size AS (SELECT count(*) AS rows FROM told),
    towns AS (SELECT n AS k, 6 + random() * 14 AS north, 98 + random() * 7 AS east FROM generate_series(0, 399) AS n),
    made AS (
        SELECT n, random() AS dice, now() - random() * interval '30 days' AS at,
            (random() + random() + random() - 1.5) * 0.06 AS up, (random() + random() + random() - 1.5) * 0.06 AS along,
            random() * 12 AS far_up, random() * 6 AS far_along
        FROM generate_series(1, %(cases)s) AS n
    )
    INSERT INTO complaints_case (reference, state, kind, visibility, topic_id, area_id, place_text, public_text, public_place,
        latitude, longitude, is_urgent, created_at, routed_at, outcome, reopened_count, event_count, me_too_count, words, words_version)
    SELECT '69-' || upper(substr(lpad(to_hex(n), 8, '0'), 1, 4)) || '-' || upper(substr(lpad(to_hex(n), 8, '0'), 5)) || '-U',
        'in_progress', 'complaint', 'agency', told.topic_id, told.area_id, '', '', '',
        CASE WHEN dice < 0.01 THEN 13.7 + (n %% {SPOTS}) * 0.02 WHEN dice < 0.76 THEN towns.north + up ELSE 6 + far_up END,
        CASE WHEN dice < 0.01 THEN 100.5 WHEN dice < 0.76 THEN towns.east + along ELSE 98.5 + far_along END,
        false, at, at, '', 0, 1, 0, ''::tsvector, %(version)s
    FROM made CROSS JOIN size JOIN told ON told.k = made.n %% size.rows JOIN towns ON towns.k = (made.n * 7) %% 400
"""  # noqa: S608 - a number of our own
COMPLAINTS = """
    WITH told AS (
        SELECT row_number() OVER () - 1 AS k, p.text FROM complaints_complaint p JOIN complaints_case c ON c.id = p.case_id
        WHERE c.topic_id IS NOT NULL AND c.area_id IS NOT NULL AND c.visibility <> 'confidential'
            AND c.reference NOT LIKE '%%-U' ORDER BY c.id LIMIT 1500
    ), size AS (SELECT count(*) AS rows FROM told)
    INSERT INTO complaints_complaint (reference, case_id, text, channel, language, visibility, submitted_at, counts_from, receipt_hash)
    SELECT c.reference, c.id, told.text, 'web', 'th', 'agency', c.created_at, c.created_at, ''
    FROM complaints_case c CROSS JOIN size
    JOIN told ON told.k = ('x' || replace(substr(c.reference, 4, 9), '-', ''))::bit(32)::int %% size.rows
    WHERE c.reference LIKE '%%-U'
"""
PARTS = """
    INSERT INTO complaints_assignment
        (case_id, agency_id, part, state, proposed_at, accepted_at, due_at, answer, reason, case_is_open, case_is_confidential)
    SELECT id, (SELECT id FROM directory_agency WHERE code = 'pea'), 'lead', 'working', created_at, created_at,
        created_at + interval '20 days', '', '', true, false
    FROM complaints_case WHERE reference LIKE '%%-U'
"""


def measure(*, cases: int) -> dict[str, float]:
    with bench_server() as server, house_with(server, BEFORE, open_cases=cases) as house, watched(server.pid) as busy:
        figures: dict[str, float] = json.loads(house.manage("ask", module="config.bench.same_problem"))
    return {"open_cases": cases, **figures, "p95_at_most_ms": BAR_MS, **busy.figures()}


def fill(cases: int) -> None:
    from django.db import connection

    from records.segmentation import segmentation_here

    tables = ("complaints_case", "complaints_complaint", "complaints_assignment")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in (CASES, COMPLAINTS, PARTS):
            cursor.execute(statement, {"cases": cases, "version": segmentation_here().number})
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("VACUUM (ANALYZE)")


def ask() -> dict[str, float]:
    """The officer's question about cases drawn at random, and about cases at the busiest spots; wall and CPU of this process."""
    from complaints.duplicates import candidates_at_an_office
    from complaints.models import Case
    from directory.models import User

    officer = User.objects.filter(memberships__agency__code="pea", memberships__role="officer").first()
    assert officer is not None  # noqa: S101 - load_demo made one
    last = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    dice = random.Random(7)
    drawn = Case.objects.filter(pk__in=[dice.randrange(last - 900_000, last) for _ in range(ASKED + WARM_UP)])
    at_a_spot = Case.objects.filter(longitude=100.5, latitude__range=(13.69, 14.72)).order_by("reference")[:100]
    figures: dict[str, float] = {}
    for name, cases in (("drawn", list(drawn)), ("busy_spot", list(at_a_spot))):
        waits, found, began_cpu = [], 0, time.process_time()
        for number, case in enumerate(cases):
            began = time.perf_counter()
            found += len(candidates_at_an_office(case, officer))
            if number >= WARM_UP:
                waits.append((time.perf_counter() - began) * 1e3)
        figures[f"{name}_median_ms"] = round(statistics.median(waits), 1)
        figures[f"{name}_p95_ms"] = round(statistics.quantiles(waits, n=20)[-1], 1)
        figures[f"{name}_cpu_ms"] = round((time.process_time() - began_cpu) * 1e3 / len(cases), 1)
        figures[f"{name}_candidates"] = round(found / len(cases), 2)
    return figures


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "ask":
        print(json.dumps(ask()))
    else:
        fill(int(sys.argv[1]))
