"""What comes as a file: Word, JSON, text in several encodings, and what is none of these."""

import json
import struct
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from consultations.laws.importing import MOST_BYTES, MOST_LETTERS, read_file, read_text
from consultations.laws.structure import ProvisionKind, as_json
from tests.consultations.laws.drafts import FIRST
from tests.consultations.laws.word import HEAD, SPACES, packed, paragraph, word_file

Kind = ProvisionKind
REAL_LAWS = sorted(Path("../shared/data/budget/law").glob("*.json"))


def refused(code):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


def told(law):
    return [(each.eid, each.text) for each in law.provisions]


class TestAWordFile:
    def test_is_read_as_what_was_pasted(self):
        file = word_file(*(paragraph(line) for line in FIRST.splitlines()))
        assert told(read_file(file)) == told(read_text(FIRST))

    def test_has_headings(self):
        law = read_file(word_file(paragraph("ปัญหา", "Heading1"), paragraph("เดินไม่ได้")))
        assert [each.kind for each in law.provisions] == ["heading", "paragraph"]

    def test_says_which_numbers_word_writes_by_itself(self):
        law = read_file(word_file(paragraph("มาตรา ๑ ก"), paragraph("เด็ก", numbered=True)))
        assert [(each.code, each.lines) for each in law.findings] == [("numbered_by_word", (2,))]

    def test_leaves_out_what_was_deleted_and_says_so(self):
        deleted = "<w:p><w:r><w:t>มาตรา ๑ ปรับ</w:t></w:r><w:del><w:r><w:delText>ห้า</w:delText><w:t>ห้า</w:t></w:r></w:del><w:ins><w:r><w:t>สอง</w:t></w:r></w:ins></w:p>"
        law = read_file(word_file(deleted))
        assert law.provisions[-1].text == "ปรับสอง"
        assert [each.code for each in law.findings] == ["deleted_in_word"]

    def test_reads_a_text_box_once(self):
        box = f"<mc:AlternateContent><mc:Choice>{paragraph('ข')}</mc:Choice><mc:Fallback>{paragraph('ข')}</mc:Fallback></mc:AlternateContent>"
        law = read_file(word_file(f"<w:p><w:r><w:t>ก</w:t>{box}</w:r></w:p>"))
        assert sorted(each.text for each in law.provisions) == ["ก", "ข"]

    def test_parts_words_at_tabs_and_breaks(self):
        line = "<w:p><w:r><w:t>มาตรา ๑</w:t><w:tab/><w:t>ก</w:t><w:br/><w:t>(๑) ข</w:t></w:r></w:p>"
        assert told(read_file(word_file(line)))[-1] == ("sec_1__para_1__point_1", "ข")


class TestAHostileWordFile:
    def test_that_unpacks_to_very_much_is_refused(self, cpu_seconds):
        bomb = packed(f"{HEAD}<w:document {SPACES}>".encode() + b"<w:p/>" * 3_000_000)
        assert len(bomb) < 1_000_000
        with cpu_seconds(8), refused("word_file_too_large"):
            read_file(bomb)

    def test_that_says_it_is_small_is_not_believed(self):
        bomb = bytearray(packed(f"{HEAD}<w:document {SPACES}>".encode() + b" " * 40_000_000))
        at = bomb.rindex(b"PK\x01\x02")
        bomb[at + 24 : at + 28] = struct.pack("<I", 100)
        with pytest.raises(ValidationError):
            read_file(bytes(bomb))

    @pytest.mark.parametrize(
        "head",
        [
            f'{HEAD}<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            f'{HEAD}<!DOCTYPE w:document SYSTEM "http://127.0.0.1/x.dtd">',
            f'{HEAD}<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        ],
    )
    def test_with_entities_is_refused(self, head):
        with refused("word_file_unreadable"):
            read_file(word_file("<w:p><w:r><w:t>ก</w:t></w:r></w:p>", head=head))

    @pytest.mark.parametrize(
        "content",
        [
            b"PK\x03\x04",
            b"PK\x03\x04" + b"\0" * 400,
            packed(b"<w:document", "word/document.xml"),
            packed(b"<a/>", "xl/workbook.xml"),
            word_file(paragraph("ก"))[:-60],
        ],
    )
    def test_that_is_broken_or_another_thing_is_refused(self, content):
        with refused("word_file_unreadable"):
            read_file(content)


class TestAnyFile:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
    def test_is_read_in_the_encodings_that_people_have(self, encoding):
        assert told(read_file(FIRST.encode(encoding))) == told(read_text(FIRST))

    @pytest.mark.parametrize("content", [b"%PDF-1.7\n" + b"\0" * 100, b"\n  %PDF-1.4"])
    def test_that_is_a_pdf_under_another_name_is_told_where_to_go(self, content):
        with refused("file_is_pdf"):
            read_file(content)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "file_is_old_word"),
            (b"\x89PNG\r\n\x1a\n\0\0\0", "file_is_no_text"),
            (b"", "text_empty"),
            (b" \n\t\n____\n", "text_empty"),
            (b"a" * (MOST_BYTES + 1), "file_too_large"),
            (b"a" * (MOST_LETTERS + 1), "text_too_long"),
            (b"a\n" * 40_000, "too_many_parts"),
            (b"{", "json_unreadable"),
            (b"[" * 200_000, "json_unreadable"),
            (b'{"a": 1}', "json_unknown"),
            (b"[1, 2]", "json_unknown"),
            (b'{"provisions": [{"id": "a", "kind": "spell", "text": "x"}]}', "json_unknown"),
            (b'{"provisions": [{"id": "a", "kind": "item", "in": "b", "text": "x"}]}', "json_unknown"),
            (b'{"provisions": [{"id": "a", "kind": "item", "text": {}}]}', "json_unknown"),
        ],
    )
    def test_that_cannot_be_read_is_refused_with_what_to_do(self, content, code):
        with refused(code):
            read_file(content)

    @pytest.mark.parametrize(
        "text",
        [
            "1" * 1_400_000,
            "ก" + "ุ่" * 500_000,
            "“\n" * 29_000,
            "**ก " * 300_000,
            "(" * 1_400_000,
            "1." * 700_000,
            "# " + "#" * 1_400_000 + "ก",
            "มาตรา 1 ก\n" + "(1) ก\n(ก) ข\n" * 14_000,
            "มาตรา 1 ก\n" * 14_000,
        ],
        ids=["digits", "marks", "quotations", "stars", "brackets", "dots", "hashes", "items", "one number"],
    )
    def test_that_is_made_to_stall_is_read_in_bounded_time(self, text, cpu_seconds):
        with cpu_seconds(8):
            read_text(text)


class TestJson:
    LAW = {
        "act": [
            {"id": "มาตรา 7", "title": "ป้าย", "content": {"paragraphs": [
                {"id": 1, "content": "ให้ติดป้าย", "subsections": [
                    {"id": "1", "content": "ที่แคบ", "subsections": [{"id": "ก", "content": "มาก"}]}]},
                {"id": 2, "content": "มาตรา 9 แห่งกฎหมายอื่น", "subsections": None}]}},
            {"id": "มาตรา 7", "title": "", "content": {"paragraphs": [{"id": 1, "content": "ซ้ำ"}]}},
            {"id": "บทนำ", "title": "", "content": {"paragraphs": [{"id": 1, "content": "คำนำ"}]}},
        ]
    }  # fmt: skip

    def test_keeps_sections_with_headings_paragraphs_and_items(self):
        law = read_text(json.dumps(self.LAW))
        assert [each.eid for each in law.provisions] == [
            "sec_7", "sec_7__para_1", "sec_7__para_1__point_1", "sec_7__para_1__point_1__point_ก", "sec_7__para_2",
            "sec_7-copy-2", "sec_7-copy-2__para_1", "hcontainer_1", "hcontainer_1__para_1",
        ]  # fmt: skip
        assert law.provisions[0].heading == "ป้าย"
        assert law.findings[0].code == "duplicate_number"

    def test_of_ours_is_read_back_the_same(self):
        law = read_text(FIRST)
        again = read_text(json.dumps(as_json(law)))
        assert told(again) == told(law)
        assert [each.label for each in again.provisions] == [each.label for each in law.provisions]

    def test_of_ours_with_invented_numbers_has_ids_that_differ(self):
        parts = [
            {"id": str(n), "kind": "section", "number": number} for n, number in enumerate(["7", "7", "7-copy-2", "7"])
        ]
        law = read_text(json.dumps({"provisions": parts}))
        assert len({each.eid for each in law.provisions}) == 4

    @pytest.mark.skipif(not REAL_LAWS, reason="../shared/data is not here")
    @pytest.mark.parametrize("path", REAL_LAWS, ids=lambda path: path.stem)
    def test_of_real_laws_keeps_every_word(self, path):
        law = read_file(path.read_bytes())
        sections = [each for sections in json.loads(path.read_text(encoding="utf-8")).values() for each in sections]
        assert law.count(Kind.SECTION) == len(sections)
        paragraphs = sum(len(each["content"]["paragraphs"]) for each in sections)
        assert law.count(Kind.PARAGRAPH) == paragraphs
