"""An agency that sends letters, and the answers it sends."""

from __future__ import annotations

from complaints.handling import propose_closing
from complaints.letters import make_letters
from complaints.models import Assignment, Letter
from complaints.workflow import Outcome
from directory.models import Agency, Letterhead

ANSWER = "ปูยางใหม่ทั้งช่วงแล้วเมื่อวันที่ 27 พฤศจิกายน ช่างกลับมาตรวจซ้ำ ไม่พบหลุมอีก"


def letterhead(agency: Agency, **fields) -> Letterhead:
    told = {
        "is_on": True,
        "prefix": "คค 0612",
        "office": "กรมทางหลวง",
        "address": "2/486 ถนนศรีอยุธยา\nกรุงเทพมหานคร 10400",
        "signed_name": "นางสาวกัญญา รุ่งเรือง",
        "signed_as": "ผู้อำนวยการแขวงทางหลวงขอนแก่นที่ 1",
        "contact": "โทร. 0 4324 1234",
    }
    head, _new = Letterhead.objects.update_or_create(agency=agency, defaults=told | fields)
    return head


def answer(part: Assignment, text: str = ANSWER, outcome: Outcome = Outcome.EXPLAINED) -> Assignment:
    return propose_closing(part, answer=text, outcome=outcome, by=part.officer)


def made(part: Assignment) -> list[Letter]:
    """The letters of this part's case after the worker had its turn, oldest first."""
    make_letters.function()
    return list(Letter.objects.filter(case=part.case).order_by("id"))
