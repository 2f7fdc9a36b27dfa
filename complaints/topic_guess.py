"""Which topic a text seems to be about, for the questions of the filing form. Routing decides for itself, until the
person answers one of them: then the topic is theirs (complaints.forms).

The keyword rules alone, on the text as it is typed: the model is the worker's, and the dictionary that cuts Thai into
words (some 70 MB) is not loaded for a guess. Of texts that the rules are not sure about it says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

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
    evidence = _rules().evidence(clean(text[:_LETTERS_READ]).lower().split())
    evidence.pop(URGENT, None)
    ranked = sorted(((found.probability, code) for code, found in evidence.items() if "/" in code), reverse=True)
    if not ranked or ranked[0][0] < SURE or (len(ranked) > 1 and ranked[1][0] > ranked[0][0] - LEAD):
        return None
    code = ranked[0][1]
    return Guess(code, tuple(evidence[code].words))


@cache
def _rules() -> KeywordRules:
    return KeywordRules(read_rules())
