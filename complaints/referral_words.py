"""What a letter to an agency elsewhere says. Thai, as the regulation on correspondence has it, for every reader."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override

from complaints.letter_words import called, day_of, head_of, is_printable, where_of
from complaints.models import Letter, Referral
from complaints.referral_data import JSON_NAME, XML_NAME, complaint_of, person_to_name, told_words
from complaints.referrals import is_told_in_confidence
from directory.installation import house_name
from directory.models import LetterAddress, Letterhead

TOLD = "ข้อความของผู้แจ้ง: "
WITHHELD = "ผู้แจ้งขอให้ปกปิดว่าเป็นผู้ใด จึงไม่ได้ส่งข้อความของผู้แจ้งมาด้วย"
ENDS_WITH = "จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ"
_GROUNDS = {
    Referral.Identity.AGREED: "ผู้แจ้งยินยอมให้ส่งข้อมูลนี้",
    Referral.Identity.LAW: "ส่งข้อมูลนี้ตามกฎหมาย",
}


def words_to_agency(letter: Letter, head: Letterhead) -> dict[str, Any]:
    """As complaints.letter_words.words_of, with whom it goes to: offices are no personal data. Who filed is named only when
    it is drawn, by `about_complainant`."""
    referral = letter.referral
    assert referral is not None  # noqa: S101 - it goes to an agency
    address = LetterAddress.objects.filter(agency=referral.agency_id).first()
    with override("th"):
        return {
            **head_of(letter, head),
            "to": address.addressee if address else referral.agency.name_th,
            "subject": _subject(letter),
            "refers_to": _refers_to(letter),
            "encloses": [f"ข้อมูลของเรื่อง {JSON_NAME} และ {XML_NAME} (แนบอยู่ในไฟล์ PDF)"],
            "paragraphs": [*_beginning(letter, referral, head), *_how_to_answer(letter, referral, head), ENDS_WITH],
        }


def about_complainant(referral: Referral) -> str:
    """The paragraph on who filed, as it is now."""
    person = person_to_name(referral)
    if person is None:
        return "ชื่อและช่องทางติดต่อของผู้แจ้งไม่ได้ส่งมาด้วย หากจำเป็นต้องสอบถามผู้แจ้ง โปรดแจ้งตามที่อยู่ท้ายหนังสือนี้"
    name = person.name if is_printable(person.name) else f"(ชื่อเขียนด้วยอักษรอื่น ดูใน {JSON_NAME})"
    told = (name, person.phone and f"โทร. {person.phone_to_read}", person.email and f"อีเมล {person.email}")
    contact = " ".join(filter(None, told))
    return f"ผู้แจ้ง: {contact} ({_GROUNDS[Referral.Identity(referral.identity)]}: {referral.identity_why})"


def tells_in_confidence(letter: Letter) -> bool:
    """Whether a numbered letter, or the data in its PDF, tells who filed or what, and nobody elsewhere may know it now."""
    return is_told_in_confidence(letter.case) and (letter.bears_a_name or _tells_words(letter))


def _tells_words(letter: Letter) -> bool:
    said = letter.says["paragraphs"]
    if letter.kind == Letter.Kind.REMINDER:  # the words stand in its data alone
        return WITHHELD not in said and (letter.refers_to is None or _tells_words(letter.refers_to))
    return any(paragraph.startswith(TOLD) for paragraph in said[:2])


def _subject(letter: Letter) -> str:
    does = "ขอส่ง" if letter.kind == Letter.Kind.REFERRAL else "ขอติดตามผลการพิจารณา"
    return f"{does}{called(letter.case)} เลขที่ {letter.case.reference}"


def _refers_to(letter: Letter) -> list[str]:
    earlier = letter.refers_to
    if earlier is None or earlier.dated is None:
        return []
    return [f"หนังสือ{earlier.says['office']} ที่ {earlier.number} ลงวันที่ {day_of(earlier.dated)}"]


def _beginning(letter: Letter, referral: Referral, head: Letterhead) -> list[str]:
    case, complaint = letter.case, complaint_of(referral)
    if letter.kind == Letter.Kind.REMINDER:
        return [
            f"ตามที่{head.office}ได้ส่ง{called(case)} เลขที่ {case.reference} มาให้พิจารณาดำเนินการ ความละเอียดตามหนังสือที่อ้างถึง นั้น",
            f"{head.office}ยังไม่ได้รับคำตอบ และผู้แจ้งยังรอผลอยู่ จึงขอติดตามผลการพิจารณา",
            *([WITHHELD] if is_told_in_confidence(case) else []),
        ]
    if is_told_in_confidence(case):
        told = f"ด้วย{head.office}ได้รับ{called(case)}ผ่านระบบ{house_name('th')} โดย{WITHHELD}"
        return [told, *_asked(referral, head)]
    about = f" เรื่อง {case.topic.name_th}" if case.topic else ""
    when = f" เมื่อวันที่ {day_of(complaint.submitted_at)}" if complaint else ""
    told = f"ด้วย{head.office}ได้รับ{called(case)}จากประชาชนผ่านระบบ{house_name('th')}{when}{about}{where_of(case)}"
    return [told, f"{TOLD}“{told_words(referral)}”", *_asked(referral, head)]


def _asked(referral: Referral, head: Letterhead) -> list[str]:
    asks = [part for part in referral.asks.split("\n\n") if part.strip()]
    return [f"{head.office}พิจารณาแล้วเห็นว่าเรื่องนี้อยู่ในหน้าที่และอำนาจของท่าน จึงขอให้พิจารณาดำเนินการ ดังนี้", *asks]


def _how_to_answer(letter: Letter, referral: Referral, head: Letterhead) -> list[str]:
    within = (
        "โดยเร็ว" if letter.kind == Letter.Kind.REMINDER else f"ภายใน {referral.answer_days} วันทำการนับแต่วันที่ได้รับหนังสือนี้"
    )
    return [
        f"โปรดแจ้งผลการพิจารณาให้{head.office}ทราบ{within} โดยอ้างเลขที่ {letter.case.reference} "
        "เป็นหนังสือหรือตามช่องทางติดต่อท้ายหนังสือนี้ เพื่อแจ้งให้ผู้แจ้งทราบต่อไป"
    ]
