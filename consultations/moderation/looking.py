"""What of a text is marked for the team: personal data, and words that may be a threat, an insult or obscene. Nothing is hidden."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from complaints.personal_data import find_personal_data
from consultations.moderation.word_lists import INNOCENT, INSULTING, OBSCENE, THREATENING
from consultations.participation.models import Refusal
from ml.thai_text import words

_LISTS = {Refusal.THREAT: THREATENING, Refusal.INSULT: INSULTING, Refusal.OBSCENITY: OBSCENE}
_Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


def marks_of(text: str) -> dict[str, list[str]]:
    """What a person should look at, by the code of the rule: kinds of personal data, or the words found. Empty: nothing.

    Takes time in proportion to the length, of at most 4,000 letters (`ml.thai_text.clean`) for words.
    """
    found: dict[str, list[str]] = {}
    if data := find_personal_data(text):
        found[Refusal.PERSONAL_DATA] = sorted({each.kind for each in data})
    cut = words(text)
    innocent = _places(cut, _phrases_of("innocent"))
    for rule in _LISTS:
        told = {
            phrase
            for start, length, phrase in _found(cut, _phrases_of(rule))
            if innocent.isdisjoint(range(start, start + length))
        }
        if told:
            found[rule] = sorted(told)
    return found


@cache
def _phrases_of(name: str) -> _Phrases:
    """By their first word, cut as texts are cut; the longest first."""
    listed: Iterable[str] = INNOCENT if name == "innocent" else _LISTS[Refusal(name)]
    phrases: _Phrases = {}
    for phrase in listed:
        cut = tuple(words(phrase))
        phrases.setdefault(cut[0], []).append((cut, phrase))
    for same in phrases.values():
        same.sort(key=lambda each: -len(each[0]))
    return phrases


def _found(cut: list[str], phrases: _Phrases) -> list[tuple[int, int, str]]:
    """(place, how many words, phrase) of each phrase that stands in the text as whole words."""
    return [
        (place, len(wanted), phrase)
        for place, word in enumerate(cut)
        for wanted, phrase in phrases.get(word, ())
        if tuple(cut[place : place + len(wanted)]) == wanted
    ]


def _places(cut: list[str], phrases: _Phrases) -> set[int]:
    return {place for start, length, _phrase in _found(cut, phrases) for place in range(start, start + length)}
