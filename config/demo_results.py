"""The demo's consultation that is answered: two themes that an agency has answered, and the report, of demo/results.csv."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from config.demo_clock import clock_at
from consultations.models import Consultation
from consultations.participation.models import Statement
from consultations.results.answering import answer_duty
from consultations.results.drawing import draw_waiting
from consultations.results.making import make_duty
from consultations.results.reporting import keep_report, publish_report
from consultations.themes.finding import find_themes_in
from consultations.themes.models import Membership
from consultations.themes.sorting import name_theme
from consultations.themes.sources import versions_of
from directory.models import User

ROWS = Path(__file__).parent / "demo" / "results.csv"
SUMMARY_TH = (
    "คนส่วนใหญ่อยากให้บอกผลก่อนแล้วค่อยอ้างกฎหมาย และอยากรู้ว่าถามต่อกับใคร\n"
    "ความเห็นต่างกันเรื่องเลขมาตรา บางคนว่าอ่านยาก บางคนว่าต้องใช้อุทธรณ์"
)
SUMMARY_EN = (
    "Most people want the decision first and the law afterwards, and want to know whom to ask.\n"
    "They differ on numbers of sections: some find them hard to read, some need them for an appeal."
)
PARTS = (
    "ยังจำกัด 1 หน้าเหมือนร่างเดิม ไม่นับกล่องท้ายหนังสือที่บอกวิธีอุทธรณ์",
    "เพิ่มว่าต้องบอกชื่อและเบอร์โทรศัพท์ของคนที่ถามต่อได้ด้วย",
)


def report_results(consultation: Consultation, key: str, *, by: User) -> None:
    """What came of this consultation, some days after it closed; most are not that far."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["consultation"] == key]
    if not rows or consultation.closes_at is None:
        return
    with clock_at(consultation.closes_at + timedelta(hours=1)):
        find_themes_in(consultation, versions_of(Consultation.objects.filter(pk=consultation.pk))[consultation.pk])
    for number, row in enumerate(rows):
        said = Statement.objects.get(conversation=consultation.pk, text=row["said"])
        theme = Membership.objects.get(consultation=consultation, text=f"s{said.n}").theme
        if theme is None:
            continue  # found in none by a later version of the program
        with clock_at(consultation.closes_at + timedelta(days=1, hours=17 + number)):
            name_theme(theme, name=row["name"], by=by)
            duty = make_duty(theme, agency=consultation.agency, by=by)
        with clock_at(consultation.closes_at + timedelta(days=5 + number, hours=18)):
            answer_duty(duty, outcome=row["outcome"], reason_th=row["reason_th"], reason_en=row["reason_en"], by=by)
    with clock_at(consultation.closes_at + timedelta(days=8, hours=18)):
        told = {"summary_th": SUMMARY_TH, "summary_en": SUMMARY_EN, "parts": PARTS, "quotes": {}, "seen": 0}
        report = keep_report(consultation, **told, by=by)  # type: ignore[arg-type]
        publish_report(consultation, seen=report.edits, by=by)
    draw_waiting()
