"""Reference data: loaded as often as one likes, and never against what staff changed."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from directory.loading import load_reference
from directory.models import Agency, Area, Holiday, LoadedRow, OfficeHours, ServiceArea, Topic, TopicAlias
from directory.reference_files import REFERENCE, read_csv
from directory.reference_tables import bring_in
from tests.factories import make_area

pytestmark = pytest.mark.django_db


def topic_row(code, name_th, **fields):
    return {"code": code, "parent__code": None, "name_th": name_th, "name_en": code} | fields


def load_topics(*rows):
    return bring_in(Topic, rows, key=lambda row: row["code"])


@pytest.fixture(scope="class")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for the class, and taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        changes = load_reference()
        yield changes
        transaction.set_rollback(True)


class TestTheWholeCountry:
    def test_has_its_areas(self, loaded):
        counts = {level: Area.objects.filter(level=level).count() for level in ("province", "district", "subdistrict")}
        assert counts == {"province": 77, "district": 928, "subdistrict": 7436}
        assert Area.objects.get(code=400114).full_name("th") == "ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น"
        assert Area.objects.get(code=1033).full_name("th") == "เขตคลองเตย กรุงเทพมหานคร"

    def test_every_agency_has_a_source_a_date_and_a_code(self, loaded):
        assert not Agency.objects.filter(source="").exists()
        assert not Agency.objects.filter(source_date="").exists()
        assert not Agency.objects.filter(code="").exists()

    @pytest.mark.parametrize(
        ("kind", "number"), [("bangkok_district", 50), ("province_centre", 76), ("central_desk", 1)]
    )
    def test_has_its_desks(self, loaded, kind, number):
        agencies = Agency.objects.active().filter(kind=kind)
        assert agencies.count() == number
        assert kind == "central_desk" or agencies.filter(area__isnull=True).count() == 0

    @pytest.mark.parametrize("code", ["mea", "pea", "mwa", "pwa", "doh", "drr", "police", "dlt", "ocpb", "dlpw", "bma"])
    def test_has_the_agencies_a_desk_cannot_do_without(self, loaded, code):
        assert Agency.objects.active().filter(code=code).exists()

    @pytest.mark.parametrize("code", ["dg-board", "parliament", "courts", "health-regions", "moi-it-centre"])
    def test_knows_bodies_to_which_no_case_can_be_sent(self, loaded, code):
        assert Agency.objects.active().filter(code=code).exists()
        assert not Agency.objects.taking_complaints().filter(code=code).exists()

    def test_an_agency_that_is_only_proposed_is_never_active(self, loaded):
        assert not Agency.objects.active().filter(code="ndha").exists()

    def test_has_topics_in_two_levels_with_all_their_aliases(self, loaded):
        assert Topic.objects.filter(parent__isnull=True).count() >= 20
        assert Topic.objects.filter(parent__isnull=False).count() >= 140
        assert TopicAlias.objects.filter(scheme="traffy24").count() == 24
        assert TopicAlias.objects.filter(scheme="menu6").count() == 6

    def test_topics_that_must_stay_quiet_are_never_public(self, loaded):
        quiet = Topic.objects.filter(code__regex="^(corruption|police|health|welfare-children)")
        assert quiet.exists()
        assert not quiet.filter(offers_public=True).exclude(code="welfare-children/homeless").exists()

    def test_has_days_off_of_this_year_and_office_hours(self, loaded):
        from django.utils import timezone

        assert Holiday.objects.filter(date=date(timezone.localdate().year, 4, 13)).exists()
        assert Holiday.objects.get(date=date(2026, 1, 2)).kind == "cabinet_extra"
        assert OfficeHours.objects.count() == 5

    def test_loading_again_changes_nothing(self, loaded, django_assert_max_num_queries):
        with django_assert_max_num_queries(40):
            again = load_reference()
        assert all(not (changes.added or changes.updated or changes.kept) for changes in again)

    def test_the_command_says_the_second_time_that_nothing_is_new(self):
        first, again = StringIO(), StringIO()
        call_command("load_reference", stdout=first)
        call_command("load_reference", stdout=again)
        new = {line.split(":")[0]: line for line in first.getvalue().splitlines() if line.endswith(" new")}
        assert new.keys() == settings.REFERENCE_LOADERS.keys()
        assert not [line for line in new.values() if line.endswith(": 0 new")]
        assert [line for line in again.getvalue().splitlines() if line.endswith(" new")] == [
            f"{name}: 0 new" for name in settings.REFERENCE_LOADERS
        ]


class TestChangesByStaff:
    def test_stay_when_the_same_file_is_loaded_again(self):
        load_topics(topic_row("roads", "ถนน"))
        Topic.objects.update(name_th="ถนนและทางเท้า")
        assert load_topics(topic_row("roads", "ถนน")).unchanged == 1
        assert Topic.objects.get().name_th == "ถนนและทางเท้า"

    def test_stay_when_the_file_changed_too_and_are_named(self):
        load_topics(topic_row("roads", "ถนน"))
        Topic.objects.update(name_th="ถนนและทางเท้า")
        assert load_topics(topic_row("roads", "ทางหลวง")).kept == ["roads"]
        assert Topic.objects.get().name_th == "ถนนและทางเท้า"

    def test_a_row_they_deleted_does_not_come_back(self):
        load_topics(topic_row("roads", "ถนน"))
        Topic.objects.all().delete()
        load_topics(topic_row("roads", "ทางหลวง"))
        assert not Topic.objects.exists()

    def test_a_row_they_added_themselves_is_theirs(self):
        Topic.objects.create(code="roads", name_th="ถนนของเรา", name_en="roads")
        assert load_topics(topic_row("roads", "ถนน")).kept == ["roads"]
        assert Topic.objects.get().name_th == "ถนนของเรา"


class TestBringingRowsIn:
    def test_a_row_only_the_file_changed_is_updated(self):
        load_topics(topic_row("roads", "ถนน"))
        assert load_topics(topic_row("roads", "ถนนและทางเท้า")).updated == ["roads"]
        assert Topic.objects.get().name_th == "ถนนและทางเท้า"

    def test_a_file_that_gains_a_column_brings_it_to_rows_nobody_has_changed(self):
        def rows(**more):
            return [{**topic_row(code, name), **more} for code, name in (("roads", "ถนน"), ("water", "น้ำประปา"))]

        load_topics(*rows())
        Topic.objects.filter(code="water").update(name_th="ประปา")
        changes = load_topics(*rows(urgency="soon"))
        assert (changes.updated, changes.kept) == (["roads"], ["water"])
        assert dict(Topic.objects.values_list("code", "urgency")) == {"roads": "soon", "water": "normal"}

    def test_children_may_come_before_their_parents(self):
        load_topics(topic_row("roads/pothole", "หลุม", parent__code="roads"), topic_row("roads", "ถนน"))
        assert Topic.objects.get(code="roads/pothole").parent.code == "roads"

    def test_a_row_that_points_nowhere_is_refused(self):
        with pytest.raises(ValueError, match="does not exist"):
            load_topics(topic_row("roads/pothole", "หลุม", parent__code="roads"))

    def test_a_key_that_comes_twice_is_refused(self):
        with pytest.raises(ValueError, match="comes twice"):
            load_topics(topic_row("roads", "ถนน"), topic_row("roads", "ทาง"))

    def test_nothing_to_load_is_nothing_done(self):
        assert load_topics().unchanged == 0
        assert not LoadedRow.objects.exists()


COLUMNS = ["official_code", "name_th", "name_en", "area", "source", "source_date", "closes_on"]
SILA = ["05400101", "เทศบาลเมืองศิลา", "Sila Town", "400114", "ทะเบียนตัวอย่าง", "2026-10-01", ""]


def across(areas):
    return [areas if column == "area" else value for column, value in zip(COLUMNS, SILA, strict=True)]


@pytest.fixture
def register(tmp_path):
    def write(*lines, columns=COLUMNS):
        path = tmp_path / "register.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *lines])
        return str(path)

    make_area(400114, "ศิลา")
    make_area(400113, "บ้านเป็ด")
    Agency.objects.create(code="local-governments", name_th="อปท.", kind="group", source="แผน", source_date="2023")
    return write


class TestLocalGovernments:
    def test_are_only_tried_without_commit(self, register):
        said = StringIO()
        call_command("load_local_governments", register(SILA), stdout=said)
        assert "1 added" in said.getvalue()
        assert "nothing was written" in said.getvalue()
        assert not Agency.objects.filter(kind="local_government").exists()
        assert not LoadedRow.objects.exists()

    def test_are_written_with_commit_once(self, register):
        for _ in range(2):
            call_command("load_local_governments", register(SILA), "--commit", stdout=StringIO())
        sila = Agency.objects.get(kind="local_government")
        assert (sila.name_th, sila.official_code, sila.area_id) == ("เทศบาลเมืองศิลา", "05400101", 400114)
        assert sila.parent.code == "local-governments"

    @pytest.mark.parametrize(
        ("column", "value", "said"),
        [
            ("official_code", "", "line 2: official_code is empty"),
            ("source", " ", "line 2: source is empty"),
            ("source_date", "", "line 2: source_date is empty"),
            ("source_date", "1 ต.ค. 2569", "line 2: source_date"),
            ("name_th", "", "line 2: name_th is empty"),
            ("area", "999999", "line 2: area '999999' is no DOPA code"),
            ("area", "๔๐๐๑๑๗", "is no DOPA code"),
            ("closes_on", "เมื่อวาน", "line 2: closes_on"),
            ("official_code", "05 40", "other characters"),
        ],
    )
    def test_a_line_that_is_not_right_refuses_the_file(self, register, column, value, said):
        line = list(SILA)
        line[COLUMNS.index(column)] = value
        good = [*SILA]
        good[0] = "05400102"
        with pytest.raises(CommandError, match=said.replace("(", r"\(")):
            call_command("load_local_governments", register(line, good), "--commit", stdout=StringIO())
        assert not Agency.objects.filter(kind="local_government").exists()

    def test_serve_all_the_areas_of_their_line_the_first_as_their_own(self, register):
        for _ in range(2):
            call_command("load_local_governments", register(across("400114 400113")), "--commit", stdout=StringIO())
        sila = Agency.objects.get(kind="local_government")
        assert (sila.area_id, sila.service_areas.get().area_id) == (400114, 400113)
        assert (sila.service_areas.get().source, sila.service_areas.get().source_date) == (SILA[4], SILA[5])
        assert [event.area_id for event in ServiceArea.pgh_event_model.objects.all()] == [400113]

    @pytest.mark.parametrize(
        ("areas", "said"),
        [
            ("400114 999999", "line 2: area '999999' is no DOPA code"),
            ("400114,400113", "line 2: area '400114,400113' is no DOPA code"),
            ("400114 400113 400113", "line 2: area 400113 comes twice"),
            ("400114 400114", "line 2: area 400114 comes twice"),
        ],
    )
    def test_with_one_area_that_is_not_right_are_refused(self, register, areas, said):
        with pytest.raises(CommandError, match=said):
            call_command("load_local_governments", register(across(areas)), "--commit", stdout=StringIO())
        assert not ServiceArea.objects.exists()

    def test_serve_no_longer_what_a_later_file_leaves_out_but_what_staff_added(self, register):
        call_command("load_local_governments", register(across("400114 400113")), "--commit", stdout=StringIO())
        make_area(400115, "สำราญ")
        sila = Agency.objects.get(kind="local_government")
        sila.service_areas.create(area_id=400115, source="คำสั่งจังหวัด", source_date="2026")
        said = StringIO()
        call_command("load_local_governments", register(SILA), stdout=said)  # a trial
        assert "taken back: local-05400101:400113" in said.getvalue() and sila.service_areas.count() == 2
        call_command("load_local_governments", register(SILA), "--commit", stdout=StringIO())
        assert [row.area_id for row in sila.service_areas.all()] == [400115]
        call_command("load_local_governments", register(across("400114 400113")), "--commit", stdout=StringIO())
        assert {row.area_id for row in sila.service_areas.all()} == {400113, 400115}

    def test_a_code_that_comes_twice_refuses_the_file(self, register):
        with pytest.raises(CommandError, match="line 3: official_code 05400101 comes twice"):
            call_command("load_local_governments", register(SILA, SILA), "--commit", stdout=StringIO())

    def test_a_file_without_the_columns_is_refused(self, register):
        with pytest.raises(CommandError, match="lacks the column source"):
            call_command("load_local_governments", register(["1", "ก"], columns=["official_code", "name_th"]))

    def test_a_file_that_is_not_there_is_refused(self, db):
        with pytest.raises(CommandError, match="Nothing was loaded"):
            call_command("load_local_governments", "/nowhere/register.csv")


class TestTheFilesThemselves:
    def test_every_agency_of_a_rule_takes_complaints(self):
        taking = {line["code"] for line in read_csv(REFERENCE / "agencies.csv") if line["takes_complaints"] == "yes"}
        rules = read_csv(REFERENCE.parents[1] / "routing" / "reference" / "rules.csv")
        assert {line["agency"] for line in rules} - taking == {"local"}

    def test_every_parent_of_an_agency_is_in_the_file(self):
        lines = list(read_csv(REFERENCE / "agencies.csv"))
        codes = {line["code"] for line in lines}
        assert len(codes) == len(lines)
        assert all(not line["parent"] or line["parent"] in codes for line in lines)

    def test_everything_said_from_memory_says_that_it_is_not_confirmed(self):
        for line in read_csv(REFERENCE / "agencies.csv"):
            assert line["confirmed"] == ("yes" if line["source"].startswith("แผนพัฒนารัฐบาลดิจิทัล") else "no")
