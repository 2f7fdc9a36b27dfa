"""Agencies that work on one case together: one is responsible, others support it, each by its own acts and buttons."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from complaints import queue
from complaints.appealing import appeal_case, grant_appeal
from complaints.approval_rules import forget_approval_rules
from complaints.approving import approve_answer
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    decline_assignment,
    propose_closing,
    reject_case,
    reply_to_complainant,
)
from complaints.models import Approval, ApprovalRule, Assignment, Case, CaseFile
from complaints.responding import (
    answer_question,
    close_by_silence,
    confirm_resolution,
    dispute_resolution,
    withdraw_complaint,
)
from complaints.supporting import ask_for_help, finish_part, refuse_to_help
from complaints.workflow import AssignmentState, CaseState, Outcome
from directory.models import AgencyKind, Role
from frontend.clocks import clock_of
from notifications.models import Message
from tests.factories import make_agency, make_membership, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def pwa(db):
    return make_agency("การประปาส่วนภูมิภาค", code="pwa")


@pytest.fixture
def arunee(pwa):
    """An officer of the waterworks, which help Highways."""
    return make_membership(make_user("อรุณี สายชล"), pwa).user


@pytest.fixture
def asked(working, pwa, wichai):
    """The waterworks' part of the case, asked for and not accepted yet."""
    return ask_for_help(working, pwa, request="ท่อประปาใต้หลุมแตก ช่วยซ่อมก่อนเราปะถนน", by=wichai)


@pytest.fixture
def helping(asked, arunee):
    return accept_assignment(asked, by=arunee)


def code_of(refused):
    return refused.value.code


def kinds_of(case):
    return list(case.events.values_list("kind", flat=True))


def state_of(row):
    row.refresh_from_db()
    return row.state


class TestAskingAnotherAgencyToHelp:
    def test_proposes_a_part_and_leaves_the_case_with_the_one_who_asks(self, working, asked, case):
        assert (asked.part, asked.state) == (Assignment.Part.SUPPORTING, AssignmentState.PROPOSED)
        assert asked.accept_by is not None
        assert state_of(case) == CaseState.IN_PROGRESS
        assert case.lead() == working
        assert kinds_of(case)[-1] == "help_asked"

    def test_is_refused_before_the_case_is_accepted(self, assignment, pwa, wichai):
        with pytest.raises(ValidationError) as refused:
            ask_for_help(assignment, pwa, request="ช่วยด้วย", by=wichai)
        assert code_of(refused) == "not_accepted_yet"

    def test_is_refused_to_one_who_only_supports(self, helping, centre, arunee):
        with pytest.raises(ValidationError) as refused:
            ask_for_help(helping, centre, request="ช่วยด้วย", by=arunee)
        assert code_of(refused) == "another_agency_leads"

    @pytest.mark.parametrize(
        ("agency", "code"),
        [
            (None, "another_agency_missing"),
            ("pwa", "agency_has_it_already"),
            ("doh", "agency_has_it_already"),
            ("parliament", "agency_takes_no_complaints"),
        ],
    )
    def test_is_refused_for_an_agency_that_cannot(self, working, asked, wichai, agency, code):
        make_agency("รัฐสภา", code="parliament", takes_complaints=False)
        with pytest.raises(ValidationError) as refused:
            ask_for_help(working, make_agency(code=agency) if agency else None, request="ช่วยด้วย", by=wichai)
        assert code_of(refused) == code

    def test_needs_words(self, working, pwa, wichai):
        with pytest.raises(ValidationError) as refused:
            ask_for_help(working, pwa, request=" ", by=wichai)
        assert code_of(refused) == "note_missing"
        assert working.case.assignments.count() == 1

    def test_tells_everybody_that_they_were_asked_and_only_agencies_what(self, asked, case, client):
        text = client.get(reverse("track_case", args=[case.reference])).content.decode()
        assert "การประปาส่วนภูมิภาค" in text
        assert "ท่อประปาใต้หลุมแตก" not in text


class TestAskingOneThatHasHelpedBefore:
    """A dispute or an appeal opens the case again, and then joint work begins again too."""

    @pytest.fixture
    def helped(self, helping, arunee):
        return finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)

    @pytest.fixture
    def disputed(self, helped, working, case, wichai, malee):
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai, no_photo="ฝนตก")
        return dispute_resolution(case, reason="น้ำยังรั่ว", by=malee)

    @pytest.fixture
    def granted(self, helped, working, case, wichai, malee, highways):
        """Closed by silence, so that the helper's part is approved, then sent back by who is above."""
        highways.parent = make_agency("กระทรวงคมนาคม", code="mot", kind=AgencyKind.MINISTRY)
        highways.save()
        judge = make_membership(make_user("ณรงค์ มั่นคง"), highways.parent, Role.SUPERVISOR).user
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai, no_photo="ฝนตก")
        Case.objects.filter(pk=case.pk).update(confirm_by=timezone.now() - timedelta(minutes=1))
        close_by_silence(case)
        appeal = appeal_case(case, reason="น้ำยังรั่ว", by=malee)
        return grant_appeal(appeal.part, instructions="ให้ซ่อมให้เสร็จ", by=judge)

    def ask_again(self, working, pwa, wichai, request="รั่วอีกแล้ว ช่วยดูซ้ำ"):
        return ask_for_help(Assignment.objects.get(pk=working.pk), pwa, request=request, by=wichai)

    @pytest.mark.parametrize("opened", ["helped", "disputed", "granted"])
    def test_proposes_the_same_part_anew(self, opened, working, case, pwa, arunee, wichai, request):
        request.getfixturevalue(opened)
        part = self.ask_again(working, pwa, wichai)
        part.refresh_from_db()
        assert case.assignments.filter(agency=pwa).get() == part
        assert (part.part, part.state, part.officer) == ("supporting", "proposed", arunee)
        assert (part.accepted_at, part.due_at, part.answered_at) == (None, None, None)
        assert part.accept_by > timezone.now() > part.proposed_at
        assert part.next_duty_at == part.accept_by
        assert state_of(case) == CaseState.IN_PROGRESS
        line = case.events.filter(kind="help_asked").last()
        assert (line.assignment, line.note, line.note_seen_by) == (part, "รั่วอีกแล้ว ช่วยดูซ้ำ", "agency")

    @pytest.mark.parametrize("opened", ["disputed", "granted"])
    def test_brings_it_back_into_the_inbox_of_the_helper(self, opened, working, pwa, arunee, wichai, request):
        request.getfixturevalue(opened)
        assert not queue.queue(arunee, "all").exists()
        part = self.ask_again(working, pwa, wichai)
        for view in ("all", "new", "mine"):
            assert [row.assignment_id for row in queue.page(arunee, view).rows] == [part.pk], view

    def test_lets_it_accept_by_a_new_date_and_finish_once_more(self, disputed, working, case, pwa, arunee, wichai):
        part = accept_assignment(self.ask_again(working, pwa, wichai), by=arunee)
        assert part.due_at > timezone.now()
        finish_part(part, answer="เปลี่ยนท่อใหม่ทั้งเส้น", by=arunee)
        answers = case.events.filter(kind="part_done").values_list("note", flat=True)
        assert list(answers) == ["ซ่อมท่อแล้ว", "เปลี่ยนท่อใหม่ทั้งเส้น"]

    def test_lets_it_say_that_it_cannot_and_be_asked_a_third_time(self, disputed, working, case, pwa, arunee, wichai):
        refuse_to_help(self.ask_again(working, pwa, wichai), reason="ไม่มีช่างแล้ว", by=arunee)
        third = self.ask_again(working, pwa, wichai)
        assert sorted(case.assignments.filter(agency=pwa).values_list("state", flat=True)) == ["declined", "proposed"]
        assert third.state == AssignmentState.PROPOSED

    def test_begins_its_pauses_and_extensions_anew(self, helped, working, pwa, wichai):
        spent = {"paused": timedelta(days=3), "extensions": 2, "escalation_level": 2, "due_before": timezone.now()}
        Assignment.objects.filter(pk=helped.pk).update(**spent)
        self.ask_again(working, pwa, wichai)
        part = Assignment.objects.get(pk=helped.pk)
        assert (part.paused, part.extensions, part.escalation_level, part.due_before) == (timedelta(), 0, 0, None)

    def test_is_refused_while_it_is_at_work(self, disputed, working, pwa, arunee, wichai):
        for take_up in (lambda part: None, lambda part: accept_assignment(part, by=arunee)):
            take_up(Assignment.objects.get(agency=pwa))
            if Assignment.objects.get(agency=pwa).state == AssignmentState.ANSWERED:
                self.ask_again(working, pwa, wichai)
            with pytest.raises(ValidationError) as refused:
                self.ask_again(working, pwa, wichai)
            assert code_of(refused) == "agency_has_it_already"

    def test_is_refused_where_it_takes_no_complaints_any_more(self, disputed, working, case, pwa, wichai):
        pwa.takes_complaints = False
        pwa.save()
        with pytest.raises(ValidationError) as refused:
            self.ask_again(working, pwa, wichai)
        assert code_of(refused) == "agency_takes_no_complaints"
        assert case.assignments.get(agency=pwa).state == AssignmentState.ANSWERED

    def test_needs_words(self, disputed, working, case, pwa, wichai):
        with pytest.raises(ValidationError) as refused:
            self.ask_again(working, pwa, wichai, request=" ")
        assert code_of(refused) == "note_missing"
        assert case.assignments.get(agency=pwa).state == AssignmentState.ANSWERED

    def test_tells_the_helper_what_is_asked_and_keeps_its_answer(
        self, disputed, working, case, pwa, arunee, wichai, page
    ):
        self.ask_again(working, pwa, wichai)
        text = page(arunee, case)
        assert forms_of(text) == {"accept", "refuse"}
        for words in ("กรมทางหลวง asks you to help", "You have helped in this case before", "รั่วอีกแล้ว", "ซ่อมท่อแล้ว"):
            assert words in text
        assert "Your part is done" not in text

    def test_offers_it_first_and_the_own_agency_never(self, disputed, working, case, wichai, page, centre):
        choices = page(wichai, case).split('name="help-agency"')[1].split("</select>")[0]
        assert choices.index("Helped in this case before") < choices.index("การประปาส่วนภูมิภาค")
        assert choices.count('value="pwa"') == 1
        assert centre.code in choices
        assert 'value="doh"' not in choices


class TestASupportingAgency:
    def test_asks_and_replies_like_the_responsible_one(self, helping, case, arunee, malee):
        reply_to_complainant(helping, text="ช่างกำลังไป", by=arunee)
        ask_complainant(helping, question="น้ำไหลตลอดหรือไม่", by=arunee)
        assert state_of(case) == CaseState.AWAITING_COMPLAINANT
        answer_question(case, text="ตลอดค่ะ", by=malee)
        assert state_of(helping) == AssignmentState.WORKING

    def test_ends_only_its_own_part(self, helping, working, case, arunee):
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        assert (state_of(helping), state_of(working), state_of(case)) == ("answered", "working", "in_progress")
        assert kinds_of(case)[-1] == "part_done"
        assert Message.objects.filter(event_key=f"case:{case.reference}:{case.event_count}").exists()

    def test_may_still_finish_while_the_complainant_is_asked_to_confirm(self, helping, working, case, arunee, wichai):
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai, despite_helpers=True)
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        assert state_of(case) == CaseState.RESOLUTION_PROPOSED

    def test_is_approved_with_the_case(self, helping, working, case, arunee, wichai, malee):
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(case, by=malee)
        assert state_of(helping) == AssignmentState.APPROVED

    def test_cannot_finish_while_it_waits_for_an_answer(self, helping, arunee):
        ask_complainant(helping, question="น้ำไหลตลอดหรือไม่", by=arunee)
        with pytest.raises(ValidationError) as refused:
            finish_part(helping, answer="ซ่อมแล้ว", by=arunee)
        assert code_of(refused) == "question_is_open"

    def test_cannot_close_the_case_nor_send_it_to_the_desk(self, helping, case, arunee, centre):
        with pytest.raises(ValidationError) as refused:
            propose_closing(helping, answer="เสร็จแล้ว", outcome=Outcome.SOLVED, by=arunee)
        assert code_of(refused) == "another_agency_leads"
        with pytest.raises(ValidationError) as refused:
            decline_assignment(helping, reason="ไม่ใช่", proposed_agency=centre, by=arunee)
        assert code_of(refused) == "another_agency_leads"
        assert state_of(case) == CaseState.IN_PROGRESS

    @pytest.mark.parametrize("part", ["asked", "helping"])
    def test_says_that_it_cannot_help_and_the_case_stays_where_it_is(self, part, working, case, arunee, request):
        part = request.getfixturevalue(part)
        refuse_to_help(part, reason="ท่อนี้เป็นของเทศบาล", by=arunee)
        assert (state_of(part), state_of(working), state_of(case)) == ("declined", "working", "in_progress")
        assert kinds_of(case)[-1] == "help_refused"

    def test_that_cannot_help_does_not_bring_the_case_nearer_to_the_central_desk(self, asked, working, arunee, wichai):
        refuse_to_help(asked, reason="ท่อนี้เป็นของเทศบาล", by=arunee)
        decline_assignment(working, reason="ถนนเทศบาล", proposed_agency=asked.agency, by=wichai)
        assert working.case.events.last().facts["declines"] == 1

    def test_is_left_nothing_when_the_case_has_ended(self, helping, case, arunee, malee):
        withdraw_complaint(case, by=malee)
        for act in (
            lambda: finish_part(helping, answer="ซ่อมแล้ว", by=arunee),
            lambda: refuse_to_help(helping, reason="ช่วยไม่ได้", by=arunee),
        ):
            with pytest.raises(ValidationError) as refused:
                act()
            assert code_of(refused) == "case_has_ended"


def refused_by_the_desk(case, working, wichai, malee):
    decline_assignment(working, reason="ไม่ใช่", proposed_agency=make_agency(code="pwa"), by=wichai)
    reject_case(case, reason="ไม่ใช่เรื่องของรัฐ", by=wichai)


def closed_by_the_answer(confirm):
    def close(case, working, wichai, malee):
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.EXPLAINED, by=wichai, despite_helpers=True)
        confirm(case, malee)

    return close


def in_silence(case, malee):
    Case.objects.filter(pk=case.pk).update(confirm_by=timezone.now() - timedelta(minutes=1))
    close_by_silence(case)


class TestAPartThatIsOpenWhenTheCaseEnds:
    """It ends with the case, as the parts of a withdrawn one do: nothing is owed, and it is found under "Done"."""

    @pytest.fixture(
        params=[
            closed_by_the_answer(lambda case, malee: confirm_resolution(case, by=malee)),
            closed_by_the_answer(in_silence),
            lambda case, working, wichai, malee: withdraw_complaint(case, by=malee),
            refused_by_the_desk,
        ],
        ids=["confirmed", "silence", "withdrawn", "rejected"],
    )
    def ended(self, request, helping, case, working, wichai, malee):
        request.param(case, working, wichai, malee)
        return Case.objects.get(pk=case.pk)

    def test_is_done_and_in_no_other_view(self, ended, helping, arunee):
        assert ended.is_ended
        found = {view for view in queue.VIEWS if queue.page(arunee, view).rows}
        assert found == {"done"}
        assert [row.assignment_id for row in queue.page(arunee, "done").rows] == [helping.pk]
        assert not Assignment.objects.owed().filter(pk=helping.pk).exists()

    def test_is_found_by_its_number(self, ended, helping, arunee):
        found = queue.page(arunee, "done", queue.Filters(typed=ended.reference)).rows
        assert [row.assignment_id for row in found] == [helping.pk]

    def test_has_no_clock_and_says_how_the_case_ended(self, ended, helping, arunee, client):
        Assignment.objects.filter(pk=helping.pk).update(due_at=timezone.now() - timedelta(days=3), escalation_level=1)
        row = queue.page(arunee, "done").rows[0]
        assert clock_of(row) is None and clock_of(Assignment.objects.get(pk=helping.pk)) is None
        assert row.said_as == ended.state
        client.force_login(arunee)
        client.cookies["language"] = "en"
        listed = client.get(reverse("office"), {"view": "done"}).content.decode()
        assert ended.reference in listed
        for words in ("late", "Being worked on", "Level 1", "Accept<"):
            assert words not in listed.split("<tbody>")[1].split("</tbody>")[0]

    def test_tells_its_agency_that_the_case_ended_meanwhile(self, ended, arunee, page):
        text = page(arunee, ended)
        assert "It ended before your part was finished." in text
        assert "Not finished, the case has ended" in text
        assert forms_of(text) == set()

    def test_goes_on_with_the_case_where_an_appeal_opens_it_again(self, helping, case, working, wichai, malee, arunee):
        make_membership(make_user("ณรงค์ มั่นคง"), above := make_agency("กระทรวง", code="mot"), Role.SUPERVISOR)
        working.agency.parent = above
        working.agency.save()
        closed_by_the_answer(in_silence)(case, working, wichai, malee)
        appeal = appeal_case(case, reason="น้ำยังรั่ว", by=malee)
        judge = above.memberships.get().user
        grant_appeal(appeal.part, instructions="ให้ซ่อมให้เสร็จ", by=judge)
        assert [row.assignment_id for row in queue.page(arunee, "all").rows] == [helping.pk]
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        assert state_of(helping) == AssignmentState.ANSWERED


def test_an_answered_part_of_a_closed_case_does_not_say_that_it_was_not_finished(
    helping, case, working, wichai, malee, arunee, page
):
    finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
    closed_by_the_answer(in_silence)(case, working, wichai, malee)
    assert "It ended before your part was finished." not in page(arunee, case)
    assert [row.assignment_id for row in queue.page(arunee, "done").rows] == [helping.pk]


class TestClosingWhatOthersHelpWith:
    def close(self, working, wichai, **told):
        return propose_closing(working, answer="ปะแล้ว", outcome=Outcome.EXPLAINED, by=wichai, **told)

    @pytest.mark.parametrize("part", ["asked", "helping"])
    def test_says_who_is_still_at_work_and_is_possible_all_the_same(self, part, working, case, wichai, request):
        request.getfixturevalue(part)
        with pytest.raises(ValidationError) as refused:
            self.close(working, wichai)
        assert code_of(refused) == "helpers_still_work"
        assert "การประปาส่วนภูมิภาค" in refused.value.messages[0]
        assert state_of(case) == CaseState.IN_PROGRESS
        self.close(working, wichai, despite_helpers=True)
        assert state_of(case) == CaseState.RESOLUTION_PROPOSED

    def test_asks_nothing_once_they_have_answered_or_refused(
        self, helping, asked, working, case, arunee, wichai, centre
    ):
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        other = ask_for_help(working, centre, request="ช่วยกั้นถนน", by=wichai)
        refuse_to_help(other, reason="ไม่มีคน", by=make_membership(make_user("ละออ"), centre).user)
        self.close(working, wichai)
        assert state_of(case) == CaseState.RESOLUTION_PROPOSED

    def test_shows_the_lead_what_they_answered_and_whom_it_waits_for(
        self, helping, working, case, arunee, wichai, centre, page
    ):
        assert "What those that helped have answered" not in page(wichai, case)
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        text = page(wichai, case)
        assert "ซ่อมท่อแล้ว" in text.split("What those that helped have answered")[1].split("</section>")[0]
        assert "close-despite_helpers" not in text
        ask_for_help(working, centre, request="ช่วยกั้นถนน", by=wichai)
        text = page(wichai, case)
        assert f"Not finished yet: {centre.name_in_sentence}" in text
        assert 'name="close-despite_helpers"' in text

    def test_shows_the_complainant_their_answers_below_the_leads(
        self, helping, working, case, arunee, wichai, malee, as_
    ):
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        self.close(working, wichai)
        card = as_(malee).get(reverse("track_case", args=[case.reference])).content.decode()
        card = card.split('id="confirm"')[1].split("</section>")[0]
        assert card.index("ปะแล้ว") < card.index("Also worked on it: การประปาส่วนภูมิภาค") < card.index("ซ่อมท่อแล้ว")
        confirm_resolution(case, by=malee)
        told = as_(malee).get(reverse("track_case", args=[case.reference])).content.decode()
        assert "ซ่อมท่อแล้ว" in told.split('id="reported"')[1].split("</section>")[0]

    def test_shows_strangers_no_word_of_it(self, helping, working, case, arunee, wichai, client):
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        self.close(working, wichai)
        text = client.get(reverse("track_case", args=[case.reference])).content.decode()
        assert "ซ่อมท่อแล้ว" not in text and "Also worked on it" not in text

    def test_shows_the_newest_answer_only_and_none_that_is_being_done_anew(
        self, helping, working, case, pwa, arunee, wichai, malee, as_
    ):
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        again = accept_assignment(ask_for_help(working, pwa, request="รั่วอีก", by=wichai), by=arunee)
        self.close(working, wichai, despite_helpers=True)
        address = reverse("track_case", args=[case.reference])
        assert "Also worked on it" not in as_(malee).get(address).content.decode()
        finish_part(again, answer="เปลี่ยนท่อทั้งเส้น", by=arunee)
        card = as_(malee).get(address).content.decode().split('id="confirm"')[1].split("</section>")[0]
        assert "เปลี่ยนท่อทั้งเส้น" in card and "ซ่อมท่อแล้ว" not in card

    def test_may_come_from_a_second_person_who_approves_it(self, helping, working, case, wichai, kanya, roads):
        ApprovalRule.objects.create(topic=roads, source="ทดสอบ")
        forget_approval_rules()
        self.close(working, wichai, despite_helpers=True)
        assert state_of(case) == CaseState.IN_PROGRESS
        approve_answer(Approval.objects.get(), by=kanya)
        forget_approval_rules()
        assert state_of(case) == CaseState.RESOLUTION_PROPOSED


class TestTheResponsibleAgency:
    def test_can_neither_finish_a_part_nor_refuse_to_help(self, working, wichai):
        for act in (
            lambda: finish_part(working, answer="ซ่อมแล้ว", by=wichai),
            lambda: refuse_to_help(working, reason="ช่วยไม่ได้", by=wichai),
        ):
            with pytest.raises(ValidationError) as refused:
                act()
            assert code_of(refused) == "this_agency_leads"


@pytest.fixture
def page(client):
    """The page of the case as somebody sees it, in English."""

    def page(user, case):
        client.force_login(user)
        client.cookies["language"] = "en"
        return client.get(reverse("office_case", args=[case.reference])).content.decode()

    return page


def forms_of(text):
    names = ("accept", "ask", "reply", "help", "decline", "refuse", "finish", "close")
    return {name for name in names if f'/{name}/" method="post"' in text}


class TestThePageOfTheCase:
    """Every act that is open to somebody has its form there, and no other."""

    def test_of_the_responsible_agency(self, working, case, wichai, page):
        assert forms_of(page(wichai, case)) == {"ask", "reply", "help", "decline", "close"}

    def test_of_the_one_that_is_asked(self, asked, case, arunee, page):
        text = page(arunee, case)
        assert forms_of(text) == {"accept", "refuse"}
        assert "กรมทางหลวง asks you to help" in text
        assert "ท่อประปาใต้หลุมแตก" in text

    def test_of_the_one_that_helps(self, helping, case, arunee, page):
        assert forms_of(page(arunee, case)) == {"ask", "reply", "refuse", "finish"}

    def test_of_the_one_that_has_helped(self, helping, case, arunee, page):
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        text = page(arunee, case)
        assert forms_of(text) == set()
        assert "Your part is done" in text
        assert "กรมทางหลวง closes the case" in text

    def test_of_one_whose_question_is_open(self, helping, case, arunee, page):
        ask_complainant(helping, question="น้ำไหลตลอดหรือไม่", by=arunee)
        assert forms_of(page(arunee, case)) == {"reply"}

    def test_names_who_cannot_help_and_why(self, asked, case, arunee, wichai, page):
        refuse_to_help(asked, reason="ท่อนี้เป็นของเทศบาล", by=arunee)
        text = page(wichai, case)
        assert "Cannot help" in text
        assert "Reason: ท่อนี้เป็นของเทศบาล" in text


class TestTheButtons:
    @pytest.fixture
    def send(self, client):
        def send(user, case, act, **fields):
            client.force_login(user)
            client.cookies["language"] = "en"
            return client.post(reverse(f"office_{act}", args=[case.reference]), fields, follow=True)

        return send

    def test_ask_another_agency_to_help(self, working, case, pwa, wichai, send):
        fields = {"help-agency": "pwa", "help-text": "ช่วยซ่อมท่อก่อน"}
        assert "The other agency is asked." in send(wichai, case, "help", **fields).content.decode()
        assert case.assignments.get(agency=pwa).part == Assignment.Part.SUPPORTING

    def test_accept_a_part_and_not_the_case(self, asked, case, arunee, send):
        assert "This part of the case is now yours." in send(arunee, case, "accept").content.decode()
        assert state_of(asked) == AssignmentState.WORKING

    def test_keep_the_words_when_no_agency_is_chosen(self, working, case, wichai, send):
        answer = send(wichai, case, "help", **{"help-agency": "", "help-text": "ช่วยซ่อมท่อก่อน"})
        text = answer.content.decode()
        assert answer.status_code == 400
        assert "Say which agency should help." in text
        assert "ช่วยซ่อมท่อก่อน</textarea>" in text

    def test_finish_a_part_with_pictures(self, helping, case, arunee, send, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        fields = {"finish-text": "ซ่อมท่อแล้ว", "finish-form_token": "7d1c4b1e-2f6f-4d0a-9a52-0f2a5d0c1f11"}
        photo = SimpleUploadedFile("หลังซ่อม.jpg", phone_photo(), "image/jpeg")
        text = send(arunee, case, "finish", **fields, **{"finish-pictures": photo}).content.decode()
        assert "Your part is done. The responsible agency closes the case." in text
        assert CaseFile.objects.filter(event__kind="part_done").count() == 1

    def test_take_the_words_of_who_helped_into_the_answer(self, helping, case, arunee, wichai, send):
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        text = send(wichai, case, "close", helper="pwa", **{"close-text": "ปะแล้ว"}).content.decode()
        assert "ปะแล้ว\n\nการประปาส่วนภูมิภาค: ซ่อมท่อแล้ว</textarea>" in text
        assert state_of(case) == CaseState.IN_PROGRESS

    @pytest.mark.parametrize("code", ["doh", "nobody", ""])
    def test_take_in_no_words_of_others(self, code, helping, case, arunee, wichai, send):
        finish_part(helping, answer="ซ่อมท่อแล้ว", by=arunee)
        text = send(wichai, case, "close", helper=code, **{"close-text": "ปะแล้ว"}).content.decode()
        assert "ปะแล้ว</textarea>" in text

    def test_report_a_case_as_done_only_with_the_tick_while_others_help(self, helping, case, wichai, send):
        fields = {"close-text": "ปะแล้ว", "close-outcome": "explained"}
        answer = send(wichai, case, "close", **fields)
        assert answer.status_code == 400
        assert "Tick that you report it as done all the same" in answer.content.decode()
        assert "ปะแล้ว</textarea>" in answer.content.decode()
        send(wichai, case, "close", **fields, **{"close-despite_helpers": "on"})
        assert state_of(case) == CaseState.RESOLUTION_PROPOSED

    def test_say_that_one_cannot_help_and_the_case_leaves_the_inbox(self, asked, case, arunee, send):
        text = send(arunee, case, "refuse", **{"refuse-text": "ท่อนี้เป็นของเทศบาล"}).content.decode()
        assert "The responsible agency reads that you cannot help." in text
        assert reverse("office_case", args=[case.reference]) not in text

    @pytest.mark.parametrize("act", ["help", "refuse", "finish"])
    def test_are_not_found_by_another_agency(self, helping, case, stranger, send, act):
        assert send(stranger, case, act).status_code == 404

    @pytest.mark.parametrize(("act", "fields"), [("close", {"close-outcome": "solved"}), ("decline", {})])
    def test_that_are_not_ours_change_nothing(self, helping, case, arunee, centre, send, act, fields):
        fields |= {f"{act}-text": "เสร็จแล้ว", "decline-agency": centre.code}
        assert send(arunee, case, act, **fields).status_code == 409
        assert state_of(case) == CaseState.IN_PROGRESS
