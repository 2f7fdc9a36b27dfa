"""An agency elsewhere, and letters to it."""

from __future__ import annotations

from complaints.letters import make_letters
from complaints.models import Assignment, CaseEvent, Letter, Referral
from complaints.referring import refer_by_letter, send_referral
from directory.models import Agency, LetterAddress
from tests.factories import make_agency

ASKS = "ขอให้ตรวจประตูระบายน้ำที่ขวางทางน้ำหน้าโรงเรียน และแจ้งแผนซ่อม"
THEIR_ANSWER = "กรมชลประทานแจ้งตามหนังสือที่ กษ 0312/88 ว่าซ่อมประตูระบายน้ำแล้วเมื่อวันที่ 2 ธันวาคม"


def by_letter(name: str = "กรมชลประทาน", code: str = "rid", **fields: str) -> Agency:
    """An agency that does not work here and can be written to."""
    agency = make_agency(name, code=code, takes_complaints=False)
    told = {
        "addressee": f"อธิบดี{name}",
        "address": "811 ถนนสามเสน เขตดุสิต กรุงเทพมหานคร 10300",
        "email": "saraban@rid.example.org",
        "saraban_code": "07030000",
        "source": "สมุดที่อยู่ของระบบ",
    }
    LetterAddress.objects.create(agency=agency, **(told | fields))
    return agency


def written(part: Assignment, agency: Agency, **told) -> Referral:
    """The letter is written, made and signed, and not sent."""
    referral = refer_by_letter(part, agency, asks=told.pop("asks", ASKS), by=part.officer, **told)
    make_letters.function()
    return referral


def sent(part: Assignment, agency: Agency, how: Referral.How = Referral.How.POST, **told) -> Referral:
    return send_referral(written(part, agency, **told), how=how, by=part.officer)


def letter_of(referral: Referral, kind: Letter.Kind = Letter.Kind.REFERRAL) -> Letter:
    return Letter.objects.get(referral=referral, kind=kind)


def kinds(case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).order_by("n").values_list("kind", flat=True))
