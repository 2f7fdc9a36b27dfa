"""Whether a text names a thing itself: whole words, the number of a road, no neighbour, no lane; and in bounded time."""

import subprocess
import sys
import time

import pytest

from ml.named import MOST_WORDS, Told, read_condition

HIGHWAY = "ทางหลวง|ทางหลวง#|ทางหลวงหมายเลข#|ทล.#|มอเตอร์เวย์|มอเตอร์เวย์หมายเลข#"
RURAL = "ทางหลวงชนบท|กรมทางหลวงชนบท|ทช.|ทช.#"
ROADS = "รามอินทรา|วิภาวดี|วิภาวดีรังสิต|พระราม 2"
RAILWAY = "ข้ามทางรถไฟ|รางรถไฟ|ทางรถไฟ"
EVERY = [HIGHWAY, RURAL, ROADS, RAILWAY]


@pytest.mark.parametrize(
    ("text", "condition", "said"),
    [
        ("ถนนทางหลวงหมายเลข 9 เป็นหลุม", HIGHWAY, "ทางหลวงหมายเลข 9"),
        ("ทล. 304 ขาเข้าพัง", HIGHWAY, "ทล. 304"),
        ("ทล.๓๐๔ พังมาก", HIGHWAY, "ทล. 304"),
        ("มอเตอร์เวย์หมายเลข 7 มีหลุม", HIGHWAY, "มอเตอร์เวย์หมายเลข 7"),
        ("หลุมบนทางหลวงตรงโค้ง", HIGHWAY, "ทางหลวง"),
        ("ถนน ทช.นบ.3021 เป็นหลุม", RURAL, "ทช."),
        ("ทช. 3021 พัง", RURAL, "ทช. 3021"),
        ("แจ้งกรมทางหลวงชนบทแล้ว", RURAL, "กรมทางหลวงชนบท"),
        ("ถนนวิภาวดีรังสิตขาออกพัง", ROADS, "วิภาวดีรังสิต"),
        ("ถ.พระราม2 พัง", ROADS, "พระราม 2"),
        ("เครื่องเตือนข้ามทางรถไฟเสีย", RAILWAY, "ข้ามทางรถไฟ"),
    ],
)
def test_says_by_which_words_a_condition_holds(text, condition, said):
    assert Told(text).named(EVERY) == {condition: said}


@pytest.mark.parametrize(
    "text",
    [
        "หลุมใต้มอเตอร์เวย์",
        "ถนนเลียบทางหลวง 3901",
        "ใกล้กับทางหลวง",
        "ซอยข้างๆ ทางรถไฟ",
        "ถนนคู่ขนานมอเตอร์เวย์",
        "ซอยรามอินทราเป็นหลุม",
        "วิภาวดีรังสิต 25 เป็นหลุม",  # a lane of it
        "พระราม 2 ซอย 33 เป็นหลุม",
        "ใต้ทางรถไฟฟ้า",
        "ทางรถไฟฟ้าสายสีแดง",  # another word
        "ทางหลวง 123/4",  # a house
        "ติดต่อ ทล 0812345678",  # a telephone
        "",
    ],
)
def test_a_neighbour_a_lane_or_a_longer_word_is_not_named(text):
    assert Told(text).named(EVERY) == {}


def test_the_longest_name_counts():
    assert Told("ทางหลวงชนบทเป็นหลุม").named([HIGHWAY, "ทางหลวงชนบท"]) == {"ทางหลวงชนบท": "ทางหลวงชนบท"}
    assert Told("ทางหลวงชนบทเป็นหลุม").named([HIGHWAY]) == {HIGHWAY: "ทางหลวง"}


def test_a_plus_wants_both():
    assert Told("สายไฟห้อยลงมา").named(["สายไฟ+ห้อย"]) == {"สายไฟ+ห้อย": "สายไฟ … ห้อย"}
    assert Told("สายไฟขาด").named(["สายไฟ+ห้อย"]) == {}


@pytest.mark.parametrize("line", ["", "|", "ทล.|", "ก", "#", "12|ทล.", "ทล#ก", "ก" * 41, "(a+)+$", "ทล.+", "...."])
def test_what_is_no_condition_is_refused(line):
    with pytest.raises(ValueError):
        read_condition(line)


def test_more_words_than_people_can_read_are_refused():
    with pytest.raises(ValueError):
        read_condition("|".join(["ทางหลวง"] * (MOST_WORDS + 1)))


@pytest.mark.parametrize(
    "text",
    ["ทางหลวง" * 600, "ท" * 100_000, "ทางหลวง1" * 500, "ใกล้ทางหลวง 3 " * 400, "ทล" * 2000, "1" * 4000, "ซอย" * 1500],
)
def test_a_hostile_text_under_many_rules_costs_little(text):
    rules = ["|".join(f"ทางหลวง{chr(0xE01 + number % 40)}ก{word}" for word in range(20)) for number in range(200)]
    rules += [HIGHWAY, "ทล|ทล#|ทางหลวง|หลวง"]
    Told("ทางหลวง").named([HIGHWAY])  # the dictionary is loaded once a process
    began = time.process_time()
    Told(text).named(rules)
    assert time.process_time() - began < 0.5


def test_needs_neither_numpy_nor_the_dictionary_where_no_word_stands():
    code = (
        "import sys; from ml.named import Told; Told('ถนนเป็นหลุม').named(['ทางหลวง']);"
        "print([name for name in ('numpy', 'sklearn', 'pythainlp') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
