"""The widget for other sites: framed alone of all pages, without cookies and scripts; its builder; the feed."""

import base64
import hashlib
import re

import pytest
from django.urls import reverse

from consultations.announcing import withdraw_consultation

pytestmark = pytest.mark.django_db


def show(client, **query):
    return client.get(reverse("widget"), query)


def test_may_be_framed_by_everybody_and_no_other_page_is(client, announced):
    consultation = announced()
    answer = show(client)
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    for other in (consultation.get_absolute_url(), reverse("build_widget"), reverse("consultations")):
        told = client.get(other)
        assert told.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in told.headers["Content-Security-Policy"]


def test_gives_no_cookie_and_holds_no_script(client, announced):
    announced()
    answer = show(client)
    assert not answer.cookies
    assert "<script" not in answer.content.decode()
    assert len(answer.content) < 6_000


def test_its_style_is_the_one_that_its_policy_lets_through(client):
    answer = show(client)
    style = re.search("<style>(.*)</style>", answer.content.decode())[1]
    told = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{told}'" in answer.headers["Content-Security-Policy"]


def test_shows_what_was_chosen_in_its_language_and_no_draft(client, announced, draft, suda):
    announced(title_en="Wide walks")
    announced(title_en="Spending", kind="budget")
    draft(title_en="Secret draft")
    withdraw_consultation(announced(title_en="Taken back"), reason="ผิด", by=suda)
    told = show(client, kind="budget", language="en").content.decode()
    assert "Spending" in told
    assert "Wide walks" not in told
    everything = show(client, language="en").content.decode()
    assert "Secret draft" not in everything
    assert "Taken back" not in everything
    assert '<html lang="th">' in show(client).content.decode()


def test_says_so_when_nothing_is_asked(client):
    assert "Nothing is asked here now" in show(client, language="en").content.decode()


@pytest.mark.parametrize("query", [{"most": "9999"}, {"language": "xx"}, {"agency": "'\"><script>"}, {"province": "x"}])
def test_nonsense_shows_all(client, announced, query):
    announced(title_en="Wide walks")
    answer = show(client, **query)
    assert answer.status_code == 200
    assert "<script" not in answer.content.decode()


def test_the_builder_gives_the_code_of_what_was_chosen(client, announced):
    announced()
    told = client.get(reverse("build_widget"), {"agency": "opm-ops", "language": "en"}).content.decode()
    # Once for the code, and once more because the page shows the code as text.
    assert "/consultations/widget/?agency=opm-ops&amp;amp;language=en" in told
    assert "&lt;iframe" in told
    assert "<iframe" not in told


def test_the_feed_holds_what_was_announced(client, announced, draft):
    announced(title_en="Wide walks", title_th="ทางเท้ากว้าง")
    draft(title_th="ร่างลับ")
    answer = client.get(reverse("consultations_feed"))
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    told = answer.content.decode()
    assert "ทางเท้ากว้าง" in told
    assert "ร่างลับ" not in told
    other = client.get(reverse("consultations_feed"), {"kind": "budget", "nonsense": "1"}).content.decode()
    assert "ทางเท้ากว้าง" not in other
    assert re.findall(r'href="[^"]*(/consultations/(?:feed/)?[?]kind=budget)" rel="(\w+)"', other) == [
        ("/consultations/?kind=budget", "alternate"),
        ("/consultations/feed/?kind=budget", "self"),
    ]
