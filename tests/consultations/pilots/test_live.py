"""The numbers that ride on sockets: of a trial they are heard by those who see it."""

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter

from config.sockets import urlpatterns
from tests.notifications.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("hub")]
application = URLRouter(urlpatterns)


@pytest.mark.parametrize("room", ["", "questionnaire/", "comments/"])
async def test_strangers_hear_nothing_and_testers_and_the_team_do(pilot, link, suda, nipa, room):
    address = f"/ws/consultations/{pilot.slug}/{room}"
    _made, token = await sync_to_async(link)(pilot)
    for who in ({}, {"user": nipa}, {"cookies": {f"tester-{pilot.slug}": "x" * 22}}):
        assert not await Socket(application, address, **who).open()
    for who in ({"user": suda}, {"cookies": {f"tester-{pilot.slug}": token}}):
        page = Socket(application, address, **who)
        assert await page.open()
        await page.close()
