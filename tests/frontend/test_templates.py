"""What holds for every template, read as text."""

import re
from pathlib import Path

import pytest

from frontend import icons

FRONTEND = Path(__file__).parents[2] / "frontend"
TEMPLATES = sorted(FRONTEND.joinpath("templates").rglob("*.html"))
NAMES = [str(file.relative_to(FRONTEND / "templates")) for file in TEMPLATES]
every_template = pytest.mark.parametrize("file", TEMPLATES, ids=NAMES)


def without_comments(source: str) -> str:
    return re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", source, flags=re.DOTALL)


def with_its_parts(source: str) -> str:
    """The source with the text of what it includes by name put in."""
    return re.sub(
        r"{% include \"([^\"]+)\"[^%]*%}",
        lambda part: FRONTEND.joinpath("templates", part[1]).read_text(encoding="utf-8"),
        source,
    )


@every_template
def test_a_template_keeps_to_the_content_security_policy(file):
    source = without_comments(file.read_text(encoding="utf-8"))
    assert not re.search(r"\sstyle\s*=", source), "style attributes are refused by the CSP: use a class"
    assert not re.search(r"<style\b", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source), "event attributes are refused by the CSP: use a module"
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", source)
    assert "javascript:" not in source
    assert not re.search(r"(?:\bsrc=|<link\b[^>]*href=)[\"']https?://", source), "nothing is loaded from elsewhere"


@every_template
def test_a_template_names_only_icons_that_were_drawn(file):
    named = set(re.findall(r"{% icon [\"']([^\"']+)[\"']", file.read_text(encoding="utf-8")))
    assert named <= set(icons.drawings())


@every_template
def test_a_template_asks_only_for_modules_that_exist(file):
    bound = FRONTEND.joinpath("src", "bind.ts").read_text(encoding="utf-8")
    known = set(re.findall(r"^  \"?([a-z-]+)\"?[,:]", bound, flags=re.MULTILINE))
    named = set(re.findall(r"data-module=\"([a-z-]+)\"", file.read_text(encoding="utf-8")))
    assert {name for name in named if not name.startswith("govuk-")} <= known


@every_template
def test_a_template_speaks_english_in_the_source_so_that_both_languages_are_kept_in_one_place(file):
    if file.name == "parts.html":
        return  # specimens of Thai letters, shown in the demo only
    assert not re.search(r"[\u0e00-\u0e7f]", without_comments(file.read_text(encoding="utf-8")))


@every_template
def test_a_form_that_changes_something_carries_its_token(file):
    source = with_its_parts(file.read_text(encoding="utf-8"))
    for form in re.findall(r"<form\b[^>]*method=\"post\"[^>]*>(?:(?!</form>).)*</form>", source, flags=re.DOTALL):
        # The way out of mails is opened by the key in its address: a token would give every reader a cookie.
        assert "csrf_token" in form or "/language/" in form or "stop_following_mails" in form


ANCHOR = re.compile(r'<a\b[^>]*?href="((?:\{%.*?%\}|[^"])*)"(?:\{%.*?%\}|[^>])*>(.*?)</a>', re.DOTALL)
HOME = {"/", '{% url "home" %}'}
SAYS_HOME = re.compile(r"\b(home page|front page|Home)\b")
NAME_OF_THE_HOUSE = "{% house_name %}"


@every_template
def test_a_link_says_home_where_it_leads_there_and_only_there(file):
    for address, words in ANCHOR.findall(file.read_text(encoding="utf-8")):
        if NAME_OF_THE_HOUSE not in words:
            assert bool(SAYS_HOME.search(words)) == (address in HOME), (address, words)
