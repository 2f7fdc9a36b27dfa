"""A pin proves the province."""

import pytest

from directory.distances import km_to_outline
from directory.models import Area, AreaLevel
from directory.place_extent import box_of, km_outside
from directory.places import fits, province_at
from directory.shape_loading import load_area_shapes
from tests.directory.outlines import SOURCE, at, feature, square, write
from tests.factories import make_area


@pytest.mark.parametrize(
    ("where", "latitude", "longitude", "code"),
    [
        ("เสาชิงช้า กรุงเทพฯ", 13.7518, 100.5013, 10),
        ("ศาลากลางจังหวัดขอนแก่น", 16.4322, 102.8236, 40),
        ("ประตูท่าแพ เชียงใหม่", 18.7877, 98.9933, 50),
        ("เมืองภูเก็ต บนเกาะ", 7.8804, 98.3923, 83),
        ("เบตง ยะลา", 5.7730, 101.0720, 95),
        ("บึงกาฬ จังหวัดที่ 77", 18.3600, 103.6500, 38),
        ("อ่าวไทย", 10.5000, 100.8000, None),
        ("เวียงจันทน์", 18.0500, 102.6500, None),
        ("หมุดที่ศูนย์องศา", 0.0, 0.0, None),
    ],
)
def test_the_province_of_a_point(where, latitude, longitude, code):
    assert province_at(latitude, longitude) == code


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), 1e300])
def test_nonsense_lies_in_no_province(nonsense):
    assert province_at(nonsense, 100.5) is None
    assert province_at(13.7, nonsense) is None


def test_every_province_holds_its_own_label():
    import json

    from directory.places import OUTLINES

    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    assert len(features) == 77
    for each in features:
        longitude, latitude = each["properties"]["label"]
        assert province_at(latitude, longitude) == int(each["id"])


@pytest.mark.parametrize(
    ("where", "latitude", "longitude", "km"),
    [
        ("beside a corner", 15.0, 99.0, 107.5),
        ("over an edge", 17.0, 100.5, 111.3),
        ("in the middle", 15.5, 100.5, 53.6),
        ("on the line", 15.0, 100.0, 0.0),
    ],
)
def test_the_way_to_an_outline_is_in_kilometres_on_the_ground(where, latitude, longitude, km):
    assert km_to_outline([[square(100.0, 15.0, 1.0)]], latitude, longitude) == pytest.approx(km, abs=0.2)


@pytest.mark.parametrize(
    ("where", "latitude", "longitude", "does"),
    [
        ("หมู่เกาะสิมิลัน", 8.65, 97.65, True),
        ("เรือประมงนอกฝั่งพังงา 40 กม.", 8.6, 97.85, True),
        ("อีกฝั่งของทะเล", 8.5, 96.9, False),
        ("มะริด พม่า", 12.44, 98.60, False),
    ],
)
def test_at_sea_a_pin_fits_the_province_of_the_coast_and_no_more(db, where, latitude, longitude, does):
    assert fits(make_area(82, "พังงา"), latitude, longitude) is does


class TestTheExtentOfAPlace:
    @pytest.fixture
    def sila(self, db):
        make_area(40, "ขอนแก่น")
        make_area(4001, "เมืองขอนแก่น")
        make_area(4002, "บ้านฝาง")
        return make_area(400105, "ศิลา")

    @pytest.fixture
    def load(self, tmp_path):
        def load(level, *features):
            load_area_shapes(write(tmp_path / f"{level}.geojson", list(features)), level=level, source=SOURCE)

        return load

    def test_is_its_province_s_where_nothing_is_loaded(self, sila):
        west, south, east, north = box_of(sila)
        assert (101.5 < west < 102, 15.4 < south < 16, 103 < east < 103.6, 16.9 < north < 17.4) == (True,) * 4
        assert km_outside(sila, 18.05, 102.65)[1].code == 40

    def test_is_its_district_s_where_districts_are_loaded(self, sila, load):
        load(AreaLevel.DISTRICT, feature("TH4001", at(0, 0)), feature("TH4002", at(1, 0)))
        assert box_of(sila) == pytest.approx((102.6, 16.2, 102.8, 16.4))
        assert km_outside(sila, 16.30, 102.90) == (11, Area.objects.get(code=4001))

    def test_is_its_own_and_that_of_its_parts_where_sub_districts_are_loaded(self, sila, load):
        make_area(400106, "บ้านค้อ")
        parts = [(400105, square(102.60, 16.20, 0.1)), (400106, square(102.70, 16.30, 0.1))]
        load(AreaLevel.SUBDISTRICT, *(feature(code, ring, field="ADM3_PCODE") for code, ring in parts))
        assert box_of(sila) == pytest.approx((102.6, 16.2, 102.7, 16.3))
        assert box_of(sila.parent) == pytest.approx((102.6, 16.2, 102.8, 16.4))
        assert box_of(Area.objects.get(code=4002)) == box_of(Area.objects.get(code=40))
