"""Fills a database with one questionnaire of many sheets: `python -m config.bench.questionnaires_filling 700000`.

In plain SQL with the triggers off, and the counts made at the end: what is measured is what comes afterwards.
"""

from __future__ import annotations

import sys
from typing import Any

import django

_SHEETS = """
    INSERT INTO questionnaires_sheet (questionnaire_id, browser, identity, stakeholders, draft, is_changed, is_put_away, number,
        begun_at, saved_at, sent_at, area_id)
    SELECT %(questionnaire)s, md5(n::text), 0, 1 + n %% 4, '{}', false, false, 'Z' || lpad(n::text, 9, '0'), now(), now(),
        now() - n %% 30 * interval '1 day', districts.codes[1 + n %% cardinality(districts.codes)]
    FROM generate_series(1, %(people)s) n,
        (SELECT array_agg(code ORDER BY code) AS codes FROM directory_area WHERE level = 'district') districts
"""
_ANSWERS = """
    INSERT INTO questionnaires_answer (sheet_id, question_id, identity, stakeholders, area, day, value)
    SELECT sheet.id, question.id, 0, sheet.stakeholders, sheet.area_id, sheet.sent_at::date,
        CASE question.kind
            WHEN 'group' THEN to_jsonb(array[sheet.stakeholders])
            WHEN 'single' THEN to_jsonb(array[1 + drawn %% 3])
            WHEN 'many' THEN to_jsonb(array[1 + drawn %% 3, 4 + drawn %% 2])
            WHEN 'scale' THEN to_jsonb(array[1 + drawn %% 5])
            WHEN 'matrix' THEN jsonb_build_object('1', 1 + drawn %% 5, '2', 1 + drawn / 7 %% 5)
            ELSE to_jsonb('ไฟทางหน้าบ้านดับมาแล้ว ' || drawn || ' คืน ช่างมาดูแล้วยังไม่ติด ขอให้ซ่อมทั้งถนน')
        END
    FROM questionnaires_sheet sheet, questionnaires_question question,
        LATERAL (SELECT abs(hashtext(sheet.id || ':' || question.n)) AS drawn) chance
    WHERE sheet.questionnaire_id = %(questionnaire)s AND question.questionnaire_id = %(questionnaire)s
"""
_TOLD = """
    WITH told AS (
        SELECT answer.question_id, answer.stakeholders, answer.area, answer.day, cell.item, cell.value
        FROM questionnaires_answer answer JOIN questionnaires_question question ON question.id = answer.question_id,
        LATERAL (
            SELECT 0 AS item, 0 AS value
            UNION ALL SELECT chosen::text::int, 0 FROM jsonb_array_elements(
                CASE WHEN question.kind IN ('group', 'single', 'many') THEN answer.value ELSE '[]' END) AS options (chosen)
            UNION ALL SELECT 0, mark::text::int FROM jsonb_array_elements(
                CASE WHEN question.kind = 'scale' THEN answer.value ELSE '[]' END) AS marks (mark)
            UNION ALL SELECT line.key::int, line.value::text::int FROM jsonb_each(
                CASE WHEN question.kind = 'matrix' THEN answer.value ELSE '{}' END) line
        ) cell
        UNION ALL SELECT NULL, stakeholders, area_id, sent_at::date, 0, 0 FROM questionnaires_sheet
    )
"""
_TALLIES = f"""{_TOLD}
    INSERT INTO questionnaires_tally (questionnaire_id, question_id, identity, stakeholders, item, value, people)
    SELECT %(questionnaire)s, question_id, 0, stakeholders, item, value, count(*) FROM told GROUP BY 2, 4, 5, 6
"""  # noqa: S608 - of our own words
_PARTS = f"""{_TOLD}
    INSERT INTO questionnaires_parttally (questionnaire_id, question_id, identity, area, day, item, value, people)
    SELECT %(questionnaire)s, question_id, 0, part.area, part.day, item, value, count(*)
    FROM told, LATERAL (VALUES (NULL, told.day), (told.area / 100, NULL), (told.area, NULL)) part (area, day)
    GROUP BY 2, 4, 5, 6, 7
"""  # noqa: S608 - of our own words
_SENT = "UPDATE questionnaires_questionnaire SET sent = %(people)s WHERE consultation_id = %(questionnaire)s"
KINDS: dict[str, dict[str, Any]] = {
    "group": {"options": ("ผู้อยู่อาศัย", "ผู้ค้า", "คนขับรถ", "ครูและนักเรียน")},
    "single": {"options": ("ทุกวัน", "บางวัน", "ไม่เคย")},
    "many": {"options": ("เดิน", "ขายของ", "รอรถ", "ออกกำลัง", "อื่น ๆ")},
    "scale": {"low_th": "ไม่พอใจเลย", "high_th": "พอใจมาก"},
    "matrix": {"options": ("ความสะอาด", "แสงสว่าง"), "low_th": "แย่", "high_th": "ดี"},
    "open": {},
}


def fill(people: int) -> str:
    """Returns the address of the questionnaire's consultation."""
    from django.db import connection

    from config.bench.open_consultation import announce, draft_for_everybody, policy_maker
    from consultations.participation.models import Identity, ShowsResults
    from consultations.questionnaires.editing import add_question, add_section, set_up_questionnaire
    from consultations.questionnaires.wording import QuestionWords

    by = policy_maker()
    consultation = draft_for_everybody()
    asked = set_up_questionnaire(
        consultation, lowest_identity=Identity.ANONYMOUS, shows_results=ShowsResults.AFTER_ANSWERING, by=by
    )
    section = add_section(asked, title_th="ทางเท้าหน้าบ้าน", title_en="", by=by)
    for number, (kind, words) in enumerate(KINDS.items(), start=1):
        options = tuple({"th": each, "en": ""} for each in words.pop("options", ()))
        add_question(section, QuestionWords(kind=kind, text_th=f"คำถามข้อที่ {number}", options=options, **words), by=by)
    announce(consultation)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        for sql in (_SHEETS, _ANSWERS, _TALLIES, _PARTS, _SENT):
            cursor.execute(sql, {"questionnaire": asked.pk, "people": people})
        cursor.execute(
            "VACUUM ANALYZE questionnaires_answer, questionnaires_sheet, questionnaires_tally, questionnaires_parttally"
        )
    return consultation.slug


if __name__ == "__main__":
    django.setup()
    print(fill(int(sys.argv[1])))
