"""Made-up pictures of streets, as different and as alike as photographs of them are: sky above, road below, things beside."""

import random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

SIZE = (960, 720)


def street(seed: int, *, size: tuple[int, int] = SIZE, repaired: bool = False, step: float = 0.0) -> Image.Image:
    """One place. repaired: the hole is filled. step: how far the second photographer stood from the first, 0 to 1."""
    dice = random.Random(seed)
    wide, high = size
    horizon = dice.uniform(0.28, 0.55) + 0.05 * step
    aim = dice.uniform(0.3, 0.7) + 0.06 * step
    sky, ground = dice.randrange(150, 235), dice.randrange(90, 160)
    image = Image.new("RGB", size, (sky - 10, sky, min(255, sky + 15)))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, horizon * high, wide, high), fill=(ground, ground + dice.randrange(-10, 40), ground - 20))
    _houses(draw, dice, size, horizon, step)
    left, right = dice.uniform(-0.3, 0.25), dice.uniform(0.75, 1.3)
    tar = dice.randrange(60, 120)
    road = [(left, 1), (aim - 0.03, horizon), (aim + 0.03, horizon), (right, 1)]
    draw.polygon([(x * wide, y * high) for x, y in road], fill=(tar, tar, tar + 4))
    _hole(draw, dice, size, horizon, step, repaired)
    for _pole in range(dice.randrange(0, 4)):
        at, top = dice.uniform(0, 1) + 0.04 * step, dice.uniform(0, 0.3)
        draw.rectangle((at * wide, top * high, at * wide + wide * 0.018, high * 0.8), fill=(70, 60, 55))
    grain = Image.effect_noise((wide // 3, high // 3), 40).resize(size, Image.Resampling.BICUBIC)
    seen = ImageChops.overlay(image, grain.convert("RGB"))
    return seen.filter(ImageFilter.GaussianBlur(0.7))


def _houses(draw: ImageDraw.ImageDraw, dice: random.Random, size: tuple[int, int], horizon: float, step: float) -> None:
    wide, high = size
    for _house in range(dice.randrange(2, 9)):
        at, width = dice.uniform(-0.1, 1) + 0.05 * step, dice.uniform(0.06, 0.3)
        top, foot = horizon - dice.uniform(0.03, 0.3), horizon + dice.uniform(0, 0.25)
        tone = dice.randrange(30, 230)
        box = (at * wide, top * high, (at + width) * wide, foot * high)
        if dice.random() < 0.5:
            draw.rectangle(box, fill=(tone, tone - 20, max(0, tone - 30)))
        else:
            draw.ellipse(box, fill=(max(0, tone // 3), max(20, tone // 2), 30))


def _hole(
    draw: ImageDraw.ImageDraw, dice: random.Random, size: tuple[int, int], horizon: float, step: float, repaired: bool
) -> None:
    wide, high = size
    x, y = dice.uniform(0.3, 0.7) + 0.05 * step, dice.uniform(horizon + 0.15, 0.92) + 0.03 * step
    r = dice.uniform(0.05, 0.15)
    tone = 45 if repaired else dice.choice((25, 150, 190))
    draw.ellipse(((x - r) * wide, (y - r / 2) * high, (x + r) * wide, (y + r / 2) * high), fill=(tone, tone, tone))


def cropped(image: Image.Image, share: float) -> Image.Image:
    """The picture without this share of its width and height, unevenly from its sides."""
    wide, high = image.size
    return image.crop(
        (int(wide * share * 0.7), int(high * share * 0.4), int(wide * (1 - share * 0.3)), int(high * (1 - share * 0.6)))
    )


def brighter(image: Image.Image, by: float) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(by)
