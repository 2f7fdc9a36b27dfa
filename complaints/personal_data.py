"""Finding personal data in what people write, so that they see it hidden before anything is public.

Linear-time patterns only (promise I8): no nested repetition, bounded counts. Thai digits and the spaces, dashes and
zero-width characters people put between digits are understood. The person who files looks at the result and has the last
word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from complaints.burmese_in_thai import find_burmese_in_thai, written_in_thai
from complaints.foreign_names import find_foreign_names
from complaints.latin_names import find_latin_names
from complaints.personal_names import find_names
from directory.digits import TO_PLAIN_DIGITS

_GAP = r"[\s\-.\u200b-\u200f\u2060\ufeff]{0,3}"
_NO_DATE = r"(?!\d\d[\-. ]\d{1,2}[\-. ](?:19|20|25)\d\d(?!\d))"
_PROVINCE_PLATE = r"[\u0E01-\u0E2E]"

KINDS = {
    "citizen_id": _("citizen number"),
    "phone": _("telephone number"),
    "email": _("e-mail address"),
    "line_id": _("LINE account"),
    "bank_account": _("bank account"),
    "plate": _("number plate"),
    "name": _("person's name"),
    "house_number": _("house number"),
    "passport": _("passport number"),
    "identity_paper": _("number of an identity paper"),
}

_PATTERNS: list[tuple[str, re.Pattern[str]]] = [
    ("email", re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}")),
    ("citizen_id", re.compile(rf"(?<!\d)[1-8](?:{_GAP}\d){{12}}(?!\d)")),
    # Called so by its writer: a slip in one digit, or one left out, still leads to the person.
    (
        "citizen_id",
        re.compile(
            rf"(?:เลข(?:ประจำตัว|ที่บัตร|บัตร|ปชช)|บัตร(?:ประชาชน|ประจำตัว|\s?ปชช))[^\d\n]{{0,25}}(\d(?:{_GAP}\d){{9,14}})(?!\d)"
        ),
    ),
    # Myanmar's cards, 12/MaGaTa(N)123456 in either script, and China's of 18 digits.
    (
        "identity_paper",
        re.compile(
            r"\d{1,2}\s?/\s?[A-Za-z\u1000-\u103f]{2,24}\s?\((?:N|E|P|A|F|TH|C|Naing|[\u1000-\u103f]{1,8})\)\s?\d{5,6}(?!\d)",
            re.I,
        ),
    ),
    ("identity_paper", re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?![\dA-Za-z])")),
    ("bank_account", re.compile(rf"(?:บัญชี|เลขบัญชี|เลขที่บัญชี|a/?c)[^\d\n]{{0,30}}(\d(?:{_GAP}\d){{9,14}})(?!\d)", re.I)),
    ("phone", re.compile(rf"(?<!\d){_NO_DATE}(?:\+{_GAP}6{_GAP}6{_GAP}[2-9]|0{_GAP}[2-9])(?:{_GAP}\d){{7,8}}(?!\d)")),
    # As people abroad write their own: Myanmar 09 and 9 digits, Laos 020, Cambodia and Malaysia 01, China 1.
    (
        "phone",
        re.compile(rf"(?<!\d){_NO_DATE}(?:09(?:{_GAP}\d){{9}}|020(?:{_GAP}\d){{7,8}}|01\d(?:{_GAP}\d){{6,8}})(?!\d)"),
    ),
    ("phone", re.compile(r"(?<!\d)1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}(?!\d)")),
    ("phone", re.compile(rf"(?<!\d)(?:\+|00){_GAP}[1-9](?:{_GAP}\d){{7,14}}(?!\d)")),  # abroad
    (
        "line_id",
        re.compile(
            r"(?:line\s{0,3}id|ไลน์ไอดี|ไอดีไลน์|ไอดีline|ไลน์|\bline)\s{0,3}[:=]?\s{0,3}(@?[A-Za-z0-9._\-]{3,30})", re.I
        ),
    ),
    (
        "plate",
        re.compile(
            rf"(?:ทะเบียน(?:รถ)?\s{{0,3}})({_PROVINCE_PLATE}{{1,3}}\s{{0,2}}\d{{1,4}}|\d?{_PROVINCE_PLATE}{{2}}\s{{0,2}}-?\s{{0,2}}\d{{1,4}})"
        ),
    ),
    ("plate", re.compile(rf"(?<![\u0E01-\u0E4E\d])(\d{_PROVINCE_PLATE}{{2}}\s{{0,2}}-?\s{{0,2}}\d{{1,4}})(?!\d)")),
    (
        "passport",
        re.compile(
            r"(?:passport|พาสปอร์ต|หนังสือเดินทาง|နိုင်ငံကူး|ຜ່ານແດນ|ឆ្លងដែន|护照|護照)[^\dA-Za-z\n]{0,25}([A-Z]{1,2}\s?\d{6,8})",
            re.I,
        ),
    ),
    (
        "house_number",
        re.compile(
            r"(?:บ้านเลขที่|ห้องเลขที่|เลขที่บ้าน|ห้อง|เลขที่|\bhouse(?: no\.?| number)?|\b(?:apartment|flat|room|rumah)(?: no\.?| number)?"
            r"|အိမ်အမှတ်|အခန်း(?:အမှတ်)?|ເຮືອນເລກທີ|ບ້ານເລກທີ|ຫ້ອງ(?:ເລກທີ)?|ផ្ទះ(?:លេខ)?|បន្ទប់(?:លេខ)?|门牌号?|房间号?|房号)\s{0,3}[:：]?\s{0,3}(\d{1,5}(?:\s{0,2}/\s{0,2}\d{1,5})?)(?!\d)",
            re.I,
        ),
    ),
    ("house_number", re.compile(r"(?<!\d)(\d{1,5})\s?(?:号楼|号房|室(?!内|外|友))")),
]

_PAPER = re.compile(
    r"(?:หนังสือ(?:ราชการ|ตอบ|นำส่ง)?|คำร้อง|คำขอ|ใบ(?:สั่งงาน|งาน|แจ้งซ่อม|รับเรื่อง|คำร้อง)|บันทึกข้อความ|คำสั่ง|ประกาศ|(?P<case>เรื่อง))"
    r"(?:ของ(?:เรา|หน่วยงาน|สำนักงาน))?\s{0,2}$"
)
"""Before เลขที่: a paper of an office, or a case in its own system."""
_LONGEST_PAPER = 40
_OF_A_YEAR = re.compile(r"25\d\d\s{0,2}/|\d{1,5}\s{0,2}/\s{0,2}25\d\d$")
_ADDRESS_GOES_ON = re.compile(r"\s{0,3}(?:หมู่|ม\.|ถนน|ถ\.|ซอย|ซ\.|ตรอก|ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|ชั้น|อาคาร)")


@dataclass(frozen=True)
class Finding:
    """Where personal data stands in a text: start and end offsets (end excluded) and its kind (a key of KINDS)."""

    start: int
    end: int
    kind: str

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])


_LETTERS_OF_A_NAME = 3
"""Shorter ones are pieces of too many words."""


def find_personal_data(text: str, names: Iterable[str] = (), *, by_office: bool = False) -> list[Finding]:
    """Personal data in the text, in order, without overlaps (the earlier pattern of the list wins).

    names: of people who are known to be meant, such as the one who wrote it; found wherever they stand, Burmese ones in
    Thai letters too. by_office: an agency wrote it, and the numbers of its letters and cases are no house numbers.
    """
    plain = text.translate(TO_PLAIN_DIGITS)  # one character for one: offsets stay those of the text
    found: list[Finding] = []
    taken = bytearray(len(text))

    def keep(start: int, end: int, kind: str) -> None:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Finding(start, end, kind))

    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span(match.lastindex or 0)
            if kind == "citizen_id" and not match.lastindex and not _has_citizen_checksum(match.group()):
                continue
            if by_office and kind == "house_number" and _numbers_a_paper(plain, match):
                continue
            keep(start, end, kind)
    for start, end in _joined(
        [
            *find_names(plain),
            *find_foreign_names(plain),
            *find_latin_names(plain),
            *find_burmese_in_thai(plain),
            *_known(plain, names),
        ]
    ):
        keep(start, end, "name")
    return sorted(found, key=lambda finding: finding.start)


def _numbers_a_paper(text: str, match: re.Match[str]) -> bool:
    """Whether this is “หนังสือเลขที่ 1234/2569” and not where somebody lives: of a case only with its year."""
    if not match.group().startswith("เลขที่") or match.group().startswith("เลขที่บ้าน"):
        return False
    paper = _PAPER.search(text[max(0, match.start() - _LONGEST_PAPER) : match.start()])
    if paper is None or _ADDRESS_GOES_ON.match(text, match.end()):
        return False
    return paper["case"] is None or _OF_A_YEAR.match(match.group(1)) is not None


def _known(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    for name in names:
        if len(name.strip()) >= _LETTERS_OF_A_NAME:
            written = r"\s*".join(re.escape(part) for part in name.split())
            yield from (found.span() for found in re.finditer(written, text, re.IGNORECASE))
        if in_thai := written_in_thai(name):
            yield from (found.span() for found in in_thai.finditer(text))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap as one, so that half of a name does not keep out the whole."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def pieces(text: str, names: Iterable[str] = (), *, by_office: bool = False) -> list[tuple[str, Finding | None]]:
    """The text cut at its personal data: (piece, None) to be shown, (piece, finding) to be hidden."""
    cut: list[tuple[str, Finding | None]] = []
    position = 0
    for finding in find_personal_data(text, names, by_office=by_office):
        cut.append((text[position : finding.start], None))
        cut.append((text[finding.start : finding.end], finding))
        position = finding.end
    cut.append((text[position:], None))
    return [(piece, finding) for piece, finding in cut if piece]


def mask(text: str, names: Iterable[str] = (), *, by_office: bool = False) -> str:
    """The text for the public: each piece of personal data replaced by its kind, so that not even a length leaks.

    names, by_office: as for find_personal_data.
    """
    shown = ""
    for piece, finding in pieces(text, names, by_office=by_office):
        if finding and (before := shown.removesuffix(" ")).endswith(finding.label):
            shown = before.removesuffix(finding.label)  # “บ้านเลขที่ 12” is “[บ้านเลขที่]”: its kind is said once
        shown += f"[{finding.label}]" if finding else piece
    return shown


def names_in(text: str) -> list[str]:
    """The people's names found in the text, each as it is first written."""
    return list(dict.fromkeys(piece for piece, finding in pieces(text) if finding and finding.kind == "name"))


def _has_citizen_checksum(text: str) -> bool:
    digits = [int(letter) for letter in text if letter.isdigit()]
    return len(digits) == 13 and (11 - sum(d * (13 - i) for i, d in enumerate(digits[:12])) % 11) % 10 == digits[12]
