"""What the demo promises whoever looks around in it: each card of `/demo/` and each row of the README, walked as that person."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from config.setup import ROOT
from directory.people import PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.urls")]


@pytest.fixture(scope="module", autouse=True)
def town(django_db_setup, django_db_blocker):
    """The whole demo, with all that its people filed and answered; gone after this file."""
    before, settings.DEMO = settings.DEMO, True
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        call_command("load_demo")
        yield
        transaction.set_rollback(True)
    settings.DEMO = before


@dataclass
class Window:
    """A browser, and the page that is open in it."""

    client: Client
    address: str = ""
    page: str = ""

    def go(self, address: str) -> Window:
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        self.address, self.page = answer.request["PATH_INFO"], answer.content.decode()
        assert "/accounts/login/" not in self.address, address
        return self

    def links(self, like: str = "/") -> list[str]:
        """Addresses of the house on this page, those that begin like this, each once."""
        main = self.page.partition("<main")[2].partition("</main>")[0]
        found = re.findall(r'<a [^>]*href="(/[^"#]*)', main or self.page)
        return list(dict.fromkeys(html.unescape(each) for each in found if re.match(like, each)))


Walk = Callable[[Window], None]


@dataclass(frozen=True)
class Card:
    email: str
    begins_at: str
    name: str
    about: str


@pytest.fixture
def somebody(client) -> Window:
    client.cookies["language"] = "en"
    return Window(client)


@pytest.fixture
def cards(somebody) -> dict[str, Card]:
    forms = re.findall(r'<form class="card.*?</form>', somebody.go("/demo/").page, re.DOTALL)
    return {card.email.partition("@")[0]: card for card in map(_read, forms)}


def _read(form: str) -> Card:
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    name, about = re.findall(r'<h2 class="h3">(.*?)</h2><p class="meta grow">(.*?)</p>', form)[0]
    return Card(fields["email"], fields["next"], name, html.unescape(about))


@pytest.fixture
def enter(somebody, cards):
    def enter(key: str) -> Window:
        card = cards[key]
        answer = somebody.client.post("/demo/enter/", {"email": card.email, "next": card.begins_at})
        assert answer.headers["Location"] == card.begins_at
        return somebody.go(card.begins_at)

    return enter


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_everybody_gets_in_and_every_link_of_the_first_page_answers(enter, cards, person):
    window = enter(person.key)
    assert window.address == cards[person.key].begins_at
    for link in window.links():
        window.go(link)


def test_nobody_gets_a_story_that_this_file_does_not_walk(cards):
    assert set(cards) == {person.key for person in PEOPLE} == STORIES.keys()


@pytest.mark.parametrize("key", [person.key for person in PEOPLE])
def test_what_the_card_says_is_there(enter, cards, key):
    about, walk = STORIES[key]
    assert cards[key].about == about, "the story changed: walk it again, then write it here"
    walk(enter(key))


def filed_much(window: Window) -> None:
    pages = [window.go(each).page for each in window.links("/track/.")]
    assert len(pages) > 3
    assert any('/confirm/"' in page for page in pages), "no case waits for her yes"
    assert any('/answer/"' in page for page in pages), "no case asks her something"


def filed_nothing(window: Window) -> None:
    assert 'action="/complaints/new/"' in window.page
    assert window.go("/me/").links("/track/.") == []


def picks_an_agency(window: Window) -> None:
    assert "/desk/simulate/" in window.links()
    reference = re.findall(r"\b\d\d-\w{4}-\w{4}-\w\b", window.page)[0]
    assert f'action="/desk/{reference}/' in window.page
    assert 'class="option' in window.page


def works_on_cases(window: Window) -> None:
    cases = window.go("/office/").links("/office/[0-9]{2}-")
    assert cases, "nothing to do"
    assert f'action="{cases[0]}' in window.go(cases[0]).page


def sees_all_and_what_is_due(window: Window) -> None:
    works_on_cases(window)
    assert window.go("/office/?view=late").links("/office/[0-9]{2}-")
    waiting = window.go("/office/approvals/").links("/office/approvals/[0-9a-f]{8}-")
    assert waiting, "no answer waits for her"
    assert "/send-back/" in window.go(waiting[0]).page


def heads_a_district(window: Window) -> None:
    works_on_cases(window)
    holds_consultations(window.go("/consultations/manage/"))


def holds_consultations(window: Window) -> None:
    held = window.links("/consultations/manage/[0-9]")
    pages = [window.go(each).page for each in held]
    assert any("/extend/" in page and "/withdraw/" in page for page in pages)
    assert 'name="title_th"' in window.go("/consultations/manage/new/").page


def files_for_others(window: Window) -> None:
    assert 'action="/office/assist/"' in window.page


def changes_rows(window: Window) -> None:
    for register in ("agencies", "topics", "holidays", "people"):
        rows = window.go(f"/administration/{register}/").links(f"/administration/{register}/row/")
        assert 'name="seen"' in window.go(rows[0]).page
    assert "/admin/complaints/topicquestion/" in window.go("/admin/").page


def sees_what_citizens_see(window: Window) -> None:
    assert not re.search(r'href="/(desk|office|admin|consultations/manage)/', window.page)
    assert window.go("/cases/").links("/cases/[0-9]{2}-")


def decides_appeals(window: Window) -> None:
    assert window.go("/office/?view=appeals").links(r"/office/\?view=appeals")


def audits_closings(window: Window) -> None:
    assert 'href="/office/audit/" aria-current="page"' in window.go("/office/audit/").page
    assert window.go("/closings/").page.count("<h2")


def of_an_agency(about: str) -> tuple[str, Walk]:
    return about, works_on_cases


STORIES: dict[str, tuple[str, Walk]] = {
    "malee": ("Has filed about roads and power; follows and confirms", filed_much),
    "somchai": ("Has not filed anything yet; begin at the home page", filed_nothing),
    "siriporn": ("Looks at what the system is not sure of and picks the agency", picks_an_agency),
    "anan": ("The second at the triage desk, to try two at work at once", picks_an_agency),
    "wichai": of_an_agency("Handles power cuts, poles and cables outside the capital"),
    "nipa": of_an_agency("Handles pavements, waste and flooding in Khlong Toei"),
    "boonmee": of_an_agency("Takes what no other office in Khon Kaen answers for"),
    "pranee": of_an_agency("Handles wages, dismissals and safety at work"),
    "kanya": ("Sees all cases of the agency and what is nearly due", sees_all_and_what_is_due),
    "prasert": ("Sees all cases of the district and prepares its consultations", heads_a_district),
    "wimon": ("Decides appeals against the answers of agencies", decides_appeals),
    "suda": ("Prepares consultations, announces them, moves their closing, withdraws them", holds_consultations),
    "chai": ("This role has no page of its own yet; sees what citizens see", sees_what_citizens_see),
    "lamai": ("Files for people who find the internet hard; the case is theirs", files_for_others),
    "thongchai": ("Follows public cases of the neighbourhood; no page of its own yet", sees_what_citizens_see),
    "orathai": ("Audits closings of other agencies, drawn by chance", audits_closings),
    "manop": ("Looks after agencies, topics, calendar and roles at /administration/", changes_rows),
}
"""What each card says, and a walk that finds it true."""


README = re.findall(r"^\| (?!enter as|---)([^|]+) \| ([^|]+) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
ROWS = [(who, tried) for who, tried in README if "`/" in tried]


@pytest.mark.parametrize(("who", "tried"), ROWS, ids=[who.split(",")[0].strip() for who, _tried in ROWS])
def test_every_address_that_the_readme_tells_to_try_answers(somebody, cards, who, tried):
    """A number stands for a case of the person's own."""
    key = next((key for key, card in cards.items() if card.name.split()[0] in who), "manop" if "admin" in who else "")
    own = ""
    if key:
        somebody.client.post("/demo/enter/", {"email": cards[key].email, "next": "/"})
        own = next(iter(somebody.go("/me/").links("/track/.")), "").strip("/").split("/")[-1]
    for address in re.findall(r"`(/[^`]+)`", tried):
        somebody.go(address.replace("<number>", own))
