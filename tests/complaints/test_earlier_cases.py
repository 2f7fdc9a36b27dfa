"""Earlier cases of a place and of an account beside a case: which of them, whom they are shown, and what is written down."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from complaints import earlier_cases
from complaints.earlier_cases import LOOKED_BACK, SHOWN, earlier_here, earlier_of_account, speaker_of
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.intake import Contact
from complaints.models import Assignment, Case
from complaints.responding import withdraw_complaint
from complaints.workflow import Outcome, Visibility
from records.models import AccessLog
from tests.factories import make_area, make_membership, make_topic

pytestmark = pytest.mark.django_db
HERE, NEAR, CORNER, FAR = (16.44, 102.83), (16.4408, 102.83), (16.4406, 102.8306), (16.441, 102.83)
"""NEAR is 89 m to the north, in the next square; CORNER 92 m away in the square at the corner; FAR 111 m."""


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def had(file, highways, roads, wichai):
    """A case that an agency had so many days ago; to be worked on."""

    def had(at=None, days=30, agency=highways, topic=roads, **fields):
        place = {"latitude": at[0], "longitude": at[1]} if at else {}
        case = file(**place, **fields).complaint.case
        Case.objects.filter(pk=case.pk).update(created_at=timezone.now() - timedelta(days=days))
        return assign_case(case, agency, by=None, topic=topic)

    return had


@pytest.fixture
def open_one(had):
    """The case that the officer has open, filed a moment ago at HERE."""
    return Assignment.objects.select_related("case").get(pk=had(at=HERE, days=0).pk)


@pytest.fixture
def without_pin(had):
    return Assignment.objects.select_related("case").get(pk=had(days=0).pk)


def numbers(found):
    return [each.case.reference for each in found.cases]


def page_of(client, assignment, **query):
    return client.get(reverse("office_earlier", args=[assignment.case.reference]), query)


def look(client, part):
    return client.post(reverse("office_case", args=[part.case.reference]), {"look-reason": "โทรนัดวันเข้าซ่อม"})


class TestOfThisPlace:
    def test_within_100_metres_the_newest_first_and_how_far(self, had, open_one, wichai):
        old, new, corner = had(at=HERE, days=90), had(at=NEAR, days=2), had(at=CORNER, days=30)
        had(at=FAR)
        had()  # without a pin
        found = earlier_here(open_one, wichai)
        assert numbers(found) == [each.case.reference for each in (new, corner, old)]
        assert [each.metres for each in found.cases] == [89, 92, 0]
        assert found.cases[0].beginning.startswith("ถนนหน้าโรงเรียน") and found.count == 3

    @pytest.mark.parametrize("south", [0, 0.0005, 0.00099])
    @pytest.mark.parametrize("west", [0, 0.0005, 0.00099])
    def test_wherever_the_pin_lies_in_its_square(self, had, wichai, south, west):
        """Every square around holds what is near, also where the degrees are shortest."""
        at = (20.4 + south, 99.9 + west)
        around = [(at[0] + north * 0.0006, at[1] + east * 0.0006) for north in (-1, 0, 1) for east in (-1, 0, 1)]
        cases = Case.objects.bulk_create(
            Case(reference=f"69-{n:08d}-X", latitude=lat, longitude=lon, created_at=timezone.now() - timedelta(days=1))
            for n, (lat, lon) in enumerate(around)
        )
        found = earlier_cases._near(at, {"since": timezone.now() - LOOKED_BACK, "until": timezone.now()})
        assert set(found) == {case.pk for case in cases}

    def test_of_any_state_and_topic(self, had, open_one, wichai, malee):
        closed = had(at=HERE, topic=make_topic("light", "ไฟ"))
        propose_closing(accept_assignment(closed, by=wichai), answer="เสร็จแล้ว", outcome=Outcome.SOLVED, by=wichai)
        withdrawn = had(at=HERE, days=40)
        withdraw_complaint(withdrawn.case, by=malee)
        assert numbers(earlier_here(open_one, wichai)) == [closed.case.reference, withdrawn.case.reference]

    def test_neither_itself_nor_later_nor_older_than_two_years(self, had, open_one, wichai):
        had(at=HERE, days=LOOKED_BACK.days + 1)
        had(at=HERE, days=-1)
        assert earlier_here(open_one, wichai).cases == []

    def test_five_are_enough_and_all_are_counted(self, had, open_one, wichai):
        for n in range(SHOWN + 2):
            had(at=HERE, days=n + 1)
        found = earlier_here(open_one, wichai)
        assert len(found.cases) == SHOWN and found.count == SHOWN + 2

    def test_without_a_pin_those_of_the_topic_in_the_same_subdistrict(self, had, without_pin, khon_kaen, wichai):
        same, pinned = had(days=3), had(at=FAR, days=5)
        had(topic=make_topic("light", "ไฟ"))
        had(area=make_area(400112, "บ้านเป็ด", "Ban Pet"))
        found = earlier_here(without_pin, wichai)
        assert numbers(found) == [same.case.reference, pinned.case.reference]
        assert [each.metres for each in found.cases] == [None, None]

    @pytest.mark.parametrize("missing", [{"topic": None}, {"area": 4001}, {"area": None}])
    def test_without_a_pin_topic_and_subdistrict_nothing_is_near(self, had, without_pin, wichai, missing):
        had()
        fields = {f"{name}_id": value for name, value in missing.items()}
        Case.objects.update(**fields)
        without_pin.case.refresh_from_db()
        assert earlier_here(without_pin, wichai).cases == []


class TestWhoSeesThem:
    def test_another_agencys_are_not_there(self, had, open_one, wichai, centre, stranger):
        make_membership(stranger, centre)
        had(at=HERE, agency=centre)
        assert earlier_here(open_one, wichai).count == 0
        assert earlier_of_account(open_one, wichai, speaker_of(open_one.case).user_id).count == 0

    def test_nor_what_the_agency_gave_away(self, had, open_one, wichai):
        given = had(at=HERE)
        Assignment.objects.filter(pk=given.pk).update(state="declined", reason="ไม่ใช่")
        assert earlier_here(open_one, wichai).count == 0

    def test_who_works_at_two_agencies_sees_those_of_the_cases_agency(self, had, open_one, wichai, centre):
        make_membership(wichai, centre)
        had(at=HERE, agency=centre)
        assert earlier_here(open_one, wichai).count == 0

    def test_confidential_ones_are_there_for_who_may_open_them_and_wordless(self, had, open_one, wichai, kanya):
        secret = had(at=HERE, visibility=Visibility.CONFIDENTIAL)
        assert earlier_here(open_one, wichai).count == 0
        found = earlier_here(open_one, kanya)
        assert numbers(found) == [secret.case.reference] and found.cases[0].beginning == ""

    def test_nothing_is_found_by_others(self, as_, open_one, stranger, malee, siriporn):
        for user in (stranger, malee, siriporn):
            assert page_of(as_(user), open_one).status_code == 404

    def test_a_visitor_is_asked_to_sign_in(self, client, open_one):
        assert page_of(client, open_one).status_code == 302

    def test_of_a_confidential_case_a_reason_is_asked_first(self, as_, had, kanya):
        part = had(at=HERE, days=0, visibility=Visibility.CONFIDENTIAL)
        client = as_(kanya)
        assert page_of(client, part).url == reverse("office_case", args=[part.case.reference])
        assert page_of(client, part, part="1").status_code == 404
        look(client, part)
        assert page_of(client, part).status_code == 200


class TestOfThisComplainant:
    @pytest.fixture
    def before(self, had):
        """Malee's case of before, elsewhere."""
        return had(at=FAR, topic=make_topic("light", "ไฟ"), text="ไฟส่องทางหน้าวัดดับหมดทั้งซอย")

    def test_are_closed_until_a_reason_is_given_and_that_is_written_down(self, as_, before, open_one, wichai):
        client = as_(wichai)
        closed = page_of(client, open_one).content.decode()
        assert before.case.reference not in closed and "They open together with" in closed
        look(client, open_one)
        opened = page_of(client, open_one).content.decode()
        assert "1 at your agency in the two years before" in opened
        assert before.case.reference in opened and "ไฟส่องทางหน้าวัด" in opened
        assert AccessLog.objects.get().fields == ["complainant", "earlier_cases"]

    def test_the_complainant_reads_that_they_opened(self, as_, before, open_one, wichai, malee):
        look(as_(wichai), open_one)
        told = "With your name and number your earlier cases at this agency opened too"
        client = as_(malee)
        assert (
            told
            in client.get(reverse("track_case", args=[open_one.case.reference]), {"show": "looks"}).content.decode()
        )
        assert told in client.get("/me/data/").content.decode()

    def test_who_filed_without_an_account_reads_nothing_of_it(self, as_, had, wichai):
        part = had(at=HERE, days=0, by=None, contact=Contact(name="ลุงดำ", phone="0812345678"))
        client = as_(wichai)
        look(client, part)
        assert AccessLog.objects.get().fields == ["complainant"]
        assert "They filed without an account" in page_of(client, part).content.decode()

    def test_another_persons_are_not_theirs(self, had, open_one, wichai, somsak):
        had(by=somsak)
        assert earlier_of_account(open_one, wichai, speaker_of(open_one.case).user_id).count == 0

    def test_what_they_filed_unnamed_is_never_found(self, had, open_one, wichai, malee):
        had(visibility=Visibility.ANONYMOUS)
        assert earlier_of_account(open_one, wichai, malee.pk).count == 0

    def test_beside_an_unnamed_case_nothing_is_said_of_anybody(self, as_, before, had, wichai):
        unnamed = had(at=HERE, days=0, visibility=Visibility.ANONYMOUS)
        assert speaker_of(unnamed.case) is None
        client = as_(wichai)
        look(client, unnamed)
        page = page_of(client, unnamed).content.decode()
        assert before.case.reference not in page and "Of the same complainant" not in page
        assert AccessLog.objects.get().fields == ["complainant"]

    def test_a_confidential_one_needs_its_own_reason_and_stays_wordless(self, as_, had, open_one, kanya):
        secret = had(at=FAR, visibility=Visibility.CONFIDENTIAL, text="ผู้รับเหมาให้เงินเจ้าหน้าที่ตรวจงาน")
        client = as_(kanya)
        look(client, open_one)
        assert secret.case.reference not in page_of(client, open_one).content.decode()
        look(client, secret)
        page = page_of(client, open_one).content.decode()
        assert secret.case.reference in page and "Confidential case" in page and "ผู้รับเหมา" not in page

    def test_a_look_at_a_confidential_case_lapses(self, as_, had, open_one, kanya):
        secret = had(at=FAR, visibility=Visibility.CONFIDENTIAL)
        client = as_(kanya)
        look(client, secret)
        look(client, open_one)
        session = client.session
        session["looks"] = {key: at - 3600 * ("confidential" in key) for key, at in session["looks"].items()}
        session.save()
        assert secret.case.reference not in page_of(client, open_one).content.decode()

    def test_the_list_is_no_longer_open_once_the_look_has_lapsed(self, as_, before, open_one, wichai):
        client = as_(wichai)
        look(client, open_one)
        session = client.session
        session["looks"] = {key: at - 3600 for key, at in session["looks"].items()}
        session.save()
        assert before.case.reference not in page_of(client, open_one).content.decode()


class TestThePages:
    def test_the_case_offers_a_link_that_needs_no_script(self, as_, open_one, wichai):
        page = as_(wichai).get(reverse("office_case", args=[open_one.case.reference])).content.decode()
        address = reverse("office_earlier", args=[open_one.case.reference])
        assert f'<a href="{address}">Show the earlier cases</a>' in page
        assert f'data-fragment="{address}?part=1"' in page

    def test_the_part_is_no_whole_page(self, as_, had, open_one, wichai):
        before = had(at=HERE)
        part = page_of(as_(wichai), open_one, part="1").content.decode()
        assert before.case.reference in part and "<html" not in part

    def test_says_so_where_there_is_none(self, as_, open_one, wichai):
        assert "None of your agency in the two years before" in page_of(as_(wichai), open_one).content.decode()

    def test_says_so_where_nobody_knows_the_place(self, as_, without_pin, wichai):
        Case.objects.update(area=4001)
        assert "Nobody can say yet" in page_of(as_(wichai), without_pin).content.decode()

    def test_hostile_words_stay_words(self, as_, had, open_one, wichai):
        had(at=HERE, text="<script>alert(1)</script> ถนนเป็นหลุมลึกมาก")
        page = page_of(as_(wichai), open_one).content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page

    def test_costs_no_more_queries_for_more_cases(self, as_, had, open_one, wichai, django_assert_max_num_queries):
        client = as_(wichai)
        look(client, open_one)
        had(at=HERE)
        page_of(client, open_one)
        with django_assert_max_num_queries(40) as asked:
            page_of(client, open_one)
        for n in range(SHOWN):
            had(at=HERE, days=n + 3)
        with django_assert_max_num_queries(len(asked)):
            assert page_of(client, open_one).content.decode().count("same spot") == SHOWN


class TestBounds:
    def plan(self, statement, values):
        with connection.cursor() as cursor:
            cursor.execute(  # as a statement that walks is run (directory.statements)
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
            cursor.execute(f"EXPLAIN {statement._sql.rpartition('; ')[2]}", values)
            return "\n".join(line for (line,) in cursor.fetchall())

    def test_a_spot_is_walked_along_an_index(self):
        now = timezone.now()
        values = {"norths": [1.0, 2.0], "easts": [1.0, 2.0], "since": now, "until": now}
        plan = self.plan(earlier_cases._near_a_pin, values)
        assert "Index Scan Backward using case_at_a_square" in plan and "Sort" not in plan
        assert plan.split("Index Cond:")[1].count("floor") == 2, "both are looked up, neither is filtered"

    def test_so_is_an_area_of_an_agency(self):
        plan = self.plan(earlier_cases._in_an_area, {"agency": 1, "area": 400111, "topic": 1})
        assert "Backward using assignment_in_an_area" in plan and "Sort" not in plan

    def test_so_is_an_account(self, had, malee):
        for _number in range(25):  # among none each index is as good
            had(by=malee)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE complaints_complainant")
        plan = self.plan(earlier_cases._of_an_account, {"account": 1})
        assert "complainant_of_an_account" in plan and "Sort Key: complaints_complainant" not in plan

    def test_of_a_crowded_spot_the_newest_are_looked_at(self, had, open_one, wichai, monkeypatch):
        now = timezone.now()
        Case.objects.bulk_create(
            Case(
                reference=f"69-{n:08d}-X",
                latitude=HERE[0],
                longitude=HERE[1],
                created_at=now - timedelta(days=20, minutes=n),
            )
            for n in range(earlier_cases.OF_A_SQUARE + 20)
        )
        new = had(at=HERE, days=10)
        had(at=HERE, days=60)
        assert numbers(earlier_here(open_one, wichai)) == [new.case.reference]

    def test_of_an_account_that_files_without_end_at_least_so_many_are_told(
        self, had, open_one, wichai, malee, monkeypatch
    ):
        statement = earlier_cases._of_an_account._sql.rpartition("; ")[2].replace(
            f"LIMIT {earlier_cases.OF_AN_ACCOUNT}", "LIMIT 3"
        )
        monkeypatch.setattr(earlier_cases, "_of_an_account", earlier_cases.Prepared(statement))
        monkeypatch.setattr(earlier_cases, "OF_AN_ACCOUNT", 3)
        for n in range(3):
            had(days=n + 1)
        found = earlier_of_account(open_one, wichai, malee.pk)
        assert found.is_least and found.count == 3
