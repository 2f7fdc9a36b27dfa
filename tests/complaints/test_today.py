"""The page with which an officer begins the day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.handing_over import hand_over
from complaints.handling import accept_assignment, ask_complainant, assign_case, decline_assignment, propose_closing
from complaints.internal_notes import write_note
from complaints.models import Assignment, CaseEvent
from complaints.responding import answer_question, confirm_resolution, withdraw_complaint
from complaints.supporting import ask_for_help
from complaints.today import CHANGES, SHOWN, today_of
from complaints.workflow import Outcome, Visibility
from directory.models import Role
from tests.complaints.conftest import POTHOLE
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
TODAY = reverse("office_today")


@pytest.fixture
def send(file, highways, roads):
    def send(agency=highways, **fields):
        return assign_case(file(**fields).complaint.case, agency, by=None, topic=roads)

    return send


@pytest.fixture
def mine(send, wichai):
    def mine(**fields):
        return accept_assignment(send(**fields), by=wichai)

    return mine


@pytest.fixture
def colleague(highways):
    return make_membership(make_user("สมศรี มีสุข"), highways, Role.OFFICER).user


def changed(officer):
    return [(each.reference, each.more) for each in today_of(officer).changes]


class TestWhatIsThere:
    def test_is_new_due_and_waited_for(self, send, mine, wichai, malee):
        new = send()
        due, later = mine(), mine()
        Assignment.objects.filter(pk=due.pk).update(due_at=timezone.now() - timedelta(hours=1))
        Assignment.objects.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(days=3))
        asked, done = mine(), mine()
        ask_complainant(asked, question="เสาต้นที่เท่าไรคะ", by=wichai)
        propose_closing(done, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, no_photo="ไม่ต้องมี", by=wichai)
        today = today_of(wichai)
        for part, expected in [
            (today.new, new),
            (today.due, due),
            (today.to_answer, asked),
            (today.to_confirm, done),
        ]:
            assert [row.assignment_id for row in part.rows] == [expected.pk] and part.count.n == 1

    def test_is_short_and_leads_to_the_whole(self, send, as_, wichai):
        sent = [send() for _ in range(SHOWN + 2)]
        part = today_of(wichai).new
        assert [row.assignment_id for row in part.rows] == [each.pk for each in reversed(sent[2:])]
        page = as_(wichai).get(TODAY).content.decode()
        assert part.count.n == SHOWN + 2 and "?view=new&amp;sort=newest" in page

    def test_another_agency_s_open_part_is_waited_for_by_who_leads(self, mine, wichai):
        rural = make_agency("กรมทางหลวงชนบท")
        part = mine()
        ask_for_help(part, rural, request="ขอรถบรรทุกน้ำ", by=wichai)
        assert [(each.reference, each.agency) for each in today_of(wichai).helped] == [
            (part.case.reference, rural.name_in_sentence)
        ]

    def test_says_so_where_nothing_is(self, as_, wichai):
        page = as_(wichai).get(TODAY).content.decode()
        for sentence in ("Nothing of yours is due today", "Every case has been accepted", "Nobody else did anything"):
            assert sentence in page


class TestWhatWasPassedOn:
    @pytest.fixture
    def town(self):
        return make_agency("เทศบาลเมืองศิลา", code="sila-town")

    @pytest.fixture
    def give_away(self, mine, town, wichai):
        def give_away(**fields):
            return decline_assignment(mine(**fields), reason="อยู่ในเขตเทศบาล", proposed_agency=town, by=wichai)

        return give_away

    def test_tells_what_left_since_then_by_whom_and_to_whom(self, give_away, as_, wichai, colleague, town, stranger):
        part = give_away()
        for officer in (wichai, colleague):
            today = today_of(officer)
            assert [(each.reference, each.to) for each in today.passed_on] == [(part.case.reference, town)]
            assert not today.came_back
        page = as_(colleague).get(TODAY).content.decode()
        section = page.partition('aria-labelledby="today-passed-on"')[2].partition("</section>")[0]
        assert part.case.reference in section and wichai.full_name in section and town.name in section
        assert POTHOLE[:20] not in section, "of the case itself they see nothing any more"
        assert not today_of(stranger).passed_on

    def test_nothing_where_nothing_was_or_long_ago(self, give_away, as_, wichai, monkeypatch):
        assert "today-passed-on" not in as_(wichai).get(TODAY).content.decode()
        give_away()
        later = timezone.now() + timedelta(days=20)
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert not today_of(wichai).passed_on

    def test_what_came_back_is_told_until_it_is_accepted(self, give_away, as_, highways, wichai, colleague):
        part = give_away()
        back = assign_case(part.case, highways, by=None)
        today = today_of(colleague)
        assert [each.reference for each in today.came_back] == [part.case.reference] and not today.passed_on
        page = as_(colleague).get(TODAY).content.decode()
        assert "Sent back to your agency, not accepted yet" in page and f"back-{part.case.reference}" in page
        accept_assignment(back, by=wichai)
        assert not today_of(colleague).came_back

    def test_of_a_confidential_one_only_who_may_see_it_is_told_and_no_word(
        self, give_away, as_, highways, wichai, colleague
    ):
        part = give_away(visibility=Visibility.CONFIDENTIAL)
        boss = make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user
        assert [each.reference for each in today_of(boss).passed_on] == [part.case.reference]
        assert not today_of(colleague).passed_on
        assign_case(part.case, highways, by=None)
        assert not today_of(colleague).came_back
        page = as_(boss).get(TODAY).content.decode()
        assert f"back-{part.case.reference}" in page and POTHOLE[:20] not in page

    def test_is_short_and_leads_to_the_whole_and_costs_the_same(
        self, give_away, as_, highways, wichai, django_assert_max_num_queries
    ):
        def cost():
            wichai.__dict__.pop("active_roles", None)
            with django_assert_max_num_queries(44) as asked:
                today_of(wichai)
            return len(asked)

        assign_case(give_away().case, highways, by=None)
        give_away()
        cost()  # what the process keeps of topics and agencies is read once
        few = cost()
        for _ in range(SHOWN + 1):
            assign_case(give_away().case, highways, by=None)
            give_away()
        assert cost() == few
        today = today_of(wichai)
        assert len(today.passed_on) == len(today.came_back) == SHOWN and today.has_more_passed_on
        assert "All that was passed on, and why" in as_(wichai).get(TODAY).content.decode()


class TestWhatChanged:
    def test_tells_what_others_did_once_a_case_and_nothing_of_one_s_own(self, mine, wichai, malee, colleague):
        first, second = mine(), mine()
        ask_complainant(first, question="เสาต้นที่เท่าไรคะ", by=wichai)
        assert dict(changed(wichai)) == {
            p.case.reference: 1 for p in (first, second)
        }  # filed and routed, by nobody here
        answer_question(first.case, text="ต้นที่สาม", by=malee)
        write_note(first, text="โทรคุยแล้ว", by=colleague)
        assert changed(wichai)[0] == (first.case.reference, 3)

    def test_tells_of_what_was_handed_over_and_of_what_has_ended(self, mine, send, wichai, colleague, malee):
        given, done = accept_assignment(send(), by=colleague), mine()
        hand_over(given, officer=wichai, by=colleague)
        propose_closing(done, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, no_photo="ไม่ต้องมี", by=wichai)
        confirm_resolution(done.case, by=malee)
        assert {reference for reference, _more in changed(wichai)} == {given.case.reference, done.case.reference}

    def test_since_the_morning_of_the_last_working_day(self, mine, wichai, monkeypatch):
        part = mine()
        monday = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)  # nine in the morning in Bangkok
        monkeypatch.setattr(timezone, "now", lambda: monday)
        friday_in_bangkok = datetime(2026, 6, 4, 17, 0, tzinfo=UTC)
        for at, is_told in [(friday_in_bangkok, True), (friday_in_bangkok - timedelta(seconds=1), False)]:
            # The timeline is append-only for everybody but the one who owns the tables; a test may move it.
            _move_events(part, at)
            today = today_of(wichai)
            assert today.since == date(2026, 6, 5) and bool(today.changes) is is_told

    def test_is_cut_where_there_is_more(self, mine, wichai):
        for _ in range(CHANGES + 1):
            mine()
        today = today_of(wichai)
        assert len(today.changes) == CHANGES and today.has_more_changes

    def test_another_agency_s_notes_stay_theirs(self, mine, wichai):
        part = mine()
        rural = make_agency("กรมทางหลวงชนบท")
        helper = make_membership(make_user("ช่วย เหลือ"), rural, Role.OFFICER).user
        theirs = ask_for_help(part, rural, request="ขอรถบรรทุกน้ำ", by=wichai)
        before = changed(wichai)
        write_note(theirs, text="ภายในของเรา", by=helper)
        assert changed(wichai) == before


class TestWhoSeesIt:
    def test_officers_only(self, as_, client, malee):
        assert client.get(TODAY).status_code == 302
        assert as_(malee).get(TODAY).status_code == 404

    def test_a_confidential_case_is_named_to_its_officer_without_its_words(
        self, send, as_, highways, wichai, colleague
    ):
        kanya = make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user
        part = accept_assignment(send(text="หัวหน้าเรียกเงินใต้โต๊ะ", visibility=Visibility.CONFIDENTIAL), by=kanya)
        hand_over(part, officer=wichai, by=kanya)
        Assignment.objects.filter(pk=part.pk).update(due_at=timezone.now())
        own, other = (as_(user).get(TODAY).content.decode() for user in (wichai, colleague))
        assert part.case.reference in own and "ใต้โต๊ะ" not in own
        assert part.case.reference not in other

    def test_nothing_of_a_withdrawn_case_is_owed(self, mine, wichai, malee):
        part = mine()
        Assignment.objects.filter(pk=part.pk).update(due_at=timezone.now())
        withdraw_complaint(part.case, by=malee)
        assert today_of(wichai).due.rows == []


def test_costs_the_same_however_much_there_is(mine, wichai, django_assert_num_queries, django_assert_max_num_queries):
    def cost():
        wichai.__dict__.pop("active_roles", None)
        with django_assert_max_num_queries(40) as asked:
            today_of(wichai)
        return len(asked)

    mine()
    few = cost()
    for _ in range(8):
        mine()
    assert cost() == few


def test_a_person_of_an_office_begins_there(client, wichai, malee):
    for person, place in [(wichai, TODAY), (malee, "/me/")]:
        person.set_password("น้ำท่วมถึงหัวเข่า9")
        person.save()
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        told = {"login": person.email, "password": "น้ำท่วมถึงหัวเข่า9"}
        answer = client.post(reverse("account_login"), told)
        assert (answer.status_code, answer.headers.get("Location")) == (302, place)
        client.logout()


def _move_events(part, at):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        CaseEvent.objects.filter(case=part.case_id).update(at=at)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
