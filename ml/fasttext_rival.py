"""fastText (Joulin and others 2017) as a rival, where somebody has installed it: `pip install fasttext-numpy2-wheel`.

Not among our requirements: its authors no longer keep it, and nothing that runs needs it.
"""

import importlib.util
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ml.complaint_data import Labelled
from ml.topics import ThaiWords

HOW_TO_ADD = "fastText is not installed, so it was not compared: `pip install fasttext-numpy2-wheel` adds it"
_MARK = "__label__"
# What its own tutorial ends with; one thread, or no two runs would agree.
_GIVEN = {"epoch": 25, "lr": 1.0, "wordNgrams": 2, "dim": 50, "thread": 1, "verbose": 0}


def is_installed() -> bool:
    return importlib.util.find_spec("fasttext") is not None


def fasttext_rival(
    train: Sequence[Labelled], texts: Sequence[str], classes: Sequence[str], *, multilabel: bool, random_state: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and claims, (texts, classes), of fastText taught the same words of the same complaints.

    Raises ImportError when it is not installed.
    """
    import fasttext

    number_of = {label: number for number, label in enumerate(classes)}
    words = ThaiWords().transform([complaint.text for complaint in train])
    lines = [
        " ".join([*(f"{_MARK}{number_of[label]}" for label in sorted(complaint.labels)), of_text])
        for complaint, of_text in zip(train, words, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        taught = Path(folder) / "train.txt"
        taught.write_text("\n".join(lines) + "\n", encoding="utf-8")
        loss = "ova" if multilabel else "softmax"
        model = fasttext.train_supervised(str(taught), loss=loss, seed=random_state, **_GIVEN)
    probabilities = np.zeros((len(texts), len(classes)))
    for row, of_text in enumerate(ThaiWords().transform(texts)):
        # Beneath its own `predict`, which breaks on NumPy 2 in some of its packages.
        for probability, label in model.f.predict(of_text + "\n", len(classes), 0.0, "strict"):
            probabilities[row, int(label.removeprefix(_MARK))] = probability
    if multilabel:
        return probabilities, probabilities > 0.5
    said = np.zeros(probabilities.shape, dtype=bool)
    said[np.arange(len(said)), probabilities.argmax(axis=1)] = True
    return probabilities, said
