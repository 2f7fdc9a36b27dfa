"""The pages of answers that wait for a second person: who opens them, what stands there, and what leaks to nobody."""

import uuid
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from complaints import approval_list
from complaints.approval_rules import forget_approval_rules, is_approved
from complaints.approval_staff import name_approvers
from complaints.approving import approve_answer, send_back_answer, take_back_answer
from complaints.colleagues import key_at
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.models import Approval, ApprovalRule, Assignment, Case
from complaints.queue_order import as_cursor
from complaints.supporting import ask_for_help
from complaints.text_changes import changes
from complaints.workflow import AssignmentState, CaseState, Outcome, Visibility
from directory.calendar import BANGKOK
from directory.models import AgencyKind, Role
from frontend.personal_rows import Owner, own_events, own_files
from notifications.models import Message
from records.models import AccessLog
from records.uploads import store_upload
from tests.factories import make_agency, make_membership, make_topic, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)
ANSWER = "ปะหลุมเสร็จแล้ว ใช้ยางมะตอยผสมร้อน ดำเนินการแก้ไขเรียบร้อย"
HEARD_NOTHING = "The complainant has heard nothing of it yet"


@pytest.fixture(autouse=True)
def now():
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture(autouse=True)
def rule(roads, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rule = ApprovalRule.objects.create(topic=roads, source="สำหรับทดสอบ")
    forget_approval_rules()
    return rule


@pytest.fixture
def picture():
    return store_upload(SimpleUploadedFile("after.jpg", phone_photo()), token=str(uuid.uuid4()))


@pytest.fixture
def held(working, wichai, kanya, picture):
    propose_closing(working, answer=ANSWER, outcome=Outcome.SOLVED, by=wichai, uploads=[picture], is_shown=True)
    return Approval.objects.select_related("assignment__case").get()


@pytest.fixture
def narong(highways):
    """A supervisor of the ministry above Highways."""
    highways.parent = make_agency("กระทรวงคมนาคม", code="mot", kind=AgencyKind.MINISTRY)
    highways.save()
    return make_membership(make_user("ณรงค์ มั่นคง"), highways.parent, Role.SUPERVISOR).user


BEFOREHAND = "A colleague approves this answer before it goes out"


class TestBeforeItIsSent:
    """Who writes the answer reads on the form already that it waits for a second person."""

    @pytest.mark.parametrize("name", ["office_case", "office_field_case"])
    def test_the_form_of_the_answer_says_so_and_so_does_its_button(self, as_, working, wichai, name):
        html = as_(wichai).get(reverse(name, args=[working.case.reference])).content.decode()
        assert BEFOREHAND in html and "Send it to be approved" in html

    @pytest.mark.parametrize("name", ["office_case", "office_field_case"])
    def test_of_other_topics_nothing_is_said(self, as_, working, wichai, rule, name):
        rule.delete()
        forget_approval_rules()
        html = as_(wichai).get(reverse(name, args=[working.case.reference])).content.decode()
        assert BEFOREHAND not in html and "Send it to be approved" not in html

    def test_the_part_of_an_agency_that_helps_waits_by_its_own_rule(self, as_, working, wichai, centre, rule):
        rule.agency = centre
        rule.save()
        forget_approval_rules()
        helper = make_membership(make_user("ปรีชา ช่วยงาน"), centre).user
        accept_assignment(ask_for_help(working, centre, request="ช่วยปิดถนน", by=wichai), by=helper)
        for who, is_said in ((helper, True), (wichai, False)):
            html = as_(who).get(reverse("office_case", args=[working.case.reference])).content.decode()
            assert (BEFOREHAND in html) == is_said

    def test_whose_form_is_not_there_reads_nothing_of_it(self, as_, assignment, wichai):
        html = as_(wichai).get(reverse("office_case", args=[assignment.case.reference])).content.decode()
        assert BEFOREHAND not in html, "not accepted yet"


def page_of(approval):
    return reverse("office_approval", args=[approval.public_id])


def case_page(case):
    return reverse("office_case", args=[case.reference])


def file_of(upload):
    return reverse("file", args=[upload.public_id])


def fresh(row):
    return type(row).objects.get(pk=row.pk)


class TestNothingLeaks:
    def test_not_to_the_complainant_by_any_page_or_file(self, held, as_, malee, picture):
        case = held.assignment.case
        client = as_(malee)
        for address in (case.get_absolute_url(), "/me/", "/me/news/", f"/api/v1/cases/{case.reference}/", "/me/data/"):
            html = client.get(address).content.decode()
            assert ANSWER not in html, address
            assert "approv" not in html.lower(), address
            assert "อนุมัติ" not in html, address
        assert client.get(file_of(picture)).status_code == 404
        assert client.get(page_of(held)).status_code == 404
        assert client.get(case_page(case)).status_code == 404

    def test_not_to_strangers(self, held, client, picture):
        case = held.assignment.case
        for address in (f"/track/{case.reference}/", "/cases/", "/cases/feed/", f"/api/v1/cases/{case.reference}/"):
            html = client.get(address).content.decode()
            assert ANSWER not in html, address
            assert "approv" not in html.lower(), address
        assert client.get(file_of(picture)).status_code == 404
        assert client.get(page_of(held)).status_code == 302  # to sign in

    def test_the_api_says_the_same_as_before(self, working, wichai, kanya, client):
        address = f"/api/v1/cases/{working.case.reference}/"
        before = client.get(address).json()
        propose_closing(working, answer=ANSWER, outcome=Outcome.SOLVED, by=wichai)
        after = client.get(address).json()
        # By this number a page knows that it is not new, also of what the office did for itself: it tells nothing else.
        assert after | {"event_count": 0} == before | {"event_count": 0}

    def test_not_in_what_a_person_takes_away(self, held, malee, picture):
        owner = Owner.of_account(malee)
        assert not own_events(owner).filter(kind__startswith="approval").exists()
        assert picture.pk not in [kept.upload_id for kept in own_files(owner)]

    def test_not_to_other_agencies_of_the_case(self, held, as_, stranger):
        agency = stranger.memberships.get().agency
        Assignment.objects.create(
            case=held.assignment.case,
            agency=agency,
            part=Assignment.Part.SUPPORTING,
            state=AssignmentState.WORKING,
            due_at=MONDAY,
        )
        html = as_(stranger).get(case_page(held.assignment.case)).content.decode()
        assert ANSWER not in html
        assert "waits for a colleague" not in html
        assert "waits for approval" not in html
        assert as_(stranger).get(page_of(held)).status_code == 404

    def test_nor_its_files(self, held, as_, stranger, somchai, kanya, picture):
        Assignment.objects.create(
            case=held.assignment.case,
            agency=stranger.memberships.get().agency,
            part=Assignment.Part.SUPPORTING,
            state=AssignmentState.WORKING,
            due_at=MONDAY,
        )
        assert as_(stranger).get(file_of(picture)).status_code == 404
        for user in (somchai, kanya):
            assert as_(user).get(file_of(picture)).status_code == 200

    def test_nor_the_triage_desk(self, held, as_, siriporn, picture):
        Case.objects.filter(pk=held.assignment.case_id).update(state=CaseState.TRIAGE)
        assert as_(siriporn).get(file_of(picture)).status_code == 404

    def test_in_confidence_only_after_a_look(self, held, as_, kanya, picture):
        Case.objects.filter(pk=held.assignment.case_id).update(visibility=Visibility.CONFIDENTIAL)
        client = as_(kanya)
        assert client.get(file_of(picture)).status_code == 404
        client.post(page_of(held), {"look-reason": "ต้องอนุมัติคำตอบ"})
        assert client.get(file_of(picture)).status_code == 200

    def test_mail_tells_no_word_of_it(self, held):
        assert not Message.objects.filter(body__contains=ANSWER[:12]).exists()


class TestLooking:
    def test_the_approver_sees_all_there_is_to_know(self, held, as_, kanya, picture):
        client = as_(kanya)
        html = client.get(page_of(held)).content.decode()
        assert ANSWER in html
        assert HEARD_NOTHING in html
        assert "Solved" in html
        assert file_of(picture) in html
        assert "People may stumble over these words" in html
        assert "โรงเรียนบ้านหนองแวง" in html  # what the person wrote
        assert client.get(file_of(picture)).status_code == 200

    def test_a_colleague_who_may_not_approve_reads_why(self, held, as_, somchai, wichai):
        html = as_(somchai).get(page_of(held)).content.decode()
        assert "You cannot approve this answer" in html
        assert "You wrote this answer yourself" in as_(wichai).get(page_of(held)).content.decode()

    @pytest.mark.parametrize("who", ["stranger", "malee", "siriporn"])
    def test_everybody_else_finds_nothing(self, held, as_, who, request):
        client = as_(request.getfixturevalue(who))
        for address in (page_of(held), reverse("office_send_answer_back", args=[held.public_id])):
            assert client.get(address, follow=True).status_code == 404
            assert client.post(address, {"back-text": "x"}).status_code == 404
        assert client.post(reverse("office_take_answer_back", args=[held.assignment.case.reference])).status_code == 404
        assert fresh(held).became == ""

    def test_the_inbox_and_the_case_lead_there(self, held, as_, kanya):
        client = as_(kanya)
        inbox = client.get("/office/?view=to_approve").content.decode()
        assert held.assignment.case.reference in inbox
        assert "Waits for approval" in inbox
        assert page_of(held) in client.get(case_page(held.assignment.case)).content.decode()
        assert page_of(held) in client.get("/office/approvals/").content.decode()

    def test_the_start_page_counts_it_for_who_can_approve_and_nobody_else(self, held, as_, kanya, wichai):
        says = f'<a class="clock" href="{reverse("office_approvals")}">'
        assert says in as_(kanya).get(reverse("office_today")).content.decode()
        assert says not in as_(wichai).get(reverse("office_today")).content.decode()

    def test_the_start_page_counts_what_waits_below(self, working, as_, kanya, narong):
        """Who leads wrote it, and nobody else is left at the agency."""
        propose_closing(working, answer=ANSWER, outcome=Outcome.SOLVED, by=kanya)
        page = as_(narong).get(reverse("office_today")).content.decode()
        assert f'<a class="clock" href="{reverse("office_approvals")}">' in page

    def test_the_writer_reads_with_whom_it_is_and_has_no_form(self, held, as_, wichai, kanya):
        html = as_(wichai).get(case_page(held.assignment.case)).content.decode()
        assert kanya.full_name in html
        assert ANSWER in html
        assert "close-text" not in html
        assert "ask-text" not in html
        assert page_of(held) not in html

    def test_many_cost_as_much_as_one(self, held, as_, kanya, file, highways, roads, wichai, django_assert_num_queries):
        client = as_(kanya)
        client.get("/office/approvals/")
        with _counted() as one:
            client.get("/office/approvals/")
        for _each in range(3):
            part = accept_assignment(
                assign_case(file(visibility=Visibility.AGENCY).complaint.case, highways, by=None, topic=roads),
                by=wichai,
            )
            propose_closing(part, answer=ANSWER, outcome=Outcome.SOLVED, by=wichai)
        with django_assert_num_queries(len(one)):
            html = client.get("/office/approvals/").content.decode()
        assert html.count("/office/approvals/") >= 4

    def test_they_are_paged_with_those_from_below_among_them(
        self, held, as_, kanya, file, highways, roads, wichai, now, monkeypatch
    ):
        monkeypatch.setattr(approval_list, "AT_ONCE", 2)
        ministry = make_agency("กระทรวง", code="moi")
        make_membership(kanya, ministry, Role.SUPERVISOR)
        below = make_agency("กรมที่ไม่มีหัวหน้า", code="below", parent=ministry)
        alone = make_membership(make_user(), below).user
        for agency, officer in ((below, alone), (highways, wichai), (below, alone), (highways, wichai)):
            case = file(visibility=Visibility.AGENCY).complaint.case
            part = accept_assignment(assign_case(case, agency, by=None, topic=roads), by=officer)
            propose_closing(part, answer=ANSWER, outcome=Outcome.SOLVED, by=officer)
            now.tick(86_400 * 7)
        kanya.forget_roles()
        client, seen, after, counted = as_(kanya), [], "", set()
        for turn in range(5):
            with _counted() as statements:
                answer = client.get("/office/approvals/", {"after": after})
            counted.add(len(statements) if turn else 0)
            seen += list(answer.context["waiting"])
            after = answer.context["next_cursor"]
            assert ('id="next-page"' in answer.content.decode()) == bool(after)
            if not after:
                break
        assert seen == list(Approval.objects.order_by("assignment__approve_by", "pk")) and len(seen) == 5
        assert len(counted - {0}) == 1
        assert [each.assignment.agency.code for each in seen] == ["doh", "below", "doh", "below", "doh"]
        assert list(client.get("/office/approvals/?after=x").context["waiting"]) == seen[:2]
        assert (
            "Nothing more here" in client.get("/office/approvals/", {"after": as_cursor([2e9, 1, 0])}).content.decode()
        )
        assert list(as_(wichai).get("/office/approvals/").context["waiting"]) == []


def _counted():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


class TestDeciding:
    def test_approved_it_is_the_complainants(self, held, as_, kanya, malee, picture):
        seen = held.assignment.case.event_count
        answer = as_(kanya).post(page_of(held), {"seen": seen}, follow=True)
        assert "has gone out" in answer.content.decode()
        assert fresh(held.assignment.case).state == CaseState.RESOLUTION_PROPOSED
        client = as_(malee)
        assert ANSWER in client.get(held.assignment.case.get_absolute_url()).content.decode()
        assert client.get(file_of(picture)).status_code == 200

    def test_sent_back_without_a_reason_is_the_page_once_more(self, held, as_, kanya):
        address = reverse("office_send_answer_back", args=[held.public_id])
        answer = as_(kanya).post(address, {"back-text": "", "back-seen": held.assignment.case.event_count})
        assert answer.status_code == 400
        assert ANSWER in answer.content.decode()
        assert fresh(held).became == ""

    def test_sent_back_the_writer_reads_why_and_goes_on_with_it(self, held, as_, kanya, wichai, picture):
        address = reverse("office_send_answer_back", args=[held.public_id])
        as_(kanya).post(address, {"back-text": "บอกวันที่ด้วย", "back-seen": held.assignment.case.event_count})
        client = as_(wichai)
        html = client.get(case_page(held.assignment.case)).content.decode()
        assert "บอกวันที่ด้วย" in html
        token = str(fresh(held).form_token)
        assert client.get(f"{file_of(picture)}?form={token}").status_code == 200
        sent = {"close-text": "ปะเมื่อ 20 พ.ย.", "close-outcome": "solved", "close-form_token": token}
        client.post(reverse("office_close", args=[held.assignment.case.reference]), sent)
        again = Approval.objects.open().get()
        assert [upload.pk for upload in again.uploads.all()] == [picture.pk]
        page = as_(kanya).get(page_of(again)).content.decode()
        assert "บอกวันที่ด้วย" in page
        assert "<ins>" in page

    def test_what_the_form_says_when_it_waits(self, working, as_, wichai, kanya):
        sent = {"close-text": ANSWER, "close-outcome": "solved"}
        answer = as_(wichai).post(reverse("office_close", args=[working.case.reference]), sent, follow=True)
        html = answer.content.decode()
        assert HEARD_NOTHING in html
        assert "The complainant is asked to confirm." not in html

    def test_taken_back_by_a_colleague_and_not_twice(self, held, as_, somchai):
        address = reverse("office_take_answer_back", args=[held.assignment.case.reference])
        client = as_(somchai)
        client.post(address, {"answer": str(held.public_id)})
        assert fresh(held).became == "taken_back"
        again = client.post(address, {"answer": str(held.public_id)}, headers={"referer": "http://testserver/office/"})
        assert "taken back" in client.get(again["Location"]).content.decode()
        for wrong in ("", "x", str(uuid.uuid4())):
            assert client.post(address, {"answer": wrong}).status_code == 404

    def test_twice_by_the_same_hand_goes_out_once(self, held, as_, kanya):
        client = as_(kanya)
        client.post(page_of(held), {})
        again = client.post(page_of(held), {})
        assert again.status_code == 409
        assert held.assignment.case.events.filter(kind="resolution_proposed").count() == 1

    def test_whatever_a_stranger_sends_as_seen_is_no_crash(self, held, as_, kanya):
        assert as_(kanya).post(page_of(held), {"seen": "x" * 50}).status_code in {302, 409}


class TestInConfidence:
    @pytest.fixture
    def secret(self, held):
        Case.objects.filter(pk=held.assignment.case_id).update(visibility=Visibility.CONFIDENTIAL)
        return held

    def test_a_reason_comes_first_and_is_kept(self, secret, as_, kanya, picture):
        client = as_(kanya)
        closed = client.get(page_of(secret)).content.decode()
        assert ANSWER not in closed
        assert client.get(file_of(picture)).status_code == 404
        client.post(page_of(secret), {"seen": ""})  # approving blindly does nothing
        assert fresh(secret).became == ""
        client.post(page_of(secret), {"look-reason": "อนุมัติคำตอบก่อนส่ง"})
        assert ANSWER in client.get(page_of(secret)).content.decode()
        assert AccessLog.objects.filter(subject=f"case:{secret.assignment.case.reference}").count() == 1

    def test_the_agency_above_gives_a_reason_too(self, working, kanya, narong, as_):
        propose_closing(working, answer=ANSWER, outcome=Outcome.SOLVED, by=kanya)
        Case.objects.filter(pk=working.case_id).update(visibility=Visibility.CONFIDENTIAL)
        held = Approval.objects.get()
        client = as_(narong)
        assert ANSWER not in client.get(page_of(held)).content.decode()
        client.post(page_of(held), {"look-reason": "ไม่มีใครอนุมัติแทนได้"})
        assert ANSWER in client.get(page_of(held)).content.decode()
        log = AccessLog.objects.get(subject=f"case:{working.case.reference}")
        assert (log.user, log.agency) == (narong, narong.memberships.get().agency)


class TestFromAbove:
    def test_sees_the_answer_and_its_pictures_but_no_notes_of_the_office(self, working, kanya, narong, as_, picture):
        from complaints.internal_notes import write_note

        write_note(working, text="ระวังสื่อมวลชน", by=kanya)
        propose_closing(working, answer=ANSWER, outcome=Outcome.SOLVED, by=kanya, uploads=[picture])
        held, client = Approval.objects.get(), as_(narong)
        assert "1 from below" in client.get("/office/").content.decode()
        assert page_of(held) in client.get("/office/approvals/").content.decode()
        html = client.get(page_of(held)).content.decode()
        assert ANSWER in html
        assert "ระวังสื่อมวลชน" not in html
        assert client.get(file_of(picture)).status_code == 200
        assert client.get(case_page(working.case)).status_code == 404
        client.post(page_of(held), {"seen": fresh(working.case).event_count})
        assert fresh(working.case).state == CaseState.RESOLUTION_PROPOSED
        assert client.get(page_of(held)).status_code == 404  # it is none of theirs any more
        assert client.get(file_of(picture)).status_code == 404

    def test_finds_nothing_while_the_agency_can_do_it_itself(self, held, narong, as_, picture):
        client = as_(narong)
        assert client.get(page_of(held)).status_code == 404
        assert client.get(file_of(picture)).status_code == 404


class TestFromTheField:
    def test_a_report_from_the_road_waits_too(self, working, as_, wichai, kanya):
        client = as_(wichai)
        address = reverse("office_field_case", args=[working.case.reference])
        sent = {"close-text": ANSWER, "close-outcome": "solved", "close-form_token": str(uuid.uuid4())}
        answer = client.post(address, sent, follow=True)
        html = answer.content.decode()
        assert "waits for a colleague to approve it" in html
        assert "is reported as done" not in html
        assert fresh(working.case).state == CaseState.IN_PROGRESS
        client.post(address, sent)  # the same form once more, the answer got lost
        assert Approval.objects.count() == 1

    def test_what_came_back_begins_the_report(self, held, as_, wichai, kanya):
        send_back_answer(held, reason="บอกวัน", by=kanya)
        html = as_(wichai).get(reverse("office_field_case", args=[held.assignment.case.reference])).content.decode()
        assert ANSWER in html


class TestChoosing:
    ADDRESS = "/office/approvals/topics/doh/"

    def test_topics_and_approvers_of_ones_own_agency(self, as_, kanya, highways, somchai):
        water = make_topic("water-supply", "น้ำประปา", name_en="Water")
        client = as_(kanya)
        assert client.get("/office/approvals/topics/", follow=True).status_code == 200
        client.post(self.ADDRESS, {"topics": ["water-supply"], "approvers": [key_at(somchai.pk, highways.pk)]})
        assert is_approved(water, highways.pk)
        assert fresh(somchai).has_role(Role.APPROVER, highways)
        html = client.get(self.ADDRESS).content.decode()
        assert 'value="water-supply" checked' in html
        assert "ถนนเป็นหลุม" in html or "roads/pothole" in html  # holds for all, and is told
        client.post(self.ADDRESS, {})
        assert not is_approved(water, highways.pk)
        assert not fresh(somchai).has_role(Role.APPROVER, highways)

    def test_only_for_those_who_lead_it(self, as_, wichai, stranger, malee, narong):
        for user in (wichai, stranger, malee, narong):
            client = as_(user)
            assert client.get(self.ADDRESS).status_code == 404
            assert client.post(self.ADDRESS, {"topics": ["roads/pothole"]}).status_code == 404

    def test_hostile_choices_are_refused(self, as_, kanya, highways, somchai, stranger):
        client = as_(kanya)
        for sent in ({"topics": ["no/such"]}, {"approvers": [key_at(stranger.pk, highways.pk)]}, {"approvers": ["1"]}):
            assert client.post(self.ADDRESS, sent).status_code == 400
        assert not ApprovalRule.objects.filter(agency=highways).exists()

    def test_an_administrator_changes_what_holds_for_all(self, roads):
        admin = make_user("ผู้ดูแล ระบบ", is_staff=True, is_superuser=True)
        client = Client()
        client.force_login(admin)
        waste = make_topic("waste", "ขยะ")
        sent = {"topic": waste.pk, "agency": "", "needs_approval": "on", "source": "คำสั่งที่ 1/2569"}
        answer = client.post(reverse("admin:complaints_approvalrule_add"), sent)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        assert ApprovalRule.objects.get(topic=waste).chosen_by == admin
        assert is_approved(waste, 0)


class TestTextChanges:
    def test_says_what_is_new_and_what_is_gone(self):
        told = [(piece.words, piece.is_new, piece.is_gone) for piece in changes("ปะแล้ว วันนี้ ครับ", "ปะแล้ว เมื่อวาน ครับ")]
        assert told == [
            ("ปะแล้ว ", False, False),
            ("วันนี้", False, True),
            ("เมื่อวาน", True, False),
            (" ครับ", False, False),
        ]

    @pytest.mark.parametrize(("before", "after"), [("", "ก"), ("ก", ""), ("", ""), ("ก ข", "ก ข"), ("ก\nข", "ข\nก")])
    def test_both_texts_can_be_read_from_it(self, before, after):
        found = changes(before, after)
        assert "".join(piece.words for piece in found if not piece.is_gone) == after
        assert "".join(piece.words for piece in found if not piece.is_new) == before


def test_the_named_officer_approves_on_the_page(held, as_, somchai, kanya, highways):
    name_approvers(highways, [somchai], by=kanya)
    as_(fresh(somchai)).post(page_of(held), {"seen": held.assignment.case.event_count})
    assert fresh(held).ended_by == somchai


def test_an_ended_one_is_told_to_whom_asks_for_it(held, as_, kanya, somchai, wichai):
    take_back_answer(held, by=wichai)
    html = as_(kanya).get(page_of(held)).content.decode()
    assert f"{wichai.full_name} has taken this answer back" in html
    propose_closing(fresh(held.assignment), answer="ใหม่", outcome=Outcome.SOLVED, by=wichai)
    approve_answer(Approval.objects.open().get(), by=kanya)
    assert "has gone out" in as_(somchai).get(page_of(Approval.objects.latest("id"))).content.decode()
