"""Programs that translate: adapters behind one function, chosen by the setting TRANSLATOR. Only the worker calls them."""

from __future__ import annotations

import json
import time
from http.client import HTTPResponse
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from complaints.text_languages import TextLanguage

NAMED = {"libretranslate": "complaints.translators.LibreTranslate"}
TIME_LIMIT_S = 15.0
"""The worker does nothing else meanwhile (docs/languages.md gives it one of its own)."""
ANSWER_MAX_BYTES = 400_000


class TranslatorFailed(Exception):
    """The program gave no translation: it is not there, too slow, or answers what cannot be read."""


class Translator(Protocol):
    """What an adapter is. name: kept with each translation and shown beside it."""

    name: str

    def translate(self, text: str, source: str, target: str) -> str:
        """The text in the target language. source, target: codes of TextLanguage. Raises TranslatorFailed."""
        ...


def is_connected() -> bool:
    return bool(settings.TRANSLATOR)


def the_translator() -> Translator | None:
    """The adapter of the setting TRANSLATOR (a name of `NAMED` or a dotted path to a class), None without one."""
    if not is_connected():
        return None
    made: Translator = import_string(NAMED.get(settings.TRANSLATOR, settings.TRANSLATOR))()
    return made


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_told: Any) -> None:
        """People's words go to the configured address and nowhere else."""


class LibreTranslate:
    """Any server that speaks LibreTranslate's protocol: POST /translate {q, source, target, format} → translatedText.

    Source: https://docs.libretranslate.com/ (API, "translate").
    """

    name = "LibreTranslate"

    def __init__(self) -> None:
        self.address = f"{settings.LIBRETRANSLATE_URL.rstrip('/')}/translate"
        if urlsplit(self.address).scheme not in {"http", "https"}:
            raise ImproperlyConfigured("LIBRETRANSLATE_URL must be the http or https address of the server.")

    def translate(self, text: str, source: str, target: str) -> str:
        known = source if source != TextLanguage.OTHER else "auto"
        asked = {"q": text, "source": known, "target": target, "format": "text"}
        if settings.LIBRETRANSLATE_KEY:
            asked["api_key"] = settings.LIBRETRANSLATE_KEY
        request = Request(self.address, json.dumps(asked).encode(), {"Content-Type": "application/json"}, method="POST")
        until = time.monotonic() + TIME_LIMIT_S
        try:
            with build_opener(_NoRedirects).open(request, timeout=TIME_LIMIT_S) as answer:
                told = json.loads(_read(answer, until))
        except HTTPError as error:
            raise TranslatorFailed(f"answered {error.code}") from error
        except (URLError, OSError, ValueError) as error:
            raise TranslatorFailed(type(error).__name__) from error
        said = told.get("translatedText") if isinstance(told, dict) else None
        if not isinstance(said, str):
            raise TranslatorFailed("no translatedText in the answer")
        return said


def _read(answer: HTTPResponse, until: float) -> bytes:
    """All of it, within the time: the socket's own limit begins anew with every byte of a slow answer."""
    parts: list[bytes] = []
    while part := answer.read1(65_536):
        parts.append(part)
        if time.monotonic() > until or sum(map(len, parts)) > ANSWER_MAX_BYTES:
            raise TranslatorFailed("too slow or too long")
    return b"".join(parts)
