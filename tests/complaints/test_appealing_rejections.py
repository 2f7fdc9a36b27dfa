"""A case that the triage desk did not accept: the complainant appeals, and who leads the central desk decides."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints import queue
from complaints.appealing import appeal_case, grant_appeal, take_back_appeal, uphold_answer
from complaints.appeals import appeal_page, appeals_until, decides
from complaints.handling import accept_assignment, ask_complainant, assign_case, reject_case, send_to_triage
from complaints.joining import join_as_told, join_case
from complaints.lines import timeline
from complaints.models import Appeal, Assignment, Case, CaseEvent
from complaints.responding import answer_question, dispute_resolution, withdraw_complaint
from complaints.workflow import CaseState, TransitionNotAllowed, Visibility
from directory.calendar import add_working_days
from directory.models import AgencyKind, Role
from notifications.models import Message
from routing.desk import reject_from_desk
from tests.complaints.test_appealing import MONDAY, answer, fresh
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
WHY = "ไม่ใช่เรื่องระหว่างเพื่อนบ้าน เป็นทางสาธารณะของเทศบาล"
REASONS = "ดูโฉนดแล้ว เป็นที่เอกชนทั้งหมด ไปศูนย์ไกล่เกลี่ยได้"
TO_DO = "เป็นทางสาธารณะ ให้ส่งเทศบาล"


@pytest.fixture(autouse=True)
def now():
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture
def desk(db):
    return make_agency("ศูนย์บริการประชาชน", code="central-desk", kind=AgencyKind.CENTRAL_DESK)


@pytest.fixture
def siriporn(desk):
    return make_membership(make_user("ศิริพร แก้วมณี", email="siriporn@example.org"), desk, Role.TRIAGE_OFFICER).user


@pytest.fixture
def wimon(desk):
    return make_membership(make_user("วิมล ใจเย็น", email="wimon@example.org"), desk, Role.SUPERVISOR).user


@pytest.fixture
def rejected(file, siriporn):
    case = send_to_triage(file(visibility=Visibility.PUBLIC).complaint.case)
    reject_from_desk(case, reason="เป็นข้อพิพาทระหว่างเพื่อนบ้าน", by=siriporn)
    return fresh(case)


@pytest.fixture
def appealed(rejected, wimon, malee):
    return appeal_case(rejected, reason=WHY, by=malee)


class TestWhoMayAndWhoDecides:
    def test_within_the_days_of_an_appeal_to_who_leads_the_desk(self, rejected, wimon, desk, now):
        assert decides(rejected) == desk
        assert appeals_until(rejected) == add_working_days(timezone.now(), 15)
        now.move_to(appeals_until(rejected) + timedelta(minutes=1))
        with pytest.raises(TransitionNotAllowed) as refused:
            appeal_case(rejected, reason=WHY, by=None)
        assert refused.value.code == "appeals_are_over"
        assert appeal_page(rejected).is_over

    def test_nobody_where_only_who_rejected_it_leads_the_desk(self, rejected, siriporn, desk, malee):
        make_membership(siriporn, desk, Role.SUPERVISOR)
        with pytest.raises(TransitionNotAllowed) as refused:
            appeal_case(rejected, reason=WHY, by=malee)
        assert refused.value.code == "nobody_above"
        assert appeal_page(rejected).is_over

    def test_no_mere_officer_of_the_desk(self, rejected, desk):
        make_membership(make_user("สมปอง"), desk, Role.OFFICER)
        assert decides(rejected) is None

    def test_another_desk_where_somebody_else_leads(self, rejected, siriporn, desk):
        make_membership(siriporn, desk, Role.SUPERVISOR)
        other = make_agency("ศูนย์สำรอง", code="desk-2", kind=AgencyKind.CENTRAL_DESK)
        make_membership(make_user("สุรชัย"), other, Role.AGENCY_HEAD)
        assert decides(rejected) == other


class TestAppealing:
    def test_gives_the_desks_leader_a_part_with_the_clock_of_appeals(self, appealed, desk, wimon):
        part, case = appealed.part, fresh(appealed.case)
        assert (part.agency, part.part, part.due_at) == (desk, "review", add_working_days(MONDAY, 20))
        assert (case.state, case.rejected_at, case.is_ended) == (CaseState.APPEALED, None, False)
        assert appealed.against is None and appealed.rejected_before_at == MONDAY
        assert [row.assignment_id for row in queue.page(wimon, "appeals").rows] == [part.pk]

    def test_says_what_it_is_against(self, appealed):
        line = timeline(fresh(appealed.case), up_to=CaseEvent.Seen.COMPLAINANT)[0]
        assert "not being accepted" in str(line.sentence) or "ไม่รับเรื่อง" in str(line.sentence)
        assert line.note == WHY
        assert timeline(fresh(appealed.case), up_to=CaseEvent.Seen.PUBLIC)[0].note == ""
        assert Message.objects.filter(recipient="wimon@example.org", event_key__endswith=":office").count() == 1

    def test_is_done_once(self, appealed, rejected, malee, wimon):
        with pytest.raises(TransitionNotAllowed):
            appeal_case(rejected, reason=WHY, by=malee)
        uphold_answer(appealed.part, reasons=REASONS, by=wimon)
        with pytest.raises(TransitionNotAllowed) as refused:
            appeal_case(rejected, reason=WHY, by=malee)
        assert refused.value.code == "appealed_already"
        with pytest.raises(IntegrityError, match="a_rejection_is_appealed_once"), transaction.atomic():
            Appeal.objects.create(case=rejected, part=self.part(rejected), rejected_before_at=MONDAY)

    def part(self, case):
        agency = make_agency("อีกหน่วยงาน", code="other")
        return Assignment.objects.create(case=case, agency=agency, part="review", state="working", due_at=MONDAY)

    @pytest.mark.django_db(transaction=True)
    def test_twice_at_once_is_once(self, rejected, wimon, malee):
        refused = []

        def send():
            try:
                appeal_case(Case.objects.get(pk=rejected.pk), reason=WHY, by=malee)
            except ValidationError as error:
                refused.append(error.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=send) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Appeal.objects.count() == 1 and len(refused) == 1

    def test_taken_back_it_is_rejected_as_of_then(self, appealed, malee, now):
        now.tick(timedelta(days=3))
        take_back_appeal(appealed.case, by=malee)
        case = fresh(appealed.case)
        assert (case.state, case.rejected_at, case.confirm_by) == (CaseState.REJECTED, MONDAY, None)

    def test_withdrawing_ends_it(self, appealed, malee):
        withdraw_complaint(appealed.case, by=malee)
        assert fresh(appealed.case).state == CaseState.WITHDRAWN
        assert Appeal.objects.get().became == "taken_back"


class TestDeciding:
    def test_upheld_it_has_ended_for_good_and_names_the_ways_that_remain(self, appealed, wimon, malee, as_):
        uphold_answer(appealed.part, reasons=REASONS, by=wimon)
        case = fresh(appealed.case)
        assert (case.state, case.closed_at) == (CaseState.REJECTED, None) and case.rejected_at is not None
        assert timeline(case, up_to=CaseEvent.Seen.COMPLAINANT)[0].note == REASONS
        html = as_(malee).get(reverse("track_case", args=[case.reference])).content.decode()
        assert "Your appeal was decided by" in html and "1676" in html

    def test_granted_it_is_back_at_the_desk_which_may_not_reject_it_again(self, appealed, wimon, siriporn, highways):
        grant_appeal(appealed.part, instructions=TO_DO, by=wimon)
        case = fresh(appealed.case)
        assert (case.state, case.rejected_at, case.reopened_count) == (CaseState.TRIAGE, None, 0)
        with pytest.raises(TransitionNotAllowed) as refused:
            reject_from_desk(case, reason="ไม่รับ", by=siriporn)
        assert refused.value.code == "accepted_on_appeal"
        assert fresh(case).state == CaseState.TRIAGE
        assign_case(case, highways, by=siriporn)
        assert fresh(case).state == CaseState.ROUTED

    def test_granted_the_desk_reads_what_was_decided(self, appealed, wimon, siriporn, as_):
        grant_appeal(appealed.part, instructions=TO_DO, by=wimon)
        html = as_(siriporn).get(reverse("desk"), {"case": appealed.case.reference}).content.decode()
        assert TO_DO in html

    def test_the_answer_of_the_agency_may_be_appealed_against_later(
        self, appealed, wimon, siriporn, highways, wichai, malee, now
    ):
        grant_appeal(appealed.part, instructions=TO_DO, by=wimon)
        part = accept_assignment(assign_case(appealed.case, highways, by=siriporn), by=wichai)
        answer(part, wichai)
        assert appeals_until(fresh(part.case)) is None  # a first answer is disputed
        dispute_resolution(part.case, reason="ยังไม่เสร็จ", by=malee)
        answer(Assignment.objects.get(pk=part.pk), wichai)
        second = appeal_case(fresh(part.case), reason="ยังไม่เสร็จ", by=malee)
        assert second.against == highways and not second.is_of_rejection

    def test_not_by_who_rejected_it(self, appealed, siriporn, desk):
        make_membership(siriporn, desk, Role.SUPERVISOR)
        siriporn.forget_roles()
        self.refused(appealed, siriporn, "decides_own_answer")

    def test_not_by_an_officer_of_the_desk(self, appealed, desk):
        officer = make_membership(make_user("สมปอง"), desk, Role.OFFICER).user
        self.refused(appealed, officer, "another_leads_the_desk")

    def test_not_by_who_filed_it(self, appealed, malee, desk):
        make_membership(malee, desk, Role.SUPERVISOR)
        malee.forget_roles()
        self.refused(appealed, malee, "decides_own_answer")

    def refused(self, appeal, by, code):
        for act in (
            lambda: uphold_answer(appeal.part, reasons=REASONS, by=by),
            lambda: grant_appeal(appeal.part, instructions=TO_DO, by=by),
            lambda: ask_complainant(appeal.part, question="ตรงไหน", by=by),
        ):
            with pytest.raises(ValidationError) as refused:
                act()
            assert refused.value.code == code
        assert fresh(appeal.case).state == CaseState.APPEALED

    def test_nobody_rejects_it_while_it_is_decided(self, appealed, siriporn):
        with pytest.raises(TransitionNotAllowed) as refused:
            reject_case(appealed.case, reason="ไม่รับ", by=siriporn)
        assert refused.value.code == "appeal_is_open"

    def test_the_complainant_may_be_asked_first(self, appealed, wimon, malee):
        ask_complainant(appealed.part, question="ทางนี้ใครดูแล", by=wimon)
        assert fresh(appealed.case).state == CaseState.AWAITING_COMPLAINANT
        answer_question(appealed.case, text="เทศบาลเทปูนให้ปีที่แล้ว", by=malee)
        assert fresh(appealed.case).state == CaseState.APPEALED


class TestJoining:
    """Who told of the same shall not be stuck in a case that ends as not accepted."""

    @pytest.fixture
    def theirs(self, file, somsak):
        text = "ซอยหลังบ้านถูกรั้วกั้น รถดับเพลิงเข้าไม่ได้"
        return send_to_triage(file(text=text, by=somsak, visibility=Visibility.PUBLIC).complaint.case)

    @pytest.fixture
    def joined(self, appealed, theirs):
        """As it was where they were joined before that was refused."""
        Case.objects.filter(pk=appealed.case_id).update(appealed_at=None)
        join_case(theirs, fresh(appealed.case), by=None)
        Case.objects.filter(pk=appealed.case_id).update(appealed_at=MONDAY)
        return theirs

    def test_is_refused_while_the_appeal_is_open(self, appealed, theirs, siriporn):
        for case, into in ((theirs, appealed.case), (appealed.case, theirs)):
            with pytest.raises(TransitionNotAllowed) as refused:
                join_case(case, into, by=siriporn)
            assert refused.value.code == "appeal_is_open"
        assert fresh(theirs).state == CaseState.TRIAGE

    def test_nor_does_it_help_to_say_so_when_filing(self, appealed, theirs, siriporn):
        Case.objects.filter(pk=appealed.case_id).update(released_at=MONDAY)
        assert not join_as_told(theirs.complaints.get(), appealed.case.reference)
        assert fresh(theirs).joined_into is None

    @pytest.mark.parametrize("end", ["upheld", "taken_back"])
    def test_what_was_joined_goes_on_by_itself_when_it_stays_rejected(self, appealed, joined, wimon, malee, end):
        if end == "upheld":
            uphold_answer(appealed.part, reasons=REASONS, by=wimon)
        else:
            take_back_appeal(appealed.case, by=malee)
        case = fresh(joined)
        assert (case.joined_into, case.state) == (None, CaseState.TRIAGE)
        assert case.events.last().kind == CaseEvent.Kind.SEPARATED
        root = fresh(appealed.case)
        assert (root.state, root.joined_people) == (CaseState.REJECTED, 0)

    def test_granted_it_stays(self, appealed, joined, wimon):
        grant_appeal(appealed.part, instructions=TO_DO, by=wimon)
        assert fresh(joined).joined_into_id == appealed.case_id


class TestThePages:
    def test_the_complainant_is_offered_it_and_sends_it(self, as_, rejected, wimon, malee):
        client, address = as_(malee), reverse("track_case", args=[rejected.reference])
        html = client.get(address).content.decode()
        assert "Appeal against not being accepted" in html and "Why it should be accepted" in html
        assert "answer" not in html[html.index('id="appeal-title"') : html.index("Send the appeal")]
        html = client.post(
            reverse("track_appeal", args=[rejected.reference]), {"text": WHY}, follow=True
        ).content.decode()
        assert "Take the appeal back" in html and "who did not accept it does not decide again" in html
        assert fresh(rejected).state == CaseState.APPEALED

    def test_an_empty_one_comes_back(self, as_, rejected, wimon, malee):
        sent = as_(malee).post(reverse("track_appeal", args=[rejected.reference]), {"text": " "})
        assert sent.status_code == 400 and fresh(rejected).state == CaseState.REJECTED

    def test_a_stranger_finds_nothing(self, as_, rejected, wimon, stranger):
        sent = as_(stranger).post(reverse("track_appeal", args=[rejected.reference]), {"text": WHY})
        assert sent.status_code == 404 and fresh(rejected).state == CaseState.REJECTED

    @pytest.mark.parametrize(
        ("decision", "state", "told"),
        [("upheld", "rejected", "Nothing is left to do"), ("granted", "triage", "You decided: the case is accepted")],
    )
    def test_the_leader_of_the_desk_decides(self, as_, wimon, appealed, decision, state, told):
        client, reference = as_(wimon), appealed.case.reference
        html = client.get(reverse("office_case", args=[reference])).content.decode()
        assert "The triage desk did not accept the case" in html and WHY in html
        assert "เป็นข้อพิพาทระหว่างเพื่อนบ้าน" in html and "Against the answer of" not in html
        fields = {"appeal-decision": decision, "appeal-text": REASONS, "appeal-seen": fresh(appealed.case).event_count}
        html = client.post(reverse("office_appeal", args=[reference]), fields, follow=True).content.decode()
        assert "The appeal is decided" in html and told in html
        assert fresh(appealed.case).state == state

    def test_an_officer_of_the_desk_reads_that_another_decides(self, as_, appealed, desk):
        officer = make_membership(make_user("สมปอง"), desk, Role.OFFICER).user
        html = as_(officer).get(reverse("office_case", args=[appealed.case.reference])).content.decode()
        assert "Who leads the desk decides it" in html and "Decide the appeal" not in html

    def test_others_find_nothing(self, as_, appealed, stranger, siriporn):
        for who in (stranger, siriporn):
            assert as_(who).get(reverse("office_case", args=[appealed.case.reference])).status_code == 404
