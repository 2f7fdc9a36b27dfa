"""The number of answers on open pages: it rides on the socket, once for many."""

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter

from config.sockets import urlpatterns
from consultations.participation.counting import add_up
from consultations.participation.models import Answer
from consultations.participation.voting import cast_vote
from tests.consultations.participation.conftest import browser
from tests.notifications.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("hub")]
application = URLRouter(urlpatterns)


def answers(conversation, numbers):
    for number in numbers:
        cast_vote(conversation, 1, Answer.AGREE, visitor=browser(number))


def socket(conversation):
    return Socket(application, f"/ws/consultations/{conversation.consultation.slug}/")


async def test_many_answers_are_told_once_with_the_number(conversation):
    page = socket(conversation)
    assert await page.open()
    await sync_to_async(answers)(conversation, range(12))
    assert await page.hears_nothing()
    await sync_to_async(add_up)()
    assert await page.hear() == {"topic": "conversation", "n": 12}
    assert await page.hears_nothing()
    await page.close()


async def test_a_page_that_was_away_hears_the_number_at_once(conversation):
    await sync_to_async(answers)(conversation, range(3))
    await sync_to_async(add_up)()
    page = socket(conversation)
    await page.open()
    await page.say({"seen": 1})
    assert await page.hear() == {"topic": "conversation", "n": 3}
    await page.close()


async def test_another_conversation_is_not_heard(conversation, begin):
    other = await sync_to_async(begin)()
    page = socket(other)
    assert await page.open()
    await sync_to_async(answers)(conversation, range(2))
    await sync_to_async(add_up)()
    assert await page.hears_nothing()
    await page.close()


@pytest.mark.parametrize("is_there", [False, True])
async def test_a_draft_and_what_is_not_there_are_not_found(begin, is_there):
    draft = await sync_to_async(begin)(is_announced=False)
    slug = draft.consultation.slug if is_there else "69-000000"
    page = Socket(application, f"/ws/consultations/{slug}/")
    assert not await page.open()
    assert page.closed_with == 4404
