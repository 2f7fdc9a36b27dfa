"""On a bad line: words and pictures wait on the phone and are sent later, as one case, whatever happens to the browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from frontend.management.commands.screenshots import QUIET
from tests.config.waiting import soon
from tests.journeys.conftest import CHROMIUM
from tests.journeys.stories import (
    add_picture,
    choose_place,
    go_and_check,
    open_with_code,
    send,
    tell,
    tell_what_is_dangerous,
)
from tests.journeys.town import Filed

pytestmark = pytest.mark.journey
PATIENCE_MS = 30_000
SAY = "เล่าเรื่องที่อยากให้แก้ไข"
WEATHER = "https://www.tmd.go.th/**"
DAY_MS = 24 * 3600 * 1000

AGE_ENTRIES = """([days, hereOnly]) => new Promise((done) => {
  const asked = indexedDB.open("siang-pracha", 1);
  asked.onsuccess = () => {
    const store = asked.result.transaction("outbox", "readwrite").objectStore("outbox");
    store.getAll().onsuccess = ({target}) => {
      for (const entry of target.result) {
        const ms = days * 24 * 3600 * 1000;
        store.put({...entry, at: entry.at - ms, server: hereOnly ? entry.server : entry.server - ms});
      }
      store.transaction.oncomplete = () => { asked.result.close(); done(target.result.length); };
    };
  };
})"""


class Phone:
    """A browser in a process of its own, with a profile that outlives it."""

    def __init__(self, browser, house, profile: Path) -> None:
        self.browser, self.house, self.profile = browser, house, profile
        self.process: subprocess.Popen | None = None

    @contextmanager
    def switched_on(self) -> Iterator[Page]:
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        options = [f"--user-data-dir={self.profile}", "--remote-debugging-port=0", "--headless=new", "--lang=th"]
        self.process = subprocess.Popen(
            [CHROMIUM, *QUIET, *options, "--window-size=390,844", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert soon(lambda: port_file.exists() and "\n" in port_file.read_text(), 30)
        port = port_file.read_text().split("\n")[0]
        remote = self.browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
        try:
            page = remote.contexts[0].new_page()
            page.set_default_timeout(PATIENCE_MS)
            yield page
        finally:
            self.is_killed()
            remote.close()

    def is_killed(self) -> None:
        """At once and without a word, as a phone does whose memory is short."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def phone(browser, house, tmp_path) -> Iterator[Phone]:
    phone = Phone(browser, house, tmp_path / "profile")
    yield phone
    phone.is_killed()


def no_network(page: Page) -> None:
    page.context.set_offline(True)
    page.wait_for_function("!navigator.onLine")


def waits_for_its_worker(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def write(page: Page, words: str) -> None:
    """On the second page of the form, with all of it filled in, and no network."""
    tell(page, words)
    choose_place(page, "ขอนแก่น", "เมืองขอนแก่น", "ศิลา")


def keep_for_later(page: Page) -> None:
    page.get_by_role("button", name="ตรวจก่อนส่ง").last.click()
    page.get_by_role("button", name="เก็บไว้ ให้เครื่องส่งเมื่อมีสัญญาณ").click()


def keep_and_see_nothing_of_the_house(page: Page) -> None:
    """Where no worker shows the offline page, the browser's own error page would open the house by itself at any moment."""
    page.route(re.compile(r"^http://[^/]+/$"), lambda route: route.fulfill(content_type="text/html", body="kept"))
    keep_for_later(page)
    expect(page.locator("body")).to_have_text("kept")


def panel(page: Page):
    return page.get_by_role("region", name="เก็บไว้ในเครื่องนี้")


class TestWithoutANetwork:
    def test_R5_offline_then_killed_then_online_is_exactly_one_case_with_its_picture(
        self, phone, house, town, tmp_path
    ):
        words = "คลองหลังวัดป่าแสงอรุณน้ำเน่าดำสนิท ปลาตายลอยเปนแพ"
        with phone.switched_on() as page:
            waits_for_its_worker(page, house.url("/"))
            page.goto(house.url("/"))
            page.get_by_label("เล่าเรื่องที่อยากให้แก้ไข").fill(words)
            page.get_by_role("button", name="ต่อไป บอกสถานที่").click()
            choose_place(page, "ขอนแก่น", "เมืองขอนแก่น", "ศิลา")
            add_picture(page, tmp_path, "teal")
            no_network(page)
            keep_for_later(page)
            expect(panel(page)).to_contain_text(re.compile(r"รอส่งอยู่ ตั้งแต่ \d+\.\d\d น\..*รูป 1 รูป"))
            phone.is_killed()
        assert town.cases(words) == 0
        with phone.switched_on() as page:
            page.goto(house.url("/track/"))
            expect(panel(page)).to_contain_text("ส่งแล้ว รับเรื่องของคุณแล้ว")
            reference = panel(page).locator(".refbig").first.inner_text()
            page.reload()  # and nothing goes a second time
            expect(panel(page)).to_contain_text(reference)
            page.get_by_role("button", name="จดไว้แล้ว").click()
            expect(panel(page)).to_be_hidden()
        rows = house.ask(
            "SELECT c.reference, count(f.id) FROM complaints_complaint m JOIN complaints_case c ON c.id = m.case_id"
            " LEFT JOIN complaints_casefile f ON f.case_id = c.id WHERE m.text LIKE %s GROUP BY 1",
            f"%{words}%",
        )
        assert rows == [(reference, 1)]

    def test_goes_by_itself_the_moment_the_network_is_back(self, windows, town):
        words = "ป้ายหยุดรถหน้าโรงเรียนล้ม รถไม่หยุดให้เด็กข้ามเลย"
        page = windows.open(width=390, service_workers="allow")
        waits_for_its_worker(page, "/")
        write(page, words)
        no_network(page)
        keep_for_later(page)
        expect(panel(page)).to_contain_text("รอส่งอยู่")
        page.context.set_offline(False)
        expect(panel(page)).to_contain_text("ส่งแล้ว", timeout=PATIENCE_MS)
        assert town.cases(words) == 1
        forget_lost_lines(windows)

    def test_R5_an_answer_that_is_lost_on_the_way_makes_no_second_case(self, windows, town):
        words = "ซอยหลังอนามัยท่วมทุกครั้งที่ฝนตก เดินไม่ได้คะ"
        page = windows.open(width=390)
        write(page, words)
        no_network(page)
        keep_and_see_nothing_of_the_house(page)
        page.route("**/complaints/later/", lose_the_answer)
        page.context.set_offline(False)
        with page.expect_event("requestfailed", lambda request: request.method == "POST"):
            page.goto("/track/")
        assert town.cases(words) == 1
        expect(panel(page)).to_contain_text("รอส่งอยู่")
        page.unroute("**/complaints/later/")
        page.get_by_role("button", name="ส่งเดี๋ยวนี้").click()
        expect(panel(page)).to_contain_text("ส่งแล้ว")
        assert town.cases(words) == 1
        forget_lost_lines(windows)

    def test_what_a_closed_page_was_sending_is_sent_by_the_next(self, windows, town):
        words = "ต้นไม้พิงสายไฟหน้าบ้านยาย ลมแรงทีไรไฟแลบทุกที"
        page = windows.open(width=390)
        write(page, words)
        no_network(page)
        keep_and_see_nothing_of_the_house(page)
        page.route("**/complaints/later/", lambda route: None)  # neither answered nor lost: the first page has its turn
        page.context.set_offline(False)
        with page.expect_request("**/complaints/later/"):
            page.goto("/track/")
        other = page.context.new_page()
        other.goto("/track/")
        expect(panel(other)).to_contain_text("รอส่งอยู่")
        page.close()
        expect(panel(other)).to_contain_text("ส่งแล้ว")
        assert town.cases(words) == 1
        forget_lost_lines(windows)


class TestWhoTellsInConfidence:
    def test_is_warned_of_shared_devices_and_nothing_is_kept_without_a_yes(self, windows):
        page = windows.open(width=390)
        write(page, "ข้างบ้านเผาขยะพลาสติกทุกคืน ควันเข้าห้องลูก")
        page.get_by_role("radio", name="ลับ").check()
        no_network(page)
        page.get_by_role("button", name="ตรวจก่อนส่ง").last.click()
        expect(page.get_by_text("ถ้าไม่ได้ใช้เครื่องนี้คนเดียว อย่าเก็บไว้")).to_be_visible()
        page.get_by_role("button", name="อยู่หน้านี้ต่อ").click()
        page.context.set_offline(False)
        assert page.evaluate(AGE_ENTRIES, [0, False]) == 0
        forget_lost_lines(windows)

    def test_finds_it_named_nowhere_once_it_was_sent_and_gone_after_the_quick_exit(self, windows, town, house):
        page, filed = sent_from_the_outbox_in_confidence(windows, house)
        for address in ("/", "/cases/", "/help/", "/track/"):
            page.goto(address)
            expect(panel(page)).to_contain_text("ส่งสิ่งที่เก็บไว้แล้ว")
            for told in (filed.reference, "รหัสรับเรื่อง"):
                assert told not in panel(page).inner_text()
            assert filed.reference not in page.content()
        page.goto(f"/track/{filed.reference}/")  # nor does this device open it
        assert CLOSE not in page.content()
        page.goto("/help/")
        panel(page).get_by_role("button", name="แสดงเลขที่เรื่องและรหัส").click()
        expect(panel(page)).to_contain_text(filed.reference)
        reference, code = panel(page).locator(".refbig").all_inner_texts()
        panel(page).get_by_role("link", name="ออกด่วน").click()
        page.wait_for_url(WEATHER)
        page.goto("/")
        expect(page.get_by_label(SAY)).to_be_visible()
        expect(panel(page)).to_be_hidden()
        assert page.evaluate(AGE_ENTRIES, [0, False]) == 0
        open_with_code(page, Filed(reference, code))  # the code is right, and the only way in
        assert CLOSE in page.content()
        forget_lost_lines(windows)

    def test_may_show_number_and_code_for_ten_minutes_and_then_they_are_forgotten(self, windows, house):
        page, filed = sent_from_the_outbox_in_confidence(windows, house)
        page.clock.install()
        page.goto("/help/")
        panel(page).get_by_role("button", name="แสดงเลขที่เรื่องและรหัส").click()
        expect(panel(page)).to_contain_text(filed.reference)
        page.reload()
        expect(panel(page)).to_be_visible()
        assert filed.reference not in page.content()
        panel(page).get_by_role("button", name="แสดงเลขที่เรื่องและรหัส").click()
        expect(panel(page)).to_contain_text(filed.reference)
        page.clock.fast_forward("10:05")
        expect(panel(page)).to_be_hidden()
        assert page.evaluate(AGE_ENTRIES, [0, False]) == 0
        assert filed.reference not in page.content()
        forget_lost_lines(windows)

    def test_finds_a_code_that_nobody_asked_for_gone_after_a_week(self, windows, house):
        page, filed = sent_from_the_outbox_in_confidence(windows, house)
        page.evaluate(AGE_ENTRIES, [6, False])
        page.reload()
        expect(panel(page)).to_be_visible()
        page.evaluate(AGE_ENTRIES, [2, False])
        page.reload()
        expect(page.get_by_label(SAY)).to_be_visible()
        expect(panel(page)).to_be_hidden()
        assert page.evaluate(AGE_ENTRIES, [0, False]) == 0
        forget_lost_lines(windows)

    def test_leaves_by_the_quick_exit_of_another_case_and_the_outbox_is_empty_too(self, windows, house):
        page, filed = sent_from_the_outbox_in_confidence(windows, house)
        tell_what_is_dangerous(page, DANGEROUS)
        page.locator("main form").get_by_role("link", name="ออกด่วน").first.click()
        page.wait_for_url(WEATHER)
        page.goto("/help/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate(AGE_ENTRIES, [0, False]) == 0
        forget_lost_lines(windows)


CLOSE = "ข้างบ้านเผาขยะพลาสติกทุกคืน ควันเข้าห้องลูก"
DANGEROUS = "เจ้าหน้าที่เรียกเงินใต้โต๊ะค่าต่อใบอนุญาต"


def sent_from_the_outbox_in_confidence(windows, house) -> tuple[Page, Filed]:
    """On the home page after it went; the number is asked of the database, because no page says it."""
    page = windows.open(width=390)
    page.context.route(WEATHER, lambda route: route.fulfill(content_type="text/html", body="weather"))
    write(page, words := f"{CLOSE} {uuid.uuid4()}")
    page.get_by_role("radio", name="ลับ").check()
    no_network(page)
    keep_and_see_nothing_of_the_house(page)
    page.unroute_all()
    page.context.set_offline(False)
    page.goto("/")
    expect(panel(page)).to_contain_text("ส่งสิ่งที่เก็บไว้แล้ว")
    rows = house.ask("SELECT reference FROM complaints_complaint WHERE text LIKE %s", f"%{words}%")
    return page, Filed(rows[0][0], "")


class TestWhatWaitedTooLong:
    def test_goes_only_when_the_person_says_so(self, windows, town):
        words = "ศาลารอรถพังลงมาแล้วครึ่งหนึ่ง"
        page = windows.open(width=390)
        write(page, words)
        no_network(page)
        keep_and_see_nothing_of_the_house(page)
        page.route("**/complaints/later/", lambda route: route.abort())
        page.context.set_offline(False)
        page.goto("/track/")
        assert page.evaluate(AGE_ENTRIES, [31, False]) == 1
        page.goto("about:blank")  # a try that this page had begun still held the entry as it was before it aged
        page.unroute("**/complaints/later/")
        page.goto("/track/")
        expect(panel(page)).to_contain_text("นานเกินกว่าจะส่งเอง")
        assert town.cases(words) == 0
        page.get_by_role("button", name="ส่งเดี๋ยวนี้").click()
        expect(panel(page)).to_contain_text("ส่งแล้ว")
        assert town.cases(words) == 1
        forget_lost_lines(windows)

    def test_can_be_deleted_after_asking_once_more(self, windows, town):
        words = "ถังขยะหน้าตลาดล้นมาห้าวันแล้ว"
        page = windows.open(width=390)
        write(page, words)
        no_network(page)
        keep_and_see_nothing_of_the_house(page)
        page.route("**/complaints/later/", lambda route: route.abort())
        page.context.set_offline(False)
        page.goto("/track/")
        panel(page).get_by_role("button", name="ลบ").click()
        panel(page).get_by_role("button", name="ยืนยันว่าลบ").click()
        expect(panel(page)).to_be_hidden()
        page.unroute("**/complaints/later/")
        page.reload()
        assert town.cases(words) == 0
        forget_lost_lines(windows)


class TestAClockThatIsWrongByAYear:
    """By the device's own clock the words seem a year old, or from next year. The server's says how old they are."""

    @pytest.mark.parametrize(("days", "why"), [(365, "was a year late"), (-365, "was a year early")])
    def test_when_it_was_kept_and_right_when_it_is_sent(self, windows, town, days, why):
        words = f"ป้ายรถเมล์หน้าวัดล้มขวางทาง ({why})"
        page = windows.open(width=390)
        write(page, words)
        no_network(page)
        keep_and_see_nothing_of_the_house(page)
        page.route("**/complaints/later/", lambda route: route.abort())
        page.context.set_offline(False)
        page.goto("/track/")
        assert page.evaluate(AGE_ENTRIES, [days, True]) == 1
        page.unroute("**/complaints/later/")
        page.reload()
        expect(panel(page)).to_contain_text("ส่งแล้ว")
        assert town.cases(words) == 1
        forget_lost_lines(windows)

    @pytest.mark.parametrize("year", ["2020", "2029"])
    def test_all_the_time_makes_no_difference(self, windows, town, year):
        words = f"ท่อน้ำทิ้งหน้าตลาดตันมาสามวัน ({year})"
        page = windows.open(width=390)
        page.clock.install(time=f"{year}-01-01T00:00:00Z")
        write(page, words)
        no_network(page)
        keep_and_see_nothing_of_the_house(page)
        page.context.set_offline(False)
        page.goto("/track/")
        expect(panel(page)).to_contain_text("ส่งแล้ว")
        assert town.cases(words) == 1
        assert town.filed_lately(words)
        forget_lost_lines(windows)

    def test_leaves_what_was_typed_where_it_is(self, windows):
        page = windows.open(width=390)
        page.clock.install(time="2020-01-01T00:00:00Z")
        page.goto("/complaints/new/")
        page.locator("#id_text").fill("ฝาท่อหน้าบ้านหายไป กลัวคนตก")
        page.clock.run_for(2000)
        other = page.context.new_page()  # the clock is right again here
        other.goto("/complaints/new/")
        expect(other.locator("#id_text")).to_have_value("ฝาท่อหน้าบ้านหายไป กลัวคนตก")


class TestTwoPhones:
    def test_with_one_draft_make_one_case_and_the_other_words_are_not_guessed(self, windows, town):
        words = "สะพานลอยหน้าโรงพยาบาลราวหลุด"
        first, second = windows.open(), windows.open(width=390)
        write(first, words)
        write(second, f"{words} สองข้างเลย")
        token = first.locator("[name=form_token]").input_value()
        second.locator("[name=form_token]").evaluate("(field, token) => (field.value = token)", token)
        no_network(second)
        keep_and_see_nothing_of_the_house(second)
        go_and_check(first)
        send(first)
        second.context.set_offline(False)
        second.goto("/track/")
        expect(panel(second)).to_contain_text("ส่งจากอีกเครื่องแล้ว")
        assert town.cases(words) == 1
        second.get_by_role("button", name="ส่งเป็นเรื่องใหม่").click()
        expect(panel(second)).to_contain_text("ส่งแล้ว")
        assert town.cases(words) == 2
        forget_lost_lines(windows)


def forget_lost_lines(windows) -> None:
    """The browser complains of each line that was cut: the story asked for it."""
    lost = re.compile("ERR_INTERNET_DISCONNECTED|ERR_FAILED|chrome-error|422")
    windows.complaints = [each for each in windows.complaints if not lost.search(each)]


def lose_the_answer(route) -> None:
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.continue_()
