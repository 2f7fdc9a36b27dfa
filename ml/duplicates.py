"""Which of many cases tell of the same problem, one JSON object a line.

    python -m ml.duplicates < cases.jsonl > pairs.jsonl

In: {"id", "text", "latitude", "longitude", "timestamp", "topic"?}; the timestamp in ISO 8601, in Bangkok's time unless it
says otherwise. Out: {"a", "b", "score", "link"}: a is the earlier, link "auto" when the pair may be linked without a
person, "suggest" when a person should look. A line that is not such a case is refused, with its number and the reason, on
standard error; then the exit status is 1, though the pairs of all other lines are there.
"""

import argparse
import json
import math
import sys
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from ml.json_lines import bounded_lines, read_id, read_object
from ml.same_problem import MAX_CANDIDATES, NEAR_M, Likely, SeenCase, likely_same, look_at

_BANGKOK = timezone(timedelta(hours=7))
# A cell is some 100 m high and wide; a little more, so that rounding never puts what is near two cells away.
_CELL_DEGREES = NEAR_M / 111_000


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ml.duplicates", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args(arguments)
    refused: list[int] = []
    cases = list(_cases(bounded_lines(sys.stdin.buffer), refused))
    for case, likely in pairs_among(cases):
        pair = {"a": likely.other.id, "b": case.id, "score": round(likely.score, 3), "link": likely.link}
        sys.stdout.write(json.dumps(pair, ensure_ascii=True) + "\n")
    sys.stdout.flush()
    return 1 if refused else 0


def pairs_among(cases: Iterable[SeenCase]) -> Iterator[tuple[SeenCase, Likely]]:
    """Each case with each earlier one that may be the same problem, in order of time.

    A case is compared with the MAX_CANDIDATES newest before it at most, whatever stands at its spot.
    """
    grid: dict[tuple[int, int], deque[SeenCase]] = defaultdict(lambda: deque(maxlen=MAX_CANDIDATES))
    for case in sorted(cases, key=lambda case: (case.at, case.id)):
        earlier = (other for cell in _cells_around(case) for other in grid.get(cell, ()))
        for likely in likely_same(case, earlier):
            yield case, likely
        grid[_cell(case)].append(case)


def read_case(line: bytes) -> SeenCase:
    """The case of a line. Raises ValueError saying what is wrong with it."""
    given = read_object(line)
    text = given.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("text is missing, empty or not a string")
    topic = given.get("topic")
    if topic is not None and not isinstance(topic, str):
        raise ValueError("topic is not a string")
    latitude, longitude = _degrees(given, "latitude", 90), _degrees(given, "longitude", 180)
    return look_at(read_id(given), text, latitude, longitude, _time(given), (topic or "").strip())


def _cases(lines: Iterable[bytes], refused: list[int]) -> Iterator[SeenCase]:
    """The cases of all lines that hold one; the numbers of the others are added to refused, and their reasons told."""
    known: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = read_case(line)
            if case.id in known:
                raise ValueError("this id has been on an earlier line")
        except ValueError as error:
            refused.append(number)
            print(f"ml.duplicates: line {number}: {error}", file=sys.stderr)
            continue
        known.add(case.id)
        yield case


def _degrees(given: dict[str, Any], name: str, limit: int) -> float:
    value = given.get(name)
    # Comparing first: a whole number of JSON may be too great for a float.
    if isinstance(value, bool) or not isinstance(value, int | float) or not -limit <= value <= limit:
        raise ValueError(f"{name} is missing, or no number between {-limit} and {limit}")
    return float(value)


def _time(given: dict[str, Any]) -> datetime:
    value = given.get("timestamp")
    try:
        at = datetime.fromisoformat(value.strip())  # type: ignore[union-attr]
        # Within a day of the calendar's ends another zone's date does not exist.
        return (at if at.tzinfo else at.replace(tzinfo=_BANGKOK)).astimezone(UTC)
    except (AttributeError, ValueError, OverflowError):
        raise ValueError("timestamp is missing, or no time in ISO 8601") from None


def _cell(case: SeenCase) -> tuple[int, int]:
    row = math.floor(case.latitude / _CELL_DEGREES)
    return row, math.floor(case.longitude / _width_of(row))


def _cells_around(case: SeenCase) -> Iterator[tuple[int, int]]:
    """The cells in which everything within NEAR_M lies: its own and its neighbours, each row by its own width."""
    own = math.floor(case.latitude / _CELL_DEGREES)
    for row in (own - 1, own, own + 1):
        column = math.floor(case.longitude / _width_of(row))
        for next_to in (column - 1, column, column + 1):
            yield row, next_to


def _width_of(row: int) -> float:
    """Degrees of longitude that are some 100 m on a row of cells, measured at its end that is nearer to a pole."""
    latitude = max(abs(row), abs(row + 1)) * _CELL_DEGREES
    return _CELL_DEGREES / max(math.cos(math.radians(latitude)), 0.01)


if __name__ == "__main__":
    sys.exit(main())
