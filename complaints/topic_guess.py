"""Which topic a text seems to be about, for the questions of the filing form. Routing decides for itself, until the
person answers one of them: then the topic is theirs (complaints.forms).

The keyword rules alone, on the text as it is typed: the model is the worker's, and the dictionary that cuts Thai into
words (some 70 MB) is not loaded for a guess. Of texts that the rules are not sure about it says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from complaints.danger import words_in
from complaints.text_languages import TextLanguage, language_of
from complaints.topic_words import WORDS_OF_TOPIC
from ml.keywords import URGENT, KeywordRules, read_rules
from ml.thai_text import clean

SURE = 0.75
LEAD = 0.2
"""By how much the best topic must be more probable than any other of the same level."""
_LETTERS_READ = 1200


@dataclass(frozen=True)
class Guess:
    """A topic's code, and the words of the text that speak for it."""

    topic: str
    words: tuple[str, ...]


def likely_topic(text: str) -> Guess | None:
    """The topic that the words speak for, or None when they speak for none or for two. Costs half a millisecond."""
    if language_of(text) != TextLanguage.THAI:
        return _of_another_language(text)
    evidence = _rules().evidence(clean(text[:_LETTERS_READ]).lower().split())
    evidence.pop(URGENT, None)
    ranked = sorted(((found.probability, code) for code, found in evidence.items() if "/" in code), reverse=True)
    if not ranked or ranked[0][0] < SURE or (len(ranked) > 1 and ranked[1][0] > ranked[0][0] - LEAD):
        return None
    code = ranked[0][1]
    return Guess(code, tuple(evidence[code].words))


def speaks_of_danger(text: str) -> bool:
    """Whether the rules hear danger to life in a Thai text; routing asks the same rules, and the model."""
    return URGENT in _rules().evidence(clean(text[:_LETTERS_READ]).lower().split())


def _of_another_language(text: str) -> Guess | None:
    """The topic whose words stand there, if they are of one topic only (complaints.topic_words)."""
    found = {topic: said for topic, words in WORDS_OF_TOPIC.items() if (said := words_in(text, words))}
    return Guess(*next(iter(found.items()))) if len(found) == 1 else None


@cache
def _rules() -> KeywordRules:
    return KeywordRules(read_rules())
