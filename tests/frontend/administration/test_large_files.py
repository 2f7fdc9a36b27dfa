"""Files that take longer than a page may: the worker looks at them and writes them, all or nothing, in few statements."""

import threading
from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from complaints.models import ServiceLevel
from directory.models import Agency, RegisterFile, Topic
from frontend.administration import files_at_work, importing, keeping, sheets, writing
from frontend.administration.files_at_work import press as press_file
from frontend.administration.files_at_work import work_on_files
from frontend.administration.keeping import keep_row, lock
from frontend.administration.registers import REGISTERS
from frontend.administration.sheets import write_sheet
from tests.factories import make_agency, make_membership, make_topic, make_unit, make_user
from tests.frontend.administration.sending import counts, csv_bytes, press, refusals, rows_of, send

pytestmark = pytest.mark.django_db
HEAD = "code,name_th,kind,source,source_date"
TWO = ("doh,กรมทางหลวง,department,พ.ร.บ.,2545", "rid,กรมชลประทาน,department,ก,2545")
AGENCIES = REGISTERS["agencies"]


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """More than one line is a large file here."""
    monkeypatch.setattr(files_at_work, "MOST_AT_ONCE", 1)


def work() -> int:
    return work_on_files.function()


def newest() -> RegisterFile:
    return RegisterFile.objects.latest("id")


class TestALargeFile:
    def test_waits_for_the_worker_to_look_and_to_write(self, page, manop):
        answer = send(page, "agencies", csv_bytes(HEAD, *TWO), name="ใหญ่.csv")
        assert "กำลังตรวจ" in answer.content.decode() and "counts" not in newest().preview
        assert "กำลังตรวจ" in page.get("/administration/agencies/import/").content.decode(), "and can be found again"
        assert (work(), work()) == (1, 0)
        assert counts() == {"new": 2} and not Agency.objects.filter(code="doh").exists()
        answer = press(page, "agencies")
        assert "กำลังบันทึก" in answer.content.decode() and not Agency.objects.filter(code="doh").exists()
        assert (work(), work()) == (1, 0)
        assert Agency.objects.filter(code__in=["doh", "rid"]).count() == 2
        told = Agency.objects.get(code="doh").events.get().pgh_context.metadata
        assert (told["user"], told["file"]) == (manop.pk, "ใหญ่.csv")
        file = newest()
        assert file.applied_at and file.content is None and counts() == {"new": 2}
        shown = page.get(f"/administration/agencies/import/{file.public_id}/").content.decode()
        assert 'role="button"' in shown and "กำลังบันทึก" not in shown

    def test_is_refused_at_once_where_it_cannot_be_read(self, page):
        answer = send(page, "agencies", csv_bytes("code,nothing", "a,b", "c,d"))
        assert answer.status_code == 400 and not RegisterFile.objects.exists()

    def test_says_what_is_refused_in_the_language_of_who_sent_it(self, page):
        page.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        send(page, "agencies", csv_bytes(HEAD, *TWO, "x,ก,castle,ก,2545"))
        work()
        assert refusals() == [(4, "Kind: “castle” is not among what may stand here.")]

    @pytest.mark.parametrize("times", [2, 3])
    def test_pressed_more_than_once_is_written_once(self, page, times):
        send(page, "agencies", csv_bytes(HEAD, *TWO))
        work()
        for _time in range(times):
            press(page, "agencies")
        assert (work(), work()) == (1, 0)
        press(page, "agencies")
        assert work() == 0
        assert Agency.objects.get(code="doh").events.count() == 1

    def test_that_the_register_has_overtaken_is_not_written_but_looked_at_again(self, page):
        make_agency("เดิม", code="doh")
        send(page, "agencies", csv_bytes(HEAD, *TWO))
        work()
        press(page, "agencies")
        Agency.objects.filter(code="doh").update(name_th="ที่คนอื่นแก้")
        work()
        assert Agency.objects.get(code="doh").name_th == "ที่คนอื่นแก้"
        assert not Agency.objects.filter(code="rid").exists()
        file = newest()
        assert file.told
        shown = page.get(f"/administration/agencies/import/{file.public_id}/").content.decode()
        assert file.told in shown and "ที่คนอื่นแก้" in shown
        press(page, "agencies")
        work()
        assert Agency.objects.get(code="doh").name_th == "กรมทางหลวง" and newest().told == ""

    def test_whose_bytes_are_others_than_those_looked_at_is_not_written(self, page):
        send(page, "agencies", csv_bytes(HEAD, *TWO))
        work()
        RegisterFile.objects.update(content=csv_bytes(HEAD, *TWO, "evil,ก,department,ก,2545"))
        press(page, "agencies")
        work()
        assert not Agency.objects.filter(code__in=["doh", "evil"]).exists()

    def test_is_not_written_by_a_page_that_shows_an_earlier_look(self, page, manop):
        send(page, "agencies", csv_bytes(HEAD, *TWO))
        work()
        file = newest()
        with pytest.raises(ValidationError) as refused:
            press_file(file, AGENCIES, seen="of an earlier look", by=manop, language="th")
        assert refused.value.code == "looked_at_meanwhile"
        assert work() == 0 and not Agency.objects.filter(code="doh").exists()

    def test_does_not_overwrite_a_row_changed_by_another_door_while_it_is_written(self, page, monkeypatch):
        make_agency("เดิม", code="doh")
        send(page, "agencies", csv_bytes(HEAD, *TWO))
        work()
        press(page, "agencies")
        plan = importing.plan_of

        def overtaken(*about):
            planned = plan(*about)
            Agency.objects.filter(code="doh").update(name_th="ที่คำสั่งหนึ่งแก้")
            return planned

        monkeypatch.setattr(importing, "plan_of", overtaken)
        work()
        assert newest().applied_at is None and newest().told
        assert Agency.objects.get(code="doh").name_th != "กรมทางหลวง"

    def test_whose_worker_is_killed_halfway_is_written_whole_by_the_next(self, page, monkeypatch):
        send(page, "agencies", csv_bytes(HEAD, *TWO))
        work()
        press(page, "agencies")
        monkeypatch.setattr(writing, "BATCH", 1)
        put, calls = writing._put, []

        def killed(*about):
            calls.append(1)
            put(*about)
            if len(calls) == 1:
                raise OperationalError("the connection is gone")

        monkeypatch.setattr(writing, "_put", killed)
        with pytest.raises(OperationalError):
            work()
        assert newest().waits_for == "write" and not Agency.objects.filter(code="doh").exists()
        assert work() == 1
        assert Agency.objects.filter(code__in=["doh", "rid"]).count() == 2

    def test_that_nobody_foresaw_says_so_and_keeps_the_others_from_nothing(self, page, monkeypatch):
        send(page, "agencies", csv_bytes(HEAD, *TWO))
        send(page, "topics", csv_bytes("code,name_th,name_en", "a,ก,a", "b,ข,b"))
        plan = importing.plan_of

        def broken(sheet, register):
            if register is AGENCIES:
                raise RuntimeError("nobody foresaw this")
            return plan(sheet, register)

        monkeypatch.setattr(importing, "plan_of", broken)
        assert (work(), work(), work()) == (1, 1, 0)
        file = RegisterFile.objects.get(register="agencies")
        shown = page.get(f"/administration/agencies/import/{file.public_id}/").content.decode()
        assert file.told and file.told in shown and 'name="seen"' not in shown.split("<main")[1]
        assert counts() == {"new": 2}


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_a_register_that_is_being_written_makes_files_wait_and_pages_say_so(self, page, manop, monkeypatch):
        agency = make_agency("เดิม", code="doh")
        send(page, "agencies", csv_bytes(HEAD, *TWO))
        monkeypatch.setattr(files_at_work, "WORKER_WAITS_S", 0.05)
        monkeypatch.setattr(keeping, "PAGES_WAIT_S", 0.05)
        monkeypatch.setattr(files_at_work, "PAGES_WAIT_S", 0.05)
        held, go_on = threading.Event(), threading.Event()

        def hold():
            with transaction.atomic():
                lock(AGENCIES, wait_s=1)
                held.set()
                go_on.wait(20)
            connection.close()

        other = threading.Thread(target=hold)
        other.start()
        try:
            assert held.wait(10)
            assert work() == 0 and newest().waits_for == "look", "it is for the next turn"
            with pytest.raises(ValidationError) as refused:
                keep_row(AGENCIES, {"name_th": "ก"}, pk=agency.pk, by=manop)
            assert refused.value.code == "register_is_busy"
            assert send(page, "agencies", csv_bytes(HEAD, TWO[0])).status_code == 400, "a small file says it as well"
        finally:
            go_on.set()
            other.join(20)
        assert work() == 1 and counts() == {"new": 1, "changed": 1}

    def test_two_workers_write_two_files_and_neither_loses(self, page, monkeypatch):
        for name in ("หนึ่ง", "สอง"):
            send(page, "agencies", csv_bytes(HEAD, *(line.replace("กรม", name) for line in TWO)))
            work()
        for file in RegisterFile.objects.all():
            page.post(f"/administration/agencies/import/{file.public_id}/", {"seen": file.plan_digest})
        together = threading.Barrier(2)

        def run():
            together.wait(10)
            work()
            connection.close()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(30)
        while work():
            pass
        written, other = RegisterFile.objects.order_by("applied_at")
        assert (written.applied_at is None) is False and other.applied_at is None and other.told
        assert (
            len({name[:3] for name in Agency.objects.filter(code__in=["doh", "rid"]).values_list("name_th", flat=True)})
            == 1
        )


class TestWritingManyRows:
    def test_takes_as_many_statements_for_many_as_for_few(self, page):
        top = make_agency(code="top", kind="department", source="ก", source_date="2002")

        def statements(n, name):
            lines = [f"a{k},{name} {k},department,ก,2545,{top.code}" for k in range(n)]
            send(page, "agencies", csv_bytes(f"{HEAD},parent", *lines))
            with CaptureQueriesContext(
                connection,
            ) as look:
                work()
            press(page, "agencies")
            with CaptureQueriesContext(connection) as write:
                work()
            assert newest().applied_at
            return len(look), len(write)

        statements(2, "แรก")
        few, many = statements(2, "ใหม่"), statements(45, "ใหม่กว่า")
        assert many[0] <= few[0] + 4 and many[1] <= few[1] + 4, "new rows beside changed ones, but none a row"

    @pytest.mark.parametrize("bad", [(2,), (9,), (2, 3, 11), tuple(range(2, 12))])
    def test_names_each_line_that_the_table_refuses_and_no_other(self, page, monkeypatch, bad):
        monkeypatch.setattr(writing, "BATCH", 4)
        make_agency(code="doh")
        lines = [f"accept,,t{n},,{0 if n in bad else n},ก" for n in range(2, 12)]
        for n in range(2, 12):
            make_topic(f"t{n}")
        send(page, "service-levels", csv_bytes("step,kind,topic,agency,working_days,source", *lines))
        work()
        assert [line for line, _why in refusals()] == list(bad)
        assert not ServiceLevel.objects.exists()

    def test_ends_rows_in_the_order_of_the_file(self, page):
        top = make_agency(code="top")
        make_agency(code="low", parent=top)
        send(page, "agencies", csv_bytes("code,closes_on", "low,2020-01-01", "top,2020-01-01"))
        work()
        assert counts() == {"changed": 2}, "the part ends first"
        send(page, "agencies", csv_bytes("code,closes_on", "top,2020-01-01", "low,2020-01-01"))
        work()
        assert [line for line, _why in refusals()] == [2]

    def test_takes_parents_before_their_parts_however_deep(self, page):
        lines = [f"a{n},ก,department,ก,2545,{f'a{n + 1}' if n < 9 else ''}" for n in range(10)]
        send(page, "agencies", csv_bytes(f"{HEAD},parent", *lines))
        work()
        press(page, "agencies")
        work()
        assert Agency.objects.get(code="a0").parent.code == "a1" and Agency.objects.get(code="a9").parent is None

    def test_of_topics_checks_the_group_that_came_in_the_same_file(self, page):
        send(page, "topics", csv_bytes("code,parent,name_th,name_en", "g/t,g,ก,a", "g,,ข,b", "h/t,g,ค,c"))
        work()
        assert [line for line, _why in refusals()] == [4]
        assert not Topic.objects.exists()


class TestTheExport:
    def test_holds_some_rows_at_a_time_and_gives_each_of_them_once(self, page, monkeypatch):
        agency = make_agency(code="doh")
        for n in range(7):
            make_unit(agency, f"แผนก {n}", parent=None)
            make_membership(make_user(), agency, ends_on=date(2099, 1, 1))
        monkeypatch.setattr(sheets, "WRITTEN_AT_ONCE", 3)
        for slug, n in (("units", 7), ("people", 8)):
            with CaptureQueriesContext(connection) as asked:
                pieces = list(write_sheet(REGISTERS[slug]))
            assert len(pieces) == 1 + 3 and len(asked) == 4
            rows = rows_of(b"".join(pieces))
            assert len(rows) == n == len({tuple(row.values()) for row in rows})
