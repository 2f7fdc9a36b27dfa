"""Who changed what: pages, files and other ways; what stood there before; page by page, and of one row."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from complaints.models import ApprovalRule, ServiceLevel
from directory.models import Agency, Installation, Leave, LetterAddress, Letterhead, OfficeHours, Topic, User
from directory.thai_dates import write_day
from frontend.administration import changes
from frontend.administration.changes import changes_of, read_place
from frontend.administration.registers import REGISTERS
from frontend.administration.trails import trails
from notifications.models import NoticeText
from tests.factories import make_agency, make_membership, make_topic, make_unit, make_user
from tests.frontend.administration.sending import csv_bytes, press, row_page, send, typed

pytestmark = pytest.mark.django_db


def lines(slug, **options):
    return changes_of([trails()[slug]], **options)[0]


class TestTheHistory:
    def test_says_who_when_from_where_and_what_stood_there_before(self, page):
        make_agency("กรมเดิม", code="doh", parent=make_agency("กระทรวงคมนาคม", code="mot"))
        address = row_page("agencies", "doh")
        page.post(address, typed(page.get(address)) | {"name_th": "กรมทางหลวง", "parent": ""})
        newest = lines("agencies")[0]
        assert newest.who == "มานพ ระเบียบ"
        told = {(old, new) for _label, old, new in newest.changes}
        assert told == {("กรมเดิม", "กรมทางหลวง"), ("กระทรวงคมนาคม", "")}
        shown = page.get("/administration/changes/").content.decode()
        assert "กรมเดิม" in shown and "มานพ ระเบียบ" in shown
        assert "กรมเดิม" in page.get(address).content.decode(), "on the page of the row as well"

    def test_names_the_file_that_a_row_came_from(self, page):
        content = csv_bytes("code,name_th,name_en", "roads,ถนน,Roads")
        send(page, "topics", content, name="หมวดเรื่อง.csv")
        press(page, "topics")
        row = Topic.objects.get(code="roads")
        assert "หมวดเรื่อง.csv" in lines("topics", pk=row.pk)[0].where
        assert lines("topics")[0].who == "มานพ ระเบียบ"

    def test_of_what_no_person_did_names_the_system(self, page):
        make_topic("roads")
        assert lines("topics")[0].who == "ระบบ"

    @pytest.mark.parametrize("slug", REGISTERS)
    def test_is_kept_for_every_register(self, slug):
        assert trails()[slug].events.count() == 0

    def test_keeps_the_first_change_of_hours_and_lengths_too(self, page):
        OfficeHours.objects.create(weekday=0, opens="08:30", closes="16:30")
        ServiceLevel.objects.create(step="accept", working_days=3, source="ก")
        ServiceLevel.objects.update(working_days=5)
        newest = lines("service-levels")[0]
        assert [(old, new) for _label, old, new in newest.changes] == [("3", "5")]
        assert len(lines("office-hours")) == 1

    def test_cannot_be_changed(self, page):
        ServiceLevel.objects.create(step="accept", working_days=3, source="ก")
        for act in (lambda rows: rows.update(working_days=1), lambda rows: rows.delete()):
            with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
                act(trails()["service-levels"].events.all())

    def test_goes_on_page_by_page_through_all_registers_and_repeats_nothing(self, page, monkeypatch):
        for n in range(4):
            make_unit(make_agency(code=f"a{n}"))
            make_topic(f"t{n}")
        every, _none = changes_of(trails().values(), most=1000)
        seen, after = [], None
        while True:
            some, after = changes_of(trails().values(), after=after, most=3)
            seen += some
            if after is None:
                break
            after = read_place(after.written())
        key = lambda each: (each.slug, each.at, each.title, each.what)  # noqa: E731
        assert [key(each) for each in seen] == [key(each) for each in every]
        monkeypatch.setattr(changes, "AT_ONCE", 3)

    def test_of_one_table_leaves_the_others_out(self, page):
        make_topic("roads", "ถนนหนทาง")
        make_agency("กรมทางหลวง")
        shown = page.get("/administration/changes/?register=topics").content.decode()
        assert "ถนนหนทาง" in shown and "กรมทางหลวง" not in shown.split("<main")[1]

    def test_asks_no_more_of_the_database_with_more_lines(self, page, django_assert_max_num_queries):
        for n in range(20):
            agency = make_agency(code=f"a{n}")
            make_unit(agency, f"แผนก {n}")
            make_membership(make_user(), agency)
            make_topic(f"t{n}")
        Agency.objects.update(name_en="x")
        page.get("/administration/changes/")
        with django_assert_max_num_queries(30):
            page.get("/administration/changes/")
        with django_assert_max_num_queries(35):
            page.get("/administration/")


@pytest.mark.parametrize(
    ("module", "slug"),
    [
        ("complaints.migrations.0071_service_levels_so_far", "service-levels"),
        ("directory.migrations.0012_office_hours_so_far", "office-hours"),
    ],
)
def test_what_stood_there_before_the_history_began_is_its_first_line(module, slug):
    ServiceLevel.objects.create(step="accept", working_days=3, source="ก")
    OfficeHours.objects.create(weekday=0, opens="08:30", closes="16:30")
    with connection.cursor() as cursor:
        cursor.execute(import_module(module).Migration.operations[0].sql)
    first, *others = lines(slug)
    assert (first.what, len(others)) == ("ข้อมูลเดิมตอนเริ่มเก็บประวัติ", 1)
    assert first.is_new and first.who == "ระบบ"


class TestWhatElseIsKept:
    def test_is_who_may_enter_and_administer_and_nothing_else_of_a_person(self, page):
        person = make_user("สุดา มั่นคง")
        person.full_name = "สุดา ใหม่"
        person.save()
        assert lines("accounts") == [] or lines("accounts")[0].title != person.email
        person.is_staff = True
        person.save()
        newest = lines("accounts")[0]
        assert newest.title == person.email
        shown = page.get("/administration/changes/?register=accounts").content.decode()
        assert person.email in shown and "สุดา ใหม่" not in shown.split("<main")[1]

    def test_is_the_text_of_a_notice(self, page):
        text = NoticeText.objects.create(event="accepted", language="th", channel="sms", body="คำเดิม")
        NoticeText.objects.filter(pk=text.pk).update(body="คำใหม่")
        assert ("คำเดิม", "คำใหม่") in {(old, new) for _label, old, new in lines("notice-texts")[0].changes}

    @pytest.mark.parametrize("model", [ApprovalRule, Installation, Leave, LetterAddress, Letterhead, NoticeText, User])
    def test_is_every_table_that_offices_change(self, model):
        assert model in {trail.model for trail in trails().values()}


class TestLookingForChanges:
    def test_of_a_person(self, page, client, manop):
        make_topic("roads", "ถนนหนทาง")
        address = row_page("topics", "roads")
        make_topic("water", "น้ำประปา")
        page.post(address, typed(page.get(address)) | {"name_en": "Roads"})
        shown = page.get("/administration/changes/", {"by": manop.email.upper()}).content.decode().split("<main")[1]
        assert "ถนนหนทาง" in shown and "น้ำประปา" not in shown
        other = make_user("ไม่ได้ แก้")
        assert page.get("/administration/changes/", {"by": other.email}).context["changes"] == []
        assert page.get("/administration/changes/", {"by": "nobody"}).status_code == 400

    def test_of_some_days(self, page):
        make_topic("roads")
        today = timezone.localdate()
        day = {n: write_day(today + timedelta(days=n)) for n in (-1, 0, 1)}
        for asked, found in (
            ({"since": day[0], "until": day[0]}, True),
            ({"since": day[1]}, False),
            ({"until": day[-1]}, False),
            ({"until": "x"}, True),
        ):
            lines = page.get("/administration/changes/", {"register": "topics", **asked}).context["changes"]
            assert bool(lines) == found, asked

    def test_a_file_is_one_line_that_leads_to_its_rows(self, page):
        make_topic("before", "หมวดก่อนหน้า")
        send(page, "topics", csv_bytes("code,name_th,name_en", "a,ก,A", "b,ข,B", "c,ค,C"), name="หมวด.csv")
        press(page, "topics")
        told = lines("topics")
        assert [line.title for line in told][:1] == ["หมวด.csv"]
        assert [line.title for line in told].count("หมวดก่อนหน้า") == 1 and len(told) == 2
        rows = page.get("/administration/changes/", {"file": told[0].file}).context["changes"]
        assert {line.title for line in rows} == {"ก", "ข", "ค"}
        assert page.get("/administration/changes/", {"file": "x"}).status_code == 200
