"""A consultation whose draft law takes comments, and who comments."""

import pytest
from django.utils import timezone

from consultations.comments.anchors import Anchor, anchor_in, rows_of_unit
from consultations.comments.models import Commenting
from consultations.comments.setting_up import set_up_commenting
from consultations.comments.writing import write_comment
from consultations.laws.documents import add_document, keep_text, look_at_text
from consultations.laws.models import Document
from consultations.models import Consultation
from consultations.participation.models import Identity
from consultations.participation.taking_part import Visitor, hash_of_browser
from tests.consultations.announcements import sign_and_announce
from tests.consultations.laws.drafts import FIRST
from tests.factories import make_user

SAYS = "ทางเท้าหน้าโรงเรียนแคบกว่านี้มาก"


@pytest.fixture
def begin(draft, suda):
    """Announces a consultation with a draft law that takes comments; opens, closes and the rest as in `draft`."""

    def begin(*, lowest=Identity.ANONYMOUS, text=FIRST, is_announced=True, **fields):
        consultation = draft(**fields)
        document = add_document(consultation, kind="draft", title_th="ร่างพระราชบัญญัติทางเท้า", by=suda)
        keep_text(look_at_text(document, pasted=text, by=suda), seen=0, by=suda)
        consultation.refresh_from_db()
        set_up_commenting(consultation, lowest_identity=lowest, by=suda)
        if is_announced:
            sign_and_announce(consultation, by=suda)
        return Commenting.objects.select_related("consultation__agency").get(pk=consultation.pk)

    return begin


@pytest.fixture
def commenting(begin):
    return begin()


@pytest.fixture
def keep_next(suda):
    """Keeps the next version of the text."""

    def keep_next(commenting, text):
        document = Document.objects.get(consultation=commenting.pk)
        reading = look_at_text(document, pasted=text, reason="ตามความเห็นที่ได้รับ", by=suda)
        return keep_text(reading, seen=document.kept, by=suda)

    return keep_next


@pytest.fixture
def malee(db):
    """Of no agency, with a confirmed e-mail."""
    return make_user("มาลี ใจดี", email_confirmed_at=timezone.now())


def browser(number: int | str = 1) -> Visitor:
    return Visitor(browser=hash_of_browser("69-test00", str(number)))


def newest(commenting):
    return Document.objects.get(consultation=commenting.pk).versions.standing().last()


def say(commenting, unit="sec_3", *, part="", words="", text=SAYS, visitor=None, version=None, above=None):
    version = version or newest(commenting)
    anchor = anchor_in(rows_of_unit(version, unit), part=part, words=words) if above is None else Anchor(unit)
    return write_comment(commenting, version, anchor, text=text, visitor=visitor or browser(), above=above)


def close(commenting):
    from tests.consultations.participation.conftest import close as close_it

    close_it(commenting)
    assert Consultation.objects.get(pk=commenting.pk).state == "closed"
    return commenting
