"""The number of signatures on open pages: it rides on the socket, once for many."""

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter

from config.sockets import urlpatterns
from tests.consultations.petitions.conftest import signed_by
from tests.notifications.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("hub")]
application = URLRouter(urlpatterns)


async def test_many_signatures_are_told_once_and_what_is_not_published_is_not_found(petition):
    page = Socket(application, f"/ws/petitions/{petition.slug}/")
    assert await page.open()
    await sync_to_async(signed_by)(petition, 2)
    assert await page.hear() == {"topic": "petition", "n": 2}
    assert await page.hears_nothing()
    await page.close()
    other = Socket(application, "/ws/petitions/69-000000/")
    assert not await other.open()
    assert other.closed_with == 4404
