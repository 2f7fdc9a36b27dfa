"""Words searched for are marked, and nothing else of a text becomes markup."""

import pytest

from complaints.found_words import MOST_MARKS, marked, words_to_mark


def shown(text, typed, letters=0):
    return marked(text, words_to_mark(typed), letters)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("เสาไฟฟ้าล้ม", "ไฟฟ้า", "เสา<mark>ไฟฟ้า</mark>ล้ม"),
        ("ไฟทางดับ", "ไฟทาง", "<mark>ไฟทาง</mark>ดับ"),
        ("ข้างทางมีไฟ", "ไฟทาง", "ข้าง<mark>ทาง</mark>มี<mark>ไฟ</mark>"),
        ("At the BTS station", "bts", "At the <mark>BTS</mark> station"),
        ("路灯坏了", "路灯", "<mark>路灯</mark>坏了"),
        ("ไม่มีอะไร", "ขยะ", "ไม่มีอะไร"),
        ("ไม่ได้ค้น", "", "ไม่ได้ค้น"),
    ],
)
def test_a_word_is_marked_inside_compounds_too(text, typed, expected):
    assert shown(text, typed) == expected


@pytest.mark.parametrize("typed", ["b>", "<b", "amp", "lt", "&", "mark", "script", "'", '"', "(", "[a-z]", ".*", "\\"])
def test_I13_everything_else_is_escaped(typed):
    text = "<script>alert('&amp;')</script> <b>mark</b> [a-z].*"
    drawn = shown(text, typed)
    assert drawn.replace("<mark>", "").replace("</mark>", "") == marked(text, ())
    assert "<script" not in drawn and "<b" not in drawn


def test_what_stands_in_place_of_personal_data_stays_whole():
    assert shown("โทร [หมายเลขโทรศัพท์] หรือโทรศัพท์บ้าน", "โทรศัพท์") == ("โทร [หมายเลขโทรศัพท์] หรือ<mark>โทรศัพท์</mark>บ้าน")


def test_no_more_than_some_in_one_text():
    assert shown("ขยะ " * 50, "ขยะ").count("<mark>") == MOST_MARKS


def test_a_long_text_begins_shortly_before_the_first_word_found():
    text = "ก" * 400 + "หิ่งห้อย" + "ข" * 400
    drawn = shown(text, "หิ่งห้อย", 100)
    assert drawn.startswith("…") and "<mark>หิ่งห้อย</mark>" in drawn and drawn.endswith("…") and len(drawn) < 130
    assert shown("หิ่งห้อย" + "ก" * 400, "หิ่งห้อย", 100).startswith("<mark>")


@pytest.mark.parametrize("typed", ["ก" * 1_000_000, "(" * 500, "a b " * 500, "\u200b" * 900, "ๆ", "- . ,"])
def test_any_search_marks_a_bounded_number_of_words(typed):
    assert len(words_to_mark(typed)) <= 40
    shown("ก (a) b", typed)
