"""The cases behind a number as a file: what is in it, what never is, who may take it, and that it is written down."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from complaints import exporting, workload
from complaints.cases_behind import Group, Number
from complaints.exporting import COLUMNS, rows_to_export
from complaints.handing_over import hand_over
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.models import Assignment
from complaints.overview import Scope
from complaints.workflow import Outcome, Visibility
from directory.models import Role
from records.models import AccessLog
from tests.factories import make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db
FILE = "/office/overview/file/"


@pytest.fixture
def kanya(highways):
    """The supervisor at Highways."""
    return make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user


@pytest.fixture
def send(file, highways, roads):
    def send(agency=highways, **fields):
        return assign_case(file(**fields).complaint.case, agency, by=None, topic=roads)

    return send


@pytest.fixture
def take(as_):
    """Take a file as somebody; its bytes, or the answer where there is none."""

    def take(user, query="what=open", kind="csv"):
        answer = as_(user).post(f"{FILE}?{query}", {"format": kind})
        return b"".join(answer.streaming_content) if answer.streaming else answer

    return take


def table(packed):
    head, *rows = csv.reader(io.StringIO(packed.decode("utf-8-sig")))
    return head, [dict(zip(COLUMNS, row, strict=True)) for row in rows]


class TestAFile:
    def test_holds_the_cases_of_the_list_and_their_dates(self, take, send, kanya, wichai):
        first, second = send(), send()
        accept_assignment(first, by=wichai)
        head, rows = table(take(kanya))
        assert head[:2] == ["Case number", "Kind of case"] and len(head) == len(COLUMNS)
        assert {row["reference"] for row in rows} == {first.case.reference, second.case.reference}
        mine = next(row for row in rows if row["officer"])
        due_at = timezone.localtime(Assignment.objects.get(pk=first.pk).due_at)
        assert (mine["officer"], mine["due_at"]) == ("วิชัย ทองดี", f"{due_at:%Y-%m-%d %H:%M}")

    def test_has_thai_heads_for_who_reads_thai(self, client, send, kanya):
        send()
        client.force_login(kanya)
        answer = client.post(f"{FILE}?what=open", {"format": "csv"})
        told = b"".join(answer.streaming_content)
        assert told.startswith(b"\xef\xbb\xbf") and "เลขที่เรื่อง" in told.decode("utf-8-sig").splitlines()[0]
        assert answer["Content-Disposition"].startswith('attachment; filename="doh-open-')

    def test_is_a_workbook_too(self, take, send, kanya):
        part = send()
        book = zipfile.ZipFile(io.BytesIO(take(kanya, kind="xlsx")))
        assert part.case.reference in book.read("xl/worksheets/sheet1.xml").decode()

    def test_is_of_the_group_that_was_looked_at(self, take, send, kanya, highways):
        repairs = make_unit(highways, "ฝ่ายซ่อมบำรุง")
        ours, _other = send(), send()
        hand_over(ours, officer=None, unit=repairs, by=kanya)
        _head, rows = table(take(kanya, "what=open&by=unit&of=ฝ่ายซ่อมบำรุง"))
        assert [row["reference"] for row in rows] == [ours.case.reference]

    def test_of_what_was_answered_has_the_newest_first(self, take, send, kanya, wichai):
        parts = [accept_assignment(send(), by=wichai) for _ in range(3)]
        for number, part in enumerate(parts):
            propose_closing(part, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
            Assignment.objects.filter(pk=part.pk).update(answered_at=timezone.now() - timedelta(hours=number))
        _head, rows = table(take(kanya, "what=answered"))
        assert [row["reference"] for row in rows] == [part.case.reference for part in parts]
        assert {row["outcome"] for row in rows} == {"Solved"}

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_no_name_in_it_is_calculated(self, take, send, kanya, highways, kind):
        hostile = make_membership(make_user('=HYPERLINK("http://evil","ดู")'), highways).user
        unit = make_unit(highways, "＝1+1")
        hand_over(send(), officer=hostile, by=kanya)
        hand_over(send(), officer=None, unit=unit, by=kanya)
        told = take(kanya, kind=kind)
        if kind == "csv":
            _head, rows = table(told)
            assert {row["officer"] for row in rows} == {"", '\'=HYPERLINK("http://evil","ดู")'}
            assert {row["unit"] for row in rows} == {"", "'＝1+1"}
        else:
            sheet = zipfile.ZipFile(io.BytesIO(told)).read("xl/worksheets/sheet1.xml").decode()
            assert "=HYPERLINK" in sheet and "<f>" not in sheet


class TestWhatIsNeverInIt:
    def test_who_complained_and_what_they_wrote(self, take, send, kanya):
        send(text="โทรหาผมที่ 081-234-5678 ครับ", place_text="บ้านนายสมชาย ใจกล้า")
        told = (
            take(kanya).decode()
            + zipfile.ZipFile(io.BytesIO(take(kanya, kind="xlsx"))).read("xl/worksheets/sheet1.xml").decode()
        )
        for secret in ("มาลี", "malee@example.org", "081", "สมชาย", "โทรหาผม"):
            assert secret not in told

    def test_a_confidential_case_even_for_who_may_open_it(self, take, send, kanya):
        secret, plain = send(visibility=Visibility.CONFIDENTIAL), send()
        _head, rows = table(take(kanya))
        assert [row["reference"] for row in rows] == [plain.case.reference]
        assert secret.case.reference not in str(AccessLog.objects.values())

    def test_another_agencys_case(self, take, send, kanya, stranger):
        send(agency=stranger.active_roles[0].agency)
        assert table(take(kanya))[1] == []


class TestWhoMayTakeOne:
    @pytest.mark.parametrize("role", [r for r in Role if r not in {Role.SUPERVISOR, Role.AGENCY_HEAD}])
    def test_nobody_without_the_role(self, take, send, highways, role):
        send()
        user = make_membership(make_user("ใครคนหนึ่ง"), highways, role).user
        assert take(user).status_code == 404
        assert not AccessLog.objects.exists()

    @pytest.mark.parametrize(
        ("query", "kind"),
        [("what=open&agency=bma-khlong-toei", "csv"), ("what=x", "csv"), ("what=open", "exe"), ("what=open", "")],
    )
    def test_nor_of_what_is_not_there(self, take, send, kanya, stranger, query, kind):
        send()
        assert take(kanya, query, kind).status_code == 404
        assert not AccessLog.objects.exists()

    def test_a_link_takes_none(self, as_, kanya, send):
        send()
        assert as_(kanya).get(f"{FILE}?what=open").status_code == 405

    def test_each_is_one_line_of_the_access_log(self, take, send, kanya, highways):
        send()
        take(kanya, "what=open&days=90", "xlsx")
        (line,) = AccessLog.objects.all()
        assert (line.user, line.agency, line.subject) == (kanya, highways, "export:doh")
        assert line.reason == "XLSX (90): เรื่องที่ยังไม่จบ" and line.fields == sorted(COLUMNS)

    def test_it_is_written_down_before_anything_leaves(self, as_, send, kanya):
        send()
        answer = as_(kanya).post(f"{FILE}?what=open", {"format": "csv"})
        assert AccessLog.objects.count() == 1
        answer.close()  # who breaks off after the first byte has taken it all the same

    def test_many_within_an_hour_are_refused_in_words(self, as_, send, kanya, monkeypatch, settings):
        settings.THROTTLE_SCALE = 1
        monkeypatch.setattr("complaints.views.office_overview.FILES_AN_HOUR", 2)
        answers = [as_(kanya).post(f"{FILE}?what=open", {"format": "csv"}) for _ in range(3)]
        assert [answer.status_code for answer in answers[:2]] == [200, 200]
        assert not answers[2].streaming and AccessLog.objects.count() == 2
        assert answers[2].status_code == 429
        assert "You took many files within an hour" in answers[2].content.decode()


class TestALargeFile:
    def test_is_read_some_rows_at_a_time_and_misses_none(self, send, kanya, highways, monkeypatch):
        monkeypatch.setattr(exporting, "AT_ONCE", 3)
        sent = {send().case.reference for _ in range(8)}
        Assignment.objects.update(accept_by=timezone.now())  # only the id tells where to go on
        kanya.forget_roles()
        rows = rows_to_export(Scope(kanya, highways), Number("open"), Group(None, ""), language="en")
        head = next(rows)
        with connection.execute_wrapper(counting := Counting()):
            told = [next(rows) for _ in range(3)]
            assert counting.of_parts == 1, "the rest is not read before it is sent"
            told += list(rows)
        assert len(head) == len(COLUMNS) and sorted(row[0] for row in told) == sorted(sent)
        assert counting.of_parts == 4, "three for the rows, one whether there are more"

    def test_ends_with_a_sentence_where_there_may_be_more(self, send, take, kanya, monkeypatch):
        monkeypatch.setattr(exporting, "MOST_ROWS", 2)
        for _ in range(3):
            send()
        head, *rows = csv.reader(io.StringIO(take(kanya).decode("utf-8-sig")))
        assert len(rows) == 3 and rows[2] == ["There may be more cases than these 2"]

    def test_says_so_too_where_the_number_itself_stops_counting(self, send, take, kanya, monkeypatch, as_):
        monkeypatch.setattr(workload, "MOST_OPEN", 2)
        for _ in range(3):
            send()
        rows = list(csv.reader(io.StringIO(take(kanya, "what=overdue").decode("utf-8-sig"))))
        assert rows[1:] == [["There may be more cases than these 0"]]
        page = as_(kanya).get(f"{FILE.replace('file', 'cases')}?what=open").content.decode()
        assert "only the 2 open cases with the nearest dates were looked at" in page

    def test_costs_no_statement_a_row(self, send, kanya, highways, django_assert_max_num_queries):
        for number in range(9):
            hand_over(send(), officer=make_membership(make_user(f"คนที่ {number}"), highways).user, by=kanya)
        kanya.forget_roles()
        scope = Scope(kanya, highways)
        with django_assert_max_num_queries(9):
            assert len(list(rows_to_export(scope, Number("open"), Group(None, ""), language="th"))) == 10

    def test_goes_on_in_its_language(self, send, kanya, highways):
        send()
        kanya.forget_roles()
        rows = list(rows_to_export(Scope(kanya, highways), Number("open"), Group(None, ""), language="en"))
        assert rows[1][4] == "Proposed to the agency"


class Counting:
    """How many statements read parts of cases."""

    def __init__(self):
        self.of_parts = 0

    def __call__(self, execute, sql, params, many, context):
        self.of_parts += "FROM complaints_assignment" in sql
        return execute(sql, params, many, context)


def test_the_page_says_what_a_file_holds(as_, send, kanya):
    send()
    page = as_(kanya).get(reverse("office_overview_cases"), {"what": "open"}).content.decode()
    assert "A file holds at most 10,000 of these cases" in page
    assert 'action="/office/overview/file/?agency=doh&amp;days=30&amp;what=open"' in page


class TestTheNumbersOfThePage:
    @pytest.fixture
    def figures(self, as_):
        """The numbers as one takes them: by part, name and what."""

        def figures(user, kind="csv", **asked):
            query = "&".join(f"{name}={value}" for name, value in asked.items())
            answer = as_(user).post(f"/office/overview/figures/?{query}", {"format": kind})
            if not answer.streaming:
                return answer
            packed = b"".join(answer.streaming_content)
            if kind == "xlsx":
                return packed
            _head, *rows = csv.reader(io.StringIO(packed.decode("utf-8-sig")))
            return {tuple(row[:3]): row[3] for row in rows}

        return figures

    def test_are_those_that_stand_there(self, figures, send, kanya, wichai):
        accept_assignment(send(), by=wichai)
        send()
        told = figures(kanya)
        assert told["Whole agency", "กรมทางหลวง", "Open cases"] == "2"
        assert told["Person", wichai.full_name, "Open cases"] == "1"
        assert [n for (part, _name, what), n in told.items() if (part, what) == ("Topic", "Open cases")] == ["2"]

    def test_no_name_is_taken_for_a_formula(self, figures, send, kanya, wichai):
        wichai.full_name = "=HYPERLINK(1)"
        wichai.save()
        accept_assignment(send(), by=wichai)
        assert ("Person", "'=HYPERLINK(1)", "Open cases") in figures(kanya)

    def test_are_a_workbook_too(self, figures, send, kanya):
        send()
        with zipfile.ZipFile(io.BytesIO(figures(kanya, kind="xlsx"))) as book:
            assert b"<row" in book.read("xl/worksheets/sheet1.xml")

    def test_who_takes_them_is_written_down(self, figures, kanya, highways):
        figures(kanya)
        assert AccessLog.objects.filter(user=kanya, reason__contains="figures").count() == 1

    def test_are_of_ones_own_agency_and_for_who_leads_it(self, figures, kanya, wichai, centre):
        assert figures(wichai).status_code == 404
        assert figures(kanya, agency=centre.code).status_code == 404
        assert figures(kanya, kind="pdf").status_code == 404
