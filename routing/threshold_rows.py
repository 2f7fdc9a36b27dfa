"""How often what goes out by itself is right, topic by topic, beside how often staff want it to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from directory.models import Topic
from routing.models import RoutingThreshold
from routing.outcomes import FEW, Chosen, Judged, Share, choose_threshold, share_right

EVERY_TOPIC = "*"


@dataclass(frozen=True)
class Row:
    """One topic of the first level, or (topic=None) all that have no threshold of their own."""

    topic: Topic | None
    threshold: RoutingThreshold | None
    judged: int
    by_itself: Share
    """Of those that went out without a person, judged since: how many were right."""
    chosen: Chosen | None

    @property
    def code(self) -> str:
        return self.topic.code if self.topic else EVERY_TOPIC

    @property
    def low(self) -> int:
        return round(100 * self.by_itself.interval[0])

    @property
    def high(self) -> int:
        return round(100 * self.by_itself.interval[1])

    @property
    def offer(self) -> str:
        """The threshold that the page shows, as the form sends it back."""
        return f"{self.chosen.threshold:.2f}" if self.chosen else ""

    @property
    def is_low(self) -> bool:
        """Whether it is plain by now that fewer are right than was wanted."""
        target = self.threshold.target if self.threshold else None
        return target is not None and self.by_itself.of >= FEW and self.by_itself.interval[1] < target

    @property
    def is_news(self) -> bool:
        """Whether another threshold than today's is borne out."""
        now = self.threshold.probability if self.threshold else None
        return bool(self.chosen and self.chosen.holds and self.chosen.threshold != now)


def threshold_rows(judged: Sequence[Judged], target: float | None = None) -> list[Row]:
    """Of each topic with a threshold or with judged decisions; first that of all others.

    target: 0 to 1, for `chosen`; None where nobody asks for another threshold.
    """
    own = {row.topic_id: row for row in RoutingThreshold.objects.all()}
    topics = list(Topic.objects.active().top_level())
    alone = {topic.code for topic in topics if topic.pk in own}
    of_rest = [one for one in judged if one.topic not in alone]
    rows = [_row(None, own.get(None), of_rest, target)]
    for topic in topics:
        of_topic = [one for one in judged if one.topic == topic.code]
        if of_topic or topic.pk in own:
            rows.append(_row(topic, own.get(topic.pk), of_topic, target))
    return rows


def _row(
    topic: Topic | None, threshold: RoutingThreshold | None, judged: Sequence[Judged], target: float | None
) -> Row:
    by_itself = share_right(one for one in judged if one.by_itself)
    chosen = None if target is None else choose_threshold(judged, target)
    return Row(topic, threshold, len(judged), by_itself, chosen)
