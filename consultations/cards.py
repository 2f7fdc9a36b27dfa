"""The picture that stands beside a shared link: the title of a consultation, who asks, and until when.

Shaped by HarfBuzz, so that Thai signs stand where they belong whatever else is installed, and filled by Pillow. Always in
Thai: programs that fetch it bring no language.
"""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw
from PIL.Image import Resampling

import records
from ml.thai_text import breakable

if TYPE_CHECKING:
    import uharfbuzz as hb

WIDTH, HEIGHT = 1200, 630
"""What readers of Open Graph tags show uncut."""
FINE = 2
"""Drawn so many times larger and made smaller again: smooth edges."""
PAPER, INK, BRAND, LIGHT = "#fbf7f0", "#10304c", "#1b4b73", "#f3b229"
MARGIN, MOST_LINES = 80, 4
STEPS = 8
"""Straight pieces of a curve."""
_FONTS = Path(records.__file__).parent / "fonts"
Point = tuple[float, float]


class _Outline:
    """What HarfBuzz draws of one letter, as polygons."""

    def __init__(self) -> None:
        self.contours: list[list[Point]] = []

    def moveTo(self, to: Point) -> None:
        self.contours.append([to])

    def lineTo(self, to: Point) -> None:
        self.contours[-1].append(to)

    def qCurveTo(self, over: Point, to: Point) -> None:
        (x0, y0), (x1, y1), (x2, y2) = self.contours[-1][-1], over, to
        for step in range(1, STEPS + 1):
            t = step / STEPS
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
            self.contours[-1].append((a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2))

    def curveTo(self, first: Point, second: Point, to: Point) -> None:
        start = self.contours[-1][-1]
        for step in range(1, STEPS + 1):
            t = step / STEPS
            parts = zip(
                (start, first, second, to), ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3), strict=True
            )
            weighted = [(x * share, y * share) for (x, y), share in parts]
            self.contours[-1].append((sum(x for x, _y in weighted), sum(y for _x, y in weighted)))

    def closePath(self) -> None:
        pass


@cache
def _font(name: str) -> hb.Font:
    import uharfbuzz as hb  # with the first card, so that a web process is light until then

    return hb.Font(hb.Face((_FONTS / f"Sarabun-{name}.ttf").read_bytes()))


def _shaped(text: str, name: str) -> tuple[list[tuple[int, float, float]], float]:
    """Letters with their places, and how long all are, in units of the font."""
    if not text:
        return [], 0.0
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(_font(name), buffer)
    letters, x = [], 0.0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        letters.append((info.codepoint, x + position.x_offset, float(position.y_offset)))
        x += position.x_advance
    return letters, x


def _length(text: str, name: str, size: float) -> float:
    return _shaped(text, name)[1] * size / _font(name).face.upem


def lines_of(text: str, *, name: str, size: float, width: float, most: int) -> list[str]:
    """The text in lines between words; what does not fit ends in "…"."""
    lines = [""]
    for piece in breakable(" ".join(text.split())):
        if lines[-1] and _length((lines[-1] + piece).rstrip(), name, size) > width:
            lines.append("")
        lines[-1] += piece
    shown = [line.strip() for line in lines[:most]]
    if len(lines) > most:
        shown[-1] += "…"
    return [_cut(line, name, size, width) for line in shown]


def _cut(line: str, name: str, size: float, width: float) -> str:
    """A word that fits on no line, such as an address, loses its end."""
    while line and _length(line, name, size) > width:
        line = line.rstrip("…")[:-1] + "…"
    return line


def _write(picture: Image.Image, text: str, at: Point, *, name: str, size: float, colour: str) -> None:
    """at: where the line begins and its letters stand, in pixels of the card."""
    scale = size * FINE / _font(name).face.upem
    mask = Image.new("1", picture.size, 0)
    for letter, x, y in _shaped(text, name)[0]:
        outline = _Outline()
        _font(name).draw_glyph_with_pen(letter, outline)
        for contour in outline.contours:
            if len(contour) < 3:
                continue
            points = [(at[0] * FINE + (x + px) * scale, at[1] * FINE - (y + py) * scale) for px, py in contour]
            _fill(mask, points)
    picture.paste(colour, mask=mask)


def _fill(mask: Image.Image, points: list[Point]) -> None:
    """One contour; where it lies within another one it is a hole (even-odd)."""
    left, top = int(min(x for x, _y in points)) - 1, int(min(y for _x, y in points)) - 1
    size = (int(max(x for x, _y in points)) - left + 2, int(max(y for _x, y in points)) - top + 2)
    filled = Image.new("1", size, 0)
    ImageDraw.Draw(filled).polygon([(x - left, y - top) for x, y in points], fill=1)
    box = (left, top, left + size[0], top + size[1])
    mask.paste(ImageChops.logical_xor(mask.crop(box), filled), box)


@lru_cache(maxsize=64)
def draw_card(title: str, agency: str, when: str, house: str) -> bytes:
    """A PNG of 1200 × 630. when: the line of the days, such as "เปิดรับความเห็นถึง 3 ธ.ค. 2569"."""
    picture = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH * FINE, 20 * FINE), fill=BRAND)
    pen.rectangle((0, 20 * FINE, WIDTH * FINE, 26 * FINE), fill=LIGHT)
    width = WIDTH - 2 * MARGIN
    _write(picture, house, (MARGIN, 100), name="Bold", size=34, colour=BRAND)
    size = 60 if len(title) < 90 else 50
    for number, line in enumerate(lines_of(title, name="Bold", size=size, width=width, most=MOST_LINES)):
        _write(picture, line, (MARGIN, 195 + number * size * 1.45), name="Bold", size=size, colour=INK)
    [asked_by] = lines_of(agency, name="Regular", size=34, width=width, most=1)
    _write(picture, asked_by, (MARGIN, 530), name="Regular", size=34, colour=INK)
    _write(picture, when, (MARGIN, 582), name="Bold", size=34, colour=BRAND)
    small = picture.resize((WIDTH, HEIGHT), Resampling.LANCZOS)
    told = BytesIO()
    small.quantize(64).save(told, "PNG")  # a quarter of the bytes: it has five colours and their edges
    return told.getvalue()
