"""Which kind of case a text seems to be: plain rules, for the filing form and the API. The person has the last word.

What somebody says in so many words ("ขอเสนอแนะ", "ขอชื่นชม") counts first. Without that, whoever tells of something broken,
late or wrong complains, however politely ("อยากทราบว่าเมื่อไหร่จะซ่อม", "ขอบคุณค่ะ").
"""

from __future__ import annotations

import re

from complaints.workflow import CaseKind

_OPENING_LETTERS = 60
"""How far into a text people say what they want, after a greeting."""
_OPENINGS = {
    CaseKind.PRAISE: (
        "ชื่นชม", "ชมเชย", "ขอชม", "อยากชม", "ขอขอบคุณ", "อยากขอบคุณ", "ประทับใจ", "praise", "compliment", "thank you to", "thanks to",
    ),
    CaseKind.SUGGESTION: (
        "เสนอแนะ", "ขอเสนอ", "อยากเสนอ", "ข้อเสนอ", "ขอแนะนำ", "อยากแนะนำ", "suggest", "i propose", "proposal",
    ),
    CaseKind.INFORMATION: (
        "ขอข้อมูล", "ขอสอบถาม", "ขอถาม", "สอบถาม", "อยากสอบถาม", "อยากทราบ", "อยากรู้", "ขอทราบ", "ใคร่ทราบ", "ขอเอกสาร", "ขอสำเนาเอกสาร", "could you tell me",
        "i would like to know", "information about", "request for information",
    ),
}  # fmt: skip
_ANYWHERE = {
    CaseKind.PRAISE: ("บริการดีมาก", "บริการดีเยี่ยม", "เป็นกันเองมาก", "ช่วยเหลือดีมาก", "น่ารักมาก", "ให้กำลังใจเจ้าหน้าที่"),
    CaseKind.SUGGESTION: ("น่าจะมี", "ควรจะมี", "ควรมี", "น่าจะเพิ่ม", "ควรเพิ่ม", "น่าจะทำ", "จะดีมากถ้า", "it would be good", "should have"),
    CaseKind.INFORMATION: (
        "กี่โมง", "เปิดวันไหน", "ใช้เอกสารอะไร", "ต้องใช้อะไรบ้าง", "ติดต่อที่ไหน", "ติดต่อได้ที่ไหน", "ยื่นที่ไหน", "ลงทะเบียนที่ไหน", "ทำอย่างไรบ้าง", "มีขั้นตอน", "what documents",
        "opening hours", "how do i", "where can i",
    ),
}  # fmt: skip
_WRONG = (
    "พัง", "ชำรุด", "ไฟดับ", "ดับมา", "ทางดับ", "ดับหมด", "ดับทั้ง", "น้ำท่วม", "ท่วมขัง", "น้ำขัง", "แตก", "รั่ว", "อุดตัน", "หลุม", "เหม็น", "เดือดร้อน",
    "ร้องเรียน", "ร้องทุกข์", "ไม่ยอม", "ไม่มาเก็บ", "ไม่มาซ่อม", "ไม่มีใคร", "ไม่ได้รับ", "ล่าช้า", "ช้ามาก", "นานแล้ว", "ปัญหา", "ไม่ได้เลย", "ทุกคืน", "ดังมาก", "ไม่หยุด", "สะดุ้ง", "รบกวน", "อันตราย", "เสียงดัง", "ไม่ไหล", "ไหลอ่อน",
    "ล้ม", "ขยะกอง", "ขยะล้น", "เน่า", "ฝุ่น", "ควัน", "กีดขวาง", "ขวางทาง", "บุกรุก", "รก", "เอียง", "ขาด", "ทรุด", "ซ่อม", "แก้ไข", "ไม่สุภาพ", "ไม่พอใจ", "ไม่ประทับใจ",
    "ไม่ชื่นชม", "พูดจาไม่ดี", "แย่", "โกง", "ทุจริต", "ทำร้าย", "มืด", "เมื่อไหร่จะ", "เมื่อไรจะ", "ปล่อยให้", "ปล่อยน้ำเสีย", "ไม่เป็นธรรม", "broken", "pothole", "complain",
    "flood", "dangerous",
)  # fmt: skip
_THANKS = re.compile(
    r"^\W*(?:(?:สวัสดี|เรียน)\S*\s+)?(?:กราบ|ต้อง|ก็)?(?:"
    r"ขอบ(?:พระ)?คุณ(?:มาก|ๆ|จริง|ครับ|ค่ะ|คะ|คับ|นะ|จ้า|\s)*+(?!ล่วงหน้า)[^\W\d_]"
    r"|thank(?:s| you)(?: so much| very much)? (?:for|to)\b)"
)
"""Who begins with thanks, and goes on to say whom or what for; at the end of a text they are no more than polite."""
_AND_THEN = (
    "แต่", "ยังไม่", "ไม่เคย", "ล่วงหน้า", "อีกแล้ว", "อีกครั้ง", "รบกวน", "ฝาก", "กรุณา", "โปรด", "เมื่อไหร่", "เมื่อไร", "อยากให้", "ขอให้ช่วย", "ขอให้มา", "ช่วยมา", "ช่วยดู", "ช่วยส่ง", "ช่วยแก้",
    "ช่วยซ่อม", "ด้วยครับ", "ด้วยค่ะ", "ด้วยนะ", "ปล่อยให้", "ไม่ยอม", "ไม่มา", "but ", "please", "still", "in advance", "again",
)  # fmt: skip
"""Words with which a text that began with thanks turns to a wish or a grievance."""
_IS_DONE = (
    "ให้แล้ว", "แล้วครับ", "แล้วค่ะ", "เรียบร้อย", "เสร็จ", "เร็วมาก", "รวดเร็ว", "ทันใจ", "ทันที", "fixing", "fixed", "repair", "so fast", "quick",
)  # fmt: skip
"""What was broken and is repaired may be named in thanks."""
_TIP_OFF = ("เบาะแส", "tip-off", "whistleblow")
_DONE_IN_SECRET = (
    "บ่อนการพนัน", "บ่อนพนัน", "เปิดบ่อน", "ตู้ม้า", "ค้ายา", "ขายยาบ้า", "ขายยาเสพติด", "ลักลอบตัดไม้", "ลักลอบขน", "ค้ามนุษย์", "แรงงานเถื่อน", "ปล่อยกู้นอกระบบ", "สินบน", "เก็บส่วย",
    "ส่วย", "ใต้โต๊ะ", "รีดไถ", "ยักยอก", "เงินทอน", "ฮั้ว", "ซื้อตำแหน่ง", "เรียกรับเงิน", "ทุจริต", "คอร์รัปชัน", "คอร์รัปชั่น", "bribe", "corruption",
)  # fmt: skip


def proposed_kind(text: str) -> CaseKind:
    """The kind that the person is offered. Cheap, and without any model: the web process asks it at every filing."""
    lowered = text[:4000].lower()
    if _has_any(lowered, _TIP_OFF) or _has_any(lowered, _DONE_IN_SECRET):
        return CaseKind.TIP_OFF
    opening = lowered[:_OPENING_LETTERS]
    is_wrong = _has_any(lowered, _WRONG)
    said = [kind for kind, words in _OPENINGS.items() if _has_any(opening, words)]
    # A question about what is broken is a complaint; a suggestion or praise may well name what was wrong before.
    said = [kind for kind in said if not (is_wrong and kind == CaseKind.INFORMATION)]
    if said and not _is_denied(opening):
        return said[0]
    if _is_thanks(lowered, is_wrong=is_wrong):
        return CaseKind.PRAISE
    if not is_wrong:
        for kind, words in _ANYWHERE.items():
            if _has_any(lowered, words):
                return kind
    return CaseKind.COMPLAINT


def kind_nobody_confirms(text: str) -> CaseKind:
    """The same where nobody is asked: never a tip-off, because that hides the case from whoever files it."""
    kind = proposed_kind(text)
    return CaseKind.COMPLAINT if kind == CaseKind.TIP_OFF else kind


def _is_thanks(text: str, *, is_wrong: bool) -> bool:
    if not _THANKS.match(text) or _has_any(text.replace("ที่ช่วย", ""), _AND_THEN):
        return False
    return not is_wrong or _has_any(text, _IS_DONE)


_DENIED = re.compile(r"ไม่(?:ค่อย|ได้|รู้สึก|น่า|ขอ|อยาก)?\s*(?:ชื่นชม|ชมเชย|ประทับใจ)")


def _is_denied(opening: str) -> bool:
    return _DENIED.search(opening) is not None


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
