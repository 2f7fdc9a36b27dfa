"""The queue of the triage desk: every case can be reached, in two orders, narrowed down, at the same cost however long it is."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from complaints.handling import assign_case, decline_assignment, send_to_triage
from complaints.models import Case, Complaint
from complaints.responding import withdraw_complaint
from routing import desk_queue
from routing.deciding import route_case
from routing.desk_queue import DeskFilters, Place
from routing.models import RoutingDecision
from tests.complaints.many_cases import plan_of
from tests.factories import make_area
from tests.routing.conftest import says

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def waiting(file, threshold):
    """waiting(number): that many cases that the routing was not sure of, oldest first."""

    def waiting(number, *topics, **fields):
        cases = [file(text=f"เรื่องที่ {n}").complaint.case for n in range(number)]
        for case in cases:
            route_case(case, says(*(topics or [("roads/pothole", 0.3)])), model_version="test-1")
            Case.objects.filter(pk=case.pk).update(**fields)
        return [Case.objects.get(pk=case.pk) for case in cases]

    return waiting


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(desk_queue, "PAGE", 3)


def walked(**query):
    """The references of all pages, one list a page."""
    filters, cursor, pages = DeskFilters.asked(query), "", []
    while True:
        page = desk_queue.page(filters, cursor)
        pages.append([case.reference for case in page.cases])
        cursor = page.next_cursor
        if not cursor:
            return pages


def found(**query):
    return {reference for page in walked(**query) for reference in page}


def names(cases):
    return [case.reference for case in cases]


class TestPages:
    def test_reach_every_case_once_the_urgent_first(self, waiting, small_pages):
        cases = waiting(7)
        Case.objects.filter(pk__in=[cases[4].pk, cases[6].pk]).update(is_urgent=True)
        ordered = [cases[n].reference for n in (4, 6, 0, 1, 2, 3, 5)]
        assert walked() == [ordered[:3], ordered[3:6], ordered[6:]]

    def test_the_newest_first_is_the_newest_whatever_is_urgent(self, waiting, small_pages):
        cases = waiting(5)
        Case.objects.filter(pk=cases[1].pk).update(is_urgent=True)
        assert walked(order="newest") == [names(cases[:1:-1]), names(cases[1::-1])]

    def test_a_case_that_leaves_moves_no_other_over_the_edge_of_a_page(self, waiting, small_pages, malee):
        cases = waiting(6)
        first = desk_queue.page(DeskFilters())
        withdraw_complaint(cases[0], by=malee)
        assert names(desk_queue.page(DeskFilters(), first.next_cursor).cases) == names(cases[3:])

    @pytest.mark.parametrize(
        "cursor", ["", "x", "!!!", "bnVsbA", "WzEsLTFd", "WzEsMWUzMDBd", "W10", "e30", "WzEsIm4iXQ"]
    )
    def test_a_cursor_of_somebodys_own_is_the_first_page(self, waiting, cursor):
        cases = waiting(2)
        assert names(desk_queue.page(DeskFilters(), cursor).cases) == names(cases)

    def test_a_number_no_column_holds_is_no_cursor(self, waiting):
        cases = waiting(1)
        assert names(desk_queue.page(DeskFilters(), desk_queue.write(Place(True, 2**63))).cases) == names(cases)

    def test_the_page_leads_to_the_next_and_back_and_an_act_stays_on_it(
        self, as_, siriporn, waiting, small_pages, malee
    ):
        cases, client = waiting(7), as_(siriporn)
        first = client.get("/desk/?order=newest").content.decode()
        ahead = re.search(r'id="next-page" rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
        second = client.get(ahead).content.decode()
        assert all(case.reference in second for case in cases[1:4])
        assert not any(case.reference in second for case in (cases[0], *cases[4:]))
        assert 'href="/desk/?order=newest"' in second
        fragment = re.search(r'data-fragment="([^"]+)"', second)[1].replace("&amp;", "&")
        assert cases[4].reference not in client.get(fragment).content.decode()
        address = re.search(r'action="(/desk/[^"]*/reject/[^"]*)"', second)[1].replace("&amp;", "&")
        answer = client.post(address, {"reason": "ซ้ำ"})
        sent = QueryDict(urlsplit(answer.url).query)
        assert (sent["order"], sent["case"]) == ("newest", cases[2].reference)
        assert sent["after"] == QueryDict(urlsplit(ahead).query)["after"]

    def test_a_page_that_has_emptied_leads_back(self, as_, siriporn, waiting):
        (case,) = waiting(1)
        html = as_(siriporn).get("/desk/", {"after": desk_queue.write(Place(False, case.pk))}).content.decode()
        assert "Nothing more waits here" in html and "Back to the beginning of the queue" in html
        assert "The desk is clear" not in html


class TestNarrowing:
    def test_by_the_reason_why_it_is_here(self, waiting, file, pea, mea, siriporn, wichai):
        (unsure,) = waiting(1)
        silent, declined, plain = (file(text=f"เรื่องอื่น {n}").complaint.case for n in range(3))
        route_case(silent, None, model_version="")
        send_to_triage(plain)
        send_to_triage(declined)
        part = assign_case(declined, pea, by=siriporn)
        decline_assignment(part, reason="ไม่ใช่ของเรา", proposed_agency=mea, by=wichai)
        RoutingDecision.objects.create(case=declined, did="triage", why="unsure")
        why = RoutingDecision.objects.filter(case=unsure).last().why
        assert found(reason=why) == {unsure.reference}
        assert found(reason="no_model") == {silent.reference}
        assert found(reason="declined") == {declined.reference}
        assert found(reason="other") == {plain.reference}
        assert len(found(reason="nonsense")) == 4

    def test_the_newest_decision_counts(self, waiting):
        (case,) = waiting(1)
        RoutingDecision.objects.create(case=case, did="triage", why="tie")
        assert (found(reason="tie"), found(reason="no_rule")) == ({case.reference}, set())

    def test_every_reason_to_hold_a_case_back_is_offered(self):
        sent = {RoutingDecision.Why.SURE, RoutingDecision.Why.CHOSEN, RoutingDecision.Why.STATED}
        assert set(desk_queue.REASONS) == {*RoutingDecision.Why.values} - sent | {"other"}

    def test_by_what_the_topic_probably_is(self, waiting, pothole, outage):
        (hole,) = waiting(1, ("roads/pothole", 0.4), ("electricity/outage", 0.3))
        (dark,) = waiting(1, ("electricity/outage", 0.4), ("roads/pothole", 0.3))
        (told,) = waiting(1, ("roads/pothole", 0.4), topic=outage)
        assert found(topic="roads/pothole") == {hole.reference}
        assert found(topic="electricity/outage") == found(topic="electricity") == {dark.reference, told.reference}

    def test_by_area_with_all_that_lies_in_it(self, waiting):
        far = make_area(100101, "พระบรมมหาราชวัง")
        here, there = waiting(1), waiting(1, area=far)
        nowhere = waiting(1, area=None)
        for code in ("10", "1001", "100101"):
            assert found(area=code) == set(names(there))
        assert found(area="40") == set(names(here)) and found() == set(names([*here, *there, *nowhere]))

    def test_by_language(self, waiting):
        thai, burmese = waiting(2)
        Complaint.objects.filter(case=burmese).update(text_language="my")
        assert found(language="my") == found(language="not-th") == {burmese.reference}
        assert found(language="th") == {thai.reference}

    def test_together(self, waiting, pothole, outage):
        cases = waiting(3, ("roads/pothole", 0.4))
        Complaint.objects.filter(case=cases[1]).update(text_language="my")
        assert found(language="my", topic="roads/pothole", area="40") == {cases[1].reference}
        assert found(language="my", topic="electricity/outage") == set()

    def test_the_address_says_it_and_reads_it_again(self, pothole, sila):
        asked = DeskFilters(language="my", topic="roads/pothole", area=40, reason="tie", newest_first=True)
        assert DeskFilters.asked(QueryDict(asked.query)) == asked
        assert DeskFilters().query == ""

    @pytest.mark.parametrize(
        "query",
        ["topic=none", "area=x", "area=-1", "area=๔๐", "language=xx", "reason=%00", "order=x", "reason=' OR 1=1"],
    )
    def test_what_nobody_offers_is_not_asked(self, db, query):
        assert DeskFilters.asked(QueryDict(query)) == DeskFilters()

    def test_nothing_found_says_so_and_leads_to_all(self, as_, siriporn, waiting):
        waiting(1)
        html = as_(siriporn).get("/desk/", {"reason": "tie"}).content.decode()
        assert "No waiting case is as you chose" in html and "0 left" in html

    def test_where_little_fits_the_page_stops_and_the_next_goes_on(
        self, as_, siriporn, waiting, monkeypatch, small_pages
    ):
        monkeypatch.setattr(desk_queue, "LOOKED_AT", 4)
        cases = waiting(9)
        Complaint.objects.filter(case=cases[8]).update(text_language="my")
        assert walked(language="my") == [[], [], [cases[8].reference]]
        html = as_(siriporn).get("/desk/", {"language": "my"}).content.decode()
        assert "Look further" in html and "0 or more left" in html
        assert "No waiting case is as you chose" not in html


class TestCounts:
    def test_stop_at_the_cap(self, waiting, monkeypatch):
        monkeypatch.setattr(desk_queue, "COUNT_CAP", 2)
        waiting(3)
        assert desk_queue.count(DeskFilters()) == (2, False)
        assert desk_queue.count(DeskFilters.asked({"area": "40"})) == (2, False)

    def test_say_where_they_looked_at_some_only(self, waiting, monkeypatch):
        waiting(3)
        monkeypatch.setattr(desk_queue, "LOOKED_AT", 2)
        assert desk_queue.count(DeskFilters.asked({"area": "40"})) == (2, True)
        assert desk_queue.count(DeskFilters()) == (3, False)


class TestWhatItCosts:
    def test_the_queries_do_not_grow_with_the_queue(self, as_, siriporn, waiting):
        client, asked = as_(siriporn), []
        for _more in range(2):
            waiting(4)
            client.get("/desk/?area=40")  # what is kept in the process is there
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get("/desk/?part=queue&area=40").status_code == 200
            asked.append(len(queries))
        assert asked[0] == asked[1]

    def test_a_page_walks_the_index_of_its_order(self, pothole, sila):
        many = 6000
        cases = Case.objects.bulk_create(
            Case(reference=f"69-{n:08d}-X", state="triage" if n % 2 else "closed", area=sila, outcome="solved")
            for n in range(many)
        )
        told = (Complaint(case=c, reference=c.reference, text="ก", counts_from=c.created_at) for c in cases)
        Complaint.objects.bulk_create(told)
        RoutingDecision.objects.bulk_create(RoutingDecision(case=case, did="triage", why="unsure") for case in cases)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE complaints_case; ANALYZE complaints_complaint; ANALYZE routing_routingdecision")
            cursor.execute("SET LOCAL enable_seqscan = off")  # of a table without rows any way costs the same
        middle = desk_queue.write(Place(False, cases[many // 2].pk))
        urgent = desk_queue.write(Place(True, cases[many // 2].pk))
        narrowed = [{"area": "40"}, {"language": "my"}, {"reason": "tie"}, {"topic": "roads/pothole"}]
        for query in [{}, *narrowed]:
            for order, index in {"": "case_at_the_triage_desk", "newest": "case_newest_at_the_desk"}.items():
                for after in ("", middle, urgent):
                    plan = self.plan_of_a_page(DeskFilters.asked(query | {"order": order}), after)
                    assert index in plan, plan
                    assert "Seq Scan" not in plan and "Bitmap Heap Scan on complaints_case" not in plan, plan

    def plan_of_a_page(self, filters, after):
        with CaptureQueriesContext(connection) as queries:
            desk_queue.page(filters, after)
        return plan_of(next(each["sql"] for each in queries if "state = 'triage'" in each["sql"]))
