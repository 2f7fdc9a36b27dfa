"""The demo's electricity authority sends letters, signed by a key that is worth nothing."""

from pathlib import Path

from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.intake import Submission, submit_complaint
from complaints.letters import make_letters
from complaints.models import Letter
from complaints.referrals import agencies_by_letter
from complaints.workflow import Outcome
from config.demo_letters import make_demo_key, send_demo_letters
from directory.models import Letterhead
from records.pdf_signing import load_key
from tests.factories import make_agency, make_membership


def test_the_last_answers_become_letters_marked_as_not_valid(db, settings, tmp_path):
    settings.LETTER_KEY = str(tmp_path / "letters" / "key.p12")
    settings.MEDIA_ROOT = tmp_path / "media"
    pea = make_agency("การไฟฟ้าส่วนภูมิภาค", code="pea")
    officer = make_membership(agency=pea).user
    case = submit_complaint(Submission(text="ไฟดับทั้งซอยตั้งแต่เมื่อคืน"), by=None).complaint.case
    part = accept_assignment(assign_case(case, pea, by=None), by=officer)
    propose_closing(part, answer="ต่อสายแล้ว", outcome=Outcome.EXPLAINED, by=officer)
    courts = make_agency("สำนักงานศาลยุติธรรม", code="courts-office", takes_complaints=False)
    make_demo_key()
    made = Path(settings.LETTER_KEY).read_bytes()
    make_demo_key()
    assert Path(settings.LETTER_KEY).read_bytes() == made
    send_demo_letters()
    send_demo_letters()
    make_letters.function()
    assert [letter.state for letter in Letter.objects.all()] == ["issued"]
    assert load_key().is_test
    assert agencies_by_letter() == [courts]
    assert Letterhead.objects.get(agency=pea).emblem is None
