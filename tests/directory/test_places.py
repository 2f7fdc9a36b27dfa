"""A pin proves the province."""

import pytest

from directory.places import province_at


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
    for feature in features:
        longitude, latitude = feature["properties"]["label"]
        assert province_at(latitude, longitude) == int(feature["id"])
