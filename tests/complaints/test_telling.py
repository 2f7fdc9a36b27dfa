"""What a line of the timeline says, in both languages."""

import pytest

from complaints.converting import convert_case
from complaints.correcting import Correction, add_to_complaint, correct_case
from complaints.handling import (
    ask_complainant,
    assign_case,
    propose_closing,
    reject_case,
    reply_to_complainant,
    send_to_triage,
)
from complaints.lines import timeline
from complaints.models import Case, CaseEvent
from complaints.releasing import release_case, take_back_release, withdraw_from_public
from complaints.responding import answer_question, confirm_resolution
from complaints.telling import sentence_in
from complaints.translating import correct_language, write_translation
from complaints.workflow import CaseKind, Outcome, Visibility
from directory.models import Agency
from tests.complaints.test_page_languages import BURMESE

Seen = CaseEvent.Seen
HIGHWAYS = Agency(name_th="กรมทางหลวง", name_en="Department of Highways")
BANK = Agency(name_th="ธนาคารกรุงไทย", name_en="Krung Thai Bank")


@pytest.mark.parametrize(
    ("kind", "agency", "english", "thai"),
    [
        ("routed", HIGHWAYS, "Sent to the Department of Highways", "ส่งถึงกรมทางหลวงแล้ว"),
        ("routed", BANK, "Sent to Krung Thai Bank", "ส่งถึงธนาคารกรุงไทยแล้ว"),
        ("routed", None, "Sent to the agency", "ส่งถึงหน่วยงานแล้ว"),
        ("replied", HIGHWAYS, "The Department of Highways wrote to the person who filed", None),
        ("replied", None, "The agency wrote to the person who filed", None),
    ],
)
def test_an_agency_is_named_as_the_language_names_it(kind, agency, english, thai):
    assert sentence_in("en", kind, agency) == english
    assert thai is None or sentence_in("th", kind, agency) == thai


@pytest.mark.parametrize("kind", CaseEvent.Kind.values)
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_line_begins_like_a_sentence_and_leaves_no_gap(language, kind):
    is_of_languages = kind in {"language_corrected", "translation_asked", "translated"}
    before, after = ("my", "th") if is_of_languages else ("complaint", "praise")
    facts = {"outcome": "solved", "from": before, "to": after, "case": "69-7K3M-9QXT-Y"}
    facts |= {"number": "คค 0612/1", "answer_by": "2026-12-20"}
    told = sentence_in(language, kind, HIGHWAYS, facts)
    assert told[0] == told[0].upper()
    assert "%(" not in told
    assert "  " not in told


def officers(case, up_to=Seen.AGENCY):
    """Who did what, as somebody at this level reads it."""
    return {line.kind: line.officer for line in timeline(case, up_to=up_to)}


@pytest.mark.django_db
class TestWhoDidIt:
    DESK = {
        "language_corrected": lambda case, by: correct_language(case.complaints.get(), "lo", by=by),
        "translated": lambda case, by: write_translation(case, case.complaints.get(), text="ไฟดับ", by=by),
        "converted": lambda case, by: convert_case(case, CaseKind.SUGGESTION, by=by),
        "rejected": lambda case, by: reject_case(case, reason="ไม่ใช่หน้าที่ของรัฐ", by=by),
        "routed": lambda case, by: assign_case(case, Agency.objects.get(code="doh"), by=by),
    }

    @pytest.fixture
    def at_the_desk(self, file, highways):
        return send_to_triage(file(BURMESE, visibility=Visibility.PUBLIC).complaint.case)

    @pytest.mark.parametrize("kind", DESK)
    def test_at_the_desk_is_named_to_officers_and_to_nobody_else(self, client, at_the_desk, siriporn, malee, kind):
        self.DESK[kind](at_the_desk, siriporn)
        assert officers(at_the_desk)[kind] == "ศิริพร แก้วมณี"
        for level in (Seen.COMPLAINANT, Seen.PUBLIC):
            assert set(officers(at_the_desk, level).values()) == {""}
        address = f"/track/{at_the_desk.reference}/"
        pages = [client.get(address), client.get(f"/api/v1/cases/{at_the_desk.reference}/")]
        client.force_login(malee)
        pages.append(client.get(address))
        assert all(page.status_code == 200 and "ศิริพร" not in page.content.decode() for page in pages)

    def test_of_a_release_and_of_its_end_is_named_to_officers_and_to_nobody_else(self, working, wichai):
        case = working.case
        release_case(case, text="ถนนเป็นหลุม", by=wichai)
        take_back_release(Case.objects.get(pk=case.pk), reason="มีชื่อคนอยู่ในรูป", by=wichai)
        assert {officers(case)[kind] for kind in ("released", "taken_back")} == {"วิชัย ทองดี"}
        assert set(officers(case, Seen.COMPLAINANT).values()) == {""}

    def test_among_the_people_who_file_is_named_to_nobody(self, file, malee, working, wichai, roads):
        case = working.case
        correct_case(file().complaint.case, Correction(topic=roads), by=malee)
        add_to_complaint(case, text="หลุมลึกขึ้นอีก", by=malee)
        ask_complainant(working, question="อยู่ฝั่งไหน", by=wichai)
        answer_question(case, text="ฝั่งตลาด", by=malee)
        release_case(case, text="ถนนเป็นหลุม", by=wichai)
        withdraw_from_public(case.complaints.get(), by=malee)
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(case, by=malee)
        for each in Case.objects.all():
            assert "มาลี ใจดี" not in officers(each).values()
        assert CaseEvent.objects.filter(kind="corrected", by=malee).exists()

    def test_is_read_on_the_pages_of_the_office(self, client, at_the_desk, siriporn, wichai):
        correct_language(at_the_desk.complaints.get(), "lo", by=siriporn)
        assign_case(at_the_desk, Agency.objects.get(code="doh"), by=None)
        client.force_login(wichai)
        assert "ศิริพร แก้วมณี" in client.get(f"/office/{at_the_desk.reference}/").content.decode()

    def test_by_a_program_is_nobody(self, working, wichai):
        reply_to_complainant(working, text="นัดแล้ว", by=wichai)
        CaseEvent.objects.create(case=working.case, n=99, kind="translated", facts={"from": "th", "to": "my"})
        assert officers(working.case)["translated"] == ""
