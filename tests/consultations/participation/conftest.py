"""A conversation in which people answer statements, and who takes part."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.models import Conversation, Identity, ShowsResults
from consultations.participation.statements import add_statement, set_up_conversation
from consultations.participation.taking_part import Visitor, hash_of_browser
from tests.consultations.announcements import sign_and_announce
from tests.factories import make_user

STATEMENTS = ("รถเข็นควรผ่านทางเท้าได้ทุกช่วง", "ห้ามจอดรถบนทางเท้าตลอดวัน", "แผงลอยควรมีที่ของตัวเอง")


@pytest.fixture
def begin(draft, suda):
    """Announces a consultation that asks statements; opens, closes and the rest as in `draft`."""

    def begin(
        *,
        statements=STATEMENTS,
        lowest=Identity.ANONYMOUS,
        shows=ShowsResults.AFTER_ANSWERING,
        takes_proposals=True,
        is_announced=True,
        **fields,
    ):
        consultation = draft(**fields)
        conversation = set_up_conversation(
            consultation, lowest_identity=lowest, shows_results=shows, takes_proposals=takes_proposals, by=suda
        )
        for text in statements:
            add_statement(conversation, text=text, by=suda)
        if is_announced:
            sign_and_announce(consultation, by=suda)
        return Conversation.objects.select_related("consultation__agency").get(pk=consultation.pk)

    return begin


@pytest.fixture
def conversation(begin):
    return begin()


@pytest.fixture
def malee(db):
    """Of no agency, with a confirmed e-mail."""
    return make_user("มาลี ใจดี", email_confirmed_at=timezone.now())


@pytest.fixture
def account(malee):
    return Visitor(malee)


def browser(number: int | str = 1) -> Visitor:
    return Visitor(browser=hash_of_browser("69-test00", str(number)))


def close(conversation, *, ago=timedelta(minutes=1)):
    """It has closed by now. Not by an act: those only move a closing to a later day."""
    Consultation.objects.filter(pk=conversation.pk).update(closes_at=timezone.now() - ago)
    conversation.consultation.refresh_from_db()
    return conversation
