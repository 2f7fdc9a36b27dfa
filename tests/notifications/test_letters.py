"""The frame of every mail and text: greeting, where to read on, what we never ask for, in each language of the pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from directory.languages import PAGE_LANGUAGES
from notifications.letters import follow_no_longer, letter, read_it, text

LANGUAGES = [language.code for language in PAGE_LANGUAGES]


class TestALetter:
    def test_greets_says_it_and_what_we_never_ask_for_a_line_apart(self):
        with override("en"):
            assert letter(["News", "of today"], [], [read_it("/track/")]) == (
                f"Hello\n\nNews\nof today\n\nRead it: {settings.SITE_URL}/track/\n\n"
                "Siang Pracha. We never ask for your password or receipt code by mail."
            )

    def test_greets_by_name_whoever_has_one(self):
        with override("th"):
            assert letter(["ข่าว"], to="มาลี ใจดี").startswith("สวัสดีคุณมาลี ใจดี\n\nข่าว\n\n")

    def test_tells_how_to_follow_no_longer(self):
        with override("en"):
            assert follow_no_longer() == f"Follow it no longer: {settings.SITE_URL}/me/#follows"

    @pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
    def test_has_all_its_words_in_every_language_of_the_pages(self, language):
        said = [lambda: letter(["x"]), lambda: letter(["x"], to="y"), lambda: read_it("/z/"), follow_no_longer]
        for say in said:
            with override("en"):
                english = say()
            with override(language):
                own = say()
            words = re.compile(r"Hello|We never|Read it|Follow it")
            assert words.search(english)
            assert not words.search(own)


class TestAText:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_who_we_are_the_news_and_the_page(self, language):
        with override(language):
            assert text("NEWS", "https://x/").endswith("NEWS https://x/")
            told = text("NEWS", "https://x/", reference="69-7K3M-9QXT-Y")
        assert "69-7K3M-9QXT-Y" in told
        assert told.endswith("NEWS https://x/")


def test_no_other_module_frames_a_message_of_its_own():
    root = Path(__file__).parents[2]
    rooms = ("complaints", "consultations", "routing", "notifications", "frontend", "config")
    framing = [
        file.name
        for room in rooms
        for file in (root / room).rglob("*.py")
        if "node_modules" not in file.parts and "We never ask for your password" in file.read_text(encoding="utf-8")
    ]
    assert framing == ["letters.py"]
