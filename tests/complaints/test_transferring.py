"""A case goes straight to the agency whose duty it is, and never round in circles."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from complaints.handling import accept_assignment, ask_complainant, assign_case, decline_assignment, propose_closing
from complaints.models import Assignment, Case
from complaints.steps_of_waiting import waits_of
from complaints.supporting import ask_for_help
from complaints.telling import sentence_in
from complaints.transferring import transfer_assignment
from complaints.workflow import CaseState, Outcome, Visibility
from directory.models import Role
from notifications.models import Message
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
REASON = "จุดนี้อยู่ในเขตเทศบาล"


@pytest.fixture
def town():
    return make_agency("เทศบาลเมืองศิลา", name_en="Sila Town Municipality")


@pytest.fixture
def clerk(town):
    return make_membership(make_user("ปราณี ดีงาม"), town).user


def passed_on(assignment, agency, by, reason=REASON, **more):
    return transfer_assignment(assignment, agency=agency, reason=reason, by=by, **more)


def code_of(refused):
    return refused.value.code


class TestPassingOn:
    def test_makes_the_other_agency_responsible_at_once(self, working, town, wichai, clerk):
        part = passed_on(working, town, wichai)

        working.refresh_from_db()
        assert (working.state, working.reason, working.proposed_agency) == ("transferred", REASON, town)
        assert (part.agency, part.part, part.state) == (town, "lead", "proposed") and part.accept_by
        assert Case.objects.get(pk=working.case_id).state == CaseState.ROUTED
        assert not Assignment.objects.handled_by(wichai).exclude(state="transferred").exists()
        assert accept_assignment(part, by=clerk).state == "working"

    def test_stands_in_one_line_whose_reason_the_agencies_alone_read(self, working, town, wichai):
        lines = working.case.events.count()
        passed_on(working, town, wichai)
        line = working.case.events.last()
        assert working.case.events.count() == lines + 1
        assert (line.kind, line.note, line.seen_by, line.note_seen_by) == ("transferred", REASON, "public", "agency")
        assert sentence_in("th", line.kind, line.agency, line.facts) == "กรมทางหลวงส่งเรื่องต่อให้เทศบาลเมืองศิลา"
        assert "Sila Town Municipality" in sentence_in("en", line.kind, line.agency, line.facts)

    def test_tells_the_complainant_who_has_it_now_and_not_why(self, working, town, wichai, malee):
        passed_on(working, town, wichai)
        mail = Message.objects.filter(recipient=malee.email).latest("id")
        assert "เทศบาลเมืองศิลา" in mail.body and REASON not in mail.body

    def test_from_that_moment_the_new_agency_is_waited_for(self, working, town, wichai):
        """Where cases wait (steps_of_waiting): not with who passed it on."""
        part = passed_on(working, town, wichai)
        later = timezone.now() + timedelta(hours=2)
        select = waits_of("(SELECT a.*, a.proposed_at AS filed_at FROM complaints_assignment a)")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, accepting, working FROM ({select}) AS w ORDER BY id", {"now": later})
            sender, receiver = cursor.fetchall()
        assert receiver[0] == part.pk and 7100 < receiver[1] < 7300 and receiver[2] is None
        assert sender[0] == working.pk and sender[2] < 60

    def test_is_possible_before_accepting(self, assignment, town, wichai):
        assert passed_on(assignment, town, wichai).agency == town

    def test_leaves_those_who_help_at_their_work(self, working, town, wichai, centre):
        help_part = ask_for_help(working, centre, request="ขอรถกระเช้า", by=wichai)
        passed_on(working, town, wichai)
        help_part.refresh_from_db()
        assert help_part.state == "proposed"


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("to", "code"), [(None, "another_agency_missing"), ("highways", "agency_proposed_is_this_one")]
    )
    def test_nobody_and_oneself(self, working, wichai, to, code, request):
        with pytest.raises(ValidationError) as refused:
            passed_on(working, request.getfixturevalue(to) if to else None, wichai)
        assert code_of(refused) == code

    def test_no_reason(self, working, town, wichai):
        with pytest.raises(ValidationError) as refused:
            passed_on(working, town, wichai, reason=" ")
        assert code_of(refused) == "note_missing"
        assert Assignment.objects.get().state == "working"

    def test_an_agency_that_takes_no_complaints(self, working, wichai):
        with pytest.raises(ValidationError) as refused:
            passed_on(working, make_agency("หน่วยงานเก่า", takes_complaints=False), wichai)
        assert code_of(refused) == "agency_takes_no_complaints"
        assert Assignment.objects.get().state == "working", "all of it or nothing"

    def test_one_that_helps_already(self, working, wichai, centre):
        ask_for_help(working, centre, request="ขอรถกระเช้า", by=wichai)
        with pytest.raises(ValidationError) as refused:
            passed_on(working, centre, wichai)
        assert code_of(refused) == "agency_has_it_already"

    def test_who_only_helps(self, working, town, wichai, centre):
        part = ask_for_help(working, centre, request="ขอรถกระเช้า", by=wichai)
        with pytest.raises(ValidationError) as refused:
            passed_on(part, town, wichai)
        assert code_of(refused) == "another_agency_leads"

    def test_while_the_complainant_is_asked(self, working, town, wichai):
        ask_complainant(working, question="ฝั่งไหน", by=wichai)
        with pytest.raises(ValidationError) as refused:
            passed_on(working, town, wichai)
        assert code_of(refused) == "question_is_open"

    def test_once_it_is_answered(self, working, town, wichai):
        propose_closing(working, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        with pytest.raises(ValidationError) as refused:
            passed_on(working, town, wichai)
        assert code_of(refused) == "closing_is_proposed"

    def test_twice_by_a_double_click(self, working, town, wichai, centre):
        passed_on(working, town, wichai)
        with pytest.raises(ValidationError) as refused:
            passed_on(working, centre, wichai)
        assert code_of(refused) == "transition_not_allowed"
        assert Assignment.objects.live().get().agency == town

    def test_a_confidential_case(self, file, highways, bribery, town, kanya):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None, topic=bribery), by=kanya)
        with pytest.raises(ValidationError) as refused:
            passed_on(part, town, kanya)
        assert code_of(refused) == "confidential_goes_by_the_desk"


class TestGoingRound:
    def test_back_to_who_gave_it_away_only_with_something_new(self, working, town, wichai, clerk, highways):
        part = passed_on(working, town, wichai)
        with pytest.raises(ValidationError) as refused:
            passed_on(part, highways, clerk, reason="เป็นทางหลวง")
        assert code_of(refused) == "agency_gave_it_away" and REASON in refused.value.messages[0]

        back = passed_on(part, highways, clerk, reason="เป็นทางหลวง", what_is_new="หมุดเดิมผิด จุดจริงอยู่บนทางหลวง 12")
        assert back.agency == highways
        assert back.case.events.last().note == "เป็นทางหลวง\n\nหมุดเดิมผิด จุดจริงอยู่บนทางหลวง 12"

    def test_the_third_time_the_desk_settles_it(self, working, town, wichai, clerk, centre):
        part = passed_on(working, town, wichai)
        third = passed_on(part, centre, clerk)
        with pytest.raises(ValidationError) as refused:
            passed_on(third, make_agency("กรมชลประทาน"), wichai)
        assert code_of(refused) == "passed_on_too_often"

        decline_assignment(third, reason="ไม่ใช่ของเรา", proposed_agency=town, by=wichai)
        assert third.case.events.last().facts == {"declines": 3, "central_desk": True}
        assert Case.objects.get(pk=third.case_id).state == CaseState.TRIAGE

    def test_what_was_declined_counts_as_well(self, assignment, case, wichai, clerk, town, centre):
        decline_assignment(assignment, reason=REASON, proposed_agency=town, by=wichai)
        part = passed_on(assign_case(case, town, by=None), centre, clerk)
        with pytest.raises(ValidationError) as refused:
            passed_on(part, make_agency("กรมชลประทาน"), wichai)
        assert code_of(refused) == "passed_on_too_often"


class TestThePage:
    def post(self, client, part, agency, text=REASON, **more):
        fields = {"decline-agency": agency.code, "decline-text": text}
        return client.post(
            reverse("office_transfer", args=[part.case.reference]),
            fields | {f"decline-{name}": value for name, value in more.items()},
            follow=True,
        )

    @pytest.fixture(autouse=True)
    def _in_english(self):
        with translation.override("en"):
            yield

    def test_passes_it_on_and_leads_back_to_the_list(self, as_, working, town, wichai):
        client = as_(wichai)
        assert (
            "Send it straight to them"
            in client.get(reverse("office_case", args=[working.case.reference])).content.decode()
        )
        page = self.post(client, working, town)
        assert page.redirect_chain[-1][0].startswith(reverse("office"))
        assert "The case is with the other agency" in page.content.decode()
        assert Assignment.objects.live().get().agency == town

    def test_asks_what_is_new_only_where_it_was_given_away(self, as_, working, town, wichai, clerk, highways):
        part = passed_on(working, town, wichai)
        client = as_(clerk)
        assert "What is new" not in client.get(reverse("office_case", args=[part.case.reference])).content.decode()
        refused = self.post(client, part, highways, "เป็นทางหลวง")
        assert refused.status_code == 409
        page = refused.content.decode()
        assert "What is new since they gave it away" in page and REASON in page and "เป็นทางหลวง" in page
        self.post(client, part, highways, "เป็นทางหลวง", what_is_new="หมุดเดิมผิด")
        assert Assignment.objects.live().get().agency == highways

    def test_says_why_the_desk_has_to_settle_it(self, as_, working, town, wichai, clerk, centre):
        third = passed_on(passed_on(working, town, wichai), centre, clerk)
        make_membership(clerk, centre)
        page = as_(clerk).get(reverse("office_case", args=[third.case.reference])).content.decode()
        assert "Two agencies have passed this case on already" in page and "Send it straight" not in page

    def test_is_not_found_by_another_agency(self, as_, working, town, clerk):
        assert self.post(as_(clerk), working, town).status_code == 404

    def test_the_new_agency_reads_the_reason_and_the_complainant_does_not(
        self, as_, client, working, town, wichai, clerk, malee
    ):
        part = passed_on(working, town, wichai)
        assert REASON in as_(clerk).get(reverse("office_case", args=[part.case.reference])).content.decode()
        client.force_login(malee)
        page = client.get(reverse("track_case", args=[part.case.reference])).content.decode()
        assert REASON not in page and "Sila Town Municipality" in page


class TestWhatTheTriageDeskHasSettled:
    """After three agencies gave it away the desk decides; who leads the agency may object once, and nobody else."""

    @pytest.fixture
    def settled(self, case, highways, town, centre, siriporn):
        """Sent to Highways by the desk after a town, a centre and a district gave it away."""
        for agency in (town, centre, make_agency("สำนักงานเขต", code="district")):
            officer = make_membership(make_user("ผู้คืนเรื่อง"), agency).user
            decline_assignment(
                assign_case(case, agency, by=siriporn), reason=REASON, proposed_agency=highways, by=officer
            )
        return assign_case(case, highways, by=siriporn)

    def refused(self, part, town, by):
        with pytest.raises(ValidationError) as refused:
            decline_assignment(part, reason=REASON, proposed_agency=town, by=by)
        part.refresh_from_db()
        assert part.state in {"proposed", "working"}
        return code_of(refused)

    def test_an_officer_does_not_send_back(self, settled, town, wichai):
        assert self.refused(settled, town, wichai) == "settled_by_the_desk"
        assert self.refused(accept_assignment(settled, by=wichai), town, wichai) == "settled_by_the_desk"

    def test_nor_pass_on(self, settled, town, kanya):
        with pytest.raises(ValidationError) as refused:
            passed_on(settled, town, kanya)
        assert code_of(refused) == "passed_on_too_often"

    def test_who_leads_the_agency_sends_back_once(self, settled, case, highways, town, wichai, kanya, siriporn):
        decline_assignment(settled, reason="เสาไฟเป็นของเทศบาล", proposed_agency=town, by=kanya)
        assert Case.objects.get(pk=case.pk).state == CaseState.TRIAGE
        again = assign_case(case, highways, by=siriporn)
        assert self.refused(again, town, kanya) == self.refused(again, town, wichai) == "objected_already"
        assert accept_assignment(again, by=wichai).state == "working"

    def test_who_leads_another_agency_does_not(self, settled, town):
        leader = make_membership(make_user("ผู้นำที่อื่น"), town, Role.SUPERVISOR).user
        assert self.refused(settled, town, leader) == "settled_by_the_desk"

    def test_another_agency_may_object_once_too(self, settled, case, town, kanya, siriporn):
        decline_assignment(settled, reason=REASON, proposed_agency=town, by=kanya)
        back = assign_case(case, town, by=siriporn)
        leader = make_membership(make_user("นายก ดีงาม"), town, Role.AGENCY_HEAD).user
        assert decline_assignment(back, reason=REASON, proposed_agency=settled.agency, by=leader).state == "declined"

    def test_two_declines_bind_nobody(self, case, highways, town, centre, siriporn, wichai):
        for agency in (town, centre):
            officer = make_membership(make_user("ผู้คืนเรื่อง"), agency).user
            decline_assignment(
                assign_case(case, agency, by=siriporn), reason=REASON, proposed_agency=highways, by=officer
            )
        part = assign_case(case, highways, by=siriporn)
        assert decline_assignment(part, reason=REASON, proposed_agency=town, by=wichai).state == "declined"

    def test_the_page_says_who_may_object_and_how(self, settled, case, town, wichai, kanya, siriporn, as_):
        address = reverse("office_case", args=[case.reference])
        text = as_(wichai).get(address).content.decode()
        assert "Only who leads the agency may object, once." in text and "tell your supervisor" in text
        assert 'name="decline-text"' not in text
        text = as_(kanya).get(address).content.decode()
        assert "you may object once" in text and 'name="decline-text"' in text
        decline_assignment(settled, reason=REASON, proposed_agency=town, by=kanya)
        assign_case(case, settled.agency, by=siriporn)
        text = as_(kanya).get(address).content.decode()
        assert "Your agency has objected once" in text and 'name="decline-text"' not in text

    def test_a_form_that_was_open_is_refused_and_its_words_are_kept(self, settled, case, town, wichai, as_):
        fields = {"decline-agency": town.code, "decline-text": "เสาไฟเป็นของเทศบาล"}
        answer = as_(wichai).post(reverse("office_decline", args=[case.reference]), fields)
        assert answer.status_code == 409
        assert "เสาไฟเป็นของเทศบาล" in answer.content.decode()
        assert "settled that this is your agency&#x27;s duty" in answer.content.decode()
