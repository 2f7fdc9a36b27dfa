import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.personal_data import find_personal_data, mask, pieces


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("โทร 081-000-0123 ได้ตลอด", "phone"),
            ("โทร 0810000123", "phone"),
            ("เบอร์ ๐๘๑-๐๐๐-๐๑๒๓", "phone"),
            ("โทร 0 8 1 0 0 0 0 1 2 3", "phone"),
            ("โทร +66810000123", "phone"),
            ("โทร 02-000-0123", "phone"),
            ("08\u200b1000\u200b0123", "phone"),
            ("เมล somchai.s@example.co.th ครับ", "email"),
            ("บัตร 1-1017-00203-45-0 หาย", "citizen_id"),
            ("ไลน์ไอดี somchai99", "line_id"),
            ("line id: somchai.99", "line_id"),
            ("โอนเข้าบัญชีเลขที่ 123-4-56789-0 แล้ว", "bank_account"),
            ("รถทะเบียน กข 1234 ขับเร็ว", "plate"),
            ("รถ 1กข 1234 จอดขวาง", "plate"),
            ("นายสมชาย ใจดี ขับรถชน", "name"),
            ("ชื่อ นางสาวมาลี ใจงาม", "name"),
            ("บ้านเลขที่ 99/1 หมู่ 3", "house_number"),
            ("พาสปอร์ต AA1234567", "passport"),
        ],
    )
    def test_sees(self, text, kind):
        assert kind in [finding.kind for finding in find_personal_data(text)]
        assert all(finding.label in mask(text) for finding in find_personal_data(text))

    @pytest.mark.parametrize(
        "text",
        [
            "ถนนพระราม 4 ซอย 26 หลุมลึก 30 เซนติเมตร",
            "รถเมล์สาย 510 ไม่จอดป้ายเลยตอน 17.30 น.",
            "นายทะเบียนอำเภอไม่อยู่ นายกเทศมนตรีก็ไม่มา",
            "ไฟดับ 3 วันแล้ว ตั้งแต่ 12/11/2569",
            "เงินเดือน 15,000 บาท ไม่ได้รับ 2 เดือน",
            "รหัส 1234567890123",
        ],
    )
    def test_leaves_places_dates_and_amounts_alone(self, text):
        assert mask(text) == text

    @given(st.text(max_size=500))
    def test_the_pieces_are_the_text(self, text):
        assert "".join(piece for piece, _finding in pieces(text)) == text

    def test_I7_takes_linear_time_on_hostile_input(self):
        for bad in ("0" * 4000, "1-" * 2000, "a@" * 2000, "ทะเบียน" * 570, "นาย" * 1300, "บัญชี" * 800, "0 " * 2000):
            start = time.process_time()
            find_personal_data(bad)
            assert time.process_time() - start < 0.2, bad[:10]
