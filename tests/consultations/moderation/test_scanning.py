"""What the worker points at: personal data, threats, insults, obscene words; and the same words from many."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.models import Consultation
from consultations.moderation.acts import keep, take_down
from consultations.moderation.copies import find_copies_in, find_copies_of_one
from consultations.moderation.looking import marks_of
from consultations.moderation.models import Copy, CopyGroup, Moderating, Queued
from consultations.moderation.scanning import scan_one
from consultations.moderation.word_lists import INSULTING, OBSCENE, THREATENING
from consultations.participation.models import Participant, Statement
from consultations.participation.statements import propose_statement
from consultations.questionnaires.filling import withdraw_sheet
from consultations.questionnaires.models import Answer, Sheet
from tests.consultations.moderation.conftest import PASTED, browser, write

pytestmark = pytest.mark.django_db


def scan(consultation):
    return scan_one(consultation, until=timezone.now() + timedelta(seconds=1))


class TestMarks:
    @pytest.mark.parametrize(
        "innocent",
        [
            "หีบเลือกตั้งควรปิดผนึก",  # holds a word of the list as a piece
            "ร้านข้าวแกงกะหรี่หน้าตลาด",
            "ขายกะหรี่ปั๊บและผงกะหรี่",
            "ดอกทองอุไรและดอกทองกวาวสวยดี",
            "พ่นยาฆ่าเชื้อ ฆ่าหญ้า ฆ่ายุง",
            "จะฆ่าหญ้าข้างทางเมื่อไร",
            "มีเหี้ยเข้าบ้านหลายตัว พบตัวเหี้ยในคลอง",
            "สัตว์จรจัดกับควายเดินบนถนน",
            "เทศบาลทำงานห่วยแตก โกงกินกันทั้งบาง ไร้ยางอาย",  # rude about an office's work
            "ไม่เห็นด้วยอย่างที่สุด ร่างนี้แย่มาก",
            "อีสานควรได้งบเพิ่ม",
            "Scunthorpe, cocktails, peacocks and a bushfire class",
            "",
            "ก" * 50_000,
        ],
    )
    def test_are_none_for_what_breaks_no_rule(self, innocent):
        assert marks_of(innocent) == {}

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("เดี๋ยวจะกระทืบมันให้ตายคาเท้า", "threat"),
            ("จะฆ่ามันทิ้งให้หมด", "threat"),
            ("WE KNOW WHERE YOU LIVE!!", "threat"),
            ("ไอ้เหี้ยนายก", "insult"),
            ("หน้าหีมึง", "obscenity"),
            ("ติดต่อป้าศรี 081-234-5678", "personal_data"),
            ("เลขบัตรประชาชน 1-1037-02071-81-1", "personal_data"),
            ("รถทะเบียน กข 1234", "personal_data"),
        ],
    )
    def test_name_the_rule(self, text, rule):
        assert rule in marks_of(text)

    @pytest.mark.parametrize("phrase", [*OBSCENE, *INSULTING, *THREATENING])
    def test_find_each_listed_word_in_a_sentence(self, phrase):
        assert any(phrase in found for found in marks_of(f"เขาบอกว่า {phrase} แบบนี้").values())


class TestScanning:
    def test_marks_and_hides_nothing(self, conversation, consultation):
        propose_statement(conversation, text="จะกระทืบมันให้ตาย", visitor=browser(1))
        propose_statement(conversation, text="ควรมีม้านั่ง", visitor=browser(2))
        assert scan(consultation) == 2
        queued = Queued.objects.get()
        assert queued.text == "s4" and "threat" in queued.marks
        assert Statement.objects.waiting().count() == 2

    def test_looks_at_each_text_once(self, conversation, consultation):
        propose_statement(conversation, text="จะกระทืบมันให้ตาย", visitor=browser(1))
        assert scan(consultation) == 1
        later = Statement.objects.get(n=4).written_at
        Moderating.objects.update(scanned={"s": later.isoformat(), "a": later.isoformat()})
        assert scan(consultation) == 0 and Queued.objects.count() == 1

    def test_goes_on_where_it_was_killed(self, conversation, consultation):
        for number in range(6):
            propose_statement(conversation, text=f"จะฆ่ามัน {number}", visitor=browser(number))
        assert scan_one(consultation, most=4, until=timezone.now() + timedelta(seconds=1)) == 4
        assert Queued.objects.count() == 4
        assert scan(consultation) == 2 and Queued.objects.count() == 6

    def test_takes_a_crowd_written_at_one_moment(self, conversation, consultation):
        """The limit of one time lies in the midst of them."""
        for number in range(6):
            propose_statement(conversation, text=f"จะฆ่ามัน {number}", visitor=browser(number))
        Statement.objects.update(written_at=timezone.now())
        assert scan_one(consultation, most=4, until=timezone.now() + timedelta(seconds=1)) == 6
        assert Queued.objects.count() == 6

    def test_leaves_what_is_being_written_for_the_next_time(self, conversation, consultation):
        propose_statement(conversation, text="จะฆ่ามัน", visitor=browser(1))
        assert scan_one(consultation) == 0

    def test_brings_back_other_words_and_only_those(self, asked, suda):
        answer = write(asked, "ไอ้เหี้ยนายก", browser())
        scan(asked.consultation)
        keep(asked.consultation, f"a{answer.pk}", by=suda)
        Moderating.objects.update(scanned={})
        scan(asked.consultation)
        assert Queued.objects.get().looked_at
        write(asked, "จะกระทืบมัน", browser())
        Moderating.objects.update(scanned={})
        scan(asked.consultation)
        queued = Queued.objects.get()
        assert queued.looked_at is None and "threat" in queued.marks


def paste(asked, people, words=PASTED):
    """So many browsers with the same sheet, written by the table alone: quicker than by hand."""
    question = asked.questions.get(n=4)
    now = timezone.now()
    sheets = Sheet.objects.bulk_create(
        [Sheet(questionnaire=asked, browser=f"{n:064}", identity=0, number=f"N{n}", sent_at=now) for n in range(people)]
    )
    Answer.objects.bulk_create([Answer(sheet=sheet, question=question, identity=0, value=words) for sheet in sheets])


class TestWhatIsGone:
    def test_leaves_the_queue_and_what_stands_stays(self, asked):
        for number in range(3):
            write(asked, "จะกระทืบมัน", browser(number))
        scan(asked.consultation)
        withdraw_sheet(asked, visitor=browser(1))
        find_copies_in(asked.consultation, "2")
        assert Queued.objects.count() == 2


class TestCopies:
    def test_are_counted_by_texts_and_people_since_the_first(self, asked):
        for number in range(12):
            change = " ครับ" if number == 3 else ""  # nearly the same
            write(asked, PASTED + change, browser(number))
        write(asked, "ต้นไม้ควรอยู่ต่อ เพราะให้ร่มเงากับคนเดินถนนทุกวัน", browser("other"))
        find_copies_in(asked.consultation, "1")
        group = CopyGroup.objects.get()
        assert (group.texts, group.people) == (12, 12)
        assert group.first_at == Sheet.objects.order_by("sent_at").first().sent_at
        told = Moderating.objects.get().copies
        assert told == [{"texts": 12, "people": 12, "since": str(timezone.localdate(group.first_at))}]
        assert Answer.objects.filter(question__n=4, hidden_at=None).count() == 13

    def test_of_few_people_or_few_words_are_none(self, conversation, asked):
        for number in range(8):
            write(asked, "เห็นด้วยทุกข้อ", browser(number))
        for number in range(4):
            write(asked, PASTED, browser(f"p{number}"))
        assert find_copies_in(asked.consultation, "1") == []

    def test_of_fewer_than_ten_people_are_for_the_team_only(self, asked):
        for number in range(6):
            write(asked, PASTED, browser(number))
        find_copies_in(asked.consultation, "1")
        assert CopyGroup.objects.get().people == 6 and Moderating.objects.get().copies == []

    def test_leave_out_what_was_taken_down(self, asked, suda):
        answers = [write(asked, PASTED, browser(number)) for number in range(6)]
        take_down(asked.consultation, f"a{answers[0].pk}", rule="advertising", reason="โฆษณา", by=suda)
        find_copies_in(asked.consultation, "1")
        assert CopyGroup.objects.get().texts == 5

    def test_are_sought_again_only_when_texts_changed(self, asked):
        for number in range(5):
            write(asked, PASTED, browser(number))
        asked.sent = 5
        asked.save(update_fields=["sent"])
        assert find_copies_of_one() == 1 and find_copies_of_one() == 0
        Moderating.objects.update(found_at=timezone.now() - timedelta(hours=1))
        assert find_copies_of_one() == 0
        type(asked).objects.update(sent=6)
        assert find_copies_of_one() == 1 and CopyGroup.objects.count() == 1

    def test_of_ten_thousand_accounts_are_quick(self, asked):
        paste(asked, 10_000)
        begun = time.process_time()
        with CaptureQueriesContext(connection) as asked_for:
            find_copies_in(asked.consultation, "1")
        took_s = time.process_time() - begun
        group = CopyGroup.objects.get()
        assert (group.texts, group.people, Copy.objects.count()) == (10_000, 10_000, 10_000)
        assert len(asked_for) < 20 and took_s < 10, took_s
        print("copies of 10,000:", took_s, "s CPU")

    def test_scanning_ten_thousand_takes_few_statements(self, asked):
        paste(asked, 10_000, words="โทร 081-234-5678")
        begun = time.process_time()
        seen = 0
        with CaptureQueriesContext(connection) as asked_for:
            while more := scan(asked.consultation):
                seen += more
        print("scan of 10,000:", time.process_time() - begun, "s CPU", len(asked_for), "statements")
        assert seen == 10_000 == Queued.objects.count()
        assert len(asked_for) < 400
        assert Participant.objects.count() == 0 and Consultation.objects.count() == 1
