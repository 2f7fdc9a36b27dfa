"""Asking the shipped model what complaints are about.

classifier = Classifier.load(newest_model())
classifier.predict([{"id": "1", "text": "ไฟถนนดับทั้งซอย"}])
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ml.keywords import URGENT, Evidence, KeywordRules, Rule
from ml.merging import TopicTree, join_witnesses, learned_witnesses, likeliest_group, mix, share_out, tell_apart
from ml.model_file import ModelRefused, TopicModelFile, load_model
from ml.places_named import doubt_places, is_torn, only_places
from ml.reading import Reader
from ml.thai_text import words
from ml.topics import learnable, unmasked

__all__ = ["Classifier", "ModelRefused", "Prediction", "newest_model"]

LESSONS = "lessons"
"""The head, in a model file, that learned from what people settled (ml.lessons)."""

MODELS_FOLDER = Path(__file__).parent / "models"
TOPICS_TOLD = 10
"""At most so many topics in an answer, the most probable ones."""

NOT_WORTH_TELLING = 0.001

ABSTAIN_BELOW = 0.3
"""Probability of the best topic under which the model says that it does not know."""

_WORDS_TOLD = 4
_Held = tuple[np.ndarray, np.ndarray]
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Prediction:
    """What the model says of one complaint.

    topics: (topic code, probability), most probable first; the sum is at most 1, what is missing is "none of these".
    urgent: the text speaks of danger to life. abstain: too unsure, or no word could be cut: a person must look.
    words: for each code in topics, the words that spoke for it, strongest first.
    """

    id: Any
    topics: list[tuple[str, float]] = field(default_factory=list)
    urgent: bool = False
    abstain: bool = True
    words: dict[str, list[str]] = field(default_factory=dict)


class Classifier:
    """A loaded model. Safe to share between threads: nothing changes after loading."""

    def __init__(self, model: TopicModelFile):
        self._model = model
        self._tree = TopicTree(model.parents)
        self._rules = KeywordRules(
            Rule(topic, weight, _groups(alternatives), _groups(unless))
            for topic, weight, alternatives, unless in model.rules
        )
        views = [view for _, view in model.features.named_steps["views"].transformer_list]
        self._reader = Reader(views)
        self._known = views[0].vocabulary_
        self._terms = views[0].get_feature_names_out()
        self._heads = {scheme: head for scheme, head in model.heads.items() if scheme != LESSONS}
        self._belief = model.merging.get("lessons_weight", 0.0)
        self._lessons = model.heads.get(LESSONS) if self._belief else None
        self._weights = self._weights_of_words()

    @classmethod
    def load(cls, path: Path | str) -> "Classifier":
        """The classifier of a model file.

        Raises ModelRefused when file and card do not agree or the file holds anything that is not trusted.
        """
        return cls(load_model(Path(path)))

    @property
    def version(self) -> str:
        return self._model.version

    def predict(self, complaints: Iterable[Mapping[str, Any]]) -> list[Prediction]:
        """One prediction for each complaint, in order.

        complaints: mappings with `id` and `text`; `latitude` and `longitude` may be there and are not used by this
        model. Never raises for a text, whatever it holds.
        """
        complaints = list(complaints)
        if not complaints:
            return []
        # The steps of the pipeline one by one: cutting is the dearest, and the rules want the words as well.
        cut = [words(unmasked(complaint["text"])) for complaint in complaints]
        texts = [learnable(of_text) for of_text in cut]
        features = self._reader.read(texts)
        merging = self._model.merging
        learned = learned_witnesses(self._heads, self._model.topic_of, features, menu_weight=merging["menu_weight"])
        settled = self._lessons.opinions(features) if self._lessons else [{}] * len(complaints)
        return [
            self._one(complaint["id"], cut[row], learned[row], settled[row], self._words_of(features, row))
            for row, complaint in enumerate(complaints)
        ]

    def known_shares(self, texts: Iterable[str]) -> list[float]:
        """Of each text that has words: the share of them, 0 to 1, that the model has learned."""
        cut = [learnable(words(unmasked(text))).split() for text in texts]
        return [sum(word in self._known for word in of_text) / len(of_text) for of_text in cut if of_text]

    def _one(
        self, id: Any, cut: list[str], learned: Mapping[str, float], settled: Mapping[str, float], held: _Held
    ) -> Prediction:
        if not any(_LETTER.search(word) for word in cut):
            return Prediction(id)
        spoken = self._rules.evidence(cut)
        urgent = spoken.pop(URGENT, None) is not None
        by_rules = {code: said.probability for code, said in spoken.items()}
        evidence = join_witnesses([tell_apart(learned, by_rules, self._model.lumped), by_rules])
        evidence = doubt_places(evidence, only_places(cut, by_rules, self._tree), self._tree)
        shares = share_out(evidence, self._tree, trust=self._model.merging["trust"])
        shares = mix(shares, settled, self._belief)
        ranked = sorted(shares.items(), key=lambda share: (-share[1], share[0]))[:TOPICS_TOLD]
        topics = [(code, round(probability, 4)) for code, probability in ranked if probability >= NOT_WORTH_TELLING]
        told = {code: self._words_for(code, spoken, held) for code, _ in topics[:5]}
        torn = is_torn(likeliest_group(shares, self._tree), by_rules, self._tree)
        abstain = torn or not ranked or ranked[0][1] < ABSTAIN_BELOW
        return Prediction(id, topics, urgent, abstain, told)

    def _words_for(self, code: str, spoken: Mapping[str, Evidence], held: _Held) -> list[str]:
        told = dict.fromkeys(spoken[code].words if code in spoken else ())
        for weights in self._weights.get(code, ()):
            if len(told) < _WORDS_TOLD:
                told |= dict.fromkeys(self._weighty_words(held, weights))
        if not told and self._lessons and code in self._lessons.classes_:
            told = dict.fromkeys(self._weighty_words(held, self._lessons.weights_of(code, len(self._terms))))
        return list(told)[:_WORDS_TOLD]

    def _weighty_words(self, held: _Held, weights: np.ndarray) -> list[str]:
        columns, values = held
        pushes = values * weights[columns]
        strongest = np.argsort(-pushes)[:_WORDS_TOLD]
        return [self._terms[columns[k]].replace(" ", "") for k in strongest if pushes[k] > 0]

    def _words_of(self, features: Any, row: int) -> _Held:
        """The columns of whole words that a text holds, and their values."""
        own = slice(features.indptr[row], features.indptr[row + 1])
        columns, values = features.indices[own], features.data[own]
        end = columns.searchsorted(len(self._terms))  # columns are sorted, words come first
        return columns[:end], values[:end]

    def _weights_of_words(self) -> dict[str, list[np.ndarray]]:
        """For each topic what every word says for it, by each head that knows the topic."""
        weights: dict[str, list[np.ndarray]] = {}
        for scheme, head in self._heads.items():
            for j, label in enumerate(head.classes_):
                if code := self._model.topic_of[scheme].get(str(label)):
                    weights.setdefault(code, []).append(np.ascontiguousarray(head.coef_[: len(self._terms), j]))
        return weights


def newest_model(place: Path = MODELS_FOLDER) -> Path:
    """The model file of the latest version in a folder; a file is itself. Raises ModelRefused for an empty folder."""
    if not place.is_dir():
        return place
    found = sorted(place.glob("topics-*.skops"))
    if not found:
        raise ModelRefused("missing", f"no model in {place.name}/")
    return found[-1]


def _groups(alternatives: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group) for group in alternatives)
