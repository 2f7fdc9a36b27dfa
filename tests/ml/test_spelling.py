import time

import pytest

from ml import spelling
from ml.spelling import corrected
from ml.thai_text import words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ไฟดัป", [("ดัป", "ดับ")]),
        ("ถนนเป็นหลุ่ม", [("หลุ่ม", "หลุม")]),
        ("ฝาทอ", [("ทอ", "ท่อ")]),
        ("น้ำทวม", [("น้ำทวม", "น้ำท่วม")]),
        ("สะพาณ", [("สะพาณ", "สะพาน")]),
        ("เสาไฟฟา", [("เสาไฟฟา", "เสาไฟฟ้า")]),
        ("น้ำไม่ใหล", [("ใหล", "ไหล")]),  # not ให้, though more complaints hold that
        ("ไฟดัปฝาทอ", [("ดัป", "ดับ"), ("ทอ", "ท่อ")]),
        ("มิเตอไฟ", [("มิเตอ", "มิเตอร์")]),
        ("โซล่า", [("โซล่า", "โซลาร์")]),
        ("วินมอเตอไซ", [("มอเตอไซ", "มอเตอร์ไซค์")]),
        ("น้ำท่วง", [("น้ำท่วง", "น้ำท่วม")]),  # a slip that makes another word
        ("ขยา", [("ขยา", "ขยะ")]),
        ("ถนนพั่ง", [("พั่ง", "พัง")]),
        ("ถนนพงัชำรุด", [("พงั", "พัง")]),  # cut into words that are none of them meant
        ("ทางเท่า", [("ทางเท่า", "ทางเท้า")]),
        ("รถติก", [("รถติก", "รถติด")]),
        ("กลิ่นเหม้นมาห", [("เหม้น", "เหม็น"), ("มาห", "มาก")]),
    ],
)
def test_a_slip_becomes_the_word_that_people_complain_with(typed, meant):
    assert corrected(words(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "ไฟดับ",
        "น้ำท่วม ถนน",
        "ฝาท่อ",
        "หิ่งห้อย",
        "เพนกวิน",
        "BTS 46/2",
        "69-YWGS",
        "路灯",
        "ก ข ค",
        "",
        "มาลี ใจดี",
        "โซลา",
        "การ์ด",
        "ซอยอ่อนนุช",
        "ลาดพร้าว",
        "ท่าเรือ",
        "ฝาท่า",
    ],
)
def test_what_may_be_meant_as_it_stands_is_left_alone(typed):
    assert corrected(words(typed)) == []


@pytest.mark.parametrize("typed", ["ดัป" * 400, "หลุ่ม" * 400, "ก" * 4_000, "่" * 4_000, "กขคง" * 900])
def test_I7_the_words_of_a_search_take_a_bounded_time(typed):
    asked = words(typed)[:12]
    corrected(["ดัป"])  # the words are read once
    started = time.process_time()
    corrected(asked)
    assert time.process_time() - started < 0.1


def test_the_words_hold_no_digits_and_none_that_few_complaints_have(tmp_path):
    told = dict(line.split("\t") for line in spelling.FILE.read_text(encoding="utf-8").splitlines())
    assert len(told) > 5_000 and min(map(int, told.values())) >= 5
    assert not [word for word in told if any(letter.isdigit() or letter == "<" for letter in word)]
    spelling.write([("ไฟ", 9), ("bts", 9), ("ดับ", 12)], tmp_path / "words")
    assert (tmp_path / "words").read_text(encoding="utf-8") == "ดับ\t12\nไฟ\t9\n"
