"""The menus in every language: all doors in one row on a phone and on a desk, whatever their words are."""

import shutil
import subprocess

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from directory.languages import CODES
from frontend.context import CITIZENS_DOORS
from tests.frontend.test_modules import HOME, browser, house, pytestmark  # noqa: F401 - fixtures

ROW = """nav => [...nav.querySelectorAll("a")].map(a => {
  const { top, left, right } = a.getBoundingClientRect();
  const text = document.createRange();
  text.selectNodeContents(a);
  const lines = new Set([...text.getClientRects()].filter(({ height }) => height).map(({ bottom }) => Math.round(bottom / 8)));
  return { top, left, right, lines: lines.size, wide: a.scrollWidth - a.clientWidth };
})"""

SHORT = [door for door in CITIZENS_DOORS if door.short]
WORDS_FROM = 1024
"""Pixels from which the doors stand in words beside the name, not as pictures under it."""


def draws(code: str) -> bool:
    """Whether this machine has a font of the language: without one, boxes of some width stand for its letters."""
    asked = {"zh-hans": "zh-cn"}.get(code, code)
    lists = shutil.which("fc-list")
    return bool(lists and subprocess.run([lists, f":lang={asked}"], capture_output=True, check=True).stdout)


@pytest.fixture(params=CODES)
def page(request, house):  # noqa: F811 - the fixture
    if not draws(request.param):
        pytest.skip(f"no font for {request.param} on this machine (docs/setup.md names them)")
    with override(request.param):
        house.pages["/"] = render_to_string("refused.html", {"sentences": [], "back": "/"}, RequestFactory().get("/"))
    return house.page


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
def test_all_doors_stand_in_one_row_and_none_touches_the_next(page, width):
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(HOME)
    menu = page.locator(".tabs" if width < WORDS_FROM else ".top-in > nav")
    doors = menu.evaluate(ROW)
    # The name leads home where the doors stand in words.
    assert len(doors) == (len(CITIZENS_DOORS) - 1 if width >= WORDS_FROM else len(SHORT))
    assert len({door["top"] for door in doors}) == 1
    assert {door["wide"] for door in doors} == {0}
    assert all(one["right"] <= other["left"] for one, other in zip(doors, doors[1:], strict=False))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width >= WORDS_FROM:
        tops = page.locator(".top-in > *").evaluate_all("all => all.map(each => each.getBoundingClientRect().bottom)")
        assert max(tops) - min(tops) < 24, "the end of the head has not slipped below the menu"
        assert {door["lines"] for door in doors} == {1}
    else:
        heights = menu.evaluate("nav => nav.getBoundingClientRect().height")
        assert heights < 84, "one line under each picture"
