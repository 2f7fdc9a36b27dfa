"""The fast cutter gives the tokens of PyThaiNLP's newmm in safe mode, whatever the text."""

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythainlp.tokenize.newmm import segment as theirs

from ml.benchmark import _texts
from ml.newmm import dictionary, segment

CHANCE = random.Random(7)
WORDS = sorted(dictionary().words)
LETTERS = "".join(chr(code) for code in range(0xE01, 0xE5C)) + "  ab1,.-/\n\té😀"


def of_words(most: int, slips: float) -> str:
    some = [CHANCE.choice(LETTERS if CHANCE.random() < slips else WORDS) for _ in range(CHANCE.randrange(most))]
    return "".join(some)


ODD = [
    "", " ", "ก", "ตากลม", "ชั้ลเครีย", "เแโ", "การความ" * 80, "มานะทานากานาคาราคา" * 20, "ก" * 300, "ำ" * 150, "เก" * 200,
    "1,000.50 บาท", "soi 12/3-4", "ไฟดับ\nทั้งซอย\r\n", "ที่ฯลฯ มากๆ", "ເສົາໄຟ", "😀" * 200, "x" * 139, "x" * 140, "กปณก" * 33, "หินทอม" * 22, "ไฟ" * 70, "ไฟ " * 47,
]  # fmt: skip


class TestSameTokens:
    @pytest.mark.parametrize("text", ODD)
    def test_of_odd_texts(self, text):
        assert segment(text) == theirs(text, safe_mode=True)

    def test_of_texts_as_people_write_them(self):
        for text in _texts(300, 5):
            assert segment(text) == theirs(text, safe_mode=True)

    @pytest.mark.parametrize("slips", [0, 0.2, 1])
    def test_of_any_words_of_the_dictionary_with_slips_between_them(self, slips):
        for _ in range(300):
            text = of_words(60, slips)
            assert segment(text) == theirs(text, safe_mode=True)

    @given(st.text(alphabet=LETTERS, max_size=6), st.integers(min_value=1, max_value=80))
    @settings(max_examples=200, deadline=None)
    def test_of_what_repeats_itself(self, piece, times):
        assert segment(piece * times) == theirs(piece * times, safe_mode=True)


def test_joined_they_are_the_text():
    for _ in range(100):
        text = of_words(80, 0.3)
        assert "".join(segment(text)) == text


def test_words_are_found_where_they_begin_and_never_over_the_end():
    assert dictionary().words_from("เสาไฟฟ้า", 3) == ["ไฟ", "ไฟฟ้า"]
    assert dictionary().words_from("เสาไฟ", 3) == ["ไฟ"]
    assert dictionary().words_from("ไฟ", 2) == []


def test_the_tree_that_takes_65_MB_is_never_built():
    program = (
        "from ml.thai_text import words\n"
        "from ml.newmm import dictionary\n"
        "assert words('น้ำท่วมเสาไฟฟ้า') == ['น้ำท่วม', 'เสาไฟฟ้า'] and dictionary().words_from('ไฟฟ้า', 0)\n"
        "from pythainlp.tokenize import word_dict_trie\n"
        "print(word_dict_trie.cache_info().currsize)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
