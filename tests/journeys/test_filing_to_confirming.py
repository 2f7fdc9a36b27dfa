"""The main story: a citizen files, the officer's open inbox shows it, and the citizen's open page follows every act."""

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import add_picture, choose_place, go_and_check, send, tell, wait_until_live
from tests.journeys.town import PAVEMENT
from tests.journeys.windows import Watch

pytestmark = pytest.mark.journey

HANGING_S = 5
"""No measure of speed (`manage.py bench` measures it): beyond this the page did not change by itself."""

QUESTION = "กระเบื้องหลุดกี่จุด และอยู่ฝั่งไหนของตลาด"
ANSWER = "สามจุดครับ ฝั่งทางเข้าตลาดข้างร้านขายยา"
DONE = "ปูกระเบื้องใหม่ทั้งสามจุดเมื่อวานนี้ ถ้าหลุดอีกแจ้งที่ฝ่ายโยธาได้เลย"


def soon_after(town, watch, reference, kind):
    """The page changed by itself after the act; says in how many seconds, from the line's time to the words on the page."""
    seconds = watch.seen_at() - town.happened_at(reference, kind)
    print(f"\n{kind}: on the open page after {seconds:.3f} s")
    assert seconds < HANGING_S


class TestACitizenAndAnOfficer:
    @pytest.fixture
    def inbox(self, windows):
        """The inbox of Khlong Toei district, open before anything happens."""
        page = windows.open("นิภา วงศ์ใหญ่")
        wait_until_live(page)
        return page

    @pytest.fixture
    def page(self, windows):
        return windows.open(width=390)

    def test_follow_one_case_together_from_the_first_word_to_the_end(self, inbox, page, town, tmp_path):
        tell(page, PAVEMENT)
        expect(page.get_by_role("radio", name="เปิดให้ทุกคนติดตาม")).to_be_checked()
        choose_place(page, "กรุงเทพมหานคร", "คลองเตย", "คลองเตย")
        page.get_by_label("จุดสังเกต").fill("หน้าตลาดคลองเตย")
        add_picture(page, tmp_path, "gray")
        page.get_by_label("ชื่อ (ถ้าสะดวกบอก)").fill("ประนอม แซ่ลี้")
        page.get_by_label("อีเมล (ถ้ามี)").fill("pranom@example.org")
        go_and_check(page)
        expect(page.get_by_text("แขวงคลองเตย เขตคลองเตย")).to_be_visible()
        arrival = Watch(inbox, "ฟุตบาทพังหน้าตลาดคลองเตย")
        filed = send(page)

        # The worker's model is sure; the inbox that was open all the time has the new row.
        soon_after(town, arrival, filed.reference, "routed")
        # Nothing of the case went to her mailbox so far; the code alone did, and opens the way for the rest.
        expect(page.get_by_text("เราส่งรหัส 6 หลักไปที่ pranom@example.org")).to_be_visible()
        page.get_by_label("รหัส 6 หลัก").fill(town.news_code(filed))
        page.get_by_role("button", name="ยืนยัน", exact=True).click()
        expect(page.get_by_text("เราแจ้งข่าวทุกขั้นตอนไปที่ pranom@example.org")).to_be_visible()
        page.get_by_role("button", name="ดูความคืบหน้า").click()
        wait_until_live(page)
        inbox.get_by_role("link", name="ฟุตบาทพังหน้าตลาดคลองเตย").click()
        wait_until_live(inbox)

        accepted = Watch(page, "รับเรื่องและกำลังดำเนินการ")
        inbox.keyboard.press("a")
        soon_after(town, accepted, filed.reference, "accepted")

        asked = Watch(page, QUESTION)
        inbox.get_by_text("ถามผู้แจ้ง").first.click()
        inbox.get_by_label("สิ่งที่คุณต้องการรู้").fill(QUESTION)
        inbox.get_by_role("button", name="ส่งคำถาม").click()
        soon_after(town, asked, filed.reference, "asked")

        wait_until_live(inbox)
        answered = Watch(inbox, ANSWER)
        page.get_by_label("คำตอบของคุณ").fill(ANSWER)
        page.get_by_role("button", name="ส่งคำตอบ").click()
        soon_after(town, answered, filed.reference, "answered")

        wait_until_live(page)
        reported = Watch(page, DONE)
        inbox.get_by_label("คำตอบถึงผู้แจ้ง").fill(DONE)
        inbox.get_by_role("radio", name="แก้ไขแล้ว").check()
        add_picture(inbox, tmp_path, "tan")
        inbox.get_by_role("button", name="เสนอปิดเรื่อง").click()
        soon_after(town, reported, filed.reference, "resolution_proposed")
        expect(page.get_by_role("img", name="ก่อน", exact=True)).to_be_visible()
        expect(page.get_by_role("img", name="หลัง", exact=True)).to_be_visible()

        wait_until_live(inbox)
        closed = Watch(inbox, "ผู้แจ้งยืนยันว่าเสร็จแล้ว")
        page.get_by_role("button", name="ใช่ แก้แล้ว").click()
        expect(page.get_by_text("ขอบคุณที่ช่วยตรวจ ปิดเรื่องแล้ว")).to_be_visible()
        soon_after(town, closed, filed.reference, "confirmed")
        assert town.state_of(filed.reference) == "closed"

        # No mail is missing either, in the outbox's window of the demo: the code, the number, and one for every step since.
        page.goto("/dev/mail/")
        expect(page.get_by_role("article").filter(has_text="pranom@example.org")).to_have_count(6)
