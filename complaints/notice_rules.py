"""What words for a notice may hold: known placeholders, the number and the link, and no way that leads elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.notice_events import EVENTS, NoticeEvent
from notifications.models import Channel
from notifications.own_words import Words

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
LONGEST = {Channel.EMAIL.value: 4000, Channel.SMS.value: 400}
LONGEST_SUBJECT = 150
MOST_PARTS = 6
NOT_IN_A_SUBJECT = ("link", "next")
_MARKUP = re.compile(r"<[a-z/!?]|&[a-z0-9#]+;", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*:/|//|\bwww\."
    r"|\b(?:javascript|data|vbscript|mailto|intent|line|tel|sms|file):(?=\S)"
    r"|@[a-z0-9-]+\.|[a-z0-9-]\.(?:[a-z]{2,}|xn--)|\.ไทย\b|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b"
    r"|[^\W\d_]\.[^\W\d_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{2,}",
    re.IGNORECASE,
)
"""What a reader, or the program in which a message is read, takes for an address: with a scheme or without.

Thai, Lao, Burmese and Khmer shorten words with a full stop in the middle (พ.ศ.).
"""
_GROWS_TOGETHER = re.compile(r"[A-Za-z0-9._@/%-]")
_UNSEEN = {"Cc", "Co", "Cs", "Cn"}
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u2028\u2029\u00ad\ufeff")
_BETWEEN_WORDS = str.maketrans("", "", "\u200b\u200c\u200d\u2060")
"""Khmer and Burmese part words with them; they hide nothing in what is looked at here."""


def check_words(event: NoticeEvent, channel: str, words: Words) -> None:
    """Raises ValidationError with everything that is wrong, by field (subject, body), each with a code of its own."""
    errors: dict[str, list[ValidationError]] = {}
    body = words.body
    found = [*_wrong(body, set(event.placeholders(channel)))]
    missing = [name for name in event.needed(channel) if f"{{{name}}}" not in body]
    if missing:
        found.append(
            ValidationError(
                _("This has to stand in the text: %(names)s."),
                code="placeholder_missing",
                params={"names": _listed(missing)},
            )
        )
    if any(
        not _stands_alone(body, match) for match in PLACEHOLDER.finditer(body) if match.group(1) in {"link", "next"}
    ):
        found.append(
            ValidationError(
                _("Leave a space or a new line before and after {link} and {next}, so that the address stays whole."),
                code="link_not_alone",
            )
        )
    if len(body) > LONGEST[channel]:
        found.append(
            ValidationError(
                _("The text is longer than %(most)s letters."), code="text_too_long", params={"most": LONGEST[channel]}
            )
        )
    if found:
        errors["body"] = found
    if channel == Channel.EMAIL and (about := [*_wrong_subject(event, words.subject)]):
        errors["subject"] = about
    if channel == Channel.SMS and words.subject:
        errors["subject"] = [ValidationError(_("An SMS has no subject."), code="subject_of_an_sms")]
    if errors:
        raise ValidationError(errors)  # type: ignore[arg-type]


@lru_cache(maxsize=2000)
def is_sound(event: str, channel: str, words: Words) -> bool:
    """Whether these words keep the rules: a row may have been written past them."""
    try:
        check_words(EVENTS[event], channel, words)
    except ValidationError:
        return False
    return True


def _wrong_subject(event: NoticeEvent, subject: str) -> Iterator[ValidationError]:
    if not subject.strip():
        yield ValidationError(_("Write a subject."), code="no_subject")
    if len(subject) > LONGEST_SUBJECT or len(subject.splitlines()) > 1:
        yield ValidationError(
            _("A subject is one line of at most %(most)s letters."),
            code="subject_too_long",
            params={"most": LONGEST_SUBJECT},
        )
    yield from _wrong(subject, set(event.placeholders(Channel.EMAIL)) - set(NOT_IN_A_SUBJECT))


def _wrong(text: str, known: set[str]) -> Iterator[ValidationError]:
    """What is wrong with words wherever they stand."""
    if unknown := [name for name in dict.fromkeys(PLACEHOLDER.findall(text)) if name not in known]:
        yield ValidationError(
            _("%(names)s cannot stand here. These can: %(known)s."),
            code="placeholder_unknown",
            params={"names": _listed(unknown), "known": _listed(sorted(known))},
        )
    bare = PLACEHOLDER.sub("x", text)  # what grows together with a placeholder is seen as what it would become
    if "{" in bare or "}" in bare:
        yield ValidationError(
            _("A { or } stands alone. A placeholder is written like {reference}."), code="brace_alone"
        )
    bare = unicodedata.normalize("NFKC", bare)
    if any(letter in _TURNS or (unicodedata.category(letter) in _UNSEEN and letter not in "\n\r\t") for letter in bare):
        yield ValidationError(_("The text holds letters that cannot be seen. Type it anew."), code="unseen_letters")
    bare = bare.translate(_BETWEEN_WORDS)
    if _MARKUP.search(bare):
        yield ValidationError(_("Write plain words without HTML."), code="markup")
    if told := _ADDRESS.search(bare):
        yield ValidationError(
            _("No other address may stand in it: “%(told)s” reads like one. Only {link} leads somewhere."),
            code="other_address",
            params={"told": bare[max(0, told.start() - 10) : told.end() + 10].strip()},
        )


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return not _GROWS_TOGETHER.match(before) and (not after or after.isspace())


def _listed(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
