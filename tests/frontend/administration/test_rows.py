"""Rows of registers on their pages: kept, changed, taken out of use, removed; and what each is refused for."""

import base64
import re
import threading
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from complaints.handling import accept_assignment, assign_case
from complaints.models import Assignment, ReplyTemplate, ServiceLevel
from complaints.service_levels import forget_service_levels, working_days
from directory.models import Agency, Holiday, Membership, OfficeHours, Role, StaffInvitation, Topic, Unit
from directory.thai_dates import write_day
from frontend.administration import keeping, lists
from frontend.administration.keeping import keep_row
from frontend.administration.planning import digest_of
from frontend.administration.registers import REGISTERS
from frontend.administration.removing import what_holds_then
from routing.models import RoutingRule
from tests.complaints.conftest import case, file, highways, khon_kaen, malee, roads, sila, siriporn, wichai  # noqa: F401
from tests.factories import make_agency, make_area, make_membership, make_topic, make_unit, make_user
from tests.frontend.administration.sending import row_page, rows_of, typed

pytestmark = pytest.mark.django_db


def change(page, slug, *key, **fields):
    """Open a row's page, change some fields and send the form; None takes a tick away."""
    address = row_page(slug, *key)
    told = typed(page.get(address)) | fields
    return page.post(address, {name: value for name, value in told.items() if value is not None}, follow=True)


def yesterday():
    return write_day(timezone.localdate() - timedelta(days=1))


class TestARow:
    def test_is_added_and_changed(self, page):
        make_agency("กระทรวงมหาดไทย", code="moi")
        told = {
            "code": "dopa", "name_th": " กรมการปกครอง ", "kind": "department", "parent": "กระทรวงมหาดไทย",
            "source": "พ.ร.บ.", "source_date": "2545", "takes_complaints": "on", "opens_on": "๑/๑๐/๒๕๔๕",
        }  # fmt: skip
        assert page.post("/administration/agencies/new/", told).status_code == 302
        agency = Agency.objects.get(code="dopa")
        assert (agency.name_th, agency.parent.code, agency.opens_on) == ("กรมการปกครอง", "moi", date(2002, 10, 1))
        assert change(page, "agencies", "dopa", name_en="DOPA", takes_complaints=None).status_code == 200
        agency.refresh_from_db()
        assert (agency.name_en, agency.takes_complaints, agency.opens_on) == ("DOPA", False, date(2002, 10, 1))

    def test_that_nothing_changes_is_no_change(self, page):
        make_agency(code="moi", opens_on=date(9999, 12, 31))
        before = Agency.objects.get(code="moi").events.count()
        change(page, "agencies", "moi")
        assert Agency.objects.get(code="moi").opens_on == date(9999, 12, 31)
        assert Agency.objects.get(code="moi").events.count() == before

    def test_keeps_what_others_know_it_by(self, page):
        make_agency(code="moi")
        change(page, "agencies", "moi", code="other", name_en="Interior")
        assert Agency.objects.get(code="moi").name_en == "Interior"

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("code", "", "ช่องนี้ยังว่าง"),
            ("code", "มหาดไทย", "code"),
            ("source_date", "เมื่อวาน", "2014-07-18"),
            ("opens_on", "31/2/2569", "1/12/2569"),
            ("closes_on", "1/1/2500", "วันสุดท้าย"),
            ("parent", "ไม่มีหน่วยงานนี้", "ไม่มีหน่วยงานนี้"),
            ("area", "40x", "40x"),
            ("kind", "castle", "castle"),
            ("name_th", "ก" * 201, "200"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(self, page, field, value, words):
        told = {"code": "x", "name_th": "ก", "kind": "department", "source": "ก", "source_date": "2545"}
        told |= {"opens_on": "1/1/2569", field: value}
        answer = page.post("/administration/agencies/new/", told)
        assert answer.status_code == 400
        errors = answer.context["form"].errors
        assert set(errors) == {field}
        assert words in " ".join(errors[field]) or field == "code"
        assert not Agency.objects.filter(code="x").exists()

    def test_of_the_same_code_is_refused(self, page):
        make_agency(code="moi")
        told = {"code": "moi", "name_th": "ก", "kind": "department", "source": "ก", "source_date": "2545"}
        assert page.post("/administration/agencies/new/", told).status_code == 400
        assert Agency.objects.filter(code="moi").count() == 1

    def test_asks_which_where_a_name_fits_several(self, page):
        make_agency("เทศบาลเมืองศิลา", code="lg-1")
        make_agency("เทศบาลเมืองพล", code="lg-2")
        answer = page.post("/administration/units/new/", {"agency": "เทศบาลเมือง", "name_th": "กองช่าง"})
        assert "lg-1" in answer.content.decode() and "lg-2" in answer.content.decode()
        page.post("/administration/units/new/", {"agency": "เทศบาลเมืองพล (lg-2)", "name_th": "กองช่าง"})
        assert Unit.objects.get().agency.code == "lg-2"

    def test_does_not_overwrite_what_somebody_else_has_changed_meanwhile(self, page):
        make_agency("กรมทางหลวง", code="doh")
        address = row_page("agencies", "doh")
        told = typed(page.get(address))
        Agency.objects.filter(code="doh").update(name_th="กรมทางหลวงใหม่")
        answer = page.post(address, told | {"name_th": "ของฉัน"})
        assert answer.status_code == 400
        assert Agency.objects.get(code="doh").name_th == "กรมทางหลวงใหม่"

    def test_cannot_become_part_of_itself_by_way_of_others(self, page):
        top = make_agency(code="top")
        make_agency(code="low", parent=make_agency(code="middle", parent=top))
        answer = change(page, "agencies", "top", parent="low")
        assert set(answer.context["form"].errors) == {"parent"}
        top.refresh_from_db()
        assert top.parent is None

    @pytest.mark.parametrize("slug", REGISTERS)
    def test_asks_for_what_it_needs(self, page, slug):
        answer = page.post(f"/administration/{slug}/new/", {})
        assert answer.status_code == 400
        assert set(REGISTERS[slug].needed) <= set(answer.context["form"].errors)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_change_a_row_at_once_do_not_overwrite_each_other(manop, monkeypatch):
    agency = make_agency("เดิม", code="doh")
    register = REGISTERS["agencies"]
    seen = digest_of(dict(next(register.kept(Agency.objects.filter(pk=agency.pk))).cells))
    together = threading.Barrier(2)
    lock = keeping.lock
    monkeypatch.setattr(keeping, "lock", lambda register, **how: (together.wait(10), lock(register, **how)))
    became = []

    def keep(name):
        try:
            keep_row(register, {"name_th": name}, pk=agency.pk, seen=seen, by=manop)
            became.append("kept")
        except ValidationError as error:
            became.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=keep, args=[name]) for name in ("หนึ่ง", "สอง")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert sorted(became) == ["kept", "row_changed_meanwhile"]


class TestClosingAnAgency:
    @pytest.fixture
    def given(self, case, highways, siriporn, wichai):  # noqa: F811
        return accept_assignment(assign_case(case, highways, by=siriporn), by=wichai)

    def test_with_open_cases_is_refused_with_their_number_and_the_way_on(self, page, given):
        answer = change(page, "agencies", "doh", closes_on=yesterday())
        assert "1 เรื่อง" in " ".join(answer.context["form"].errors["closes_on"])
        assert Agency.objects.get(code="doh").closes_on is None

    def test_from_today_on_is_kept(self, page, given):
        change(page, "agencies", "doh", closes_on=write_day(timezone.localdate()))
        assert Agency.objects.get(code="doh").closes_on == timezone.localdate()
        assert Assignment.objects.get().case_is_open

    def test_without_open_cases_is_kept(self, page, highways):  # noqa: F811
        change(page, "agencies", "doh", closes_on=yesterday())
        assert Agency.objects.get(code="doh").closes_on is not None

    def test_that_others_are_part_of_names_one_of_them(self, page):
        make_agency("แขวงทางหลวง", code="low", parent=make_agency(code="top"))
        answer = change(page, "agencies", "top", closes_on=yesterday())
        assert "แขวงทางหลวง" in " ".join(answer.context["form"].errors["closes_on"])

    def test_is_told_before_anything_is_typed(self, page, given):
        assert "1 เรื่อง" in page.get(row_page("agencies", "doh")).content.decode()


class TestTakingATopicOutOfUse:
    def test_that_is_in_use_cannot_be_removed_and_says_what_uses_it(self, page, case, roads):  # noqa: F811
        case.topic = roads
        case.save()
        ServiceLevel.objects.create(step="accept", topic=roads, working_days=1, source="ก")
        address = row_page("topics", roads.code)
        shown = page.get(address).content.decode()
        assert 'name="offer"' not in shown and "/row/remove/" not in shown.split("<main")[1].split("history")[0]
        answer = page.post(
            address.replace("/row/", "/row/remove/"), {"seen": typed(page.get(address))["seen"]}, follow=True
        )
        said = " ".join(str(message) for message in answer.context["messages"])
        assert "(1)" in said
        assert Topic.objects.filter(code=roads.code).exists()
        assert ServiceLevel.objects.filter(topic=roads).exists()

    def test_switched_off_stays_with_its_cases(self, page, case, roads):  # noqa: F811
        case.topic = roads
        case.save()
        change(page, "topics", roads.code, is_active=None)
        assert not Topic.objects.get(code=roads.code).is_active
        case.refresh_from_db()
        assert case.topic == roads

    def test_of_a_group_waits_for_its_parts(self, page, roads):  # noqa: F811
        answer = change(page, "topics", "roads", is_active=None)
        assert set(answer.context["form"].errors) == {"is_active"}

    def test_that_nothing_uses_is_removed_and_its_history_stays(self, page):
        topic = make_topic("spare", "เรื่องที่ไม่มีใครใช้")
        address = row_page("topics", "spare")
        seen = typed(page.get(address))["seen"]
        page.post(address.replace("/row/", "/row/remove/"), {"seen": seen})
        assert not Topic.objects.filter(pk=topic.pk).exists()
        assert "เรื่องที่ไม่มีใครใช้" in page.get("/administration/changes/?register=topics").content.decode()

    def test_is_asked_about_before_it_is_removed(self, page):
        topic = make_topic("spare", "เรื่องที่ไม่มีใครใช้")
        address = row_page("topics", "spare")
        asked = address.replace("/row/", "/row/remove/")
        assert asked in page.get(address).content.decode().replace("&amp;", "&")
        shown = page.get(asked)
        assert "เรื่องที่ไม่มีใครใช้" in shown.content.decode()
        assert Topic.objects.filter(pk=topic.pk).exists()
        page.post(asked, {"seen": re.findall(r'name="seen" value="([^"]+)"', shown.content.decode())[0]})
        assert not Topic.objects.filter(pk=topic.pk).exists()

    def test_that_is_in_use_is_not_even_asked_about(self, page, case, roads):  # noqa: F811
        case.topic = roads
        case.save()
        address = row_page("topics", roads.code)
        answer = page.get(address.replace("/row/", "/row/remove/"))
        assert answer.status_code == 302

    def test_is_not_removed_by_a_page_that_is_old(self, page):
        make_topic("spare")
        address = row_page("topics", "spare")
        seen = typed(page.get(address))["seen"]
        Topic.objects.update(name_th="ใหม่")
        page.post(address.replace("/row/", "/row/remove/"), {"seen": seen})
        assert Topic.objects.filter(code="spare").exists()


class TestPeople:
    def test_are_invited_by_mail_as_anything_but_administrators(self, page):
        make_agency(code="doh")
        told = {"user": "Somying@Example.org", "agency": "doh", "role": "auditor"}
        page.post("/administration/people/new/", told)
        assert StaffInvitation.objects.get().email == "somying@example.org"
        assert not Membership.objects.filter(role=Role.AUDITOR).exists()
        answer = page.post("/administration/people/new/", told | {"user": "x@example.org", "role": "administrator"})
        assert answer.status_code == 400
        assert "เชิญเข้ามาด้วยหน้าที่อื่นก่อน" in " ".join(answer.context["form"].errors["user"])
        assert StaffInvitation.objects.count() == 1

    def test_are_no_approvers_without_casework_there(self, page, wichai):  # noqa: F811
        told = {"user": "new@example.org", "agency": "doh", "role": "approver"}
        assert "ทำเรื่องของหน่วยงานนั้นอยู่แล้ว" in page.get("/administration/people/new/").content.decode()
        answer = page.post("/administration/people/new/", told)
        assert answer.status_code == 400 and set(answer.context["form"].errors) == {"role"}
        assert not StaffInvitation.objects.exists()
        assert page.post("/administration/people/new/", told | {"user": wichai.email}).status_code == 302

    @pytest.mark.parametrize("email", ["somying", "ก", "a@b", "0812345678"])
    def test_are_not_invited_without_an_address(self, page, email):
        make_agency(code="doh")
        answer = page.post("/administration/people/new/", {"user": email, "agency": "doh", "role": "officer"})
        assert set(answer.context["form"].errors) == {"user"}

    def test_who_move_leave_their_cases_to_the_agency(self, page, case, highways, siriporn, wichai):  # noqa: F811
        part = accept_assignment(assign_case(case, highways, by=siriporn), by=wichai)
        make_agency("กรมชลประทาน", code="rid")
        answer = change(page, "people", wichai.email, "doh", "", "officer", agency="rid")
        said = " ".join(str(message) for message in answer.context["messages"])
        assert "1 เรื่อง" in said and "กรมทางหลวง" in said
        wichai.forget_roles()
        assert [held.agency.code for held in wichai.active_roles] == ["rid"]
        from complaints.chores import free_of_leavers

        free_of_leavers.function()
        part.refresh_from_db()
        assert (part.officer, part.agency, part.case_is_open) == (None, highways, True)

    def test_do_not_change_their_own_role(self, page, manop):
        make_agency(code="rid")
        answer = change(page, "people", manop.email, "opm-ops", "", "administrator", agency="rid")
        assert answer.status_code == 400
        assert manop.memberships.get().agency.code == "opm-ops"

    def test_work_in_units_of_their_agency_only(self, page, wichai):  # noqa: F811
        make_unit(make_agency(code="rid"), "กองช่าง")
        answer = change(page, "people", wichai.email, "doh", "", "officer", unit="กองช่าง")
        assert set(answer.context["form"].errors) == {"unit"}

    def test_have_a_last_day(self, page, wichai):  # noqa: F811
        change(page, "people", wichai.email, "doh", "", "officer", ends_on=yesterday())
        wichai.forget_roles()
        assert wichai.active_roles == []


class TestOtherRegisters:
    def test_a_rule_names_one_agency_or_the_local_office(self, page):
        make_topic("roads")
        told = {"topic": "roads", "source": "ก"}
        assert page.post("/administration/routing-rules/new/", told).status_code == 400
        assert page.post("/administration/routing-rules/new/", told | {"to_local": "on"}).status_code == 302
        assert RoutingRule.objects.get().to_local
        assert page.post("/administration/routing-rules/new/", told | {"to_local": "on"}).status_code == 400

    def test_a_rule_leads_to_no_closed_agency(self, page):
        make_agency(code="gone", closes_on=date(2020, 1, 1))
        answer = page.post("/administration/routing-rules/new/", {"agency": "gone", "source": "ก"})
        assert set(answer.context["form"].errors) == {"agency"}

    def test_a_service_level_is_at_least_a_day(self, page):
        told = {"step": "accept", "working_days": "๐", "source": "ก"}
        answer = page.post("/administration/service-levels/new/", told)
        assert set(answer.context["form"].errors) == {"working_days"}
        page.post("/administration/service-levels/new/", told | {"working_days": "๓"})
        assert ServiceLevel.objects.get().working_days == 3

    @pytest.mark.parametrize(("days", "is_kept"), [("90", True), ("401", False), ("32000", False)])
    def test_a_service_level_is_no_lifetime(self, page, days, is_kept):
        answer = page.post(
            "/administration/service-levels/new/", {"step": "accept", "working_days": days, "source": "ก"}
        )
        assert ServiceLevel.objects.exists() == is_kept
        assert is_kept or set(answer.context["form"].errors) == {"working_days"}

    def test_a_long_service_level_is_asked_about_again_for_just_what_was_typed(self, page):
        told = {"step": "accept", "working_days": "๙๑", "source": "ก"}
        new = "/administration/service-levels/new/"
        answer = page.post(new, told)
        form = answer.context["form"]
        assert set(form.errors) == {"sure"} and "91 วันทำการ" in answer.content.decode()
        sure = form.fields["sure"].choices[0][0]
        assert set(page.post(new, told | {"working_days": "400", "sure": sure}).context["form"].errors) == {"sure"}
        assert not ServiceLevel.objects.exists()
        page.post(new, told | {"sure": sure})
        assert ServiceLevel.objects.get().working_days == 91
        row = row_page("service-levels", "accept", "", "", "")
        page.post(row, typed(page.get(row)) | {"source": "ข"})
        assert ServiceLevel.objects.get().source == "ข", "what was long before is not asked about once more"
        page.post(row, typed(page.get(row)) | {"working_days": "120"})
        assert ServiceLevel.objects.get().working_days == 91

    @pytest.mark.parametrize("text", ["เรียน {ชื่อผู้แจ้ง}", "{", "}"])
    def test_a_reply_text_has_no_brackets_of_notices(self, page, text):
        told = {"use": "reply", "name": "นัด", "position": "1", "is_active": "on", "text": text}
        answer = page.post("/administration/reply-texts/new/", told)
        assert set(answer.context["form"].errors) == {"text"}
        assert not ReplyTemplate.objects.exists()

    def test_a_reply_text_asks_for_no_papers_and_keeps_its_lines(self, page):
        told = {"use": "reply", "name": "นัด", "position": "1", "is_active": "on"}
        answer = page.post("/administration/reply-texts/new/", told | {"text": "ส่งสำเนาบัตรประชาชนมา"})
        assert answer.status_code == 400
        page.post("/administration/reply-texts/new/", told | {"text": "หนึ่ง\r\nสอง [วัน]"})
        assert ReplyTemplate.objects.get().text == "หนึ่ง\nสอง [วัน]"

    def test_a_day_off_is_given_to_a_province(self, page):
        make_area(4001, "เมืองขอนแก่น")
        told = {"date": "5/12/2569", "name_th": "วัน", "kind": "public", "source": "ก", "closed_from": "๑๒.๓๐"}
        answer = page.post("/administration/holidays/new/", told | {"area": "4001"})
        assert set(answer.context["form"].errors) == {"area"}
        page.post("/administration/holidays/new/", told | {"area": "40"})
        assert str(Holiday.objects.get().closed_from) == "12:30:00"

    def test_the_list_tells_a_half_day_from_a_whole_one(self, page):
        later = timezone.localdate() + timedelta(days=9)
        Holiday.objects.create(date=later, name_th="ครึ่งวันบ่าย", closed_from=time(12, 30), source="ก")
        assert "12:30" in page.get("/administration/holidays/").content.decode()

    def test_shifts_of_a_day_do_not_overlap(self, page):
        told = {"weekday": "0", "opens": "8.30", "closes": "16.30"}
        assert page.post("/administration/office-hours/new/", told).status_code == 302
        assert page.post("/administration/office-hours/new/", told | {"opens": "12.00"}).status_code == 400


def rows_of_every_register(n_of_each):
    for n in range(n_of_each):
        agency = make_agency(code=f"a{n}", parent=make_agency(code="top"), area=make_area(40 + n, f"จังหวัด {n}"))
        make_unit(agency)
        topic = make_topic(f"g{n}/t")
        make_membership(make_user(), agency)
        ServiceLevel.objects.create(step="accept", topic=topic, agency=agency, working_days=1, source="ก")
        RoutingRule.objects.create(topic=topic, agency=agency, area=agency.area, source="ก")
        ReplyTemplate.objects.create(agency=agency, use="reply", name="ก", text="ก")
        Holiday.objects.create(date=date(2099, 1, n + 1), name_th="ก", area=agency.area, source="ก")
        OfficeHours.objects.create(weekday=n % 7, opens=time(8 + n % 2, n), closes=time(16))


class TestTheList:
    def test_finds_and_leaves_out_what_is_over(self, page):
        make_agency("กรมทางหลวง", code="doh")
        make_agency("กรมที่ยุบแล้ว", code="gone", closes_on=date(2020, 1, 1))
        shown = page.get("/administration/agencies/").content.decode()
        assert "กรมทางหลวง" in shown and "กรมที่ยุบแล้ว" not in shown
        assert "กรมที่ยุบแล้ว" in page.get("/administration/agencies/?show=ended").content.decode()
        assert "กรมทางหลวง" not in page.get("/administration/agencies/?show=all&q=ยุบ").content.decode()

    @pytest.mark.parametrize("slug", REGISTERS)
    def test_goes_on_page_by_page_and_shows_each_row_once(self, page, monkeypatch, slug):
        rows_of_every_register(7)
        monkeypatch.setattr(lists, "AT_ONCE", 2)
        seen, after = [], ""
        for turn in range(30):
            listed = page.get(f"/administration/{slug}/?show=all&after={after}").context["listed"]
            seen += [row.address for row in listed.rows]
            assert listed.is_first == (turn == 0)
            after = listed.next_cursor
            if not after:
                break
        assert len(seen) == len(set(seen)) == REGISTERS[slug].queryset().count() > 4

    def test_is_in_the_order_of_a_dictionary_and_goes_on_behind_a_row_that_is_gone(self, page, monkeypatch):
        monkeypatch.setattr(lists, "AT_ONCE", 2)
        for name in ("อ่างทอง", "เชียงใหม่", "กระบี่", "แพร่"):
            make_agency(name, code=f"a{len(name)}-{Agency.objects.count()}")
        Agency.objects.filter(code="opm-ops").update(name_th="กก")
        first = page.get("/administration/agencies/").context["listed"]
        assert [row.words[0] for row in first.rows] == ["กก", "กระบี่"]
        Agency.objects.filter(name_th="กระบี่").delete()
        make_agency("กลาง", code="between")
        shown = page.get(f"/administration/agencies/?after={first.next_cursor}")
        assert [row.words[0] for row in shown.context["listed"].rows] == ["กลาง", "เชียงใหม่"]
        assert 'id="first-page"' in shown.content.decode() and 'id="next-page"' in shown.content.decode()

    @pytest.mark.parametrize(
        "place",
        ["x", "[]", '["a"]', '["a", "1"]', '["a\\u0000", 1]', '["a", 99999999999999999999]', "[1, 1]", '["a", true]'],
    )
    def test_begins_at_the_first_row_where_the_place_is_none(self, page, place):
        after = base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
        for cursor in (after, place):
            listed = page.get("/administration/agencies/", {"after": cursor}).context["listed"]
            assert listed.is_first and len(listed.rows) == 1

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("บ้านใหม่", {"l1", "l2", "l9"}),
            ("บ้านใหม่ ขอนแก่น", {"l1"}),
            ("ขอนแก่น เทศบาล", {"l1"}),
            ("l๙", {"l9"}),
            ("L9", {"l9"}),
            ("บ้านใหม่ ไม่มี", set()),
            ("100%", set()),
        ],
    )
    def test_is_searched_by_words_in_names_codes_and_places(self, page, search, found):
        for code, province in (("l1", "ขอนแก่น"), ("l2", "น่าน"), ("l9", "ตาก")):
            make_agency("เทศบาลตำบลบ้านใหม่", code=code, area=make_area(40 + int(code[1]), province))
        rows = page.get("/administration/agencies/", {"q": search}).context["listed"].rows
        assert {row.words[1] for row in rows} == found

    @pytest.mark.parametrize("slug", REGISTERS)
    def test_asks_no_more_of_the_database_with_more_rows(self, page, slug, django_assert_max_num_queries):
        rows_of_every_register(3)
        page.get(f"/administration/{slug}/")
        with django_assert_max_num_queries(12):
            page.get(f"/administration/{slug}/?show=all")


class TestListsInEnglish:
    @pytest.fixture
    def english(self, page):
        page.cookies["language"] = "en"
        return page

    def test_name_rows_in_the_readers_language_and_in_thai_where_there_is_no_other(self, english):
        make_agency("กรมทางหลวง", code="doh", name_en="Department of Highways")
        make_agency("กรมใหม่", code="new")
        answer = english.get("/administration/agencies/?show=all")
        assert answer.context["columns"][0] == "Name"
        assert {"Department of Highways", "กรมใหม่"} <= {row.words[0] for row in answer.context["listed"].rows}
        assert answer.content.decode().count("กรมทางหลวง") == 0
        shown = english.get(row_page("agencies", "doh"))
        assert shown.context["title"] == "Department of Highways"
        english.cookies["language"] = "th"
        rows = english.get("/administration/agencies/").context["listed"].rows
        assert "กรมทางหลวง" in {row.words[0] for row in rows}

    def test_head_people_as_people(self, english, manop):
        answer = english.get("/administration/people/")
        assert answer.context["columns"][0] == "Person"
        assert manop.full_name in answer.context["listed"].rows[0].words[0]

    @pytest.mark.parametrize("slug", REGISTERS)
    def test_say_on_a_phone_what_each_word_is(self, english, slug):
        rows_of_every_register(1)
        answer = english.get(f"/administration/{slug}/?show=all")
        row = answer.context["listed"].rows[0]
        assert row.labels == answer.context["columns"]
        for label, words in row.labelled[1:]:
            assert not words or f'<td data-l="{label}"' in answer.content.decode()


class TestDefaultLengths:
    """Rows that hold where no agency and no topic has a row of its own."""

    @pytest.fixture
    def levels(self):
        group = make_topic("roads")
        part, agency = make_topic("roads/pothole", parent=group), make_agency(code="doh")
        for days, fields in enumerate(
            ({}, {"kind": "complaint"}, {"topic": group}, {"topic": part}, {"agency": agency}), start=11
        ):
            ServiceLevel.objects.create(step="resolve", working_days=days, source=f"ที่มา {days}", **fields)
        forget_service_levels()
        return part, agency

    def test_are_marked_with_their_source_in_the_list_and_in_the_file(self, page, levels):
        rows = page.get("/administration/service-levels/").context["listed"].rows
        assert {row.words[-1]: row.marks for row in rows} == {
            "ที่มา 11": ["ค่าตั้งต้น"], "ที่มา 12": ["ค่าตั้งต้น"], "ที่มา 13": [], "ที่มา 14": [], "ที่มา 15": []
        }  # fmt: skip
        taken = rows_of(b"".join(page.get("/administration/service-levels/export/").streaming_content))
        assert {row["source"]: row["is_default"] for row in taken} == {
            f"ที่มา {days}": "yes" if days < 13 else "no" for days in range(11, 16)
        }

    @pytest.mark.parametrize(
        ("asked", "order"),
        [
            ({"kind": "complaint"}, [12, 11]),
            ({"kind": "praise"}, [11]),
            ({"topic": "roads"}, [12, 13, 11]),
            ({"topic": "roads/pothole"}, [12, 14, 13, 11]),
            ({"topic": "roads/pothole", "kind": "praise"}, [14, 13, 11]),
            ({"agency": "doh", "topic": "roads/pothole"}, [15, 12, 14, 13, 11]),
        ],
    )
    def test_stand_behind_the_row_that_holds(self, page, levels, asked, order):
        """The kind comes before the topic."""
        answer = page.get("/administration/service-levels/which/", asked)
        (step,) = [each for each in answer.context["steps"] if each.holds]
        assert [each.days for each in (step.holds, *step.behind)] == order
        part, agency = levels
        topic = {"": None, "roads": part.parent, "roads/pothole": part}[asked.get("topic", "")]
        owner = agency.pk if "agency" in asked else None
        assert working_days("resolve", topic, asked.get("kind", "complaint"), owner) == order[0], "as the clocks count"
        assert page.get(step.holds.address).status_code == 200
        assert step.holds.source in answer.content.decode()

    def test_that_are_no_row_are_named_with_the_days_that_the_system_counts(self, page, levels):
        missing = dict(page.get("/administration/service-levels/").context["without_default"])
        assert len(missing) == len(ServiceLevel.Step) - 1 and 3 in missing.values()
        ServiceLevel.objects.create(step="accept", working_days=4, source="ก")
        forget_service_levels()
        assert 3 not in dict(page.get("/administration/service-levels/").context["without_default"]).values()

    def test_of_a_step_are_never_removed(self, page, levels):
        row = row_page("service-levels", "resolve", "", "", "")
        remove = row.replace("/row/", "/row/remove/")
        shown = page.get(row).content.decode()
        assert "/row/remove/" not in shown and "ค่าตั้งต้น" in shown
        assert page.get(remove).status_code == 302
        page.post(remove, {"seen": page.get(row).context["seen"]})
        assert ServiceLevel.objects.filter(step="resolve", topic=None, agency=None, kind="").exists()
        other = row_page("service-levels", "resolve", "", "roads", "")
        page.post(other.replace("/row/", "/row/remove/"), {"seen": page.get(other).context["seen"]})
        assert not ServiceLevel.objects.filter(topic__code="roads").exists()

    def test_are_asked_for_with_words_that_lead_somewhere(self, page, levels):
        answer = page.get("/administration/service-levels/which/", {"agency": "nobody", "topic": "x", "kind": "y"})
        assert answer.status_code == 400 and set(answer.context["form"].errors) == {"agency", "topic", "kind"}

    @pytest.mark.parametrize("asked", [{"topic": "no-such"}, {"agency": "no-such", "topic": "roads"}, {"kind": "x"}])
    def test_answer_nothing_where_what_is_asked_for_is_not_there(self, page, levels, asked):
        answer = page.get("/administration/service-levels/which/", asked)
        shown = answer.content.decode()
        assert answer.status_code == 400 and answer.context["form"].errors
        assert "<table" not in shown and 'name="topic"' in shown
        assert "ที่มา 11" not in shown, "the default is no answer to it"

    def test_answer_nothing_before_anything_is_asked(self, page, levels):
        answer = page.get("/administration/service-levels/which/")
        shown = answer.content.decode()
        assert answer.status_code == 200 and "<table" not in shown and 'name="topic"' in shown
        assert "govuk-error-summary" not in shown

    def test_cost_the_same_with_more_rows(self, page, levels, django_assert_max_num_queries):
        for n in range(30):
            ServiceLevel.objects.create(step="resolve", working_days=9, source="ก", topic=make_topic(f"t{n}"))
        forget_service_levels()
        with django_assert_max_num_queries(12):
            page.get("/administration/service-levels/which/", {"agency": "doh", "topic": "roads/pothole"})


class TestWhatHoldsThen:
    @override("en")
    def test_of_office_hours_is_the_standard_or_a_closed_day(self, page):
        OfficeHours.objects.all().delete()
        monday = OfficeHours.objects.create(weekday=0, opens=time(8), closes=time(16))
        assert "8.30 to 16.30" in " ".join(what_holds_then(monday))
        OfficeHours.objects.create(weekday=1, opens=time(8), closes=time(16))
        assert "closed" in " ".join(what_holds_then(monday))
        OfficeHours.objects.create(weekday=0, opens=time(18), closes=time(20))
        assert "closed" not in " ".join(what_holds_then(monday))

    def test_of_a_holiday_is_that_told_dates_stay(self, page):
        shown = page.get("/administration/holidays/new/").content.decode()
        assert "ไม่เลื่อนวันครบกำหนดที่บอกผู้แจ้งไปแล้ว" in shown
