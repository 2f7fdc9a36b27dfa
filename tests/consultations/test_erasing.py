"""An account that is erased parts from every room of consultations, whoever calls the act."""

import pytest
from django.utils import timezone

from complaints.erasure import erase_person
from consultations.comments.models import Commenter
from consultations.moderation.models import Report, Rule
from consultations.moderation.rules import load_rules
from consultations.participation.models import Answer, Participant
from consultations.participation.taking_part import Visitor
from consultations.participation.voting import cast_vote
from consultations.questionnaires.filling import save_answers, send_sheet
from consultations.questionnaires.models import Sheet
from tests.consultations.comments.conftest import begin as begin_comments
from tests.consultations.comments.conftest import close as close_comments
from tests.consultations.comments.conftest import say
from tests.consultations.participation.conftest import begin as begin_conversation
from tests.consultations.participation.conftest import close
from tests.consultations.questionnaires.conftest import ALL
from tests.consultations.questionnaires.conftest import begin as begin_questionnaire
from tests.factories import make_user

__all__ = ["begin_comments", "begin_conversation", "begin_questionnaire"]
pytestmark = pytest.mark.django_db


def test_nothing_leads_from_what_was_said_to_the_person(begin_conversation, begin_questionnaire, begin_comments):
    malee = make_user("มาลี ใจดี", email_confirmed_at=timezone.now())
    visitor = Visitor(malee)
    conversation, asked, commenting = begin_conversation(), begin_questionnaire(), begin_comments()
    cast_vote(conversation, 1, Answer.AGREE, visitor=visitor)
    save_answers(asked, ALL, visitor=visitor)
    send_sheet(asked, visitor=visitor)
    say(commenting, visitor=visitor)
    load_rules()
    Report.objects.create(consultation=commenting.consultation, text="c1", rule=Rule.objects.first(), user=malee)
    for each in (conversation, asked):
        close(each)
    close_comments(commenting)
    erase_person(malee)
    for kept in (Participant, Sheet, Commenter):
        assert kept.objects.exists() and not kept.objects.filter(user=malee).exists(), kept
    assert not Report.objects.exists()
