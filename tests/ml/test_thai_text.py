"""Thai text is cut into the words people mean, at a bounded cost, without heavy libraries."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.thai_text import MAX_CHARACTERS, MAX_DIGITS, clean, words


class TestCleaning:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("น\u0e4d\u0e49าท่วม", "น้ำท่วม"),  # nikhahit, tone, sara aa
            ("น\u0e49\u0e4d\u0e32ท่วม", "น้ำท่วม"),  # tone, nikhahit, sara aa
            ("น\u0e33\u0e49ท่วม", "น้ำท่วม"),  # tone after sara am
            ("ท\u0e48\u0e35นี่", "ที่นี่"),  # tone before the vowel
            ("เเย่มาก", "แย่มาก"),  # two sara e
            ("ร้อน\u200bมาก\ufeff", "ร้อนมาก"),
            ("\u202eกลับด้าน\u202c", "กลับด้าน"),
            ("ช้ามากกกกกกกก", "ช้ามาก"),
            ("ทนไม่ไหวแล้ว!!!!!!", "ทนไม่ไหวแล้ว!"),
            ("บรรทัดหนึ่ง\r\n\r\n\tบรรทัดสอง\x00", "บรรทัดหนึ่ง บรรทัดสอง"),
            ("บบบ สามตัวไม่ตัด", "บบบ สามตัวไม่ตัด"),
        ],
    )
    def test_gives_one_spelling(self, typed, meant):
        assert clean(typed) == meant

    def test_keeps_numbers_people_write_and_shortens_those_nobody_writes(self):
        assert clean("โทร 0812345678 ราคา 1111111 บาท") == "โทร 0812345678 ราคา 1111111 บาท"
        assert clean("9" * 50_000) == "9" * MAX_DIGITS

    def test_looks_at_no_more_than_the_first_characters(self):
        assert len(clean("ถนนพัง น้ำท่วม " * 10_000)) <= MAX_CHARACTERS

    @given(st.text(max_size=300))
    @settings(max_examples=100, deadline=None)
    def test_changes_nothing_the_second_time(self, text):
        assert clean(clean(text)) == clean(text)


class TestCutting:
    def test_finds_the_words(self):
        assert words("ถนนหน้าบ้านน้ำท่วม เเย่มากกกกก") == ["ถนน", "หน้าบ้าน", "น้ำท่วม", "แย่มาก"]

    def test_reads_thai_and_arabic_digits_alike(self):
        assert words("ซอย ๑๒") == words("ซอย 12")

    @pytest.mark.parametrize("text", ["", " ", "\u200b\u200b", "😀😀👍🏽", "!!! ... ???", "\x00", "\ud800"])
    def test_finds_none_where_there_are_none(self, text):
        assert words(text) == []


CRAFTED = {
    "ordinary": "ถนนหน้าโรงเรียนเป็นหลุมเป็นบ่อน้ำท่วมขังทุกครั้งที่ฝนตก",
    "ambiguous": "มานะทานากานาคาราคา",
    "ambiguous without a boundary": "กรรมการ",
    "ตากลม": "ตากลม",
    "one consonant": "ส",
    "two consonants": "กข",
    "triples that are not collapsed": "กกกข",
    "leading vowels": "เก",
    "only vowels": "เแโ",
    "marks": "\u0e49\u0e48",
    "marks out of order": "\u0e49\u0e38",
    "latin marks out of order": "\u0301\u0323",
    "sara am": "ำ",
    "nikhahit and sara aa": "ํา",
    "unknown consonants": "ฆฌฑฒณฦฬฮ",
    "nonsense": "ขขคคฅฆงจฉช",
    "prefixes": "การความ",
    "digits": "1",
    "thai digits": "๑๒๓๔",
    "numbers with commas": "1,",
    "numbers with dots": "1.1:",
    "latin": "abc ",
    "one latin word": "abcdefghij",
    "mixture": "กa1๑ ",
    "zero width": "ก\u200b",
    "spaces": " ",
    "lines": "\n",
    "emoji": "\U0001f600",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "dots": ".",
    "paiyannoi": "ฯลฯ",
    "maiyamok": "มากๆ",
    "lao": "ນ້ຳຖ້ວມ",
    "burmese": "ရေကြီးတယ်",
    "khmer": "ទឹកជំនន់",
    "hangul letters": "\u1100\u1161\u11a8",
    "zalgo": "a" + "\u0300\u0316" * 50,
    "addresses": "http://a.b/?c=d&",
    "markup": "<b><i>",
}


class TestBoundedWork:
    @pytest.mark.parametrize("kind", CRAFTED)
    def test_I7_any_text_takes_at_most_200_ms(self, kind):
        words("ทดสอบ")  # the dictionary is loaded once, not for each text
        for prefix in ("", "ชั้ลเครีย"):
            crafted = (prefix + CRAFTED[kind] * 100_000)[:100_000]
            before = time.process_time()
            words(crafted)
            assert time.process_time() - before < 0.2

    @given(st.text(min_size=1, max_size=30), st.integers(min_value=1, max_value=20_000))
    @settings(max_examples=60, deadline=None)
    def test_I7_nor_does_any_repeated_piece(self, piece, times):
        words("ทดสอบ")
        before = time.process_time()
        words(piece * times)
        assert time.process_time() - before < 0.2


def test_neither_numpy_nor_scikit_learn_is_imported():
    program = (
        "import sys\n"
        "from ml.thai_text import words\n"
        "assert 'pythainlp' not in sys.modules\n"
        "assert words('น้ำท่วมถนน') == ['น้ำท่วม', 'ถนน']\n"
        "print(sorted({'numpy', 'scipy', 'sklearn', 'pandas', 'django'}.intersection(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
