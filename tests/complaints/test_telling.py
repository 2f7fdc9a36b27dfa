"""What a line of the timeline says, in both languages."""

import pytest

from complaints.models import CaseEvent
from complaints.telling import sentence_in
from directory.models import Agency

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
    told = sentence_in(language, kind, HIGHWAYS, {"outcome": "solved", "from": before, "to": after})
    assert told[0] == told[0].upper()
    assert "%(" not in told
    assert "  " not in told
