"""The demo's questionnaire: the rows of demo/questions.csv, asked by the platform's own acts and answered by people made up.

only_if: the number of an earlier question and of its answer, such as `2:1|2:2`; groups: numbers of the groups that are asked.
"""

from __future__ import annotations

import csv
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from config.demo_statements import TELLS_HOME, homes_of
from consultations.models import Consultation
from consultations.participation.models import Identity, ShowsResults
from consultations.participation.taking_part import hash_of_browser
from consultations.questionnaires.branching import parts_of, questions_in, shown_parts
from consultations.questionnaires.counting import add_up
from consultations.questionnaires.editing import ShownTo, add_question, add_section, set_up_questionnaire
from consultations.questionnaires.models import Answer, Kind, Question, Questionnaire, Section, Sheet
from consultations.questionnaires.wording import QuestionWords
from directory.models import User

ROWS = Path(__file__).parent / "demo" / "questions.csv"
SHEETS = 320
SKIPPED = 0.15
"""The share of questions that somebody leaves empty."""
OWN_WORDS = (
    "ขอให้บอกวันที่แน่นอน จะได้ไม่ต้องโทรถามทุกวัน",
    "ตอบช้าไม่เป็นไร แต่อย่าเงียบ",
    "อยากให้ส่ง SMS เพราะพ่อแม่ไม่มี LINE",
    "เจ้าหน้าที่น้อยเกินไป ควรเพิ่มคนก่อนเพิ่มกฎ",
    "เรื่องไฟดับควรตอบภายในวันเดียว",
    "โทรหาผมได้ที่ 081-234-5678 จะเล่าให้ฟัง",
)


def ask_questions(consultation: Consultation, key: str, *, by: User) -> None:
    """Those of this consultation, before it is announced; most have none."""
    rows = _rows(key)
    if not rows:
        return
    found = set_up_questionnaire(
        consultation, lowest_identity=Identity.ANONYMOUS, shows_results=ShowsResults.AFTER_ANSWERING, by=by
    )
    parts: dict[str, Section] = {}
    for row in rows:
        if row["part_th"] not in parts:
            parts[row["part_th"]] = add_section(found, title_th=row["part_th"], title_en=row["part_en"], by=by)
        shown, is_required = _shown_to(found, row), bool(row["required"])
        add_question(parts[row["part_th"]], _words(row), is_required=is_required, shown=shown, by=by)


def answer_questions(consultation: Consultation, key: str) -> None:
    """By some hundred browsers since the opening, always the same."""
    if not _rows(key):
        return
    found = Questionnaire.objects.get(pk=consultation.pk)
    parts = parts_of(found)
    chance, opens_at = random.Random(key), consultation.opens_at or timezone.now()  # noqa: S311 - a made-up story
    open_for = timezone.now() - opens_at - timedelta(hours=1)
    answers = []
    homes, lives_in = homes_of(consultation), random.Random(f"{key} homes")  # noqa: S311 - a made-up story
    for number in range(SHEETS):
        at = opens_at + open_for * chance.random()
        told = {
            each.n: _answer(each, chance)
            for each in questions_in(parts)
            if chance.random() >= SKIPPED or each.is_required
        }
        group = next((told[each.n][0] for each in questions_in(parts) if each.kind == Kind.GROUP and each.n in told), 0)
        sheet = Sheet.objects.create(
            questionnaire=found,
            browser=hash_of_browser(consultation.slug, f"sheet-{number}"),
            identity=Identity.ANONYMOUS,
            stakeholders=group,
            area_id=lives_in.choice(homes) if homes and lives_in.random() < TELLS_HOME else None,
            number=f"DEMO-{number:04d}",
            is_changed=False,
            begun_at=at,
            sent_at=at,
        )
        shown = [each for each in questions_in(shown_parts(parts, told)) if each.n in told]
        same = {"sheet": sheet, "identity": Identity.ANONYMOUS, "stakeholders": group}
        same |= {"area": sheet.area_id, "day": timezone.localdate(at)}
        answers += [Answer(question=each, value=told[each.n], **same) for each in shown]
    Answer.objects.bulk_create(answers)
    add_up()


def _answer(question: Question, chance: random.Random) -> Any:
    """Earlier options and higher marks are liked better."""
    options = list(question.choices)
    liked = [1 / place for place in range(1, len(options) + 1)]
    match Kind(question.kind):
        case Kind.OPEN:
            return chance.choice(OWN_WORDS)
        case Kind.SCALE:
            return [min(5, 1 + int(4.6 * chance.random() ** 1.3))]
        case Kind.MATRIX:
            return {str(n): max(1, 6 - int(1 + (1.2 + n) * chance.random())) for n in options}
        case Kind.RANKING:
            return sorted(options, key=lambda n: n + 3 * chance.random())
        case Kind.MANY:
            return sorted(set(chance.choices(options, liked, k=question.most or 2)))
    return chance.choices(options, liked)


def _words(row: dict[str, str]) -> QuestionWords:
    thai, english = (row[f"options_{language}"].split("|") for language in ("th", "en"))
    options = tuple({"th": th, "en": en} for th, en in zip(thai, english, strict=True) if th)
    ends = {name: row[name] for name in ("low_th", "low_en", "high_th", "high_en")}
    most = int(row["most"]) if row["most"] else None
    return QuestionWords(kind=row["kind"], text_th=row["th"], text_en=row["en"], options=options, most=most, **ends)


def _shown_to(found: Questionnaire, row: dict[str, str]) -> ShownTo:
    pairs = [each.split(":") for each in row["only_if"].split("|") if each]
    question = Question.objects.get(questionnaire=found, n=int(pairs[0][0])) if pairs else None
    groups = [int(n) for n in row["groups"].split("|") if n]
    return ShownTo(question, [int(option) for _n, option in pairs], groups)


def _rows(key: str) -> list[dict[str, str]]:
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["consultation"] == key]
