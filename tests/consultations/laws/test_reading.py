"""Reading a law: its parts, their ids, and that nothing of it is lost, whatever was pasted."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from consultations.laws.findings import SENTENCES, sentences_of
from consultations.laws.importing import read_text
from consultations.laws.structure import ProvisionKind, number_of, order_of
from ml.thai_text import tidy_line
from tests.consultations.laws.drafts import AMENDMENT, FIRST, RULE, many_sections

Kind = ProvisionKind


def ids(law):
    return [each.eid for each in law.provisions]


def findings(law):
    return {each.code: each for each in law.findings}


def by_id(law, eid):
    return next(each for each in law.provisions if each.eid == eid)


def words_of(law):
    """All that is kept, without spaces, in order."""
    return "".join(re.sub(r"\s", "", f"{each.label}{each.heading}{each.text}") for each in law.provisions)


class TestAnAct:
    @pytest.fixture
    def act(self):
        return read_text(FIRST)

    def test_has_its_chapters_and_sections(self, act):
        told = [(each.kind, each.label, each.heading) for each in act.provisions if each.kind in {"chapter", "heading"}]
        assert told == [
            ("chapter", "หมวด ๑", "บททั่วไป"),
            ("chapter", "หมวด ๒", "บทกำหนดโทษ"),
            ("heading", "", "บทเฉพาะกาล"),
        ]
        assert [each.number for each in act.provisions if each.kind == Kind.SECTION] == ["1", "2", "3", "4", "5", "6"]

    def test_has_nothing_remarkable(self, act):
        assert act.findings == []

    def test_names_sections_without_their_chapter(self, act):
        section = by_id(act, "sec_3")
        assert act.provisions[section.parent].eid == "chp_1"

    def test_nests_items(self, act):
        assert [eid for eid in ids(act) if eid.startswith("sec_3")] == [
            "sec_3",
            "sec_3__para_1",
            "sec_3__para_1__point_1",
            "sec_3__para_1__point_2",
            "sec_3__para_1__point_2__point_ก",
            "sec_3__para_1__point_2__point_ข",
            "sec_3__para_2",
        ]
        assert by_id(act, "sec_3__para_2").text == "ให้ผู้ดูแลทางติดป้ายบอกที่แคบทุกแห่ง"

    def test_keeps_preamble_closing_and_note(self, act):
        assert by_id(act, "preamble__para_4").text.startswith("โดยที่เป็นการสมควร")
        assert by_id(act, "conclusions__para_2").text == "นายกรัฐมนตรี"
        assert by_id(act, "note_1__para_1").text.startswith("หมายเหตุ :- เหตุผล")

    def test_keeps_labels_as_written(self, act):
        assert by_id(act, "sec_3__para_1__point_2").label == "(๒)"
        assert by_id(act, "sec_3").label == "มาตรา ๓"

    def test_loses_no_word(self, act):
        assert words_of(act) == re.sub(r"[\s_]", "", FIRST)


class TestASubordinateRule:
    def test_has_clauses_and_no_sections(self):
        rule = read_text(RULE)
        assert [each.eid for each in rule.provisions if each.parent is None] == [
            "preamble", "clause_1", "clause_2", "conclusions"
        ]  # fmt: skip
        assert by_id(rule, "clause_1__para_1__point_1-2").text == "เก็บได้ทุกคืน"

    def test_keeps_a_reference_that_a_line_begins_with(self):
        assert "มาตรา ๔ วรรคหนึ่ง แห่งพระราชบัญญัติ" in by_id(read_text(RULE), "preamble__para_4").text


class TestAnAmendment:
    def test_keeps_quoted_sections_as_words(self):
        law = read_text(AMENDMENT)
        assert [each.eid for each in law.provisions if each.kind == Kind.SECTION] == ["sec_1", "sec_2", "sec_3"]
        assert by_id(law, "sec_2__para_3").text == "มาตรา ๓/๓ ห้ามเก็บค่าผ่านทาง”"

    def test_reads_on_behind_a_quotation_that_nothing_closes(self):
        law = read_text(AMENDMENT.replace("ทาง”", "ทาง"))
        assert "sec_3" in ids(law)
        assert findings(law)["quotation_open"].lines == (3,)


class TestNumbers:
    @pytest.mark.parametrize(
        ("line", "label", "number", "eid"),
        [
            ("มาตรา ๗/๑ ก", "มาตรา ๗/๑", "7/1", "sec_7-1"),
            ("มาตรา 7/1 ก", "มาตรา 7/1", "7/1", "sec_7-1"),
            ("มาตรา ๗  ทวิ ก", "มาตรา ๗ ทวิ", "7 ทวิ", "sec_7-thawi"),
            ("มาตรา ๗ทวิ ก", "มาตรา ๗ทวิ", "7 ทวิ", "sec_7-thawi"),
            ("มาตรา ๑๒ จัตวา", "มาตรา ๑๒ จัตวา", "12 จัตวา", "sec_12-chattawa"),
            ("มาตรา ๑๒ ฉ", "มาตรา ๑๒ ฉ", "12 ฉ", "sec_12-cho"),
            ("มาตรา๗ ก", "มาตรา๗", "7", "sec_7"),
            ("มาตรา ๗\u00a0ก", "มาตรา ๗", "7", "sec_7"),
            ("มาตรา ๑๒ ฉบับที่", "มาตรา ๑๒", "12", "sec_12"),
            ("มาตรา ๑๒ ทวิภาคี", "มาตรา ๑๒", "12", "sec_12"),
            ("มาตรา ๑๒ ในพระราชบัญญัตินี้", "มาตรา ๑๒", "12", "sec_12"),
        ],
    )
    def test_of_sections(self, line, label, number, eid):
        section = next(each for each in read_text(line).provisions if each.kind == Kind.SECTION)
        assert (section.label, section.number, section.eid) == (label, number, eid)

    @pytest.mark.parametrize(
        "line",
        [
            "มาตรา ๗ แห่งพระราชบัญญัติ",
            "มาตรา ๗ วรรคสอง",
            "มาตรา ๗ และมาตรา ๘",
            "มาตรา ๗ ถึงมาตรา ๙",
            "มาตราใด",
            "ตามมาตรา ๗",
        ],
    )
    def test_are_not_seen_in_references(self, line):
        assert read_text(f"มาตรา ๑ ให้ทำตาม\n{line} ก\nมาตรา ๒ ข").count(Kind.SECTION) == 2

    def test_are_ordered_as_laws_order_them(self):
        written = ["7", "7/1", "7/2", "7/2/1", "7/10", "๗ ทวิ", "๗ ตรี", "8", "10"]
        ordered = [order_of(number_of(each)) for each in written]
        assert ordered == sorted(ordered)
        assert order_of("ก") is None


class TestWhatIsRemarkable:
    def test_a_number_used_twice_is_told_with_both_places_and_kept_twice(self):
        law = read_text("มาตรา ๑ ก\nมาตรา ๒ ข\nมาตรา 2 ค\nมาตรา ๓ ง")
        assert findings(law)["duplicate_number"].lines == (2, 3)
        assert [by_id(law, eid).text for eid in ("sec_2__para_1", "sec_2-copy-2__para_1")] == ["ข", "ค"]
        assert len(set(ids(law))) == len(law.provisions)

    def test_a_number_left_out(self):
        assert findings(read_text("มาตรา ๑ ก\nมาตรา ๓ ข"))["number_left_out"].lines == (2,)

    def test_a_number_that_goes_back(self):
        assert findings(read_text("มาตรา ๑ ก\nมาตรา ๒ ข\nมาตรา ๙ ค\nมาตรา ๓ ง"))["number_goes_back"].lines == (3, 4)

    def test_no_section_at_all(self):
        law = read_text("หลักการ\nให้ทุกคนเดินบนทางเท้าได้")
        assert ids(law) == ["para_1", "para_2"]
        assert "no_sections" in findings(law)

    def test_letters_torn_by_a_pdf(self):
        assert findings(read_text("มาตรา ๑ ให้ก าหนดค่าปรับ"))["torn_sara_am"].about == "๑ ให้ก าหนดค่า"

    def test_sections_of_other_laws_behind_a_note(self):
        law = read_text(FIRST + "มาตรา ๔ ให้ใช้บังคับเมื่อพ้นหกสิบวัน")
        assert "duplicate_number" not in findings(law)
        assert findings(law)["section_after_note"].lines == (28,)

    def test_has_a_sentence_each(self):
        law = read_text("มาตรา ๑ “ให้ก าหนด\ufffd\nมาตรา ๓ ก\nมาตรา ๓ ข\nมาตรา ๒ ค\nหมายเหตุ\nมาตรา ๑ ง")
        shown = sentences_of(law.findings)
        assert {each.code for each in law.findings} == {each.code for each in shown}
        assert not any("%(" in each.sentence for each in shown)
        assert {"numbered_by_word", "deleted_in_word"} <= set(SENTENCES)


class TestMarkdown:
    TEXT = "# ร่างพระราชบัญญัติ\n\n## หมวด ๑ บททั่วไป\n\n**มาตรา ๑** ให้คน\nเดินได้\n\n- (๑) เด็ก\n\nวรรค\\*สอง\n"

    def test_is_read_as_a_law(self):
        law = read_text(self.TEXT)
        assert by_id(law, "chp_1").heading == "บททั่วไป"
        assert by_id(law, "sec_1__para_1").text == "ให้คน เดินได้"
        assert law.provisions[-1].text == "วรรค*สอง"

    def test_without_sections_keeps_its_headings(self):
        law = read_text("# บทวิเคราะห์\n\n## ปัญหา\n\nเดินไม่ได้\n\n## ทางแก้\n\nซ่อม")
        assert [(each.kind, each.depth) for each in law.provisions] == [
            ("heading", 0), ("heading", 1), ("paragraph", 2), ("heading", 1), ("paragraph", 2)
        ]  # fmt: skip


class TestNothingIsLost:
    LINES = some.sampled_from(
        ["มาตรา ๑ ก", "มาตรา ๗/๑", "มาตรา ๒ (๑) ข", "ข้อ ๑ ค", "หมวด ๑", "หมวด ๒ บททั่วไป", "(๑) ง", "(ก) จ", "๑) ฉ", "1.1 ช",
         "บทเฉพาะกาล", "“มาตรา ๙ ซ", "ฌ”", '"', "ญ", "หมายเหตุ", "ภาคผนวก", "ประกาศ ณ วันที่", "", "____", "คําสั่ง", "ลักษณะ ๑",
         "ส่วนที่ ๑", "ตอน ๑ ๆ", "มาตรา ๓ แห่ง", "()", "มาตรา", "(๑)(ก) ฎ"]
    )  # fmt: skip

    @given(some.lists(LINES, min_size=1, max_size=40))
    @settings(max_examples=300, deadline=None)
    def test_of_lines_in_any_order(self, lines):
        text = "\n".join(lines)
        kept = "".join(re.sub(r"[\s_]", "", tidy_line(line)) for line in lines)
        if kept:
            law = read_text(f"ก\n{text}")
            assert words_of(law) == f"ก{kept}"
            assert len(set(ids(law))) == len(law.provisions)
            assert all(each.parent is None or each.parent < at for at, each in enumerate(law.provisions))

    @given(some.text(min_size=1, max_size=300))
    @settings(max_examples=200, deadline=None)
    def test_of_any_letters(self, text):
        kept = [re.sub(r"[\s]", "", tidy_line(line)) for line in f"ก\n{text}".splitlines()]
        law = read_text(f"ก\n{text}")
        if not re.search(r"^#{1,6} |\*\*|\\|^>", text, re.MULTILINE):
            assert words_of(law) == "".join(line for line in kept if not re.fullmatch(r"[_*=\-–—.~]*", line))


def test_two_thousand_sections_are_read_in_seconds(cpu_seconds):
    with cpu_seconds(4):
        law = read_text(many_sections(2_000))
    assert law.count(Kind.SECTION) == 2_000
