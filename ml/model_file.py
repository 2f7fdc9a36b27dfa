"""Model files: what is in one, how it is written, and when it is refused.

A model is `topics-<version>.skops` beside `topics-<version>.card.json`. It is opened only when the card's checksum is
the file's, and only when every type in it stands in TRUSTED_TYPES: skops builds nothing else, so a file from elsewhere
cannot run code.
"""

import hashlib
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

MAX_MODEL_BYTES = 15_000_000
TRUSTED_TYPES = (
    *(f"ml.topics.{name}" for name in ("ManyTopics", "OneTopic", "SaidWords", "TextView", "ThaiWords")),
    "ml.lesson_head.LessonHead",
)
"""Beyond what skops itself trusts (scikit-learn, numpy, scipy and plain Python values)."""

FORMAT = 1
_OF_THE_FILE = ("format", "version", "sha256", "bytes")


class ModelRefused(Exception):
    """The file is not a model this program may load. `reason` is one of missing, card, checksum, version, types, content."""

    def __init__(self, reason: str, message: str):
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class TopicModelFile:
    """What a model file holds.

    features: Pipeline from texts to sparse features. heads: label scheme → fitted classifier of those features.
    topic_of: label scheme → label → topic code. parents: topic code → parent's code. rules: as `ml.keywords.Rule`
    in plain lists. merging: the numbers `ml.merging` was calibrated with. lumped: as `ml.merging.tell_apart` takes it.
    """

    version: str
    features: Any
    heads: dict[str, Any]
    topic_of: dict[str, dict[str, str]]
    parents: dict[str, str]
    rules: list[list[Any]]
    merging: dict[str, float]
    lumped: dict[str, list[str]] = field(default_factory=dict)


def save_model(model: TopicModelFile, folder: Path, card: dict[str, Any]) -> Path:
    """Write model and card; the checksum goes into the card. Returns the path of the model.

    Raises ValueError when the file would be larger than MAX_MODEL_BYTES.
    """
    import skops.io

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"topics-{model.version}.skops"
    for head in model.heads.values():
        head.coef_ = _fewer_digits(head.coef_)
    plain = {name: getattr(model, name) for name in ("version", "topic_of", "parents", "rules", "merging", "lumped")}
    content = {"format": FORMAT, "plain": json.dumps(plain, ensure_ascii=False, sort_keys=True)}
    content |= {"features": model.features, "heads": model.heads}
    skops.io.dump(content, path, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    if path.stat().st_size > MAX_MODEL_BYTES:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes, more than {MAX_MODEL_BYTES}")
    card = {"format": FORMAT, "version": model.version, "sha256": checksum(path), "bytes": path.stat().st_size} | card
    card_of(path).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def load_model(path: Path) -> TopicModelFile:
    """The model of a file whose card vouches for it.

    Raises ModelRefused in every other case: no file or card, another checksum or format, a type that is not trusted,
    or content that is not a topic model.
    """
    card = _read_card(path)
    if card.get("sha256") != checksum(path) or card.get("format") != FORMAT:
        raise ModelRefused("checksum", f"{path.name} is not the file its card describes")
    import skops.io

    try:
        unknown = set(skops.io.get_untrusted_types(file=path)).difference(TRUSTED_TYPES)
        if unknown:
            raise ModelRefused("types", f"{path.name} holds types that are not trusted: {', '.join(sorted(unknown))}")
        content = skops.io.load(path, trusted=list(TRUSTED_TYPES))
        plain = json.loads(content["plain"])
        return TopicModelFile(features=content["features"], heads=content["heads"], **plain)
    except ModelRefused:
        raise
    except Exception as error:  # whatever a damaged or hostile file makes skops raise
        raise ModelRefused("content", f"{path.name} cannot be read as a topic model: {error}") from error


def card_of(path: Path) -> Path:
    """Where the card of a model file lies."""
    return path.with_suffix(".card.json")


def what_is_told_of(path: Path) -> dict[str, Any]:
    """The card of a model, without what belongs to its file: for another file that stands on it."""
    card = json.loads(card_of(path).read_text(encoding="utf-8"))
    return {name: told for name, told in card.items() if name not in _OF_THE_FILE}


def checksum(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_card(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise ModelRefused("missing", f"there is no model at {path.name}")
    try:
        card = json.loads(card_of(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelRefused("card", f"{path.name} has no readable card") from error
    if not isinstance(card, dict):
        raise ModelRefused("card", f"{path.name} has no readable card")
    return card


def _fewer_digits(weights: np.ndarray) -> np.ndarray:
    """The same float32 weights to 3 significant digits: their last bits cost half the file and decide nothing."""
    bits = np.ascontiguousarray(weights, dtype=np.float32).view(np.uint32)
    return ((bits + np.uint32(1 << 12)) & np.uint32(0xFFFFE000)).view(np.float32)
