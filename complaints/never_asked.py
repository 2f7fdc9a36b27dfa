"""What nobody may ask of a citizen: a copy of an ID card or house registration, or a number of 13 digits.

The state has these papers already; asking for copies is what people leave every counter angry about, and a file full of
them is what thieves look for. Staff who write a question or a text are told so, and a test reads every row there is.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_PAPER = (
    r"(?:บัตร\s{0,2}(?:ประจำตัว\s{0,2})?(?:ประชาชน|ปชช)|ทะเบียน\s{0,2}บ้าน|house\s(?:registration|book)|tabien\s?baan"
    r"|(?:national\s|citizen\s|thai\s)?(?:ID|identity|identification)[\s-]cards?)"
)
_COPY = r"(?:สำเนา|ถ่ายเอกสาร|ถ่ายรูป|ถ่ายภาพ|แนบ|อัปโหลด|สแกน|ภาพถ่าย|รูปถ่าย|รูป|cop(?:y|ies)|photos?|pictures?|scans?|attach|upload)"
_NUMBER = (
    r"(?:เลข(?:ที่)?\s{0,2}(?:บัตร\s{0,2})?(?:ประจำตัว\s{0,2})?(?:ประชาชน|ปชช)|เลขที่บัตร|(?:13|๑๓|สิบสาม)\s{0,2}หลัก"
    r"|(?:13|thirteen)[\s-]digits?|(?:national|citizen|thai)\s(?:ID|identity|identification)\s(?:card\s)?(?:no\b|number)"
    r"|\b(?:ID|identity)[\s-]card\s(?:no\b|number)|laser\s?(?:id|code))"
)
_COPIES = rf"{_COPY}[^.\n]{{0,40}}{_PAPER}|{_PAPER}[^.\n]{{0,15}}{_COPY}"
_SPEAKS = re.compile(_COPIES, re.IGNORECASE)
_ASKS = re.compile(rf"{_COPIES}|{_NUMBER}", re.IGNORECASE)
_SENTENCES = re.compile(r"[.\n;!?]|\s{2,}")
_SAYS_NO = re.compile(
    r"ไม่(?!มี|ได้|รู้|ทราบ|อยาก)|อย่า|ห้าม|มิต้อง|ซ่อน|ปิดบัง"
    r"|\bno\b|\bnot\b|n't\b|\bnever\b|\bnobody\b|\bwithout\b|\bhidden\b",
    re.IGNORECASE,
)
_NOT_NEEDED = re.compile(r"ไม่ต้อง|ไม่จำเป็น|\bnot (?:needed|asked|required)\b", re.IGNORECASE)


def asked_papers(text: str) -> str:
    """The words of this text that ask for such a paper or number; "" when there are none, or it says that none is needed."""
    for sentence in _SENTENCES.split(text):
        found = _ASKS.search(sentence)
        if found and not _SAYS_NO.search(sentence[: found.start()]) and not _NOT_NEEDED.search(sentence[found.end() :]):
            return found.group(0)
    return ""


def speaks_of_papers(text: str) -> bool:
    """Does a person write of such a copy, whatever they say of it? Then they are told that none is needed."""
    return _SPEAKS.search(text) is not None


def refuse_asking_for_papers(*texts: str) -> None:
    """Raises ValidationError (asks_for_papers) when one of the texts does."""
    for text in texts:
        if asked := asked_papers(text):
            raise ValidationError(
                _(
                    "“%(words)s”: we ask nobody for a copy of an ID card or house registration, or for a 13-digit number."
                ),
                code="asks_for_papers",
                params={"words": asked},
            )
