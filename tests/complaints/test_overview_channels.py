"""What a supervisor sees by channel: how cases came in, how fast the first answer was, and what the complainant said of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.answered import answered_within
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.overview import FEWEST
from complaints.responding import confirm_resolution, dispute_resolution
from complaints.workflow import Outcome
from complaints.workload import workload_of
from tests.complaints.test_overview import behind, scope_of
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
OVERVIEW = "/office/overview/"


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)

        def on(self, **length):
            self.now += timedelta(**length)

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def take(file, highways, roads, wichai):
    """File by a channel, send it to Highways, accept it."""

    def take(channel):
        case = file(channel=channel).complaint.case
        return accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)

    return take


def report(part, outcome=Outcome.EXPLAINED):
    part.refresh_from_db()
    return propose_closing(part, answer="ปะหลุมเสร็จแล้ว", outcome=outcome, by=part.officer)


class TestWhatIsCounted:
    def test_each_channel_has_its_own_cases(self, take, kanya, highways):
        open_one, by_phone, disputed = take("web"), take("phone"), take("phone")
        confirm_resolution(report(by_phone).case, by=None)
        dispute_resolution(report(disputed).case, reason="ยังเป็นหลุม", by=None)
        report(disputed)
        scope = scope_of(kanya, highways)
        work, told = workload_of(scope).groups["channel"], answered_within(scope).groups["channel"]
        assert {channel: counts["open"] for channel, counts in work.items()} == {"web": 1}
        counts = told["phone"].counts
        names = ("answered", "solved", "confirmed", "objected")
        assert {name: counts[name] for name in names} == {"answered": 2, "solved": 0, "confirmed": 1, "objected": 1}
        assert behind(scope, "confirmed", "channel", "phone") == [by_phone.pk]
        assert behind(scope, "objected", "channel", "phone") == [disputed.pk]
        assert behind(scope, "open", "channel", "web") == [open_one.pk]
        assert behind(scope, "open", "channel", "phone") == []

    def test_solved_is_what_is_closed_so(self, take, kanya, highways):
        solved, waiting = take("counter"), take("counter")
        confirm_resolution(report(solved, Outcome.EXPLAINED).case, by=None)
        solved.case.refresh_from_db()
        type(solved.case).objects.filter(pk=solved.case_id).update(outcome=Outcome.SOLVED)
        report(waiting)
        scope = scope_of(kanya, highways)
        assert behind(scope, "solved", "channel", "counter") == [solved.pk]

    def test_the_first_answer_counts_also_where_it_did_not_stand(self, take, kanya, highways, clock):
        parts = [take("phone") for _ in range(FEWEST)]
        clock.on(hours=2)
        for part in parts:
            report(part)
        clock.on(hours=10)
        for part in parts:
            dispute_resolution(part.case, reason="ยังเป็นหลุม", by=None)
            report(part)
        told = answered_within(scope_of(kanya, highways)).groups["channel"]["phone"]
        assert told.lengths["to_first_answer"].half == timedelta(hours=2)
        assert told.lengths["to_answer"].half == timedelta(hours=12)

    def test_of_few_no_time_is_told(self, take, kanya, highways):
        report(take("phone"))
        told = answered_within(scope_of(kanya, highways)).groups["channel"]["phone"]
        assert told.lengths["to_first_answer"].half is None


class TestThePage:
    def test_leads_from_each_number_to_its_cases_and_their_file(self, as_, take, kanya):
        part = take("phone")
        confirm_resolution(report(part).case, by=None)
        client = as_(kanya)
        page = client.get(OVERVIEW).content.decode()
        section = page[page.index('id="by-channel"') :]
        assert "Telephone" in section
        [address] = re.findall(r'href="([^"]*what=confirmed[^"]*by=channel[^"]*)"', section)
        cases = client.get(address.replace("&amp;", "&")).content.decode()
        assert part.case.reference in cases
        assert "Telephone" in cases
        file = client.post(
            reverse("office_overview_file") + "?" + address.replace("&amp;", "&").split("?")[1], {"format": "csv"}
        )
        assert part.case.reference in b"".join(file.streaming_content).decode("utf-8-sig")

    @pytest.mark.parametrize("of", ["fax", "web'--", "1"])
    def test_of_no_channel_is_not_found(self, as_, take, kanya, of):
        take("web")
        address = reverse("office_overview_cases")
        assert as_(kanya).get(address, {"what": "open", "by": "channel", "of": of}).status_code == 404

    def test_is_not_there_for_officers_and_other_agencies(self, as_, take, wichai, kanya):
        take("web")
        address = reverse("office_overview_cases") + "?agency=doh&what=open&by=channel&of=web"
        head = make_membership(make_user("หัวหน้าอื่น"), make_agency("กรมอื่น", code="other"), "agency_head").user
        assert as_(kanya).get(address).status_code == 200
        assert as_(wichai).get(address).status_code == 404
        assert as_(head).get(address).status_code == 404

    def test_asks_no_more_for_more_channels(self, as_, take, kanya, django_assert_max_num_queries):
        client = as_(kanya)
        take("web")
        client.get(OVERVIEW)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as few:
            client.get(OVERVIEW)
        for channel in ("phone", "counter", "letter", "api", "line"):
            take(channel)
        with django_assert_max_num_queries(len(few)):
            client.get(OVERVIEW)
