"""The number of sheets on open pages: it rides on the socket, once for many."""

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter

from config.sockets import urlpatterns
from consultations.questionnaires.counting import add_up
from tests.consultations.questionnaires.conftest import browser
from tests.consultations.questionnaires.test_filling import fill
from tests.notifications.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("hub")]
application = URLRouter(urlpatterns)


def socket(asked):
    return Socket(application, f"/ws/consultations/{asked.consultation.slug}/questionnaire/")


async def test_many_sheets_are_told_once_with_the_number(asked):
    page = socket(asked)
    assert await page.open()
    for number in range(3):
        await sync_to_async(fill)(asked, browser(number))
    assert await page.hears_nothing()
    await sync_to_async(add_up)()
    assert await page.hear() == {"topic": "questionnaire", "n": 3}
    await page.close()


async def test_a_draft_has_no_socket(begin):
    draft = await sync_to_async(begin)(is_announced=False)
    assert not await socket(draft).open()
