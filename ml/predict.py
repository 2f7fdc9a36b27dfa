"""Topics for many complaints at once, one JSON object a line.

    python -m ml.predict < lines.jsonl > answers.jsonl

In: {"id", "text", "latitude"?, "longitude"?}. Out, in the same order: {"id", "topics": [{"code", "probability"}],
"urgent", "abstain"}. A line that is not such an object gets an answer with "abstain": true and an "error"; empty lines
are skipped. --model takes another file than the one that ships.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from ml.json_lines import bounded_lines, read_object
from ml.serving import Classifier, ModelRefused, Prediction, newest_model

BATCH = 200


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.predict", description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, help="a .skops file with its card beside it (default: the shipped one)")
    given = parser.parse_args(arguments)
    try:
        classifier = Classifier.load(given.model or newest_model())
    except ModelRefused as error:
        print(f"ml.predict: {error}", file=sys.stderr)
        return 2
    for answer in answers(classifier, bounded_lines(sys.stdin.buffer)):
        sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
    sys.stdout.flush()
    return 0


def answers(classifier: Classifier, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """One answer for each line that is not empty, in order."""
    wanted = (line for line in lines if line.strip())
    while batch := list(islice(wanted, BATCH)):
        read = [read_line(line) for line in batch]
        predicted = iter(classifier.predict(complaint for complaint in read if "error" not in complaint))
        for complaint in read:
            yield _refusal(complaint) if "error" in complaint else _answer(next(predicted))


def read_line(line: bytes) -> dict[str, Any]:
    """The complaint of a line, or {"id", "error"} saying what is wrong with it."""
    try:
        given = read_object(line)
    except ValueError as error:
        return {"id": None, "error": str(error)}
    if "id" not in given:
        return {"id": None, "error": "id is missing"}
    if not isinstance(given.get("text"), str):
        return {"id": given["id"], "error": "text is missing or not a string"}
    return {"id": given["id"], "text": given["text"]}


def _answer(prediction: Prediction) -> dict[str, Any]:
    return {
        "id": prediction.id,
        "topics": [{"code": code, "probability": probability} for code, probability in prediction.topics],
        "urgent": prediction.urgent,
        "abstain": prediction.abstain,
    }


def _refusal(complaint: dict[str, Any]) -> dict[str, Any]:
    return {"id": complaint["id"], "topics": [], "urgent": False, "abstain": True, "error": complaint["error"]}


if __name__ == "__main__":
    sys.exit(main())
