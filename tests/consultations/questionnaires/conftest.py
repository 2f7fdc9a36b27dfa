"""A questionnaire of two parts in which every kind of question comes once, and who answers it."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from consultations.participation.models import Identity, ShowsResults
from consultations.participation.taking_part import Visitor, hash_of_browser
from consultations.questionnaires.editing import ShownTo, add_question, add_section, set_up_questionnaire
from consultations.questionnaires.models import Kind, Question, Questionnaire
from consultations.questionnaires.wording import QuestionWords
from tests.consultations.announcements import sign_and_announce
from tests.factories import make_user

GROUPS = ("ประชาชน", "ผู้ค้า", "เจ้าหน้าที่")
ALL = {1: [1], 2: [1], 3: [1, 2], 4: "ร่มไม้ควรอยู่ต่อ", 5: [4], 6: [2, 1, 3], 7: {"1": 5, "2": 2}}
"""An answer to each question of `begin`."""


def words(kind, text_th="ใช้ทางเท้าบ่อยไหม", options=(), **more):
    return QuestionWords(kind=kind, text_th=text_th, options=tuple({"th": each, "en": ""} for each in options), **more)


def browser(number: int | str = 1) -> Visitor:
    return Visitor(browser=hash_of_browser("69-test00", str(number)))


@pytest.fixture
def begin(draft, suda):
    """Announces a consultation with a questionnaire; opens, closes and the rest as in `draft`.

    1 as whom, 2 yes or no, 3 several, of part one; 4 own words (only after yes to 2), 5 scale, 6 order, 7 matrix (only for traders
    and citizens), of part two.
    """

    def begin(*, lowest=Identity.ANONYMOUS, shows=ShowsResults.AFTER_ANSWERING, is_announced=True, **fields):
        consultation = draft(**fields)
        found = set_up_questionnaire(consultation, lowest_identity=lowest, shows_results=shows, by=suda)
        one = add_section(found, title_th="เรื่องของคุณ", by=suda)
        two = add_section(found, title_th="ทางเท้า", title_en="The pavement", by=suda)
        add_question(one, words(Kind.GROUP, "ตอบในฐานะ", GROUPS), by=suda)
        used = add_question(one, words(Kind.SINGLE, options=("ใช้", "ไม่ใช้")), is_required=True, by=suda)
        add_question(one, words(Kind.MANY, "ใช้ทำอะไร", ("เดิน", "ขายของ", "รอรถ"), most=2), by=suda)
        shown = ShownTo(used, [1])
        add_question(two, words(Kind.OPEN, "อยากบอกอะไร", most=200), shown=shown, is_required=True, by=suda)
        add_question(two, words(Kind.SCALE, "พอใจเพียงใด", low_th="ไม่เลย", high_th="มาก"), by=suda)
        add_question(two, words(Kind.RANKING, "อะไรก่อน", ("ร่มไม้", "ความกว้าง", "ไฟ")), by=suda)
        lines = words(Kind.MATRIX, "แต่ละเรื่อง", ("สะอาด", "ปลอดภัย"))
        add_question(two, lines, shown=ShownTo(groups=[1, 2]), is_required=True, by=suda)
        if is_announced:
            sign_and_announce(consultation, by=suda)
        return Questionnaire.objects.select_related("consultation__agency").get(pk=consultation.pk)

    return begin


@pytest.fixture
def asked(begin):
    return begin()


@pytest.fixture
def malee(db):
    """Of no agency, with a confirmed e-mail."""
    return make_user("มาลี ใจดี", email_confirmed_at=timezone.now())


def question(asked, n):
    return Question.objects.select_related("section", "questionnaire__consultation").get(questionnaire=asked, n=n)


def close(asked):
    from tests.consultations.participation.conftest import close as close_it

    return close_it(SimpleNamespace(pk=asked.pk, consultation=asked.consultation))
