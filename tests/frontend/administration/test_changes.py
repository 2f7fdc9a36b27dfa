"""Who changed what: pages, files and other ways; what stood there before; page by page, and of one row."""

from importlib import import_module

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from complaints.models import ServiceLevel
from directory.models import Agency, OfficeHours
from frontend.administration import changes
from frontend.administration.changes import changes_of, read_place, trails
from frontend.administration.registers import REGISTERS
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
        assert "หมวดเรื่อง.csv" in lines("topics")[0].where
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
