"""The inbox in each order that an officer may choose: right both ways and over all pages, and no dearer for it."""

import random
import re
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints import queue, queue_sorting
from complaints.access import Viewer
from complaints.handling import assign_case
from complaints.models import Assignment, Case, Complaint
from complaints.queue_order import SORTS, as_cursor, order_of, read
from complaints.queue_sorting import STATES
from complaints.saved_views import save_view
from complaints.views.office_inbox import draw_row
from complaints.workflow import Visibility
from directory.models import Role, Topic
from tests.complaints.many_cases import many_cases, plan_of
from tests.factories import make_agency, make_area, make_membership, make_topic, make_user

pytestmark = pytest.mark.django_db

RANKED = ["topic", "area", "state", "urgent", "people", "channel"]
BOTH = [*RANKED, *(f"-{by}" for by in RANKED)]


def value(part, by):
    """What a case is sorted by, so that Python sorts it as the page should."""
    if by == "topic":
        codes = [topic.pk for topic in Topic.objects.in_groups()]
        return codes.index(part.case.topic_id) if part.case.topic_id else len(codes)
    if by == "area":
        return str(part.case.area_id).ljust(6, "0") if part.case.area_id else "nowhere"
    if by == "state":
        return [*STATES].index(part.state)
    if by == "urgent":
        return not part.case.is_urgent
    if by == "people":
        return -part.case_people
    return Complaint.Channel.values.index(part.case.complaints.order_by("pk").first().channel)


def expected(parts, sort):
    pressing = sorted(parts, key=lambda part: (part.next_duty_at, part.pk))
    by, is_turned = sort.removeprefix("-"), sort.startswith("-")
    values = sorted({value(part, by) for part in parts}, reverse=is_turned)
    return [part.pk for each in values for part in pressing if value(part, by) == each]


def all_pages(user, view="all", **filters):
    found, cursor = [], ""
    for _page in range(200):
        page = queue.page(user, view, queue.Filters(**filters), cursor=cursor)
        found, cursor = found + [row.assignment_id for row in page.rows], page.next_cursor
        if not cursor:
            return found
    raise AssertionError("it never ends")


@pytest.fixture
def pages_of_three(monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 3)
    queue._page_of.cache_clear()
    yield
    queue._page_of.cache_clear()


@pytest.fixture
def many(file, highways, wichai, roads, sila):
    """Cases of every kind in one agency; of most values several, and most of these due at the very same moment."""
    dice, now = random.Random(3), timezone.now()
    topics = [None, roads, make_topic("electricity/street-lights", "ไฟถนนดับ"), make_topic("waste/bins", "ถังขยะ")]
    areas = [None, make_area(100101, "พระบรมมหาราชวัง"), sila, sila.parent, sila.parent.parent]
    parts = []
    for _number in range(32):
        case = file(channel=dice.choice(Complaint.Channel.values)).complaint.case
        part = assign_case(case, highways, by=None, topic=roads)
        people = {"me_too_count": dice.choice([0, 0, 1, 7]), "co_signer_count": dice.choice([0, 0, 2])}
        Case.objects.filter(pk=case.pk).update(
            topic=dice.choice(topics), area=dice.choice(areas), is_urgent=dice.random() < 0.4, **people
        )
        soon = now + timedelta(days=dice.choice([-3, -1, 1, 1, 1, 9]))
        state = dice.choice(STATES)
        Assignment.objects.filter(pk=part.pk).update(
            state=state, accept_by=soon, due_at=soon if state != "proposed" else None, accepted_at=now
        )
        parts.append(part.pk)
    return Assignment.objects.filter(pk__in=parts).select_related("case")


class TestSorting:
    def test_is_right_over_all_pages_and_repeats_nothing(self, many, wichai, pages_of_three):
        for sort in BOTH:
            assert len({value(part, sort.removeprefix("-")) for part in many}) > 1, "there is something to sort"
            assert all_pages(wichai, sort=sort) == expected(many, sort), sort

    @pytest.mark.parametrize(("sort", "is_turned"), [("due", False), ("-due", True)])
    def test_goes_by_the_date_in_every_view(self, many, wichai, pages_of_three, sort, is_turned):
        for view in ("all", "people", "new"):
            own = [part for part in many if part.pk in set(queue.queue(wichai, view).values_list("pk", flat=True))]
            by_date = [part.pk for part in sorted(own, key=lambda p: (p.next_duty_at, p.pk), reverse=is_turned)]
            assert len(own) > 3 and all_pages(wichai, view, sort=sort) == by_date, view

    def test_leaves_the_views_what_they_are(self, many, wichai, pages_of_three):
        Assignment.objects.filter(state="working").update(officer=wichai)
        for view, sort in product(["new", "overdue", "people", "waiting", "mine"], BOTH):
            own = set(queue.queue(wichai, view).values_list("pk", flat=True))
            assert own, view
            assert all_pages(wichai, view, sort=sort) == expected([p for p in many if p.pk in own], sort), (view, sort)

    @pytest.mark.parametrize(
        "filters",
        [
            {"topic": "electricity"},
            {"area": 40},
            {"urgent": True},
            {"channel": "line"},
            {"due": "today"},
            {"topic": "roads", "urgent": True, "due": "week"},
        ],
    )
    def test_goes_with_every_filter(self, many, wichai, pages_of_three, filters):
        fitting = set(all_pages(wichai, **filters))
        assert 0 < len(fitting) < len(many)
        for sort in BOTH:
            found = all_pages(wichai, sort=sort, **filters)
            assert found == expected([p for p in many if p.pk in fitting], sort), sort

    def test_finds_what_lies_behind_all_that_the_walk_met(self, many, wichai, pages_of_three, monkeypatch):
        """The walk looks at so many cases and no more: what it did not come to is gathered and sorted."""
        monkeypatch.setattr(queue_sorting, "LOOKED_AT_FIRST", 4)
        queue_sorting.walk_of.cache_clear()
        fitting = [part for part in many if part.case.is_urgent]
        found = {sort: all_pages(wichai, sort=sort, urgent=True) for sort in BOTH}
        queue_sorting.walk_of.cache_clear()
        assert len(fitting) > 4 and found == {sort: expected(fitting, sort) for sort in BOTH}

    def test_of_two_agencies_is_one_list(self, many, wichai, file, roads, pages_of_three):
        rural = make_agency("กรมทางหลวงชนบท", code="drr")
        make_membership(wichai, rural)
        more = [assign_case(file(channel="letter").complaint.case, rural, by=None, topic=roads).pk for _ in range(4)]
        Case.objects.filter(assignments__in=more[:2]).update(is_urgent=True, topic=None, me_too_count=1)
        everything = Assignment.objects.filter(pk__in=[*more, *(part.pk for part in many)]).select_related("case")
        for sort in BOTH:
            assert all_pages(wichai, sort=sort) == expected(everything, sort), sort

    def test_shows_nothing_of_others_and_nothing_confidential(self, many, stranger, highways, pages_of_three):
        secret = {part.pk for part in many if part.case.is_urgent}
        Case.objects.filter(assignments__in=secret).update(visibility=Visibility.CONFIDENTIAL)
        colleague = make_membership(make_user("สมชาย ศรีสุข"), highways).user
        head = make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user
        open_ones = [part for part in many if part.pk not in secret]
        for sort in BOTH:
            assert all_pages(stranger, sort=sort) == []
            assert all_pages(colleague, sort=sort) == expected(open_ones, sort), sort
            assert all_pages(head, sort=sort) == expected(many, sort), sort
            of_people = [part for part in open_ones if part.case_people]
            assert all_pages(colleague, "people", sort=sort) == expected(of_people, sort), "gathered and sorted as well"

    @pytest.mark.parametrize("view", ["to_confirm", "done"])
    def test_what_is_answered_keeps_its_own_order(self, view):
        assert all(order_of(view, sort) is order_of(view) for sort in SORTS)


class TestAsking:
    @pytest.mark.parametrize(
        "sort", ["id", "--topic", "TOPIC", "topic;", "' OR 1=1", "\x00", "-", "a.id", "people DESC", "๑"]
    )
    def test_for_what_nobody_offers_is_not_asked(self, as_, wichai, sort):
        asked = QueryDict(mutable=True)
        asked["sort"] = sort
        assert queue.Filters.asked(asked) == queue.Filters()
        assert as_(wichai).get(reverse("office"), {"sort": sort}).status_code == 200

    def test_with_a_broken_cursor_is_the_first_page(self, many, wichai):
        broken = [[0, 1, 0, 2**31], [0, 1, 0, "x"], [0, 1, 0, None], [0, 1, 0, 1, 1], [0, 1, 0, 1e300], [0], []]
        for cursor, sort in product(map(as_cursor, broken), ["", *BOTH]):
            filters = queue.Filters(sort=sort)
            assert read(cursor) is None
            assert queue.page(wichai, "all", filters, cursor=cursor) == queue.page(wichai, "all", filters)

    def test_with_the_cursor_of_another_order_breaks_nothing(self, many, wichai, pages_of_three):
        for other, sort in product(SORTS, SORTS):
            cursor = queue.page(wichai, "all", queue.Filters(sort=other)).next_cursor
            queue.page(wichai, "all", queue.Filters(sort=sort), cursor=cursor)

    @pytest.mark.parametrize("sort", SORTS)
    def test_an_address_says_it_and_reads_it_again(self, sort):
        asked = queue.Filters(sort=sort)
        assert queue.Filters.asked(QueryDict(asked.query)) == asked == queue.Filters.asked_again(asked.kept())


class TestThePage:
    HEAD = re.compile(r'<th scope="col"(?: aria-sort="(\w+)")?>(?:<a href="[^"]*sort=([-\w]+)"[^>]*>)?(\w+)')

    def heads(self, as_, wichai, **asked):
        html = as_(wichai).get(reverse("office"), asked).content.decode()
        found = {name: (is_sorted, way) for is_sorted, way, name in self.HEAD.findall(html)}
        assert {"Time", "State", "Topic", "Area"} <= found.keys()
        return found

    def test_says_by_which_column_it_is_sorted_and_leads_to_the_others(self, many, as_, wichai):
        assert self.heads(as_, wichai)["Time"] == ("ascending", "-due")
        up, down = self.heads(as_, wichai, sort="topic"), self.heads(as_, wichai, sort="-topic")
        assert (up["Topic"], down["Topic"]) == (("ascending", "-topic"), ("descending", "topic"))
        assert (up["Time"], up["State"], up["Area"]) == (("", "due"), ("", "state"), ("", "area"))
        assert not any(is_sorted for is_sorted, _way in self.heads(as_, wichai, sort="people").values())

    def test_of_what_is_done_leads_to_no_order_that_it_does_not_have(self, many, as_, wichai):
        Assignment.objects.update(state="approved", due_at=timezone.now())
        found = self.heads(as_, wichai, view="done", sort="topic")
        assert all(each == ("", "") for each in found.values())

    def test_keeps_the_order_in_its_views_pages_and_live_part(self, many, as_, wichai, pages_of_three):
        html = as_(wichai).get(reverse("office"), {"sort": "-area", "urgent": "yes"}).content.decode()
        kept = r"\?view=\w+&amp;sort=-area&amp;urgent=yes|view=\w+&amp;urgent=yes&amp;sort=-area"
        for way in (r'id="view-new" href="[^"]*', r'id="next-page"[^>]*href="[^"]*', r'data-fragment="[^"]*'):
            assert re.search(f"{way}({kept})", html), way

    def test_says_what_is_chosen_though_the_choices_are_folded(self, many, as_, wichai):
        html = as_(wichai).get(reverse("office"), {"sort": "-area", "topic": "roads"}).content.decode()
        chosen = re.search(r'aria-label="What is chosen">(.*?)</ul>', html, re.DOTALL)[1]
        ways = re.findall(r'href="(/[^"]*)"', chosen)
        assert ways == [f"{reverse('office')}?view=all&amp;sort=-area", f"{reverse('office')}?view=all&amp;topic=roads"]
        assert "2 chosen" in html and '<details class="govuk-details folded">' in html
        plain = as_(wichai).get(reverse("office")).content.decode()
        assert "What is chosen" not in plain and " chosen</span>" not in plain

    def test_a_saved_view_keeps_it(self, many, as_, wichai):
        saved = save_view(name="ตามพื้นที่", view="new", filters=queue.Filters(sort="-area"), by=wichai)
        opened = as_(wichai).get(reverse("saved_view", args=[saved.public_id]))
        assert opened["Location"] == f"{reverse('office')}?view=new&sort=-area"
        assert "By area, the highest code first" in as_(wichai).get(reverse("saved_views")).content.decode()

    def test_what_is_ticked_is_shown_in_the_order_of_the_list(self, many, as_, wichai):
        page = as_(wichai).get(reverse("office"), {"sort": "-topic"}).content.decode()
        ticked = re.findall(r'name="case" value="([^"]+)"', page)
        shown = as_(wichai).post(reverse("accept_chosen"), {"case": ticked}).content.decode()
        listed = dict.fromkeys(re.findall(r"69-\w{4}-\w{4}-\w", shown))
        assert len(ticked) == len(many) and list(listed) == ticked

    def test_costs_no_more_queries_for_more_rows(self, many, as_, wichai):
        asked, client = {"sort": "-people", "topic": "roads", "urgent": "yes"}, as_(wichai)
        client.get(reverse("office"), asked)
        draw_row.cache_clear()  # a row that is kept asks for nothing, whatever drawing it would ask for
        with CaptureQueriesContext(connection) as many_rows:
            client.get(reverse("office"), asked)
        first = queue.page(wichai, "all", queue.Filters(topic="roads", urgent=True)).rows[0]
        Assignment.objects.exclude(pk=first.assignment_id).update(state="declined", reason="ไม่ใช่หน้าที่")
        draw_row.cache_clear()
        with CaptureQueriesContext(connection) as one_row:
            client.get(reverse("office"), asked)
        assert len(many_rows) <= len(one_row)


class TestAPart:
    def test_knows_how_its_case_came_and_forgets_it_never(self, file, highways, roads):
        case = file(channel="phone").complaint.case
        part = assign_case(case, highways, by=None, topic=roads)
        part.refresh_from_db()
        assert part.case_channel == "phone"
        part.case_channel = ""
        part.save()
        part.refresh_from_db()
        assert part.case_channel == "phone"

    def test_knows_that_its_case_became_urgent_and_that_it_is_not(self, file, highways, roads):
        part = assign_case(file().complaint.case, highways, by=None, topic=roads, is_urgent=True)
        part.refresh_from_db()
        assert part.case_is_urgent
        for is_urgent in (False, True):
            Case.objects.filter(pk=part.case_id).update(is_urgent=is_urgent)
            part.refresh_from_db()
            assert part.case_is_urgent == is_urgent


class TestWhatItCosts:
    def test_does_not_grow_with_rows(self, many, wichai, django_assert_max_num_queries):
        wichai.active_roles  # noqa: B018 - asked once a request anyway
        for sort in BOTH:
            with django_assert_max_num_queries(8):
                queue.page(wichai, "all", queue.Filters(sort=sort))

    @pytest.mark.parametrize(("view", "filters"), [("all", {}), ("overdue", {}), ("all", {"due": "week"})])
    def test_walks_along_an_index_and_sorts_nothing(self, highways, wichai, view, filters):
        now = timezone.now()
        many_cases(highways, due_at=now - timedelta(days=1))
        asked = queue.Filters(**filters)
        for sort, is_later in product(BOTH, [False, True]):
            by = sort.removeprefix("-").replace("urgent", "urgency")
            order, parameters = order_of(view, sort), queue.parameters_of(Viewer(wichai)) | {"agency": highways.pk}
            parameters |= asked.parameters() | {"keys": queue_sorting.keys_of(order.ranked, view, asked)}
            if is_later:
                parameters |= read(as_cursor([now.timestamp(), 1, 0, 1]))._asdict()
            plan = plan_of(queue_sorting.walk_of(view, sort, frozenset(parameters), 51)._sql, parameters)
            assert f"assignment_by_{by}" in plan or by == "state" and "assignment_queue" in plan, (sort, plan)
            assert "assignment_in_hand" not in plan, "it would be walked to its end for a value that no case has"
            assert "Sort" not in plan and "Seq Scan" not in plan, (sort, plan)

    def test_goes_to_no_state_that_the_view_does_not_have(self):
        """Two hundred thousand cases that wait for the complainant stand before those that are late, sorted by state."""
        by_state = order_of("all", "-state").ranked
        found = {
            view: set(queue_sorting.keys_of(by_state, view, queue.Filters())) for view in ("all", "new", "overdue")
        }
        assert found["all"] == set(STATES) and found["new"] == {"proposed"}
        assert found["overdue"] == {"proposed", "accepted", "working", "scheduled"}
        assert set(queue_sorting.keys_of(by_state, "all", queue.Filters(due="week"))) == found["overdue"]
