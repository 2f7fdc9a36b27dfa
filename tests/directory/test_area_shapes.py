"""Outlines of districts, brought in by whoever has them: what is taken, what is refused, and what a point then proves."""

import json
import math
import os
import random
import signal
import subprocess
import sys
import threading
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from config.postgres import ROOT
from directory import places, shape_files
from directory.models import AreaRing, AreaShape, ShapeFile
from directory.places import area_at, fits
from directory.shape_geometry import area_m2, holds, label_of, simplified
from tests.directory.outlines import SOURCE, at, feature, square, two_districts, write
from tests.factories import make_area

IN_MUEANG = (16.30, 102.70)
IN_THE_OTHER = (16.30, 102.90)
ON_THE_BORDER = (16.30, 102.80)
IN_NEITHER = (16.60, 102.70)
IN_LAOS = (18.05, 102.65)


@pytest.fixture
def areas(db):
    make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
    make_area(4002, "บ้านฝาง", "Ban Fang")
    make_area(400105, "ศิลา", "Sila")
    make_area(400106, "บ้านเป็ด", "Ban Pet")
    make_area(4101, "เมืองอุดรธานี", "Mueang Udon Thani")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "districts.geojson"


def load(*path, **options):
    told = StringIO()
    call_command("load_area_shapes", *path, stdout=told, **options)
    return told.getvalue()


def refusal(path, **options):
    with pytest.raises(CommandError) as refused:
        load(path, **options)
    assert not AreaShape.objects.exists()
    assert not ShapeFile.objects.exists()
    return str(refused.value)


@pytest.fixture
def loaded(areas, path):
    load(write(path, two_districts()), source=SOURCE)


class TestAGoodFile:
    def test_is_loaded_with_its_source_and_who_and_when(self, areas, path):
        told = load(write(path, two_districts()), source=SOURCE)
        assert "2 outlines by ADM2_PCODE" in told
        assert "1 have no outline" in told
        file = ShapeFile.objects.get(level="district")
        assert (file.source, file.file_name) == (SOURCE, "districts.geojson")
        assert len(file.digest) == 64
        assert file.loaded_at
        shape = AreaShape.objects.get(area=4001)
        assert 102.6 < shape.label_longitude < 102.8
        assert 16.2 < shape.label_latitude < 16.4
        assert AreaRing.objects.count() == 2

    def test_twice_changes_nothing(self, areas, path):
        write(path, two_districts())
        load(path)
        before = list(AreaShape.objects.order_by("area").values("area", "drawn"))
        load(path)
        assert list(AreaShape.objects.order_by("area").values("area", "drawn")) == before
        assert AreaRing.objects.count() == 2

    def test_takes_the_place_of_a_former_one_of_its_level_and_of_no_other(self, loaded, path):
        load(write(path, [feature("TH400105", square(102.65, 16.25, 0.05), field="ADM3_PCODE")]), level="subdistrict")
        load(write(path, [feature("TH4001", at(0, 0))]))
        assert sorted(AreaShape.objects.values_list("area", flat=True)) == [4001, 400105]

    def test_is_only_looked_at_in_a_trial(self, loaded, path):
        told = load(write(path, [feature("TH4001", at(0, 0))]), check=True)
        assert "nothing was written" in told
        assert AreaShape.objects.count() == 2
        assert ShapeFile.objects.get().source == SOURCE

    def test_can_be_taken_away_again(self, loaded, path, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            assert "no outlines any more" in load(remove=True)
        assert not AreaRing.objects.exists()
        assert area_at(*IN_MUEANG) == 40
        for wrong in ({}, {"remove": True, "check": True}):
            with pytest.raises(CommandError):
                load(**wrong)
        with pytest.raises(CommandError):
            load(path, remove=True)

    @pytest.mark.parametrize(
        ("properties", "field", "level", "code"),
        [
            ({"ADM2_PCODE": "TH4001", "ADM1_PCODE": "TH40"}, "", "district", 4001),
            ({"AMPHOE_IDN": 4001}, "", "district", 4001),
            ({"amp_code": "4001.0"}, "", "district", 4001),
            ({"PV_CODE": "40", "AP_CODE": "01", "TB_CODE": "05"}, "", "district", 4001),
            ({"PV_CODE": 40, "AP_CODE": 1, "TB_CODE": 5}, "", "subdistrict", 400105),
            ({"รหัสอำเภอ": "4001", "ชื่อ": "เมืองขอนแก่น"}, "", "district", 4001),
            ({"a": "4001", "b": "4002"}, "b", "district", 4002),
        ],
    )
    def test_has_its_code_where_official_files_have_it(self, areas, path, properties, field, level, code):
        write(path, [feature("", at(0, 0), properties=properties)])
        load(path, code_field=field, level=level)
        assert AreaShape.objects.get().area_id == code

    def test_is_read_whatever_the_order_of_its_members(self, areas, path):
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
        path.write_text(
            "\ufeff"
            + json.dumps({"features": two_districts(), "name": "x", "crs": crs, "type": "FeatureCollection"}, indent=1)
        )
        load(path)
        assert AreaShape.objects.count() == 2

    def test_may_hold_features_of_no_area_when_the_operator_says_so(self, areas, path):
        write(path, [*two_districts(), feature("TH4099", at(2, 0))])
        assert "feature 3 (TH4099): no district has the code 4099" in refusal(path)
        assert "left out: feature 3: no district has the code 4099" in load(path, skip_unknown=True)
        assert AreaShape.objects.count() == 2

    def test_larger_than_one_reading_is_read_to_its_end(self, areas, path, monkeypatch):
        far = [feature("TH4001", wiggly(102.7, 16.3, 0.05, 9_000)), feature("TH4002", wiggly(102.9, 16.3, 0.05, 9_000))]
        write(path, far)
        assert path.stat().st_size > 1 << 19
        load(path)
        assert AreaShape.objects.count() == 2


METRES = [[268000.5, 1817000.25], [288000, 1817000], [288000, 1837000], [268000.5, 1817000.25]]


class TestABadFile:
    @pytest.mark.parametrize(
        ("bad", "told"),
        [
            (feature("TH4099", at(1, 0)), "no district has the code 4099"),
            (feature("TH4001", at(1, 0)), "the code 4001 has come before, in feature 1"),
            (feature("ขอนแก่น", at(1, 0)), "is no code of 4 digits"),
            (feature(None, at(1, 0)), "is no code of 4 digits"),
            (feature("TH4002", METRES), "look like metres"),
            (feature("TH4002", [[y, x] for x, y in at(1, 0)]), "swapped"),
            (feature("TH4002", square(12.0, 41.0)), "outside Thailand"),
            (feature("TH4002", square(102.7, 17.4)), "it lies in province 41, while its code is of province 40"),
            (feature("TH4002", square(99.0, 8.0)), "while its code is of province 40"),
            (feature("TH4002"), "empty"),
            (feature("TH4002", []), "fewer than three points"),
            (feature("TH4002", at(1, 0)[:2]), "fewer than three points"),
            (feature("TH4002", [[102.9, 16.3]] * 5), "encloses nothing"),
            (feature("TH4002", [[102.8, 16.3], [102.9, 16.3], [103.0, 16.3], [102.8, 16.3]]), "encloses nothing"),
            (feature("TH4002", geometry=None), "no geometry"),
            (feature("TH4002", geometry={"type": "Point", "coordinates": [102.9, 16.3]}), "is a Point"),
            (feature("TH4002", geometry={"type": "MultiPolygon", "coordinates": []}), "empty"),
            (feature("TH4002", [[102.9, "16.3"], *at(1, 0)]), "no pair of numbers"),
            (feature("TH4002", [[True, 16.3], *at(1, 0)]), "no pair of numbers"),
            (feature("TH4002", [[102.9, [[[16.3]]]], *at(1, 0)]), "no pair of numbers"),
            ({"type": "Feature", "geometry": None}, "no GeoJSON feature with properties"),
            ("เมืองขอนแก่น", "no GeoJSON feature with properties"),
        ],
    )
    def test_is_refused_as_a_whole_and_its_feature_named(self, areas, path, bad, told):
        said = refusal(write(path, [two_districts()[0], bad]))
        assert told in said
        assert "feature 2" in said

    def test_leaves_the_former_outlines_as_they_were(self, loaded, path):
        with pytest.raises(CommandError):
            load(write(path, [feature("TH4001", at(0, 0)), feature("TH4001", at(1, 0))]))
        assert AreaShape.objects.count() == 2
        assert area_at(*IN_MUEANG) == 4001

    def test_is_told_all_that_is_wrong_up_to_a_screenful(self, areas, path):
        said = refusal(write(path, [two_districts()[0], *[feature("TH4099", at(1, 0))] * 500]))
        assert said.count("\n") == 51
        assert said.endswith("and so on")

    def test_without_a_plain_code_asks_for_its_name(self, areas, path):
        said = refusal(write(path, [feature("", at(0, 0), properties={"a": 4001, "b": 4002, "ชื่อ": "x"})]))
        assert "--code-field" in said
        assert "a, b, ชื่อ" in said

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("", "no GeoJSON FeatureCollection"),
            ("[]", "no GeoJSON FeatureCollection"),
            ("{}", "no list of features"),
            ('{"type": "Topology", "features": []}', "its type is 'Topology'"),
            ('{"type": "FeatureCollection", "features": []}', "no feature"),
            ('{"type": "FeatureCollection", "features": {}}', "no list of features"),
            ('{"features": [', "broken, cut off"),
            ('{"features": [{}', "broken: the end of the file"),
            ('{"features": [{}}', "broken: '}'"),
            ('{"features": []} x', "something stands behind"),
            ('{"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::32647"}}, "features": []}', "not in WGS 84"),
            ('{"features": [' + "[" * 100_000, "cannot be read"),
            ('{"features": [{"properties": {"ADM2_PCODE": NaN}}]}', "cannot be read"),
            ('{"features": [{"properties": {"ADM2_PCODE": ' + "9" * 5000 + "}}]}", "cannot be read"),
            (
                json.dumps({"features": [feature("TH4001", at(0, 0))]}).replace("102.6,", "1e999,"),
                "no pair of numbers",
            ),
        ],
    )
    def test_that_is_no_such_thing_is_told_so(self, areas, path, content, told):
        path.write_text(content, encoding="utf-8")
        assert told in refusal(path)

    def test_of_another_kind_altogether_is_told_so(self, areas, path, tmp_path):
        path.write_bytes(b"PK\x03\x04\xff\xfe\x00")
        assert "not UTF-8" in refusal(path)
        assert "is no file" in refusal(tmp_path)
        assert "is no file" in refusal(tmp_path / "nowhere.geojson")

    @pytest.mark.parametrize(
        ("limit", "value", "told"),
        [
            ("LARGEST_FILE", 100, "larger than"),
            ("LARGEST_FEATURE", 100, "24 MiB"),
            ("MOST_FEATURES", 1, "more than 1 features"),
            ("MOST_POINTS", 4, "more than 4 points"),
        ],
    )
    def test_larger_than_any_real_one_is_refused(self, areas, path, monkeypatch, limit, value, told):
        monkeypatch.setattr(shape_files, limit, value)
        first = feature("TH4001", wiggly(102.7, 16.3, 0.05, 9_000))
        assert told in refusal(write(path, [first, two_districts()[1]]))

    def test_needs_the_areas_first(self, db, path):
        assert "run load_reference first" in refusal(write(path, two_districts()))


class TestLoading:
    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_follow_each_other(self, areas, path):
        write(path, two_districts())
        ends = []

        def one():
            try:
                load(path)
                ends.append("loaded")
            except Exception as error:
                ends.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ends == ["loaded"] * 3
        assert AreaShape.objects.count() == 2
        assert AreaRing.objects.count() == 2

    def test_killed_in_the_middle_changes_nothing(self, database_url, areas, tmp_path):
        load(write(tmp_path / "before.geojson", two_districts()), source=SOURCE)
        pipe = write(tmp_path / "after.geojson", [feature("TH4001", wiggly(102.7, 16.3, 0.05, 200_000))] * 2)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": database_url,
            "SIANG_VAR": str(tmp_path),
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "load_area_shapes", str(pipe)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert until(lambda: _is_loading() or process.poll() is not None)
            assert process.poll() is None
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert until(lambda: not _is_loading())
        assert ShapeFile.objects.get().source == SOURCE
        assert AreaShape.objects.count() == 2


def _is_loading() -> bool:
    """Whether somebody holds the lock of a load and has begun to replace."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND backend_xid IS NOT NULL"
        )
        return cursor.fetchone()[0] > 0


def until(is_so, seconds=20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False


class TestThePlaceOfAPoint:
    @pytest.mark.parametrize(
        ("point", "code"),
        [
            (IN_MUEANG, 4001),
            (IN_THE_OTHER, 4002),
            (IN_NEITHER, 40),
            (IN_LAOS, None),
            ((16.405, 102.70), 4001),  # 500 m outside of all outlines
            ((16.42, 102.70), 40),
            ((math.nan, 102.7), None),
            ((16.3, math.inf), None),
        ],
    )
    def test_is_the_smallest_area_that_is_known(self, loaded, point, code):
        assert area_at(*point) == code

    def test_is_its_province_where_nothing_is_loaded(self, areas, django_assert_num_queries):
        area_at(*IN_MUEANG)
        with django_assert_num_queries(0):
            assert area_at(*IN_MUEANG) == 40

    def test_on_a_border_is_always_the_same_of_the_two(self, loaded):
        assert area_at(*ON_THE_BORDER) in (4001, 4002)
        assert len({area_at(*ON_THE_BORDER) for _ in range(5)}) == 1

    def test_is_the_sub_district_where_those_are_loaded_too(self, loaded, path):
        load(write(path, [feature("TH400105", square(102.65, 16.25, 0.05), field="ADM3_PCODE")]), level="subdistrict")
        assert area_at(16.27, 102.67) == 400105
        assert area_at(*IN_THE_OTHER) == 4002

    def test_in_a_hole_is_what_fills_the_hole(self, areas, path):
        hole = square(102.70, 16.30, 0.05)
        load(write(path, [feature("TH4001", square(102.6, 16.2), hole), feature("TH4002", hole)]))
        assert area_at(16.325, 102.725) == 4002
        assert area_at(16.25, 102.65) == 4001

    def test_in_an_empty_hole_proves_the_province_only(self, areas, path):
        load(write(path, [feature("TH4001", square(102.6, 16.2), square(102.65, 16.25, 0.1))]))
        assert area_at(16.30, 102.70) == 40
        assert area_at(16.2505, 102.70) == 4001  # 50 m inside the hole

    def test_on_each_island_is_the_same_district(self, areas, path):
        parts = {"type": "MultiPolygon", "coordinates": [[at(0, 0)], [at(2, 1)]]}
        load(write(path, [feature("TH4001", geometry=parts), feature("TH4002", at(1, 0))]))
        assert area_at(16.30, 102.70) == area_at(16.50, 103.10) == 4001
        assert area_at(16.30, 102.90) == 4002

    def test_where_only_a_neighbour_is_loaded_stays_in_its_own_province(self, areas, path):
        load(write(path, [feature("TH4101", square(102.6, 17.25))]))
        province = places.province_at(17.245, 102.7)
        assert area_at(17.245, 102.7) == (4101 if province == 41 else province)

    def test_is_one_statement_by_the_index_of_rings(self, areas, path, django_assert_num_queries):
        load(write(path, [feature("TH4001", wiggly(102.7, 16.3, 0.05, 3_000))]))
        area_at(16.3, 102.7)
        with django_assert_num_queries(1) as asked:
            assert area_at(16.31, 102.71) == 4001
        near = "polygon(box(point(102.6, 16.2), point(102.8, 16.4)))"
        assert "WHERE ring && polygon(" in asked[0]["sql"] or "EXECUTE" in asked[0]["sql"]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN SELECT shape_id FROM directory_arearing WHERE ring && {near}")
            assert any("rings_around_a_point" in line for (line,) in cursor.fetchall())


class TestWhetherAPinFitsWhatWasChosen:
    @pytest.mark.parametrize(
        ("code", "point", "does"),
        [
            (4001, IN_MUEANG, True),
            (4001, IN_THE_OTHER, False),
            (400105, IN_MUEANG, True),
            (400105, IN_THE_OTHER, False),
            (40, IN_MUEANG, True),
            (4101, IN_MUEANG, False),
            (4001, (16.30, 102.808), True),  # 900 m beyond the border
            (4001, (16.30, 102.82), False),
            (4001, IN_NEITHER, True),  # in the province; of the rest nothing is loaded
            (4101, IN_NEITHER, False),
            (4001, IN_LAOS, False),  # 100 km from the province
        ],
    )
    def test_by_the_finest_outlines_there_are(self, loaded, code, point, does):
        from directory.models import Area

        assert fits(Area.objects.get(code=code), *point) is does

    def test_by_sub_district_where_those_are_loaded(self, loaded, path):
        from directory.models import Area

        squares = [(400105, square(102.60, 16.20, 0.1)), (400106, square(102.70, 16.30, 0.1))]
        load(write(path, [feature(code, ring, field="ADM3_PCODE") for code, ring in squares]), level="subdistrict")
        assert fits(Area.objects.get(code=400105), 16.25, 102.65)
        assert not fits(Area.objects.get(code=400106), 16.25, 102.65)
        assert fits(Area.objects.get(code=4001), 16.25, 102.65)


def wiggly(longitude, latitude, radius, points):
    """A closed ring like a coast: with small bays that matter to nobody."""
    ring = []
    for step in range(points):
        angle = 2 * math.pi * step / points
        far = radius * (1 + 0.05 * math.sin(9 * angle) + 0.0005 * math.sin(997 * angle))
        ring.append([longitude + far * math.cos(angle), latitude + far * math.sin(angle)])
    return [*ring, ring[0]]


class TestSimplifying:
    @pytest.mark.parametrize("tolerance_m", [10, 50, 500])
    def test_leaves_out_what_is_nearer_than_the_tolerance_and_nothing_else(self, tolerance_m):
        ring = [tuple(point) for point in wiggly(102.7, 16.3, 0.1, 6_000)]
        fewer = simplified(ring, tolerance_m)
        assert fewer[0] == fewer[-1] == ring[0]
        assert len(fewer) < len(ring) / 5
        assert max(_metres_off(point, fewer) for point in ring[::20]) <= tolerance_m * 1.01

    def test_of_a_line_made_to_take_long_does_not_nest_too_deep(self):
        random.seed(4)
        ring = [(102.0 + n / 1e5, 16.0 + random.random()) for n in range(60_000)]
        simplified([*ring, ring[0]], 10)

    def test_never_makes_an_area_vanish(self):
        speck = [(102.7, 16.3), (102.70001, 16.3), (102.70001, 16.30001), (102.7, 16.30001), (102.7, 16.3)]
        assert len(simplified(speck, 50)) >= 4

    def test_the_name_of_a_crescent_stands_inside_it(self):
        bow = [
            tuple(p)
            for p in [
                [102, 16],
                [103, 16],
                [103, 17],
                [102, 17],
                [102, 16.9],
                [102.9, 16.9],
                [102.9, 16.1],
                [102, 16.1],
                [102, 16],
            ]
        ]
        assert holds([[bow]], *label_of([[bow]]))

    def test_a_square_kilometre_is_one(self):
        side = 1000 / 111_320
        ring = [tuple(point) for point in square(102.7, 0.0, side)]
        assert area_m2(ring) == pytest.approx(1e6, rel=0.01)


def _metres_off(point, ring) -> float:
    scale = math.cos(math.radians(16.3))
    x, y = point[0] * scale, point[1]
    best = math.inf
    for (ax, ay), (bx, by) in zip(ring, ring[1:], strict=False):
        ax, bx = ax * scale, bx * scale
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length)) if length else 0.0
        best = min(best, math.hypot(x - ax - along * dx, y - ay - along * dy))
    return best * 111_320
