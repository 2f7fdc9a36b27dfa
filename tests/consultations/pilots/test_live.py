"""The numbers that ride on sockets: of a trial they are heard by those who see it."""

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from django.db import connections

from config.sockets import urlpatterns
from notifications.hub import the_hub
from tests.notifications.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)
application = URLRouter(urlpatterns)


@pytest.fixture(autouse=True)
async def _stop_hub():
    yield
    await the_hub().stop()
    await sync_to_async(connections.close_all)()


@pytest.mark.parametrize("room", ["", "questionnaire/"])
async def test_strangers_hear_nothing_and_testers_and_the_team_do(pilot, link, suda, nipa, room):
    address = f"/ws/consultations/{pilot.slug}/{room}"
    _made, token = await sync_to_async(link)(pilot)
    for who in ({}, {"user": nipa}, {"cookies": {f"tester-{pilot.slug}": "x" * 22}}):
        assert not await Socket(application, address, **who).open()
    for who in ({"user": suda}, {"cookies": {f"tester-{pilot.slug}": token}}):
        page = Socket(application, address, **who)
        assert await page.open()
        await page.close()
