"""One JSON object a line, from anyone: what is not one is told apart in words, and no line grows without bound."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

MAX_LINE_BYTES = 1_000_000
"""A longer line is refused; 100,000 characters of Thai are 300,000 bytes, escaped 600,000."""
MAX_ID = 200


def bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of an endless one only the beginning is kept, so that memory stays bounded."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        too_long = len(line) > MAX_LINE_BYTES
        yield line
        while too_long and not line.endswith(b"\n") and line:
            line = stream.readline(MAX_LINE_BYTES)


def read_object(line: bytes) -> dict[str, Any]:
    """The object that a line holds. Raises ValueError saying what is wrong with it."""
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"the line is longer than {MAX_LINE_BYTES} bytes")
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("the line is not JSON in UTF-8") from None
    if not isinstance(given, dict):
        raise ValueError("the line is not a JSON object")
    return given


def read_id(given: dict[str, Any]) -> str:
    """The id of an object, a number or a text. Raises ValueError without one of 1 to MAX_ID characters."""
    id = given.get("id")
    if isinstance(id, bool) or not isinstance(id, str | int) or not 0 < len(str(id)) <= MAX_ID:
        raise ValueError(f"id is missing, or no number or string of 1 to {MAX_ID} characters")
    return str(id)
