"""The picture of opinion groups: where to draw what, in an SVG of WIDTH by HEIGHT. What it means stands beside it in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

WIDTH, HEIGHT, MARGIN = 560, 340, 34
LEAST, MOST = 3.5, 13.0
"""Radius of a dot, in the units of the picture."""
FAR = 0.98
"""Of each axis so much of the people is drawn to scale; the few beyond stand at the edge."""


class Shown(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def letter(self) -> str: ...


@dataclass(frozen=True)
class Dot:
    """People who answered nearly alike: the more, the larger. shape: circle, square, triangle, diamond or cross, by group."""

    group: int
    x: float
    y: float
    r: float

    @property
    def place(self) -> tuple[str, str, str]:
        """Middle and radius as SVG reads numbers, whatever the page's language writes."""
        return f"{self.x:.1f}", f"{self.y:.1f}", f"{self.r:.1f}"

    @property
    def points(self) -> str:
        """Corners of the shapes that have some."""
        corners = _CORNERS[self.group % len(_CORNERS)]
        return " ".join(f"{self.x + dx * self.r:.1f},{self.y + dy * self.r:.1f}" for dx, dy in corners)

    @property
    def is_round(self) -> bool:
        return self.group % len(_CORNERS) == 0


_T = 0.42  # half the width of a cross's arms
_CORNERS: list[tuple[tuple[float, float], ...]] = [
    (),
    ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
    ((0, -1.3), (1.1, 0), (0, 1.3), (-1.1, 0)),
    (
        (-_T, -1.1), (_T, -1.1), (_T, -_T), (1.1, -_T), (1.1, _T), (_T, _T),
        (_T, 1.1), (-_T, 1.1), (-_T, _T), (-1.1, _T), (-1.1, -_T), (-_T, -_T),
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Label:
    """Where the letter of a group stands: in the middle of its dots."""

    letter: str
    x: float
    y: float

    @property
    def place(self) -> tuple[str, str]:
        return f"{self.x:.1f}", f"{self.y:.1f}"


@dataclass(frozen=True)
class Picture:
    dots: list[Dot]
    labels: list[Label]
    width: int = WIDTH
    height: int = HEIGHT


def picture_of(told: dict[str, Any], groups: Sequence[Shown]) -> Picture | None:
    """told: as `grouping.told_of` gives it. None where there is nothing to draw."""
    shown = {each.number: each.letter for each in groups}
    dots = [dot for dot in told.get("dots", []) if dot[3] in shown]
    if not dots:
        return None
    across, down = _scale([(d[0], d[2]) for d in dots], WIDTH), _scale([(d[1], d[2]) for d in dots], HEIGHT)
    most = max(dot[2] for dot in dots)
    drawn = [
        Dot(
            group, round(across(x), 1), round(HEIGHT - down(y), 1), round(LEAST + (MOST - LEAST) * (n / most) ** 0.5, 1)
        )
        for x, y, n, group in sorted(dots, key=lambda dot: -dot[2])
    ]
    labels = []
    for number in sorted(shown):
        own = [(across(x), down(y), n) for x, y, n, group in dots if group == number]
        people = sum(n for _x, _y, n in own)
        if people:
            x, y = (sum(place[axis] * place[2] for place in own) / people for axis in (0, 1))
            labels.append(Label(shown[number], x, HEIGHT - y))
    return Picture(drawn, labels)


def _scale(places: list[tuple[float, int]], length: int) -> Any:
    """From opinion to picture. places: coordinate and people of each dot."""
    far = _reach(places) or 1.0
    half = length / 2 - MARGIN

    def scaled(value: float) -> float:
        return length / 2 + half * max(-1.0, min(1.0, value / far))

    return scaled


def _reach(places: list[tuple[float, int]]) -> float:
    """How far from the middle FAR of the people stand at most."""
    people, passed = sum(n for _at, n in places), 0
    for at, n in sorted((abs(at), n) for at, n in places):
        passed += n
        if passed >= FAR * people:
            return at
    return 0.0
