"""Where a matter is dealt with quicker than by filing it: a telephone, a page, the agency whose duty it is.

Said, never enforced: whoever reads it can file all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from complaints.topic_tables import StopperText
from directory.models import Area
from directory.models.areas import codes_around
from directory.reference_files import is_yes, read_csv
from directory.reference_tables import Row, bring_in
from records.caching import kept_for

MOST_SHOWN = 2
_TABLE = Path(__file__).parent / "reference" / "quicker_ways.csv"


def quicker_ways(topic_code: str, area: Area | None = None) -> Sequence[StopperText]:
    """The texts for a matter of this topic in this area, the most specific ones; at most two.

    Without an area only those that hold everywhere. A text for a part of a topic or of the country stands in for the
    one for the whole.
    """
    topics, areas = _chain(topic_code), _within(area)
    fitting = []
    for text in _in_use():
        topic_at = _depth(text.topic.code if text.topic else None, topics)
        area_at = _depth(text.area_id, areas)
        if topic_at is not None and area_at is not None:
            fitting.append(((topic_at, area_at), text))
    best = max((depth for depth, _text in fitting), default=None)
    return [text for depth, text in fitting if depth == best][:MOST_SHOWN]


def _depth(wanted: object | None, chain: Sequence[object]) -> int | None:
    """How specific a condition is that this chain meets: 0 for one that holds for all, None for one that is not met."""
    if wanted is None:
        return 0
    return chain.index(wanted) + 1 if wanted in chain else None


def _chain(topic_code: str) -> list[str]:
    """A topic's code and those of what it is part of, the widest first."""
    above, _slash, part = topic_code.partition("/")
    return ([above] if above else []) + ([topic_code] if part else [])


def _within(area: Area | None) -> list[int]:
    """An area's code and those of what it lies in, the widest first."""
    return codes_around(area.pk)[::-1] if area else []


@kept_for(seconds=5)
def _in_use() -> list[StopperText]:
    return list(StopperText.objects.filter(is_active=True).select_related("topic", "agency").order_by("code"))


def forget_quicker_ways() -> None:
    """Drop what this process keeps of the table, after a change of it."""
    _in_use.forget()


def load_quicker_ways() -> int:
    """Add or update the texts of reference/quicker_ways.csv; what staff changed stays. Returns how many are new."""
    return len(bring_in(StopperText, [_row(line) for line in read_csv(_TABLE)], key=lambda row: row["code"]).added)


def _row(line: Mapping[str, str]) -> Row:
    return {
        "code": line["code"],
        "topic__code": line["topic"] or None,
        "area__code": int(line["area"]) if line["area"] else None,
        "agency__code": line["agency"] or None,
        "text_th": line["text_th"],
        "text_en": line["text_en"],
        "phone": line["phone"],
        "link": line["link"],
        "source": line["source"],
        "is_confirmed": is_yes(line["confirmed"]),
    }
