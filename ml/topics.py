"""The learned part: from a text to the probability of each topic.

Estimators and pipelines in scikit-learn's own manner, so that what was trained is exactly what is served.
"""

import re
import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import expit, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from ml.label_words import SAID_WORDS
from ml.thai_text import words

MIN_COMPLAINTS = 5
"""A word or piece of a word enters the model only when this many complaints contain it (privacy, and sense)."""

_WEIGHTS = {"sublinear_tf": True, "dtype": np.float32}
_MASK = re.compile(r"<[A-Z0-9]+>")
_HAS_DIGIT = re.compile(r"\d")
_FINE_DUST = re.compile(r"pm\s?2[.,]?5(?!\d)", re.IGNORECASE)


def unmasked(text: str) -> str:
    """Without the masks, such as <PHONE>, that stand where personal data were removed.

    PM2.5 becomes the Thai word for it: words with digits are dropped, and this one names a topic.
    """
    return _FINE_DUST.sub("ฝุ่นจิ๋ว", _MASK.sub(" ", text))


def learnable(cut: Iterable[str]) -> str:
    """The words a model may learn from, joined by spaces: those without a digit."""
    said = list(cut)
    joined = " ".join(said)
    return " ".join(word for word in said if not _HAS_DIGIT.search(word)) if _HAS_DIGIT.search(joined) else joined


# Learning and measuring ask for the same texts again with every split, and cutting is a third of what both cost.
@lru_cache(maxsize=100_000)
def _learnable_words(text: str) -> str:
    return learnable(words(unmasked(text)))


class ThaiWords(TransformerMixin, BaseEstimator):
    """Turn Thai text, which has no spaces between words, into words joined by spaces.

    Masks such as <PHONE> and words with a digit in them are left out: house numbers and telephone numbers tell
    nothing of the topic and must not enter a vocabulary that is published.
    """

    def fit(self, X: Iterable[str], y: object = None) -> "ThaiWords":
        """Learn nothing; there is nothing to learn."""
        return self

    def transform(self, X: Iterable[str]) -> list[str]:
        """One string of words for each text of X; an empty one when nothing can be cut."""
        return [_learnable_words(text) for text in X]

    def __sklearn_is_fitted__(self) -> bool:
        return True


class TextView(TfidfVectorizer):
    """TF-IDF whose vocabulary is kept as one string of lines in a model file.

    As a dictionary it would be 100,000 entries of their own in the file: minutes to read instead of a second.
    """

    def __getstate__(self) -> dict:
        state = super().__getstate__().copy()
        if "vocabulary_" in state:
            terms = sorted(state.pop("vocabulary_"), key=self.vocabulary_.__getitem__)
            state["terms_"] = "\n".join(terms)
        return state

    def __setstate__(self, state: dict) -> None:
        state = dict(state)
        if "terms_" in state:
            state["vocabulary_"] = {term: number for number, term in enumerate(state.pop("terms_").split("\n"))}
        super().__setstate__(state)


class SaidWords(TransformerMixin, BaseEstimator):
    """Which of the words that a person would look for stand in a segmented text, as pieces of words too.

    weight: of one that does. Words and pieces of words weigh as TF-IDF, some 0.1 each; at 1 these would drown them.
    """

    def __init__(self, weight: float = 0.3):
        self.weight = weight

    def fit(self, X: Iterable[str], y: object = None) -> "SaidWords":
        """Keep the words of this day: a model file must not change when the list in the code does."""
        self.terms_ = "\n".join(SAID_WORDS)
        return self

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        return np.array(self.terms_.split("\n"), dtype=object)

    def transform(self, X: Iterable[str]) -> csr_matrix:
        """(texts, words), float32."""
        check_is_fitted(self)
        terms = self.terms_.split("\n")
        bare = [text.replace(" ", "") for text in X]
        found = [[number for number, term in enumerate(terms) if term in text] for text in bare]
        ends = np.cumsum([0, *map(len, found)])
        values = np.full(ends[-1], self.weight, dtype=np.float32)
        return csr_matrix((values, [n for of_text in found for n in of_text], ends), shape=(len(bare), len(terms)))


def text_views(*, min_df: int = MIN_COMPLAINTS) -> FeatureUnion:
    """Three views of segmented text side by side: words and pairs of words, pieces of 2 to 4 letters, words said.

    The letters forgive misspellings and segmentation faults. float32 throughout: half the file, same scores.
    """
    return FeatureUnion(
        [
            ("words", TextView(token_pattern=r"\S+", ngram_range=(1, 2), min_df=min_df, **_WEIGHTS)),  # noqa: S106
            ("letters", TextView(analyzer="char", ngram_range=(2, 4), min_df=2 * min_df, **_WEIGHTS)),
            ("said", SaidWords()),
        ]
    )


def topic_model(task: str, *, random_state: int = 0) -> Pipeline:
    """The whole way from raw texts to calibrated probabilities, unfitted.

    task: of `ml.complaint_data`. Fit it on texts in order of time: the last fifth calibrates.
    """
    return Pipeline([("cut", ThaiWords()), ("views", text_views()), ("classify", head_for(task, random_state))])


def head_for(task: str, random_state: int = 0) -> "OneTopic | ManyTopics":
    """The classifier of a task, with what was chosen by validation inside its training period (docs/models.md)."""
    if task == "labels24":
        return ManyTopics(random_state=random_state)
    if task == "thirteen":
        return OneTopic(separator="hinge", C=1.0, balance=0.0, random_state=random_state)
    return OneTopic(blind_to=len(SAID_WORDS), random_state=random_state)


class OneTopic(ClassifierMixin, BaseEstimator):
    """Exactly one topic a text: linear scores, then one temperature.

    separator: "logistic" (multinomial regression) for labels that people chose, who contradict each other; "hinge" (one
    support vector machine a topic) for those that a machine tagged.
    balance: how far rare topics are lifted, from 0 (not at all) to 1 (every topic weighs the same in training).
    blind_to: so many of the last columns are not looked at: what people chose does not follow from the words said.
    The temperature is fitted on the last `calibrate_on` of the rows by a model that has not seen them; the weights
    that are kept come from all rows. Rows must be in order of time, so that calibration looks forward as use does.
    """

    def __init__(
        self,
        C: float = 0.5,
        balance: float = 0.75,
        separator: str = "logistic",
        blind_to: int = 0,
        calibrate_on: float = 0.2,
        random_state: int = 0,
    ):
        self.C = C
        self.balance = balance
        self.separator = separator
        self.blind_to = blind_to
        self.calibrate_on = calibrate_on
        self.random_state = random_state

    def fit(self, X, y: Sequence[str]) -> "OneTopic":
        """X: sparse features, one row a text. y: one label a text; at least two different ones."""
        self.classes_, numbers = np.unique(np.asarray(y), return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("fewer than two different labels: there is nothing to tell apart")
        seen = X[:, : X.shape[1] - self.blind_to]
        cut = round(len(y) * (1 - self.calibrate_on))
        self.temperature_ = 1.0
        early, late = numbers[:cut], numbers[cut:]
        if len(late) and set(early) == set(numbers):
            scores = self._linear(seen[:cut], early).decision_function(seen[cut:])
            self.temperature_ = _temperature(as_columns(scores), late)
        model = self._linear(seen, numbers)
        coef = as_columns(model.coef_.T).astype(np.float32)
        self.coef_ = np.vstack([coef, np.zeros((self.blind_to, coef.shape[1]), dtype=np.float32)])
        self.intercept_ = as_columns(np.atleast_2d(model.intercept_))[0].astype(np.float32)
        return self

    def decision_function(self, X) -> np.ndarray:
        check_is_fitted(self)
        return np.asarray(X @ self.coef_) + self.intercept_

    def predict_proba(self, X) -> np.ndarray:
        """(texts, classes_), each row summing to 1."""
        return softmax(self.decision_function(X).astype(np.float64) / self.temperature_, axis=1)

    def predict(self, X) -> np.ndarray:
        return self.classes_[self.decision_function(X).argmax(axis=1)]

    def _linear(self, X, numbers: np.ndarray) -> LogisticRegression | LinearSVC:
        counts = np.bincount(numbers)
        weights = {j: (counts.mean() / count) ** self.balance for j, count in enumerate(counts) if count}
        given = {"C": self.C, "class_weight": weights, "random_state": self.random_state}
        model = LinearSVC(**given) if self.separator == "hinge" else LogisticRegression(max_iter=300, **given)
        return fitted(model, X, numbers)


class ManyTopics(ClassifierMixin, BaseEstimator):
    """Any number of topics a text: one linear separator a label in one matrix, each with its own sigmoid and threshold.

    Sigmoids (Platt 1999) and thresholds (best F1) are fitted on the last `calibrate_on` of the rows by separators
    that have not seen them. Rows must be in order of time.
    """

    def __init__(self, C: float = 0.3, calibrate_on: float = 0.2, random_state: int = 0):
        self.C = C
        self.calibrate_on = calibrate_on
        self.random_state = random_state

    def fit(self, X, y: Sequence[Iterable[str]]) -> "ManyTopics":
        """X: sparse features, one row a text. y: the labels of each text, possibly none."""
        labels = [set(of_text) for of_text in y]
        self.classes_ = np.array(sorted(set().union(*labels)))
        truth = np.array([[label in of_text for label in self.classes_] for of_text in labels])
        cut = round(len(labels) * (1 - self.calibrate_on))
        coef, intercept = self._separators(X[:cut], truth[:cut])
        scores, late = np.asarray(X[cut:] @ coef) + intercept, truth[cut:]
        pooled = _sigmoid(scores.ravel(), late.ravel())
        rare = late.sum(axis=0) < MIN_COMPLAINTS
        fits = [pooled if rare[j] else _sigmoid(scores[:, j], late[:, j]) for j in range(len(self.classes_))]
        self.slope_, self.offset_ = np.array(fits).T
        self.threshold_ = np.array(
            [0.0 if rare[j] else _best_threshold(scores[:, j], late[:, j]) for j in range(len(self.classes_))]
        )
        self.coef_, self.intercept_ = self._separators(X, truth)
        return self

    def decision_function(self, X) -> np.ndarray:
        check_is_fitted(self)
        return np.asarray(X @ self.coef_) + self.intercept_

    def predict_proba(self, X) -> np.ndarray:
        """(texts, classes_): each label's own probability; a row need not sum to 1."""
        return expit(self.decision_function(X).astype(np.float64) * self.slope_ + self.offset_)

    def predict(self, X) -> np.ndarray:
        """(texts, classes_), true where the label holds."""
        return self.decision_function(X) > self.threshold_

    def _separators(self, X, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        coef = np.zeros((X.shape[1], truth.shape[1]), dtype=np.float32)
        intercept = np.full(truth.shape[1], -1.0, dtype=np.float32)
        for j in range(truth.shape[1]):
            if 0 < truth[:, j].sum() < len(truth):
                model = LinearSVC(C=self.C, class_weight="balanced", tol=1e-2, random_state=self.random_state)
                fitted(model, X, truth[:, j])
                coef[:, j], intercept[j] = model.coef_[0], model.intercept_[0]
        return coef, intercept


def fitted(model, X, y: np.ndarray, **given):
    """model.fit(X, y, …) without a word about rounds."""
    with warnings.catch_warnings():
        # A few labels stop at max_iter within a hair of the optimum; more rounds change no score.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(X, y, **given)


def as_columns(scores: np.ndarray) -> np.ndarray:
    """scikit-learn gives one column for two classes; two make every later step the same."""
    if scores.ndim == 2 and scores.shape[1] > 1:
        return scores
    positive = scores.reshape(-1, 1)
    return np.hstack([-positive / 2, positive / 2])


def _temperature(scores: np.ndarray, numbers: np.ndarray) -> float:
    """By which to divide the scores so that the likelihood of `numbers` is greatest."""

    def loss(log_temperature: float) -> float:
        probabilities = softmax(scores / np.exp(log_temperature), axis=1)
        return -float(np.log(probabilities[np.arange(len(numbers)), numbers] + 1e-12).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def _sigmoid(scores: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Slope and offset of the probability of truth as a function of the score."""
    if not 0 < truth.sum() < len(truth):
        return 4.0, 0.0
    model = LogisticRegression(C=10.0).fit(scores[:, None], truth)
    return max(float(model.coef_[0, 0]), 0.1), float(model.intercept_[0])


def _best_threshold(scores: np.ndarray, truth: np.ndarray) -> float:
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(ranked) + 1) + truth.sum())
    best = int(f1.argmax())
    return float((ranked[best] + ranked[min(best + 1, len(ranked) - 1)]) / 2)
