"""Agencies as a tree in time, areas as people say them, and Thai order."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from directory.models import Agency, Area, Topic
from tests.factories import make_agency, make_area, make_topic

pytestmark = pytest.mark.django_db


class TestAreas:
    def test_say_their_name_up_to_the_province(self):
        make_area(40, "ขอนแก่น", "Khon Kaen")
        make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
        sila = make_area(400114, "ศิลา", "Sila")
        assert sila.full_name("th") == "ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น"
        assert sila.full_name("en") == "Sila sub-district, Mueang Khon Kaen district, Khon Kaen"
        assert sila.province.name_th == "ขอนแก่น"

    @pytest.mark.parametrize(
        ("language", "province", "whole"),
        [
            ("zh-hans", "孔敬府", "Mueang Khon Kaen district, 孔敬府"),
            ("lo", "ຂອນແກ່ນ", "Mueang Khon Kaen district, ຂອນແກ່ນ"),
            ("my", "ခွန်ကန်", "Mueang Khon Kaen district, ခွန်ကန်"),
            ("th", "ขอนแก่น", "อ.เมืองขอนแก่น จ.ขอนแก่น"),
        ],
    )
    def test_name_the_province_in_the_readers_language_where_the_catalogue_knows_it(self, language, province, whole):
        khon_kaen, mueang = make_area(40, "ขอนแก่น", "Khon Kaen"), make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
        assert mueang.full_name(language) == whole
        with override(language):
            assert (khon_kaen.name, mueang.full_name()) == (province, whole)

    def test_have_other_titles_in_bangkok(self):
        make_area(10, "กรุงเทพมหานคร", "Bangkok")
        make_area(1033, "คลองเตย", "Khlong Toei")
        assert make_area(103301, "คลองเตย").full_name("th") == "แขวงคลองเตย เขตคลองเตย กรุงเทพมหานคร"

    def test_follow_the_language_of_the_reader(self):
        khon_kaen = make_area(40, "ขอนแก่น", "Khon Kaen")
        with override("en"):
            assert (khon_kaen.name, khon_kaen.full_name()) == ("Khon Kaen", "Khon Kaen")
        with override("th"):
            assert (khon_kaen.name, khon_kaen.full_name()) == ("ขอนแก่น", "จ.ขอนแก่น")

    @pytest.mark.parametrize(("code", "province"), [(40, 40), (4001, 40), (400114, 40)])
    def test_know_their_province_without_asking(self, code, province, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert Area(code=code).province_code == province

    def test_their_full_name_takes_one_query(self, django_assert_num_queries):
        make_area(400114, "ศิลา")
        with django_assert_num_queries(1):
            assert Area.objects.with_parents().get(code=400114).full_name("th")

    def test_come_in_the_order_of_a_thai_dictionary(self):
        names = ["อ่างทอง", "แพร่", "เชียงใหม่", "กระบี่", "ชลบุรี", "ไทย", "ตราด", "เชียงราย", "ขอนแก่น", "ลำปาง", "เลย"]
        for code, name in enumerate(names, start=11):
            make_area(code, name)
        assert [area.name_th for area in Area.objects.provinces()] == [
            "กระบี่",
            "ขอนแก่น",
            "ชลบุรี",
            "เชียงราย",
            "เชียงใหม่",
            "ตราด",
            "ไทย",
            "แพร่",
            "ลำปาง",
            "เลย",
            "อ่างทอง",
        ]

    @pytest.mark.parametrize("wrong", [{"code": 4001, "level": "province"}, {"code": 40, "level": "district"}])
    def test_have_a_code_as_long_as_their_level(self, wrong):
        with pytest.raises(IntegrityError):
            Area.objects.create(name_th="ผิด", **wrong)


class TestAgencies:
    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("Department of Highways", "the Department of Highways"),
            ("Damrongdhama Centre of Khon Kaen", "the Damrongdhama Centre of Khon Kaen"),
            ("Khlong Toei District Office", "the Khlong Toei District Office"),
            ("Bank of Thailand", "the Bank of Thailand"),
            ("Krung Thai Bank", "Krung Thai Bank"),
            ("Sila Town Municipality", "Sila Town Municipality"),
        ],
    )
    def test_are_said_in_english_with_their_article(self, name, said):
        agency = Agency(name_th="กรมทางหลวง", name_en=name)
        with override("en"):
            assert agency.name_in_sentence == said
        with override("th"):
            assert agency.name_in_sentence == "กรมทางหลวง"

    def test_without_an_english_name_are_called_by_the_thai_one(self):
        with override("en"):
            assert Agency(name_th="สถาบันข้อมูลขนาดใหญ่ (Big Data Institute)").name_in_sentence.startswith("สถาบัน")

    @pytest.mark.parametrize(
        ("day", "is_active"),
        [("2025-12-31", False), ("2026-01-01", True), ("2026-09-30", True), ("2026-10-01", False)],
    )
    def test_exist_from_their_first_to_their_last_day(self, day, is_active):
        day = date.fromisoformat(day)
        agency = make_agency(opens_on=date(2026, 1, 1), closes_on=date(2026, 9, 30))
        assert agency.is_active_on(day) is is_active
        assert agency.takes_complaints_on(day) is is_active
        assert Agency.objects.active(day).exists() is Agency.objects.taking_complaints(day).exists() is is_active

    def test_are_a_tree_read_in_one_query(self, django_assert_num_queries):
        ministry = make_agency("กระทรวงมหาดไทย")
        office = make_agency("สำนักงานปลัดกระทรวงมหาดไทย", parent=ministry)
        centre = make_agency("ศูนย์ดำรงธรรม", parent=office)
        with django_assert_num_queries(1):
            assert centre.ancestors() == [office, ministry]
        assert ministry.descendants() == [office, centre]

    def test_a_loop_made_by_mistake_does_not_hang(self):
        one = make_agency("หน่วยงานหนึ่ง")
        two = make_agency("หน่วยงานสอง", parent=one)
        Agency.objects.filter(pk=one.pk).update(parent=two)
        one.refresh_from_db()
        assert one.descendants() == [two]

    @pytest.mark.parametrize(
        ("fields", "rule"),
        [
            ({"source": ""}, "every_agency_names_its_source"),
            ({"source_date": "พ.ศ. 2545"}, "a_source_date_is_a_day_a_month_or_a_year"),
            ({"opens_on": date(2026, 1, 2), "closes_on": date(2026, 1, 1)}, "an_agency_does_not_close_before_it_opens"),
        ],
    )
    def test_without_a_source_or_a_sensible_life_are_refused(self, fields, rule):
        with pytest.raises(IntegrityError, match=rule):
            make_agency(**fields)

    def test_serve_a_province_when_their_area_lies_in_it(self):
        make_area(400114, "ศิลา")
        town = make_agency("เทศบาลเมืองศิลา", area_id=400114)
        make_agency("การไฟฟ้าส่วนภูมิภาค")
        assert list(Agency.objects.serving(40)) == [town]

    def test_serve_a_province_too_where_one_of_their_further_areas_lies_in_it(self):
        make_area(400114, "ศิลา")
        make_area(410101, "หมากแข้ง")
        town = make_agency("เทศบาลเมืองศิลา", area_id=400114)
        serves = {"area_id": 410101, "source": "ทะเบียน", "source_date": "2026"}
        town.service_areas.create(**serves)
        assert list(Agency.objects.serving(41)) == list(Agency.objects.serving(40)) == [town]
        with pytest.raises(IntegrityError, match="an_agency_serves_an_area_once"):
            town.service_areas.create(**serves)

    def test_leave_a_trace_of_every_change(self):
        agency = make_agency("การไฟฟ้าส่วนภูมิภาค")
        Agency.objects.filter(pk=agency.pk).update(name_th="การไฟฟ้าส่วนภูมิภาค (กฟภ.)")
        assert list(agency.events.order_by("pgh_id").values_list("name_th", flat=True)) == [
            "การไฟฟ้าส่วนภูมิภาค",
            "การไฟฟ้าส่วนภูมิภาค (กฟภ.)",
        ]


class TestTopics:
    def test_have_two_levels(self):
        pothole = make_topic("roads/pothole", "ถนนเป็นหลุม")
        assert pothole.parent.code == "roads"
        assert list(Topic.objects.top_level()) == [pothole.parent]

    @pytest.mark.parametrize(
        ("fields", "rule"),
        [
            ({"code": "roads/pothole", "parent": None}, "a_slash_in_the_code_means_a_second_level"),
            (
                {"code": "corruption", "visibility_floor": "confidential", "offers_public": True},
                "public_is_preselected_only_where_it_is_allowed",
            ),
        ],
    )
    def test_that_contradict_themselves_are_refused(self, fields, rule):
        with pytest.raises(IntegrityError, match=rule):
            Topic.objects.create(name_th="ผิด", name_en="wrong", **fields)


class TestNamesOfTopics:
    @pytest.mark.parametrize(
        ("language", "name"),
        [
            ("th", "ไฟส่องทาง"),
            ("en", "Street lights"),
            ("my", "လမ်းမီး"),
            ("lo", "ໄຟຖະໜົນ"),
            ("km", "ភ្លើងបំភ្លឺផ្លូវ"),
            ("zh-hans", "路灯"),
        ],
    )
    def test_are_called_in_the_language_of_the_page(self, language, name):
        with override(language):
            assert make_topic("lights", name_th="ไฟส่องทาง", name_en="Street lights").name == name

    @pytest.mark.parametrize("english", ["Lights of our own", "Save"])
    def test_that_no_catalogue_knows_are_called_in_english(self, english):
        """A word that stands on a button is not that of a topic."""
        with override("my"):
            assert make_topic("own", name_th="ไฟของเราเอง", name_en=english).name == english
