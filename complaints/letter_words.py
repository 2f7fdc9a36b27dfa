"""What the letters of agencies say. Their words are Thai, as the regulation on correspondence has them, for every reader."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from complaints.kind_words import says_not_done
from complaints.kinds import outcome_words
from complaints.letter_titles import courteous
from complaints.models import Case, CaseEvent, Complainant, Complaint, Letter
from complaints.personal_data import mask
from complaints.releasing import names_of_authors
from complaints.workflow import CaseKind, Visibility
from directory.installation import house_name, site_url
from directory.models import Letterhead
from records.models import Upload
from records.official_letter import long_date

_CALLED = {
    CaseKind.SUGGESTION: "ข้อเสนอแนะ",
    CaseKind.INFORMATION: "คำขอข้อมูล",
    CaseKind.PRAISE: "คำชม",
    CaseKind.TIP_OFF: "เบาะแส",
}
_DOUBTS: dict[str, str] = {
    CaseKind.INFORMATION: "เห็นว่าคำตอบยังขาดส่วนใด",
    CaseKind.SUGGESTION: "เห็นว่าหน่วยงานเข้าใจข้อเสนอแนะไม่ตรงกับที่ท่านตั้งใจ",
    CaseKind.TIP_OFF: "ทราบข้อมูลเพิ่มเติม",
    CaseKind.PRAISE: "เห็นว่าหน่วยงานเข้าใจไม่ตรงกับที่ท่านตั้งใจ",
}
"""By kind of case, as its page asks (complaints.kind_words): "If you think that …", "If you know more"."""
ENDS_WITH = "จึงเรียนมาเพื่อโปรดทราบ"


def words_of(letter: Letter, head: Letterhead) -> dict[str, Any]:
    """Everything that a letter says but to whom, its number and its day; as records.official_letter.Letter has it."""
    with override("th"):
        return {
            **head_of(letter, head),
            "subject": _subject(letter),
            "refers_to": _refers_to(letter),
            "encloses": _encloses(letter),
            "paragraphs": [*_beginning(letter), *_body(letter, head), ENDS_WITH],
        }


def head_of(letter: Letter, head: Letterhead) -> dict[str, Any]:
    """What stands around the words of any letter: who sends and signs it, how urgent and secret it is, its code."""
    return {
        "office": head.office,
        "address": head.address,
        "signed_name": head.signed_name,
        "signed_as": head.signed_as,
        "contact": head.contact,
        "thai_digits": head.thai_digits,
        "urgency": "ด่วน" if letter.case.is_urgent else "",
        "secrecy": "ลับ" if letter.case.visibility == Visibility.CONFIDENTIAL else "",
        "verify_url": site_url() + reverse("letter", args=[letter.public_id]),
    }


def where_of(case: Case) -> str:
    """ " บริเวณตำบลศิลา อำเภอ…", or the landmark as it was typed; "" where neither is known."""
    place = case.area.formal_name_th() if case.area else case.place("th")
    return f" บริเวณ{'' if case.area else ' '}{place}" if place else ""


def addressee(complaint: Complaint) -> str:
    """To whom a letter goes: the name as it is kept now, nobody's for who stays unnamed."""
    name = name_on_letter(complaint)
    if not name:
        return f"ผู้แจ้งเรื่อง เลขที่ {complaint.reference}"
    return courteous(name)


def name_on_letter(complaint: Complaint) -> str:
    """As it is kept now; "" of who stays unnamed, and of a name that the paper has no letters for: “????” names nobody."""
    person = None if complaint.is_anonymous else Complainant.objects.filter(complaint=complaint).first()
    name = " ".join(person.name.split()) if person else ""
    return name if is_printable(name) else ""


def is_printable(name: str) -> bool:
    """Whether all its letters and digits are Thai or Latin, as those of the letters' font are."""
    return all(
        unicodedata.category(sign)[0] not in "LN"
        or unicodedata.name(sign, "").startswith(("THAI ", "LATIN ", "DIGIT "))
        for sign in unicodedata.normalize("NFC", name)
    )


def _subject(letter: Letter) -> str:
    does = "ตอบรับเรื่อง" if letter.kind == Letter.Kind.ACKNOWLEDGEMENT else "แจ้งผลการดำเนินการ"
    again = " (เพิ่มเติม)" if letter.refers_to_id else ""
    return f"{does}{again} {called(letter.case)} เลขที่ {_complaint_of(letter).reference}"


def _refers_to(letter: Letter) -> list[str]:
    told = f"{called(letter.case)}ของท่าน เลขที่ {_complaint_of(letter).reference}"
    lines = [f"{told} ลงวันที่ {day_of(_complaint_of(letter).submitted_at)}"]
    if letter.refers_to and letter.refers_to.dated:
        earlier = letter.refers_to
        lines.append(f"หนังสือ{earlier.says['office']} ที่ {earlier.number} ลงวันที่ {day_of(earlier.dated)}")  # type: ignore[arg-type]
    return lines


def _encloses(letter: Letter) -> list[str]:
    # Who joined sees the pictures with which the case is reported as done (complaints.together), and no papers.
    if _is_joined(letter) and letter.event.kind != CaseEvent.Kind.RESOLUTION_PROPOSED:
        return []
    files = letter.event.files.select_related("upload")
    kinds = [file.upload.kind for file in files if file.upload.removed_at is None]
    pictures, documents = kinds.count(Upload.Kind.IMAGE), kinds.count(Upload.Kind.PDF)
    lines = [f"ภาพถ่าย จำนวน {pictures} ภาพ"] if pictures else []
    if documents and not _is_joined(letter):
        lines.append(f"เอกสาร จำนวน {documents} ฉบับ")
    return [f"{line} (เปิดดูได้ที่หน้าติดตามเรื่อง)" for line in lines]


def _beginning(letter: Letter) -> list[str]:
    complaint = _complaint_of(letter)
    case = complaint.case
    # Of a matter told in confidence neither topic nor place: a letter lies about at home.
    about = "" if complaint.is_told_closely else f" เรื่อง {case.topic.name_th}" if case.topic else ""
    where = "" if complaint.is_told_closely else where_of(case)
    told = f"ตามที่ท่านได้แจ้ง{called(case)}ผ่านระบบ{house_name('th')}{about}{where}"
    return [f"{told} ความละเอียดตามที่อ้างถึง นั้น"]


def _body(letter: Letter, head: Letterhead) -> list[str]:
    event, case = letter.event, letter.case
    complaint = _complaint_of(letter)
    follow = site_url() + reverse("track_case", args=[complaint.reference])
    if letter.kind == Letter.Kind.ACKNOWLEDGEMENT:
        part = event.assignment
        by = f" และจะแจ้งผลให้ท่านทราบภายในวันที่ {day_of(part.due_at)}" if part and part.due_at else ""
        return [
            f"{head.office}ได้รับเรื่องของท่านไว้ดำเนินการแล้วเมื่อวันที่ {day_of(event.at)}{by}",
            f"ท่านติดตามความคืบหน้าได้ที่ {follow}",
        ]
    paragraphs = [
        f"{head.office}ขอเรียนผลการดำเนินการ ดังนี้",
        *[part for part in _answer_to(complaint, letter).split("\n\n") if part.strip()],
    ]
    facts = event.facts
    if outcome := outcome_words(str(facts.get("outcome", "")), str(facts.get("kind", ""))):
        paragraphs.append(f"ผลการดำเนินการ: {outcome}")
    if event.kind == CaseEvent.Kind.RESOLUTION_PROPOSED and case.confirm_by:
        day = day_of(case.confirm_by)
        doubt = _doubt_about(str(facts.get("kind", "")), str(facts.get("outcome", "")))
        paragraphs.append(f"หากท่าน{doubt} ขอให้แจ้งภายในวันที่ {day} ที่ {follow} เพื่อดำเนินการต่อไป")
    return paragraphs


def _doubt_about(kind: str, outcome: str) -> str:
    """What the person may say against the answer: only of work that is reported as done can something be undone."""
    if says_not_done(kind, outcome):
        return "ไม่เห็นด้วยกับคำตอบนี้"
    return _DOUBTS.get(kind, "เห็นว่าเรื่องยังไม่แล้วเสร็จ")


def _complaint_of(letter: Letter) -> Complaint:
    assert letter.complaint  # noqa: S101 - it goes to a person
    return letter.complaint


def _is_joined(letter: Letter) -> bool:
    return _complaint_of(letter).case_id != letter.case_id


def _answer_to(complaint: Complaint, letter: Letter) -> str:
    """The agency's words; of others' names and numbers in them nothing, for who filed a case that was joined."""
    if complaint.case_id == letter.case_id:
        return letter.event.note
    return mask(letter.event.note, names_of_authors(letter.case), by_office=True)


def called(case: Case) -> str:
    """What a case of its kind is called in a letter."""
    return _CALLED.get(CaseKind(case.kind), "เรื่องร้องเรียน")


def day_of(at: datetime) -> str:
    """22 พฤศจิกายน 2569, in Bangkok."""
    return long_date(timezone.localtime(at))
