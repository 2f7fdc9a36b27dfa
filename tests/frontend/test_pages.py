"""The pages that belong to no app."""

from datetime import UTC, datetime

import pytest

from directory.models import Area
from frontend import home
from tests.factories import make_area

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 7, 32, tzinfo=UTC)


class TestTheHomePage:
    def test_lets_one_start_writing_at_once(self, client):
        page = client.get("/").content.decode()
        assert 'action="/complaints/new/" method="post"' in page
        assert '<textarea class="say" id="say" name="text"' in page

    def test_takes_a_case_number(self, client):
        assert 'action="/track/"' in client.get("/").content.decode()

    def test_shows_no_numbers_while_none_were_counted(self, client, monkeypatch):
        monkeypatch.setattr(home, "figures", lambda: None)
        assert "30 วันที่ผ่านมา" not in client.get("/").content.decode()

    def test_says_so_when_nothing_was_received(self, client, monkeypatch):
        monkeypatch.setattr(home, "figures", lambda: home.Figures(0, 0, 0, 0, NOW))
        assert "ยังไม่มีเรื่องในช่วง 30 วันนี้" in client.get("/").content.decode()

    def test_keeps_reported_and_confirmed_apart(self, client, monkeypatch):
        monkeypatch.setattr(home, "figures", lambda: home.Figures(48213, 36907, 29540, 2118, NOW))
        page = client.get("/").content.decode()
        for number in ("48,213", "36,907", "29,540", "2,118", "นับเมื่อ 14.32 น."):
            assert number in page

    def test_shows_what_was_just_solved(self, client, monkeypatch):
        solved = home.SolvedCase("ไฟทางติดครบ 6 ต้น", "เทศบาลเมืองศิลา", "ต.ศิลา", "/track/69-7K3M-9QXT-C/", NOW)
        monkeypatch.setattr(home, "solved_cases", lambda: [solved])
        page = client.get("/").content.decode()
        assert '<a href="/track/69-7K3M-9QXT-C/">ไฟทางติดครบ 6 ต้น</a>' in page


class TestLookingForAPlace:
    @pytest.fixture(autouse=True)
    def sila(self):
        make_area(40, "ขอนแก่น", "Khon Kaen")
        make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
        return make_area(400105, "ศิลา", "Sila", postal_code="40000")

    def test_tells_its_full_name_and_what_the_lists_are_set_to(self, client):
        assert client.get("/places/search/", {"q": "ต.ศิลา ขอนแก่น"}).json() == {
            "places": [
                {"path": [40, 4001, 400105], "name": "ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น", "postal": "40000"},
            ],
            "more": False,
        }

    def test_answers_in_the_reader_s_language(self, client):
        client.cookies["language"] = "en"
        found = client.get("/places/search/", {"q": "40000"}).json()["places"]
        assert [place["name"] for place in found] == [
            "Mueang Khon Kaen district, Khon Kaen",
            "Sila sub-district, Mueang Khon Kaen district, Khon Kaen",
        ]

    def test_nothing_of_it_is_kept_on_the_device(self, client):
        assert "no-store" in client.get("/places/search/", {"q": "ศิลา"}).headers["Cache-Control"]

    @pytest.mark.parametrize("q", [None, "", "ก", "ฮ" * 9000, "<script>", "\u202e", "' OR 1=1"])
    def test_anything_else_finds_nothing(self, client, q):
        answer = client.get("/places/search/", {} if q is None else {"q": q})
        assert (answer.status_code, answer.json()) == (200, {"places": [], "more": False})

    def test_is_only_read(self, client):
        assert client.post("/places/search/", {"q": "ศิลา"}).status_code == 405


class TestThePartsOfAnArea:
    @pytest.fixture
    def khon_kaen(self):
        province = Area.objects.create(code=40, level="province", name_th="ขอนแก่น", name_en="Khon Kaen")
        for code, thai, english in [(4001, "เมืองขอนแก่น", "Mueang Khon Kaen"), (4002, "บ้านฝาง", "Ban Fang")]:
            Area.objects.create(code=code, level="district", parent=province, name_th=thai, name_en=english)
        return province

    def test_come_in_thai_order_and_both_languages(self, client, khon_kaen):
        assert client.get("/places/40/children/").json() == {
            "children": [
                {"code": 4002, "th": "บ้านฝาง", "en": "Ban Fang"},
                {"code": 4001, "th": "เมืองขอนแก่น", "en": "Mueang Khon Kaen"},
            ]
        }

    def test_may_be_kept_by_any_cache(self, client, khon_kaen):
        answer = client.get("/places/40/children/")
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        assert "Cookie" not in answer.headers.get("Vary", "")

    def test_are_not_found_for_a_code_nobody_gave(self, client):
        assert client.get("/places/99/children/").status_code == 404


class TestWithoutANetwork:
    def test_the_page_is_in_both_languages_and_the_same_for_everybody(self, client):
        thai = client.get("/offline/").content.decode()
        assert "ไม่มีอินเทอร์เน็ต" in thai
        assert "No internet" in thai
        assert "csrfmiddlewaretoken" not in thai

    def test_the_worker_serves_from_the_root_and_is_asked_for_anew(self, client):
        answer = client.get("/sw.js")
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == "no-cache"


class TestTheParts:
    def test_are_shown_in_the_demo(self, client, settings):
        settings.DEMO = True
        assert client.get("/dev/parts/").status_code == 200

    def test_are_not_there_otherwise(self, client, settings):
        settings.DEMO = False
        assert client.get("/dev/parts/").status_code == 404


class TestTheMenu:
    def test_of_the_desk_is_for_those_who_work_there(self, client, rf):
        from django.contrib.auth.models import AnonymousUser

        from frontend.context import desk_doors

        request = rf.get("/desk/")
        request.user = AnonymousUser()
        assert desk_doors(request) == []

    def test_marks_where_the_reader_is(self, client):
        assert 'href="/" aria-current="page"' in client.get("/").content.decode()


class TestTheAppOnAPhone:
    def test_has_our_name_and_mark_in_the_reader_s_language(self, client):
        answer = client.get("/app.webmanifest")
        told = answer.json()
        assert answer.headers["Content-Type"] == "application/manifest+json"
        assert (told["short_name"], told["lang"], told["display"]) == ("เสียงประชา", "th", "standalone")
        assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {
            ("192x192", "any"),
            ("512x512", "maskable"),
        }
        client.cookies["language"] = "en"
        assert client.get("/app.webmanifest").json()["name"] == "Siang Pracha"

    def test_every_page_leads_to_it_and_its_shortcuts_are_pages(self, client):
        assert '<link rel="manifest" href="/app.webmanifest">' in client.get("/").content.decode()
        for shortcut in client.get("/app.webmanifest").json()["shortcuts"]:
            assert client.get(shortcut["url"]).status_code == 200
