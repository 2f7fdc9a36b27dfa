"""The demo's law in force: the texts of demo/statutes.csv, a rule that exists nowhere, with its steps and the draft that would change it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from consultations.models import Consultation
from consultations.statutes.linking import link_law
from consultations.statutes.models import Law, LinkRole, StepKind
from consultations.statutes.registering import Entry, register_law
from consultations.statutes.steps import Step, add_step
from consultations.statutes.wordings import Since, keep_wording, read_law
from directory.models import Agency
from directory.people import account_of

ROWS = Path(__file__).parent / "demo" / "statutes.csv"
MADE_UP = "ตัวอย่างสมมติสำหรับการสาธิต"
STEPS = (
    Step(StepKind.CABINET, date(2018, 8, 14), MADE_UP, "คณะรัฐมนตรีเห็นชอบ", "Approved by the cabinet"),
    Step(StepKind.GAZETTE, date(2018, 9, 20), MADE_UP),
    Step(StepKind.IN_FORCE, date(2018, 10, 1), MADE_UP),
    Step(StepKind.EVALUATION, date(2023, 10, 2), MADE_UP, "ประเมินผลครบห้าปี", "Evaluated after five years"),
)


def make_demo_laws() -> int:
    """Put the demo's law into the database, once."""
    if Law.objects.exists():
        return 0
    by = account_of("suda")
    entry = Entry(
        kind="rule",
        title_th="ระเบียบสำนักนายกรัฐมนตรี ว่าด้วยการตอบเรื่องร้องเรียนของประชาชน พ.ศ. 2561 (ตัวอย่างสมมติ)",
        title_en="Rule on answering complaints of the people, 2018 (made-up example)",
        short_th="ระเบียบการตอบเรื่องร้องเรียน (ตัวอย่างสมมติ)",
        short_en="Rule on answering complaints (made-up example)",
        source=MADE_UP,
        gazette="เล่ม 0 ตอนที่ 1 ง (ตัวอย่างสมมติ)",
        gazette_on=date(2018, 9, 20),
        in_force_since=date(2018, 10, 1),
    )
    law = register_law(entry, agency=Agency.objects.get(code="opm-ops"), by=by)
    for row in _rows():
        from_on, gazette_on = date.fromisoformat(row["from_on"]), date.fromisoformat(row["gazette_on"])
        since = Since(from_on, MADE_UP, row["amended_by"], row["gazette"], gazette_on)
        keep_wording(law, read_law(pasted=row["text"]), since, by=by)
    for step in STEPS:
        add_step(law, step, by=by)
    draft = Consultation.objects.announced().filter(agency=law.agency, kind="policy").order_by("pk").first()
    if draft is not None:
        link_law(draft, law, role=LinkRole.SUCCESSOR, by=by)
    return 1


def _rows() -> list[dict[str, str]]:
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
