"""How a theme is told to people: the words that tell it from the others, and texts near its centre."""

import numpy as np
from scipy.sparse import csr_array

from ml.theme_space import telling

MOST_WORDS = 8
FEWEST_TYPICAL, MOST_TYPICAL = 3, 5
_LOOKED_AT = 200
_ALIKE = 0.95
_READABLE = (4, 60)
"""Words of a text that says something and is soon read; others are taken only where there are not enough of these."""
_PRIOR = 500.0


def telling_words(counted: csr_array, vocabulary: list[str], label: np.ndarray, themes: int) -> list[list[str]]:
    """Of each theme the words that more of its texts have than of all: log odds with all texts as prior, by their certainty.

    counted: (texts, vocabulary). A word counts once a text, so that no text is louder than another. Source: Monroe, Colaresi
    and Quinn, Fightin' Words (2008), sections 3.3 and 3.4.
    """
    kept = np.flatnonzero(telling(vocabulary))
    has = counted[:, kept]
    has.data = np.ones_like(has.data)
    everywhere = np.asarray(has.sum(axis=0)).ravel().astype(np.float64)
    total = max(everywhere.sum(), 1.0)
    prior = np.maximum(everywhere / total * min(_PRIOR, total), 1e-9)
    found = []
    for theme in range(themes):
        here = np.asarray(has[label == theme].sum(axis=0)).ravel().astype(np.float64)
        there = everywhere - here
        odds = _log_odds(here, prior) - _log_odds(there, prior)
        certainty = odds / np.sqrt(1 / (here + prior) + 1 / (there + prior))
        fewest = 2 if (label == theme).sum() > 2 else 1
        likely = np.flatnonzero((here >= fewest) & (odds > 0))
        likely = likely[np.lexsort((likely, -certainty[likely]))]
        found.append(_different([vocabulary[kept[one]] for one in likely[: 4 * MOST_WORDS]])[:MOST_WORDS])
    return found


def typical_texts(points: np.ndarray, label: np.ndarray, lengths: np.ndarray, themes: int) -> list[list[int]]:
    """Of each theme up to MOST_TYPICAL texts near its centre, none nearly the same as another unless there are too few others."""
    found = []
    for theme in range(themes):
        texts = np.flatnonzero(label == theme)
        nearness = points[texts] @ points[texts].mean(axis=0) if len(texts) else np.zeros(0)
        nearest = texts[np.lexsort((texts, -nearness.round(6)))[:_LOOKED_AT]]
        is_readable = (lengths[nearest] >= _READABLE[0]) & (lengths[nearest] <= _READABLE[1])
        chosen: list[int] = []
        in_turn = [*nearest[is_readable].tolist(), *nearest[~is_readable].tolist()]
        for text in in_turn:
            if len(chosen) == MOST_TYPICAL:
                break
            if not chosen or (points[chosen] @ points[text]).max() < _ALIKE:
                chosen.append(text)
        alike = [text for text in in_turn if text not in chosen]
        found.append([*chosen, *alike[: max(0, FEWEST_TYPICAL - len(chosen))]])
    return found


def _log_odds(count: np.ndarray, prior: np.ndarray) -> np.ndarray:
    weight = count + prior
    return np.log(weight) - np.log(np.maximum(weight.sum() - weight, 1e-9))


def _different(words: list[str]) -> list[str]:
    """Without those that are a piece of a clearer one, or hold one."""
    kept: list[str] = []
    for word in words:
        if not any(word in other or other in word for other in kept):
            kept.append(word)
    return kept
