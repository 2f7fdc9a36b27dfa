"""A consultation with three statements and a questionnaire, one whose draft law takes comments, and a stack of ten forms for each."""

import pytest
from django.utils import timezone

from consultations.entering.models import Stack
from consultations.entering.stacks import About, begin_stack
from consultations.participation.models import Conversation, Identity, ShowsResults
from consultations.participation.statements import add_statement, set_up_conversation
from tests.consultations.comments.conftest import begin as begin_commenting  # noqa: F401 - a fixture
from tests.consultations.comments.conftest import keep_next  # noqa: F401 - a fixture
from tests.consultations.participation.conftest import STATEMENTS
from tests.consultations.questionnaires.conftest import begin, malee  # noqa: F401 - fixtures


def about(**more):
    told = {"kind": Stack.Kind.PAPER, "place": "หอประชุมศิลา", "received_on": timezone.localdate(), "forms": 10}
    return About(**told | more)


@pytest.fixture
def running(begin, suda):  # noqa: F811 - the fixture
    """Open since half a day; asks statements 1 to 3 and questions 1 to 7."""
    from tests.consultations.announcements import sign_and_announce

    asked = begin(is_announced=False)
    conversation = set_up_conversation(
        asked.consultation,
        lowest_identity=Identity.CONFIRMED,
        shows_results=ShowsResults.AFTER_ANSWERING,
        takes_proposals=False,
        by=suda,
    )
    for text in STATEMENTS:
        add_statement(conversation, text=text, by=suda)
    sign_and_announce(asked.consultation, by=suda)
    return Conversation.objects.select_related("consultation__agency").get(pk=asked.pk).consultation


@pytest.fixture
def stack(running, suda):
    return begin_stack(running, about(), by=suda)


@pytest.fixture
def commenting(begin_commenting):  # noqa: F811 - the fixture
    return begin_commenting()


@pytest.fixture
def law_stack(commenting, suda):
    return begin_stack(commenting.consultation, about(), by=suda)
