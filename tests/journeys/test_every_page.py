"""Every page in both languages: for everybody (A1, A2), light (A2), and without a complaint of the browser (I11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page

from tests.journeys.cases import Cases
from tests.journeys.checks import errors, hidden_focus, moving, small_targets
from tests.journeys.keyboard import NOTE_STOPS, walk
from tests.journeys.pages import PAGES
from tests.journeys.pages.light import LIGHT
from tests.journeys.pages.ways import AnyPage
from tests.journeys.windows import Windows

pytestmark = [pytest.mark.journey, pytest.mark.page]

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SERIOUS = {"serious", "critical"}
MISREAD = ("label-content-name-mismatch", "govuk-file-upload-button")
"""axe joins this button's two lines without a space ("yetChoose"); the browser's own name for it has every word seen."""
LIMIT = 150_000
DESK, SMALLEST = 1280, 320
ZOOMED = 256
"""1280 by 1024 at 400 % is a window of 320 by 256."""


@dataclass
class Visit:
    """One page, open in one language, and what came over the line for it."""

    about: AnyPage
    language: str
    page: Page
    windows: Windows
    sent: dict[str, int] = field(default_factory=dict)

    def resize(self, width: int, height: int = 900) -> None:
        self.page.set_viewport_size({"width": width, "height": height})


def _listed(pages: list[AnyPage]) -> list[object]:
    """Of two processes one opens all of a page: its group."""
    return [pytest.param(each, id=each.name, marks=pytest.mark.xdist_group(each.name)) for each in pages]


@pytest.fixture(scope="module")
def cases(town) -> Cases:
    return Cases(town)


@pytest.fixture(scope="module", params=_listed(PAGES))
def about(request) -> AnyPage:
    return request.param


@pytest.fixture(scope="module", params=["th", "en"])
def language(request) -> str:
    return request.param


# Where a test takes fewer of them it takes the first: pytest opens each page once for all tests of the same place in the list.
once_a_page = pytest.mark.parametrize("language", ["th"], indirect=True, scope="module")
light_pages = pytest.mark.parametrize("about", _listed(LIGHT), indirect=True, scope="module")


@pytest.fixture(scope="module")
def window(browser, house) -> Iterator[tuple[Windows, Page]]:
    """One for all visits: a new one each time costs a second of two cores."""
    windows = Windows(browser, house)
    yield windows, windows.open(is_blank=True)
    windows.close()


@pytest.fixture(scope="module")
def visit(about, language, window, cases) -> Iterator[Visit]:
    windows, page = window
    windows.again(page, about.who, width=DESK, language=language)
    visit = Visit(about, language, page, windows)
    line = page.context.new_cdp_session(page)
    _weigh(line, visit.sent)
    about.way(page, cases)
    page.wait_for_load_state("networkidle" if not about.is_desk else "load")
    yield visit
    line.detach()


def _weigh(line: CDPSession, sent: dict[str, int]) -> None:
    """Count the bytes of each answer of the newest page, as on a first visit: the browser's cache is off."""
    addresses: dict[str, str] = {}

    def asked(event) -> None:
        if event.get("type") == "Document":
            sent.clear()
        addresses[event["requestId"]] = event["request"]["url"]

    def came(event) -> None:
        address = addresses.get(event["requestId"], "")
        if "/files/" not in address:  # people's own pictures
            sent[address] = int(event["encodedDataLength"])

    line.on("Network.requestWillBeSent", asked)
    line.on("Network.loadingFinished", came)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})


def serious_findings(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", STANDARDS
    )
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
        if each["id"] != MISREAD[0] or MISREAD[1] not in node["html"]
    ]


class TestEveryPage:
    def test_A1_has_no_serious_finding_on_a_wide_screen(self, visit):
        visit.resize(DESK)
        assert serious_findings(visit.page) == []

    def test_A1_has_no_serious_finding_at_400_percent(self, visit):
        visit.resize(SMALLEST, ZOOMED)
        assert serious_findings(visit.page) == []

    @once_a_page
    def test_A1_hides_no_focus_at_400_percent(self, visit):
        visit.resize(SMALLEST, ZOOMED)
        assert hidden_focus(visit.page, len(visit.page.evaluate(NOTE_STOPS))) == []

    @once_a_page
    def test_A1_moves_nothing_for_who_asked_for_less_motion(self, visit):
        assert moving(visit.page) == []

    def test_A1_needs_no_sideways_scrolling_on_the_smallest_screen(self, visit):
        visit.resize(SMALLEST)
        wide = visit.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= SMALLEST

    def test_says_which_language_it_is_in(self, visit):
        assert visit.page.locator("html").get_attribute("lang") == visit.language

    @light_pages
    def test_A2_is_light(self, visit):
        assert sum(visit.sent.values()) < LIMIT, sorted(visit.sent.items(), key=lambda item: -item[1])[:12]

    @once_a_page
    def test_A2_is_walked_with_the_keyboard_alone(self, visit):
        visit.resize(DESK)
        walked = walk(visit.page)
        assert walked.stops[0].startswith('a "ข้ามไปยังเนื้อหาหลัก"')
        assert walked.reached == walked.stops
        assert walked.unseen == []

    @once_a_page
    @pytest.mark.parametrize("width", [SMALLEST, DESK])
    def test_A3_has_targets_for_a_finger(self, visit, width):
        visit.resize(width)
        assert small_targets(visit.page) == []

    @once_a_page
    @light_pages
    def test_A3_has_help_in_the_same_place(self, visit):
        asked = "() => [...document.querySelectorAll('footer a')].map((each) => each.getAttribute('href'))"
        found = [each for each in visit.page.evaluate(asked) if re.match("tel:|/help/", each)]
        has_no_foot = visit.about.name == "sent-already"
        assert found[:4] == ([] if has_no_foot else ["tel:1111", "/help/people/", "/help/emergency/", "/help/"])

    def test_A4_says_what_is_wrong_in_the_reader_s_language_and_at_its_field(self, visit):
        for each in errors(visit.page) if visit.about.name != "parts" else []:  # its examples are Thai
            assert each["hasFocus"], each
            # Words that would do for any field are told above with its name, which stands beside it anyway.
            assert each["said"] in each["told"] or str(each["said"]).partition(": ")[2] in str(each["told"])
            # The same in every language, or what the reader has typed.
            said = re.sub(
                r"name@example\.com|https|PDF|JPEG|PNG|WebP|GIF|WCAG|“[^”]*”|\{[a-z]+\}|#[0-9a-f]{6}",
                "",
                str(each["said"]),
            )
            assert not re.search("[\u0e00-\u0e7f]" if visit.language == "en" else "[A-Za-z]{3}", said)

    def test_I11_gives_the_browser_nothing_to_complain_of(self, visit):
        assert visit.windows.complaints == []
