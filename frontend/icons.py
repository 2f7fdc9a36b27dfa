"""The drawings of the icons. `npm run build` writes them into frontend/dist/icons.json from the names in icons.txt."""

import json
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

DRAWINGS = Path(__file__).parent / "dist" / "icons.json"


class UnknownIcon(LookupError):
    """A name that frontend/icons.txt does not have, or a front end that was not built since it was added."""


@cache
def drawings() -> dict[str, str]:
    """Name to SVG markup. Raises FileNotFoundError before the first build."""
    drawn: dict[str, str] = json.loads(DRAWINGS.read_text(encoding="utf-8"))
    return {name: _in_one_stroke(markup) for name, markup in drawn.items()}


def _in_one_stroke(markup: str) -> str:
    """Plain paths that follow each other as one: a page carries some twenty icons, and a phone pays for each byte."""
    return re.sub(r'" ?/>\s*<path d="(?=M)', " ", markup)


def drawing(name: str) -> str:
    try:
        return drawings()[name]
    except KeyError:
        raise UnknownIcon(f"add “{name}” to frontend/icons.txt and build the front end again") from None


def symbol_id(name: str) -> str:
    """map-pin → i-map-pin, filled/circle-check → i-circle-check--f."""
    return f"i-{name.removeprefix('filled/')}--f" if name.startswith("filled/") else f"i-{name}"


def sprite(names: Iterable[str]) -> str:
    """One hidden SVG with a symbol for each name; <use href="#i-name"> draws it."""
    return _sprite(frozenset(names))


@lru_cache(maxsize=256)
def _sprite(names: frozenset[str]) -> str:
    symbols = "".join(
        f'<symbol id="{symbol_id(name)}" viewBox="0 0 24 24">{drawing(name)}</symbol>' for name in sorted(names)
    )
    return f'<svg width="0" height="0" hidden aria-hidden="true">{symbols}</svg>' if symbols else ""
