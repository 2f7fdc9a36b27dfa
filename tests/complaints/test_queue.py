"""The inbox of an office: what stands in which view, in which order, and that a page costs a page."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from complaints import chores, queue, queue_counts
from complaints.absence import take_leave
from complaints.access import Viewer
from complaints.handing_over import hand_over
from complaints.handling import accept_assignment, ask_complainant, assign_case, propose_closing
from complaints.me_too import say_me_too
from complaints.models import Assignment, Case
from complaints.queue_filters import areas_to_choose
from complaints.queue_order import order_of
from complaints.references import check_character, normalise
from complaints.responding import confirm_resolution, withdraw_complaint
from complaints.today import today_of
from complaints.workflow import ENDS, CaseState, Outcome, Visibility
from directory.models import Role, Topic
from tests.complaints.many_cases import many_cases, plan_of
from tests.factories import make_agency, make_area, make_membership, make_topic, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(file, highways, roads):
    """File a case and send it to Highways (or another agency)."""

    def send(agency=highways, **fields):
        return assign_case(file(**fields).complaint.case, agency, by=None, topic=roads)

    return send


LAO_DIGITS = {str(digit): chr(0x0ED0 + digit) for digit in range(10)}
CHECK = check_character("69701M9QX0")


RELEASED = {"public_text": "ถนนเป็นหลุม", "released_at": timezone.now()}
TOO_LARGE = [
    base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    for told in ([0, 2**63, 0], [0, 1, 2**31], [0, -1, -1])
]


def due(assignment, **ago):
    Assignment.objects.filter(pk=assignment.pk).update(due_at=timezone.now() - timedelta(**ago))


def troubles(assignment, *, me_too=0, co_signed=0):
    Case.objects.filter(pk=assignment.case_id).update(me_too_count=me_too, co_signer_count=co_signed)


def shown(user, view="all", cursor="", **filters):
    return [row.assignment_id for row in queue.page(user, view, queue.Filters(**filters), cursor=cursor).rows]


class TestTheViews:
    def test_new_ones_wait_to_be_accepted(self, send, wichai):
        waiting, taken = send(), send()
        accept_assignment(taken, by=wichai)
        assert shown(wichai, "new") == [waiting.pk]
        assert shown(wichai, "mine") == [taken.pk]
        assert set(shown(wichai, "all")) == {waiting.pk, taken.pk}

    def test_mine_are_not_my_colleagues(self, working, highways):
        somchai = make_membership(make_user("สมชาย ศรีสุข"), highways).user
        assert shown(somchai, "mine") == []
        assert shown(somchai, "all") == [working.pk]

    def test_my_units_are_those_of_my_unit(self, working, highways):
        unit = make_unit(highways, "แขวงทางหลวงขอนแก่น")
        boonmee = make_membership(make_user("บุญมี สายทอง"), highways, unit=unit).user
        assert shown(boonmee, "unit") == []
        Assignment.objects.update(unit=unit)
        assert shown(boonmee, "unit") == [working.pk]

    def test_a_person_without_a_unit_has_no_such_view(self, wichai):
        assert "unit" not in queue.views_of(wichai)

    def test_overdue_is_what_is_late_and_not_paused(self, send, wichai):
        late, asked, early = (accept_assignment(send(), by=wichai) for _ in range(3))
        ask_complainant(asked, question="หลุมอยู่ฝั่งไหนของถนน", by=wichai)
        due(late, days=1)
        due(asked, days=1)
        assert shown(wichai, "overdue") == [late.pk]
        assert shown(wichai, "waiting") == [asked.pk]
        assert early.pk in shown(wichai, "all")

    def test_what_is_reported_done_waits_for_confirmation_and_then_is_done(self, working, wichai):
        propose_closing(working, answer="ปะหลุมเสร็จแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert shown(wichai, "to_confirm") == [working.pk]
        assert shown(wichai, "all") == []
        confirm_resolution(working.case, by=None)
        assert shown(wichai, "done") == [working.pk]

    def test_nothing_is_owed_for_a_withdrawn_case(self, working, wichai, malee):
        withdraw_complaint(working.case, by=malee)
        assert shown(wichai, "all") == shown(wichai, "mine") == []
        assert shown(wichai, "done") == [working.pk]

    def test_what_was_answered_and_then_withdrawn_waits_for_nobody(self, working, wichai, malee):
        propose_closing(working, answer="ปะหลุมเสร็จแล้ว", outcome=Outcome.EXPLAINED, by=wichai)
        withdraw_complaint(working.case, by=malee)
        assert (shown(wichai, "to_confirm"), shown(wichai, "done")) == ([], [working.pk])

    def test_done_has_both_kinds_of_ends_in_one_order_on_all_its_pages(self, send, wichai, malee, monkeypatch):
        monkeypatch.setattr(queue, "PAGE", 3)
        queue._page_of.cache_clear()
        parts = [accept_assignment(send(), by=wichai) for _ in range(8)]
        for number, part in enumerate(parts):
            due(part, days=number)
            if number % 2:
                withdraw_complaint(part.case, by=malee)
            else:
                Assignment.objects.filter(pk=part.pk).update(state="approved")
        found, cursor = [], ""
        for _page in range(3):
            page = queue.page(wichai, "done", cursor=cursor)
            found, cursor = found + [row.assignment_id for row in page.rows], page.next_cursor
        queue._page_of.cache_clear()
        assert (found, cursor) == ([part.pk for part in parts], "")
        counted = queue_counts.count(wichai, "done", queue.Filters(kind="complaint"))
        assert counted.n == len(parts)

    def test_another_agencys_cases_are_in_no_view(self, working, stranger):
        assert all(shown(stranger, view) == [] for view in queue.VIEWS)

    def test_a_confidential_case_is_shown_to_its_named_officer_and_the_supervisor_only(self, send, highways, wichai):
        secret = accept_assignment(send(visibility=Visibility.CONFIDENTIAL), by=wichai)
        colleague = make_membership(make_user("สมชาย ศรีสุข"), highways).user
        supervisor = make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user
        assert shown(wichai) == shown(supervisor) == [secret.pk]
        assert shown(colleague) == []


class TestTheOrder:
    def test_the_most_pressing_comes_first(self, send, wichai):
        later, sooner = accept_assignment(send(), by=wichai), accept_assignment(send(), by=wichai)
        due(later, days=1)
        due(sooner, days=3)
        assert shown(wichai, "overdue") == [sooner.pk, later.pk]

    def test_pages_miss_nothing_and_repeat_nothing(self, send, wichai):
        sent = {send().pk for _ in range(queue.PAGE + 3)}
        # All due at the same moment: only the id tells where a page ends.
        Assignment.objects.update(accept_by=timezone.now())
        first = queue.page(wichai, "all")
        second = queue.page(wichai, "all", cursor=first.next_cursor)
        pages = [[row.assignment_id for row in page.rows] for page in (first, second)]
        assert [len(page) for page in pages] == [queue.PAGE, 3]
        assert set(pages[0]) | set(pages[1]) == sent
        assert second.next_cursor == ""

    def test_an_officer_of_two_agencies_has_one_list_in_one_order(self, send, highways, wichai):
        rural = make_agency("กรมทางหลวงชนบท", code="drr")
        make_membership(wichai, rural)
        ours, theirs = send(), send(agency=rural)
        Assignment.objects.filter(pk=ours.pk).update(accept_by=timezone.now() + timedelta(days=9))
        assert shown(wichai) == [theirs.pk, ours.pk]
        assert {row.agency_id for row in queue.page(wichai, "all").rows} == {highways.pk, rural.pk}

    @pytest.mark.parametrize(("sort", "is_turned"), [("newest", True), ("oldest", False)])
    def test_an_officer_may_have_the_newest_or_the_longest_here_first(self, send, wichai, sort, is_turned):
        sent = [send() for _ in range(queue.PAGE + 3)]
        for age, part in enumerate(sent):  # two each came at the same moment, and what is due says something else
            came = timezone.now() - timedelta(hours=len(sent) - age // 2)
            Assignment.objects.filter(pk=part.pk).update(proposed_at=came, accept_by=came + timedelta(days=age % 7))
        found, cursor = [], ""
        for _page in range(2):
            page = queue.page(wichai, "all", queue.Filters(sort=sort), cursor=cursor)
            found, cursor = found + [row.assignment_id for row in page.rows], page.next_cursor
        assert found == sorted((part.pk for part in sent), reverse=is_turned) and cursor == ""

    @pytest.mark.parametrize("view", ["to_confirm", "done"])
    def test_what_is_answered_keeps_its_own_order(self, view):
        assert order_of(view, "newest") is order_of(view)

    @pytest.mark.parametrize("cursor", ["", "x", "!!!", "bnVsbA", "WzFlNDAwLDFd", "WyJhIiwxXQ", *TOO_LARGE])
    def test_a_broken_cursor_is_the_first_page(self, send, wichai, cursor):
        sent = send()
        assert shown(wichai, cursor=cursor) == [sent.pk]


class TestMostPeopleAffected:
    def test_a_case_of_twelve_comes_before_one_that_is_due_at_the_same_time(self, send, wichai):
        of_one, of_nobody, of_twelve = send(), send(), send()
        Assignment.objects.update(accept_by=timezone.now())
        troubles(of_one, co_signed=1)
        Case.objects.filter(pk=of_twelve.case_id).update(visibility=Visibility.PUBLIC, **RELEASED)
        for number in range(12):
            say_me_too(of_twelve.case, names=[f"{number:064}"])
        assert shown(wichai, "people") == [of_twelve.pk, of_one.pk]
        assert of_nobody.pk in shown(wichai, "all")

    def test_counts_those_who_signed_too_and_then_what_is_due_sooner(self, send, wichai):
        later, sooner, signed = send(), send(), send()
        troubles(later, me_too=2)
        troubles(sooner, me_too=2)
        troubles(signed, me_too=1, co_signed=3)
        Assignment.objects.filter(pk=later.pk).update(accept_by=timezone.now() + timedelta(days=9))
        assert shown(wichai, "people") == [signed.pk, sooner.pk, later.pk]

    def test_pages_miss_nothing_and_repeat_nothing(self, send, wichai):
        sent = [send() for _ in range(2 * queue.PAGE + 3)]
        Assignment.objects.update(accept_by=timezone.now())
        for number, part in enumerate(sent):
            troubles(part, me_too=number % 3 + 1)
        seen, cursor = [], ""
        for _page in range(3):
            page = queue.page(wichai, "people", cursor=cursor)
            seen, cursor = seen + [row.assignment_id for row in page.rows], page.next_cursor
        ordered = Assignment.objects.order_by("-case_people", "next_duty_at", "id")
        assert seen == list(ordered.values_list("pk", flat=True)) and cursor == ""

    def test_a_case_of_many_is_marked_in_every_view(self, send, wichai, client, settings):
        settings.MANY_PEOPLE = 4
        many, few = send(), send()
        troubles(many, me_too=3, co_signed=1)
        troubles(few, me_too=3)
        client.force_login(wichai)
        client.cookies["language"] = "en"
        for view in ["all", "new", "people"]:
            html = client.get(reverse("office"), {"view": view}).content.decode()
            assert html.count("Many people: 4") == html.count("Many people") == 1, view

    def test_what_is_confidential_stays_with_its_named_officers(self, send, highways):
        secret = send(visibility=Visibility.CONFIDENTIAL)
        troubles(secret, co_signed=12)
        colleague = make_membership(make_user("สมชาย ศรีสุข"), highways).user
        assert shown(colleague, "people") == [] and queue_counts.counts(colleague)["people"] == 0


class TestSearching:
    def test_finds_a_case_by_its_number_in_thai_digits_too(self, send, wichai):
        wanted, _other = send(), send()
        typed = wanted.case.reference.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")).lower()
        assert shown(wichai, typed=typed) == [wanted.pk]

    @pytest.mark.parametrize(
        "written",
        [
            lambda number: number.replace("-", ""),
            lambda number: number.replace("-", " "),
            lambda number: f"  {number.replace('-', ' - ').lower()} ",
            lambda number: number.replace("-", "").replace("0", "O").replace("1", "l"),
            lambda number: number.replace("1", "I").replace("-", "–").translate(str.maketrans(LAO_DIGITS)),
        ],
        ids=["no dashes", "spaces", "spread out", "O and l", "Lao digits and I"],
    )
    def test_forgives_how_a_number_is_written(self, send, wichai, written, monkeypatch):
        monkeypatch.setattr("complaints.intake.new_reference", lambda at=None: normalise("69701M9QX0" + CHECK))
        wanted = send()
        assert shown(wichai, typed=written(wanted.case.reference)) == [wanted.pk]

    def test_does_not_find_another_agencys_case_by_its_number(self, send, stranger):
        theirs = send()
        assert shown(stranger, typed=theirs.case.reference) == []


class TestTheCounts:
    def test_are_what_the_views_hold(self, send, wichai, highways):
        unit = make_unit(highways)
        wichai.memberships.update(unit=unit)
        wichai.forget_roles()
        parts = [send() for _ in range(6)]
        for part in parts[:4]:
            accept_assignment(part, by=wichai)
        due(parts[0], days=2)
        Assignment.objects.filter(pk=parts[1].pk).update(unit=unit)
        ask_complainant(parts[2], question="หลุมลึกเท่าไร", by=wichai)
        withdraw_complaint(parts[3].case, by=None)
        send(visibility=Visibility.CONFIDENTIAL)
        troubles(parts[4], me_too=3)
        troubles(parts[0], me_too=4)
        troubles(parts[3], me_too=9)  # withdrawn
        away = make_membership(make_user("สมชาย ศรีสุข"), highways).user
        hand_over(parts[4], officer=away, by=wichai)
        take_leave(away, highways, starts_on=timezone.localdate(), ends_on=timezone.localdate(), deputy=wichai, by=away)
        offered = [view for view in queue_counts.COUNTED if view in queue.views_of(wichai)]
        assert queue_counts.counts(wichai) == {view: queue.queue(wichai, view).count() for view in offered}
        assert set(queue_counts.COUNTED) - set(offered) == {"to_approve"}  # who leads nothing approves nothing
        assert (queue_counts.counts(wichai)["new"], queue_counts.counts(wichai)["people"]) == (2, 2)
        for view in queue.VIEWS:
            orders = {"done": ["-next_duty_at", "-id"], "people": ["-case_people", "next_duty_at", "id"]}
            ordered = queue.queue(wichai, view).order_by(*orders.get(view, ["next_duty_at", "id"]))
            assert shown(wichai, view) == list(ordered.values_list("pk", flat=True))

    def test_are_nothing_for_somebody_without_an_agency(self, malee):
        assert set(queue_counts.counts(malee).values()) == {0}

    def test_stop_at_a_hundred(self, send, wichai, monkeypatch):
        monkeypatch.setattr(queue_counts, "COUNT_CAP", 2)
        for _ in range(3):
            troubles(send(), me_too=1)
        assert (queue_counts.counts(wichai)["new"], queue_counts.counts(wichai)["people"]) == (2, 2)


class TestNarrowingDown:
    """By topic, area, urgency, channel and kind: each alone and together."""

    @pytest.fixture
    def four(self, send, wichai, roads, sila):
        lights = make_topic("electricity/street-lights", "ไฟถนนดับ")
        bangkok = make_area(100101, "พระบรมมหาราชวัง")
        hole, lamp, far = (send(text=f"เรื่องที่ {n}") for n in range(3))
        urgent = send(text="เรื่องที่ 3", channel="phone")
        Case.objects.filter(pk=lamp.case_id).update(topic=lights)
        Case.objects.filter(pk=far.case_id).update(area=bangkok)
        Case.objects.filter(pk=urgent.case_id).update(is_urgent=True)
        return {"hole": hole.pk, "lamp": lamp.pk, "far": far.pk, "urgent": urgent.pk}

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({"topic": "electricity/street-lights"}, {"lamp"}),
            ({"topic": "electricity"}, {"lamp"}),
            ({"topic": "roads"}, {"hole", "far", "urgent"}),
            ({"area": 40}, {"hole", "lamp", "urgent"}),
            ({"area": 4001}, {"hole", "lamp", "urgent"}),
            ({"area": 400111}, {"hole", "lamp", "urgent"}),
            ({"area": 10}, {"far"}),
            ({"area": 4002}, set()),
            ({"urgent": True}, {"urgent"}),
            ({"channel": "phone"}, {"urgent"}),
            ({"urgent": True, "area": 40, "topic": "roads", "channel": "phone"}, {"urgent"}),
            ({"urgent": True, "topic": "electricity"}, set()),
            ({"typed": "เรื่องที่ 2", "area": 10}, {"far"}),
        ],
    )
    def test_shows_what_is_so_and_nothing_else(self, four, wichai, filters, found):
        while chores.index_text.function():
            pass
        assert set(shown(wichai, **filters)) == {four[name] for name in found}

    def test_with_me_is_with_nobody_else(self, four, wichai, highways):
        accept_assignment(Assignment.objects.get(pk=four["lamp"]), by=wichai)
        colleague = make_membership(make_user("สมศรี มีสุข"), highways, Role.OFFICER).user
        assert shown(wichai, mine=True) == [four["lamp"]] and shown(colleague, mine=True) == []
        assert shown(wichai, "new", mine=True) == []

    def test_the_day_is_the_one_in_bangkok(self, send, wichai, monkeypatch):
        """At half past six in the evening of London a new day has begun in Bangkok, and what was due at noon is late."""
        evening = datetime(2026, 6, 1, 17, 30, tzinfo=UTC)  # 0:30 on 2 June in Bangkok
        parts = [send() for _ in range(4)]
        for part, hours in zip(parts, (-8, 23, 25, 8 * 24), strict=True):
            Assignment.objects.filter(pk=part.pk).update(accept_by=evening + timedelta(hours=hours))
        monkeypatch.setattr(timezone, "now", lambda: evening)
        late, today, tomorrow, _later = (part.pk for part in parts)
        assert set(shown(wichai, due="today")) == {late, today}
        assert set(shown(wichai, due="week", sort="newest")) == {late, today, tomorrow}
        assert set(shown(wichai, due="today", urgent=True)) == set()
        assert queue_counts.count(wichai, "all", queue.Filters(due="today")).n == 2

    def test_what_waits_for_the_complainant_is_due_on_no_day(self, send, wichai):
        asked, working = (accept_assignment(send(), by=wichai) for _ in range(2))
        ask_complainant(asked, question="หลุมอยู่ฝั่งไหนของถนน", by=wichai)
        for part in (asked, working):
            due(part, minutes=1)
        asked.refresh_from_db()
        assert asked.state == "waiting" and asked.next_duty_at < timezone.now()
        for filters in ({"due": "today"}, {"due": "week"}, {"due": "today", "sort": "topic"}):
            assert shown(wichai, **filters) == [working.pk]
            assert queue_counts.count(wichai, "all", queue.Filters(**filters)).n == 1
        today = today_of(wichai)
        assert [row.reference for row in today.due.rows] == [working.case.reference] and today.due.count.n == 1
        assert [row.reference for row in today.to_answer.rows] == [asked.case.reference]

    def test_an_order_alone_leaves_the_numbers_of_the_views(self, as_, four, wichai):
        sorted_only, narrowed = (
            as_(wichai).get(reverse("office"), asked).content.decode()
            for asked in ({"sort": "newest"}, {"due": "week"})
        )
        new = f'id="view-new" href="{reverse("office")}?view=new&amp;'
        assert re.search(re.escape(new) + r"[^>]*>[^<]*<b>4</b>", sorted_only)
        assert not re.search(re.escape(new) + r"[^>]*>[^<]*<b>", narrowed)
        assert '<option value="newest" selected>' in sorted_only and '<option value="week" selected>' in narrowed

    def test_topics_are_offered_with_their_parts(self, four, as_, wichai, roads):
        """An agency of one topic would else find all of its cases under the only one that fits."""
        make_topic("electricity/poles", "เสาไฟ", is_active=False)
        html = as_(wichai).get(reverse("office"), {"topic": "electricity/street-lights"}).content.decode()
        shown = re.search(r'<select[^>]*name="topic">(.*?)</select>', html, re.DOTALL)[1]
        groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', shown)
        offered = {group: re.findall(r'value="([^"]*)"', options) for group, options in groups}
        lights = Topic.objects.get(code="electricity").name_en
        assert offered[lights] == ["electricity", "electricity/street-lights"], "what is out of use is not offered"
        assert f"{lights}: all of it" in shown
        assert re.findall(r'value="([^"]*)" selected', shown) == ["electricity/street-lights"]
        kept = as_(wichai).get(reverse("office"), {"topic": "electricity/poles"}).content.decode()
        assert 'value="electricity/poles" selected' in kept, "asked for by an address, the list shows it all the same"

    def test_an_address_says_it_and_reads_it_again(self, roads):
        asked = queue.Filters(
            typed="หลุม & บ่อ",
            kind="praise",
            language="my",
            topic="roads",
            area=40,
            urgent=True,
            mine=True,
            due="week",
            sort="oldest",
        )
        assert queue.Filters.asked(QueryDict(asked.query)) == asked
        assert queue.Filters().query == ""

    @pytest.mark.parametrize(
        "query",
        [
            "topic=none",
            "area=x",
            "area=-1",
            "area=99999999999",
            "area=๔๐",
            "urgent=1",
            "channel=fax",
            "kind=%00",
            "due=late",
            "sort=id",
            "mine=1",
        ],
    )
    def test_what_nobody_offers_is_not_asked(self, db, query):
        assert queue.Filters.asked(QueryDict(query)) == queue.Filters()

    def test_another_agencys_cases_stay_out_of_every_view(self, four, stranger):
        assert all(shown(stranger, view, **f) == [] for view in queue.VIEWS for f in ({"area": 40}, {"urgent": True}))

    def test_a_confidential_one_stays_hidden(self, send, wichai, highways):
        kanya = make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user
        accept_assignment(send(visibility=Visibility.CONFIDENTIAL), by=kanya)
        assert shown(wichai, topic="roads") == [] and len(shown(kanya, topic="roads")) == 1

    def test_offers_provinces_to_the_nation_and_its_own_parts_to_a_district(self, highways, centre, sila):
        assert [name for _code, name in areas_to_choose([highways])] == ["ขอนแก่น"]
        assert [code for code, _name in areas_to_choose([centre])] == [4001]
        assert [code for code, _name in areas_to_choose([highways, centre])] == [40]

    def test_the_page_keeps_it_in_its_tabs_and_pages_and_live_part(self, as_, four, wichai):
        page = as_(wichai).get(reverse("office"), {"area": "10", "urgent": "yes"}).content.decode()
        assert page.count("area=10&amp;urgent=yes") >= len(queue.views_of(wichai))
        assert "No cases in this view are as you chose" in page
        assert '<option value="yes" selected>' in page


class TestAPart:
    """Its columns about the case are kept by the database, whoever writes and whatever they had in hand."""

    def test_knows_that_its_case_has_ended_and_that_it_goes_on_again(self, send, wichai):
        part = send()
        for state in [*CaseState]:
            Case.objects.filter(pk=part.case_id).update(state=state)
            part.refresh_from_db()
            assert part.case_is_open == (state not in ENDS), state

    def test_knows_that_its_case_became_confidential(self, send):
        part = send()
        assert not part.case_is_confidential
        Case.objects.filter(pk=part.case_id).update(visibility=Visibility.CONFIDENTIAL)
        part.refresh_from_db()
        assert part.case_is_confidential

    def test_knows_how_many_others_its_case_troubles(self, send):
        part = send()
        for me_too, signed in [(1, 0), (0, 1), (3, 4), (0, 0)]:
            troubles(part, me_too=me_too, co_signed=signed)
            part.refresh_from_db()
            assert part.case_people == me_too + signed

    def test_knows_topic_and_area_of_its_case(self, send):
        part = send()
        lights, bangkok = make_topic("electricity/street-lights", "ไฟถนนดับ"), make_area(100101, "พระบรมมหาราชวัง")
        part.refresh_from_db()
        assert (part.case_topic, part.case_area) == (part.case.topic_id, part.case.area_id)
        assert None not in (part.case_topic, part.case_area)
        for topic, area in ((lights, bangkok), (None, None)):
            Case.objects.filter(pk=part.case_id).update(topic=topic, area=area)
            part.refresh_from_db()
            assert (part.case_topic, part.case_area) == (topic and topic.pk, area and area.code)

    def test_is_not_opened_again_by_somebody_who_saves_what_they_read_before(self, send):
        part = send()
        withdraw_complaint(part.case, by=None)
        part.save()
        part.refresh_from_db()
        assert not part.case_is_open

    def test_of_a_confidential_case_knows_so_from_its_first_moment(self, send):
        assert Assignment.objects.get(pk=send(visibility=Visibility.CONFIDENTIAL).pk).case_is_confidential


class TestWhatAPageCosts:
    def test_does_not_grow_with_its_rows(self, send, wichai, django_assert_max_num_queries):
        for _ in range(8):
            accept_assignment(send(), by=wichai)
        wichai.active_roles  # noqa: B018 - asked once a request anyway
        with django_assert_max_num_queries(6):
            queue.page(wichai, "all")

    @pytest.mark.parametrize("view", ["all", "new", "waiting", "people"])
    def test_walks_along_an_index_that_holds_the_order(self, wichai, view):
        order = ["-case_people"] * (view == "people") + ["next_duty_at", "id"]
        ordered = queue.queue(wichai, view).order_by(*order)[: queue.PAGE]
        with connection.cursor() as cursor:
            # An empty table is read whole whatever stands beside it: ask for the plan of a full one.
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
            plan = ordered.explain()
        assert re.search("assignment_by_people" if view == "people" else "assignment_(in_hand|queue|by_state)", plan)
        assert "Sort" not in plan

    @pytest.mark.parametrize(("walk", "index"), [("done", "assignment_queue"), ("ended", "assignment_ended_with_case")])
    def test_walks_along_an_index_for_each_kind_of_end(self, highways, wichai, walk, index):
        many_cases(highways, state="approved")
        many_cases(highways, 300, start=3000)
        Case.objects.filter(reference__gte="69-00003200-X").update(state=CaseState.WITHDRAWN)
        asked = f"SELECT a.id FROM complaints_assignment a WHERE a.agency_id = %(agency)s AND {queue.VISIBLE}"
        asked += f" AND {queue.VIEW_CONDITIONS[walk]} ORDER BY {order_of(walk).sql} LIMIT 51"
        plan = plan_of(asked, queue.parameters_of(Viewer(wichai)) | {"agency": highways.pk})
        assert index in plan and "Sort" not in plan

    def test_walks_along_the_arrivals_too(self, wichai):
        newest = queue.queue(wichai, "all").order_by("-proposed_at", "-id")[: queue.PAGE]
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
            plan = newest.explain()
        assert "assignment_arrived" in plan and "Sort" not in plan

    def test_looks_each_word_up_by_a_plan_of_its_own(self, send, wichai):
        """PostgreSQL would take one plan for all words from the sixth search on: a walk to the end for a rare one."""
        send()
        for _times in range(8):
            queue.page(wichai, "all", queue.Filters(typed="หลุม"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%to_tsquery%'")
            assert {plans for (plans,) in cursor.fetchall()} == {0}
