"""Whoever is shut out stops hearing at once: signed out in another window, the account closed, the password changed."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.module_loading import import_string

from directory.models import User
from notifications import consumers
from tests.factories import make_user
from tests.notifications.sockets import Socket
from tests.notifications.test_live import CasePage, hub, page_is_open_to_all  # noqa: F401

SessionStore = import_string(f"{settings.SESSION_ENGINE}.SessionStore")


@pytest.fixture
def mali(transactional_db):
    return make_user("มาลี ใจดี")


@pytest.fixture
def signed_in(mali):
    """A session of hers, as signing in makes it."""

    def signed_in():
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(mali.pk), "directory.signing_in.Passwords"
        session[HASH_SESSION_KEY] = mali.get_session_auth_hash()
        session.create()
        return session

    return signed_in


async def opened(user, session=None):
    page = Socket(CasePage.as_asgi(), user=user, session=session)
    assert await page.open()
    return page


async def test_S5_signing_out_closes_the_pages_of_that_session_and_no_other(hub, mali, signed_in):  # noqa: F811
    here, there = await sync_to_async(signed_in)(), await sync_to_async(signed_in)()
    one, two, elsewhere = await opened(mali, here), await opened(mali, here), await opened(mali, there)
    await sync_to_async(SessionStore(here.session_key).flush)()  # in another request, with a store of its own
    for page in (one, two):
        assert await page.hear() is None
        assert page.closed_with == 4401  # it comes back by itself, as whoever it is then
    assert await elsewhere.hears_nothing()
    await elsewhere.close()


async def test_S5_closing_an_account_closes_its_pages_at_once(hub, mali):  # noqa: F811
    hers, anybodys = await opened(mali), await opened(AnonymousUser())
    mali.is_active = False
    await sync_to_async(mali.save)()
    assert await hers.hear() is None
    assert hers.closed_with == 4403
    assert await anybodys.hears_nothing()
    await anybodys.close()


@pytest.mark.parametrize("what", ["session", "password", "account"])
async def test_S5_what_ended_without_a_word_is_found_within_the_minute(hub, mali, signed_in, what):  # noqa: F811
    session = await sync_to_async(signed_in)()
    page = await opened(mali, session)
    await hub._recheck()
    assert await page.hears_nothing(), "who is still signed in hears on"
    CasePage.hidden_from = {None}
    if what == "session":
        await sync_to_async(lambda: session.model.objects.all()._raw_delete("default"))()
    elif what == "password":
        await User.objects.filter(pk=mali.pk).aupdate(password="another")
    else:
        await User.objects.filter(pk=mali.pk).aupdate(is_active=False)
    await hub._recheck()
    assert await page.hear() is None
    assert page.closed_with == 4403


@pytest.mark.parametrize(("age", "is_told"), [(timedelta(minutes=1), False), (timedelta(days=-1), True)])
async def test_only_a_session_that_would_still_be_good_is_told_of(hub, signed_in, age, is_told):  # noqa: F811
    def clear():
        session = Session.objects.get(pk=signed_in().session_key)
        Session.objects.filter(pk=session.pk).update(expire_date=timezone.now() - age)
        with CaptureQueriesContext(connection) as asked:
            Session.objects.all().delete()
        return any("pg_notify" in each["sql"] for each in asked.captured_queries)

    assert await sync_to_async(clear)() is is_told


async def test_the_name_of_a_session_is_worked_out_once_a_socket(monkeypatch):
    page, asked = CasePage(), []
    page.scope = {"session": SessionStore("a" * 32)}
    monkeypatch.setattr(consumers, "session_topic", lambda key: asked.append(key) or "session:1")
    assert [page.session_topic for _ended in range(3)] == ["session:1"] * 3 and asked == ["a" * 32]
