import subprocess
import sys
import time

import pytest
from django.db import connection

from records.search import search_query, search_tokens, words_inside


def found(text: str, asked: str) -> bool:
    """Whether PostgreSQL finds the text by what somebody typed."""
    query = search_query(asked)
    assert query is not None
    with connection.cursor() as cursor:
        raw = query.source_expressions[-1].value
        cursor.execute("SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)", [search_tokens(text), raw])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("เสาไฟฟ้าหน้าหมู่บ้านล้มขวางถนน", "ไฟฟ้า"),
        ("เสาไฟฟ้าหน้าหมู่บ้านล้มขวางถนน", "เสาไฟฟ้า"),
        ("ไฟฟ้าส่องสว่างดับทั้งซอย", "ไฟฟ้า"),
        ("ไฟฟ้าส่องสว่างดับทั้งซอย", "ดับ ไฟฟ้า"),
        ("โรงงานส่งกลิ่นเหม็นทุกคืน", "กลิ่นเหม็น"),
        ("น้ําท่วมซอยอ่อนนุช ๔๖", "น้ำท่วม อ่อนนุช 46"),
        ("น้ำท่วม\u200bถนน", "น้ำท่วมถนน"),
        ("รอรถเมล์ที่สถานี BTS อ่อนนุช", "bts"),
        ("ฟุตปาธแตก it's broken", "it's"),
    ],
)
def test_a_text_is_found_by_the_words_in_it(text, asked):
    assert found(text, asked)


UNSPACED = [
    ("路灯坏了三个月没人修，请尽快处理。", ["路灯", "三个月", "没人修", "灯", "尽快", "处理 路灯"]),
    ("靠近ซอยอ่อนนุช46的路灯不亮", ["路灯", "อ่อนนุช", "46", "路灯 ซอย", "不亮"]),
    ("မီးတိုင် ပျက်နေတာ သုံးလရှိပြီ။ ဗုဒ္ဓနေ့ကတည်းက", ["မီး", "မီးတိုင်", "တိုင်ပျက်", "သုံးလ", "ဗုဒ္ဓ", "ပျက် မီး"]),
    ("လမ်း ၄၆ မှာ ရေကြီး", ["46", "လမ်း 46", "ရေ", "ရေကြီး"]),
    ("ភ្លើងបំភ្លឺផ្លូវ​ខូច លេខ ១២", ["ភ្លើង", "ផ្លូវ", "ផ្លូវខូច", "ខូច ភ្លើង", "12"]),
    ("ໄຟຖະໜົນໜ້າຕະຫຼາດດັບມາສອງອາທິດ", ["ໄຟ", "ຖະໜົນ", "ຕະຫຼາດ", "ດັບ", "ອາທິດ ໄຟ"]),
    ("道路の街灯が壊れています", ["街灯", "道路", "壊れて"]),
]
"""Texts in scripts without spaces, and words in them."""


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "asked"), [(text, asked) for text, words in UNSPACED for asked in words])
def test_a_text_of_a_script_without_spaces_is_found_by_the_words_in_it(text, asked):
    assert found(text, asked)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("路灯坏了", "灯路"),
        ("路灯坏了", "垃圾"),
        ("路灯坏了", "路灯 垃圾"),
        ("မီးတိုင် ပျက်", "ရေ"),
        ("ໄຟຖະໜົນດັບ", "ນ້ຳ"),
        ("ភ្លើងខូច", "ទឹក"),
    ],
)
def test_it_is_not_found_by_a_word_it_does_not_hold(text, asked):
    assert not found(text, asked)


def test_Thai_is_cut_as_before_whatever_stands_beside_it():
    alone = search_tokens("น้ำท่วมเสาไฟฟ้าซอย 46").split()
    assert search_tokens("น้ำท่วมเสาไฟฟ้าซอย 46 路灯").split()[: len(alone)] == alone


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "asked"), [("ไฟฟ้าดับ", "น้ำท่วม"), ("ไฟฟ้าดับ", "ไฟฟ้า น้ำ")])
def test_a_text_is_not_found_by_a_word_it_does_not_hold(text, asked):
    assert not found(text, asked)


@pytest.mark.parametrize("nothing", ["", "   ", "!!??", "😀😀", "\u200b"])
def test_what_holds_no_word_asks_nothing(nothing):
    assert search_query(nothing) is None
    assert search_tokens(nothing) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hostile", ["' | 'x", "a' & !'b", "\\", "a:*", "''", "<->", "ไฟ'; DROP TABLE x; --", "x" * 5_000]
)
def test_I13_no_input_breaks_the_query(hostile):
    if search_query(hostile) is not None:
        assert found(hostile, hostile)


def test_words_inside_stand_at_the_borders_of_character_clusters():
    assert {"เสา", "ไฟ", "ไฟฟ้า", "เสาไฟฟ้า"} <= set(words_inside("เสาไฟฟ้า"))
    assert words_inside("bts") == ("bts",)


@pytest.mark.parametrize(
    "unit",
    [
        "ก",
        "1",
        "๑",
        "ด้านหน้า",
        "เสาไฟฟ้า",
        "่้",
        "ำ",
        "a",
        "😀",
        "\u200b",
        "ก\u200b",
        "มานะทานากานาคาราคา",
        "ขขคคฅฆงจฉช",
        "1.",
        "เครียส",
        "灯",
        "路灯",
        "灯ก",
        "မီး",
        "\u1039",
        "း",
        "က္",
        "ភ្លើង",
        "\u17d2",
        "ໄຟ",
        "ໄ ฟ",
    ],
)
def test_I7_any_100_000_characters_take_at_most_200_ms_of_cpu(unit):
    search_tokens("น้ำท่วมเสาไฟฟ้า")  # the dictionary is loaded once
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    words_inside.cache_clear()
    started = time.process_time()
    tokens = search_tokens(text)
    assert time.process_time() - started < 0.2
    assert len(tokens) < 200_000


def test_search_brings_no_numpy_into_the_process():
    program = (
        "import sys, resource, django; from django.conf import settings; settings.configure(); django.setup()\n"
        "from records.search import search_tokens; search_tokens('น้ำท่วมเสาไฟฟ้า')\n"
        "print(sorted({'numpy', 'sklearn', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
