"""The pieces of a text that an officer can point at."""

import pytest

from complaints.sentences import LEFT_OUT, MOST_PIECES, pieces_of_text, together, without

TWO = "ถนนหน้าตลาดเป็นหลุมลึกมาก รถล้มทุกวัน ไฟทางหน้าวัดดับมาสองสัปดาห์แล้ว"


@pytest.mark.parametrize(
    "text",
    [
        TWO,
        "The road is broken. The lamp is dark! Nobody comes…\n\nAnd the bin is full.",
        "路灯坏了。路上有坑!没人管。",
        "ก" * 4000,
        "\n\n\nหลุม\n\n\n",
        "a b c d e f g\n" * 300,
        "๑. หลุม\n๒. ไฟดับ\n๓. น้ำไม่ไหล",
        "โทร 081-234-5678 ถามป้าศรีได้ค่ะ",
    ],
)
def test_nothing_of_a_text_gets_lost_and_no_piece_is_empty(text):
    pieces = pieces_of_text(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert 1 <= len(pieces) <= MOST_PIECES
    assert all(piece.words for piece in pieces[1:])


def test_thai_is_cut_between_thoughts_and_numbers_stay_whole():
    assert [piece.words for piece in pieces_of_text(TWO)] == [
        "ถนนหน้าตลาดเป็นหลุมลึกมาก",
        "รถล้มทุกวัน",
        "ไฟทางหน้าวัดดับมาสองสัปดาห์แล้ว",
    ]
    assert len(pieces_of_text("โทร 081-234-5678 ถามป้าศรีได้ค่ะ")) == 1


def test_chinese_is_cut_at_its_own_stops():
    assert len(pieces_of_text("路灯坏了。路上有坑!没人管。")) == 3


def test_no_text_has_no_pieces():
    assert pieces_of_text("") == []


@pytest.mark.parametrize(
    ("ranges", "left", "taken"),
    [
        ([], "one two three", ""),
        ([[0, 4]], f"{LEFT_OUT} two three", "one"),
        ([[4, 8]], f"one {LEFT_OUT} three", "two"),
        ([[8, 13], [4, 8]], f"one {LEFT_OUT}", "two three"),
        ([[0, 4], [8, 13]], f"{LEFT_OUT} two {LEFT_OUT}", "one\nthree"),
        ([[0, 13]], LEFT_OUT, "one two three"),
    ],
)
def test_what_is_left_and_what_is_taken(ranges, left, taken):
    assert without("one two three", ranges) == left
    assert together("one two three", ranges) == taken
