"""The part of a model that learned from what people settled (ml.lessons)."""

from collections.abc import Sequence

import numpy as np
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from ml.topics import MIN_COMPLAINTS, as_columns, fitted


class LessonHead(ClassifierMixin, BaseEstimator):
    """Topics as people settled them: multinomial regression over the words that enough of these texts hold.

    among: so many of the first columns are looked at (the words; pieces of words would only repeat them).
    least: a word counts when at least so many texts hold it; of those the `most` commonest.
    """

    def __init__(
        self, among: int, C: float = 4.0, least: int = MIN_COMPLAINTS, most: int = 10_000, random_state: int = 0
    ):
        self.among = among
        self.C = C
        self.least = least
        self.most = most
        self.random_state = random_state

    def fit(self, X, y: Sequence[str], sample_weight: np.ndarray | None = None) -> "LessonHead":
        """X: sparse features, one row a text. y: one topic a text; at least two different ones."""
        self.classes_, numbers = np.unique(np.asarray(y), return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("fewer than two different topics: there is nothing to tell apart")
        held = X[:, : self.among].getnnz(axis=0)
        common = np.argsort(-held, kind="stable")[: self.most]
        self.columns_ = np.sort(common[held[common] >= self.least]).astype(np.int32)
        model = LogisticRegression(C=self.C, max_iter=100, tol=1e-3, random_state=self.random_state)
        fitted(model, X[:, self.columns_], numbers, sample_weight=sample_weight)
        self.coef_ = as_columns(model.coef_.T).astype(np.float32)
        self.intercept_ = as_columns(np.atleast_2d(model.intercept_))[0].astype(np.float32)
        return self

    def predict_proba(self, X) -> np.ndarray:
        """(texts, classes_), each row summing to 1."""
        check_is_fitted(self)
        return softmax(np.asarray(X[:, self.columns_] @ self.coef_) + self.intercept_, axis=1)

    def opinions(self, X) -> list[dict[str, float]]:
        """Topic → probability for each text; nothing of a text that holds no word learned from."""
        holds = X[:, self.columns_].getnnz(axis=1) > 0
        classes = [str(code) for code in self.classes_]
        return [
            dict(zip(classes, row, strict=True)) if of_text else {}
            for row, of_text in zip(self.predict_proba(X).tolist(), holds, strict=True)
        ]

    def weights_of(self, topic: str, columns: int) -> np.ndarray:
        """What each of the first `columns` features says for this topic, above what it says for all on average."""
        own = self.coef_[:, list(self.classes_).index(topic)] - self.coef_.mean(axis=1)
        weights = np.zeros(columns, dtype=np.float32)
        weights[self.columns_] = own
        return weights
