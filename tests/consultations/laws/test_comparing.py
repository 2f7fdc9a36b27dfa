"""Comparing two versions: no section is lost, none is counted twice, and a new number is not a new section."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from consultations.laws.comparing import Change, compare, lines_of, units_of
from consultations.laws.importing import read_text
from consultations.laws.word_diff import MOST_LETTERS, word_diff
from tests.consultations.laws.drafts import FIRST, SECOND, many_sections


def texts_of(law):
    return lambda units: {each.place: "\n".join(lines_of(law.provisions, each.place)) for each in units}


def compared(before, after):
    old, new = read_text(before), read_text(after)
    return compare(units_of(old.provisions), units_of(new.provisions), texts=(texts_of(old), texts_of(new)))


def changes(before, after):
    """(old id, new id, change) of all that is not as it was."""
    return [
        (pair.before and pair.before.eid, pair.after and pair.after.eid, pair.change.value)
        for pair in compared(before, after)
        if pair.change != Change.UNCHANGED
    ]


class TestTwoVersions:
    def test_tell_what_changed_came_and_moved(self):
        assert changes(FIRST, SECOND) == [
            ("sec_3", "sec_3", "changed"),
            (None, "sec_3-1", "added"),
            ("sec_5", "sec_5", "changed"),
            (None, "sec_6", "added"),
            ("sec_6", "sec_7", "moved"),
        ]

    def test_the_other_way_round_tell_what_went(self):
        assert (("sec_3-1", None, "removed")) in changes(SECOND, FIRST)

    def test_that_are_the_same_differ_in_nothing(self):
        assert changes(FIRST, FIRST) == []

    def test_are_the_same_in_other_digits_and_spaces(self):
        digits = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
        assert changes(FIRST, FIRST.translate(digits).replace("หมวด ", "หมวด  ")) == []

    def test_find_a_section_that_was_renumbered_and_reworded(self):
        before = "มาตรา ๑ ก\nมาตรา ๒ ให้ผู้ดูแลทางซ่อมทางเท้าที่ชำรุดภายในสามสิบวันนับแต่วันที่มีคนแจ้ง"
        after = "มาตรา ๑ ก\nมาตรา ๒ ห้ามวางแผงค้าขวางทางข้าม\nมาตรา ๓ ให้ผู้ดูแลทางซ่อมทางเท้าที่ชำรุดภายในเจ็ดวันนับแต่วันที่มีคนแจ้ง"
        assert changes(before, after) == [(None, "sec_2", "added"), ("sec_2", "sec_3", "moved_changed")]

    def test_keep_what_was_wholly_rewritten_beside_its_number(self):
        assert changes("มาตรา ๑ ห้ามจอดรถ", "มาตรา ๑ ให้ปลูกต้นไม้ทุกสิบเมตร") == [("sec_1", "sec_1", "changed")]

    def test_do_not_take_a_heading_for_a_section(self):
        assert changes("มาตรา ๑ ก\nหมวด ๑\nบททั่วไป", "มาตรา ๑ บททั่วไป") == [
            ("sec_1", "sec_1", "changed"),
            ("chp_1", None, "removed"),
        ]

    def test_that_say_the_same_short_words_often_match_by_number(self):
        before = "มาตรา ๑ (ยกเลิก)\nมาตรา ๒ (ยกเลิก)\nมาตรา ๓ ข"
        assert changes(before, "มาตรา ๑ (ยกเลิก)\nมาตรา ๒ (ยกเลิก)\nมาตรา ๓ (ยกเลิก)") == [("sec_3", "sec_3", "changed")]

    def test_without_sections_compare_paragraphs(self):
        before = "# ก\n\nหนึ่งสองสาม\n\nสี่ห้าหก"
        assert changes(before, "# ก\n\nใหม่ทั้งย่อหน้า\n\nหนึ่งสองสาม\n\nสี่ห้าหก") == [(None, "hcontainer_1__para_1", "added")]

    @given(
        some.lists(some.sampled_from(many_sections(12).splitlines() + FIRST.splitlines()), min_size=1, max_size=30),
        some.randoms(),
    )
    @settings(max_examples=120, deadline=None)
    def test_have_every_unit_in_one_pair(self, lines, dice):
        other = list(lines)
        dice.shuffle(other)
        before, after = "ก\n" + "\n".join(lines), "ก\n" + "\n".join(other[: max(1, len(other) - 2)])
        pairs = compared(before, after)
        old, new = units_of(read_text(before).provisions), units_of(read_text(after).provisions)
        assert sorted(pair.before.place for pair in pairs if pair.before) == [each.place for each in old]
        assert [pair.after.place for pair in pairs if pair.after] == [each.place for each in new]


class TestTwoThousandSections:
    def test_all_renumbered_are_compared_in_bounded_time(self, cpu_seconds):
        before = many_sections(2_000)
        after = "มาตรา ๑ ใหม่\n" + "\n".join(
            f"มาตรา {n + 1} {line.partition(' ')[2].partition(' ')[2]}"
            for n, line in enumerate(before.splitlines(), start=1)
        )
        with cpu_seconds(8):
            pairs = compared(before, after)
        assert [pair.change for pair in pairs].count(Change.MOVED) == 2_000

    def test_all_rewritten_are_compared_in_bounded_time(self, cpu_seconds):
        dice = random.Random(1)
        letters = "กขคงจฉชซญดตถทนบปผพฟมยรลวสหอะาิีุูเแโไ"

        def law():
            return "\n".join(f"มาตรา {n} {''.join(dice.choices(letters, k=300))}" for n in range(1, 2_001))

        with cpu_seconds(20):
            pairs = compared(law(), law())
        assert {pair.change for pair in pairs} == {Change.CHANGED}

    def test_that_are_all_alike_are_compared_in_bounded_time(self, cpu_seconds):
        same = "ให้ผู้ดูแลทางซ่อมทางเท้าที่ชำรุดภายในสามสิบวันนับแต่วันที่มีคนแจ้ง" * 8
        with cpu_seconds(20):
            pairs = compared(
                "\n".join(f"มาตรา {n} {same} {n}" for n in range(1, 2_001)),
                "\n".join(f"มาตรา {n} {same} {n + 5_000}" for n in range(1, 2_001)),
            )
        assert len(pairs) == 2_000


def marked(lines):
    return ["".join(f"[{run.text}]" if run.is_changed else run.text for run in line) for line in lines]


class TestWords:
    def test_that_changed_are_marked_on_their_side(self):
        told = word_diff(("ปรับไม่เกินห้าพันบาท",), ("ปรับไม่เกินสองพันบาท",))
        assert (marked(told.before), marked(told.after)) == (["ปรับไม่เกิน[ห้า]พันบาท"], ["ปรับไม่เกิน[สอง]พันบาท"])

    def test_of_a_new_line_are_marked_whole(self):
        told = word_diff(("ก่อน", "หลัง"), ("ก่อน", "ระหว่างนั้น", "หลัง"))
        assert (marked(told.before), marked(told.after)) == (["ก่อน", "หลัง"], ["ก่อน", "[ระหว่างนั้น]", "หลัง"])

    def test_in_other_digits_are_the_same(self):
        assert marked(word_diff(("มาตรา ๕ วรรค ๑",), ("มาตรา 5 วรรค  1",)).after) == ["มาตรา 5 วรรค  1"]

    def test_are_marked_through_a_space_between_two_changes(self):
        assert marked(word_diff(("แมว ดำ",), ("หมา ขาว",)).after) == ["[หมา ขาว]"]

    def test_that_changed_in_a_very_long_section_are_still_found(self):
        before = tuple(f"วรรคที่ {n} ให้ซ่อม" for n in range(1_500))
        after = (*before[:700], "วรรคใหม่", *before[700:])
        told = word_diff(before, after)
        assert not told.is_coarse
        assert [line for line in marked(told.after) if "[" in line] == ["[วรรคใหม่]"]

    @given(*[some.lists(some.text(alphabet="กขคาิ่ ๑1\u200b“(", max_size=40), max_size=6)] * 2)
    @settings(max_examples=200, deadline=None)
    def test_are_all_there_on_both_sides(self, before, after):
        told = word_diff(tuple(before), tuple(after))
        assert ["".join(run.text for run in line) for line in told.before] == before
        assert ["".join(run.text for run in line) for line in told.after] == after

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (("ก " * 14_000,), ("ข " * 14_000,)),
            (("ก " * 14_000,), ("ก ข " * 7_000,)),
            (("ก",) * 20_000, ("ก",) * 19_000 + ("ข",)),
            (("ก" * MOST_LETTERS,), ("ข",)),
            (tuple(str(n) for n in range(9_000)), tuple(str(n ^ 1) for n in range(9_000))),
            (("เครียด" + "ส" * 25_000,), ("1" * 25_000,)),
        ],
    )
    def test_that_are_made_to_stall_are_compared_in_bounded_time(self, before, after, cpu_seconds):
        with cpu_seconds(6):
            word_diff(before, after)
