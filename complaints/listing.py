"""What a list shows of a case besides its own columns: the beginning of its first words, and where it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from complaints.models import Case
from complaints.sentences import without
from directory import known
from directory.models import Area
from directory.statements import Prepared
from records.caching import kept_for

BEGINNING_LETTERS = 90


@dataclass(frozen=True)
class Told:
    """What a list shows of a case's first complaint."""

    channel: str = ""
    beginning: str = ""
    language: str = ""
    """Of the text (complaints.text_languages)."""


def complete_cases(cases: Sequence[Case]) -> dict[int, Told]:
    """Give each case its topic and its area up to the province; returns what its first complaint says, by case id."""
    areas, topics = known.areas.by_id(c.area_id for c in cases), known.topics.by_id(c.topic_id for c in cases)
    for case in cases:
        case.topic = topics[case.topic_id] if case.topic_id else None
        case.area = areas[case.area_id] if case.area_id else None
    return told_in([case.pk for case in cases])


def told_in(case_ids: Sequence[int]) -> dict[int, Told]:
    """What the first complaint of each case says, by case id."""
    # Latest first, so that the earliest complaint of a case is the one that stays.
    found = _BEGINNINGS.rows([BEGINNING_LETTERS + 1, list(case_ids)])
    return {
        case: Told(channel, _shortened(without(told, json.loads(parted)) if parted else told), language)
        for case, channel, told, language, parted in found
    }


_BEGINNINGS = Prepared(
    "SELECT case_id, channel, CASE WHEN parted = '[]' THEN left(text, %s) ELSE text END, text_language,"
    " CASE WHEN parted <> '[]' THEN parted::text END FROM complaints_complaint WHERE case_id = ANY(%s) ORDER BY id DESC"
)


def _shortened(beginning: str) -> str:
    line = " ".join(beginning.split())
    return line if len(beginning) <= BEGINNING_LETTERS else f"{line[:BEGINNING_LETTERS]}…"


def place_name(case: Case) -> str:
    """Where the case is, in the reader's language; `case.area` has its parents already."""
    return name_of(case.area) if case.area else case.place_text


def name_of(area: Area) -> str:
    """An area with what it lies in, in the reader's language."""
    known, key = _place_names(), (area.pk, get_language() or "")
    if key not in known:
        known[key] = area.full_name()
    return known[key]


@kept_for(seconds=60)
def _place_names() -> dict[tuple[int, str], str]:
    return {}
