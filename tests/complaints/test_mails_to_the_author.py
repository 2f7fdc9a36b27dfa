"""A mail speaks to the person whose case it is: of their own acts as theirs, of what an agency wrote as written to them."""

import re

import pytest
from django.utils.translation import override

from complaints.handling import propose_closing, reply_to_complainant
from complaints.joining import join_case
from complaints.models import CaseEvent
from complaints.notice_events import EVENTS
from complaints.progress import own_sentence
from complaints.responding import confirm_resolution, dispute_resolution, withdraw_complaint
from complaints.telling import OF_REJECTION, sentence
from complaints.workflow import CaseKind, Outcome
from notifications.models import Message
from tests.complaints.joined import confirm_addresses, now, part_of

pytestmark = pytest.mark.django_db
AS_OF_ANOTHER = re.compile("ผู้แจ้ง|ผู้ถาม|ผู้เสนอ|ผู้ชม|[Tt]he person who|[Ww]ho filed")


def newest_mail(case):
    return Message.objects.filter(subject__contains=case.reference).order_by("id").last()


@pytest.fixture
def proposed(first, wichai):
    confirm_addresses()
    return propose_closing(part_of(first), answer="ปูยางใหม่แล้ว", outcome=Outcome.SOLVED, by=wichai)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda case, who: confirm_resolution(case, by=who), "คุณยืนยันว่าเสร็จแล้ว"),
        (lambda case, who: dispute_resolution(case, reason="ยังเป็นหลุม", by=who), "คุณบอกว่ายังไม่เสร็จ"),
        (lambda case, who: withdraw_complaint(case, by=who), "คุณถอนเรื่อง"),
    ],
)
def test_of_ones_own_act_says_you(proposed, first, malee, act, told):
    act(now(first), malee)
    mail = newest_mail(first)
    assert told in mail.subject and told in mail.body
    assert not AS_OF_ANOTHER.search(mail.subject + mail.body)


def test_of_what_the_agency_wrote_says_that_it_wrote_to_you(first, second, wichai):
    """To the others whom it is told, too: each reads it as written to them."""
    confirm_addresses()
    join_case(second, first, by=wichai)
    reply_to_complainant(part_of(first), text="ช่างเข้าดูวันพุธ", by=wichai)
    for case in (first, second):
        assert "ส่งข่าวถึงคุณ" in newest_mail(case).subject


def test_of_anothers_act_says_who_it_was(first, second, malee, wichai):
    """Who told of the same did not confirm it."""
    confirm_addresses()
    join_case(second, first, by=wichai)
    propose_closing(part_of(first), answer="ปูยางใหม่แล้ว", outcome=Outcome.SOLVED, by=wichai)
    confirm_resolution(now(first), by=malee)
    assert "คุณยืนยัน" in newest_mail(first).subject
    assert "ผู้แจ้งยืนยัน" in newest_mail(second).subject


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("kind", [kind for kind in CaseEvent.Kind if kind.value in EVENTS])
def test_no_news_of_any_kind_speaks_of_the_reader_as_of_another(kind, language, highways):
    facts = {"from": "complaint", "to": "suggestion", "outcome": "solved", "answer_by": "2026-12-14", "number": "1/1"}
    with override(language):
        for of in CaseKind.values:
            for more in ({}, {"of": OF_REJECTION}):
                said = {**facts, "kind": of, **more}
                told = own_sentence(kind, highways, said) or sentence(kind, highways, said)
                assert not AS_OF_ANOTHER.search(told), told
