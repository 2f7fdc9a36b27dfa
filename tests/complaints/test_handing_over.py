"""A case goes from hand to hand within its agency: one at a time or all that were ticked, and back again."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from complaints import queue
from complaints.colleagues import colleagues_at
from complaints.handing_over import hand_over
from complaints.handing_over_forms import HandOverForm, key_of
from complaints.handling import accept_assignment, assign_case, decline_assignment, propose_closing
from complaints.models import Assignment, CaseEvent
from complaints.queue_filters import Filters
from complaints.responding import confirm_resolution, withdraw_complaint
from complaints.workflow import Outcome, TransitionNotAllowed, Visibility
from directory.models import Role
from notifications.models import Message
from tests.factories import make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def repairs(highways):
    return make_unit(highways, "ฝ่ายซ่อมบำรุง")


def code_of(refused):
    return refused.value.code


class TestHandingOver:
    def test_gives_the_case_to_a_colleague_and_stands_in_the_timeline(self, working, wichai, somchai):
        hand_over(working, officer=somchai, note="ช่วยดูต่อนะครับ", by=wichai)

        working.refresh_from_db()
        line = working.case.events.last()
        assert working.officer == somchai
        assert (line.kind, line.seen_by, line.note_seen_by) == ("handed_over", "internal", "internal")
        assert line.facts == {"to": "สมชาย ศรีสุข"} and line.note == "ช่วยดูต่อนะครับ"
        assert [row.reference for row in queue.page(somchai, "mine").rows] == [working.case.reference]
        assert not queue.page(wichai, "mine").rows

    def test_takes_the_unit_of_the_person_with_it(self, working, wichai, highways, repairs):
        fitter = make_membership(make_user("ช่าง ขยัน"), highways, unit=repairs).user

        hand_over(working, officer=fitter, by=wichai)

        assert Assignment.objects.get(pk=working.pk).unit == repairs

    def test_gives_it_to_a_unit_or_to_nobody(self, working, wichai, repairs):
        hand_over(working, officer=None, unit=repairs, by=wichai)
        working.refresh_from_db()
        assert (working.officer, working.unit) == (None, repairs)

        hand_over(working, officer=None, by=wichai)
        working.refresh_from_db()
        assert (working.officer, working.unit) == (None, None)

    def test_changes_no_date_and_no_state(self, working, wichai, somchai):
        before = (working.state, working.due_at, working.accepted_at)
        hand_over(working, officer=somchai, by=wichai)
        working.refresh_from_db()
        assert (working.state, working.due_at, working.accepted_at) == before

    def test_leaves_unread_what_the_complainant_sent(self, working, wichai, somchai):
        Assignment.objects.filter(pk=working.pk).update(has_news=True)
        hand_over(working, officer=somchai, by=wichai)
        assert Assignment.objects.get(pk=working.pk).has_news

    def test_a_case_that_waits_for_acceptance_can_be_given_to_who_should_look(self, assignment, kanya, somchai):
        hand_over(assignment, officer=somchai, by=kanya)
        accept_assignment(Assignment.objects.get(pk=assignment.pk), by=somchai)
        assert Assignment.objects.get(pk=assignment.pk).officer == somchai

    def test_mails_the_colleague_without_a_word_of_the_matter(self, working, wichai, somchai):
        hand_over(working, officer=somchai, note="หลุมหน้าโรงเรียน", by=wichai)

        mail = Message.objects.get(user=somchai)
        assert working.case.reference in mail.subject and "วิชัย ทองดี" in mail.subject
        assert "หลุม" not in mail.subject + mail.body

    def test_mails_nobody_who_takes_it_over(self, working, somchai):
        hand_over(working, officer=somchai, by=somchai)
        assert not Message.objects.filter(user=somchai).exists()

    def test_tells_the_complainant_nothing(self, working, wichai, somchai, client, malee):
        before = Message.objects.filter(recipient=malee.email).count()
        hand_over(working, officer=somchai, note="ลับภายใน", by=wichai)

        client.force_login(malee)
        page = client.get(reverse("track_case", args=[working.case.reference])).content.decode()
        assert "ลับภายใน" not in page and "สมชาย" not in page and "Handed to" not in page
        assert Message.objects.filter(recipient=malee.email).count() == before

    @pytest.mark.parametrize("who", ["stranger", "malee"])
    def test_is_refused_for_who_does_not_work_there(self, working, wichai, who, request):
        with pytest.raises(ValidationError) as refused:
            hand_over(working, officer=request.getfixturevalue(who), by=wichai)
        assert code_of(refused) == "not_a_colleague"

    def test_is_refused_for_who_has_left(self, working, wichai, somchai):
        somchai.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
        somchai.forget_roles()
        with pytest.raises(ValidationError) as refused:
            hand_over(working, officer=somchai, by=wichai)
        assert code_of(refused) == "not_a_colleague"

    def test_is_refused_for_a_closed_account(self, working, wichai, somchai):
        somchai.is_active = False
        somchai.save()
        with pytest.raises(ValidationError) as refused:
            hand_over(working, officer=somchai, by=wichai)
        assert code_of(refused) == "not_a_colleague"

    def test_is_refused_once_the_agency_has_given_its_part_away(self, assignment, wichai, somchai, centre):
        decline_assignment(assignment, reason="อยู่นอกเขตของแขวง", proposed_agency=centre, by=wichai)
        with pytest.raises(TransitionNotAllowed) as refused:
            hand_over(Assignment.objects.get(pk=assignment.pk), officer=somchai, by=wichai)
        assert code_of(refused) == "part_is_done"

    def test_is_refused_for_the_unit_of_another_agency(self, working, wichai, centre):
        with pytest.raises(ValidationError) as refused:
            hand_over(working, officer=None, unit=make_unit(centre), by=wichai)
        assert code_of(refused) == "not_its_unit"

    def test_is_refused_where_nothing_would_change(self, working, wichai):
        lines = working.case.events.count()
        with pytest.raises(ValidationError) as refused:
            hand_over(working, officer=wichai, by=wichai)
        assert code_of(refused) == "has_it_already"
        assert working.case.events.count() == lines

    def test_is_refused_once_the_case_has_ended(self, working, wichai, somchai, malee):
        withdraw_complaint(working.case, by=malee)
        with pytest.raises(ValidationError) as refused:
            hand_over(working, officer=somchai, by=wichai)
        assert code_of(refused) == "case_has_ended"

    def test_is_still_possible_while_the_answer_waits_to_be_confirmed(self, working, wichai, somchai, malee):
        propose_closing(working, answer="ซ่อมแล้วครับ", outcome=Outcome.SOLVED, by=wichai)
        hand_over(Assignment.objects.get(pk=working.pk), officer=somchai, by=wichai)
        confirm_resolution(working.case, by=malee)
        assert Assignment.objects.get(pk=working.pk).officer == somchai


class TestAConfidentialCase:
    @pytest.fixture
    def hidden(self, file, highways, bribery, kanya):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        return accept_assignment(assign_case(case, highways, by=None, topic=bribery), by=kanya)

    def test_is_given_to_a_named_officer_by_a_supervisor_alone(self, hidden, kanya, somchai, wichai):
        assert not Assignment.objects.handled_by(somchai).exists()

        hand_over(hidden, officer=somchai, by=kanya)

        assert Assignment.objects.handled_by(somchai).filter(pk=hidden.pk).exists()
        with pytest.raises(ValidationError) as refused:
            hand_over(hidden, officer=wichai, by=somchai)
        assert code_of(refused) == "only_leaders_name_officers"
        assert not Assignment.objects.handled_by(wichai).exists()

    def test_shows_no_word_on_the_page_of_choosing(self, hidden, kanya, as_):
        page = as_(kanya).get(reverse("office_hand_over", args=[hidden.case.reference])).content.decode()
        assert "Confidential case" in page and "ถนนหน้าโรงเรียน" not in page


class TestWhoMayBeChosen:
    def test_has_least_in_hand_stands_first(self, working, wichai, somchai, highways):
        assert [(each.user, each.in_hand) for each in colleagues_at(highways, by=wichai)] == [(somchai, 0), (wichai, 1)]

    def test_counts_open_cases_of_this_agency_only(self, working, wichai, highways, centre, file, malee):
        make_membership(wichai, centre)
        accept_assignment(assign_case(file().complaint.case, centre, by=None), by=wichai)
        assert [each.in_hand for each in colleagues_at(highways, by=wichai)] == [1]
        withdraw_complaint(working.case, by=malee)
        assert [each.in_hand for each in colleagues_at(highways, by=wichai)] == [0]

    def test_counts_a_confidential_case_for_who_may_see_it_alone(
        self, as_, working, file, highways, bribery, wichai, somchai, kanya
    ):
        secret = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        accept_assignment(assign_case(secret, highways, by=None, topic=bribery), by=kanya)

        def in_hand(by):
            return {each.user: each.in_hand for each in colleagues_at(highways, by=by)}

        assert in_hand(wichai) == {wichai: 1, somchai: 0, kanya: 0}
        assert in_hand(kanya) == {wichai: 1, somchai: 0, kanya: 1}
        hand_over(Assignment.objects.get(case=secret), officer=somchai, by=kanya)
        assert (in_hand(somchai)[somchai], in_hand(wichai)[somchai]) == (1, 0), "who has it sees it"
        page = as_(wichai).get(reverse("office_hand_over", args=[working.case.reference])).content.decode()
        assert "สมชาย ศรีสุข (0)" in page

    def test_is_nobody_who_left_or_only_reads(self, working, wichai, highways):
        make_membership(make_user("ลาออก แล้ว"), highways, ends_on=timezone.localdate() - timedelta(days=1))
        make_membership(make_user("ผู้ตรวจ สอบ"), highways, Role.AUDITOR)
        make_membership(make_user("ปิด บัญชี", is_active=False), highways)
        assert [each.user for each in colleagues_at(highways, by=wichai)] == [wichai]


class TestThePageOfOneCase:
    def test_leads_to_the_choice_and_back(self, as_, working, wichai, somchai):
        client, address = as_(wichai), reverse("office_hand_over", args=[working.case.reference])
        assert address in client.get(reverse("office_case", args=[working.case.reference])).content.decode()

        page = client.get(address).content.decode()
        assert "สมชาย ศรีสุข (0)" in page and "วิชัย ทองดี, that is you (1)" in page

        done = client.post(
            address, {"confirm": "yes", "case": working.case.reference, "to": key_of(somchai)}, follow=True
        )
        assert "1 case is with สมชาย ศรีสุข" in done.content.decode()
        assert Assignment.objects.get(pk=working.pk).officer == somchai

    def test_says_who_has_it(self, as_, working, wichai, somchai):
        page = as_(somchai).get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert "วิชัย works on this case" in page

    @pytest.mark.parametrize("to", ["", "person:nobody@example.org", "unit:ไม่มี", "1"])
    def test_asks_again_where_nobody_fits(self, as_, working, wichai, to):
        address = reverse("office_hand_over", args=[working.case.reference])
        answer = as_(wichai).post(address, {"confirm": "yes", "to": to, "text": "ฝากด้วย"})
        assert answer.status_code == 400 and "ฝากด้วย" in answer.content.decode()
        assert Assignment.objects.get(pk=working.pk).officer == wichai

    def test_is_not_found_by_another_agency(self, as_, working, stranger):
        address = reverse("office_hand_over", args=[working.case.reference])
        assert as_(stranger).get(address).status_code == 404
        assert as_(stranger).post(address, {"confirm": "yes", "to": key_of(stranger)}).status_code == 404


class TestTheTickedCases:
    @pytest.fixture
    def three(self, file, highways, roads):
        cases = [file(text=f"ถนนเป็นหลุมจุดที่ {n} หน้าตลาด").complaint.case for n in range(3)]
        return [assign_case(case, highways, by=None, topic=roads) for case in cases]

    def references(self, parts):
        return [part.case.reference for part in parts]

    def post(self, client, name, parts, **more):
        return client.post(reverse(name), {"case": self.references(parts), **more}, follow=True)

    def test_are_shown_before_anything_happens(self, as_, three, wichai, somchai):
        page = self.post(as_(wichai), "hand_over_chosen", three).content.decode()
        assert "Hand 3 cases over" in page and "จุดที่ 2" in page
        assert not CaseEvent.objects.filter(kind="handed_over").exists()

    def test_go_to_a_colleague_and_back_again(self, as_, three, wichai, somchai):
        client = as_(wichai)
        done = self.post(client, "hand_over_chosen", three, confirm="yes", to=key_of(somchai)).content.decode()
        assert "3 cases are with สมชาย ศรีสุข" in done
        assert set(Assignment.objects.values_list("officer", flat=True)) == {somchai.pk}

        token = re.search(r'name="undo" value="([^"]+)"', done)[1]
        page = client.post(reverse("undo_hand_over"), {"undo": token}, follow=True).content.decode()
        assert "3 cases are back where they were" in page
        assert set(Assignment.objects.values_list("officer", flat=True)) == {None}

    def test_are_told_on_a_page_that_stands_when_somebody_comes_back_to_it(self, as_, three, wichai, somchai):
        client = as_(wichai)
        sent = {"case": self.references(three), "confirm": "yes", "to": key_of(somchai)}
        address = client.post(reverse("hand_over_chosen"), sent).url
        for _visit in range(2):
            assert 'name="undo"' in client.get(address).content.decode()
        assert as_(somchai).get(address).url == reverse("office"), "another session knows nothing of it"

    def test_keep_the_newest_results_alone(self, as_, three, wichai, somchai):
        client, [part, *_rest] = as_(wichai), three
        asked = {"case": [part.case.reference], "confirm": "yes"}
        to = [key_of(person) for person in (somchai, wichai) * 3]
        pages = [client.post(reverse("hand_over_chosen"), {**asked, "to": each}).url for each in to]
        assert [client.get(page).status_code for page in pages] == [302, 200, 200, 200, 200, 200]

    def test_one_that_moved_on_stays_when_the_rest_is_undone(self, as_, three, wichai, somchai):
        client = as_(wichai)
        done = self.post(client, "hand_over_chosen", three, confirm="yes", to=key_of(somchai)).content.decode()
        accept_assignment(Assignment.objects.get(pk=three[0].pk), by=somchai)

        token = re.search(r'name="undo" value="([^"]+)"', done)[1]
        page = client.post(reverse("undo_hand_over"), {"undo": token}, follow=True).content.decode()
        assert "2 cases are back" in page and "has changed meanwhile" in page
        assert Assignment.objects.get(pk=three[0].pk).officer == somchai

    def test_are_not_undone_by_anybody_else(self, as_, three, wichai, somchai):
        done = self.post(as_(wichai), "hand_over_chosen", three, confirm="yes", to=key_of(somchai)).content.decode()
        token = re.search(r'name="undo" value="([^"]+)"', done)[1]
        for sent in (token, token[:-1], ""):
            page = as_(somchai).post(reverse("undo_hand_over"), {"undo": sent}, follow=True).content.decode()
            assert "too late to undo" in page
        assert set(Assignment.objects.values_list("officer", flat=True)) == {somchai.pk}

    def test_what_stops_one_does_not_stop_the_others(self, as_, three, wichai, somchai):
        hand_over(three[1], officer=somchai, by=wichai)
        page = self.post(as_(wichai), "hand_over_chosen", three, confirm="yes", to=key_of(somchai)).content.decode()
        assert "2 cases are with" in page and "have this case already" in page

    def test_are_only_this_agencys_own(self, as_, three, wichai, somchai, centre, file):
        foreign = assign_case(file().complaint.case, centre, by=None)
        page = self.post(as_(wichai), "hand_over_chosen", [foreign]).content.decode()
        assert "Tick the cases first" in page
        page = self.post(as_(wichai), "hand_over_chosen", [*three, foreign]).content.decode()
        assert foreign.case.reference not in page and "Hand 3 cases over" in page

    def test_of_two_agencies_are_handed_over_one_agency_at_a_time(self, as_, three, wichai, centre, file):
        make_membership(wichai, centre)
        other = assign_case(file(text="อีกหน่วยงาน").complaint.case, centre, by=None)
        page = self.post(as_(wichai), "hand_over_chosen", [*three, other]).content.decode()
        assert "Hand 3 cases over" in page
        assert f"whose people you choose by themselves: {other.case.reference}" in page

    def test_are_accepted_together_after_a_look(self, as_, three, wichai, somchai):
        accept_assignment(three[0], by=somchai)
        client = as_(wichai)
        page = self.post(client, "accept_chosen", three).content.decode()
        assert "Accept 2 cases" in page and "It was accepted already" in page and "cannot be undone" in page
        assert Assignment.objects.filter(state="working").count() == 1

        page = self.post(client, "accept_chosen", three, confirm="yes").content.decode()
        assert "2 cases are now yours" in page and "สมชาย has just accepted this case" in page
        assert Assignment.objects.filter(officer=wichai, state="working").count() == 2

    @pytest.mark.parametrize("name", ["hand_over_chosen", "accept_chosen"])
    def test_none_at_all_says_how_to_tick(self, as_, wichai, name):
        assert (
            "Tick the cases first"
            in as_(wichai).post(reverse(name), {"asked": "view=new"}, follow=True).content.decode()
        )
        assert as_(wichai).get(reverse(name)).status_code == 302

    ASKED = "view=new&topic=roads/pothole&urgent=yes&sort=-due&q=%E0%B8%96%E0%B8%99%E0%B8%99"

    def hidden(self, page):
        """What a form of the page carries on of the inbox's address."""
        return unescape(re.search(r'name="asked" value="([^"]*)"', page)[1])

    def is_narrowed_so(self, address):
        asked = QueryDict(unescape(address).partition("?")[2])
        return asked.get("view") == "new" and Filters.asked(asked) == Filters.asked(QueryDict(self.ASKED))

    def test_come_from_a_narrowed_inbox_and_lead_back_to_it(self, as_, three, wichai, somchai):
        client, sent = as_(wichai), {"case": self.references(three)}
        ticked = client.get(f"{reverse('office')}?view=new&topic=roads/pothole&kind=complaint&sort=-due")
        asked = {"view": "new", "topic": "roads/pothole", "kind": "complaint", "sort": "-due"}
        assert QueryDict(self.hidden(ticked.content.decode())).dict() == asked

        looked = client.post(reverse("hand_over_chosen"), {**sent, "asked": self.ASKED}).content.decode()
        assert all(map(self.is_narrowed_so, re.findall(r'href="(/office/\?[^"]+)"', looked)[:2]))
        confirmed = {**sent, "confirm": "yes", "asked": self.hidden(looked)}
        refused = client.post(reverse("hand_over_chosen"), {**confirmed, "to": "unit:none"}).content.decode()
        assert self.hidden(refused) == confirmed["asked"], "nor is it lost by a slip"
        done = client.post(reverse("hand_over_chosen"), {**confirmed, "to": key_of(somchai)}, follow=True)
        page = done.content.decode()
        assert all(map(self.is_narrowed_so, re.findall(r'href="(/office/\?[^"]+)"', page))) and "/office/?view" in page

        token = re.search(r'name="undo" value="([^"]+)"', page)[1]
        undone = client.post(reverse("undo_hand_over"), {"undo": token, "asked": self.hidden(page)})
        assert self.is_narrowed_so(undone.url)

    def test_lead_back_to_the_narrowed_inbox_when_accepted(self, as_, three, wichai):
        client, sent = as_(wichai), {"case": self.references(three)}
        looked = client.post(reverse("accept_chosen"), {**sent, "asked": self.ASKED}).content.decode()
        assert all(map(self.is_narrowed_so, re.findall(r'href="(/office/\?[^"]+)"', looked)[:2]))
        confirmed = {**sent, "confirm": "yes", "asked": self.hidden(looked)}
        assert self.is_narrowed_so(client.post(reverse("accept_chosen"), confirmed).url)

    @pytest.mark.parametrize(
        "asked", ["//evil.example", "view=//evil.example&next=http://evil.example", "view=%0d%0aX:1"]
    )
    def test_lead_nowhere_else(self, as_, wichai, asked):
        gone = as_(wichai).post(reverse("accept_chosen"), {"asked": asked})
        assert gone.url == f"{reverse('office')}?view=all"

    @pytest.mark.parametrize("name", ["hand_over_chosen", "accept_chosen", "undo_hand_over"])
    def test_are_no_citizens_business(self, as_, malee, three, name):
        assert as_(malee).post(reverse(name), {"case": self.references(three)}).status_code == 404

    def test_a_page_of_them_is_read_in_few_queries(
        self, as_, three, wichai, file, highways, django_assert_max_num_queries
    ):
        client = as_(wichai)
        self.post(client, "hand_over_chosen", three)
        for n in range(5):
            three.append(assign_case(file(text=f"ไฟดับจุดที่ {n}").complaint.case, highways, by=None))
        with django_assert_max_num_queries(14):
            client.post(reverse("hand_over_chosen"), {"case": self.references(three)})

    def test_each_row_can_be_ticked_and_enter_accepts_nothing(self, as_, three, wichai):
        page = as_(wichai).get(reverse("office")).content.decode()
        assert page.count('name="case"') == 3
        form = page[page.index('name="case"') - 5000 :]
        # A browser that is told "Enter" in a form presses its first button.
        first = re.search(r'<button[^>]*formaction="([^"]+)"', form)[1]
        assert first == reverse("hand_over_chosen")


class TestTheLoadOfUnits:
    """Said where a unit is chosen: what it has in hand, and how many there are for it."""

    @pytest.fixture
    def surveys(self, highways):
        return make_unit(highways, "ฝ่ายสำรวจ")

    def offered(self, agency, by):
        by.forget_roles()
        groups = dict(HandOverForm(agency=agency, by=by).fields["to"].choices)
        return [label for _value, label in groups["Units"]]

    def test_the_one_whose_people_have_least_stands_first(self, file, highways, roads, kanya, repairs, surveys, wichai):
        make_unit(highways, "ฝ่ายว่าง")
        for number in range(5):
            part = assign_case(file().complaint.case, highways, by=None, topic=roads)
            hand_over(part, officer=None, unit=repairs if number else surveys, by=kanya)
        for name in ("หนึ่ง", "สอง", "สาม"):
            make_membership(make_user(name), highways, unit=repairs)
        make_membership(make_user("สี่"), highways, unit=surveys)
        make_membership(make_user("ห้า", is_active=False), highways, unit=surveys)
        wichai.memberships.update(unit=repairs, role=Role.MODERATOR)

        assert self.offered(highways, kanya) == [
            "ฝ่ายสำรวจ (1, 1 person)",
            "ฝ่ายซ่อมบำรุง (4, 3 people)",
            "ฝ่ายว่าง (0, nobody works there)",
        ]

    def test_what_is_done_or_elsewhere_is_nobodys_load(self, working, wichai, kanya, highways, repairs):
        hand_over(working, officer=None, unit=repairs, by=kanya)
        assert self.offered(highways, kanya) == ["ฝ่ายซ่อมบำรุง (1, nobody works there)"]
        withdraw_complaint(working.case, by=None)
        assert self.offered(highways, kanya) == ["ฝ่ายซ่อมบำรุง (0, nobody works there)"]

    def test_a_confidential_case_counts_for_who_may_open_it_alone(self, file, highways, roads, kanya, repairs, somchai):
        secret = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        hand_over(assign_case(secret, highways, by=None, topic=roads), officer=None, unit=repairs, by=kanya)
        assert self.offered(highways, kanya) == ["ฝ่ายซ่อมบำรุง (1, nobody works there)"]
        assert self.offered(highways, somchai) == ["ฝ่ายซ่อมบำรุง (0, nobody works there)"]

    def test_costs_the_same_for_many_units(self, highways, kanya, django_assert_max_num_queries):
        for number in range(12):
            make_unit(highways, f"หน่วยที่ {number}")
        kanya.active_roles  # noqa: B018 - asked once a request anyway
        with django_assert_max_num_queries(6):
            HandOverForm(agency=highways, by=kanya)
