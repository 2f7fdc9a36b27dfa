"""Fills a database with public cases only, by SQL: `python -m config.bench.public_filling 1000000`.

It needs a database with some cases in it: their texts, topics and areas are taken again and again. Each case gets a place
in Thailand, more of them where many are, as in life. Some words are put into so many cases as a search finds hard.
"""

from __future__ import annotations

import sys
from itertools import accumulate

import django

ONE_IN = {"หิ่งห้อย": 200_000, "ตุ๊กแก": 200, "นกยูง": 50, "อุกกาบาต": 20}
"""Words that no text of the demo has, each in one of so many cases, all over the years."""
BYGONE = "ตั๊กแตน"
"""A word of a plague long over: in one of ten cases then, in none of the last two years."""
IN_NO_CASE = "เพนกวิน"
PLAGUE_ENDED = "2 years"
OTHER_KINDS = {"suggestion": 0.06, "information_request": 0.06, "praise": 0.03}

CASES = """
    WITH told AS (
        SELECT row_number() OVER () - 1 AS k, public_text, topic_id, ts_delete(words, ARRAY(
            SELECT word FROM unnest(tsvector_to_array(words)) AS word WHERE word ~ '^(inarea|number|ending|ofyear)')) AS words
        FROM complaints_case
        WHERE public_text <> '' AND topic_id IS NOT NULL AND area_id IS NOT NULL LIMIT 2000
    ), size AS (SELECT count(*) AS rows FROM told),
    areas AS (SELECT row_number() OVER () - 1 AS k, code FROM directory_area WHERE level = 'subdistrict'),
    made AS (
        SELECT n, random() AS dice, random() AS wish, now() - random() * interval '3 years' AS at,
            13.7 + (random() + random() + random() - 1.5) * 4.6 AS north, 101 + (random() + random() - 1) * 3.5 AS east
        FROM generate_series(1, %(cases)s) AS n
    )
    INSERT INTO complaints_case (reference, state, kind, visibility, topic_id, area_id, place_text, public_text, public_place,
        public_latitude, public_longitude, public_words, released_at, is_urgent, created_at, outcome, reopened_count,
        event_count, me_too_count, words, words_version)
    SELECT '69-' || upper(substr(lpad(to_hex(n), 8, '0'), 1, 4)) || '-' || upper(substr(lpad(to_hex(n), 8, '0'), 5)) || '-U',
        CASE WHEN dice < 0.5 THEN 'in_progress' WHEN dice < 0.6 THEN 'resolution_proposed' ELSE 'closed' END,
        CASE {kinds} ELSE 'complaint' END, 'public',
        told.topic_id, areas.code, '', told.public_text, '', (floor(north * 1000) + 0.5) / 1000,
        (floor(east * 1000) + 0.5) / 1000, told.words || array_to_tsvector(array_remove(ARRAY[{words}], NULL)), at, false, at, '', 0, 1, (dice * dice * 40)::int, ''::tsvector,
        %(version)s
    FROM made CROSS JOIN size JOIN told ON told.k = made.n %% size.rows
    JOIN areas ON areas.k = (made.n * 7) %% (SELECT count(*) FROM areas)
"""
PARTS = """
    INSERT INTO complaints_assignment
        (case_id, agency_id, part, state, proposed_at, answer, reason, case_is_open, case_is_confidential)
    SELECT id, (SELECT min(id) FROM directory_agency), 'lead', 'proposed', created_at, '', '', true, false
    FROM complaints_case WHERE reference LIKE '%%-U'
"""


def fill(cases: int) -> None:
    from django.db import connection

    from complaints.public_map import count_squares
    from records.segmentation import segmentation_here

    tables = ("complaints_case", "complaints_assignment")
    with connection.cursor() as cursor:
        for table in tables:  # the squares are counted once, at the end
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            CASES.format(kinds=_kinds(), words=_words()), {"cases": cases, "version": segmentation_here().number}
        )
        cursor.execute(PARTS, {})
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        count_squares()
        cursor.execute("VACUUM (ANALYZE)")


def _kinds() -> str:
    chances = accumulate(OTHER_KINDS.values())
    return " ".join(f"WHEN wish < {chance} THEN '{kind}'" for kind, chance in zip(OTHER_KINDS, chances, strict=True))


def _words() -> str:
    told = [f"CASE WHEN n %% {one_in} = {one_in // 2} THEN '{word}' END" for word, one_in in ONE_IN.items()]
    bygone = f"CASE WHEN n %% 10 = 3 AND at < now() - interval '{PLAGUE_ENDED}' THEN '{BYGONE}' END"
    # As complaints.searching has them: where each lies, and its number.
    places = [f"'inarea' || areas.code / {size}" for size in (1, 100, 10_000)]
    number = [
        "'number' || lpad(to_hex(n), 8, '0') || 'u'",
        "'ending' || right(lpad(to_hex(n), 8, '0'), 4) || 'u'",
        "'ofyear69'",
    ]
    months = [f"'@' || to_char(at AT TIME ZONE 'UTC', '{part}')" for part in ("YYYY", "YYYY-MM")]
    return ", ".join([*told, bygone, *places, *number, *months])


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
