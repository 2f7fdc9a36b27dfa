"""Pictures of the demo: drawn streets before and after the work, each of its own, so that nobody's photograph is shown."""

from __future__ import annotations

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from complaints.workflow import Outcome
from records.models import Upload
from records.uploads import store_upload

SIZE = (640, 480)
ROOFS = ("#a4533b", "#6d5a8c", "#3f6b62", "#8b8f45", "#94694d")


PHOTOGRAPHED = 0.85
"""How many of the repairs are shown by a picture; the others say why not."""
REPAIRS = ("roads/", "flooding/", "waste/", "electricity/street-lights", "electricity/poles", "water-supply/burst")


def is_photographed(row: dict[str, str]) -> bool:
    """Whether the story has pictures from before and after: of a repair that one can see."""
    is_repair = bool(row["closing_answer"]) and row["outcome"] == Outcome.SOLVED and row["topic"].startswith(REPAIRS)
    return is_repair and random.Random(f"picture {row['key']}").random() < PHOTOGRAPHED  # noqa: S311


def picture_of(key: str, *, is_done: bool) -> Upload:
    """The street of this story, waiting for the form that sends it. is_done: with a patch where the hole was."""
    content = io.BytesIO()
    street(key, is_done=is_done).save(content, "JPEG", quality=80)
    name = token_of(key, is_done=is_done)
    return store_upload(SimpleUploadedFile(f"{name}.jpg", content.getvalue(), "image/jpeg"), token=name)


def token_of(key: str, *, is_done: bool) -> str:
    """Of the form for which that picture waits."""
    return f"demo-{key}-{'after' if is_done else 'before'}"


def street(key: str, *, is_done: bool) -> Image.Image:
    """The same place for the same key."""
    dice = random.Random(key)  # noqa: S311
    wide, high = SIZE
    horizon = round(high * dice.uniform(0.35, 0.5))
    image = Image.new("RGB", SIZE, "#bcd6e6" if is_done else "#c9cfd2")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, horizon, wide, high), fill=dice.choice(("#7c9364", "#a89b72", "#8d9a7a")))
    for _house in range(dice.randrange(3, 7)):
        left, width, height = dice.randrange(-40, wide), dice.randrange(60, 170), dice.randrange(40, 150)
        draw.rectangle(
            (left, horizon - height, left + width, horizon + 12), fill=dice.choice(("#e8dcc4", "#d6c9b8", "#f1ece0"))
        )
        draw.polygon(
            [
                (left - 10, horizon - height),
                (left + width + 10, horizon - height),
                (left + width // 2, horizon - height - 40),
            ],
            fill=dice.choice(ROOFS),
        )
    aim = dice.randrange(wide // 3, 2 * wide // 3)
    draw.polygon(
        [
            (dice.randrange(-150, 120), high),
            (aim - 20, horizon),
            (aim + 20, horizon),
            (dice.randrange(wide - 120, wide + 150), high),
        ],
        fill="#62656a",
    )
    for _pole in range(dice.randrange(1, 4)):
        at = dice.randrange(20, wide - 20)
        draw.rectangle((at, dice.randrange(20, horizon - 40), at + 9, high - 90), fill="#5b4a3c")
    x, y, r = dice.randrange(wide // 3, 2 * wide // 3), dice.randrange(horizon + 90, high - 40), dice.randrange(45, 85)
    if is_done:
        draw.rectangle((x - r, y - r // 2, x + r, y + r // 2), fill="#3f4145")
        draw.line((x - r, y, x + r, y), fill="#e6e2d3", width=5)
        # Nobody stands twice on the same spot: without this step it would be the picture from before, sent again.
        return image.crop((90, 40, wide - 10, high - 30)).resize(SIZE)
    else:
        draw.ellipse((x - r, y - r // 2, x + r, y + r // 2), fill="#241d18")
        draw.ellipse((x - r // 2, y - r // 5, x + r // 2, y + r // 3), fill="#8a6f4e")
    return image
