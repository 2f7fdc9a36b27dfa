"""What people settled, learned on top of a model: a second opinion that goes along in the same file.

    path = teach(base, lessons, folder, version="2026-12-01.1")

The base is never trained again: its words and weights stay, and with them the rule that no word of fewer than
MIN_COMPLAINTS complaints is published. So an office without the data of the base learns from its own corrections alone.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from ml.card import write_card_page
from ml.lesson_head import LessonHead
from ml.merging import mix
from ml.model_file import TopicModelFile, card_of, checksum, load_model, save_model, what_is_told_of
from ml.serving import LESSONS, Classifier
from ml.topics import MIN_COMPLAINTS

FEWEST = 100
"""Fewer lessons teach nothing that a later part could bear out."""
EARLIER = 0.8
_WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_FLOOR = 1e-3
_ONE_SIDED_5_PERCENT = 1.645


class TooFewLessons(ValueError):
    """There are too few lessons, or too few of at least two topics."""


@dataclass(frozen=True)
class Lesson:
    """One text and the code of the topic that people settled on. weight: how much it counts, 1 as a rule."""

    text: str
    topic: str
    weight: float = 1.0


def teach(base: Path, lessons: Sequence[Lesson], folder: Path, *, version: str, random_state: int = 0) -> Path:
    """Write the base model with the lessons learned, and its card; returns the path of the model.

    lessons: the earliest first. How far they are believed is chosen on their latest fifth, by what the earlier ones
    taught; the card holds how often each was right there. Raises TooFewLessons, and ModelRefused for the base.
    """
    model = load_model(base)
    kept = _of_topics_known(lessons, model)
    cut = round(len(kept) * EARLIER)
    late = kept[cut:]
    X = model.features.transform([one.text for one in kept])  # once: cutting is the dearest
    before = [dict(told.topics) for told in Classifier(model).predict([{"id": "", "text": one.text} for one in late])]
    taught = _head(model, X[:cut], kept[:cut], random_state).opinions(X[cut:])
    weight = _best_weight(before, taught, late)
    after = _mixed(before, taught, weight)
    head = _head(model, X, kept, random_state)
    merging = {**model.merging, "lessons_weight": weight}
    learned = replace(model, version=version, heads={**model.heads, LESSONS: head}, merging=merging)
    card = what_is_told_of(base) | {
        "merging": merging,
        "lessons": {
            "count": len(kept),
            "topics": dict(sorted(Counter(one.topic for one in kept).items())),
            "fingerprint": fingerprint(kept),
            "base": checksum(base),
            "later": len(late),
            "right_before": sum(_hits(before, late)),
            "right_after": sum(_hits(after, late)),
        },
    }
    path = save_model(learned, folder, card)
    write_card_page(card_of(path))
    return path


def fingerprint(lessons: Sequence[Lesson]) -> str:
    """SHA-256 of texts and topics, in hexadecimal: the same lessons in whatever order have the same one."""
    each = sorted(hashlib.sha256(f"{one.topic}\0{one.text}".encode()).hexdigest() for one in lessons)
    return hashlib.sha256("\n".join(each).encode()).hexdigest()


def _of_topics_known(lessons: Sequence[Lesson], model: TopicModelFile) -> list[Lesson]:
    counts = Counter(one.topic for one in lessons)
    kept = [one for one in lessons if counts[one.topic] >= MIN_COMPLAINTS and one.topic in model.parents]
    if len(kept) < FEWEST or len({one.topic for one in kept[: round(len(kept) * EARLIER)]}) < 2:
        raise TooFewLessons(f"{len(kept)} lessons of topics with at least {MIN_COMPLAINTS}; {FEWEST} are needed")
    return kept


def _head(model: TopicModelFile, X: Any, lessons: Sequence[Lesson], random_state: int) -> LessonHead:
    """X: the features of the lessons' texts."""
    words = model.features.named_steps["views"].transformer_list[0][1]
    head = LessonHead(among=len(words.vocabulary_), random_state=random_state)
    return head.fit(X, [one.topic for one in lessons], sample_weight=np.array([one.weight for one in lessons]))


def _best_weight(before: list[dict[str, float]], taught: list[dict[str, float]], late: Sequence[Lesson]) -> float:
    """The weight under which what people settled is likeliest; 0 where the lessons do not make it right more often."""

    def loss(weight: float) -> float:
        told = zip(_mixed(before, taught, weight), late, strict=True)
        return -sum(one.weight * log(max(shares.get(one.topic, 0.0), _FLOOR)) for shares, one in told)

    best = min(_WEIGHTS, key=loss)
    return best if _is_better(_hits(before, late), _hits(_mixed(before, taught, best), late)) else 0.0


def _mixed(before: list[dict[str, float]], taught: list[dict[str, float]], weight: float) -> list[dict[str, float]]:
    return [mix(first, second, weight) for first, second in zip(before, taught, strict=True)]


def _is_better(before: list[bool], after: list[bool]) -> bool:
    """McNemar's test (1947), one-sided at 5%: chance alone would seldom mend so many more than it breaks."""
    mended = sum(new and not old for old, new in zip(before, after, strict=True))
    broken = sum(old and not new for old, new in zip(before, after, strict=True))
    return mended - broken > _ONE_SIDED_5_PERCENT * sqrt(mended + broken)


def _hits(told: list[dict[str, float]], lessons: Sequence[Lesson]) -> list[bool]:
    """Whether each has the settled topic first."""
    return [
        bool(shares) and max(sorted(shares), key=shares.__getitem__) == one.topic
        for shares, one in zip(told, lessons, strict=True)
    ]
