"""Entering as a demo person."""

import pytest

from directory.people import PEOPLE
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("config.demo_urls")]


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True
    make_user(email=PEOPLE[0].email)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [("/office/", "/office/"), ("", "/"), ("https://evil.example/", "/"), ("//evil.example", "/")],
)
def test_leads_on_to_a_page_of_ours_only(client, wanted, reached):
    assert client.post("/demo/enter/", {"email": PEOPLE[0].email, "next": wanted}).headers["Location"] == reached
