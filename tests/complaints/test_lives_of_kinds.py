"""Each kind of case has a life of its own, and whatever is done to it in the middle ends somewhere."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints import chores, kind_asking, kind_words, kinds, reply_templates
from complaints.converting import convert_case
from complaints.extending import may_extend
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    assign_case,
    decline_assignment,
    propose_closing,
    send_to_triage,
)
from complaints.models import Assignment, Case, CaseEvent
from complaints.next_steps import next_step
from complaints.praising import acknowledge_praise, close_unanswered_praise
from complaints.progress import steps_of
from complaints.public_areas import figures_of, forget_figures
from complaints.queue_rows import said_as
from complaints.releasing import release_case
from complaints.responding import answer_question, confirm_resolution, dispute_resolution
from complaints.workflow import CLOSED_BY_ITS_ANSWER, ENDS, CaseKind, CaseState, Outcome, Visibility, public_state
from frontend import wording
from frontend.clocks import clock_of
from notifications.models import Message
from records.resting import Resting

pytestmark = pytest.mark.django_db
PRAISED = "ขอชื่นชมเจ้าหน้าที่ทะเบียน พูดจาดีและช่วยคุณยายกรอกเอกสาร"
ASKED = "สระว่ายน้ำเทศบาลเปิดกี่โมง เสียค่าเข้าเท่าไหร่"
LONG_AGO = timedelta(days=40)


@pytest.fixture(autouse=True)
def _rows(monkeypatch):
    kinds.load_outcomes(), reply_templates.load_templates()
    kinds.forget_kinds(), reply_templates.forget_templates()
    for name in ("_not_closing", "_not_resuming", "_not_thanking"):
        monkeypatch.setattr(chores, name, Resting())


@pytest.fixture
def praise(file, highways, roads):
    """Praise, sent to Highways and not read yet."""
    return assign_case(file(PRAISED, kind=CaseKind.PRAISE).complaint.case, highways, by=None, topic=roads)


def now(case):
    return Case.objects.get(pk=case.pk)


def thank(part, officer, **changes):
    told = {"answer": "ขอบคุณ ส่งถึงพี่ที่เคาน์เตอร์ 3 แล้ว", "outcome": Outcome.SOLVED, **changes}
    return acknowledge_praise(part, by=officer, **told)


def let_time_pass(case):
    """Every date of the case was some weeks ago, and the worker has looked."""
    Case.objects.filter(pk=case.pk, answer_by__isnull=False).update(answer_by=timezone.now() - LONG_AGO)
    Case.objects.filter(pk=case.pk, confirm_by__isnull=False).update(confirm_by=timezone.now() - LONG_AGO)
    for part in Assignment.objects.filter(case=case):
        dates = {name: timezone.now() - LONG_AGO for name in ("accept_by", "due_at") if getattr(part, name)}
        Assignment.objects.filter(pk=part.pk).update(**dates)
    for chore in (chores.close_silent_cases, chores.resume_unanswered_questions, chores.close_unanswered_praises):
        chore.function()


class TestPraise:
    def test_is_acknowledged_in_one_act_and_closed_at_once(self, praise, wichai):
        thank(praise, wichai)
        case = now(praise.case)
        assert (case.state, case.outcome, case.resolution_proposed_at, case.confirm_by) == (
            "closed",
            "solved",
            None,
            None,
        )
        line = CaseEvent.objects.filter(case=case).last()
        assert (line.kind, line.by, line.facts) == ("acknowledged", wichai, {"outcome": "solved", "kind": "praise"})
        assert Assignment.objects.get().state == "approved"

    def test_tells_the_person_thank_you_and_asks_nothing(self, praise, wichai):
        thank(praise, wichai)
        body = Message.objects.filter(recipient="malee@example.org").last().body
        assert "ขอบคุณสำหรับคำชม" in body and "ส่งถึงคนที่ได้รับคำชมแล้ว" in body
        assert not any(word in body for word in ("เสร็จ", "ยืนยัน", "โต้แย้ง"))

    def test_is_never_reported_as_done(self, praise, wichai):
        accept_assignment(praise, by=wichai)
        with pytest.raises(ValidationError) as refused:
            propose_closing(praise, answer="เสร็จแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert refused.value.code == "is_praise"

    def test_what_is_no_praise_is_not_closed_so(self, working, wichai):
        with pytest.raises(ValidationError) as refused:
            thank(working, wichai)
        assert refused.value.code == "is_no_praise" and now(working.case).closed_at is None

    def test_is_not_acknowledged_twice_nor_over_an_open_question(self, praise, wichai):
        accept_assignment(praise, by=wichai)
        ask_complainant(praise, question="คนไหน", by=wichai)
        with pytest.raises(ValidationError) as refused:
            thank(praise, wichai)
        assert refused.value.code == "question_is_open"
        answer_question(praise.case, text="คนผมสั้น", by=None)
        thank(praise, wichai)
        with pytest.raises(ValidationError) as refused:
            thank(praise, wichai)
        assert refused.value.code == "case_has_ended"

    @pytest.mark.parametrize("accepted", [False, True])
    def test_is_closed_by_time_where_nobody_writes_back(self, praise, wichai, accepted):
        if accepted:
            accept_assignment(praise, by=wichai)
        let_time_pass(praise.case)
        case = now(praise.case)
        assert (case.state, case.outcome) == ("closed", "noted")
        line = CaseEvent.objects.filter(case=case).last()
        assert (line.kind, line.by, line.agency) == ("delivered", None, praise.agency)
        before = case.event_count
        close_unanswered_praise(case)
        assert now(case).event_count == before

    def test_time_closes_nothing_before_its_date_and_no_other_kind(self, praise, assignment):
        close_unanswered_praise(praise.case)
        assert now(praise.case).state == "routed"
        let_time_pass(assignment.case)
        assert now(assignment.case).state == "routed"

    def test_makes_nobody_late(self, praise, wichai):
        accept_assignment(praise, by=wichai)
        Assignment.objects.update(due_at=timezone.now() - LONG_AGO)
        part = Assignment.objects.select_related("case").get()
        step = next_step(now(part.case), part.case.complaints.get(), is_mine=True)
        assert not step.is_late and step.closes_then
        assert clock_of(part).look == "" and not may_extend(part, wichai)

    def test_shows_three_steps_and_no_word_of_being_done(self, client, praise, wichai, malee):
        client.force_login(malee)
        address = reverse("track_case", args=[praise.case.reference])
        for act in (lambda: None, lambda: accept_assignment(praise, by=wichai), lambda: thank(praise, wichai)):
            act()
            html = client.get(address).content.decode().partition('data-module="live"')[2]
            assert len(steps_of(now(praise.case), is_mine=True)) == 3
            assert not any(word in html for word in ("เสร็จ", "คุณยืนยัน", "กำลังดำเนินการ", "ล่าช้า")), html[:3000]
        assert "คำชมถึงหน่วยงานแล้ว" in html and "ขอบคุณ ส่งถึงพี่ที่เคาน์เตอร์ 3 แล้ว" in html

    def test_the_office_says_thank_you_with_one_form(self, client, praise, wichai):
        client.force_login(wichai)
        page = client.get(reverse("office_case", args=[praise.case.reference])).content.decode()
        assert "ขอบคุณและปิดเรื่อง" in page and "ถ้าไม่ตอบตามเวลา ถือว่าเสร็จ" not in page
        assert reverse("office_accept", args=[praise.case.reference]) not in page
        sent = {"close-text": "ขอบคุณมาก", "close-outcome": "explained"}
        answer = client.post(reverse("office_close", args=[praise.case.reference]), sent, follow=True).content.decode()
        assert now(praise.case).state == "closed" and "คำขอบคุณถึงผู้แจ้งแล้ว" in answer
        assert "ผู้แจ้งยืนยัน" not in answer

    def test_an_officer_of_another_agency_finds_nothing(self, client, praise, stranger):
        client.force_login(stranger)
        sent = {"close-text": "ขอบคุณ", "close-outcome": "explained"}
        assert client.post(reverse("office_close", args=[praise.case.reference]), sent).status_code == 404
        assert now(praise.case).state == "routed"

    def test_is_no_solved_trouble_of_its_place(self, file, highways, roads, wichai):
        case = file(PRAISED, kind=CaseKind.PRAISE, visibility=Visibility.PUBLIC).complaint.case
        part = assign_case(case, highways, by=None, topic=roads)
        release_case(case, text="ชมเจ้าหน้าที่ทะเบียน", by=wichai)
        thank(part, wichai)
        forget_figures()
        assert (figures_of(0).total.reported, figures_of(0).total.solved) == (1, 0)

    def test_that_was_a_complaint_which_came_back_is_not_called_reopened(self, working, wichai, malee):
        propose_closing(working, answer="เสร็จแล้ว", outcome=Outcome.SOLVED, by=wichai)
        dispute_resolution(working.case, reason="จริงๆ อยากชม", by=malee)
        convert_case(working.case, CaseKind.PRAISE, by=wichai, assignment=working)
        assert said_as("working", 1, "praise") == "" and said_as("working", 1, "complaint") == "reopened"


class TestAQuestion:
    @pytest.fixture
    def asked(self, file, highways, wichai):
        case = file(ASKED, kind=CaseKind.INFORMATION).complaint.case
        return accept_assignment(assign_case(case, highways, by=None), by=wichai)

    def test_is_answered_and_the_person_says_whether_that_answers_it(self, client, asked, wichai, malee):
        client.force_login(malee)
        address = reverse("track_case", args=[asked.case.reference])
        assert "หน่วยงานกำลังหาคำตอบ" in client.get(address).content.decode()
        propose_closing(asked, answer="เปิด 6 โมงถึง 2 ทุ่ม 30 บาท", outcome=Outcome.SOLVED, by=wichai)
        html = client.get(address).content.decode().partition("<main")[2]
        assert "คำตอบนี้ตรงกับที่คุณถามไหม" in html and "ใช่ ตรงแล้ว" in html and "แก้แล้ว" not in html
        client.post(reverse("track_dispute", args=[asked.case.reference]), {"text": "วันอาทิตย์เปิดไหม"})
        html = client.get(address).content.decode()
        assert "คุณบอกว่ายังขาดอะไร" in html and now(asked.case).state == "in_progress"

    def test_keeps_its_words_in_lines_written_before_it_became_another_kind(self, asked, wichai):
        convert_case(asked.case, CaseKind.COMPLAINT, by=wichai, assignment=asked)
        line = CaseEvent.objects.get(kind="accepted")
        assert line.facts == {"kind": "information_request"}


class TestAComplaintThatIsNotPutRight:
    """What cannot be done or needs no repair is answered, and nobody is asked whether it is done."""

    @pytest.fixture(params=[Outcome.REFUSED, Outcome.EXPLAINED, Outcome.NOTHING_FOUND])
    def answered(self, request, working, wichai):
        propose_closing(working, answer="ที่ดินเป็นของเอกชน เข้าไปซ่อมไม่ได้", outcome=request.param, by=wichai)
        return working.case

    def test_is_not_called_done_on_any_page_or_in_any_mail(self, client, answered, malee):
        client.force_login(malee)
        address = reverse("track_case", args=[answered.reference])
        html = client.get(address).content.decode().partition("<main")[2]
        assert all(words in html for words in ("หน่วยงานตอบแล้ว", "รับคำตอบนี้", "ไม่เห็นด้วย", "ทำไมไม่เห็นด้วย"))
        mine = client.get(reverse("me")).content.decode().partition("<main")[2]
        mail = Message.objects.filter(event_key__contains=answered.reference).latest("pk")
        label = client.get(f"/api/v1/cases/{answered.reference}/").json()["state_label"]["th"]
        for said in (html, mine, mail.body, mail.subject, label):
            assert not any(words in said for words in ("แจ้งว่าเสร็จ", "เสร็จจริง", "ยังไม่เสร็จ", "แก้แล้ว")), said[:2000]

    def test_goes_on_or_ends_by_the_same_two_answers(self, client, answered, malee):
        client.force_login(malee)
        client.post(reverse("track_dispute", args=[answered.reference]), {"text": "เป็นทางสาธารณะ มีโฉนดมาแสดง"})
        assert now(answered).state == "in_progress" and now(answered).reopened_count == 1
        html = client.get(reverse("track_case", args=[answered.reference])).content.decode()
        assert "คุณบอกว่าไม่เห็นด้วย" in html and "ยังไม่เสร็จ" not in html.partition("<ol")[2].partition("</ol>")[0]

    def test_that_was_accepted_is_not_called_confirmed_as_done(self, client, answered, malee, wichai):
        client.force_login(malee)
        client.post(reverse("track_confirm", args=[answered.reference]))
        assert "คุณรับคำตอบแล้ว" in client.get(reverse("track_case", args=[answered.reference])).content.decode()
        client.force_login(wichai)
        html = client.get(reverse("office_case", args=[answered.reference])).content.decode()
        assert "ยืนยันว่าเสร็จ" not in html
        assert "ผู้แจ้งรับคำตอบแล้ว" in html

    def test_of_which_the_agency_says_that_it_is_solved_is_asked_about_as_ever(self, client, working, wichai, malee):
        propose_closing(working, answer="ถมหลุมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        client.force_login(malee)
        html = client.get(reverse("track_case", args=[working.case.reference])).content.decode()
        assert "แจ้งว่าเสร็จแล้ว" in html and "ยังไม่เสร็จ" in html and "ไม่เห็นด้วย" not in html


class TestASuggestion:
    def test_can_be_taken_up_considered_or_not(self):
        with translation.override("th"):
            words = dict(kinds.outcomes_of("suggestion"))
        assert words["solved"] == "รับไปทำแล้ว" and words["noted"] == "จะนำไปพิจารณา"
        assert words["refused"].startswith("ยังทำตามไม่ได้")

    def test_a_complaint_cannot_be_kept_in_mind(self):
        assert "noted" not in dict(kinds.outcomes_of("complaint"))


class TestTheWords:
    @pytest.mark.parametrize("kind", CaseKind.values)
    @pytest.mark.parametrize("language", ["th", "en"])
    def test_are_there_for_every_kind_and_state(self, kind, language):
        with translation.override(language):
            for state in [*CaseState.values, "reopened"]:
                words = wording.case_words(state, kind)
                assert all(str(words.to(reader)) for reader in ("you", "public", "desk"))
            for mine in (True, False):
                assert all(map(str, kind_words.names_of_way(kind, is_mine=mine)))
            assert all(map(str, vars(kind_asking.ASKING[kind]).values()))
            assert all(map(str, vars(kind_asking.ANSWERING[kind]).values()))

    @pytest.mark.parametrize("kind", sorted(set(CaseKind.values) - {"complaint"}))
    def test_only_a_complaint_is_done(self, kind):
        with translation.override("th"):
            said = [*vars(kind_asking.ASKING[kind]).values(), *vars(kind_asking.ANSWERING[kind]).values()]
            said += [wording.case_words(state, kind).you for state in CaseState.values]
            assert not [str(words) for words in said if "เสร็จ" in str(words)]

    def test_the_api_says_what_the_page_says(self, client, file, highways, wichai):
        part = assign_case(file(ASKED, kind=CaseKind.INFORMATION).complaint.case, highways, by=None)
        accept_assignment(part, by=wichai)
        told = client.get(f"/api/v1/cases/{part.case.reference}/").json()
        assert told["state_label"] == {"th": "หน่วยงานกำลังหาคำตอบ", "en": "The agency is looking for the answer"}


ACTS = ["assign", "accept", "decline", "ask", "answer", "end", "confirm", "dispute", *CaseKind.values, "time"]


class TestEveryLife:
    """Whatever is done in whatever order, with conversions in the middle: no dead end, and every wait has its date."""

    def do(self, act, case, people):
        """Do it if it is allowed now; what is refused changes nothing."""
        part = case.lead() or case.assignments.last()
        officer, agencies = people["wichai"], people["agencies"]
        acts = {
            "assign": lambda: assign_case(case, agencies[case.event_count % 2], by=None),
            "accept": lambda: accept_assignment(part, by=officer),
            "decline": lambda: decline_assignment(part, reason="ไม่ใช่ของเรา", proposed_agency=agencies[1], by=officer),
            "ask": lambda: ask_complainant(part, question="ตรงไหน", by=officer),
            "answer": lambda: answer_question(case, text="ตรงนี้", by=None),
            "end": lambda: (acknowledge_praise if case.kind == "praise" else propose_closing)(
                part, answer="ตอบแล้ว", outcome=Outcome.SOLVED, by=officer
            ),
            "confirm": lambda: confirm_resolution(case, by=None),
            "dispute": lambda: dispute_resolution(case, reason="ยังไม่ครบ", by=None),
            "time": lambda: let_time_pass(case),
        }
        act_now = acts.get(act) or (lambda: convert_case(case, CaseKind(act), by=officer, assignment=part))
        if part is not None or act in {"assign", "time", *CaseKind.values}:
            with suppress(ValidationError), transaction.atomic():
                act_now()

    def check(self, case):
        parts = list(case.assignments.all())
        assert case.state == public_state(case, parts, in_triage=case.triaged_at is not None)
        assert case.outcome or not case.closed_at
        assert case.kind != CaseKind.TIP_OFF or case.visibility == Visibility.CONFIDENTIAL
        assert case.kind not in CLOSED_BY_ITS_ANSWER or case.state != CaseState.RESOLUTION_PROPOSED
        step = next_step(case, case.complaints.get(), is_mine=True)
        if case.state in ENDS:
            assert step is None
            return
        assert step.who and step.step and step.by is not None, (case.kind, case.state)
        assert any(each.is_now for each in steps_of(case, is_mine=True))

    def moves_on_by_time(self, case):
        """Whether time must have changed it: what waits for the person, and praise that an agency has."""
        waits = case.state in {CaseState.AWAITING_COMPLAINANT, CaseState.RESOLUTION_PROPOSED}
        return waits or (case.kind == "praise" and case.state in {CaseState.ROUTED, CaseState.IN_PROGRESS})

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(kind=st.sampled_from(CaseKind.values), acts=st.lists(st.sampled_from(ACTS), max_size=9))
    def test_has_a_next_step_with_a_date_until_it_ends(self, file, wichai, highways, centre, kind, acts):
        people = {"wichai": wichai, "agencies": [highways, centre]}
        with transaction.atomic():
            case = file(kind=CaseKind(kind)).complaint.case
            send_to_triage(case)
            for act in ["assign", *acts]:
                before = now(case)
                waited = self.moves_on_by_time(before)
                self.do(act, before, people)
                self.check(now(case))
                if act == "time" and waited:
                    assert (now(case).state, now(case).event_count) != (before.state, before.event_count)
            if now(case).kind == "praise" and now(case).lead():
                let_time_pass(case), let_time_pass(case)  # a question first, then the praise itself
                assert now(case).state == CaseState.CLOSED
            transaction.set_rollback(True)
