"""When the words speak of danger the emergency numbers stand there at once, before anything is sent."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import go_and_check, send

pytestmark = pytest.mark.journey


class TestWordsOfDanger:
    @pytest.mark.parametrize(
        ("words", "number"),
        [
            ("มีคนถือมีดไล่ทำร้ายคนหน้าตลาด", "191"),
            ("รถล้มตรงหลุม มีคนบาดเจ็บนอนอยู่", "1669"),
            ("ไฟไหม้ป่าหลังหมู่บ้าน ลามมาแล้ว", "199"),
            ("หนี้ท่วมหัว ไม่อยากอยู่แล้ว ไม่รู้จะพึ่งใคร", "1323"),
        ],
    )
    def test_bring_the_number_to_call_while_they_are_typed(self, windows, words, number):
        page = windows.open(width=390)
        page.goto("/complaints/new/")
        expect(page.get_by_role("alert")).to_be_hidden()
        page.get_by_label("เรื่องที่แจ้ง").press_sequentially(words)
        shown = page.get_by_role("alert").get_by_role("link", name=re.compile(r"^\d"))
        expect(shown.filter(has_text=number)).to_be_visible()
        assert [text.split()[0] for text in shown.all_inner_texts() if text] == [number]

    def test_bring_it_without_script_at_the_next_step(self, windows):
        page = windows.open(java_script_enabled=False)
        page.goto("/complaints/new/")
        page.get_by_label("เรื่องที่แจ้ง").fill("สายไฟขาดตกลงน้ำท่วมขัง มีคนโดนไฟดูด")
        page.get_by_role("button", name="ต่อไป บอกสถานที่").last.click()
        expect(page.get_by_role("alert").get_by_role("link", name="1669")).to_be_visible()

    def test_keep_the_number_in_sight_until_the_receipt(self, windows):
        page = windows.open(width=390)
        page.goto("/complaints/new/")
        page.get_by_label("เรื่องที่แจ้ง").fill("บ้านร้างข้างโรงเรียนไฟไหม้ซ้ำ ๆ ไม่มีใครดูแล")
        page.get_by_role("button", name="ต่อไป บอกสถานที่").last.click()
        fire = page.get_by_role("alert").get_by_role("link", name="199")
        expect(fire).to_be_visible()
        go_and_check(page)
        expect(fire).to_be_visible()
        send(page)
        expect(fire).to_be_visible()

    def test_are_not_seen_where_there_are_none(self, windows):
        page = windows.open()
        page.goto("/complaints/new/")
        page.get_by_label("เรื่องที่แจ้ง").press_sequentially("ขอใบอนุญาตก่อสร้างบ้าน ยื่นไปสองเดือนแล้วเงียบ")
        expect(page.get_by_role("alert")).to_be_hidden()
