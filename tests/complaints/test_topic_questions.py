"""Questions of a topic: asked after the text, checked, and kept with the words of that day."""

import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, transaction
from django.utils import translation

from complaints.intake import Submission, submit_complaint
from complaints.models import Complaint, Draft, TopicQuestion
from complaints.topic_forms import AnswerField
from complaints.topic_guess import likely_topic
from complaints.topic_questions import (
    check_answers,
    forget_questions,
    load_topic_questions,
    read_answer,
    shown_answers,
)
from directory.models import LoadedRow
from tests.complaints.conftest import without_outbox
from tests.complaints.test_question_pages import Fields, Visitor
from tests.factories import make_topic

pytestmark = pytest.mark.django_db
NEW = "/complaints/new/"
DARK = "ไฟทางหน้าตลาดดับมาสองสัปดาห์แล้ว มืดมากค่ะ"
NOISE = "ร้านเหล้าเปิดเพลงเสียงดังทุกคืนถึงตีสอง"


@pytest.fixture(autouse=True)
def _uploads_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ask(topic, code, kind="text", wording="เลขบนเสาไฟ", **fields):
    fields.setdefault("wording_en", f"English of {code}")
    question = TopicQuestion(topic=topic, code=code, kind=kind, wording_th=wording, **fields)
    question.full_clean()
    question.save()
    forget_questions()
    return question


@pytest.fixture
def lights(db):
    return make_topic("electricity/street-lights", "ไฟส่องทาง", visibility_floor="public")


@pytest.fixture
def pole(lights):
    return ask(lights, "pole", position=20)


@pytest.fixture
def extent(lights):
    return ask(
        lights, "extent", "one", "ดับกี่ดวง", position=10, choices="one | ดวงเดียว | One\nstreet | ทั้งถนน | The whole street"
    )


@pytest.fixture
def noise(db):
    """Hours to choose from; whose bar it is, is asked of who says that it is one."""
    topic = make_topic("pollution/noise", "เสียงดังรบกวน")
    hours = "evening | เย็น | Evening\nnight | หลังสี่ทุ่ม | After ten"
    ask(topic, "hours", "several", "เสียงดังช่วงไหน", position=10, choices=hours)
    is_bar = ask(topic, "is-bar", "yes_no", "เสียงมาจากร้านใช่ไหม", position=20)
    return ask(topic, "bar", "text", "ร้านชื่ออะไร", position=30, only_after=is_bar, only_after_answer="yes")


@pytest.fixture
def visitor(client):
    return Visitor(client)


def on_page(visitor):
    return set(re.findall(r'name="answer-([a-z-]+)"', visitor.html))


class TestTheGuess:
    @pytest.mark.parametrize(
        ("text", "topic"),
        [
            (DARK, "electricity/street-lights"),
            (NOISE, "pollution/noise"),
            ("น้ำประปาไม่ไหลตั้งแต่เมื่อวาน", "water-supply/no-water"),
            ("นายจ้างค้างค่าแรงสองเดือน", "labour/unpaid-wages"),
        ],
    )
    def test_names_what_the_words_speak_for(self, text, topic):
        assert likely_topic(text).topic == topic

    @pytest.mark.parametrize("text", ["", "ช่วยด้วยค่ะ", "อยากให้เมืองน่าอยู่กว่านี้", "9" * 50_000, "ก" * 50_000])
    def test_says_nothing_of_what_it_is_not_sure_about(self, text):
        assert likely_topic(text) is None


class TestAskedAfterTheText:
    def test_on_a_page_between_the_words_and_the_place(self, visitor, extent, pole):
        visitor.tells(DARK)
        assert visitor.heading.startswith("ขอถามเพิ่มอีกนิด")
        assert on_page(visitor) == {"extent", "pole"}
        visitor.presses("answered", **{"answer-extent": "street", "answer-pole": "14/7"})
        assert 'name="province"' in visitor.html
        assert (visitor.knows("answer-extent"), visitor.knows("answer-pole")) == ("street", "14/7")

    def test_not_of_a_topic_without_questions(self, visitor, extent):
        assert 'name="province"' in visitor.tells(NOISE).html

    def test_not_where_the_words_leave_the_topic_open(self, visitor, extent):
        assert 'name="province"' in visitor.tells("อยากให้เมืองน่าอยู่กว่านี้").html

    def test_not_of_a_question_or_a_topic_out_of_use(self, visitor, extent, lights):
        TopicQuestion.objects.update(is_active=False)
        forget_questions()
        assert 'name="province"' in visitor.tells(DARK).html

    def test_those_of_the_whole_topic_come_first(self, visitor, lights, pole):
        ask(lights.parent, "company", wording="ไฟของใคร", position=90)
        visitor.tells(DARK)
        assert re.findall(r'name="answer-([a-z-]+)"', visitor.html) == ["company", "pole"]

    def test_may_all_be_left_open(self, visitor, extent, pole):
        assert 'name="province"' in visitor.tells(DARK).presses("answered").html

    def test_may_be_passed_by_and_are_not_asked_again(self, visitor, extent, sila):
        visitor.tells(DARK).presses("skip")
        assert 'name="province"' in visitor.html
        assert visitor.presses("check").heading == "ตรวจก่อนส่ง"

    def test_lead_back_to_the_words_and_keep_what_was_answered(self, visitor, pole):
        visitor.tells(DARK).presses("tell", **{"answer-pole": "14/7"})
        assert visitor.knows("text") == DARK
        visitor.presses("where")
        assert visitor.knows("answer-pole") == "14/7"

    def test_speak_english_too(self, visitor, pole):
        visitor.client.cookies["language"] = "en"
        assert "English of pole" in visitor.tells(DARK).html

    def test_a_question_that_follows_stands_under_the_one_it_follows(self, visitor, noise):
        html = visitor.tells(NOISE).html
        assert html.index('name="answer-is-bar"') < html.index("follows--0") < html.index('name="answer-bar"')

    def test_come_again_when_the_answer_cannot_be(self, visitor, extent):
        visitor.tells(DARK).presses("answered", **{"answer-extent": "the moon"})
        assert visitor.answer.status_code == 400
        assert 'href="#id_answer-extent_0"' in visitor.html
        assert visitor.heading.startswith("ขอถามเพิ่มอีกนิด")


class TestOnTheCheckPage:
    def test_stand_with_their_answers_and_can_be_changed(self, visitor, extent, pole):
        visitor.tells(DARK).presses("answered", **{"answer-extent": "street", "answer-pole": "14/7"}).presses("check")
        for shown in ("ดับกี่ดวง", "ทั้งถนน", "เลขบนเสาไฟ", "14/7"):
            assert shown in visitor.html
        visitor.presses("topic").presses("answered", **{"answer-pole": "14/8"})
        assert visitor.heading == "ตรวจก่อนส่ง"
        assert "14/8" in visitor.html

    def test_go_along_when_it_is_sent(self, visitor, extent, pole):
        visitor.tells(DARK).presses("answered", **{"answer-extent": "street"}).presses("check").presses("send")
        [kept] = Complaint.objects.get().answers
        assert kept == {
            "question": "extent",
            "kind": "one",
            "asked": {"th": "ดับกี่ดวง", "en": "English of extent"},
            "answer": "street",
            "said": {"th": "ทั้งถนน", "en": "The whole street"},
        }

    def test_several_answers_go_along_too(self, visitor, noise, client):
        visitor.tells(NOISE)
        fields = Fields(visitor.html).values | {"answer-is-bar": "yes", "answer-bar": "ร้านริมน้ำ"}
        visitor._post({**fields, "answer-hours": ["evening", "night"], "step": "answered"})
        visitor.presses("check").presses("send")
        answers = {kept["question"]: kept["answer"] for kept in Complaint.objects.get().answers}
        assert answers == {"hours": ["evening", "night"], "is-bar": "yes", "bar": "ร้านริมน้ำ"}

    def test_what_was_asked_for_another_answer_is_left_out(self, visitor, noise):
        visitor.tells(NOISE).presses("answered", **{"answer-is-bar": "no", "answer-bar": "ร้านริมน้ำ"}).presses("check")
        assert "ร้านริมน้ำ" not in re.sub(r'value="[^"]*"', "", visitor.html)
        visitor.presses("send")
        assert [kept["question"] for kept in Complaint.objects.get().answers] == ["is-bar"]

    def test_a_question_changed_meanwhile_is_asked_once_more(self, visitor, extent):
        visitor.tells(DARK).presses("answered", **{"answer-extent": "street"}).presses("check")
        TopicQuestion.objects.update(choices="few | ไม่กี่ดวง | Few")
        forget_questions()
        visitor.presses("send")
        assert visitor.answer.status_code == 400
        assert visitor.heading.startswith("ขอถามเพิ่มอีกนิด")
        assert not Complaint.objects.exists()

    @pytest.mark.parametrize("about", ["no/such", "'; DROP TABLE", "ก" * 500, "electricity"])
    def test_a_forged_topic_asks_nothing_and_stops_nothing(self, client, extent, about):
        fields = {"step": "send", "text": DARK, "form_token": str(uuid.uuid4()), "about": about, "answer-extent": "x"}
        answer = client.post(NEW, fields, follow=True)
        assert answer.status_code in {200, 400}
        assert all(complaint.answers == [] for complaint in Complaint.objects.all())


class TestWhatHasToBeAnswered:
    @pytest.fixture
    def needed(self, lights):
        return ask(lights, "pole", is_required=True)

    def test_is_asked_for_on_its_page(self, visitor, needed):
        visitor.tells(DARK).presses("answered")
        assert visitor.answer.status_code == 400
        assert f"ขอให้ตอบข้อนี้: “{needed.wording_th}”" in visitor.html

    def test_can_still_be_passed_by_when_the_topic_was_guessed_wrong(self, visitor, needed):
        assert 'name="province"' in visitor.tells(DARK).presses("answered").presses("skip").html

    def test_never_stops_what_is_urgent(self, visitor, needed):
        visitor.tells(DARK + " มีคนถูกรถชนบาดเจ็บ").presses("answered")
        assert 'name="province"' in visitor.html

    def test_never_stops_an_urgent_topic(self, visitor, needed, lights):
        lights.urgency = "urgent"
        lights.save()
        forget_questions()
        assert 'name="province"' in visitor.tells(DARK).presses("answered").html

    def test_is_asked_of_nobody_who_tells_it_in_confidence(self, visitor, needed):
        visitor.tells(DARK).presses("answered", **{"answer-pole": "1"}).presses("questions", visibility="anonymous")
        visitor.presses()
        assert visitor.asked == "answer-pole"
        assert visitor.presses(**{"answer-pole": ""}).asked == "place"

    def test_is_asked_of_no_other_system(self, needed, lights):
        assert check_answers(lights, {}) == []


class TestOneQuestionAPage:
    CHILD = "ครูตีเด็ก ป.2 ด้วยไม้บรรทัดเหล็กจนแขนเขียว"

    @pytest.fixture
    def child(self):
        topic = make_topic("welfare-children/child-abuse", "ทำร้ายเด็ก")
        danger = ask(topic, "danger", "yes_no", "ตอนนี้เด็กยังอยู่ในอันตรายใช่ไหม", position=10)
        return ask(topic, "now", wording="เด็กอยู่ที่ไหน", position=20, only_after=danger, only_after_answer="yes")

    def test_each_has_its_own_page_after_who_may_see_it(self, visitor, child):
        visitor.tells(self.CHILD).presses(visibility="anonymous")
        assert (visitor.asked, visitor.heading) == ("answer-danger", "ตอนนี้เด็กยังอยู่ในอันตรายใช่ไหม")
        assert "ข้อ 2 จาก 5" in visitor.html
        assert without_outbox(visitor.html).count('data-module="leave"') == 2

    def test_one_that_follows_comes_only_after_its_answer(self, visitor, child):
        visitor.tells(self.CHILD).presses(visibility="anonymous")
        assert visitor.presses(**{"answer-danger": "no"}).asked == "place"
        visitor.presses("back").presses(**{"answer-danger": "yes"})
        assert (visitor.asked, "ข้อ 3 จาก 6" in visitor.html) == ("answer-now", True)

    def test_they_can_be_changed_from_the_check_and_are_filed(self, visitor, child):
        visitor.tells(self.CHILD).presses(visibility="anonymous").presses(**{"answer-danger": "yes"})
        visitor.presses(**{"answer-now": "ห้องพักครู"})
        for _page in ("place", "files", "reach"):
            visitor.presses()
        visitor.presses("answer-now").presses(**{"answer-now": "บ้านยาย"}).presses("send")
        complaint = Complaint.objects.get()
        assert [kept["answer"] for kept in complaint.answers] == ["yes", "บ้านยาย"]
        assert complaint.is_anonymous

    def test_who_turns_open_meets_them_together(self, visitor, child):
        visitor.tells(self.CHILD).presses(visibility="agency")
        assert visitor.heading.startswith("ขอถามเพิ่มอีกนิด")
        assert on_page(visitor) == {"danger", "now"}


class TestReadingAnAnswer:
    @pytest.fixture
    def question(self, lights):
        return lambda kind, **fields: TopicQuestion(topic=lights, code="q", kind=kind, **fields)

    @pytest.mark.parametrize(
        ("kind", "typed", "kept"),
        [
            ("text", "  เสา 14/7\u200b ", "เสา 14/7"),
            ("text", "", None),
            ("text", 14, "14"),
            ("number", "1,500 บาท", "1500"),
            ("number", "๒๕๙๐.๕๐", "2590.50"),
            ("number", 12, "12"),
            ("number", "ประมาณ 30,000 บาท", "30000"),
            ("number", "ราว ๆ ๓๐๐๐๐", "30000"),
            ("number", "about 30,000 Baht", "30000"),
            ("date", "2026-10-03", "2026-10-03"),
            ("date", "3/10/2569", "2026-10-03"),
            ("date", "๓/๑๐/๒๕๖๙", "2026-10-03"),
            ("date", "2569-10-03", "2026-10-03"),
            ("date", "29/2/2567", "2024-02-29"),
            ("yes_no", "no", "no"),
            ("yes_no", True, "yes"),
            ("yes_no", None, None),
        ],
    )
    def test_takes_it_as_people_write_it(self, question, kind, typed, kept):
        assert read_answer(question(kind), typed) == kept

    @pytest.mark.parametrize(
        ("kind", "typed", "code"),
        [
            ("text", "ก" * 201, "answer_too_long"),
            ("text", {"a": 1}, "answer_no_text"),
            ("text", True, "answer_no_text"),
            ("number", "สองพัน", "answer_no_number"),
            ("number", "1" * 13, "answer_no_number"),
            ("number", "NaN", "answer_no_number"),
            ("number", "1e9", "answer_no_number"),
            ("number", True, "answer_no_number"),
            ("date", "31/2/2569", "answer_no_day"),
            ("date", "1/1/3200", "answer_no_day"),
            ("date", "0001-01-01", "answer_no_day"),
            ("date", "เมื่อวาน", "answer_no_day"),
            ("yes_no", "perhaps", "answer_not_offered"),
            ("yes_no", ["yes"], "answer_not_offered"),
            ("one", "ก", "answer_not_offered"),
            ("several", ["a", "x"], "answer_not_offered"),
            ("several", {"a": 1}, "answer_not_offered"),
            ("several", [["a"]], "answer_not_offered"),
        ],
    )
    def test_refuses_what_cannot_be_one(self, question, kind, typed, code):
        fields = {"choices": "a | ก | A\nb | ข | B"} if kind in {"one", "several"} else {}
        with pytest.raises(ValidationError) as refused:
            read_answer(question(kind, **fields), typed)
        assert refused.value.code == code

    def test_a_day_is_asked_and_shown_again_as_people_write_it(self, question):
        field = AnswerField(question("date", hint_th="คร่าวๆ ก็พอ"))
        assert re.fullmatch(r"คร่าวๆ ก็พอ · เช่น \d{1,2}/\d{1,2}/25\d\d", field.help_text)
        assert field.widget.input_type == "text"  # a browser's own box of days knows no Buddhist year
        assert field.prepare_value("2026-10-03") == "3/10/2569"
        assert field.prepare_value("3 ตุลา") == "3 ตุลา"
        with translation.override("en"):
            assert AnswerField(question("date")).prepare_value("2026-10-03") == "3/10/2026"

    def test_several_are_kept_once_each_in_the_order_of_the_question(self, question):
        several = question("several", choices="a | ก | A\nb | ข | B")
        assert read_answer(several, ["b", "a", "b"]) == ["a", "b"]
        assert read_answer(several, "b,a") == ["a", "b"]


class TestKept:
    @pytest.fixture
    def filed(self, lights, extent, pole, sila):
        answers = check_answers(lights, {"extent": "street", "pole": "14/7"})
        return submit_complaint(Submission(text=DARK, area=sila, answers=answers), by=None).complaint

    def test_with_the_words_of_that_day(self, filed, extent):
        extent.wording_th = "ไฟดับทั้งหมดกี่ดวง"
        extent.choices = "few | ไม่กี่ดวง | Few"
        extent.save()
        assert [(a.asked, a.said) for a in filed.answered] == [("ดับกี่ดวง", "ทั้งถนน"), ("เลขบนเสาไฟ", "14/7")]

    def test_and_never_edited(self, filed):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Complaint.objects.filter(pk=filed.pk).update(answers=[])

    def test_numbers_and_days_are_shown_as_people_read_them(self, settings):
        kept = [
            {"question": "a", "kind": "number", "asked": {"th": "บาท", "en": ""}, "answer": "42000.50", "said": {}},
            {"question": "b", "kind": "date", "asked": {"th": "วัน", "en": ""}, "answer": "2026-10-03", "said": {}},
        ]
        assert [answer.said for answer in shown_answers(kept)] == ["42,000.50", "3 ต.ค. 2569"]

    def test_go_into_a_draft_of_ones_own(self, client, malee, pole):
        client.force_login(malee)
        client.post(NEW, {"step": "save", "text": DARK, "form_token": str(uuid.uuid4()), "answer-pole": "14/7"})
        assert Draft.objects.get().fields["answer-pole"] == "14/7"
        answer = client.get(NEW, {"draft": str(Draft.objects.get().key)})
        assert 'name="answer-pole" value="14/7"' in answer.content.decode()


class TestWhoReadsThem:
    @pytest.fixture
    def filed(self, file, lights, pole):
        return file(DARK, answers=check_answers(lights, {"pole": "เสา-14/7"}), visibility="public").complaint

    def test_the_complainant_on_the_page_of_the_case(self, client, malee, filed):
        client.force_login(malee)
        assert "เสา-14/7" in client.get(f"/track/{filed.reference}/").content.decode()
        assert client.get(f"/api/v1/cases/{filed.reference}/").json()["answers"][0]["answer"] == "เสา-14/7"

    def test_no_stranger_anywhere(self, client, filed, stranger):
        from complaints.releasing import release_case  # noqa: F401 - the public page is tested with its release

        for _look in (None, client.force_login(stranger)):
            assert "เสา-14/7" not in client.get(f"/track/{filed.reference}/").content.decode()
            assert client.get(f"/api/v1/cases/{filed.reference}/").json()["answers"] is None

    def test_the_officer_who_works_on_it(self, client, filed, highways, wichai):
        from complaints.handling import assign_case

        assign_case(filed.case, highways, by=None)
        client.force_login(wichai)
        assert "เสา-14/7" in client.get(f"/office/{filed.reference}/").content.decode()
        assert client.get(f"/api/v1/cases/{filed.reference}/").json()["answers"][0]["question"] == "pole"

    def test_the_triage_officer_who_chooses_the_agency(self, client, filed, siriporn):
        from complaints.models import Case

        Case.objects.update(state="triage")
        client.force_login(siriporn)
        assert "เสา-14/7" in client.get(f"/desk/?case={filed.reference}").content.decode()


class TestTheApi:
    def post(self, client, **told):
        return client.post("/api/v1/complaints/", {"text": DARK, **told}, content_type="application/json")

    def test_takes_answers_to_the_questions_of_the_topic(self, client, noise):
        told = {"topic": "pollution/noise", "answers": {"hours": ["night"], "is-bar": True, "bar": "ร้านริมน้ำ"}}
        assert self.post(client, **told).status_code == 201
        assert [kept["answer"] for kept in Complaint.objects.get().answers] == [["night"], "yes", "ร้านริมน้ำ"]

    def test_takes_a_complaint_without_any(self, client, noise):
        assert self.post(client, topic="pollution/noise").status_code == 201

    @pytest.mark.parametrize(
        ("answers", "code"),
        [
            ({"pole": "14/7"}, "answer_to_no_question"),
            ({"hours": ["noon"]}, "answer_not_offered"),
            ({"hours": 1e300}, "answer_not_offered"),
            ({"bar": {"deep": [1, 2]}}, "answer_no_text"),
        ],
    )
    def test_refuses_others_in_both_languages(self, client, noise, answers, code):
        answer = self.post(client, topic="pollution/noise", answers=answers)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
        assert set(answer.json()["message"]) == {"th", "en"}
        assert not Complaint.objects.exists()

    def test_refuses_answers_without_a_topic(self, client, noise):
        assert self.post(client, answers={"hours": ["night"]}).json()["code"] == "answer_to_no_question"

    def test_lists_the_questions_of_each_topic(self, client, noise):
        from complaints import api

        api._topics.forget()
        topics = {topic["code"]: topic for topic in client.get("/api/v1/topics/").json()}
        asked = topics["pollution/noise"]["questions"]
        assert [question["code"] for question in asked] == ["hours", "is-bar", "bar"]
        assert asked[0]["choices"][1] == {"code": "night", "th": "หลังสี่ทุ่ม", "en": "After ten"}
        assert asked[2]["only_after"] == {"question": "is-bar", "answer": "yes"}
        assert topics["pollution"]["questions"] == []
        api._topics.forget()


class TestStaffWriteThem:
    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"wording": "แนบสำเนาบัตรประชาชน"}, "asks_for_papers"),
            ({"hint_en": "Attach a copy of your ID card"}, "asks_for_papers"),
            ({"wording": "เลขประจำตัวประชาชน 13 หลัก"}, "asks_for_papers"),
            ({"kind": "one", "choices": "a | ก"}, "choices_unreadable"),
            ({"kind": "one", "choices": "a | ก | A\na | ข | B"}, "choices_unreadable"),
            ({"choices": "a | ก | A"}, "choices_unreadable"),
            ({"only_after_answer": "never"}, "no_such_answer"),
            ({"position": 1, "only_after_answer": "one"}, "condition_elsewhere"),
        ],
    )
    def test_and_are_told_what_cannot_be_asked(self, lights, extent, fields, code):
        if "only_after_answer" in fields:
            fields = {"position": 20, **fields, "only_after": extent}
        with pytest.raises(ValidationError) as refused:
            ask(lights, "new", **fields)
        assert code in {error.code for errors in refused.value.error_dict.values() for error in errors}

    def test_at_admin_and_it_is_asked_at_once(self, admin_client, visitor, lights):
        told = {
            "topic": lights.pk, "code": "pole", "position": 10, "kind": "text", "wording_th": "เลขบนเสาไฟ",
            "wording_en": "Number on the pole", "is_active": "on",
        }  # fmt: skip
        assert admin_client.post("/admin/complaints/topicquestion/add/", told).status_code == 302
        assert on_page(visitor.tells(DARK)) == {"pole"}


class TestTheStartingSet:
    @pytest.fixture
    def loaded(self):
        import csv

        from complaints.topic_questions import _TABLE

        with _TABLE.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                make_topic(row["topic"])
        return load_topic_questions()

    def test_asks_about_some_common_topics(self, loaded):
        assert loaded == TopicQuestion.objects.count()
        assert TopicQuestion.objects.values("topic").distinct().count() >= 15

    def test_keeps_to_the_rules_for_staff(self, loaded):
        for question in TopicQuestion.objects.all():
            question.full_clean()

    def test_lets_everything_be_left_open_as_its_page_says(self, loaded):
        assert not TopicQuestion.objects.filter(is_required=True).exists()

    def test_takes_a_rough_day_in_words(self, loaded):
        for question in TopicQuestion.objects.filter(code__endswith="-since"):
            assert read_answer(question, "ราวสองเดือนก่อน") == "ราวสองเดือนก่อน"

    def test_is_loaded_once_and_leaves_what_staff_changed(self, loaded):
        pole = TopicQuestion.objects.get(code="street-light-pole")
        pole.wording_th = "เลขเสา"
        pole.save()
        TopicQuestion.objects.get(code="bus-line").delete()
        assert load_topic_questions() == 0
        pole.refresh_from_db()
        assert pole.wording_th == "เลขเสา"
        assert not TopicQuestion.objects.filter(code="bus-line").exists()
        assert LoadedRow.objects.filter(table="topicquestion").count() == loaded
