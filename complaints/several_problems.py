"""Whether one text tells of several problems: words of different groups of topics, in different sentences.

The keyword rules alone (complaints.topic_guess), sentence by sentence, some half a millisecond each: nobody is decided
about, an officer is asked to look. A word on a neighbouring matter within one sentence is no second problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints.models import Case
from complaints.sentences import Piece, pieces_of_text
from complaints.splitting import may_be_split
from complaints.topic_guess import likely_topic
from directory.models import Topic


@dataclass(frozen=True)
class Problem:
    """A topic that some sentences speak of. pieces: their numbers, from 0; words: those that speak for it."""

    topic: Topic
    pieces: tuple[int, ...]
    words: tuple[str, ...]


def several_problems(pieces: Sequence[Piece]) -> list[Problem]:
    """The problems that the words speak of, in the order of the text; empty where that is one, or none is sure."""
    found: dict[str, list[tuple[int, str, tuple[str, ...]]]] = {}
    for number, piece in enumerate(pieces):
        if guess := likely_topic(piece.text):
            found.setdefault(guess.topic.split("/")[0], []).append((number, guess.topic, guess.words))
    if len(found) < 2:
        return []
    wanted = [told[0][1] for told in found.values()]
    topics = {topic.code: topic for topic in Topic.objects.active().filter(code__in=wanted).select_related("parent")}
    return [
        Problem(
            topics[told[0][1]],
            tuple(number for number, _code, _words in told),
            tuple(dict.fromkeys(word for _number, _code, words in told for word in words)),
        )
        for told in found.values()
        if told[0][1] in topics
    ]


def hint_for(case: Case, text: str) -> list[Problem]:
    """The same for a case at an office or the desk: nothing where it cannot be split."""
    problems = several_problems(pieces_of_text(text)) if may_be_split(case) else []
    return problems if len(problems) > 1 else []
