"""Colours of an installation: what all shades are made of, and whether they can be read (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-f]{6}\Z")
TEXT, SHAPE = 4.5, 3.0
"""The least contrast of letters, and of shapes such as the ring around what has the focus."""
WHITE, BLACK = "#ffffff", "#000000"
# The grounds and inks of frontend/src/styles/_tokens.scss that stay.
PAPER, SURFACE, WELL, INK, INK_2 = "#fbf7f0", WHITE, "#f4eee3", "#1d2a34", "#4a5863"
HOUSE_COLOUR, HOUSE_ACCENT = "#1b4b73", "#f3b229"
# How much black (below 0) or white (above) each shade takes of the main colour.
SHADES = {
    "kram-900": -0.36,
    "kram-700": 0.0,
    "kram-500": 0.2,
    "kram-200": 0.7,
    "kram-100": 0.86,
    "kram-50": 0.93,
    "step-1": 0.9,
    "step-2": 0.7,
    "step-3": 0.42,
    "step-4": 0.2,
    "step-5": -0.36,
    "kind-1": 0.0,
}
NAMED = {
    "brand": "kram-700",
    "brand-strong": "kram-900",
    "link": "kram-700",
    "link-hover": "kram-900",
    "focus-ring": "kram-900",
    "focus-halo": "khamin-400",
    "selected": "kram-100",
    "hover": "kram-50",
    "plaid-dark": "kram-900",
    "plaid-main": "kram-700",
    "plaid-accent": "khamin-400",
}


@dataclass(frozen=True)
class Faint:
    """Two colours that do not differ enough: the measured ratio, and the one needed."""

    colour: str
    ground: str
    ratio: float
    needed: float


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as #1b4b73, from 1 (none) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def palette(colour: str = "", accent: str = "") -> dict[str, str]:
    """The tokens of the style sheet that these two colours change; none without them."""
    made: dict[str, str] = {}
    if colour:
        made |= {token: _mixed(colour, share) for token, share in SHADES.items()}
    if accent:
        made["khamin-400"] = accent
    return made | {token: made[of] for token, of in NAMED.items() if of in made}


def too_faint(colour: str = "", accent: str = "") -> Faint | None:
    """The first pair that could not be read, of those that pages use; None where all can."""
    made = palette(colour or HOUSE_COLOUR, accent or HOUSE_ACCENT)
    if not colour:  # the house's own shades are chosen by hand
        made |= {"kram-900": "#10304c"}
    text = [(made["kram-700"], ground) for ground in (SURFACE, PAPER, WELL, made["kram-50"], made["kram-100"])]
    text += [(ink, made[ground]) for ink in (INK, INK_2) for ground in ("kram-50", "kram-100")]
    text += [(made["kram-900"], PAPER)]
    shapes = [(made["kram-500"], ground) for ground in (SURFACE, PAPER)]
    shapes += [(made["khamin-400"], made["kram-900"])]
    needed = ([(pair, TEXT) for pair in text] if colour else []) + [(pair, SHAPE) for pair in shapes]
    for (one, ground), least in needed:
        ratio = contrast(one, ground)
        if ratio < least:
            return Faint(one, ground, ratio, least)
    return None


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, share: float) -> str:
    towards = WHITE if share > 0 else BLACK
    pairs = ((int(colour[at : at + 2], 16), int(towards[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(own + (other - own) * abs(share)):02x}" for own, other in pairs)
