"""The scripts in a real browser, page by page: what a person sees them do. No server: Chromium is given its answers."""

import gzip
import json
import mimetypes
import re
import shutil
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from PIL import Image

from complaints.tracking_forms import DisputeForm
from frontend.govuk_forms import render_field
from frontend.management.commands.screenshots import QUIET
from tests.letters import LETTERS

sync_api = pytest.importorskip("playwright.sync_api")
DIST = Path(__file__).parents[2] / "frontend" / "dist"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HOME = "http://siang.test/"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src 'self' ws:; worker-src 'self' blob:"

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="apt install chromium")]


class House:
    """Answers the browser: files from dist, pages from what a test puts here; keeps what the browser complained of."""

    def __init__(self, page) -> None:
        self.page, self.pages, self.asked, self.complaints = page, {}, [], []
        page.route("**/*", self._answer)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))

    def show(self, body: str, path: str = "", account: str = "") -> None:
        """Opens a page with this body, in the house's own frame, as an account's or a visitor's."""
        self.put(path, body, account)
        self.page.goto(HOME + path)

    def put(self, path: str, body: str, account: str = "") -> None:
        request = RequestFactory().get("/")
        with override("th"):
            frame = render_to_string("refused.html", {"sentences": [], "back": "/"}, request)
        before, after = frame.split('<main id="main" tabindex="-1">')[0], frame.split("</main>")[1]
        if account:
            before = before.replace("<html ", f'<html data-account="{account}" ', 1)
        self.pages["/" + path] = f'{before}<main id="main">{body}</main>{after}'

    def _answer(self, route) -> None:
        path = urlsplit(route.request.url).path
        self.asked.append(route.request)
        if path.startswith("/static/"):
            file = DIST / path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), headers={"content-type": kind})
        elif path in self.pages:
            answer = self.pages[path]
            kind = "text/html; charset=utf-8" if answer.lstrip().startswith("<") else "application/json"
            route.fulfill(body=answer, headers={"content-type": kind, "content-security-policy": CSP})
        else:
            route.fulfill(status=404, body="")


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def house(browser) -> Iterator[House]:
    context = browser.new_context(service_workers="block", timezone_id="Asia/Bangkok")
    context.set_default_timeout(15_000)
    house = House(context.new_page())
    yield house
    context.close()
    assert [line for line in house.complaints if "404" not in line and "Service Worker" not in line] == []


def live_part(inside: str, attributes: str = "data-mine") -> str:
    return render_to_string("components/live_status.html") + (
        f'<div id="part" data-module="live" data-socket="/ws/cases/69-X/" data-fragment="/part/" data-seen="5" {attributes}>'
        f"{inside}</div>"
    )


class Socket:
    """The server's end of the page's socket."""

    def __init__(self, page) -> None:
        self.heard, self.open = [], []
        page.route_web_socket("**/ws/**", self._connect)

    def _connect(self, socket) -> None:
        self.open.append(socket)
        socket.on_message(lambda message: self.heard.append(json.loads(message)))

    def say(self, **news) -> None:
        self.open[-1].send(json.dumps(news))


class TestALivePart:
    def test_shows_the_news_the_moment_the_server_says_that_there_are_some(self, house):
        socket = Socket(house.page)
        house.pages["/part/"] = '<p data-seen="6">เทศบาลรับเรื่องแล้ว</p>'
        house.show(live_part("<p>รับเรื่องแล้ว</p>"))
        sync_api.expect(house.page.get_by_text("หน้านี้เปลี่ยนเองเมื่อมีข่าว")).to_be_visible()
        assert socket.heard == [{"seen": 5}]
        socket.say(topic="case", n=6)
        sync_api.expect(house.page.get_by_text("เทศบาลรับเรื่องแล้ว")).to_be_visible(timeout=1000)

    def test_speaks_once_of_what_changed(self, house):
        socket = Socket(house.page)
        house.pages["/part/"] = '<p data-seen="6" data-announce="เทศบาลเมืองศิลารับเรื่องแล้ว">ใหม่</p>'
        house.show(live_part("<p>เก่า</p>"))
        house.page.wait_for_function("document.querySelector('[data-live-text]').textContent !== ''")
        socket.say(topic="case", n=6)
        sync_api.expect(house.page.get_by_role("status").first).to_have_text("เทศบาลเมืองศิลารับเรื่องแล้ว")

    def test_does_not_ask_again_for_what_it_shows_already(self, house):
        socket = Socket(house.page)
        house.pages["/part/"] = "<p>ใหม่</p>"
        house.show(live_part("<p>เก่า</p>"))
        house.page.wait_for_timeout(300)
        socket.say(topic="case", n=5)
        house.page.wait_for_timeout(300)
        assert [each.url for each in house.asked if each.url.endswith("/part/")] == []

    def test_asks_again_by_itself_while_something_is_busy(self, house):
        socket = Socket(house.page)
        busy = '<p aria-busy="true">ระบบกำลังอ่านข้อความ</p>'
        house.pages["/part/"] = busy
        house.show(live_part(busy))
        with house.page.expect_request("**/part/", timeout=10_000):
            pass  # as the socket opens
        house.pages["/part/"] = "<p>ส่งได้เลย</p>"
        sync_api.expect(house.page.get_by_text("ส่งได้เลย")).to_be_visible(timeout=10_000)
        asked = len([each for each in house.asked if each.url.endswith("/part/")])
        house.page.wait_for_timeout(4500)
        assert len([each for each in house.asked if each.url.endswith("/part/")]) == asked
        assert len(socket.open) == 1

    def test_tells_when_the_connection_is_lost_and_catches_up(self, house):
        socket = Socket(house.page)
        house.pages["/part/"] = '<p data-seen="9">ใหม่</p>'
        house.show(live_part("<p>เก่า</p>"))
        house.page.wait_for_timeout(300)
        socket.open[-1].close(code=1012)
        sync_api.expect(house.page.get_by_text("ขาดการเชื่อมต่อ ข้อมูล ณ")).to_be_visible()
        sync_api.expect(house.page.locator(".live--off")).to_be_visible()
        house.page.wait_for_timeout(1800)
        assert socket.heard[-1] == {"seen": 5}
        socket.say(changed=True)
        sync_api.expect(house.page.get_by_text("ใหม่", exact=True)).to_be_visible()

    def test_does_not_knock_again_where_it_may_not_enter(self, house):
        socket = Socket(house.page)
        house.show(live_part("<p>เก่า</p>"))
        house.page.wait_for_timeout(300)
        socket.open[-1].close(code=4403)
        sync_api.expect(house.page.get_by_text("หยุดเปลี่ยนเองแล้ว โหลดหน้านี้ใหม่")).to_be_visible()
        house.page.wait_for_timeout(1800)
        assert len(socket.open) == 1

    def test_never_takes_away_what_somebody_is_writing(self, house):
        socket = Socket(house.page)
        house.pages["/part/"] = '<p data-seen="6">ใหม่</p>'
        house.show(live_part('<textarea aria-label="คำตอบ"></textarea>'))
        house.page.get_by_label("คำตอบ").fill("ต้นที่ 1 ถึง 6")
        house.page.wait_for_timeout(300)
        socket.say(topic="case", n=6)
        button = house.page.get_by_role("button", name="มีข่าวใหม่ แสดงเลย")
        sync_api.expect(button).to_be_visible()
        assert house.page.get_by_label("คำตอบ").input_value() == "ต้นที่ 1 ถึง 6"
        button.click()
        sync_api.expect(house.page.get_by_text("ใหม่", exact=True)).to_be_visible()

    def test_waits_by_chance_when_it_is_not_one_s_own_case(self, house):
        socket = Socket(house.page)
        house.pages["/part/"] = '<p data-seen="6">ใหม่</p>'
        house.page.add_init_script("Math.random = () => 0.5")
        house.show(live_part("<p>เก่า</p>", attributes=""))
        house.page.wait_for_timeout(300)
        socket.say(topic="case", n=6)
        house.page.wait_for_timeout(600)
        assert house.page.get_by_text("เก่า").is_visible()
        sync_api.expect(house.page.get_by_text("ใหม่", exact=True)).to_be_visible(timeout=1500)

    def test_lets_a_message_of_success_go_with_the_next_news_once_it_could_be_read(self, house):
        socket = Socket(house.page)
        house.pages["/part/"] = '<p data-seen="6">ใหม่</p>'
        house.page.clock.install()
        house.show("<p data-passing>ส่งคำตอบแล้ว</p><p>ยังไม่ได้ส่ง</p>" + live_part("<p>เก่า</p>"))
        house.page.clock.run_for(300)
        socket.say(topic="case", n=6)
        house.page.clock.run_for(1000)
        sync_api.expect(house.page.get_by_text("ใหม่", exact=True)).to_be_visible()
        assert house.page.get_by_text("ส่งคำตอบแล้ว").is_visible()
        house.page.clock.run_for(9000)
        sync_api.expect(house.page.get_by_text("ส่งคำตอบแล้ว")).to_have_count(0)
        assert house.page.get_by_text("ยังไม่ได้ส่ง").is_visible()

    def test_never_takes_away_words_that_came_back_with_an_error(self, house):
        socket = Socket(house.page)
        house.pages["/part/"] = '<p data-seen="6">ใหม่</p>'
        house.show(live_part('<textarea aria-label="คำตอบ">ต้นที่ 1 ถึง 6</textarea>'))
        house.page.wait_for_timeout(300)
        socket.say(topic="case", n=6)
        sync_api.expect(house.page.get_by_role("button", name="มีข่าวใหม่ แสดงเลย")).to_be_visible()
        assert house.page.get_by_label("คำตอบ").input_value() == "ต้นที่ 1 ถึง 6"

    def test_starts_the_modules_of_what_it_brings(self, house):
        socket = Socket(house.page)
        house.pages["/part/"] = '<p data-seen="6"><button type="button" hidden data-module="print">พิมพ์</button></p>'
        house.show(live_part("<p>เก่า</p>"))
        house.page.wait_for_timeout(300)
        socket.say(topic="case", n=6)
        sync_api.expect(house.page.get_by_role("button", name="พิมพ์")).to_be_visible()


FORM = """<form data-module="draft" data-key="new-complaint" data-text-saved="เก็บแล้วเมื่อ {time}" data-text-restored="ยังอยู่ {time}">
<p data-draft-status></p><textarea name="text" aria-label="เรื่อง"></textarea><input name="otp" aria-label="รหัส" data-not-kept>
<input type="checkbox" name="agreed" aria-label="ยอม"><input type="hidden" name="csrf" value="a"></form>"""


class TestADraft:
    def test_survives_a_reload(self, house):
        house.show(FORM)
        house.page.get_by_label("เรื่อง").fill("ไฟทางดับหน้าตลาด")
        house.page.get_by_label("ยอม").check()
        house.page.get_by_label("รหัส").fill("1234")
        sync_api.expect(house.page.locator("[data-draft-status]")).to_contain_text("เก็บแล้วเมื่อ")
        house.page.reload()
        assert house.page.get_by_label("เรื่อง").input_value() == "ไฟทางดับหน้าตลาด"
        assert house.page.get_by_label("ยอม").is_checked()
        assert house.page.get_by_label("รหัส").input_value() == ""

    def test_survives_leaving_at_once(self, house):
        house.show(FORM)
        house.page.get_by_label("เรื่อง").press_sequentially("ไฟ")
        house.page.reload()
        assert house.page.get_by_label("เรื่อง").input_value() == "ไฟ"

    def test_never_covers_what_the_server_filled_in(self, house):
        house.show(FORM)
        house.page.get_by_label("เรื่อง").fill("เก่า")
        house.page.wait_for_timeout(700)
        house.show(FORM.replace("<form", '<form data-restore="no"').replace("></textarea>", ">ใหม่</textarea>"))
        assert house.page.get_by_label("เรื่อง").input_value() == "ใหม่"

    def test_goes_when_a_page_confirms_the_sending(self, house):
        house.show(FORM)
        house.page.get_by_label("เรื่อง").fill("ส่งแล้ว")
        house.page.wait_for_timeout(700)
        house.show('<p data-module="forget-draft" data-key="new-complaint">รับเรื่องแล้ว</p>', "receipt/")
        house.show(FORM)
        assert house.page.get_by_label("เรื่อง").input_value() == ""

    def test_tells_the_time_of_thailand_wherever_the_device_is(self, browser):
        context = browser.new_context(service_workers="block", timezone_id="America/New_York")
        house = House(context.new_page())
        house.page.clock.install(time="2026-11-22T07:32:00Z")
        house.show(FORM)
        house.page.get_by_label("เรื่อง").fill("ไฟทางดับ")
        house.page.clock.run_for(2000)
        sync_api.expect(house.page.locator("[data-draft-status]")).to_have_text("เก็บแล้วเมื่อ 14.32 น.")
        context.close()


class TestADraftOnASharedDevice:
    """Accounts are named by words that say nothing of the person."""

    def write(self, house, text, account="", form=FORM):
        house.show(form, account=account)
        house.page.get_by_label("เรื่อง").fill(text)
        house.page.wait_for_timeout(700)

    def found(self, house, account="", form=FORM):
        house.show(form, account=account)
        return house.page.get_by_label("เรื่อง").input_value()

    def server_says_forget(self, house, name):
        house.page.context.add_cookies([{"name": "forget_drafts", "value": name, "url": HOME}])

    def test_is_found_again_by_its_own_account_only(self, house):
        self.write(house, "หัวหน้าเรียกเงิน", account="a1")
        assert self.found(house, account="b2") == ""
        assert self.found(house) == ""
        assert self.found(house, account="a1") == "หัวหน้าเรียกเงิน"

    def test_goes_at_sign_out_and_those_of_others_stay(self, house):
        self.write(house, "ของมาลี", account="a1")
        self.write(house, "ของสมชาย", account="b2")
        self.server_says_forget(house, "a1")
        assert self.found(house) == ""
        assert house.page.context.cookies() == []
        assert self.found(house, account="a1") == ""
        assert self.found(house, account="b2") == "ของสมชาย"

    def test_of_a_case_goes_with_the_case_whoever_wrote_it(self, house):
        answer = FORM.replace("new-complaint", "answer-69-7K3M-9QXT-W")
        self.write(house, "ต้นที่ 6", form=answer)
        self.write(house, "เรื่องใหม่")
        self.server_says_forget(house, "69-7K3M-9QXT-W")
        assert self.found(house, form=answer) == ""
        assert self.found(house) == "เรื่องใหม่"

    def test_does_not_come_back_from_a_page_left_open(self, house):
        self.write(house, "ของมาลี", account="a1")
        house.page.get_by_label("เรื่อง").press_sequentially("ๆ")
        other = house.page.context.new_page()
        other.route("**/*", house._answer)
        self.server_says_forget(house, "a1")
        other.goto(HOME)
        house.page.wait_for_timeout(700)
        assert self.found(house, account="a1") == ""

    def test_begun_by_a_visitor_is_found_after_signing_in(self, house):
        self.write(house, "ไฟทางดับหน้าตลาด")
        assert self.found(house, account="a1") == "ไฟทางดับหน้าตลาด"
        assert self.found(house) == ""

    def test_left_by_a_visitor_long_ago_is_not_given_to_an_account(self, house):
        house.page.clock.install(time="2026-11-22T07:32:00Z")
        house.show(FORM)
        house.page.get_by_label("เรื่อง").fill("ไฟทางดับหน้าตลาด")
        house.page.clock.run_for(700)
        house.page.clock.fast_forward("01:01:00")
        assert self.found(house, account="a1") == ""
        assert self.found(house) == "ไฟทางดับหน้าตลาด"


PLACE = """<div data-module="place" data-children="/places/0/children/" data-text-failed="โหลดไม่สำเร็จ">
<select data-place="province" aria-label="จังหวัด"><option value="">เลือก</option><option value="40">ขอนแก่น</option></select>
<select data-place="district" aria-label="อำเภอ"><option value="">เลือก</option></select>
<select data-place="subdistrict" aria-label="ตำบล"><option value="">เลือก</option></select><p data-place="spoken"></p></div>"""


class TestCountingLetters:
    @pytest.mark.parametrize(("text", "letters"), LETTERS)
    def test_is_as_the_table_says_and_as_the_server_counts(self, house, text, letters):
        with override("th"):
            field = render_field(DisputeForm()["text"], count=True)
        house.show(field.replace('data-maxlength="4000"', 'data-maxlength="1"'))
        house.page.locator("textarea").fill(text)
        told = house.page.locator(".govuk-character-count__status").inner_text()
        assert re.findall(r"\d+", told) == [str(letters - 1)]


class TestThePlace:
    def test_follows_from_province_to_sub_district(self, house):
        house.pages["/places/40/children/"] = '{"children": [{"code": 4001, "th": "เมืองขอนแก่น", "en": "Mueang"}]}'
        house.pages["/places/4001/children/"] = '{"children": [{"code": 400105, "th": "ศิลา", "en": "Sila"}]}'
        house.show(PLACE)
        sync_api.expect(house.page.get_by_label("อำเภอ")).to_be_disabled()
        house.page.get_by_label("จังหวัด").select_option("40")
        house.page.get_by_label("อำเภอ").select_option("4001")
        house.page.get_by_label("ตำบล").select_option("400105")
        house.page.get_by_label("จังหวัด").select_option("")
        sync_api.expect(house.page.get_by_label("ตำบล")).to_be_disabled()

    def test_opens_the_map_where_somebody_has_chosen_already(self, house):
        house.pages["/places/40/children/"] = house.pages["/places/10/children/"] = '{"children": []}'
        house.show(place_part())
        province = house.page.get_by_label("จังหวัด", exact=True)
        province.select_option("40")
        house.page.get_by_role("button", name="เปิดแผนที่").click()
        house.page.get_by_role("button", name="ปักหมุดตรงกลาง").click()
        latitude = house.page.locator('[data-place="latitude"]')
        sync_api.expect(latitude).not_to_have_value("")
        assert 15.6 < float(latitude.input_value()) < 17.2
        house.page.get_by_role("button", name="เอาหมุดออก").click()
        sync_api.expect(latitude).to_have_value("")
        province.select_option("10")
        house.page.get_by_role("button", name="ปักหมุดตรงกลาง").click()
        sync_api.expect(latitude).to_have_value(re.compile("^13"))

    def test_says_so_when_the_list_does_not_come(self, house):
        house.show(PLACE)
        house.page.get_by_label("จังหวัด").select_option("40")
        sync_api.expect(house.page.get_by_text("โหลดไม่สำเร็จ")).to_be_visible()


def place_part(**context) -> str:
    """The whole component, as a filing page shows it where no outlines are loaded."""
    from frontend.parts import ExamplePlaceForm

    form = ExamplePlaceForm(prefix="c")
    fields = {"shape_files": {}, **{name: form[name] for name in form.fields}, **context}
    with override("th"):
        return render_to_string("components/place.html", fields, RequestFactory().get("/", headers={"x-part": "1"}))


SILA = {"path": [40, 4001, 400114], "name": "ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น", "postal": "40000"}
NON_SILA = {"path": [40, 4023], "name": "อ.โนนศิลา จ.ขอนแก่น", "postal": ""}


class TestFindingAPlace:
    @pytest.fixture
    def box(self, house):
        house.pages["/places/search/"] = json.dumps({"places": [SILA, NON_SILA], "more": False})
        house.pages["/places/40/children/"] = json.dumps(
            {"children": [{"code": 4001, "th": "เมืองขอนแก่น", "en": ""}, {"code": 4023, "th": "โนนศิลา", "en": ""}]}
        )
        house.pages["/places/4001/children/"] = '{"children": [{"code": 400114, "th": "ศิลา", "en": "Sila"}]}'
        house.pages["/places/4023/children/"] = '{"children": [{"code": 402301, "th": "โนนศิลา", "en": ""}]}'
        house.show(f"<form>{place_part()}</form>")
        return house.page.get_by_role("combobox", name="ค้นหาจากชื่อสถานที่")

    def test_sets_all_three_lists(self, house, box):
        box.press_sequentially("ศิลา")
        sync_api.expect(house.page.locator("#find-place-list").get_by_role("option")).to_have_count(2)
        sync_api.expect(house.page.get_by_text("พบ 2 แห่ง เลือกได้เลย")).to_be_visible()
        house.page.locator("#find-place-list").get_by_role("option", name="ต.ศิลา").click()
        sync_api.expect(house.page.get_by_label("ตำบลหรือแขวง")).to_have_value("400114")
        sync_api.expect(house.page.get_by_label("อำเภอหรือเขต")).to_have_value("4001")
        sync_api.expect(house.page.locator("#find-place-list")).to_be_hidden()
        sync_api.expect(house.page.get_by_text("เลือก ต.ศิลา อ.เมืองขอนแก่น จ.ขอนแก่น แล้ว")).to_be_visible()

    def test_A2_is_done_with_the_keyboard_alone_and_sends_no_form(self, house, box):
        box.press_sequentially("ศิลา")
        sync_api.expect(box).to_have_attribute("aria-expanded", "true")
        house.page.keyboard.press("ArrowDown")
        house.page.keyboard.press("ArrowDown")
        active = house.page.locator(f"#{box.get_attribute('aria-activedescendant')}")
        sync_api.expect(active).to_have_text("อ.โนนศิลา จ.ขอนแก่น")
        sync_api.expect(active).to_have_attribute("aria-selected", "true")
        house.page.keyboard.press("Enter")
        sync_api.expect(house.page.get_by_label("อำเภอหรือเขต")).to_have_value("4023")
        sync_api.expect(house.page.get_by_label("ตำบลหรือแขวง")).to_have_value("")
        assert house.page.url == HOME

    def test_chosen_anew_leaves_nothing_of_the_first_choice(self, house, box):
        box.press_sequentially("ศิลา")
        house.page.locator("#find-place-list").get_by_role("option", name="ต.ศิลา").click()
        sync_api.expect(house.page.get_by_label("ตำบลหรือแขวง")).to_have_value("400114")
        box.fill("โนนศิลา")
        house.page.locator("#find-place-list").get_by_role("option", name="โนนศิลา").click()
        sync_api.expect(house.page.get_by_label("อำเภอหรือเขต")).to_have_value("4023")
        sync_api.expect(house.page.get_by_label("ตำบลหรือแขวง")).to_have_value("")

    def test_names_no_place_that_the_lists_have_left(self, house, box):
        box.press_sequentially("ศิลา")
        house.page.locator("#find-place-list").get_by_role("option", name="โนนศิลา").click()
        sync_api.expect(house.page.get_by_label("ตำบลหรือแขวง")).to_be_enabled()
        house.page.get_by_label("ตำบลหรือแขวง").select_option("402301")  # closer still
        sync_api.expect(box).to_have_value("อ.โนนศิลา จ.ขอนแก่น")
        house.page.get_by_label("อำเภอหรือเขต").select_option("4001")
        sync_api.expect(box).to_have_value("")
        sync_api.expect(house.page.locator("#find-place-list-status")).to_be_empty()

    def test_tells_at_once_that_a_pin_put_before_is_elsewhere(self, house, box):
        for name, value in (("latitude", "13.75"), ("longitude", "100.5")):
            house.page.locator(f'[data-place="{name}"]').evaluate("(field, value) => { field.value = value; }", value)
        box.press_sequentially("ศิลา")
        house.page.locator("#find-place-list").get_by_role("option", name="ต.ศิลา").click()
        spoken = house.page.locator('[data-place="spoken"]')
        sync_api.expect(spoken).to_contain_text("ไม่ตรงกับจังหวัดที่เลือก")
        house.page.get_by_role("button", name="เลือก กรุงเทพมหานคร").click()
        sync_api.expect(house.page.get_by_label("จังหวัด", exact=True)).to_have_value("10")
        sync_api.expect(spoken).not_to_contain_text("ไม่ตรง")
        sync_api.expect(house.page.locator('[data-place="drop"]')).to_be_hidden()

    def test_escape_closes_the_list_and_keeps_what_was_typed(self, house, box):
        box.press_sequentially("ศิลา")
        sync_api.expect(house.page.locator("#find-place-list").get_by_role("option")).to_have_count(2)
        house.page.keyboard.press("Escape")
        sync_api.expect(box).to_have_attribute("aria-expanded", "false")
        sync_api.expect(box).to_have_value("ศิลา")

    def test_says_so_when_there_is_no_such_place(self, house, box):
        house.pages["/places/search/"] = '{"places": [], "more": false}'
        box.press_sequentially("แดนสนธยา")
        sync_api.expect(house.page.get_by_text("ไม่พบสถานที่ชื่อ “แดนสนธยา”")).to_be_visible()

    def test_says_so_when_it_cannot_be_looked_up(self, house, box):
        del house.pages["/places/search/"]
        box.press_sequentially("ศิลา")
        sync_api.expect(house.page.get_by_text("ตอนนี้ค้นหาไม่ได้ เลือกจากรายการแทน")).to_be_visible()


class TestPickingPlaces:
    """Several places, as the policy team chooses them for a consultation."""

    @pytest.fixture
    def box(self, house):
        from consultations.choosing_places import PlacesForm

        house.pages["/places/search/"] = json.dumps({"places": [SILA, NON_SILA], "more": False})
        with override("th"):
            part = render_to_string(
                "consultations/_choose_places.html",
                {"form": PlacesForm()},
                RequestFactory().get("/", headers={"x-part": "1"}),
            )
        house.show(f"<form>{part}</form>")
        return house.page.get_by_role("combobox", name="ค้นหาจากชื่อสถานที่")

    def choose(self, house, box, name):
        box.press_sequentially("ศิลา")
        house.page.locator("#find-place-list").get_by_role("option", name=name).click()

    def test_adds_a_tick_for_each_and_empties_the_box_for_the_next(self, house, box):
        whole_country = house.page.get_by_text("ทั้งประเทศ")
        sync_api.expect(whole_country).to_be_visible()
        self.choose(house, box, "ต.ศิลา")
        sync_api.expect(box).to_have_value("")
        sync_api.expect(house.page.get_by_label(SILA["name"])).to_be_checked()
        sync_api.expect(whole_country).to_be_hidden()
        self.choose(house, box, "อ.โนนศิลา")
        ticked = house.page.evaluate("new FormData(document.querySelector('#id_look_for').form).getAll('places')")
        assert ticked == ["400114", "4023"]

    def test_takes_one_away_by_its_tick_and_never_lists_it_twice(self, house, box):
        self.choose(house, box, "ต.ศิลา")
        tick = house.page.get_by_label(SILA["name"])
        tick.uncheck()
        sync_api.expect(house.page.get_by_text("ทั้งประเทศ")).to_be_visible()
        self.choose(house, box, "ต.ศิลา")
        sync_api.expect(tick).to_have_count(1)
        sync_api.expect(tick).to_be_checked()

    def test_A2_is_done_with_the_keyboard_alone(self, house, box):
        box.press_sequentially("ศิลา")
        sync_api.expect(box).to_have_attribute("aria-expanded", "true")
        house.page.keyboard.press("Enter")
        tick = house.page.get_by_label(SILA["name"])
        sync_api.expect(tick).to_be_checked()
        house.page.keyboard.press("Shift+Tab")
        sync_api.expect(tick).to_be_focused()
        house.page.keyboard.press("Space")
        sync_api.expect(tick).not_to_be_checked()


WHERE_I_AM = """Object.defineProperty(navigator, "geolocation", {value: {getCurrentPosition: (found, failed) => setTimeout(() => {
  if (CODE) failed({code: CODE, PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3});
  else found({coords: {latitude: 16.44, longitude: 102.83, accuracy: ACCURACY}});
}, 50)}})"""


class TestWhereIAm:
    def ask(self, house, code: int, accuracy: int = 20) -> None:
        house.page.add_init_script(WHERE_I_AM.replace("CODE", str(code)).replace("ACCURACY", str(accuracy)))
        house.pages["/places/40/children/"] = '{"children": []}'
        house.show(place_part())
        house.page.get_by_role("button", name="ใช้ตำแหน่งของฉัน").click()

    @pytest.mark.parametrize(
        ("code", "told"), [(1, "ยังไม่ได้รับอนุญาต"), (2, "เครื่องนี้บอกตำแหน่งไม่ได้"), (3, "เครื่องหาตำแหน่งไม่ทัน")]
    )
    def test_says_why_it_is_not_known_and_what_to_do_instead(self, house, code, told):
        self.ask(house, code)
        sync_api.expect(house.page.locator('[data-place="spoken"]')).to_contain_text(told)
        assert house.page.locator('[data-place="latitude"]').input_value() == ""

    def test_sets_the_pin_and_the_province(self, house):
        self.ask(house, 0)
        sync_api.expect(house.page.get_by_label("จังหวัด", exact=True)).to_have_value("40")
        sync_api.expect(house.page.locator('[data-place="spoken"]')).not_to_contain_text("คร่าว ๆ")

    def test_says_when_it_is_known_roughly_only(self, house):
        self.ask(house, 0, accuracy=3200)
        sync_api.expect(house.page.locator('[data-place="spoken"]')).to_contain_text("คลาดเคลื่อนได้ราว 4 กม.")


NAI_MUEANG = {"path": [40, 4001, 400101], "name": "ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น", "fits": True, "km": 0}
BAN_FANG = {"path": [40, 4002], "name": "อ.บ้านฝาง จ.ขอนแก่น", "fits": False, "km": 16}


class TestAPinWhereOutlinesAreLoaded:
    @pytest.fixture
    def lists(self, house):
        """Opens the component; the device says it is in Khon Kaen."""
        house.page.add_init_script(WHERE_I_AM.replace("CODE", "0").replace("ACCURACY", "20"))
        house.pages["/places/40/children/"] = json.dumps(
            {"children": [{"code": 4001, "th": "เมืองขอนแก่น", "en": ""}, {"code": 4002, "th": "บ้านฝาง", "en": ""}]}
        )
        house.pages["/places/4001/children/"] = '{"children": [{"code": 400101, "th": "ในเมือง", "en": ""}]}'
        house.pages["/places/4002/children/"] = '{"children": []}'
        house.show(place_part(shape_files={"district": {"source": "กรมตัวอย่าง"}}))
        names = ("จังหวัด", "อำเภอหรือเขต", "ตำบลหรือแขวง")
        return [house.page.get_by_label(name, exact=name == "จังหวัด") for name in names]

    def pin(self, house, answer) -> None:
        house.pages["/places/at/"] = json.dumps(answer)
        house.page.get_by_role("button", name="ใช้ตำแหน่งของฉัน").click()

    def told(self, house, words) -> None:
        sync_api.expect(house.page.locator('[data-place="spoken"]')).to_contain_text(words)

    def test_fills_what_is_open_and_says_where_that_can_be_changed(self, house, lists):
        self.pin(house, NAI_MUEANG)
        for chosen, code in zip(lists, ("40", "4001", "400101"), strict=True):
            sync_api.expect(chosen).to_have_value(code)
        self.told(house, "เปลี่ยนในรายการ")
        sync_api.expect(house.page.locator('[data-place="take"]')).to_be_hidden()

    def test_moved_changes_what_the_pin_itself_had_filled_in(self, house, lists):
        self.pin(house, NAI_MUEANG)
        sync_api.expect(lists[2]).to_have_value("400101")
        self.pin(house, BAN_FANG)
        sync_api.expect(lists[1]).to_have_value("4002")
        sync_api.expect(lists[2]).to_have_value("")

    def test_never_overrules_a_choice_but_offers_the_other(self, house, lists):
        lists[0].select_option("40")
        lists[1].select_option("4001")
        self.pin(house, BAN_FANG)
        self.told(house, "หมุดอยู่ที่ อ.บ้านฝาง จ.ขอนแก่น ห่างจากที่ที่คุณเลือกราว 16 กม.")
        sync_api.expect(lists[1]).to_have_value("4001")
        house.page.get_by_role("button", name="เลือก อ.บ้านฝาง จ.ขอนแก่น").click()
        sync_api.expect(lists[1]).to_have_value("4002")
        sync_api.expect(house.page.locator('[data-place="take"]')).to_be_hidden()

    def test_goes_away_where_the_person_stays_with_what_they_chose(self, house, lists):
        lists[0].select_option("40")
        lists[1].select_option("4001")
        self.pin(house, BAN_FANG)
        house.page.get_by_role("button", name="ใช้ที่ที่เลือกไว้ และเอาหมุดออก").click()
        sync_api.expect(house.page.locator('[data-place="latitude"]')).to_have_value("")
        sync_api.expect(lists[1]).to_have_value("4001")
        sync_api.expect(house.page.locator('[data-place="drop"]')).to_be_hidden()
        sync_api.expect(house.page.locator('[data-place="spoken"]')).to_be_empty()

    def test_is_put_where_the_map_has_gone_with_the_choice(self, house, lists):
        house.pages["/places/4002/box/"] = json.dumps({"box": [102.8, 16.2, 103.0, 16.4]})
        house.pages["/places/40/shapes/"] = json.dumps({"type": "FeatureCollection", "features": []})
        house.pages["/places/at/"] = json.dumps(BAN_FANG | {"fits": True})
        house.page.get_by_role("button", name="เปิดแผนที่").click()
        middle = house.page.get_by_role("button", name="ปักหมุดตรงกลาง")
        sync_api.expect(middle).to_be_visible()
        lists[0].select_option("40")
        with house.page.expect_response("**/places/4002/box/"):
            lists[1].select_option("4002")
        house.page.wait_for_timeout(200)
        middle.click()
        put = [house.page.locator(f'[data-place="{name}"]') for name in ("latitude", "longitude")]
        sync_api.expect(put[0]).to_have_value(re.compile(r"^16\.(29|30)"))
        sync_api.expect(put[1]).to_have_value(re.compile(r"^102\.(89|90)"))

    def test_near_a_border_agrees_with_either_side(self, house, lists):
        lists[0].select_option("40")
        lists[1].select_option("4001")
        self.pin(house, BAN_FANG | {"fits": True})
        self.told(house, "หมุดอยู่ที่ อ.บ้านฝาง")
        sync_api.expect(lists[1]).to_have_value("4001")
        sync_api.expect(house.page.locator('[data-place="take"]')).to_be_hidden()

    def test_is_looked_at_again_when_another_place_is_chosen(self, house, lists):
        self.pin(house, NAI_MUEANG)
        sync_api.expect(lists[2]).to_have_value("400101")
        house.pages["/places/at/"] = json.dumps(NAI_MUEANG | {"fits": False, "km": 9})
        lists[1].select_option("4002")
        self.told(house, "ห่างจากที่ที่คุณเลือกราว 9 กม.")
        sync_api.expect(lists[1]).to_have_value("4002")

    def test_goes_to_the_server_in_the_body_and_never_in_an_address(self, house, lists):
        self.pin(house, NAI_MUEANG)
        sync_api.expect(lists[2]).to_have_value("400101")
        asked = [request for request in house.asked if "/places/at/" in request.url]
        assert {(request.method, urlsplit(request.url).query) for request in asked} == {("POST", "")}
        assert "16.44" in asked[0].post_data

    def test_proves_the_province_still_when_the_server_does_not_answer(self, house, lists):
        house.page.get_by_role("button", name="ใช้ตำแหน่งของฉัน").click()
        sync_api.expect(lists[0]).to_have_value("40")
        sync_api.expect(lists[1]).to_have_value("")
        house.complaints.clear()  # the browser's own word about the missing answer


PHOTO_FORM = """<form action="/sent/" method="post"><div data-module="photos" data-text-taken="รูปบอกว่าถ่ายใน{province}"
data-text-busy="กำลังเตรียมรูป"><input type="file" name="files" multiple aria-label="รูป"><p data-photos="status"></p>
<div data-photos="offer" hidden><p data-photos="taken"></p><button type="button" data-photos="use">ใช่</button>
<button type="button" data-photos="leave">ไม่ใช่</button></div></div>
<label><input type="radio" name="visibility" data-in-confidence>ลับ</label></form>"""

READ_CHOSEN = """async () => Promise.all([...document.querySelector("input[type=file]").files].map(async (file) => {
  const bitmap = await createImageBitmap(file).catch(() => null);
  const bytes = [...new Uint8Array(await file.arrayBuffer())];
  return {name: file.name, type: file.type, bytes, width: bitmap?.width, height: bitmap?.height};
}))"""


def photo(width=640, height=480, *, place=None, orientation=1, kind="JPEG") -> bytes:
    """A picture as from a phone. place: degrees north and east."""
    picture, exif = Image.new("RGB", (width, height), "navy"), Image.Exif()
    exif[0x010F], exif[0x0112] = "Nokia ของป้าศรี", orientation
    if place:
        north, east = place
        exif.get_ifd(0x8825).update(
            {1: "N" if north >= 0 else "S", 2: sexagesimal(north), 3: "E" if east >= 0 else "W", 4: sexagesimal(east)}
        )
    memory = BytesIO()
    picture.save(memory, kind, exif=exif.tobytes())
    return memory.getvalue()


def sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole = abs(degrees)
    return float(int(whole)), float(int(whole * 60) % 60), round(whole * 3600 % 60, 3)


KHON_KAEN = (16.4322, 102.8236)


class TestPhotos:
    @pytest.fixture
    def chosen(self, house):
        house.pages["/places/40/children/"] = '{"children": []}'
        house.show(place_part() + PHOTO_FORM)

        def choose(*files: tuple[str, bytes], kind: str = "image/jpeg"):
            payload = [{"name": name, "mimeType": kind, "buffer": content} for name, content in files]
            status = house.page.locator('[data-photos="status"]')
            house.page.get_by_label("รูป", exact=True).set_input_files(payload)
            sync_api.expect(status).to_have_text("")
            house.page.wait_for_timeout(300)
            return house.page.evaluate(READ_CHOSEN)

        return choose

    def test_large_ones_are_made_smaller_and_stand_upright(self, chosen):
        (file,) = chosen(("IMG_1.jpeg", photo(5000, 2500, orientation=6)))
        assert (file["name"], file["type"]) == ("IMG_1.jpg", "image/jpeg")
        assert (file["width"], file["height"]) == (1280, 2560)

    def test_I4_small_ones_keep_their_pixels_and_lose_all_that_tells_of_the_sender(self, chosen):
        before = photo(600, 400, place=KHON_KAEN, orientation=6)
        (file,) = chosen(("IMG_2.jpg", before))
        content = bytes(file["bytes"])
        after = Image.open(BytesIO(content))
        assert dict(after.getexif()) == {0x0112: 6}
        assert b"Nokia" not in content
        assert after.tobytes() == Image.open(BytesIO(before)).tobytes()

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff" + b"Exif" * 9, b"%PDF-1.7", b"\x00" * 64]
    )
    def test_what_is_no_picture_is_left_to_the_server(self, chosen, content):
        (file,) = chosen(("IMG_3.jpg", content))
        assert bytes(file["bytes"]) == content

    def test_heic_is_left_to_the_server(self, chosen):
        (file,) = chosen(("IMG_4.heic", b"....ftypheic"), kind="image/heic")
        assert file["name"] == "IMG_4.heic"

    def test_all_chosen_ones_come_along_in_their_order(self, chosen):
        files = chosen(("a.jpg", photo()), ("b.jpg", photo(3000, 3000)), ("c.jpg", photo()))
        assert [file["name"] for file in files] == ["a.jpg", "b.jpg", "c.jpg"]

    def test_the_place_of_one_is_offered_and_used_only_after_a_yes(self, house, chosen):
        chosen(("IMG_5.jpg", photo(place=KHON_KAEN)))
        sync_api.expect(house.page.get_by_text("รูปบอกว่าถ่ายในขอนแก่น")).to_be_visible()
        latitude = house.page.locator('[data-place="latitude"]')
        assert latitude.input_value() == ""
        house.page.get_by_role("button", name="ใช่", exact=True).click()
        sync_api.expect(latitude).to_have_value("16.432200")
        sync_api.expect(house.page.get_by_label("จังหวัด", exact=True)).to_have_value("40")
        sync_api.expect(house.page.locator('[data-photos="offer"]')).to_be_hidden()

    def test_a_no_leaves_nothing(self, house, chosen):
        chosen(("IMG_6.jpg", photo(place=KHON_KAEN)))
        house.page.get_by_role("button", name="ไม่ใช่").click()
        sync_api.expect(house.page.locator('[data-photos="offer"]')).to_be_hidden()
        assert house.page.locator('[data-place="latitude"]').input_value() == ""

    @pytest.mark.parametrize("place", [None, (0.0, 0.0), (48.8584, 2.2945), (-33.85, -70.6)])
    def test_no_place_nowhere_and_abroad_are_not_offered(self, house, chosen, place):
        chosen(("IMG_7.jpg", photo(place=place)))
        sync_api.expect(house.page.locator('[data-photos="offer"]')).to_be_hidden()

    def test_who_tells_in_confidence_is_not_asked(self, house, chosen):
        house.page.get_by_label("ลับ").check()
        chosen(("IMG_8.jpg", photo(place=KHON_KAEN)))
        sync_api.expect(house.page.locator('[data-photos="offer"]')).to_be_hidden()


DESK = """<div data-module="keyboard"><label><input type="checkbox" data-keys-off>ปิดปุ่มลัด</label>
<input type="search" aria-label="ค้นหา" data-key="/"><button type="button" data-key="a" id="accept">รับเรื่อง</button>
<ul><li data-row><input type="checkbox" aria-label="หนึ่ง"><a href="/1/">เรื่องหนึ่ง</a></li>
<li data-row><input type="checkbox" aria-label="สอง"><a href="/2/">เรื่องสอง</a></li></ul>
<dialog data-keys><p>ปุ่มลัดทั้งหมด</p></dialog></div>"""

COUNT_ACCEPTING = "void (document.getElementById('accept').onclick = () => (window.accepted = true))"


class TestTheKeyboard:
    @pytest.fixture(autouse=True)
    def desk(self, house):
        house.show(DESK)
        house.page.evaluate(COUNT_ACCEPTING)

    def test_walks_the_rows_and_opens_one(self, house):
        house.page.keyboard.press("j")
        house.page.keyboard.press("j")
        sync_api.expect(house.page.get_by_role("link", name="เรื่องสอง")).to_be_focused()
        house.page.keyboard.press("k")
        house.page.keyboard.press("x")
        assert house.page.get_by_label("หนึ่ง").is_checked()

    def test_presses_what_names_the_key(self, house):
        house.page.keyboard.press("a")
        assert house.page.evaluate("window.accepted") is True

    def test_works_with_the_thai_layout_where_the_same_key_writes_another_letter(self, house):
        house.page.evaluate(
            "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ฟ', code: 'KeyA', bubbles: true}))"
        )
        assert house.page.evaluate("window.accepted") is True

    def test_leaves_letters_alone_while_somebody_writes(self, house):
        house.page.keyboard.press("/")
        house.page.keyboard.type("a")
        assert house.page.get_by_label("ค้นหา").input_value() == "a"
        assert house.page.evaluate("window.accepted") is None

    def test_shows_all_keys(self, house):
        house.page.keyboard.press("Shift+Slash")
        sync_api.expect(house.page.get_by_text("ปุ่มลัดทั้งหมด")).to_be_visible()

    def test_can_be_turned_off_for_good(self, house):
        house.page.get_by_label("ปิดปุ่มลัด").check()
        house.page.reload()
        house.page.evaluate(COUNT_ACCEPTING)
        house.page.keyboard.press("a")
        assert house.page.evaluate("window.accepted") is None


class TestDanger:
    def test_in_the_words_brings_the_numbers_at_once(self, house):
        house.show(
            '<div data-module="emergency"><textarea aria-label="เรื่อง"></textarea><div data-emergency hidden><ul>'
            '<li data-words="ไฟไหม้|ประกายไฟ" hidden><a href="tel:199">199</a></li>'
            '<li data-words="ปล้น" hidden><a href="tel:191">191</a></li></ul></div></div>'
        )
        house.page.get_by_label("เรื่อง").press_sequentially("สายไฟมีประกายไฟ")
        sync_api.expect(house.page.get_by_role("link", name="199")).to_be_visible()
        sync_api.expect(house.page.get_by_role("link", name="191")).to_be_hidden()

    def test_counts_latin_words_only_whole(self, house):
        house.show(
            '<div data-module="emergency"><textarea aria-label="เรื่อง"></textarea><div data-emergency hidden><ul>'
            '<li data-words="gun|can t breathe" hidden><a href="tel:191">191</a></li></ul></div></div>'
        )
        house.page.get_by_label("เรื่อง").press_sequentially("Works have begun")
        sync_api.expect(house.page.get_by_role("link", name="191")).to_be_hidden()
        house.page.get_by_label("เรื่อง").fill("I CAN'T breathe")
        sync_api.expect(house.page.get_by_role("link", name="191")).to_be_visible()

    def test_counts_thai_words_only_whole_and_outside_of_harmless_phrases(self, house):
        house.show(
            '<div data-module="emergency"><textarea aria-label="เรื่อง"></textarea><div data-emergency hidden><ul>'
            '<li data-words="ตกน้ำ|มีด" data-no-danger="ฝน(?:ไม่|จะ)*ตกน้ำ" hidden><a href="tel:1669">1669</a></li></ul></div></div>'
        )
        number = house.page.get_by_role("link", name="1669")
        for harmless in ("ฝนตกน้ำท่วม", "ฝนไม่ตกน้ำก็ขัง", "ท่อแตกน้ำไหล", "ถนนมีดินหล่น"):
            house.page.get_by_label("เรื่อง").fill(harmless)
            sync_api.expect(number).to_be_hidden()
        house.page.get_by_label("เรื่อง").press_sequentially(" เด็กตกน้ำ")
        sync_api.expect(number).to_be_visible()

    def test_goes_again_when_the_word_was_on_its_way_to_a_harmless_one(self, house):
        house.show(
            '<div data-module="emergency"><textarea aria-label="เรื่อง"></textarea><div data-emergency hidden><ul>'
            '<li data-words="fire" data-unless="fire hydrant|fire station" hidden><a href="tel:199">199</a></li></ul></div></div>'
        )
        number = house.page.get_by_role("link", name="199")
        house.page.get_by_label("เรื่อง").press_sequentially("The fire")
        sync_api.expect(number).to_be_visible()
        house.page.get_by_label("เรื่อง").press_sequentially(" hydrant at the fire-station")
        sync_api.expect(number).to_be_hidden()
        house.page.get_by_label("เรื่อง").press_sequentially(" is on fire")
        sync_api.expect(number).to_be_visible()
        house.page.get_by_label("เรื่อง").fill("")
        sync_api.expect(number).to_be_visible()


class TestTheMap:
    def test_opens_on_demand_under_the_content_security_policy_and_names_the_province(self, house):
        part = place_part()
        house.pages["/places/40/children/"] = '{"children": []}'
        house.show(
            part.replace('type="hidden" name="c-latitude"', 'type="hidden" value="16.44" name="c-latitude"').replace(
                'type="hidden" name="c-longitude"', 'type="hidden" value="102.83" name="c-longitude"'
            )
        )
        assert not [each for each in house.asked if "/map-" in each.url]
        house.page.get_by_role("button", name="เปิดแผนที่").click()
        house.page.wait_for_selector("canvas", timeout=20_000)
        sync_api.expect(house.page.locator('[data-place="spoken"]')).to_contain_text("ขอนแก่น")
        house.page.get_by_role("button", name="ปักหมุดตรงกลาง").click()
        house.page.get_by_role("button", name="เอาหมุดออก").click()
        assert house.page.locator('[data-place="latitude"]').input_value() == ""

    def test_lies_over_the_operator_s_base_map_which_is_read_in_parts(self, house):
        archive, asked = tile_archive("olive"), []

        def answer(route):
            first, last = map(int, route.request.headers["range"].removeprefix("bytes=").split("-"))
            asked.append((first, last))
            route.fulfill(
                status=206, body=archive[first : last + 1], headers={"content-type": "application/vnd.pmtiles"}
            )

        house.page.route("**/map/tiles.pmtiles", answer)
        house.show(place_part().replace('data-place="map"', 'data-place="map" data-tiles="/map/tiles.pmtiles"'))
        house.page.get_by_role("button", name="เปิดแผนที่").click()
        house.page.wait_for_selector("canvas", timeout=20_000)
        house.page.wait_for_timeout(2000)
        assert asked[0] == (0, 126)
        assert len(set(asked)) == len(asked) > 3
        shown = Image.open(BytesIO(house.page.locator('[data-place="map"]').screenshot())).convert("RGB")
        colours = sorted(shown.getcolors(maxcolors=1 << 20), reverse=True)
        assert colours[0][1] == (128, 128, 0)

    def test_is_drawn_without_a_base_map_that_cannot_be_read(self, house):
        house.page.route(
            "**/map/tiles.pmtiles", lambda route: route.fulfill(status=206, body=b"<html>not a map</html>" * 9)
        )
        house.show(place_part().replace('data-place="map"', 'data-place="map" data-tiles="/map/tiles.pmtiles"'))
        house.page.get_by_role("button", name="เปิดแผนที่").click()
        house.page.wait_for_selector("canvas", timeout=20_000)
        sync_api.expect(house.page.get_by_role("button", name="ปักหมุดตรงกลาง")).to_be_visible()


def tile_archive(colour: str, zoom: int = 5) -> bytes:
    """A PMTiles file (version 3) whose tiles around Thailand are of one colour; nothing elsewhere, no two of one number."""
    memory = BytesIO()
    Image.new("RGB", (256, 256), colour).save(memory, "PNG")
    tile = memory.getvalue()
    before = sum(4**z for z in range(zoom))
    ids = sorted(before + hilbert(zoom, x, y) for x in range(22, 28) for y in range(11, 18))
    columns = [
        [ids[0], *(after - id for id, after in zip(ids, ids[1:], strict=False))],
        [1] * len(ids),
        [len(tile)] * len(ids),
        [1, *([0] * (len(ids) - 1))],
    ]
    directory = gzip.compress(varint(len(ids)) + b"".join(varint(number) for column in columns for number in column))
    data = tile * len(ids)
    head = b"PMTiles\x03" + struct.pack("<8Q", 127, len(directory), 0, 0, 0, 0, 127 + len(directory), len(data))
    head += struct.pack("<3Q", len(ids), len(ids), len(ids)) + bytes([1, 2, 1, 2, zoom, zoom])
    return head.ljust(127, b"\0") + directory + data


def varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    return bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80]) + varint(number >> 7)


def hilbert(zoom: int, x: int, y: int) -> int:
    """How far along the curve a tile lies: by quarters, as the curve is drawn (left top, left bottom, right bottom, right top)."""
    if zoom == 0:
        return 0
    half = 1 << (zoom - 1)
    quarter = {(0, 0): 0, (0, 1): 1, (1, 1): 2, (1, 0): 3}[(x >= half, y >= half)]
    x, y = x % half, y % half
    if quarter == 0:
        x, y = y, x
    if quarter == 3:
        x, y = half - 1 - y, half - 1 - x
    return quarter * half * half + hilbert(zoom - 1, x, y)
