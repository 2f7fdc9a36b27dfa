"""The people of an agency: who sees and changes them, and what becomes of cases whose officer leaves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from complaints import chores, queue
from complaints.absence import take_leave
from complaints.colleagues import key_at
from complaints.handing_over import hand_over, leave_to_everybody
from complaints.handing_over_all import Receiver, hand_over_all
from complaints.handling import assign_case, propose_closing
from complaints.models import Assignment
from complaints.overview import Scope
from complaints.responding import withdraw_complaint
from complaints.staffing import end_membership, move_to_unit, people_of, shut_out
from complaints.workflow import Outcome, Visibility
from complaints.workload import workload_of
from directory.models import Membership, Role
from directory.thai_dates import write_day
from notifications.models import Message
from tests.complaints.many_cases import many_cases, plan_of
from tests.factories import make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def repairs(highways):
    return make_unit(highways, "ฝ่ายซ่อมบำรุง")


@pytest.fixture
def head(highways):
    return make_membership(make_user("ประเสริฐ ใหญ่"), highways, Role.AGENCY_HEAD).user


def day(n):
    return timezone.localdate() + timedelta(days=n)


def held(user):
    return user.memberships.select_related("agency", "user").get()


def code_of(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.error_list[0].code


def of(user, agency):
    return reverse("office_person", args=[key_at(user.pk, agency.pk)])


def asking(act, user, **more):
    membership = held(user)
    return {"act": f"{act}:0", "held": f"{membership.role} {membership.starts_on.isoformat()}", **more}


class TestMovingToAnotherUnit:
    def test_is_kept_and_takes_no_case_away(self, working, wichai, kanya, repairs):
        move_to_unit(held(wichai), repairs, by=kanya)
        assert held(wichai).unit == repairs
        assert Assignment.objects.get(pk=working.pk).officer == wichai
        move_to_unit(held(wichai), None, by=kanya)
        assert held(wichai).unit is None

    def test_of_another_agency_is_refused(self, wichai, kanya, centre):
        assert code_of(lambda: move_to_unit(held(wichai), make_unit(centre), by=kanya)) == "not_its_unit"

    def test_where_they_work_already_is_refused(self, wichai, kanya, highways, repairs):
        first = held(wichai)
        make_membership(wichai, highways, unit=repairs)
        with pytest.raises(ValidationError):
            move_to_unit(first, repairs, by=kanya)


class TestTheLastDay:
    def test_shuts_them_out_the_day_after(self, wichai, kanya, highways):
        end_membership(held(wichai), last_day=day(0), by=kanya)
        assert wichai.has_role(Role.OFFICER, highways)
        end_membership(held(wichai), last_day=day(-1), by=kanya)
        wichai.forget_roles()
        assert not wichai.has_role(Role.OFFICER, highways)

    @pytest.mark.parametrize("last", [-2, -400])
    def test_is_not_further_back_than_yesterday(self, wichai, kanya, last):
        assert code_of(lambda: end_membership(held(wichai), last_day=day(last), by=kanya)) == "last_day_is_past"

    def test_is_not_before_the_first(self, kanya, highways):
        new = make_membership(make_user("ใหม่ มาก"), highways, starts_on=day(3))
        assert code_of(lambda: end_membership(new, last_day=day(2), by=kanya)) == "last_day_before_the_first"

    @pytest.mark.parametrize("last", [-1, 0])
    def test_waits_until_their_cases_are_handed_over(self, working, wichai, kanya, somchai, highways, last):
        assert code_of(lambda: end_membership(held(wichai), last_day=day(last), by=kanya)) == "open_cases_left"
        hand_over_all(wichai, highways, Receiver(somchai), by=kanya)
        end_membership(held(wichai), last_day=day(last), by=kanya)

    def test_does_not_wait_where_they_work_on_by_another_role_or_day(self, working, wichai, kanya, highways, repairs):
        first = held(wichai)
        end_membership(first, last_day=day(9), by=kanya)
        make_membership(wichai, highways, unit=repairs)
        end_membership(first, last_day=day(-1), by=kanya)

    def test_does_not_wait_for_ended_cases(self, working, wichai, kanya):
        withdraw_complaint(working.case, by=None)
        end_membership(held(wichai), last_day=day(-1), by=kanya)


class TestShuttingOutNow:
    def test_works_on_the_first_day(self, wichai, kanya, highways):
        Membership.objects.filter(user=wichai).update(starts_on=day(0))
        shut_out(held(wichai), by=kanya)
        wichai.forget_roles()
        assert not wichai.has_role(Role.OFFICER, highways)

    def test_does_not_wait_for_their_cases_which_become_nobodys(self, working, wichai, kanya):
        shut_out(held(wichai), by=kanya)
        assert chores.free_of_leavers.function() == 1
        working.refresh_from_db()
        assert (working.officer, working.case_is_open) == (None, True)

    def test_is_nobody_elses_to_do(self, wichai, somchai, kanya):
        for by in (wichai, somchai):
            assert code_of(lambda by=by: shut_out(held(wichai), by=by)) == "not_yours_to_change"
        assert code_of(lambda: shut_out(held(kanya), by=kanya)) == "not_yours_to_change"

    def test_is_a_button_on_their_page(self, client, wichai, kanya, highways):
        Membership.objects.filter(user=wichai).update(starts_on=day(0))
        client.force_login(kanya)
        assert 'value="now:0"' in client.get(of(wichai, highways)).content.decode()
        client.post(of(wichai, highways), asking("now", wichai))
        assert not wichai.memberships.exists()


class TestWhoMay:
    def test_an_officer_a_stranger_and_a_head_elsewhere_may_not(self, wichai, somchai, stranger, centre):
        elsewhere = make_membership(make_user("หัวหน้า อื่น"), centre, Role.AGENCY_HEAD).user
        for by in (somchai, stranger, elsewhere):
            assert code_of(lambda by=by: end_membership(held(wichai), last_day=day(5), by=by)) == "not_yours_to_change"
            assert code_of(lambda by=by: move_to_unit(held(wichai), None, by=by)) == "not_yours_to_change"

    def test_nobody_changes_their_own_nor_one_above(self, kanya, head):
        assert code_of(lambda: end_membership(held(kanya), last_day=day(5), by=kanya)) == "not_yours_to_change"
        assert code_of(lambda: end_membership(held(head), last_day=day(5), by=kanya)) == "not_yours_to_change"
        end_membership(held(kanya), last_day=day(5), by=head)

    def test_nor_a_role_that_works_on_no_case(self, head, highways):
        auditor = make_membership(make_user("ผู้ ตรวจ"), highways, Role.AUDITOR)
        assert code_of(lambda: end_membership(auditor, last_day=day(5), by=head)) == "not_yours_to_change"

    def test_who_was_shut_out_a_moment_ago_changes_nothing(self, wichai, kanya, head):
        kanya.active_roles  # noqa: B018 - kept from before
        end_membership(held(kanya), last_day=day(-1), by=head)
        assert code_of(lambda: end_membership(held(wichai), last_day=day(5), by=kanya)) == "not_yours_to_change"


class TestCasesOfWhoLeft:
    def test_moved_to_another_agency_they_stay_and_become_nobodys(
        self, working, wichai, somchai, kanya, highways, centre
    ):
        Membership.objects.filter(user=wichai).update(agency=centre)
        wichai.forget_roles()
        assert not Assignment.objects.handled_by(wichai).exists(), "not theirs from that moment, chore or not"
        assert chores.free_of_leavers.function() == 1
        part = Assignment.objects.get(pk=working.pk)
        assert (part.officer, part.agency, part.state, part.due_at) == (None, highways, "working", working.due_at)
        line = part.case.events.last()
        assert (line.kind, line.by, line.seen_by) == ("handed_over", None, "internal")
        assert [row.reference for row in queue.page(somchai, "all").rows] == [working.case.reference]
        assert chores.free_of_leavers.function() == 0
        hand_over(part, officer=somchai, by=kanya)

    def test_who_leads_is_told_once_a_day_and_the_other_agency_never(self, wichai, kanya, highways, centre):
        boss = make_membership(make_user("หัวหน้าศูนย์", email="boss@example.org"), centre, Role.SUPERVISOR).user
        many_cases(highways, 3, officer=wichai)
        wichai.memberships.update(ends_on=day(-1))
        assert chores.free_of_leavers.function() == 3
        mail = Message.objects.get()
        assert (mail.user, "วิชัย ทองดี" in mail.subject, "/office/" in mail.body) == (kanya, True, True)
        assert not Message.objects.filter(user=boss).exists()

    def test_who_leads_is_asked_for_and_written_to_once_for_all_of_them(
        self, monkeypatch, wichai, somchai, kanya, highways
    ):
        calls = []
        for name in ("leaders_of", "tell_of_leaver"):
            act = getattr(chores, name)
            monkeypatch.setattr(chores, name, lambda *about, act=act, name=name: calls.append(name) or act(*about))
        for n, who in enumerate((wichai, somchai)):
            many_cases(highways, 4, start=10 * n, officer=who)
            who.memberships.update(ends_on=day(-1))
        assert chores.free_of_leavers.function() == 8
        assert sorted(calls) == ["leaders_of", "tell_of_leaver", "tell_of_leaver"]
        assert Message.objects.filter(user=kanya).count() == 2

    def test_who_leads_is_told_by_the_next_where_the_first_fails(self, monkeypatch, wichai, kanya, highways):
        first, *_others = many_cases(highways, 3, officer=wichai)
        wichai.memberships.update(ends_on=day(-1))

        def broken(leader, leaver, agency):
            monkeypatch.undo()
            raise RuntimeError("the mail of the first cannot be written")

        monkeypatch.setattr(chores, "tell_of_leaver", broken)
        assert chores.free_of_leavers.function() == 2
        assert Assignment.objects.get(pk=first.pk).officer == wichai, "its turn comes again"
        assert Message.objects.filter(user=kanya).count() == 1

    @pytest.mark.parametrize("how", ["ended", "closed"])
    def test_the_same_by_a_last_day_or_a_closed_account(self, working, wichai, how):
        if how == "ended":
            wichai.memberships.update(ends_on=day(-1))
        else:
            wichai.is_active = False
            wichai.save()
        assert chores.free_of_leavers.function() == 1
        assert Assignment.objects.get(pk=working.pk).officer is None

    def test_an_answer_that_waits_to_be_confirmed_is_nobodys_too(self, working, wichai):
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.EXPLAINED, by=wichai)
        wichai.memberships.update(ends_on=day(-1))
        assert chores.free_of_leavers.function() == 1
        assert Assignment.objects.get(pk=working.pk).officer is None

    def test_of_several_people_and_agencies_each_pair_is_looked_at(self, working, wichai, somchai, highways, centre):
        theirs = [*many_cases(highways, 3, officer=somchai), *many_cases(centre, 3, start=3, officer=somchai)]
        assert chores.free_of_leavers.function() == 3, "he never worked there"
        assert set(Assignment.objects.filter(officer=somchai)) == set(theirs[:3])
        wichai.memberships.update(ends_on=day(-1))
        somchai.memberships.update(ends_on=day(-1))
        assert chores.free_of_leavers.function() == 4
        assert not Assignment.objects.filter(officer__isnull=False).exists()

    def test_is_one_step_a_person_and_walks_no_table(self, working, wichai, somchai, highways):
        many_cases(highways, officer=somchai)
        with CaptureQueriesContext(connection) as queries:
            assert chores.free_of_leavers.function() == 0
        assert len(queries) == 1
        plan = plan_of(queries[0]["sql"])
        assert "assignment_of_officer" in plan and "assignment_answered_by" in plan, plan
        assert "Seq Scan on complaints_assignment" not in plan and "complaints_assignment_pkey" not in plan, plan

    def test_a_confidential_one_is_open_to_who_leads_alone(self, file, wichai, somchai, kanya, highways):
        part = assign_case(file(visibility=Visibility.CONFIDENTIAL).complaint.case, highways, by=None)
        hand_over(part, officer=wichai, by=kanya)
        wichai.memberships.update(ends_on=day(-1))
        assert chores.free_of_leavers.function() == 1
        assert Assignment.objects.handled_by(kanya).filter(pk=part.pk).exists()
        assert not Assignment.objects.handled_by(somchai).filter(pk=part.pk).exists()

    def test_not_while_they_still_work_there_or_it_has_ended(self, working, wichai, somchai):
        assert chores.free_of_leavers.function() == 0
        withdraw_complaint(working.case, by=None)
        wichai.memberships.update(ends_on=day(-1))
        assert chores.free_of_leavers.function() == 0

    def test_one_handed_over_meanwhile_stays_with_the_new_one(self, working, wichai, somchai):
        stale = Assignment.objects.get(pk=working.pk)
        hand_over(working, officer=somchai, by=wichai)
        wichai.memberships.update(ends_on=day(-1))
        assert leave_to_everybody(stale).officer == somchai


class TestThePages:
    def test_list_role_unit_cases_and_absence(self, as_, working, wichai, somchai, kanya, highways, repairs):
        wichai.memberships.update(unit=repairs)
        take_leave(wichai, highways, starts_on=day(0), ends_on=day(2), deputy=somchai, by=kanya)
        html = as_(kanya).get(reverse("office_people")).content.decode()
        for words in ("วิชัย ทองดี", "ฝ่ายซ่อมบำรุง", "Supervisor", "1 open case", "Away until", "สมชาย ศรีสุข stands in"):
            assert words in html

    def test_list_who_left_with_open_cases_last(self, working, wichai, kanya, highways):
        wichai.memberships.update(ends_on=day(-1))
        last = people_of(highways)[-1]
        assert (last.user, last.memberships, last.in_hand) == (wichai, [], 1)

    def test_count_open_cases_as_the_overview_does_and_name_those_reported_as_done(
        self, as_, working, wichai, kanya, highways
    ):
        many_cases(highways, 2, officer=wichai)
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.EXPLAINED, by=wichai)
        person = next(each for each in people_of(highways) if each.user == wichai)
        assert (person.in_hand, person.owed, person.reported) == (3, 2, 1)
        work = workload_of(Scope(kanya, highways))
        assert work.groups["person"][wichai.pk]["open"] == person.owed
        for page in (
            reverse("office_people"),
            of(wichai, highways),
            reverse("hand_over_everything", args=[person.key]),
        ):
            html = as_(kanya).get(page).content.decode()
            assert "2 open cases" in html and "1 reported as done" in html, page

    def test_move_and_end_with_who_did_it(self, as_, wichai, kanya, highways, repairs):
        client = as_(kanya)
        sent = client.post(
            of(wichai, highways), asking("unit", wichai, **{"unit-0-unit": repairs.name_th}), follow=True
        )
        assert "works in ฝ่ายซ่อมบำรุง now" in sent.content.decode()
        ending = asking("end", wichai, **{"end-0-last_day": write_day(day(0))})
        assert "The last day of วิชัย ทองดี is" in client.post(of(wichai, highways), ending, follow=True).content.decode()
        events = held(wichai).events.filter(pgh_label="update").order_by("pgh_id")
        assert [e.unit_id for e in events] == [repairs.pk, repairs.pk] and events[1].ends_on == day(0)
        assert {e.pgh_context.metadata["user"] for e in events} == {kanya.pk}

    def test_say_what_must_be_handed_over_first(self, as_, working, wichai, kanya, highways):
        ending = asking("end", wichai, **{"end-0-last_day": write_day(day(0))})
        answer = as_(kanya).post(of(wichai, highways), ending)
        html = answer.content.decode()
        assert answer.status_code == 400 and "Open cases are still with them (1)" in html
        assert reverse("hand_over_everything", args=[key_at(wichai.pk, highways.pk)]) in html
        assert held(wichai).ends_on is None

    @pytest.mark.parametrize("more", [{"act": "end:9"}, {"act": "drop:0"}, {"act": ""}, {"held": "officer 2001-01-01"}])
    def test_do_nothing_with_what_is_not_there(self, as_, wichai, kanya, highways, more):
        sent = asking("end", wichai, **{"end-0-last_day": write_day(day(0))}) | more
        assert "changed meanwhile" in as_(kanya).post(of(wichai, highways), sent, follow=True).content.decode()
        assert held(wichai).ends_on is None

    @pytest.mark.parametrize("typed", ["", "เมื่อวาน", "31/2/2570", "<b>"])
    def test_ask_again_for_a_day_that_is_none(self, as_, wichai, kanya, highways, typed):
        answer = as_(kanya).post(of(wichai, highways), asking("end", wichai, **{"end-0-last_day": typed}))
        assert answer.status_code == 400 and held(wichai).ends_on is None

    def test_offer_no_form_for_oneself_or_one_above(self, as_, kanya, head, highways):
        for user in (kanya, head):
            html = as_(kanya).get(of(user, highways)).content.decode()
            assert 'name="act"' not in html
            sent = as_(kanya).post(of(user, highways), asking("end", user, **{"end-0-last_day": write_day(day(0))}))
            assert sent.status_code == 400 and held(user).ends_on is None

    def test_are_not_found_by_who_does_not_lead_there(self, as_, wichai, somchai, malee, siriporn, highways, centre):
        elsewhere = make_membership(make_user("หัวหน้า อื่น"), centre, Role.AGENCY_HEAD).user
        for user in (somchai, malee, siriporn):
            assert as_(user).get(reverse("office_people")).status_code == 404
        assert "วิชัย" not in as_(elsewhere).get(reverse("office_people")).content.decode()
        for user in (somchai, malee, siriporn, elsewhere):
            client = as_(user)
            assert client.get(of(wichai, highways)).status_code == 404
            assert client.post(of(wichai, highways), asking("end", wichai)).status_code == 404
        assert as_(somchai).get(reverse("office")).content.decode().count(reverse("office_people")) == 0

    def test_cost_the_same_for_many(self, as_, kanya, highways, repairs, django_assert_max_num_queries):
        for n in range(8):
            make_membership(make_user(f"คน ที่{n}"), highways, unit=repairs)
        client = as_(kanya)
        client.get(reverse("office_people"))
        with django_assert_max_num_queries(13):
            client.get(reverse("office_people"))
