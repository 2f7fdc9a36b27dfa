"""What an installation says of itself, kept in each process for some seconds. Changing it: directory.installing.

Nearly every page, mail and letter asks: the row is read once in KEPT_S. Where it cannot be read, what was known before
is good enough, for the page that says that something broke is among those who ask.
"""

from __future__ import annotations

import logging
import re
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http.request import validate_host
from django.utils.translation import get_language, gettext

from directory.languages import thai_or_english
from directory.models import Installation

logger = logging.getLogger(__name__)
KEPT_S = 5.0


class Known:
    """The row as this process knows it. What is handed out is shared by all threads: read it, never change it."""

    def __init__(self) -> None:
        self._row, self._good_until = Installation(), 0.0

    def __call__(self) -> Installation:
        if time.monotonic() >= self._good_until and not connection.needs_rollback:
            try:
                pictures = ("logo", "icon", "proposed_logo")
                self.keep(Installation.objects.defer(*pictures).filter(pk=1).first() or Installation())
            except (DatabaseError, InterfaceError) as error:
                logger.warning("the installation's own row cannot be read: %s", type(error).__name__)
                self.keep(self._row, seconds=1)
        return self._row

    def last(self) -> Installation:
        """As it was read last, for pages that ask nothing of the database."""
        return self._row

    def keep(self, row: Installation, *, seconds: float = KEPT_S) -> None:
        self._row, self._good_until = row, time.monotonic() + seconds

    def forget(self) -> None:
        self._good_until = 0.0


the_installation = Known()


def house_name(language: str = "", *, short: bool = False, row: Installation | None = None) -> str:
    """What this installation is called, in the language that is on or in this one; its short name where it has one."""
    row = row or the_installation()
    in_thai = thai_or_english(language or None) == "th"
    if short and (told := row.short_name_th if in_thai else row.short_name_en):
        return told
    return (row.name_th if in_thai else row.name_en) or _own_name(language)


def in_our_name(words: str, *, short: bool = False) -> str:
    """The same words of a catalogue, in which the house's own name is that of this installation. Before they are filled in."""
    row = the_installation()
    if not (row.name_th or (short and row.short_name_th)):
        return words
    name, own = house_name(short=short, row=row), {gettext("Siang Pracha"), "Siang Pracha"}
    return re.sub("|".join(map(re.escape, own)), lambda _found: name, words)  # at once: the new name may hold the old


def _own_name(language: str) -> str:
    if language in {"", get_language()}:
        return gettext("Siang Pracha")
    return "เสียงประชา" if language == "th" else "Siang Pracha"


def site_url() -> str:
    """The beginning of every address that leaves the house, such as https://siangpracha.example.

    The row's, as long as this installation answers at it (ALLOWED_HOSTS); else SITE_URL.
    """
    told = the_installation().site_url
    return told if told and is_answered(told) else settings.SITE_URL


def is_answered(url: str) -> bool:
    """Whether this installation answers at the host of this address of pages."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if url not in {f"http://{parts.netloc}", f"https://{parts.netloc}"} or parts.username:
        return False
    return host == urlsplit(settings.SITE_URL).hostname or validate_host(host, settings.ALLOWED_HOSTS)
