"""Who is away: from when to when, who stands in, and that nothing is handed to them meanwhile."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from complaints import queue, queue_counts
from complaints.absence import choose_deputy, end_leave, take_leave
from complaints.handing_over import hand_over
from complaints.handing_over_forms import key_of
from complaints.handling import accept_assignment, assign_case
from complaints.models import Assignment
from complaints.workflow import Visibility
from directory.models import Leave, Role
from directory.thai_dates import write_day
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def day(n):
    return timezone.localdate() + timedelta(days=n)


def away(user, agency, first=0, last=5, *, deputy=None, by=None):
    return take_leave(user, agency, starts_on=day(first), ends_on=day(last), deputy=deputy, by=by or user)


def code_of(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.code


def mine_away(user):
    return [row.reference for row in queue.page(user, "absent").rows]


def form(agency, who, first=0, last=5, deputy=None):
    return {
        "who": f"{agency.code} {key_of(who)}",
        "starts_on": write_day(day(first)),
        "ends_on": write_day(day(last)),
        "deputy": key_of(deputy) if deputy else "",
    }


class TestTakingLeave:
    def test_is_kept_with_its_history(self, wichai, somchai, highways):
        leave = away(wichai, highways, 1, 3, deputy=somchai)
        choose_deputy(leave, None, by=wichai)
        assert [(e.pgh_label, e.deputy_id) for e in leave.events.order_by("pgh_id")] == [
            ("insert", somchai.pk),
            ("update", None),
        ]

    @pytest.mark.parametrize(
        ("first", "last", "code"),
        [
            (-1, 3, "leave_in_the_past"),
            (-9, -3, "leave_in_the_past"),
            (3, 2, "leave_ends_before_it_starts"),
            (0, 366, "leave_too_long"),
        ],
    )
    def test_needs_days_that_can_be(self, wichai, highways, first, last, code):
        assert code_of(lambda: away(wichai, highways, first, last)) == code
        assert not Leave.objects.exists()

    def test_of_one_day_and_of_a_year_can_be(self, wichai, highways):
        away(wichai, highways, 0, 0)
        away(wichai, highways, 1, 366)

    @pytest.mark.parametrize(("first", "last"), [(0, 2), (4, 9), (3, 3), (0, 9)])
    def test_does_not_overlap_another_of_the_same_person(self, wichai, highways, first, last):
        away(wichai, highways, 2, 4)
        assert code_of(lambda: away(wichai, highways, first, last)) == "leave_overlaps"

    def test_may_touch_another_and_overlap_that_of_a_colleague(self, wichai, somchai, highways):
        away(wichai, highways, 2, 4)
        away(wichai, highways, 5, 6)
        away(somchai, highways, 2, 4)

    def test_is_for_those_who_work_there(self, malee, kanya, highways, stranger):
        for user in (malee, stranger):
            assert code_of(lambda user=user: away(user, highways, by=kanya)) == "not_a_colleague"

    def test_is_said_by_oneself_or_who_leads_there(self, wichai, somchai, kanya, stranger, highways, centre):
        head_elsewhere = make_membership(make_user("หัวหน้า อื่น"), centre, Role.AGENCY_HEAD).user
        for other in (somchai, stranger, head_elsewhere):
            assert code_of(lambda other=other: away(wichai, highways, by=other)) == "not_yours_to_say"
        leave = away(wichai, highways, by=kanya)
        assert code_of(lambda: end_leave(leave, by=somchai)) == "not_yours_to_say"
        assert code_of(lambda: choose_deputy(leave, None, by=somchai)) == "not_yours_to_say"

    def test_taken_back_before_it_began_is_gone_and_on_the_record(self, wichai, highways):
        leave = away(wichai, highways, 2, 4)
        end_leave(leave, by=wichai)
        assert not Leave.objects.exists()
        assert list(leave.events.values_list("pgh_label", flat=True)) == ["insert", "delete"]

    def test_ended_early_keeps_the_days_that_were(self, wichai, highways):
        leave = away(wichai, highways, 0, 4)
        Leave.objects.filter(pk=leave.pk).update(starts_on=day(-2))
        leave.refresh_from_db()
        end_leave(leave, by=wichai)
        leave.refresh_from_db()
        assert leave.ends_on == day(-1)
        assert code_of(lambda: end_leave(leave, by=wichai)) == "leave_is_over"


class TestTheDeputy:
    def test_works_at_the_same_agency_and_is_somebody_else(self, wichai, stranger, malee, highways):
        for other in (stranger, malee):
            assert code_of(lambda other=other: away(wichai, highways, deputy=other)) == "deputy_not_a_colleague"
        assert code_of(lambda: away(wichai, highways, deputy=wichai)) == "deputy_is_oneself"

    def test_is_there_meanwhile(self, wichai, somchai, highways):
        away(somchai, highways, 3, 6)
        assert code_of(lambda: away(wichai, highways, 1, 3, deputy=somchai)) == "deputy_is_away"
        away(wichai, highways, 1, 2, deputy=somchai)

    def test_does_not_go_away_before_somebody_else_stands_in(self, wichai, somchai, kanya, highways):
        leave = away(wichai, highways, 1, 5, deputy=somchai)
        assert code_of(lambda: away(somchai, highways, 4, 8)) == "stands_in_then"
        choose_deputy(leave, kanya, by=kanya)
        away(somchai, highways, 4, 8)

    def test_two_do_not_stand_in_for_each_other(self, wichai, somchai, highways):
        away(wichai, highways, 1, 5, deputy=somchai)
        assert code_of(lambda: away(somchai, highways, 5, 8, deputy=wichai)) == "deputy_loop"
        away(somchai, highways, 6, 8, deputy=wichai)

    def test_three_do_not_stand_in_in_a_ring(self, wichai, somchai, kanya, highways):
        away(wichai, highways, 1, 5, deputy=somchai)
        assert code_of(lambda: away(somchai, highways, 1, 5, deputy=kanya)) == "stands_in_then"
        assert code_of(lambda: away(kanya, highways, 1, 5, deputy=wichai)) == "deputy_is_away"

    def test_chosen_later_is_looked_at_as_well(self, wichai, somchai, stranger, highways):
        leave = away(wichai, highways, 1, 5)
        away(somchai, highways, 2, 3)
        assert code_of(lambda: choose_deputy(leave, somchai, by=wichai)) == "deputy_is_away"
        assert code_of(lambda: choose_deputy(leave, stranger, by=wichai)) == "deputy_not_a_colleague"


@pytest.mark.django_db(transaction=True)
def test_two_leaves_told_at_once_do_not_overlap(wichai, highways):
    def tell(_n):
        try:
            return away(wichai, highways, 0, 3)
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        told = list(both.map(tell, range(2)))
    assert "leave_overlaps" in told and Leave.objects.count() == 1


class TestWhileSomebodyIsAway:
    def test_nothing_is_handed_to_them(self, working, wichai, somchai, highways):
        leave = away(somchai, highways, 0, 2)
        assert code_of(lambda: hand_over(working, officer=somchai, by=wichai)) == "officer_is_away"
        Leave.objects.filter(pk=leave.pk).update(starts_on=day(-3), ends_on=day(-1))
        hand_over(working, officer=somchai, by=wichai)

    @pytest.mark.parametrize("first", [1, 2])
    def test_but_before_it_begins(self, working, wichai, somchai, highways, first):
        away(somchai, highways, first, 5)
        hand_over(working, officer=somchai, by=wichai)

    def test_the_page_says_who_is_away_and_does_not_offer_them(self, as_, working, wichai, somchai, kanya, highways):
        away(somchai, highways, 0, 2, deputy=kanya)
        address = reverse("office_hand_over", args=[working.case.reference])
        html = as_(wichai).get(address).content.decode()
        assert f'value="{key_of(somchai)}"' not in html and f'value="{key_of(kanya)}"' in html
        assert "Away: สมชาย ศรีสุข until" in html and "กัญญา รุ่งเรือง stands in" in html
        sent = as_(wichai).post(address, {"confirm": "yes", "to": key_of(somchai), "text": ""})
        assert sent.status_code == 400 and "สมชาย ศรีสุข is away until" in sent.content.decode()
        assert Assignment.objects.get(pk=working.pk).officer == wichai

    def test_a_slip_is_undone_even_to_them(self, working, wichai, somchai, highways):
        hand_over(working, officer=somchai, by=wichai)
        away(wichai, highways)
        hand_over(working, officer=wichai, by=somchai, gives_back=True)
        assert Assignment.objects.get(pk=working.pk).officer == wichai

    def test_their_deputy_finds_their_cases_and_works_on_them(self, as_, working, wichai, somchai, highways):
        assert "absent" not in queue.views_of(somchai)
        away(wichai, highways, deputy=somchai)
        assert mine_away(somchai) == [working.case.reference] and queue_counts.counts(somchai)["absent"] == 1
        html = as_(somchai).get(reverse("office")).content.decode()
        assert "You stand in for วิชัย ทองดี until" in html and "Of those away" in html
        page = as_(somchai).get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert "Away until" in page and "สมชาย ศรีสุข stands in" in page
        sent = as_(somchai).post(reverse("office_reply", args=[working.case.reference]), {"reply-text": "นัดแล้วค่ะ"})
        assert sent.status_code == 302

    def test_nobody_else_does(self, working, wichai, somchai, highways):
        third = make_membership(make_user("สุรชัย ดีงาม"), highways).user
        away(wichai, highways, deputy=somchai)
        assert mine_away(third) == [] and "absent" not in queue.views_of(third)

    def test_it_ends_by_itself_the_day_after_the_last(self, working, wichai, somchai, highways):
        leave = away(wichai, highways, deputy=somchai)
        Leave.objects.filter(pk=leave.pk).update(starts_on=day(-3), ends_on=day(0))
        assert mine_away(somchai) == [working.case.reference]
        Leave.objects.filter(pk=leave.pk).update(ends_on=day(-1))
        assert mine_away(somchai) == [] and "absent" not in queue.views_of(somchai)

    def test_who_leads_finds_the_cases_of_those_without_a_deputy(self, working, wichai, somchai, kanya, highways):
        leave = away(wichai, highways)
        assert mine_away(kanya) == [working.case.reference] and mine_away(somchai) == []
        choose_deputy(leave, somchai, by=wichai)
        assert mine_away(kanya) == []
        # Somebody who has left stands in for nobody.
        somchai.memberships.update(ends_on=day(-1))
        assert mine_away(kanya) == [working.case.reference]

    def test_counts_are_what_the_view_holds(self, working, wichai, kanya, highways):
        away(wichai, highways)
        assert queue_counts.counts(kanya)["absent"] == queue.queue(kanya, "absent").count() == 1


class TestInConfidence:
    @pytest.fixture
    def secret(self, file, highways, wichai, kanya):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = assign_case(case, highways, by=None)
        part = hand_over(part, officer=wichai, by=kanya)
        return accept_assignment(part, by=wichai)

    def test_a_deputy_gains_no_right(self, as_, secret, wichai, somchai, highways):
        away(wichai, highways, deputy=somchai)
        assert mine_away(somchai) == [] and queue_counts.counts(somchai)["absent"] == 0
        client, reference = as_(somchai), secret.case.reference
        for name in ("office_case", "office_hand_over"):
            assert client.get(reverse(name, args=[reference])).status_code == 404
        html = client.get(reverse("office") + "?view=absent").content.decode()
        assert reference not in html and "opens no confidential case" in html

    def test_who_leads_finds_it(self, secret, wichai, somchai, kanya, highways, working):
        away(wichai, highways, deputy=somchai)
        assert mine_away(kanya) == [secret.case.reference]
        assert mine_away(somchai) == [working.case.reference]
        assert queue_counts.counts(kanya)["absent"] == queue.queue(kanya, "absent").count() == 1

    def test_who_leads_elsewhere_does_not(self, secret, wichai, highways, centre):
        head = make_membership(make_user("หัวหน้า อื่น"), centre, Role.AGENCY_HEAD).user
        make_membership(head, highways)
        away(wichai, highways)
        assert mine_away(head) == []


class TestThePages:
    def test_an_officer_tells_it_changes_the_deputy_and_takes_it_back(self, as_, wichai, somchai, highways):
        client = as_(wichai)
        sent = client.post(reverse("office_leaves"), form(highways, wichai, 1, 3, somchai), follow=True)
        html = sent.content.decode()
        assert "วิชัย ทองดี is away from" in html and "สมชาย ศรีสุข stands in" in html
        leave = Leave.objects.get()
        assert {e.pgh_context.metadata["user"] for e in leave.events.all()} == {wichai.pk}
        own = reverse("office_leave", args=[leave.public_id])
        assert "selected" in client.get(own).content.decode()
        assert "Nobody stands in" in client.post(own, {"deputy": ""}, follow=True).content.decode()
        client.post(reverse("end_office_leave", args=[leave.public_id]))
        assert not Leave.objects.exists()
        assert client.post(reverse("end_office_leave", args=[leave.public_id])).status_code == 404

    def test_who_leads_tells_it_for_them(self, as_, wichai, kanya, highways):
        client = as_(kanya)
        assert "Somebody goes away" in client.get(reverse("office_leaves")).content.decode()
        client.post(reverse("office_leaves"), form(highways, wichai))
        assert Leave.objects.get().user == wichai

    def test_what_is_refused_says_why_and_keeps_what_was_typed(self, as_, wichai, highways):
        answer = as_(wichai).post(reverse("office_leaves"), form(highways, wichai, -2, 3))
        assert answer.status_code == 400 and "This day is past" in answer.content.decode()
        assert write_day(day(-2)) in answer.content.decode()

    @pytest.mark.parametrize("typed", ["", "พรุ่งนี้", "31/2/2570", "1/1/99999", "<b>", "0"])
    def test_a_day_that_is_none_is_asked_again(self, as_, wichai, highways, typed):
        answer = as_(wichai).post(reverse("office_leaves"), form(highways, wichai) | {"starts_on": typed})
        assert answer.status_code == 400 and not Leave.objects.exists()

    def test_an_officer_tells_it_for_nobody_else(self, as_, wichai, somchai, highways):
        assert as_(wichai).post(reverse("office_leaves"), form(highways, somchai)).status_code == 400
        leave = away(somchai, highways)
        client = as_(wichai)
        assert "สมชาย" not in client.get(reverse("office_leaves")).content.decode().split('id="new"')[0]
        for name in ("office_leave", "end_office_leave"):
            assert client.post(reverse(name, args=[leave.public_id]), {"deputy": ""}).status_code == 404
        assert Leave.objects.get() == leave

    def test_is_no_business_of_others(self, as_, malee, siriporn, stranger, wichai, highways):
        leave = away(wichai, highways)
        for user in (malee, siriporn):
            assert as_(user).get(reverse("office_leaves")).status_code == 404
        client = as_(stranger)
        assert "วิชัย" not in client.get(reverse("office_leaves")).content.decode()
        assert client.post(reverse("office_leaves"), form(highways, stranger)).status_code == 400
        for public_id in (leave.public_id, uuid.uuid4()):
            assert client.get(reverse("office_leave", args=[public_id])).status_code == 404

    def test_does_not_grow_with_its_rows(self, as_, kanya, highways, django_assert_max_num_queries):
        for n in range(6):
            away(make_membership(make_user(f"คน ที่{n}"), highways).user, highways, deputy=kanya)
        client = as_(kanya)
        client.get(reverse("office_leaves"))
        with django_assert_max_num_queries(12):
            client.get(reverse("office_leaves"))
        with django_assert_max_num_queries(30):
            client.get(reverse("office"))
