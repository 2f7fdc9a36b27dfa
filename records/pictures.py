"""Makes a picture harmless: it is drawn anew, so that nothing but its pixels is kept (promises I2, I3, I4, S8)."""

import io
import struct
import threading
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import (
    ExifTags,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from records.picture_looks import Look, look_of
from records.picture_origin import Expected, Origin, origin_of

LONGEST_SIDE = 2560
ENOUGH_PIXELS = 1600  # a large JPEG is decoded at a half or a quarter, if its longest side keeps as many
PHOTOGRAPH = {"quality": 82}
DRAWING = {"quality": 90, "subsampling": 0}  # keeps small type on a screenshot sharp
# No other decoder is ever tried; importing a plugin is what registers it. MPO is JPEG with more pictures behind.
OPENED = tuple(
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        GifImagePlugin.GifImageFile,
        WebPImagePlugin.WebPImageFile,
    )
)
# JPEG is decoded at a fraction of its size; the others must be held whole, WebP several times over.
MOST_PIXELS = {"JPEG": 40_000_000, "MPO": 40_000_000, "PNG": 16_000_000, "GIF": 16_000_000, "WEBP": 8_500_000}
# A progressive JPEG is held whole and costs the more, the more passes it makes: cameras and editors make about 10.
MOST_PIXELS_PROGRESSIVE = 16_000_000
MOST_SCANS = 32

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by the EXIF value Orientation. Source: CIPA DC-008 (Exif 2.32), 4.6.4."""

# Decoding takes memory: two at a time in one process, others wait their turn.
_a_turn = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Picture:
    content: bytes
    content_type: str
    width: int
    height: int
    look: Look | None = None
    """None where there is too little in it to be known again."""
    origin: Origin = Origin()


def clean_picture(source: bytes, *, expected: Expected | None = None) -> Picture:
    """The same picture as JPEG, upright, at most LONGEST_SIDE pixels long; and what it looks like.

    expected: what its own time and place are held against before they are left behind.

    Of a moving picture the first frame; what was transparent is white; colours are taken as sRGB. Raises ValidationError with code
    `not_an_image_or_pdf`, `picture_too_big` or `unreadable_file`.
    """
    try:
        with _a_turn, _open(source) as image:
            _refuse_if_too_big(image, source)
            origin = origin_of(image, expected) if expected else Origin()
            pixels = _drawn_anew(image)
            encoded = _encode(pixels, how=DRAWING if image.format in ("PNG", "GIF") else PHOTOGRAPH)
            return replace(encoded, look=look_of(pixels), origin=origin)
    except Image.DecompressionBombError as error:
        raise too_big() from error
    except ValidationError:
        raise
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
        TypeError,
        struct.error,
        MemoryError,
    ) as error:
        # Pillow's decoders answer broken files in all of these ways.
        raise ValidationError(
            _("This file is damaged and cannot be opened. Save it again, or take a new photo."), code="unreadable_file"
        ) from error


def clean_mark(source: bytes, *, side: int) -> bytes:
    """A small drawing such as a logo as PNG, at most `side` pixels long; what was transparent stays so.

    Raises ValidationError as `clean_picture` does; for a drawing by instructions (SVG) as for all it does not know.
    """
    clean_picture(source)  # refuses what is too big or broken, before it is decoded as a whole
    with _a_turn, _open(source) as image:
        pixels = image.convert("RGBA")
        pixels.thumbnail((side, side))
        drawn = Image.new("RGBA", pixels.size)
        drawn.paste(pixels)
        return _as_png(drawn)


def on_square(mark: bytes, *, side: int, share: float) -> bytes:
    """A PNG of `clean_mark` in the middle of a white square, filling this share of it: masks cut off the corners."""
    with Image.open(io.BytesIO(mark), formats=["PNG"]) as image:
        pixels = image.convert("RGBA")
        scale = side * share / max(pixels.size)
        pixels = pixels.resize((max(1, round(pixels.width * scale)), max(1, round(pixels.height * scale))))
        paper = Image.new("RGB", (side, side), "white")
        paper.paste(pixels, ((side - pixels.width) // 2, (side - pixels.height) // 2), mask=pixels)
        return _as_png(paper)


def _as_png(image: Image.Image) -> bytes:
    encoded = io.BytesIO()
    image.save(encoded, "PNG", optimize=True)
    return encoded.getvalue()


def not_an_image_or_pdf() -> ValidationError:
    return ValidationError(
        _("This is neither a picture nor a PDF. You can send JPEG, PNG, WebP, GIF and PDF."), code="not_an_image_or_pdf"
    )


def too_big() -> ValidationError:
    return ValidationError(
        _("This picture has too many pixels. Send it smaller, or send a screenshot of it."), code="picture_too_big"
    )


def _open(source: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(source), formats=OPENED)
    except UnidentifiedImageError as error:
        raise not_an_image_or_pdf() from error


def _refuse_if_too_big(image: Image.Image, source: bytes) -> None:
    """By what the header says, before anything is decoded."""
    most = MOST_PIXELS[image.format or ""]
    if image.format in ("JPEG", "MPO"):
        if source.count(b"\xff\xda") > MOST_SCANS:
            raise too_big()
        if image.info.get("progressive"):
            most = MOST_PIXELS_PROGRESSIVE
    if image.width * image.height > most:
        raise too_big()


def _drawn_anew(image: Image.Image) -> Image.Image:
    orientation = image.getexif().get(ExifTags.Base.Orientation)
    ratio = ENOUGH_PIXELS / max(image.size)
    image.draft(None, (int(image.width * ratio), int(image.height * ratio)))  # JPEG only; others ignore it
    pixels = _in_plain_colours(image)
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC, reducing_gap=1.5)
    if orientation in UPRIGHT:
        pixels = pixels.transpose(UPRIGHT[orientation])
    # A new image: whatever the old one carried (EXIF, XMP, profiles, comments) stays behind.
    paper = Image.new("L" if pixels.mode == "L" else "RGB", pixels.size, "white")
    paper.paste(pixels, mask=pixels if pixels.mode == "RGBA" else None)
    return paper


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """As RGB, RGBA or L. What is 16 bits deep is scaled down; Pillow alone would cut it off at white."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    wanted = "RGBA" if image.has_transparency_data else "L" if image.mode in ("1", "L") else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def _encode(image: Image.Image, *, how: dict[str, int]) -> Picture:
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", **how)
    return Picture(encoded.getvalue(), "image/jpeg", image.width, image.height)
