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
from typing import Any, BinaryIO

from ml.serving import Classifier, ModelRefused, Prediction, newest_model

BATCH = 200
MAX_LINE_BYTES = 1_000_000
"""A longer line is answered with an error; 100,000 characters of Thai are 300,000 bytes, escaped 600,000."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.predict", description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, help="a .skops file with its card beside it (default: the shipped one)")
    given = parser.parse_args(arguments)
    try:
        classifier = Classifier.load(given.model or newest_model())
    except ModelRefused as error:
        print(f"ml.predict: {error}", file=sys.stderr)
        return 2
    for answer in answers(classifier, _lines(sys.stdin.buffer)):
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
    if len(line) > MAX_LINE_BYTES:
        return {"id": None, "error": f"the line is longer than {MAX_LINE_BYTES} bytes"}
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {"id": None, "error": "the line is not JSON in UTF-8"}
    if not isinstance(given, dict):
        return {"id": None, "error": "the line is not a JSON object"}
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


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of an endless one only the beginning is kept, so that memory stays bounded."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        too_long = len(line) > MAX_LINE_BYTES
        yield line
        while too_long and not line.endswith(b"\n") and line:
            line = stream.readline(MAX_LINE_BYTES)


if __name__ == "__main__":
    sys.exit(main())
