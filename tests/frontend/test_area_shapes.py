"""Outlines of districts go to whoever draws the map; what lies at a pin is told to whoever asks."""

import json

import pytest

from directory.models import AreaLevel
from directory.shape_loading import load_area_shapes
from tests.directory.outlines import SOURCE, at, feature, square, two_districts, write
from tests.factories import make_area

pytestmark = pytest.mark.django_db
SHAPES = "/places/40/shapes/"


@pytest.fixture
def areas(db):
    make_area(40, "ขอนแก่น", "Khon Kaen")
    make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
    make_area(4002, "บ้านฝาง", "Ban Fang")
    make_area(41, "อุดรธานี", "Udon Thani")


@pytest.fixture
def load(areas, tmp_path):
    def load(features):
        load_area_shapes(write(tmp_path / "districts.geojson", features), level=AreaLevel.DISTRICT, source=SOURCE)

    return load


@pytest.fixture
def loaded(load):
    load(two_districts())


class TestTheDistrictsOfAProvince:
    def test_come_as_geojson_with_their_names(self, client, loaded):
        answer = client.get(SHAPES)
        assert answer["Content-Type"] == "application/geo+json"
        told = answer.json()
        assert told["type"] == "FeatureCollection"
        assert [each["properties"]["name_th"] for each in told["features"]] == ["เมืองขอนแก่น", "บ้านฝาง"]
        ring = told["features"][0]["geometry"]["coordinates"][0][0]
        assert ring[0] == ring[-1]
        west, south = told["features"][0]["properties"]["label"]
        assert (102.6 < west < 102.8, 16.2 < south < 16.4) == (True, True)

    def test_may_be_kept_by_any_cache_and_are_not_sent_twice(self, client, loaded, load):
        first = client.get(SHAPES)
        assert "public" in first["Cache-Control"]
        assert not first.cookies
        again = client.get(SHAPES, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        load([feature("TH4001", at(0, 0))])
        assert client.get(SHAPES, headers={"if-none-match": first["ETag"]}).status_code == 200

    def test_are_packed_for_who_unpacks_and_known_again_packed(self, client, loaded):
        packed = client.get(SHAPES, headers={"accept-encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed["Vary"]
        asked = {"accept-encoding": "gzip", "if-none-match": packed["ETag"]}
        assert client.get(SHAPES, headers=asked).status_code == 304

    def test_are_none_where_none_are_loaded(self, client, areas, loaded):
        assert client.get("/places/41/shapes/").json()["features"] == []

    @pytest.mark.parametrize("address", ["/places/99/shapes/", "/places/4001/shapes/", f"/places/{'9' * 30}/shapes/"])
    def test_of_no_province_are_not_found(self, client, loaded, address):
        assert client.get(address).status_code == 404


class TestWhatLiesAtAPin:
    def ask(self, client, latitude, longitude, **fields):
        return client.post("/places/at/", {"latitude": latitude, "longitude": longitude, **fields})

    def test_is_told_down_to_the_district(self, client, loaded):
        answer = self.ask(client, "16.30", "102.70")
        assert answer.json() == {"path": [40, 4001], "name": "อ.เมืองขอนแก่น จ.ขอนแก่น", "fits": True, "km": 0}
        assert "no-store" in answer["Cache-Control"]

    def test_is_told_down_to_the_province_where_nothing_is_loaded(self, client, areas):
        assert self.ask(client, "16.30", "102.70").json()["path"] == [40]

    def test_is_nothing_abroad(self, client, loaded):
        assert self.ask(client, "48.85", "2.35").json()["path"] == []

    @pytest.mark.parametrize(
        ("area", "fits"),
        [("4001", True), ("4002", False), ("40", True), ("41", False), ("", True), ("๔๐", True), ("9" * 40, True)],
    )
    def test_is_compared_with_what_was_chosen(self, client, loaded, area, fits):
        assert self.ask(client, "16.30", "102.70", area=area).json()["fits"] is fits

    @pytest.mark.parametrize("nonsense", ["", "ขอนแก่น", "nan", "inf", "1e999", "91", "9" * 5000])
    def test_is_not_asked_of_nonsense(self, client, loaded, nonsense):
        assert self.ask(client, nonsense, "102.70").status_code == 400
        assert client.post("/places/at/", {}).status_code == 400

    def test_is_never_asked_in_an_address(self, client, loaded):
        assert client.get("/places/at/?latitude=16.3&longitude=102.7").status_code == 405

    def test_needs_no_token_and_leaves_no_cookie(self, loaded):
        from django.test import Client

        answer = self.ask(Client(enforce_csrf_checks=True), "16.30", "102.70")
        assert (answer.status_code, len(answer.cookies)) == (200, 0)

    def test_is_told_how_far_away_that_is(self, client, loaded):
        far = {"latitude": "16.30", "longitude": "102.95"}
        told = [client.post("/places/at/", {**far, "area": area}).json()["km"] for area in ("4001", "4002", "")]
        assert told == [16, 0, 0]


class TestTheBoxOfAPlace:
    def test_is_where_the_map_goes(self, client, loaded):
        assert client.get("/places/4002/box/").json()["box"] == pytest.approx([102.8, 16.2, 103.0, 16.4])

    @pytest.mark.parametrize("code", [0, 99, 4099, 999999999999])
    def test_of_no_place_is_not_found(self, client, areas, code):
        assert client.get(f"/places/{code}/box/").status_code == 404


class TestThePages:
    def where(self, client):
        return client.post(
            "/complaints/new/", {"text": "ยายป่วยติดเตียงอยากได้คนมาเยี่ยมบ้าน", "step": "where"}, follow=True
        ).content.decode()

    def test_of_a_house_without_outlines_know_nothing_of_them(self, client, areas):
        for page in (self.where(client), client.get("/cases/map/").content.decode()):
            assert "Natural Earth" in page
            assert "data-shapes" not in page
            assert "data-at" not in page
            assert "ขอบเขตอำเภอ" not in page

    def test_name_the_source_and_where_to_ask(self, client, load):
        load([feature("TH4001", square(102.6, 16.2))])
        page = self.where(client)
        assert 'data-at="/places/at/"' in page
        for shown in (page, client.get("/cases/map/").content.decode()):
            assert 'data-shapes="/places/0/shapes/"' in shown
            assert f"ขอบเขตอำเภอ: {SOURCE}" in shown


def test_the_answer_stays_small_enough_for_a_telephone(client, load):
    """32 districts, each drawn with as many points as one may have."""
    from directory.shape_loading import MOST_DRAWN_POINTS
    from tests.directory.test_area_shapes import wiggly

    codes = range(4001, 4033)
    for code in codes:
        make_area(code, f"อำเภอ {code}")
    load(
        [feature(code, wiggly(102.5 + (code % 8) * 0.05, 16.2 + (code // 8 % 4) * 0.05, 0.03, 4_000)) for code in codes]
    )
    answer = client.get(SHAPES, headers={"accept-encoding": "gzip"})
    assert len(answer.content) < 150_000
    features = json.loads(client.get(SHAPES).content)["features"]
    assert max(len(each["geometry"]["coordinates"][0][0]) for each in features) <= MOST_DRAWN_POINTS
