"""The overview of an agency for who supervises it: what is counted, that each number has its cases, and who sees it not."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from complaints import answered, workload
from complaints.access import agencies_led_by
from complaints.ages import ENDS_OF_BANDS, first_days_of_bands
from complaints.answered import answered_within
from complaints.cases_behind import MEASURES, Group, Number, cases_behind, group_of, key_of, statement_of
from complaints.handing_over import hand_over
from complaints.handling import accept_assignment, ask_complainant, assign_case, decline_assignment, propose_closing
from complaints.models import Assignment, CaseEvent
from complaints.overview import Scope
from complaints.praising import acknowledge_praise
from complaints.queue import PAGE, queue
from complaints.responding import answer_question, confirm_resolution, dispute_resolution, withdraw_complaint
from complaints.steps_of_waiting import BEGINS, CHANGES_NO_STEP, ENDS_ANOTHER, ENDS_THE_CASE, STEPS
from complaints.supporting import ask_for_help, finish_part
from complaints.workflow import CaseKind, Outcome, Visibility
from complaints.workload import workload_of
from directory.calendar import working_days_between
from directory.models import Role
from tests.factories import make_agency, make_membership, make_topic, make_unit, make_user

pytestmark = pytest.mark.django_db
OVERVIEW = "/office/overview/"


@pytest.fixture
def kanya(highways):
    """The supervisor at Highways."""
    return make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user


@pytest.fixture
def send(file, highways, roads):
    """File a case and send it to Highways (or another agency)."""

    def send(agency=highways, topic=roads, **fields):
        return assign_case(file(**fields).complaint.case, agency, by=None, topic=topic)

    return send


@pytest.fixture
def finish(wichai):
    """Accept a part and report it as done."""

    def finish(part, by=wichai):
        part = accept_assignment(part, by=by)
        return propose_closing(part, answer="ปะหลุมเสร็จแล้ว", outcome=Outcome.SOLVED, by=by)

    return finish


@pytest.fixture
def clock(monkeypatch):
    """The moment at which the acts happen, to be moved on."""

    class Clock:
        now = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)  # Monday, 10.00 in Bangkok

        def on(self, **length):
            self.now += timedelta(**length)

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


def late(part, **fields):
    Assignment.objects.filter(pk=part.pk).update(due_at=timezone.now() - timedelta(days=1), **fields)


def scope_of(user, agency, **fields):
    user.forget_roles()
    return Scope(user, agency, **fields)


def behind(scope, what, by="", of=""):
    number = Number(what, by, of)
    return [row.assignment_id for row in cases_behind(scope, number, group_of(scope, number)).rows]


class TestOpenWork:
    def test_is_counted_by_person_unit_and_main_topic(self, send, wichai, somchai, kanya, highways):
        repairs = make_unit(highways, "ฝ่ายซ่อมบำรุง")
        poles = make_topic("electricity/poles", "เสาไฟ")
        new, working, asked, of_repairs = send(), send(), send(), send(topic=poles)
        accept_assignment(working, by=wichai)
        late(working)
        ask_complainant(accept_assignment(asked, by=somchai), question="ฝั่งไหน", by=somchai)
        hand_over(of_repairs, officer=None, unit=repairs, by=kanya)

        told = workload_of(scope_of(kanya, highways))

        total = {name: told.total[name] for name in ("open", "new", "working", "waiting", "overdue")}
        assert total == {"open": 4, "new": 2, "working": 1, "waiting": 1, "overdue": 1}
        people = {pk: (counts["open"], counts["overdue"]) for pk, counts in told.groups["person"].items()}
        assert people == {None: (2, 0), wichai.pk: (1, 1), somchai.pk: (1, 0)}
        assert {pk: counts["open"] for pk, counts in told.groups["unit"].items()} == {None: 3, repairs.pk: 1}
        topics = {pk: counts["open"] for pk, counts in told.groups["topic"].items()}
        assert topics == {new.case.topic.parent_id: 3, poles.parent_id: 1}

    def test_is_what_the_inbox_holds(self, send, finish, wichai, kanya, highways, malee):
        parts = [send() for _ in range(6)]
        finish(parts[0])
        withdraw_complaint(parts[1].case, by=malee)
        late(accept_assignment(parts[2], by=wichai))
        decline_assignment(parts[3], reason="ไม่ใช่ถนนของเรา", proposed_agency=make_agency("อบต."), by=wichai)
        send(visibility=Visibility.CONFIDENTIAL)

        told = workload_of(scope_of(kanya, highways)).total

        views = {"open": "all", "new": "new", "waiting": "waiting", "overdue": "overdue"}
        assert {name: told[name] for name in views} == {name: queue(kanya, v).count() for name, v in views.items()}
        assert told["open"] == 4

    def test_is_nothing_where_there_is_none(self, kanya, highways):
        told = workload_of(scope_of(kanya, highways))
        assert set(told.total.values()) == {0} and not told.groups["person"] and not told.is_capped

    def test_says_so_where_it_stops_counting(self, send, kanya, highways, monkeypatch):
        parts = [send() for _ in range(3)]
        monkeypatch.setattr(workload, "MOST_OPEN", 2)
        Assignment.objects.filter(pk=parts[2].pk).update(accept_by=timezone.now() - timedelta(days=9))
        scope = scope_of(kanya, highways)
        told = workload_of(scope)
        assert told.total["open"] == 2 and told.is_capped
        assert behind(scope, "open") == [parts[2].pk, parts[0].pk]


class TestAges:
    @pytest.mark.parametrize("day", [2, 8, 13, 17, 24])
    def test_are_counted_in_working_days(self, db, day):
        now = datetime(2026, 11, day, 5, tzinfo=UTC)
        for most, first in first_days_of_bands(now).items():
            assert working_days_between(first, now) <= most
            assert working_days_between(first - timedelta(seconds=1), now) > most

    def test_put_each_open_case_into_one_band(self, send, kanya, highways):
        now = timezone.now()
        for days in (0, 5, 9, 20, 90, 400):
            Assignment.objects.filter(pk=send().pk).update(proposed_at=now - timedelta(days=days))
        told = workload_of(scope_of(kanya, highways)).total
        bands = [told[name] for name in ("age_0", "age_4", "age_8", "age_16", "age_31")]
        assert sum(bands) == told["open"] == 6
        assert bands[0] >= 1 and bands[4] == 2
        assert told["old"] == bands[3] + bands[4]

    def test_end_even_where_no_day_is_a_working_day(self, db, monkeypatch):
        monkeypatch.setattr(
            "complaints.ages.office_calendar", lambda: type("Closed", (), {"is_working_day": lambda _s, _d: False})()
        )
        assert set(first_days_of_bands(timezone.now())) == set(ENDS_OF_BANDS)


class TestWhatWasAnswered:
    def test_counts_late_and_objected_ones_with_what_they_are_of(self, send, finish, wichai, kanya, highways):
        kept, was_late, objected, twice, open_one = (send() for _ in range(5))
        for part in (kept, was_late, objected, twice):
            finish(part)
        late(was_late)
        dispute_resolution(objected.case, reason="ยังเป็นหลุม", by=None)
        for _time in range(2):
            dispute_resolution(twice.case, reason="ยังเป็นหลุม", by=None)
            propose_closing(
                Assignment.objects.get(pk=twice.pk), answer=f"ปะแล้ว {_time}", outcome=Outcome.SOLVED, by=wichai
            )
        accept_assignment(open_one, by=wichai)

        told = answered_within(scope_of(kanya, highways)).total

        counted = {name: told.counts[name] for name in ("answered", "standing", "answered_late", "led")}
        assert counted == {"answered": 4, "standing": 3, "answered_late": 1, "led": 4}
        assert (told.counts["objected"], told.counts["objected_again"]) == (2, 1)
        assert told.share("objected", "led") is None, "of four no share is told"

    def test_leaves_out_praise_and_what_is_older_than_the_days(self, send, finish, kanya, highways, wichai):
        praised, old, newer = send(kind=CaseKind.PRAISE), send(), send()
        acknowledge_praise(praised, answer="ขอบคุณครับ", outcome=Outcome.EXPLAINED, by=wichai)
        finish(old)
        finish(newer)
        Assignment.objects.filter(pk=old.pk).update(answered_at=timezone.now() - timedelta(days=8))
        assert behind(scope_of(kanya, highways, days=7), "answered") == [newer.pk]
        assert behind(scope_of(kanya, highways, days=30), "answered") == [newer.pk, old.pk]

    def test_tells_half_and_nine_of_ten_from_five_on(self, send, finish, kanya, highways):
        parts = [send() for _ in range(10)]
        for number, part in enumerate(parts, start=1):
            finish(part)
            answered_at = Assignment.objects.get(pk=part.pk).answered_at
            Assignment.objects.filter(pk=part.pk).update(proposed_at=answered_at - timedelta(days=number))
        length = answered_within(scope_of(kanya, highways)).total.lengths["to_answer"]
        assert (length.parts, length.half) == (10, timedelta(days=5.5))
        assert abs(length.most - timedelta(days=9.1)) < timedelta(minutes=1)
        Assignment.objects.filter(pk__in=[part.pk for part in parts[4:]]).update(answered_at=None)
        few = answered_within(scope_of(kanya, highways)).total.lengths["to_answer"]
        assert (few.parts, few.half, few.most) == (4, None, None)

    def test_says_since_when_where_it_stops_counting(self, send, finish, kanya, highways, monkeypatch):
        monkeypatch.setattr(answered, "MOST_ANSWERED", 2)
        parts = [send() for _ in range(3)]
        for part in parts:
            finish(part)
        told = answered_within(scope_of(kanya, highways))
        assert told.total.counts["answered"] == 2
        assert told.capped_at == Assignment.objects.get(pk=parts[1].pk).answered_at


class TestWhereCasesWait:
    """C1-17: the time in each step, from the timeline."""

    def test_each_step_has_the_time_between_its_lines(self, clock, send, wichai, kanya, highways, file, roads):
        case = file().complaint.case
        clock.on(hours=1)
        part = assign_case(case, highways, by=kanya, topic=roads)
        clock.on(hours=2)
        accept_assignment(part, by=wichai)
        clock.on(hours=3)
        ask_complainant(part, question="ฝั่งไหน", by=wichai)
        clock.on(hours=4)
        answer_question(case, text="ฝั่งซ้าย", by=None)
        clock.on(hours=5)
        propose_closing(part, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        clock.on(hours=6)
        dispute_resolution(case, reason="ยังเป็นหลุม", by=None)
        clock.on(hours=7)
        propose_closing(part, answer="ปะใหม่แล้ว", outcome=Outcome.SOLVED, by=wichai)
        clock.on(hours=8)
        confirm_resolution(case, by=None)
        clock.on(hours=100)

        told = answered_within(scope_of(kanya, highways)).total

        hours = {name: told.lengths[name].total / timedelta(hours=1) for name in STEPS}
        assert hours == {
            "finding": 1,
            "accepting": 2,
            "working": 3 + 5 + 7,
            "approving": 0,
            "asking": 4,
            "confirming": 6 + 8,
            "elsewhere": 0,
        }
        assert sum(percent for _name, _length, percent, _mean in told.steps) in range(98, 103)

    def test_what_waits_for_a_yes_counts_until_now(self, clock, send, finish, kanya, highways):
        finish(send())
        clock.on(hours=9)
        told = answered_within(scope_of(kanya, highways)).total
        assert told.lengths["confirming"].total == timedelta(hours=9)

    def test_an_answer_to_another_agencys_question_begins_nothing_here(
        self, clock, send, wichai, kanya, highways, somsak
    ):
        rural = make_agency("กรมทางหลวงชนบท", code="drr")
        helper = make_membership(make_user("อรุณี สายชล"), rural).user
        head = make_membership(make_user("ประเสริฐ ชัยชนะ"), rural, Role.AGENCY_HEAD).user
        lead = accept_assignment(send(), by=wichai)
        part = ask_for_help(lead, rural, request="ช่วยด้วย", by=wichai)
        clock.on(hours=1)
        ask_complainant(lead, question="ฝั่งไหน", by=wichai)
        clock.on(hours=1)
        answer_question(lead.case, text="ฝั่งซ้าย", by=None)
        clock.on(hours=1)
        accept_assignment(part, by=helper)
        clock.on(hours=1)
        finish_part(part, answer="กวาดหินแล้ว", by=helper)
        clock.on(hours=50)

        told = answered_within(scope_of(head, rural)).total

        assert told.lengths["accepting"].total == timedelta(hours=3), "not accepted by somebody else's answer"
        assert told.lengths["working"].total == timedelta(hours=1)
        assert told.lengths["finding"].parts == 0, "a helper is not looked for"
        assert told.lengths["confirming"].parts == 0

    def test_every_kind_of_line_was_thought_of(self):
        """A new kind of line stands in exactly one of the tables, or the times are wrong without anybody noticing."""
        tables = [frozenset(BEGINS), frozenset(ENDS_ANOTHER), ENDS_THE_CASE, CHANGES_NO_STEP]
        assert frozenset().union(*tables) == frozenset(CaseEvent.Kind)
        assert sum(len(table) for table in tables) == len(CaseEvent.Kind)


class TestEachNumber:
    @pytest.fixture
    def busy(self, send, finish, wichai, somchai, kanya, highways):
        """A bit of everything."""
        repairs = make_unit(highways, "ฝ่ายซ่อมบำรุง")
        wichai.memberships.update(unit=repairs)
        lamps, holes = make_topic("electricity/street-lights", "ไฟถนนดับ"), make_topic("roads/pothole", "ถนนเป็นหลุม")
        for number in range(14):
            part = send(
                topic=lamps if number % 3 == 0 else holes,
                visibility=Visibility.CONFIDENTIAL if number == 5 else Visibility.AGENCY,
            )
            if number % 2:
                Assignment.objects.filter(pk=part.pk).update(unit=repairs)
            if number in {1, 2}:
                accept_assignment(part, by=somchai)
                late(part)
            if number == 3:
                ask_complainant(accept_assignment(part, by=wichai), question="ฝั่งไหน", by=wichai)
            if number in {4, 6, 7}:
                Assignment.objects.filter(pk=part.pk).update(proposed_at=timezone.now() - timedelta(days=9 * number))
            if number >= 8:
                finish(part)
            if number == 9:
                dispute_resolution(part.case, reason="ยัง", by=None)
            if number == 10:
                confirm_resolution(part.case, by=None)
            if number == 11:
                late(part)
        return scope_of(kanya, highways)

    def test_has_exactly_its_cases_behind_it(self, busy):
        work, done = workload_of(busy), answered_within(busy)
        told = dict.fromkeys(workload.MEASURES, (work.total, work.groups))
        told |= {
            name: (
                done.total.counts,
                {by: {pk: each.counts for pk, each in of.items()} for by, of in done.groups.items()},
            )
            for name in answered.MEASURES
        }
        seen = set()
        for what, (total, groups) in told.items():
            listed = cases_behind(busy, Number(what), Group(None, "")).rows
            assert len(listed) == total[what], what
            for by, counted in groups.items():
                parts = []
                for pk, counts in counted.items():
                    of = cases_behind(busy, Number(what, by), Group(pk, "")).rows
                    assert len(of) == counts[what], (what, by, pk)
                    parts += of
                    seen.add((by, pk is None))
                assert sorted(row.assignment_id for row in parts) == sorted(row.assignment_id for row in listed), what
        assert {("person", True), ("person", False), ("unit", True), ("unit", False), ("topic", False)} <= seen

    def test_is_a_way_to_them_on_the_page(self, busy, as_, kanya):
        page = as_(kanya).get(OVERVIEW).content.decode()
        links = re.findall(r'<a href="(/office/overview/cases/\?[^"]+)">([\d,]+)<span class="vh">', page)
        assert len(links) > 50
        for address, number in links:
            cases = as_(kanya).get(unescape(address))
            assert cases.status_code == 200
            assert cases.content.decode().count("<tr data-row>") == int(number), address

    def test_has_pages_that_miss_nothing(self, send, finish, kanya, highways):
        parts = [finish(send()) for _ in range(PAGE + 3)]
        Assignment.objects.update(answered_at=timezone.now())
        scope, number, cursor, seen = scope_of(kanya, highways), Number("answered"), "", []
        for _page in range(2):
            page = cases_behind(scope, number, Group(None, ""), cursor=cursor)
            seen, cursor = seen + [row.assignment_id for row in page.rows], page.next_cursor
        assert sorted(seen) == sorted(part.pk for part in parts) and cursor == ""

    def test_is_of_a_person_who_is_named_without_our_number_or_their_address(self, busy, somchai):
        key = key_of(busy, "person", somchai)
        assert somchai.email not in key and str(somchai.pk) != key
        assert len(behind(busy, "open", "person", key)) == 2

    @pytest.mark.parametrize("after", ["x", "!!!", "WzFlNDAwLDFd", "bnVsbA"])
    def test_a_broken_cursor_is_the_first_page(self, busy, as_, kanya, after):
        page = as_(kanya).get(reverse("office_overview_cases"), {"what": "open", "after": after})
        assert page.content.decode().count("<tr data-row>") == workload_of(busy).total["open"]


class TestWhoSeesIt:
    @pytest.mark.parametrize("role", [r for r in Role if r not in {Role.SUPERVISOR, Role.AGENCY_HEAD}])
    def test_not_without_the_role(self, as_, highways, role, send):
        send()
        user = make_membership(make_user("ใครคนหนึ่ง"), highways, role).user
        for address in (OVERVIEW, f"{OVERVIEW}cases/?what=open", f"{OVERVIEW}?agency={highways.code}"):
            assert as_(user).get(address).status_code == 404

    def test_not_without_an_account(self, client):
        assert client.get(OVERVIEW).status_code == 302

    def test_the_head_does_and_the_menu_leads_there(self, as_, highways, send):
        send()
        head = make_membership(make_user("ประเสริฐ ชัยชนะ"), highways, Role.AGENCY_HEAD).user
        page = as_(head).get(OVERVIEW).content.decode()
        assert '<a href="/office/overview/" aria-current="page">' in page
        assert page.count('aria-current="page"') == 1
        assert (
            '<a href="/office/overview/"'
            not in as_(make_membership(agency=highways).user).get("/office/").content.decode()
        )

    def test_another_agency_is_not_found_nor_anything_of_it(self, as_, send, kanya, stranger, finish):
        theirs = send(agency=stranger.active_roles[0].agency, visibility=Visibility.CONFIDENTIAL)
        code = theirs.agency.code
        for address in (f"{OVERVIEW}?agency={code}", f"{OVERVIEW}cases/?what=open&agency={code}"):
            assert as_(kanya).get(address).status_code == 404
        assert ">0<" in re.sub(r"\s", "", as_(kanya).get(OVERVIEW).content.decode())
        with pytest.raises(PermissionError):
            Scope(kanya, theirs.agency)

    def test_of_agencies_below_nothing_is_counted(self, as_, send, highways):
        ministry = make_agency("กระทรวงคมนาคม", code="mot")
        highways.parent = ministry
        highways.save()
        head = make_membership(make_user("รัฐมนตรี ใจดี"), ministry, Role.AGENCY_HEAD).user
        send()
        assert set(workload_of(scope_of(head, ministry)).total.values()) == {0}
        assert as_(head).get(f"{OVERVIEW}?agency={highways.code}").status_code == 404

    def test_who_heads_two_agencies_chooses_and_sees_one_at_a_time(self, as_, send, kanya, highways):
        rural = make_agency("กรมทางหลวงชนบท", code="drr")
        make_membership(kanya, rural, Role.AGENCY_HEAD)
        make_membership(kanya, make_agency("สำนักงานเขต", code="k"), Role.OFFICER)
        here, there = send(), send(agency=rural)
        assert [each.code for each in agencies_led_by(kanya)] == ["doh", "drr"]
        assert behind(scope_of(kanya, highways), "open") == [here.pk]
        assert behind(scope_of(kanya, rural), "open") == [there.pk]
        page = as_(kanya).get(OVERVIEW, {"agency": "drr"}).content.decode()
        assert '<option value="drr" selected>' in page and "agency=doh" not in page
        assert as_(kanya).get(OVERVIEW, {"agency": "k"}).status_code == 404

    def test_a_role_that_ended_ends_it(self, as_, kanya):
        kanya.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
        kanya.forget_roles()
        assert as_(kanya).get(OVERVIEW).status_code == 404


class TestThePage:
    @pytest.mark.parametrize(
        "query",
        ["what=none", "what=open&by=case", "what=answered&by=person&of=x", "what=open&by=unit&of=%00", "what=open&by=topic&of=1 OR 1=1",
         "what=open&by=person&of=1", "by=unit", "what=open&by=topic&of=roads/pothole"],
    )  # fmt: skip
    def test_what_is_no_number_is_not_found(self, as_, kanya, roads, query):
        assert as_(kanya).get(f"{OVERVIEW}cases/?{query}").status_code == 404

    @pytest.mark.parametrize("days", ["", "0", "-1", "๗", "99999999999", "x"])
    def test_days_that_nobody_offers_are_thirty(self, as_, kanya, days):
        page = as_(kanya).get(OVERVIEW, {"days": days})
        assert '<option value="30" selected>' in page.content.decode()

    def test_is_empty_in_words(self, as_, kanya):
        page = as_(kanya).get(OVERVIEW).content.decode()
        assert "No case is open" in page and "Nothing was answered in this time" in page

    def test_a_hostile_name_is_words(self, as_, kanya, send, highways):
        unit = make_unit(highways, '<script>alert(1)</script>&of="')
        hand_over(send(), officer=None, unit=unit, by=kanya)
        page = as_(kanya).get(OVERVIEW).content.decode()
        assert "<script>alert" not in page
        (address,) = set(re.findall(r'href="(/office/overview/cases/\?[^"]*what=open&amp;by=unit[^"]*)"', page))
        cases = as_(kanya).get(unescape(address)).content.decode()
        assert cases.count("<tr data-row>") == 1 and "<script>alert" not in cases

    def test_a_confidential_case_is_shown_as_such_to_who_may_open_it(self, as_, kanya, send):
        send(visibility=Visibility.CONFIDENTIAL, text="ความลับของหน่วยงาน")
        cases = as_(kanya).get(reverse("office_overview_cases"), {"what": "open"}).content.decode()
        assert "Confidential case" in cases and "ความลับ" not in cases

    def test_costs_the_same_however_many_there_are(
        self, as_, kanya, highways, send, finish, django_assert_max_num_queries, somchai, wichai
    ):
        for number in range(12):
            part = send(topic=make_topic(f"roads/kind-{number}", f"ถนน {number}"))
            Assignment.objects.filter(pk=part.pk).update(unit=make_unit(highways, f"หน่วยที่ {number}"))
            make_membership(make_user(f"คนที่ {number}"), highways)
            if number % 2:
                finish(part)
        client = as_(kanya)
        with django_assert_max_num_queries(12):
            client.get(OVERVIEW)
        with django_assert_max_num_queries(15):
            client.get(reverse("office_overview_cases"), {"what": "open"})


class TestWhatItReads:
    """At most so many rows however large the tables are: along an index, and each case by itself."""

    @pytest.mark.parametrize("what", ["open", "answered", "in_asking"])
    def test_walks_an_index_and_looks_cases_up_one_by_one(self, kanya, highways, send, finish, what):
        finish(send())
        statement, parameters = statement_of(scope_of(kanya, highways), Number(what), Group(None, ""), most=26)
        plan = _plan(statement, parameters)
        assert ("assignment_answered" if what != "open" else "assignment_in_hand") in plan
        _reads_nothing_whole(plan)

    @pytest.mark.parametrize("counting", [workload, answered])
    def test_counts_so_too(self, kanya, highways, send, finish, counting):
        finish(send())
        plan = _plan(counting._statement(), scope_of(kanya, highways).parameters)
        assert f"{'assignment_answered' if counting is answered else 'assignment_in_hand'}" in plan
        _reads_nothing_whole(plan)

    def test_every_measure_can_be_asked_for(self, kanya, highways):
        scope = scope_of(kanya, highways)
        assert all(not cases_behind(scope, Number(what), Group(None, "")).rows for what in MEASURES)


def _plan(statement, parameters):
    with connection.cursor() as cursor:
        # An empty table is read whole whatever stands beside it: ask for the plan of a full one.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN (FORMAT TEXT) " + statement, parameters)
        return "\n".join(line for (line,) in cursor.fetchall())


def _reads_nothing_whole(plan):
    assert not re.search(r"Seq Scan on complaints_", plan), plan
    looked_up = re.findall(r"on complaints_case(?:event)? ?\w*.*\n\s+Index Cond: \((\w+) =", plan)
    assert looked_up and set(looked_up) <= {"id", "case_id", "assignment_id"}, plan
