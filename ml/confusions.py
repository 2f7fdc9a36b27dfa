"""Which labels are taken for which."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Confusion:
    """Of `n` texts that carry the label `true`, so many were taken for `taken_for`."""

    true: str
    taken_for: str
    count: int
    n: int

    @property
    def share(self) -> float:
        return self.count / self.n


def confusion_table(
    truth: Sequence[frozenset[str]], classes: Sequence[str], probabilities: np.ndarray, said: np.ndarray
) -> tuple[list[str], np.ndarray]:
    """The labels, and how many texts of each (row) were taken for each (column).

    A text counts once in the row of each label it carries: for that label where it was said, else for the likeliest.
    The last column, one more than there are labels, holds those where the likeliest was another that the text carries
    too: missed beside it, and taken for nothing wrong. With one label a text this is the ordinary matrix and it is empty.
    """
    labels = sorted(set(classes).union(*truth))
    place = {label: number for number, label in enumerate(labels)}
    first = probabilities.argmax(axis=1)
    table = np.zeros((len(labels), len(labels) + 1), dtype=int)
    column = {label: number for number, label in enumerate(classes)}
    for row, of_text in enumerate(truth):
        for label in of_text:
            likeliest = classes[first[row]]
            if label in column and said[row, column[label]]:
                table[place[label], place[label]] += 1
            elif likeliest != label and likeliest in of_text:
                table[place[label], -1] += 1
            else:
                table[place[label], place[likeliest]] += 1
    return labels, table


def most_confused(labels: Sequence[str], table: np.ndarray, *, most: int = 5) -> list[Confusion]:
    """The pairs with the most wrong texts, those first."""
    wrong = table[:, :-1].copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    pairs = [divmod(int(place), len(labels)) for place in order]
    return [Confusion(labels[i], labels[j], int(wrong[i, j]), int(table[i].sum())) for i, j in pairs if wrong[i, j] > 0]
