"""How near our themes of Thai texts come to labels that people chose, and what the largest consultation costs.

    python -m ml.theme_bench --data FOLDER [--json]
    python -m ml.theme_bench --large [--answers 700000] [--distinct 20000] [--json]

FOLDER: complaints with labels, as ml.train has them; they are taken for opinions, their labels for themes. Settings were chosen on every
other text; these figures are of the rest. ari, v: adjusted Rand index and V-measure, what belongs to no theme being one more group;
kept: how many texts are in a theme, ari_kept among those. forced: with as many themes as there are labels, as the rivals get
them: k-means of TF-IDF (the mean of three starts), NMF and LDA as scikit-learn has them. Without the files it says so and measures nothing.
--large: answers made up from themes of made-up vocabularies, half of them variations of a few texts, some pasted ten thousand times, always
the same; seconds of CPU and by the clock, and gigabytes.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics import adjusted_rand_score, v_measure_score

from ml.complaint_data import DATA_FILE, Labelled, read_labelled
from ml.thai_text import words
from ml.themes import OTHERS, find_themes

_DATA = (("menu6", DATA_FILE), ("labels24", DATA_FILE), ("thirteen", "traffy_types_2022_balanced.csv.gz"))
_STARTS = 3
_THEMES, _WORDS_OF_THEME, _COMMON_WORDS, _VOCABULARY = 40, 120, 400, 8_000
_PASTED, _CAMPAIGNS = 10_000, 3


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ml.theme_bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--data", type=Path, metavar="FOLDER")
    asked.add_argument("--large", action="store_true")
    parser.add_argument("--answers", type=int, default=700_000)
    parser.add_argument("--distinct", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    if given.large:
        rows = [measure_large(given.answers, given.distinct)]
    else:
        missing = {name for _task, name in _DATA if not (given.data / name).is_file()}
        if missing:
            print(f"ml.theme_bench: skipped: {given.data} has no {', '.join(sorted(missing))}", file=sys.stderr)
        rows = [measure(given.data / name, task) for task, name in _DATA if name not in missing]
    print(json.dumps(rows, indent=1) if given.json else "\n".join(_as_line(row) for row in rows))
    return 0


def measure(path: Path, task: str) -> dict[str, Any]:
    """Of the texts of one file that settings were not chosen on, those with exactly one label."""
    complaints = [one for one in read_labelled(path, task) if len(one.labels) == 1][1::2]
    return measure_texts(complaints) | {"labelled": task}


def measure_texts(complaints: Sequence[Labelled]) -> dict[str, Any]:
    answers = [(f"{place:06}", words(one.text)) for place, one in enumerate(complaints)]
    truth = np.array([next(iter(one.labels)) for one in complaints])
    labels = len(set(truth.tolist()))
    before = time.process_time()
    free = find_themes(answers)
    cpu_s = time.process_time() - before
    forced = find_themes(answers, themes=labels)
    is_kept = free.theme != OTHERS
    return {
        "texts": len(answers),
        "labels": labels,
        "themes": len(free.themes),
        "kept": round(float(is_kept.mean()), 3),
        "ari": _ari(truth, free.theme),
        "v": _v(truth, free.theme),
        "ari_kept": _ari(truth[is_kept], free.theme[is_kept]),
        "forced_ari": _ari(truth, forced.theme),
        "forced_v": _v(truth, forced.theme),
        "cpu_s": round(cpu_s, 1),
    } | _rivals([" ".join(tokens) for _id, tokens in answers], truth, labels)


def _rivals(texts: list[str], truth: np.ndarray, labels: int) -> dict[str, float]:
    counted = CountVectorizer(analyzer=str.split, min_df=2, max_df=0.5).fit_transform(texts)
    weighed = TfidfTransformer(sublinear_tf=True).fit_transform(counted)
    means = [KMeans(labels, n_init=1, random_state=start).fit_predict(weighed) for start in range(_STARTS)]
    nmf = NMF(labels, init="nndsvd", max_iter=400, random_state=0).fit_transform(weighed).argmax(axis=1)
    lda = LatentDirichletAllocation(labels, random_state=0).fit_transform(counted).argmax(axis=1)
    return {
        "k_means_ari": round(float(np.mean([_ari(truth, one) for one in means])), 3),
        "k_means_v": round(float(np.mean([_v(truth, one) for one in means])), 3),
        "nmf_ari": _ari(truth, nmf),
        "nmf_v": _v(truth, nmf),
        "lda_ari": _ari(truth, lda),
        "lda_v": _v(truth, lda),
    }


def measure_large(answers: int, distinct: int, *, random_state: int = 0) -> dict[str, Any]:
    """What it costs to find the themes of made-up answers, reading them included, and the most memory the process held, in GB."""
    truth: list[int] = []
    held_before = _peak_gb()
    cpu, clock = time.process_time(), time.monotonic()
    found = find_themes(large_answers(answers, distinct, truth, random_state=random_state))
    cpu, clock = time.process_time() - cpu, time.monotonic() - clock
    making = time.process_time()
    for _ in large_answers(answers, distinct, [], random_state=random_state):
        pass
    making = time.process_time() - making
    is_kept = found.theme != OTHERS
    return {
        "answers": len(found.ids),
        "texts": sum(theme.texts for theme in found.themes),
        "themes": len(found.themes),
        "kept": round(float(is_kept.mean()), 3),
        "ari_with_truth": _ari(np.array(truth)[is_kept], found.theme[is_kept]),
        "copies": [one.answers for one in found.copies],
        "cpu_s": round(cpu, 1),
        "of_that_making_them_s": round(making, 1),
        "clock_s": round(clock, 1),
        "peak_gb": round(_peak_gb(), 2),
        "of_that_before_gb": round(held_before, 2),
    }


def large_answers(answers: int, distinct: int, truth: list[int], *, random_state: int = 0) -> Iterator[tuple[str, str]]:
    """Ids in order, and their tokens with spaces between; the theme of each is added to truth.

    A third of the words of a text is of its theme, the others everybody uses. Half of the answers are one of the distinct texts with some
    words changed, the other half with most of them drawn anew; three texts are pasted by many, some with a word or two of their own.
    """
    chance = np.random.default_rng(random_state)
    vocabulary = np.array([f"คำ{number}" for number in range(_VOCABULARY)])
    themes = chance.integers(_COMMON_WORDS, _VOCABULARY, size=(_THEMES, _WORDS_OF_THEME))
    odds = 1 / (1 + np.arange(_WORDS_OF_THEME))
    odds /= odds.sum()

    def draw(theme: int, length: int) -> np.ndarray:
        own = themes[theme, chance.choice(_WORDS_OF_THEME, size=length, p=odds)]
        common = (chance.random(length) ** 2 * _VOCABULARY * 0.9).astype(np.int64)
        return np.where(chance.random(length) < 1 / 3, own, common)

    sizes = chance.dirichlet(np.full(_THEMES, 2.0))
    of_text = chance.choice(_THEMES, size=distinct, p=sizes)
    lengths = np.clip(chance.lognormal(3.2, 0.7, size=distinct), 3, 300).astype(int)
    texts = [draw(int(theme), int(length)) for theme, length in zip(of_text, lengths, strict=True)]
    pasted = min(_PASTED, answers // 10)
    for number in range(answers):
        if number < _CAMPAIGNS * pasted:
            base, changed = number // pasted, 0.01
        else:
            base, changed = int(chance.integers(distinct)), 0.15 if number % 2 else 0.8
        tokens = texts[base].copy()
        is_other = chance.random(len(tokens)) < changed
        tokens[is_other] = draw(int(of_text[base]), int(is_other.sum()))
        truth.append(int(of_text[base]))
        yield f"{number:09}", " ".join(vocabulary[tokens])


def _ari(truth: np.ndarray, found: np.ndarray) -> float:
    return round(float(adjusted_rand_score(truth, found)), 3)


def _v(truth: np.ndarray, found: np.ndarray) -> float:
    return round(float(v_measure_score(truth, found)), 3)


def _peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def _as_line(row: dict[str, Any]) -> str:
    return "  ".join(f"{name}={value}" for name, value in row.items())


if __name__ == "__main__":
    sys.exit(main())
