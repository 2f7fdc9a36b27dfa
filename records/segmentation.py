"""What the stored words of the search were cut with: the program, its dictionary and our own rules.

A text is found when the words asked for are cut as the text's own were. So each row with such words says by the number of
a version what cut them, and rows of another version than the current one are cut anew, by and by, by whoever keeps them.
Current is the version of the worker that started last: while workers of two releases run side by side the newer one
cuts, and after a step back the older one does again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ml.segmenter import segmenter
from records.models import SegmentationVersion
from records.search import RULES

UNKNOWN = 0
"""The version of words that were cut before it was kept."""
_has_started = False


@dataclass(frozen=True)
class Here:
    """The version of this process. is_current: whether it is for this process to cut others' words anew."""

    number: int
    is_current: bool


def segmentation_here() -> Here:
    """What this process cuts with, put down at its first cut. One statement, or three at the first."""
    global _has_started
    told: dict[str, Any] = {"program": segmenter().program, "dictionary": segmenter().dictionary, "rules": RULES}
    newest_first = list(SegmentationVersion.objects.order_by("-taken_up_at", "-pk"))
    mine = next((each for each in newest_first if all(getattr(each, name) == told[name] for name in told)), None)
    if mine is not None and (_has_started or mine == newest_first[0]):
        _has_started = True
        return Here(mine.pk, mine == newest_first[0])
    _has_started = True
    mine, is_new = SegmentationVersion.objects.get_or_create(**told)
    if not is_new:
        SegmentationVersion.objects.filter(pk=mine.pk).update(taken_up_at=timezone.now())
    return Here(mine.pk, True)


def current_segmentation() -> SegmentationVersion | None:
    """By which words are cut now; None before the first worker has cut any."""
    return SegmentationVersion.objects.order_by("-taken_up_at", "-pk").first()


def other_segmentations(number: int) -> list[int]:
    """The numbers of all versions but this one, the newest first."""
    known = SegmentationVersion.objects.exclude(pk=number).order_by("-pk").values_list("pk", flat=True)
    return [*known, UNKNOWN]
