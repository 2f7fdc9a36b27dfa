"""The page of who took part: for everybody, by year, kind and agency; and its file."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation
from consultations.turnout.models import Turnout
from consultations.turnout.reading import report_of, rows_of
from tests.consultations.announcements import sign_and_announce

pytestmark = pytest.mark.django_db
PAGE = "/consultations/turnout/"


@pytest.fixture
def closed(draft, suda):
    """Announces one and counts it as told. on: when it closed, the common era."""

    def closed(
        *, on=None, groups=(), provinces=None, by=None, agency=None, kind="policy", title="ฟังเรื่องทางเท้า", **counts
    ):
        consultation = draft(kind=kind, title_th=title, by=by, agency=agency)
        sign_and_announce(consultation, by=by or suda)
        at = timezone.make_aware(on) if on else timezone.now() - timedelta(days=2)
        Consultation.objects.filter(pk=consultation.pk).update(opens_at=at - timedelta(days=20), closes_at=at)
        return Turnout.objects.create(
            consultation=consultation, groups=[list(each) for each in groups], provinces=provinces or {}, **counts
        )

    return closed


def report(**wanted):
    return report_of(rows_of(**{"year": None, "agency": "", "kind": "", **wanted}))


class TestTheReport:
    def test_levels_are_added_apart_and_a_person_of_two_ways_is_two_voices(self, closed):
        closed(
            voters_confirmed=5,
            voters_anonymous=7,
            sheets_confirmed=2,
            sheets_anonymous=3,
            sheets_begun=10,
            median_s=200,
        )
        closed(sheets_confirmed=0, sheets_anonymous=5, sheets_begun=10, median_s=400)
        total = report().total
        assert (total.consultations, total.confirmed, total.anonymous, total.people) == (2, 7, 15, 22)
        assert (total.completed_percent, total.minutes) == (50, 5)
        assert [(way.words, way.people, way.consultations) for way in report().by_way] == [
            ("ข้อความให้ลงความเห็น", 12, 1),
            ("แบบสอบถาม", 10, 2),
        ]

    def test_comments_are_a_way_of_their_own(self, closed):
        closed(comments_confirmed=2, comments_anonymous=3, voters_confirmed=1, voters_anonymous=0)
        closed(comments_confirmed=0, comments_anonymous=0)
        told = report()
        assert (told.total.confirmed, told.total.anonymous, told.total.nobody) == (3, 3, 1)
        assert [(way.words, way.people, way.consultations) for way in told.by_way] == [
            ("ข้อความให้ลงความเห็น", 1, 1),
            ("ความเห็นต่อตัวบท", 5, 2),
        ]

    def test_nobody_is_told_in_all_honesty(self, closed):
        closed(voters_confirmed=0, voters_anonymous=0)
        closed()
        closed(voters_confirmed=1, voters_anonymous=0)
        assert (report().total.nobody, report().total.nobody_percent) == (2, 67)
        assert report().total.completed_percent is None

    def test_a_year_begins_and_ends_by_bangkok_s_clock(self, closed):
        closed(on=datetime(2024, 12, 31, 23, 59), title="ปีเก่า")
        closed(on=datetime(2025, 1, 1, 0, 0), title="ปีใหม่")
        assert [row.consultation.title_th for row in rows_of(year=2025, agency="", kind="")] == ["ปีใหม่"]
        assert [row.consultation.title_th for row in rows_of(year=2024, agency="", kind="")] == ["ปีเก่า"]
        assert rows_of(year=None, agency="", kind="") == []

    def test_provinces_and_groups_are_added_over_consultations(self, closed, sila):
        closed(provinces={"40": 12}, groups=[("ผู้ค้า", "Traders", 11)])
        closed(provinces={"40": 10, "99": 20}, groups=[("ผู้ค้า", "Traders", 10), ("ประชาชน", "", 40)])
        told = report()
        assert [(line.words, line.people, line.percent) for line in told.provinces] == [
            ("ขอนแก่น", 22, 100),
            ("99", 20, 91),
        ]
        assert [(line.words, line.people) for line in told.groups] == [("ประชาชน", 40), ("ผู้ค้า", 21)]


class TestThePage:
    def test_is_read_by_everybody(self, client, closed):
        closed(voters_confirmed=1200, voters_anonymous=34)
        client.cookies["language"] = "en"
        page = client.get(PAGE)
        assert page.status_code == 200 and "1,200 with an account, 34 anonymous" in page.text
        assert reverse("turnout") in client.get("/consultations/").text

    def test_says_where_nothing_has_closed(self, client, db):
        client.cookies["language"] = "en"
        page = client.get(PAGE)
        assert "No consultation has closed in this time" in page.text

    def test_is_narrowed_by_what_is_offered_and_by_nothing_else(self, client, closed, nipa, suda):
        closed(kind="policy", title="เรื่องนโยบาย")
        closed(kind="budget", title="เรื่องงบ", by=nipa, agency=nipa.memberships.get().agency)
        told = client.get(PAGE, {"kind": "budget"}).text
        assert "เรื่องงบ" in told and "เรื่องนโยบาย" not in told
        assert "เรื่องนโยบาย" not in client.get(PAGE, {"agency": "bma"}).text
        for wrong in ({"year": "x"}, {"year": "99999999"}, {"kind": "'"}, {"agency": "\x00"}):
            assert "เรื่องงบ" in client.get(PAGE, wrong).text

    def test_costs_the_same_for_many(self, client, closed, django_assert_max_num_queries):
        closed()
        with django_assert_max_num_queries(5):
            client.get(PAGE)
        for n in range(5):
            closed(title=f"เรื่องที่ {n}")
        with django_assert_max_num_queries(5):
            client.get(PAGE)

    def test_a_withdrawn_one_is_not_in_it(self, client, closed):
        row = closed(title="เรื่องที่เลิก")
        Consultation.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now(), why_withdrawn="เลิก")
        assert "เรื่องที่เลิก" not in client.get(PAGE).text


def test_the_file_has_a_row_for_each_and_calculates_nothing(client, closed):
    closed(title="=1+1", voters_confirmed=3, voters_anonymous=4, comments_confirmed=5, comments_anonymous=6)
    answer = client.get("/consultations/turnout.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[1][1] == "'=1+1" and rows[1][6:9] == ["3", "4", ""] and rows[1][12:14] == ["5", "6"]
