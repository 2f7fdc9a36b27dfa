"""Themes of many answers in free text: which say the same, in which words, and how many.

    python -m ml.themes < answers.jsonl > themes.jsonl

In: {"id", "tokens"} or {"id", "text"}, one JSON object a line; tokens are words as ml.thai_text cuts them, a list or one string with
spaces between. Out: first a line for each theme, {"theme", "words", "typical", "answers", "texts", "share", "cohesion", "copies"},
the one of most texts first; then {"others", "copies"}, what belongs to none and which texts came most often; then {"id", "theme"} for
each answer, null where it belongs to none. typical: ids, and the text where one was given. A line that is no answer is refused, with its
number and the reason, on standard error; then the exit status is 1, though all other lines count. How and how well: docs/themes.md.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ml.answers import Answers, read_answers
from ml.json_lines import bounded_lines, read_id, read_object
from ml.theme_clusters import FEWEST_TEXTS, OTHERS, find_centres, own_similarity, settle
from ml.theme_space import theme_space, unit_rows
from ml.theme_words import telling_words, typical_texts

MOST_COPIES = 5
"""Texts told of each theme, and of all, as having come more often than once."""
COPIED = 3
"""So many answers of the same words, or nearly, are told as copies."""
A_THEME_BY_ITSELF = 0.01
"""A text near no theme is one by itself when so large a share of all answers, and TEN at least, are copies of it."""
TEN = 10
_MOST_TOLD = 20


@dataclass(frozen=True)
class Copies:
    """One text that came `answers` times, give or take a word; example: the id of one of them."""

    example: str
    answers: int


@dataclass(frozen=True)
class Theme:
    """number: kept from before. words: what tells it from the others, the clearest first. typical: ids of answers near its centre.

    answers: all of them; texts: how many there are when copies count once. share: of all answers, those without words too. cohesion: the
    mean cosine of a text to the centre of the others, 1 when all say the same.
    """

    number: int
    words: list[str]
    typical: list[str]
    answers: int
    texts: int
    share: float
    cohesion: float
    copies: list[Copies]


@dataclass(frozen=True)
class Themes:
    """themes: that of most texts first. ids, theme: of each answer its theme's number, OTHERS where it belongs to none.

    others: answers in no theme, those without a word (empty) included. copies: the texts that came most often.
    """

    themes: list[Theme]
    ids: list[str]
    theme: np.ndarray
    others: int
    empty: int
    copies: list[Copies]


def find_themes(
    answers: Iterable[tuple[str, Sequence[str] | str]],
    *,
    before: Mapping[str, int] | None = None,
    pinned: Mapping[str, int] | None = None,
    next_number: int = 0,
    themes: int | None = None,
    random_state: int = 0,
) -> Themes:
    """From (id, tokens), read once; their order does not matter.

    before: of answers the theme they were in, OTHERS for none; a theme keeps its number. While at least half of the texts were known,
    the themes go on from where they were and only what belongs to none may make new ones; otherwise all are found anew.
    pinned: of answers the theme in which a person put or confirmed them; there they stay, such a theme never goes, and its centre is theirs.
    themes: how many to begin with; otherwise as many as fit best. next_number: the first that no theme has ever had; at least one more than any in before and pinned is taken.
    """
    before, pinned = before or {}, pinned or {}
    read = read_answers(answers, random_state=random_state)
    originals, original_of = np.unique(read.origin, return_inverse=True)
    # Of each answer its text, copies being one; -1 where it has no word.
    text_of = np.where(read.text >= 0, original_of[read.text], -1) if len(originals) else read.text
    points = theme_space(read, originals, random_state=random_state)
    held = _by_text(read.ids, text_of, pinned, len(originals))
    then = _by_text(read.ids, text_of, before, len(originals))
    anchors = sorted(set(held[held >= 0].tolist()))
    numbers, centres = _centres(points, held, then, anchors, themes, random_state)
    label, centres = settle(points, centres, fixed=len(anchors))
    number = np.where(label >= 0, np.append(numbers, OTHERS)[label], OTHERS)
    number = np.where(held >= 0, held, number)
    free = max([next_number - 1, *before.values(), *pinned.values()]) + 1
    answers_of = np.bincount(text_of[text_of >= 0], minlength=len(originals))
    number, free = _without_the_smallest(number, anchors, then, answers_of, free)
    if len(anchors) or (then >= 0).any():
        number, free = _new_among_the_others(points, number, free, random_state)
    number = _copied_so_often(number, answers_of, len(read.ids), then, free)
    of_answer = np.where(text_of >= 0, np.append(number, OTHERS)[text_of], OTHERS)
    for place, id in enumerate(read.ids):
        if id in pinned:
            of_answer[place] = pinned[id]
    return _told(read, originals, text_of, points, number, of_answer)


def _by_text(ids: list[str], text_of: np.ndarray, known: Mapping[str, int], many: int) -> np.ndarray:
    """Of each text the number that most of its answers have in known; OTHERS - 1 where none is known."""
    votes: dict[tuple[int, int], int] = {}
    if known:
        for id, text in zip(ids, text_of.tolist(), strict=True):
            if text >= 0 and (number := known.get(id)) is not None:
                votes[text, number] = votes.get((text, number), 0) + 1
    found = np.full(many, OTHERS - 1)
    for text, number in sorted(votes, key=lambda pair: (votes[pair], -pair[1])):
        found[text] = number
    return found


def _centres(
    points: np.ndarray,
    held: np.ndarray,
    then: np.ndarray,
    anchors: list[int],
    themes: int | None,
    random_state: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers and centres to begin with: the anchors first; a number below OTHERS is to be given yet."""
    fixed = [_mean(points[held == number]) for number in anchors]
    if 2 * (then >= OTHERS).sum() >= len(points) > 0:
        numbers = sorted(set(then[then >= 0].tolist()) - set(anchors))
        free = [_mean(points[then == number]) for number in numbers]
    else:
        is_free = np.ones(len(points), dtype=bool)
        if fixed:
            is_free = settle(points, np.array(fixed), fixed=len(fixed))[0] == OTHERS
        free = list(find_centres(points[is_free & (held < 0)], themes, random_state=random_state))
        numbers = [OTHERS - 1 - place for place in range(len(free))]
    both = np.array([*fixed, *free], dtype=np.float32).reshape(-1, points.shape[1])
    return np.array([*anchors, *numbers], dtype=np.int64), both


def _mean(points: np.ndarray) -> np.ndarray:
    return unit_rows(points.mean(axis=0, keepdims=True))[0]


def _without_the_smallest(
    number: np.ndarray, anchors: list[int], then: np.ndarray, answers_of: np.ndarray, free: int
) -> tuple[np.ndarray, int]:
    """Themes of fewer than FEWEST_TEXTS go; those found anew get the number of the one most of whose texts they have, or a new one."""
    found, places, sizes = np.unique(number, return_inverse=True, return_counts=True)
    shared: dict[tuple[int, int], int] = {}
    for place, was in zip(places.tolist(), then.tolist(), strict=True):
        if was >= 0 and found[place] < OTHERS:
            shared[place, was] = shared.get((place, was), 0) + 1
    taken = set(found[found >= 0].tolist())
    given: dict[int, int] = {}
    for place, was in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        enough = 2 * shared[place, was] >= min((then == was).sum(), sizes[place])
        if place not in given and was not in taken and enough and sizes[place] >= FEWEST_TEXTS:
            given[place] = was
            taken.add(was)
    renamed = found.copy()
    for place in np.lexsort((np.arange(len(found)), -sizes)).tolist():
        if found[place] in anchors or found[place] == OTHERS:
            continue
        if sizes[place] < FEWEST_TEXTS:
            # One that was a theme of copies stays one.
            is_copied = found[place] >= 0 and answers_of[places == place].sum() >= TEN
            renamed[place] = found[place] if is_copied else OTHERS
        elif found[place] < OTHERS:
            if place not in given:
                given[place], free = free, free + 1
            renamed[place] = given[place]
    return renamed[places], free


def _new_among_the_others(
    points: np.ndarray, number: np.ndarray, free: int, random_state: int
) -> tuple[np.ndarray, int]:
    """What is near no theme that went on may have grown into themes of its own."""
    left = np.flatnonzero(number == OTHERS)
    label, _ = settle(points[left], find_centres(points[left], random_state=random_state))
    for one in range(int(label.max(initial=OTHERS)) + 1):
        theirs = left[label == one]
        # A few that happen to be alike are no reason for another theme beside all the others.
        if len(theirs) >= max(FEWEST_TEXTS, len(points) // 100):
            number[theirs], free = free, free + 1
    return number, free


def _copied_so_often(
    number: np.ndarray, answers_of: np.ndarray, answers: int, then: np.ndarray, free: int
) -> np.ndarray:
    enough = max(TEN, A_THEME_BY_ITSELF * answers)
    taken = set(number.tolist())
    for text in np.flatnonzero((number == OTHERS) & (answers_of >= enough)).tolist():
        if then[text] >= 0 and then[text] not in taken:
            number[text] = then[text]
        else:
            number[text], free = free, free + 1
        taken.add(number[text])
    return number


def _told(
    read: Answers,
    originals: np.ndarray,
    text_of: np.ndarray,
    points: np.ndarray,
    number: np.ndarray,
    of_answer: np.ndarray,
) -> Themes:
    example = _examples(read.ids, text_of, len(originals))
    answers_of = np.bincount(text_of[text_of >= 0], minlength=len(originals))
    numbers = sorted(set(of_answer[of_answer >= 0].tolist()) | set(number[number >= 0].tolist()))
    place = {one: place for place, one in enumerate(numbers)}
    label = np.array([place.get(one, OTHERS) for one in number.tolist()], dtype=np.int64)
    words = telling_words(read.matrix(originals), read.vocabulary, label, len(numbers))
    typical = typical_texts(points, label, np.diff(read.starts)[originals], len(numbers))
    near = own_similarity(points, label, np.zeros((len(numbers), points.shape[1])))
    themes = []
    for one, place_of in place.items():
        texts = np.flatnonzero(label == place_of)
        answers = int((of_answer == one).sum())
        if not answers:
            continue
        themes.append(
            Theme(
                number=one,
                words=words[place_of],
                typical=[example[text] for text in typical[place_of]],
                answers=answers,
                texts=len(texts),
                share=round(answers / len(read.ids), 4),
                cohesion=round(float(near[texts].mean()), 3) if len(texts) > 1 else 1.0,
                copies=_copies(texts, answers_of, example),
            )
        )
    themes.sort(key=lambda theme: (-theme.texts, -theme.answers, theme.number))
    return Themes(
        themes=themes,
        ids=read.ids,
        theme=of_answer,
        others=int((of_answer == OTHERS).sum()),
        empty=int((text_of < 0).sum()),
        copies=_copies(np.arange(len(originals)), answers_of, example),
    )


def _examples(ids: list[str], text_of: np.ndarray, many: int) -> list[str]:
    """Of each text the first id."""
    found = [""] * many
    for place in range(len(ids) - 1, -1, -1):
        if text_of[place] >= 0:
            found[text_of[place]] = ids[place]
    return found


def _copies(texts: np.ndarray, answers_of: np.ndarray, example: list[str]) -> list[Copies]:
    most = texts[np.argsort(-answers_of[texts], kind="stable")[:MOST_COPIES]]
    return [Copies(example[text], int(answers_of[text])) for text in most.tolist() if answers_of[text] >= COPIED]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ml.themes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args(arguments)
    refused: list[str] = []
    texts: dict[str, str] = {}
    found = find_themes(_answers(bounded_lines(sys.stdin.buffer), refused, texts))
    for reason in refused[:_MOST_TOLD]:
        print(f"ml.themes: {reason}", file=sys.stderr)
    if len(refused) > _MOST_TOLD:
        print(f"ml.themes: and {len(refused) - _MOST_TOLD} more lines", file=sys.stderr)
    for theme in found.themes:
        told = asdict(theme)
        told = {"theme": told.pop("number")} | told
        told["typical"] = [{"id": id} | ({"text": texts[id]} if id in texts else {}) for id in theme.typical]
        _print(told)
    copies = [asdict(one) for one in found.copies]
    _print({"others": found.others, "empty": found.empty, "copies": copies})
    for id, number in zip(found.ids, found.theme.tolist(), strict=True):
        _print({"id": id, "theme": None if number == OTHERS else number})
    return 1 if refused else 0


def _print(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=True) + "\n")


def _answers(
    lines: Iterable[bytes], refused: list[str], texts: dict[str, str]
) -> Iterator[tuple[str, Sequence[str] | str]]:
    """Those of all lines that hold one; why others do not is added to refused, the texts given to texts."""
    from ml.thai_text import words  # late: its dictionary is not needed where all lines have tokens

    known: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = read_object(line)
            if (id := read_id(given)) in known:
                raise ValueError("this id has been on an earlier line")
            tokens, text = _tokens(given.get("tokens")), given.get("text")
            if tokens is None and not isinstance(text, str):
                raise ValueError("neither tokens nor text is there")
            if isinstance(text, str):
                texts[id] = text
                tokens = words(text) if tokens is None else tokens
        except ValueError as error:
            refused.append(f"line {number}: {error}")
            continue
        known.add(id)
        yield id, tokens or []


def _tokens(given: Any) -> Sequence[str] | str | None:
    if isinstance(given, str):
        return given
    if isinstance(given, list) and all(isinstance(token, str) for token in given):
        return given
    return None


if __name__ == "__main__":
    sys.exit(main())
