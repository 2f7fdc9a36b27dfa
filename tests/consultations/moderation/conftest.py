"""Opinions to moderate: a proposed statement, answers in own words, and two people of the team."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError

from consultations.moderation.rules import load_rules
from consultations.participation.statements import propose_statement, publish_statement
from consultations.questionnaires.filling import save_answers, send_sheet
from consultations.questionnaires.models import Answer
from directory.models import Role
from tests.consultations.participation.conftest import account, begin, browser, conversation, malee  # noqa: F401
from tests.consultations.questionnaires.conftest import begin as begin_questionnaire  # noqa: F401
from tests.factories import make_membership, make_user

WORDS = "ควรมีม้านั่งทุกสองร้อยเมตร"
PASTED = "ขอคัดค้านร่างข้อบัญญัติฉบับนี้ เพราะพ่อค้าแม่ค้ารายเล็กจะไม่มีที่ขายของและต้องออกจากตลาด"


@pytest.fixture(autouse=True)
def rules(db):
    load_rules()


@pytest.fixture
def pim(council):
    """A colleague of Suda's."""
    return make_membership(make_user("พิม สายบุญ"), council, Role.POLICY_TEAM).user


@pytest.fixture
def head(council):
    return make_membership(make_user("วิชัย ศรีสุข"), council, Role.AGENCY_HEAD).user


@pytest.fixture
def asked(begin_questionnaire):  # noqa: F811
    return begin_questionnaire()


@pytest.fixture
def consultation(conversation):  # noqa: F811
    return conversation.consultation


@pytest.fixture
def proposed(conversation, account):  # noqa: F811
    """Waits for the team; Malee wrote it, with her account."""
    return propose_statement(conversation, text=WORDS, visitor=account)


@pytest.fixture
def published(proposed, suda):
    return publish_statement(proposed, by=suda)


@contextmanager
def refused(code):
    with pytest.raises(ValidationError) as error:
        yield
    assert error.value.code == code


def write(asked, words, visitor):
    """Somebody's sheet with these words of their own. Returns the answer that holds them."""
    save_answers(asked, {1: [1], 2: [1], 4: words, 7: {"1": 5, "2": 2}}, visitor=visitor)
    sheet = send_sheet(asked, visitor=visitor)
    return Answer.objects.get(sheet=sheet, question__n=4)
