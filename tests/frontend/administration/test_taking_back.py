"""A wrong file is taken back as a whole: what it changed is as before, what it made is gone, and what others did since stays."""

import threading
from datetime import date, timedelta

import pghistory
import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.models import ServiceLevel
from directory.models import Agency, Holiday, RegisterFile, StaffInvitation, Topic, Unit
from frontend.administration import files_at_work, taking_back, traces
from frontend.administration.files_at_work import choose_back, work_on_files
from frontend.administration.importing import forget_files
from frontend.administration.registers import REGISTERS
from frontend.administration.taking_back import take_back
from frontend.administration.trails import trails
from tests.factories import make_agency, make_topic, make_unit
from tests.frontend.administration.sending import csv_bytes, press, send

pytestmark = pytest.mark.django_db
HEAD = "code,name_th,kind,source,source_date"
LEVELS = "step,kind,topic,agency,working_days,source"


def bring(page, slug, *lines, name="ผิด.csv"):
    """Write a file; returns it."""
    send(page, slug, csv_bytes(*lines), name=name)
    press(page, slug)
    file = RegisterFile.objects.latest("id")
    assert file.applied_at, file.preview
    return file


def look(page, file):
    """Ask what taking it back would do; the answer is that page."""
    return page.post(f"/administration/{file.register}/import/{file.public_id}/back/", follow=True)


def counts():
    return {kind: n for kind, n in RegisterFile.objects.latest("id").preview["counts"].items() if n}


def reasons():
    shown = RegisterFile.objects.latest("id").preview["shown"]
    return {line["cells"]["code"]: " ".join(line["wrong"]) for kind in ("left", "ended") for line in shown[kind]}


def elsewhere():
    """What is changed within is none of the file's: a test is one transaction, and the history's context lives as long."""
    return pghistory.context(url="/elsewhere/")


def said(answer):
    return [str(message) for message in answer.context["messages"]]


class TestTakingAFileBack:
    def test_is_looked_at_first_and_written_by_one_press(self, page, manop):
        make_agency("เดิม", code="doh", name_en="Old", closes_on=date(2099, 1, 1))
        file = bring(
            page,
            "agencies",
            f"{HEAD},closes_on,parent",
            "new,ใหม่,department,ก,2545,,doh",
            "doh,ผิด,department,ก,2545,2099-02-02,",
        )
        shown = look(page, file).content.decode()
        assert counts() == {"restored": 1, "removed": 1}
        assert "ผิด" in shown and "เดิม" in shown and "ใหม่" in shown and "ผิด.csv" in shown
        assert Agency.objects.get(code="doh").name_th == "ผิด" and Agency.objects.filter(code="new").exists()
        answer = press(page, "agencies")
        doh = Agency.objects.get(code="doh")
        assert (doh.name_th, doh.name_en, doh.closes_on) == ("เดิม", "Old", date(2099, 1, 1))
        assert not Agency.objects.filter(code="new").exists()
        assert said(answer) == ["ยกเลิกการนำเข้าไฟล์แล้ว"]
        taken = RegisterFile.objects.latest("id")
        assert (taken.takes_back, taken.pressed_by, taken.name) == (file, manop, "ผิด.csv")

    def test_leaves_a_history_that_names_the_file_and_who_did_it(self, page, manop):
        make_topic("roads", "ถนน")
        bring(page, "topics", "code,name_th,name_en", "roads,ผิด,x", "a,ก,A")
        look(page, RegisterFile.objects.latest("id"))
        press(page, "topics")
        taken = RegisterFile.objects.latest("id")
        lines = page.get("/administration/changes/", {"register": "topics"}).context["changes"]
        assert [(line.title, line.file, line.who) for line in lines[:1]] == [
            ("ผิด.csv", str(taken.public_id), manop.full_name)
        ]
        rows = page.get("/administration/changes/", {"file": str(taken.public_id)}).context["changes"]
        assert {(row.title, row.is_new) for row in rows} == {("ถนน", False), ("ก", False)}
        assert all("ผิด.csv" in row.where and row.who == manop.full_name for row in rows)
        assert set(trails()["topics"].events.filter(code="a").values_list("pgh_label", flat=True)) == {
            "insert",
            "delete",
        }

    def test_puts_back_to_the_letter_what_a_cell_only_tells(self, page):
        topic = make_topic("roads")
        Topic.objects.filter(pk=topic.pk).update(covers_th="หนึ่ง\r\n สอง ")
        file = bring(page, "topics", "code,covers_th", "roads,สาม")
        look(page, file)
        press(page, "topics")
        assert Topic.objects.get(pk=topic.pk).covers_th == "หนึ่ง\r\n สอง "

    def test_leaves_a_row_alone_that_somebody_has_changed_or_removed_since(self, page):
        make_agency("เดิม", code="doh")
        make_agency("เดิมด้วย", code="rid")
        file = bring(
            page,
            "agencies",
            HEAD,
            "doh,ผิด,department,ก,2545",
            "rid,ผิด,department,ก,2545",
            "a,ก,department,ก,2545",
            "b,ข,department,ก,2545",
        )
        with elsewhere():
            Agency.objects.filter(code__in=["doh", "a"]).update(name_th="แก้แล้ว")
            Agency.objects.get(code="b").delete()
        look(page, file)
        assert counts() == {"restored": 1, "left": 3} and set(reasons()) == {"doh", "a", "b"}
        press(page, "agencies")
        assert Agency.objects.get(code="doh").name_th == Agency.objects.get(code="a").name_th == "แก้แล้ว"
        assert Agency.objects.get(code="rid").name_th == "เดิมด้วย"
        shown = page.get(
            f"/administration/agencies/import/{RegisterFile.objects.latest('id').public_id}/"
        ).content.decode()
        assert "แก้แล้ว" not in shown and "เดิมด้วย" not in shown.split("<main")[1] and reasons()["doh"] in shown

    def test_only_ends_what_is_in_use_and_says_by_what(self, page):
        file = bring(page, "agencies", HEAD, "a,ก,department,ก,2545", "b,ข,department,ก,2545")
        make_unit(Agency.objects.get(code="a"), "กอง")
        look(page, file)
        assert counts() == {"removed": 1, "ended": 1} and "(1)" in reasons()["a"]
        press(page, "agencies")
        assert Agency.objects.get(code="a").closes_on == timezone.localdate() - timedelta(days=1)
        assert not Agency.objects.filter(code="b").exists()

    def test_keeps_what_is_in_use_where_it_may_not_end(self, page, monkeypatch):
        file = bring(page, "agencies", HEAD, "a,ก,department,ก,2545")
        make_unit(Agency.objects.get(code="a"), "กอง")
        monkeypatch.setattr("frontend.administration.rules.open_cases_with", lambda agency: 3)
        look(page, file)
        assert counts() == {"left": 1} and "3" in reasons()["a"]
        answer = press(page, "agencies")
        assert Agency.objects.get(code="a").closes_on is None and answer.status_code == 200

    def test_switches_a_topic_off_that_has_a_rule_and_removes_a_group_with_its_parts(self, page):
        file = bring(
            page, "topics", "code,parent,name_th,name_en", "g,,กลุ่ม,g", "g/p,g,ส่วน,p", "h,,อีกกลุ่ม,h", "h/q,h,ส่วน,q"
        )
        ServiceLevel.objects.create(step="accept", working_days=3, source="ก", topic=Topic.objects.get(code="h/q"))
        look(page, file)
        assert counts() == {"removed": 2, "ended": 2}
        press(page, "topics")
        assert not Topic.objects.filter(code__startswith="g").exists()
        assert set(Topic.objects.values_list("code", "is_active")) == {("h", False), ("h/q", False)}

    def test_lets_a_row_that_is_nowhere_else_in_use_keep_no_days(self, page):
        """Service levels and holidays have no last day: they go."""
        make_topic("roads")
        ServiceLevel.objects.create(step="accept", working_days=3, source="เดิม")
        file = bring(page, "service-levels", LEVELS, "accept,,,,9,ผิด", "accept,,roads,,9,ผิด")
        look(page, file)
        press(page, "service-levels")
        assert list(ServiceLevel.objects.values_list("working_days", "source")) == [(3, "เดิม")]
        file = bring(page, "holidays", "date,name_th,kind,source,area", "2026-12-10,วัน,public,x,")
        look(page, file)
        press(page, "holidays")
        assert not Holiday.objects.exists()

    def test_reopens_a_group_before_its_parts_and_ends_parts_before_their_group(self, page):
        group = make_topic("g")
        make_topic("g/p", parent=group)
        file = bring(page, "topics", "code,is_active", "g/p,no", "g,no")
        look(page, file)
        press(page, "topics")
        assert counts() == {"restored": 2}
        file = bring(page, "topics", "code,is_active", "g/p,no", "g,no")
        again = bring(page, "topics", "code,is_active", "g,yes", "g/p,yes")
        look(page, again)
        press(page, "topics")
        assert counts() == {"restored": 2} and not Topic.objects.filter(is_active=True).exists()

    def test_leaves_what_would_become_part_of_itself(self, page):
        a, b, c = (make_agency(code=code) for code in "abc")
        Agency.objects.filter(pk=a.pk).update(parent=b)
        file = bring(page, "agencies", "code,parent,name_en", "a,,A", "c,,C")
        with elsewhere():
            Agency.objects.filter(pk=b.pk).update(parent=a)
        look(page, file)
        assert counts() == {"restored": 1, "left": 1}
        press(page, "agencies")
        assert Agency.objects.get(code="a").parent is None and Agency.objects.get(code="a").name_en == "A"
        assert Agency.objects.get(code="c").name_en == c.name_en

    def test_leaves_a_row_that_named_what_is_gone(self, page):
        top = make_agency(code="top")
        make_agency(code="low", parent=top)
        file = bring(page, "agencies", "code,parent", "low,")
        with elsewhere():
            top.delete()
        look(page, file)
        assert counts() == {"left": 1} and Agency.objects.get(code="low").parent is None


class TestTwice:
    @pytest.fixture
    def file(self, page):
        make_agency("เดิม", code="doh")
        return bring(page, "agencies", HEAD, "doh,ผิด,department,ก,2545", "new,ใหม่,department,ก,2545")

    def test_says_who_did_it_and_does_nothing(self, page, file, manop):
        look(page, file)
        first = RegisterFile.objects.latest("id")
        look(page, file)
        second = RegisterFile.objects.latest("id")
        for each in (first, second, first):
            answer = page.post(
                f"/administration/agencies/import/{each.public_id}/", {"seen": each.plan_digest}, follow=True
            )
        assert manop.full_name in said(answer)[0]
        assert RegisterFile.objects.filter(takes_back=file, applied_at__isnull=False).get() == first
        shown = page.get(f"/administration/agencies/import/{second.public_id}/").content.decode()
        assert manop.full_name in shown and 'name="seen"' not in shown.split("<main")[1]
        answer = look(page, file)
        assert manop.full_name in said(answer)[0]
        assert RegisterFile.objects.count() == 3
        assert Agency.objects.get(code="doh").events.filter(pgh_label="update").count() == 2

    def test_a_taking_back_is_no_file_to_take_back(self, page, file):
        look(page, file)
        press(page, "agencies")
        taken = RegisterFile.objects.latest("id")
        assert said(look(page, taken)) and RegisterFile.objects.latest("id") == taken

    def test_a_file_that_is_not_written_cannot_be(self, page):
        send(page, "agencies", csv_bytes(HEAD, "doh,ก,department,ก,2545"))
        file = RegisterFile.objects.latest("id")
        assert said(look(page, file)) and RegisterFile.objects.latest("id") == file

    def test_what_would_happen_by_now_is_shown_anew(self, page, file):
        look(page, file)
        with elsewhere():
            Agency.objects.filter(code="doh").update(name_th="แก้แล้ว")
        press(page, "agencies")
        assert counts() == {"removed": 1, "left": 1} and Agency.objects.filter(code="new").exists()
        press(page, "agencies")
        assert not Agency.objects.filter(code="new").exists()
        assert Agency.objects.get(code="doh").name_th == "แก้แล้ว"

    def test_that_nobody_pressed_for_is_forgotten_and_the_file_stays(self, page, file):
        look(page, file)
        RegisterFile.objects.update(chosen_at="2020-01-01T00:00:00Z")
        assert forget_files.function() == 1
        assert RegisterFile.objects.get() == file
        assert "ผิด.csv" in page.get("/administration/agencies/import/").content.decode(), "and is found again"

    def test_that_fails_in_the_middle_changes_nothing(self, page, file, monkeypatch):
        look(page, file)

        def broken(*_about):
            raise RuntimeError("the machine stops")

        monkeypatch.setattr(taking_back, "_remove", broken)
        with pytest.raises(RuntimeError):
            press(page, "agencies")
        assert Agency.objects.get(code="doh").name_th == "ผิด"
        assert not RegisterFile.objects.filter(takes_back=file, applied_at__isnull=False).exists()

    def test_of_rows_that_the_history_does_not_know_is_refused(self, page, file):
        RegisterFile.objects.filter(pk=file.pk).update(
            preview={"counts": {"new": 7, "changed": 1, "same": 0, "refused": 0}}
        )
        assert said(look(page, file)) and RegisterFile.objects.latest("id") == file

    def test_of_people_is_refused_with_the_reason(self, page):
        agency = make_agency(code="doh")
        file = bring(page, "people", "user,agency,unit,role", "a@example.org,doh,,officer")
        shown = page.get(f"/administration/people/import/{file.public_id}/").content.decode()
        assert "/back/" not in shown
        assert said(look(page, file)) and RegisterFile.objects.latest("id") == file
        assert StaffInvitation.objects.filter(agency=agency).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_back_at_once_one_does(page, manop):
    make_agency("เดิม", code="doh")
    file = bring(page, "agencies", HEAD, "doh,ผิด,department,ก,2545", "new,ใหม่,department,ก,2545")
    looks = [choose_back(file, REGISTERS["agencies"], by=manop, language="th") for _ in range(2)]
    together, became = threading.Barrier(2), []

    def run(each):
        together.wait(10)
        try:
            became.append(take_back(each, REGISTERS["agencies"], by=manop, wait_s=10)["restored"])
        except Exception as error:
            became.append(getattr(error, "code", error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[each]) for each in looks]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert sorted(became, key=str) == [1, "cannot_be_taken_back"]
    assert Agency.objects.get(code="doh").events.filter(pgh_label="update").count() == 2


class TestALargeFile:
    @pytest.fixture(autouse=True)
    def large(self, monkeypatch):
        monkeypatch.setattr(files_at_work, "MOST_AT_ONCE", 1)

    def bring(self, page, slug, *lines):
        send(page, slug, csv_bytes(*lines))
        work_on_files.function()
        press(page, slug)
        work_on_files.function()
        file = RegisterFile.objects.latest("id")
        assert file.applied_at
        return file

    def test_is_taken_back_by_the_worker(self, page):
        file = self.bring(page, "agencies", HEAD, "a,ก,department,ก,2545", "b,ข,department,ก,2545")
        make_unit(Agency.objects.get(code="b"))
        answer = look(page, file)
        assert "กำลังตรวจ" in answer.content.decode() and work_on_files.function() == 1
        assert counts() == {"removed": 1, "ended": 1}
        answer = press(page, "agencies")
        assert Agency.objects.filter(code="a").exists() and RegisterFile.objects.latest("id").waits_for == "write"
        assert (work_on_files.function(), work_on_files.function()) == (1, 0)
        assert not Agency.objects.filter(code="a").exists() and counts() == {"removed": 1, "ended": 1}
        assert set(reasons()) == {"b"}, "and what was only ended is still told"

    def test_whose_worker_is_killed_halfway_is_taken_back_whole_by_the_next(self, page, monkeypatch):
        make_agency("เดิม", code="doh")
        file = self.bring(page, "agencies", HEAD, "doh,ผิด,department,ก,2545", "b,ข,department,ก,2545")
        look(page, file)
        work_on_files.function()
        press(page, "agencies")
        remove = taking_back._remove

        def killed(*about):
            raise OperationalError("the connection is gone")

        monkeypatch.setattr(taking_back, "_remove", killed)
        with pytest.raises(OperationalError):
            work_on_files.function()
        assert Agency.objects.get(code="doh").name_th == "ผิด"
        monkeypatch.setattr(taking_back, "_remove", remove)
        assert work_on_files.function() == 1
        assert Agency.objects.get(code="doh").name_th == "เดิม" and not Agency.objects.filter(code="b").exists()

    def test_takes_as_many_statements_for_many_as_for_few(self, page):
        top = make_agency(code="top")

        def statements(n):
            for k in range(0, n, 2):
                make_agency(f"เดิม {k}", code=f"a{n}-{k}")
            lines = [f"a{n}-{k},ใหม่ {k},department,ก,2545,{top.code}" for k in range(n)]
            file = self.bring(page, "agencies", f"{HEAD},parent", *lines)
            look(page, file)
            with CaptureQueriesContext(connection) as looked:
                work_on_files.function()
            press(page, "agencies")
            with CaptureQueriesContext(connection) as written:
                work_on_files.function()
            assert counts() == {"restored": n // 2, "removed": n // 2}
            return len(looked), len(written)

        statements(2)
        few, many = statements(2), statements(40)
        assert many[0] <= few[0] + 2 and many[1] <= few[1] + 2


def test_a_row_that_an_unknown_hand_wrote_first_has_no_earlier_values(page, monkeypatch):
    make_agency("เดิม", code="doh")
    file = bring(page, "agencies", HEAD, "doh,ผิด,department,ก,2545")
    real = traces._traces
    monkeypatch.setattr(
        traces,
        "_traces",
        lambda *about: [traces._Trace(t.pk, t.written, None, t.newest, t.is_new) for t in real(*about)],
    )
    look(page, file)
    assert counts() == {"left": 1} and Agency.objects.get(code="doh").name_th == "ผิด"


def test_units_go_with_their_parts(page):
    make_agency(code="doh")
    file = bring(page, "units", "agency,name_th,name_en,parent", "doh,กอง,x,", "doh,ฝ่าย,y,กอง")
    look(page, file)
    press(page, "units")
    assert not Unit.objects.exists()


def test_the_act_itself_refuses_a_file_of_people(page, manop):
    make_agency(code="doh")
    file = bring(page, "people", "user,agency,unit,role", "a@example.org,doh,,officer")
    with pytest.raises(ValidationError) as refused:
        choose_back(file, REGISTERS["people"], by=manop, language="en")
    assert refused.value.code == "cannot_be_taken_back"
