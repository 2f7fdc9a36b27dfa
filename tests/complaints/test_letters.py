"""Letters follow answers: by themselves, once, numbered without a hole, signed or not at all, and only to whom they go."""

import hashlib
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.utils import InternalError
from freezegun import freeze_time

from complaints import letters
from complaints.converting import convert_case
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.letter_words import is_printable, where_of
from complaints.letters import make_letter, make_letters, number_letter, owe_letter
from complaints.models import Case, CaseEvent, Complainant, Letter, LetterCount
from complaints.responding import dispute_resolution
from complaints.supporting import ask_for_help, finish_part
from complaints.workflow import CaseKind, Outcome, Visibility
from directory.models import Area, Role
from notifications.models import Message
from records.pdf_signing import load_key
from tests.complaints.letter_story import answer, letterhead, made
from tests.factories import make_agency, make_membership, make_user
from tests.records.keys import key_of_the_tests
from tests.records.test_official_letter import text_of

pytestmark = pytest.mark.usefixtures("with_a_key")


def pdf_of(letter: Letter) -> bytes:
    with default_storage.open(letter.stored_as) as file:
        return file.read()


def words_in(letter: Letter) -> str:
    return " ".join(" ".join(text_of(pdf_of(letter))).split())


class TestAnAnswer:
    def test_becomes_a_letter_to_the_complainant(self, working, highways):
        letterhead(highways)
        answer(working)
        [letter] = made(working)
        assert letter.state == Letter.State.ISSUED
        assert letter.number == "คค 0612/1"
        told = words_in(letter)
        assert "เรียน คุณมาลี ใจดี" in told
        assert "ไม่พบหลุมอีก" in told
        assert letter.complaint.reference in told
        assert "(นางสาวกัญญา รุ่งเรือง)" in told
        assert f"/letters/{letter.public_id}/" in told
        assert hashlib.sha256(pdf_of(letter)).hexdigest() == letter.sha256

    @pytest.mark.parametrize(
        ("outcome", "said"),
        [
            (Outcome.SOLVED, "หากท่านเห็นว่าเรื่องยังไม่แล้วเสร็จ"),
            (Outcome.EXPLAINED, "หากท่านไม่เห็นด้วยกับคำตอบนี้"),
            (Outcome.REFUSED, "หากท่านไม่เห็นด้วยกับคำตอบนี้"),
            (Outcome.NOTHING_FOUND, "หากท่านไม่เห็นด้วยกับคำตอบนี้"),
        ],
    )
    def test_says_by_its_outcome_what_may_be_said_against_it(self, working, highways, outcome, said):
        letterhead(highways)
        told = {"no_photo": "งานในที่ห้ามถ่ายภาพ"} if outcome == Outcome.SOLVED else {}
        propose_closing(working, answer="ตามที่แจ้ง", outcome=outcome, by=working.officer, **told)
        [letter] = made(working)
        words = words_in(letter).replace(" ", "")
        assert said in words
        assert words.count("หากท่าน") == 1

    def test_to_a_question_asks_what_is_missing_and_not_whether_work_is_done(self, working, highways, wichai):
        letterhead(highways)
        convert_case(working.case, CaseKind.INFORMATION, by=wichai)
        answer(working, outcome=Outcome.SOLVED)
        [letter] = made(working)
        assert "หากท่านเห็นว่าคำตอบยังขาดส่วนใด" in words_in(letter).replace(" ", "")

    def test_is_marked_where_the_key_is_one_to_try_out(self, working, highways):
        letterhead(highways)
        answer(working)
        [letter] = made(working)
        assert "TEST - NOT VALID" in words_in(letter)

    def test_is_no_letter_where_the_agency_sends_none(self, working, highways):
        answer(working)
        assert made(working) == []
        letterhead(highways, is_on=False)
        assert made(working) == []

    def test_of_before_the_switch_is_not_sent_afterwards(self, working, highways):
        answer(working)
        letterhead(highways)
        assert made(working) == []

    def test_is_owed_only_if_the_act_is_kept(self, working, highways):
        letterhead(highways)
        with pytest.raises(RuntimeError), transaction.atomic():
            answer(working)
            raise RuntimeError
        assert Letter.objects.count() == 0

    def test_is_drawn_by_no_act(self, working, highways, monkeypatch):
        letterhead(highways)
        monkeypatch.setattr(letters, "draw_letter", lambda *_args: pytest.fail("drawn within the act"))
        answer(working)
        assert Letter.objects.get().n is None

    def test_of_a_helping_agency_is_its_own_letter(self, working, wichai):
        other = make_agency("แขวงทางหลวงชนบทขอนแก่น", code="drr-kk")
        helper = make_membership(make_user("ประยูร ช่วยงาน"), other).user
        letterhead(other, prefix="คค 0733", office="แขวงทางหลวงชนบทขอนแก่น")
        part = ask_for_help(working, other, request="ขอป้ายเตือน", by=wichai)
        part = accept_assignment(part, by=helper)
        finish_part(part, answer="ติดป้ายเตือนแล้วสองข้าง", by=helper)
        [letter] = made(working)
        assert (letter.agency, letter.number) == (other, "คค 0733/1")
        assert "ติดป้ายเตือนแล้วสองข้าง" in words_in(letter)

    def test_that_is_corrected_makes_a_second_letter_that_refers_to_the_first(self, working, highways, malee):
        letterhead(highways)
        answer(working)
        [first] = made(working)
        dispute_resolution(working.case, reason="ยังเป็นหลุมอยู่เลยครับ", by=malee)
        working.refresh_from_db()
        answer(working, "กลับไปปูซ้ำอีกชั้นแล้ว")
        _first, second = made(working)
        assert second.refers_to == first
        assert second.number == "คค 0612/2"
        told = words_in(second)
        assert "หนังสือกรมทางหลวง ที่ คค ๐๖๑๒/๑ ลงวันที่" in told
        assert "กลับไปปูซ้ำอีกชั้นแล้ว" in told
        first.refresh_from_db()
        assert default_storage.exists(first.stored_as)


class TestANameInOtherLetters:
    @pytest.mark.parametrize("name", ["အောင်အောင်", "ສົມສັກ", "សុខា", "王小明", "Павел"])
    def test_is_addressed_by_the_number_and_not_as_question_marks(self, working, highways, name):
        letterhead(highways)
        Complainant.objects.update(name=name)
        answer(working)
        [letter] = made(working)
        told = words_in(letter)
        assert f"เรียน ผู้แจ้งเรื่อง เลขที่ {letter.complaint.reference}" in told
        assert "?" not in told
        assert not letter.bears_a_name

    @pytest.mark.parametrize("name", ["José Núñez", "มาลี ใจดี", "O'Neil 3rd", "นายอาห์เหม็ด เป็นต้น"])
    def test_is_none_of_thai_and_latin_ones(self, name):
        assert is_printable(name)


class TestAnAcknowledgement:
    def test_is_sent_where_the_agency_wishes_it(self, assignment, highways, wichai):
        letterhead(highways, acknowledges=True)
        part = accept_assignment(assignment, by=wichai)
        [letter] = made(part)
        assert letter.kind == Letter.Kind.ACKNOWLEDGEMENT
        assert "ได้รับเรื่องของท่านไว้ดำเนินการแล้ว" in words_in(letter)

    def test_is_not_sent_otherwise(self, assignment, highways, wichai):
        letterhead(highways)
        assert made(accept_assignment(assignment, by=wichai)) == []


class TestOfWhatIsToldInConfidence:
    def case(self, file, highways, wichai, visibility, by):
        letterhead(highways)
        case = file(visibility=visibility, by=by).complaint.case
        return accept_assignment(assign_case(case, highways, by=None), by=wichai)

    def test_a_letter_to_nobody_named_names_nobody(self, file, highways, wichai):
        part = self.case(file, highways, wichai, Visibility.ANONYMOUS, None)
        answer(part)
        [letter] = made(part)
        told = words_in(letter)
        assert "มาลี" not in told
        assert f"เรียน ผู้แจ้งเรื่อง เลขที่ {letter.complaint.reference}" in told
        assert letter.dated.minute == 0

    def test_a_letter_tells_neither_topic_nor_place(self, file, highways, wichai, malee):
        part = self.case(file, highways, wichai, Visibility.CONFIDENTIAL, malee)
        answer(part)
        [letter] = made(part)
        assert "ศิลา" not in words_in(letter)
        assert letter.says["secrecy"] == ("ลับ" if part.case.visibility == Visibility.CONFIDENTIAL else "")


class TestNumbers:
    def test_go_up_by_one_and_begin_anew_each_year(self, file, highways, wichai):
        letterhead(highways)
        numbers = []
        for year in (2026, 2026, 2027):
            with freeze_time(datetime(year, 12, 30, 5, tzinfo=UTC)):
                part = accept_assignment(assign_case(file().complaint.case, highways, by=None), by=wichai)
                answer(part)
                numbers += [(letter.year, letter.n) for letter in made(part)]
        assert numbers == [(2569, 1), (2569, 2), (2570, 1)]

    def test_count_by_the_day_in_bangkok(self, working, highways):
        letterhead(highways)
        with freeze_time(datetime(2026, 12, 31, 18, tzinfo=UTC)):  # 1:00 on 1 January there
            answer(working)
            [letter] = made(working)
        assert letter.year == 2570

    def test_are_kept_by_a_letter_that_fails_and_none_is_left_out(self, file, highways, wichai, monkeypatch):
        letterhead(highways)
        parts = [accept_assignment(assign_case(file().complaint.case, highways, by=None), by=wichai) for _ in range(3)]
        for part in parts:
            answer(part)
        second = Letter.objects.order_by("id")[1]
        draw = letters.draw_letter

        def fail_once(letter):
            if letter.number.endswith("/2"):
                raise RuntimeError("out of ink")
            return draw(letter)

        monkeypatch.setattr(letters, "draw_letter", fail_once)
        make_letters.function()
        assert list(Letter.objects.order_by("id").values_list("n", "state")) == [
            (1, "issued"),
            (2, "owed"),
            (3, "issued"),
        ]
        monkeypatch.setattr(letters, "draw_letter", draw)
        letters._resting.wake(second.pk)
        make_letters.function()
        second.refresh_from_db()
        assert (second.n, second.state) == (2, "issued")

    def test_stay_as_they_were_when_the_letterhead_changes(self, working, highways):
        letterhead(highways)
        answer(working)
        letter = number_letter(Letter.objects.get())
        letterhead(highways, prefix="คค 9999", office="กรมอื่น")
        [letter] = made(working)
        assert letter.number == "คค 0612/1"
        assert "กรมอื่น" not in words_in(letter)

    def test_cannot_be_changed_or_deleted_once_issued(self, working, highways):
        letterhead(highways)
        answer(working)
        [letter] = made(working)
        for act in (
            lambda: Letter.objects.update(sha256="0" * 64),
            lambda: Letter.objects.update(number="x"),
            letter.delete,
        ):
            with pytest.raises(InternalError), transaction.atomic():
                act()


@contextmanager
def threads(*acts):
    """Run these side by side, each with its own connection, until all are done."""
    problems = []

    def run(act):
        try:
            act()
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in running:
        thread.start()
    yield
    for thread in running:
        thread.join()
    assert problems == []


class TestTwoWorkersAtOnce:
    @pytest.mark.django_db(transaction=True)
    def test_give_two_letters_two_numbers(self, file, highways, wichai):
        letterhead(highways)
        for _ in range(6):
            answer(accept_assignment(assign_case(file().complaint.case, highways, by=None), by=wichai))
        waiting = list(Letter.objects.all())
        with threads(*(lambda letter=letter: number_letter(letter) for letter in waiting)):
            pass
        assert sorted(Letter.objects.values_list("n", flat=True)) == [1, 2, 3, 4, 5, 6]
        assert LetterCount.objects.get().last == 6

    @pytest.mark.django_db(transaction=True)
    def test_make_one_letter_once(self, working, highways):
        letterhead(highways)
        answer(working)
        with threads(make_letters.function, make_letters.function):
            pass
        make_letters.function()
        letter = Letter.objects.get()
        assert (letter.n, letter.state) == (1, "issued")
        assert hashlib.sha256(pdf_of(letter)).hexdigest() == letter.sha256

    def test_an_act_owes_one_letter_only(self, working, highways):
        letterhead(highways)
        answer(working)
        event = CaseEvent.objects.get(kind=CaseEvent.Kind.RESOLUTION_PROPOSED)
        with pytest.raises(Exception, match="an_act_owes_one_letter_to_each"), transaction.atomic():
            owe_letter(event)


class TestAWorkerKilledInBetween:
    class Killed(BaseException):
        pass

    def test_after_the_number_makes_the_same_letter_next_time(self, working, highways, monkeypatch):
        letterhead(highways)
        answer(working)
        with monkeypatch.context() as patch, pytest.raises(self.Killed):
            patch.setattr(letters, "draw_letter", self.die)
            make_letters.function()
        assert Letter.objects.get().n == 1
        [letter] = made(working)
        assert (letter.n, letter.state) == (1, "issued")

    def test_after_the_file_leaves_one_file(self, working, highways, monkeypatch):
        letterhead(highways)
        answer(working)
        store = letters._store

        def store_and_die(name, content):
            store(name, content)
            raise self.Killed

        with monkeypatch.context() as patch, pytest.raises(self.Killed):
            patch.setattr(letters, "_store", store_and_die)
            make_letters.function()
        assert Letter.objects.get().state == Letter.State.OWED
        [letter] = made(working)
        _folders, files = default_storage.listdir("letters")
        assert files == [f"{letter.public_id}.pdf"]
        assert hashlib.sha256(pdf_of(letter)).hexdigest() == letter.sha256

    def die(self, *_args):
        raise self.Killed


class TestWithoutAKey:
    def test_letters_are_held_back_and_administrators_hear_of_it_once(self, working, highways, settings):
        admin = make_membership(make_user("ผู้ดูแล ระบบ"), make_agency("ศูนย์กลาง", code="centre"), Role.ADMINISTRATOR).user
        make_membership(make_user("เจ้าหน้าที่ ทั่วไป"), make_agency("ศูนย์กลาง", code="centre"), Role.OFFICER)
        letterhead(highways)
        settings.LETTER_KEY = ""
        answer(working)
        make_letters.function()
        make_letters.function()
        letter = Letter.objects.get()
        assert (letter.state, letter.held_because, letter.n) == ("held", "no_key", 1)
        assert letter.stored_as == ""
        mails = Message.objects.filter(event_key__startswith="letters-held:")
        assert [mail.user for mail in mails] == [admin]
        assert working.case.reference not in mails[0].body

    def test_they_go_out_by_themselves_once_there_is_one(self, working, highways, settings):
        letterhead(highways)
        settings.LETTER_KEY = ""
        answer(working)
        make_letters.function()
        settings.LETTER_KEY = str(key_of_the_tests())
        [letter] = made(working)
        assert (letter.state, letter.held_because, letter.n) == ("issued", "", 1)

    def test_nothing_runs_round_in_circles(self, working, highways, settings):
        letterhead(highways)
        settings.LETTER_KEY = ""
        answer(working)
        assert make_letters.function() == 1  # it has a number now
        assert make_letters.function() == 0

    def test_more_letters_than_fit_in_a_turn_all_get_their_number_and_are_held(
        self, file, highways, wichai, settings, monkeypatch
    ):
        monkeypatch.setattr(letters, "BATCH", 2)
        letterhead(highways)
        settings.LETTER_KEY = ""
        for _ in range(5):
            answer(accept_assignment(assign_case(file().complaint.case, highways, by=None), by=wichai))
        while make_letters.function():
            pass
        assert list(Letter.objects.order_by("id").values_list("n", "state")) == [(n, "held") for n in range(1, 6)]
        settings.LETTER_KEY = str(key_of_the_tests())
        while make_letters.function():
            pass
        assert set(Letter.objects.values_list("state", flat=True)) == {"issued"}

    def test_administrators_hear_of_it_each_day_while_it_lasts(self, working, highways, settings):
        make_membership(make_user("ผู้ดูแล ระบบ"), make_agency("ศูนย์กลาง", code="centre"), Role.ADMINISTRATOR)
        letterhead(highways)
        settings.LETTER_KEY = ""
        answer(working)
        for at in ("2026-12-01 03:00", "2026-12-01 09:00", "2026-12-02 03:00"):
            with freeze_time(at):
                make_letters.function()
        assert Message.objects.filter(event_key__startswith="letters-held:").count() == 2


def test_make_letter_leaves_an_issued_one_alone(working, highways):
    letterhead(highways)
    answer(working)
    [letter] = made(working)
    assert make_letter(letter, load_key()) is None


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ((40, 4009, 400901), " บริเวณตำบลหนองโก อำเภอกระนวน จังหวัดขอนแก่น"),
        ((10, 1033, 103301), " บริเวณแขวงหนองโก เขตกระนวน ขอนแก่น"),
        ((40,), " บริเวณจังหวัดขอนแก่น"),
    ],
)
def test_a_letter_writes_the_titles_of_areas_out(codes, told):
    area = None
    for code, level, name in zip(
        codes, ("province", "district", "subdistrict"), ("ขอนแก่น", "กระนวน", "หนองโก"), strict=False
    ):
        area = Area(code=code, level=level, name_th=name, parent=area)
    assert where_of(Case(area=area)) == told
    assert where_of(Case(place_text="หน้าวัด")) == " บริเวณ หน้าวัด"
    assert where_of(Case()) == ""
