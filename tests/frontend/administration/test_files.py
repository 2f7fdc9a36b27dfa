"""Registers as files: taken along, brought back, looked at before anything is written; and what people and programs send."""

import threading
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from complaints.models import ReplyTemplate, ServiceLevel
from directory.models import Agency, Area, Holiday, Membership, OfficeHours, RegisterFile, StaffInvitation, Topic, Unit
from frontend.administration import importing, sheets, writing
from frontend.administration.files_at_work import choose_file
from frontend.administration.importing import apply_file, forget_files
from frontend.administration.registers import REGISTERS
from notifications.models import Message
from routing.models import RoutingRule
from tests.factories import make_agency, make_area, make_membership, make_topic, make_unit, make_user
from tests.frontend.administration.sending import counts, csv_bytes, press, preview, refusals, rows_of, send

pytestmark = pytest.mark.django_db
HEAD = "code,name_th,kind,source,source_date"
AGENCY = "doh,กรมทางหลวง,department,พ.ร.บ.,2545"


def taken(page, slug: str) -> bytes:
    return b"".join(page.get(f"/administration/{slug}/export/").streaming_content)


@pytest.fixture
def a_town():
    """Rows of every register, with all that a spreadsheet might spoil."""
    province = make_area(40, "ขอนแก่น")
    topic = make_topic(
        "roads/pothole", "หลุม", visibility_floor="public", offers_public=True, covers_th="=1+1\nบรรทัดสอง"
    )
    agency = make_agency(
        "  กรม 'ทาง' หลวง,\" ", code="0012", opens_on=date(9999, 12, 31), area=province, official_code="=A1"
    )
    make_agency("@หน่วย", code="low", parent=agency, short_name_th="'=x", closes_on=date(2020, 1, 1), source="−5")
    unit = make_unit(agency, "แผนก")
    make_unit(agency, "ทีม\u200bเล็ก", parent=unit)
    make_membership(make_user(), agency, unit=unit, ends_on=date(2099, 1, 1))
    make_membership(make_user(phone="+66812345678"), agency)
    ServiceLevel.objects.create(step="accept", working_days=3, source="=SUM(1)", topic=topic, agency=agency)
    ServiceLevel.objects.create(step="accept", working_days=3, source="ก", kind="praise")
    RoutingRule.objects.create(topic=topic, area=province, agency=agency, source="x", named="ทล.#|มอเตอร์เวย์")
    RoutingRule.objects.create(topic=topic, to_local=True, source="x", starts_on=date(2026, 1, 1))
    ReplyTemplate.objects.create(use="reply", name="นัด", text="- หนึ่ง\r\n\n'=x  [วัน]\t;")
    Holiday.objects.create(date=date(2026, 12, 5), name_th="วัน", source="-x", closed_from=time(12), area=province)
    OfficeHours.objects.create(weekday=0, opens=time(8, 30), closes=time(16, 30))


class TestTakingAndBringingBack:
    @pytest.mark.parametrize("slug", REGISTERS)
    def test_changes_nothing(self, page, a_town, slug):
        rows = REGISTERS[slug].queryset().count()
        before = list(REGISTERS[slug].model.objects.order_by("pk").values())
        assert send(page, slug, taken(page, slug)).status_code == 200
        assert rows and counts() == {"same": rows}
        assert (
            "ไม่มีอะไรต้องเปลี่ยน"
            in page.get(f"/administration/{slug}/import/{RegisterFile.objects.get().public_id}/").content.decode()
        )
        assert list(REGISTERS[slug].model.objects.order_by("pk").values()) == before

    @pytest.mark.parametrize("slug", REGISTERS)
    def test_gives_a_spreadsheet_nothing_to_calculate_and_a_mark_for_thai(self, page, a_town, slug):
        content = taken(page, slug)
        assert content.startswith(b"\xef\xbb\xbf")
        cells = [cell for row in rows_of(content) for cell in row.values()]
        assert cells and not any(cell.startswith(("=", "+", "-", "@", "−", "|", "%")) for cell in cells)

    def test_brings_a_whole_register_into_an_empty_table(self, page, a_town):
        content = taken(page, "units")
        Membership.objects.filter(unit__isnull=False).update(unit=None)
        for unit in Unit.objects.order_by("-pk"):
            unit.delete()
        send(page, "units", content)
        assert counts() == {"new": 2}
        press(page, "units")
        assert taken(page, "units") == content


class TestLookingFirst:
    def test_shows_what_is_new_changed_the_same_and_refused_and_writes_nothing(self, page):
        make_agency("กรมเดิม", code="rid", kind="department")
        make_agency("กรมอื่น", code="same", kind="department", source="ก", source_date="2002")
        lines = ["rid,กรมชลประทาน,department,ก,2545", "same,กรมอื่น,department,ก,2545", AGENCY, "bad,,castle,ก,2545"]
        answer = send(page, "agencies", csv_bytes(HEAD, *lines))
        assert counts() == {"new": 1, "changed": 1, "same": 1, "refused": 1}
        assert [line for line, _why in refusals()] == [5]
        assert "castle" in refusals()[0][1]
        shown = answer.content.decode()
        assert "กรมเดิม" in shown and "กรมชลประทาน" in shown
        assert Agency.objects.get(code="rid").name_th == "กรมเดิม"
        assert not Agency.objects.filter(code="doh").exists()
        assert not Agency.objects.get(code="rid").events.filter(pgh_label="update").exists()

    def test_while_a_line_is_refused_nothing_can_be_written(self, page):
        send(page, "agencies", csv_bytes(HEAD, AGENCY, "bad,,department,ก,2545"))
        press(page, "agencies")
        assert not Agency.objects.filter(code__in=["doh", "bad"]).exists()
        assert RegisterFile.objects.get().applied_at is None

    def test_one_press_writes_all_of_it_and_says_so(self, page):
        send(page, "agencies", csv_bytes(f"{HEAD},parent", "low,ล่าง,department,ก,2545,top", "top,บน,ministry,ก,2545,"))
        answer = press(page, "agencies")
        assert Agency.objects.get(code="low").parent.code == "top"
        file = RegisterFile.objects.get()
        assert file.applied_at and file.content is None and "shown" not in file.preview
        assert answer.status_code == 200
        event = Agency.objects.get(code="top").events.get()
        assert event.pgh_context.metadata["file"] == "rows.csv"

    def test_twice_the_same_press_writes_it_once(self, page):
        send(page, "agencies", csv_bytes(HEAD, AGENCY))
        press(page, "agencies")
        answer = press(page, "agencies")
        assert any(message.level_tag == "error" for message in answer.context["messages"])
        assert Agency.objects.get(code="doh").events.count() == 1

    def test_the_same_file_again_has_nothing_new(self, page):
        for _time in range(2):
            send(page, "agencies", csv_bytes(HEAD, AGENCY))
            press(page, "agencies")
        assert counts() == {"same": 1}
        assert Agency.objects.get(code="doh").events.count() == 1

    def test_what_has_changed_since_is_shown_anew_and_not_overwritten(self, page):
        make_agency("กรมเดิม", code="doh")
        send(page, "agencies", csv_bytes(HEAD, AGENCY))
        Agency.objects.filter(code="doh").update(name_th="กรมที่คนอื่นแก้")
        answer = press(page, "agencies")
        assert any(message.level_tag == "error" for message in answer.context["messages"])
        assert Agency.objects.get(code="doh").name_th == "กรมที่คนอื่นแก้"
        assert "กรมที่คนอื่นแก้" in answer.content.decode()
        press(page, "agencies")
        assert Agency.objects.get(code="doh").name_th == "กรมทางหลวง"

    def test_what_is_not_in_the_file_stays_as_it_is(self, page):
        make_agency("กรมทางหลวง", code="doh", name_en="Highways", closes_on=date(2099, 1, 1))
        make_agency("อื่น", code="other")
        send(page, "agencies", csv_bytes("code,short_name_th", "doh,ทล."))
        press(page, "agencies")
        doh = Agency.objects.get(code="doh")
        assert (doh.short_name_th, doh.name_en, doh.closes_on) == ("ทล.", "Highways", date(2099, 1, 1))
        assert Agency.objects.filter(code="other").exists()

    def test_a_press_that_fails_in_the_middle_writes_nothing(self, page, monkeypatch):
        send(page, "agencies", csv_bytes(HEAD, AGENCY, "rid,กรมชลประทาน,department,ก,2545"))
        put, calls = writing._put, []

        def broken(*args, **kwargs):
            calls.append(1)
            if len(calls) == 2:
                raise RuntimeError("the machine stops")
            return put(*args, **kwargs)

        monkeypatch.setattr(writing, "BATCH", 1)
        monkeypatch.setattr(writing, "_put", broken)
        with pytest.raises(RuntimeError):
            press(page, "agencies")
        assert not Agency.objects.filter(code__in=["doh", "rid"]).exists()
        assert RegisterFile.objects.get().applied_at is None

    def test_a_file_that_nobody_pressed_for_is_gone_after_a_day(self, page):
        send(page, "agencies", csv_bytes(HEAD, AGENCY))
        assert forget_files.function() == 0
        RegisterFile.objects.update(chosen_at="2020-01-01T00:00:00Z")
        assert forget_files.function() == 1
        assert not RegisterFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_writes(manop):
    content = csv_bytes(HEAD, AGENCY)
    file = choose_file(REGISTERS["agencies"], name="a.csv", content=content, by=manop, language="th")
    together, became = threading.Barrier(2), []

    def run():
        together.wait(10)
        try:
            became.append(apply_file(file, REGISTERS["agencies"], by=manop, wait_s=10)["new"])
        except Exception as error:
            became.append(getattr(error, "code", error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert sorted(became, key=str) == [1, "written_already"]
    assert Agency.objects.filter(code="doh").count() == 1


class TestWhatPeopleSend:
    @pytest.mark.parametrize(
        ("cell", "day"),
        [
            ("2026-12-01", date(2026, 12, 1)),
            ("2569-12-01", date(2026, 12, 1)),
            ("1/12/2569", date(2026, 12, 1)),
            ("๑/๑๒/๒๕๖๙", date(2026, 12, 1)),
            (" 01-12-2026 ", date(2026, 12, 1)),
            ("9999-12-31", date(9999, 12, 31)),
        ],
    )
    def test_days_are_read_in_every_usual_way(self, page, cell, day):
        send(page, "holidays", csv_bytes("date,area,name_th,source", f"{cell},,วัน,ก"))
        press(page, "holidays")
        assert Holiday.objects.get().date == day

    @pytest.mark.parametrize("cell", ["31/2/2569", "พรุ่งนี้", "2026-13-01", "1/12/69", "46000"])
    def test_what_is_no_day_is_refused_with_its_line(self, page, cell):
        send(page, "holidays", csv_bytes("date,area,name_th,source", f"{cell},,วัน,ก"))
        assert [line for line, _why in refusals()] == [2]

    def test_thai_digits_spaces_and_words_for_yes(self, page):
        make_area(40, "ขอนแก่น")
        line = " doh ,\u00a0กรม  ทางหลวง\u200b ,กรม,ก,๒๕๔๕,๔๐,ไม่ใช่"
        send(page, "agencies", csv_bytes(f"{HEAD},area,takes_complaints", line))
        press(page, "agencies")
        doh = Agency.objects.get(code="doh")
        assert (doh.name_th, doh.area_id, doh.takes_complaints) == ("กรม ทางหลวง", 40, False)
        assert doh.source_date == "2002" and doh.kind == "department", "a Buddhist year and a kind by its Thai name"

    def test_thai_of_windows_is_read_with_a_visible_note(self, page):
        answer = send(page, "agencies", csv_bytes(HEAD, AGENCY, encoding="cp874"))
        assert "TIS-620" in answer.content.decode()
        press(page, "agencies")
        assert Agency.objects.get(code="doh").name_th == "กรมทางหลวง"

    def test_the_unicode_text_of_excel_is_read(self, page):
        send(page, "agencies", csv_bytes(HEAD, AGENCY, encoding="utf-16").replace(b",\0", b"\t\0"))
        press(page, "agencies")
        assert Agency.objects.get(code="doh").name_th == "กรมทางหลวง"

    @pytest.mark.parametrize("sign", [";", "\t"])
    def test_other_signs_between_cells_are_known(self, page, sign):
        send(page, "agencies", csv_bytes(HEAD, AGENCY).replace(b",", sign.encode()))
        assert counts() == {"new": 1}

    @pytest.mark.parametrize("head", ['"CODE", Name_TH ,kind,source,source_date', "\ufeff" + HEAD])
    def test_a_head_is_read_as_it_is_meant(self, page, head):
        send(page, "agencies", csv_bytes(head, AGENCY))
        assert counts() == {"new": 1}

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "ว่าง"),
            (b"\xef\xbb\xbf\r\n", "ว่าง"),
            (b"PK\x03\x04 a workbook", "CSV"),
            (csv_bytes(HEAD, AGENCY, encoding="utf-16-le"), "บรรทัดที่ 1 "),
            (csv_bytes(HEAD, AGENCY, AGENCY.replace("หลวง", "\0")), "บรรทัดที่ 3 "),
            (csv_bytes(HEAD, AGENCY, AGENCY.replace("หลวง", "\0"), encoding="utf-16"), "บรรทัดที่ 3 "),
            (csv_bytes(HEAD, AGENCY) + b"rid,\xaa\xc5,department\r\n", "บรรทัดที่ 3 "),
            (csv_bytes(HEAD, "doh,x") + b"rid,\xfc\xfd,department\r\n", "บรรทัดที่ 3 "),
            (b"\xff\xfe\xfd", "CSV"),
            (b"\xd0\xcf\x11\xe0 an old workbook", "CSV"),
            (csv_bytes("name_th,kind", "ก,department"), "code"),
            (csv_bytes(HEAD + ",password", AGENCY + ",x"), "password"),
            (csv_bytes(HEAD + ",id", AGENCY + ",1"), "id"),
            (csv_bytes(HEAD + ",code", AGENCY + ",x"), "code"),
            (b"code\r\na\r\n" + b'"' + b"x" * 110_000 + b'"', "บรรทัดที่ 3 "),
            (b"code\r\na\r\n" + b'"' + b"x" * 200_000 + b'"', "บรรทัดที่ 3 "),
        ],
    )
    def test_what_is_no_file_of_the_register_is_refused_in_words(self, page, content, words):
        answer = send(page, "agencies", content)
        assert answer.status_code == 400
        assert words in " ".join(answer.context["form"].errors["file"])
        assert not RegisterFile.objects.exists()

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ('doh,"=HYPERLINK(""http://x"",""ก"")",department,ก,2545', "HYPERLINK"),
            ("doh,@SUM(1),department,ก,2545", "@SUM"),
            ("doh,ก,department,ก,2545,,x", "หัวตาราง"),
            ("doh," + "ก" * 201 + ",department,ก,2545", "200"),
            ("doh," + "ก" * 6000 + ",department,ก,2545", "5,000"),
            ("doh,ก,department,ก,ปีที่แล้ว", "2014-07-18"),
            ("d o h,ก,department,ก,2545", ""),
            (",ก,department,ก,2545", "ว่าง"),
        ],
    )
    def test_a_line_that_cannot_be_is_refused_with_its_reason(self, page, line, words):
        send(page, "agencies", csv_bytes(HEAD, line))
        assert counts() == {"refused": 1}
        assert words in refusals()[0][1]

    def test_the_same_key_twice_names_the_first_line(self, page):
        send(page, "agencies", csv_bytes(HEAD, AGENCY, "", AGENCY))
        assert refusals()[0][0] == 4 and "2" in refusals()[0][1]

    def test_lines_are_counted_as_an_editor_does(self, page):
        text = (
            '"use","agency","kind","name","text"\r\n"reply","","","ก","หนึ่ง\r\nสอง"\r\n"reply","","nokind","ข","ค"\r\n'
        )
        send(page, "reply-texts", text.encode())
        assert [line for line, _why in refusals()] == [4]

    def test_a_tree_that_bites_its_tail_is_refused_as_a_whole(self, page):
        make_agency("ก", code="a")
        lines = [
            "a,ก,department,ก,2545,c",
            "b,ข,department,ก,2545,a",
            "c,ค,department,ก,2545,b",
            "d,ง,department,ก,2545,d",
        ]
        send(page, "agencies", csv_bytes(f"{HEAD},parent", *lines))
        assert {line for line, _why in refusals()} == {2, 3, 4, 5}

    def test_a_tree_may_be_turned_round_in_one_file(self, page):
        make_agency("ข", code="b", parent=make_agency("ก", code="a"))
        send(page, "agencies", csv_bytes("code,parent", "a,b", "b,"))
        assert counts() == {"changed": 2}
        press(page, "agencies")
        assert Agency.objects.get(code="a").parent.code == "b"

    def test_a_row_that_is_not_there_is_named(self, page):
        send(page, "agencies", csv_bytes(f"{HEAD},parent,area", f"{AGENCY},nobody,99"))
        assert "nobody" in refusals()[0][1] and "99" in refusals()[0][1]

    def test_what_others_know_a_row_by_does_not_change(self, page):
        make_topic("roads/pothole", "หลุม")
        make_topic("water")
        send(page, "topics", csv_bytes("code,parent", "roads/pothole,water"))
        assert counts() == {"refused": 1}

    def test_an_agency_with_open_cases_is_not_closed_by_a_file(self, page, monkeypatch):
        make_agency("กรมทางหลวง", code="doh")
        monkeypatch.setattr("frontend.administration.rules.open_cases_with", lambda agency: 10_000)
        send(page, "agencies", csv_bytes("code,closes_on", "doh,2020-01-01"))
        assert "10,000" in refusals()[0][1]

    def test_a_file_of_too_many_bytes_or_rows_is_refused(self, page, monkeypatch):
        monkeypatch.setattr(sheets, "MOST_ROWS", 3)
        answer = send(page, "topics", csv_bytes("code", *"abcd"))
        assert "3" in " ".join(answer.context["form"].errors["file"])
        monkeypatch.setattr("frontend.administration.forms.MOST_BYTES", 10)
        answer = send(page, "topics", csv_bytes("code", "abcdefgh"))
        assert answer.status_code == 400 and not RegisterFile.objects.exists()

    def test_a_file_of_too_many_invitations_is_to_be_divided(self, page, monkeypatch):
        make_agency(code="doh")
        monkeypatch.setattr(importing, "MOST_BY_ACT", 1)
        lines = ["a@example.org,doh,officer", "b@example.org,doh,officer"]
        answer = send(page, "people", csv_bytes("user,agency,unit,role", *(x.replace("doh,", "doh,,") for x in lines)))
        assert answer.status_code == 400 and not RegisterFile.objects.exists()

    def test_200_megabytes_are_turned_away_before_they_are_read(self, page):
        answer = page.post(
            "/administration/agencies/import/", b"x", content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(200 * 1024 * 1024),
        )  # fmt: skip
        assert answer.status_code == 400

    def test_a_hundred_thousand_rows_are_refused_quickly(self, page):
        content = csv_bytes("code", *(f"t{n}" for n in range(100_000)))
        assert "50,000" in " ".join(send(page, "topics", content).context["form"].errors["file"])

    def test_a_name_of_a_file_is_only_words(self, page):
        answer = page.post(
            "/administration/topics/import/",
            {"file": SimpleUploadedFile("../../<script>x.csv", csv_bytes("code,name_th,name_en", "a,ก,a"))},
            follow=True,
        )
        assert "<script>x" not in answer.content.decode()

    def test_statements_do_not_grow_with_rows_that_stay_the_same(self, page, django_assert_max_num_queries):
        for n in range(30):
            make_agency(f"หน่วย {n}", code=f"a{n}", parent=make_agency(code="top"))
        content = taken(page, "agencies")
        with django_assert_max_num_queries(30):
            send(page, "agencies", content)
        assert counts() == {"same": 32}


class TestPeopleInAFile:
    def test_are_invited_and_given_no_role_by_the_file_itself(self, page):
        make_agency("กรมทางหลวง", code="doh")
        make_unit(Agency.objects.get(code="doh"), "แผนก")
        lines = ["A@example.org,doh,แผนก,officer", "b@example.org,doh,,supervisor"]
        send(page, "people", csv_bytes("user,agency,unit,role", *lines))
        assert counts() == {"new": 2} and not StaffInvitation.objects.exists() and not Message.objects.exists()
        press(page, "people")
        assert set(StaffInvitation.objects.values_list("email", "role", "unit__name_th")) == {
            ("a@example.org", "officer", "แผนก"),
            ("b@example.org", "supervisor", None),
        }
        assert Message.objects.count() == 2
        assert Membership.objects.count() == 1, "the administrator's own"

    def test_who_is_invited_already_is_as_before(self, page):
        make_agency("กรมทางหลวง", code="doh")
        for _time in range(2):
            send(page, "people", csv_bytes("user,agency,unit,role", "a@example.org,doh,,officer"))
            press(page, "people")
        assert counts() == {"same": 1}
        assert StaffInvitation.objects.count() == 1

    def test_have_their_last_day_set(self, page):
        agency = make_agency("กรมทางหลวง", code="doh")
        wichai = make_membership(make_user(email="w@example.org"), agency).user
        send(page, "people", csv_bytes("user,agency,unit,role,ends_on", "w@example.org,doh,,officer,31/12/2599"))
        press(page, "people")
        assert wichai.memberships.get().ends_on == date(2056, 12, 31)

    def test_are_made_administrators_by_no_file(self, page):
        make_agency("กรมทางหลวง", code="doh")
        send(page, "people", csv_bytes("user,agency,unit,role", "a@example.org,doh,,administrator"))
        assert counts() == {"refused": 1}


class TestLongLengths:
    HEAD = "step,kind,topic,agency,working_days,source,is_default"

    def test_are_asked_about_again_before_a_press_writes_them(self, page):
        ServiceLevel.objects.create(step="update", working_days=200, source="ก")
        lines = ["accept,,,,91,ก,no", "answer,,,,90,ก,yes", "update,,,,200,ข,"]
        shown = send(page, "service-levels", csv_bytes(self.HEAD, *lines)).content.decode()
        assert preview()["n_doubts"] == 1 and [line["line"] for line in preview()["doubts"]] == [2]
        assert 'name="sure"' in shown and "91 วันทำการ" in shown
        assert any(message.level_tag == "error" for message in press(page, "service-levels").context["messages"])
        assert ServiceLevel.objects.count() == 1
        file = RegisterFile.objects.latest("id")
        address = f"/administration/service-levels/import/{file.public_id}/"
        page.post(address, {"seen": file.plan_digest, "sure": "yes"})
        assert set(ServiceLevel.objects.values_list("step", "working_days")) == {
            ("accept", 91), ("answer", 90), ("update", 200)
        }  # fmt: skip

    def test_above_the_limit_are_refused_and_not_asked_about(self, page):
        send(page, "service-levels", csv_bytes(self.HEAD, "accept,,,,401,ก,no"))
        assert counts() == {"refused": 1} and not preview()["n_doubts"]


def test_areas_are_looked_up_by_their_code_alone(page):
    make_area(40, "ขอนแก่น")
    assert Area.objects.filter(code=40).exists()
    send(page, "holidays", csv_bytes("date,area,name_th,source", "2026-12-05,ขอนแก่น,วัน,ก"))
    assert counts() == {"refused": 1}
    assert preview()["shown"]["refused"][0]["line"] == 2
    assert not Topic.objects.exists()
