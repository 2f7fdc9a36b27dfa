"""Laws in files: there and back again, the same file twice, what is refused and how duplicates are named."""

import json
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from consultations.laws.akoma_ntoso_files import read_akoma_ntoso
from consultations.laws.findings import sentences_of
from consultations.laws.importing import MOST_BYTES, read_file
from consultations.laws.structure import as_plain
from consultations.statutes.exporting import text_as_akoma_ntoso, text_as_plain
from consultations.statutes.files import read_law_file
from consultations.statutes.models import Law, LawChange, Wording
from tests.consultations.laws.drafts import AMENDMENT, FIRST, RULE, SECOND, many_sections
from tests.consultations.statutes.conftest import AMENDED, BEGAN

pytestmark = pytest.mark.django_db
TREE = """{"a_law": [
  {"id": "มาตรา 1", "title": "ชื่อ", "content": {"paragraphs": [{"id": 1, "content": "ก"}]}},
  {"id": "มาตรา 2", "title": "", "content": {"paragraphs": [
    {"id": 1, "content": "ข", "subsections": [{"id": "1", "content": "ค"}]}]}},
  {"id": "มาตรา 2", "title": "", "content": {"paragraphs": [{"id": 1, "content": "ง"}]}}
]}"""
"""As public collections of Thai law have them."""


def parts(wording):
    return as_plain(list(wording.provisions.select_related("above")))


@pytest.mark.parametrize("text", [FIRST, SECOND, RULE, AMENDMENT, many_sections(300), TREE])
def test_akoma_ntoso_and_json_come_back_as_they_were(law, keep, text):
    wording = keep(law, text, AMENDED, amended_by="ฉบับที่ 2")
    xml = read_law_file(text_as_akoma_ntoso(law, wording).encode())
    ours = read_law_file(json.dumps(text_as_plain(law, wording, day=AMENDED)).encode())
    for each in (xml, ours):
        again = [(p.eid, p.kind, p.label, p.number, p.heading, p.text) for p in each.text.provisions]
        wanted = [(p["id"], p["kind"], p["label"], p["number"], p["heading"], p["text"]) for p in parts(wording)]
        assert again == wanted
        assert each.entry["title_th"] == law.title_th
        assert each.entry["kind"] == "act"
        assert each.entry["in_force_since"] == BEGAN
        assert each.since["from_on"] == AMENDED


def test_duplicates_of_a_section_tree_are_named_with_both_lines():
    found = {each.code: each for each in sentences_of(read_file(TREE.encode()).findings)}
    assert "3, 5" in found["duplicate_number"].sentence


class TestOthersAkomaNtoso:
    HEAD = '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="act"><meta/><body>'

    def read(self, body):
        return read_akoma_ntoso(f"{self.HEAD}{body}</body></act></akomaNtoso>".encode()).provisions

    def test_sections_with_lines_of_their_own(self):
        found = self.read(
            "<section eId='x'><num>มาตรา ๗</num><heading>ชื่อ</heading><content><p>หนึ่ง <b>สอง</b></p><p>สาม</p></content></section>"
        )
        assert [(str(p.kind), p.number, p.heading, p.text) for p in found] == [
            ("section", "7", "ชื่อ", "หนึ่ง สอง"),
            ("paragraph", "", "", "สาม"),
        ]

    def test_no_word_of_unknown_elements_is_lost(self):
        found = self.read(
            "<tome><num>1</num><madeUp><p>คำ</p></madeUp></tome><section><content><p>ไม่มีเลข</p></content></section>"
        )
        assert "คำ" in "".join(p.text for p in found)
        assert "ไม่มีเลข" in "".join(p.text for p in found)

    @pytest.mark.parametrize(
        "xml",
        [
            '<!DOCTYPE a [<!ENTITY x "y">]>'
            + HEAD
            + "<section><content><p>&x;</p></content></section></body></act></akomaNtoso>",
            "<akomaNtoso><act>",
            "<akomaNtoso>" + "<act>" * 500 + "</act>" * 500 + "</akomaNtoso>",
            "<akomaNtoso><act><meta/></act></akomaNtoso>",
        ],
    )
    def test_what_is_none_is_refused_in_words(self, xml):
        with pytest.raises(ValidationError) as error:
            read_file(xml.encode())
        assert error.value.code in {"xml_unreadable", "xml_empty"}


class TestCommand:
    def run(self, *paths, **options):
        out, err = StringIO(), StringIO()
        options = {"agency": "opm-ops", "by": self.by, "from_on": "1/1/2565", "title": "ก", "kind": "act"} | options
        try:
            call_command("import_laws", *map(str, paths), stdout=out, stderr=err, **options)
        except CommandError as error:
            return out.getvalue(), err.getvalue() + str(error)
        return out.getvalue(), err.getvalue()

    @pytest.fixture(autouse=True)
    def person(self, suda):
        self.by = suda.email

    def test_the_same_file_twice_changes_nothing(self, tmp_path):
        path = tmp_path / "law.json"
        path.write_text(TREE)
        out, _err = self.run(path)
        assert "มาตรา 2" in out and "3, 5" in out
        assert Wording.objects.get().from_on == AMENDED
        before = LawChange.objects.count()
        out, _err = self.run(path)
        assert "stands there already" in out
        assert (LawChange.objects.count(), Law.objects.count()) == (before, 1)

    def test_dry_run_keeps_nothing(self, tmp_path):
        path = tmp_path / "law.json"
        path.write_text(TREE)
        out, _err = self.run(path, dry_run=True)
        assert "would be kept" in out
        assert not Law.objects.exists()
        assert not LawChange.objects.exists()

    def test_our_own_export_needs_no_options(self, tmp_path, law, keep):
        wording = keep(law)
        for name, told in (
            ("law.xml", text_as_akoma_ntoso(law, wording)),
            ("law.json", json.dumps(text_as_plain(law, wording, day=BEGAN))),
        ):
            path = tmp_path / name
            path.write_text(told)
            out, err = self.run(path, from_on="", title="", kind="")
            assert "stands there already" in out, err
        assert Law.objects.count() == 1

    def test_a_bad_file_stops_no_other(self, tmp_path):
        for name, content in (("a.pdf", b"%PDF-1.7"), ("b.json", b"{"), ("c.json", TREE.encode())):
            (tmp_path / name).write_bytes(content)
        out, err = self.run(*sorted(tmp_path.iterdir()))
        assert "c.json: 7 parts" in out
        assert "a.pdf: " in err and "b.json: " in err and "2 of 3" in err

    def test_a_stranger_may_not(self, tmp_path, nipa):
        path = tmp_path / "law.json"
        path.write_text(TREE)
        _out, err = self.run(path, by=nipa.email)
        assert "agency" in err or "หน่วยงาน" in err
        assert not Law.objects.exists()

    def test_what_is_too_large_is_refused_unread(self, tmp_path):
        path = tmp_path / "law.json"
        path.write_bytes(b" " * (MOST_BYTES + 2))
        _out, err = self.run(path)
        assert "10 MB" in err
