"""A live part that is refused is cleared, in a real browser: nothing stays that may no longer be read."""

import pytest

from tests.frontend.test_modules import (  # noqa: F401
    CHROMIUM,
    HOME,
    Socket,
    browser,
    house,
    live_part,
    sync_api,
)

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM, reason="apt install chromium")]
HIDDEN = "คุณดูสิ่งที่เคยอยู่ตรงนี้ไม่ได้แล้ว"


@pytest.mark.parametrize("code", [4401, 4403, 4404])
def test_whoever_is_shut_out_loses_what_stands_there(house, code):  # noqa: F811
    socket = Socket(house.page)
    house.show("<section data-with-live>ข้างๆ</section>" + live_part("<p>ความลับ</p>"))
    house.page.wait_for_timeout(300)
    socket.open[-1].close(code=code)
    sync_api.expect(house.page.get_by_role("heading", name=HIDDEN)).to_be_visible()
    for gone in ("ความลับ", "ข้างๆ"):
        sync_api.expect(house.page.get_by_text(gone)).to_have_count(0)
    assert house.page.title() == HIDDEN
    assert house.page.get_by_role("button", name="โหลดหน้านี้ใหม่").get_attribute("href") == HOME
    sync_api.expect(house.page.get_by_role("textbox")).to_have_count(0)


def test_what_they_typed_themselves_stays_to_copy(house):  # noqa: F811
    socket = Socket(house.page)
    house.show(live_part('<p>ความลับ</p><textarea aria-label="คำตอบ"></textarea>'))
    house.page.get_by_label("คำตอบ").fill("ต้นที่ 1 ถึง 6")
    house.page.wait_for_timeout(300)
    socket.say(topic="case", n=6)
    sync_api.expect(house.page.get_by_label("ข้อความที่คุณพิมพ์ไว้")).to_have_value("ต้นที่ 1 ถึง 6")
    sync_api.expect(house.page.get_by_text("ความลับ")).to_have_count(0)


def test_what_they_typed_beside_it_stays_too(house):  # noqa: F811
    socket = Socket(house.page)
    house.show(
        '<section data-with-live><textarea aria-label="เหตุผล"></textarea></section>' + live_part("<p>ความลับ</p>")
    )
    house.page.get_by_label("เหตุผล").fill("ไม่ใช่เรื่องของเรา")
    house.page.wait_for_timeout(300)
    socket.say(topic="case", n=6)
    sync_api.expect(house.page.get_by_label("ข้อความที่คุณพิมพ์ไว้")).to_have_value("ไม่ใช่เรื่องของเรา")


def test_whose_role_changed_and_who_still_may_reads_on_and_hears_again(house):  # noqa: F811
    socket = Socket(house.page)
    house.pages["/part/"] = '<p data-seen="6">ของหน่วยงานใหม่</p>'
    house.show(live_part("<p>ของหน่วยงานเดิม</p>"))
    house.page.wait_for_timeout(300)
    socket.open[-1].close(code=4403)
    sync_api.expect(house.page.get_by_text("ของหน่วยงานใหม่")).to_be_visible()
    sync_api.expect(house.page.get_by_text("ของหน่วยงานเดิม")).to_have_count(0)
    house.page.wait_for_timeout(500)
    assert len(socket.open) == 2
    socket.open[-1].close(code=4403)
    house.page.wait_for_timeout(1500)
    assert len(socket.open) <= 3, "not for ever"
