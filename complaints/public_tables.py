"""Tables behind the public pages: who says "me too", and how many public cases lie in each square of the map."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.workflow import CaseKind

LEVELS = 12
"""Squares of 1, 2, 4 … 2,048 thousandths of a degree; each level joins four squares of the one before."""
EVERY_TOPIC = 0


class MeToo(models.Model):
    """Somebody whom the matter of a public case troubles as well. Who it is cannot be read back from it."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="me_toos")
    who = models.CharField(max_length=64)
    """An HMAC over the account or the device, and the case: the rows of one person in two cases do not match."""
    said_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("me too")
        verbose_name_plural = _("me too")
        constraints = [models.UniqueConstraint(name="a_person_says_me_too_once_a_case", fields=["case", "who"])]

    def __str__(self) -> str:
        return str(self.case_id)


class PublicSquare(models.Model):
    """How many public cases lie in one square of the map. Kept by triggers of the case, so that no writer forgets it."""

    level = models.SmallIntegerField()
    topic = models.IntegerField()
    """A topic's id, of either level, or EVERY_TOPIC: no foreign key, and no sum at reading."""
    kind = models.CharField(max_length=24, choices=CaseKind.choices, db_default=CaseKind.COMPLAINT)
    """Of these there are few, so a map of all kinds adds them up."""
    x = models.IntegerField()
    y = models.IntegerField()
    """Thousandths of a degree of longitude and latitude, divided by 2 to the power of the level."""
    cases = models.IntegerField()
    sum_x = models.BigIntegerField()
    sum_y = models.BigIntegerField()
    """Of the smallest squares, for the middle of what lies here."""

    class Meta:
        verbose_name = _("square of the public map")
        verbose_name_plural = _("squares of the public map")
        constraints = [
            models.UniqueConstraint(
                name="a_square_is_counted_once_a_topic_and_kind", fields=["level", "topic", "x", "y", "kind"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.x}/{self.y}: {self.cases}"


# Sorted, so that two releases at once lock the squares they share in the same order.
COUNT_SQUARES = f"""
    INSERT INTO complaints_publicsquare AS square (level, topic, kind, x, y, cases, sum_x, sum_y)
    SELECT level, topics.id, kind, px >> level, py >> level, sum(n), sum(n * px), sum(n * py)
    FROM (
        SELECT n, topic_id, kind, floor(longitude * 1000)::int AS px, floor(latitude * 1000)::int AS py
        FROM ({{cases}}) AS changed (n, topic_id, kind, latitude, longitude) WHERE latitude IS NOT NULL
    ) AS placed
    CROSS JOIN generate_series(0, {LEVELS - 1}) AS level
    CROSS JOIN LATERAL (
        SELECT {EVERY_TOPIC} AS id UNION ALL SELECT topic_id::int WHERE topic_id IS NOT NULL
        UNION ALL SELECT parent_id::int FROM directory_topic
        WHERE directory_topic.id = placed.topic_id AND parent_id IS NOT NULL
    ) AS topics
    GROUP BY level, topics.id, kind, px >> level, py >> level
    HAVING sum(n) <> 0 OR sum(n * px) <> 0 OR sum(n * py) <> 0
    ORDER BY level, topics.id, px >> level, py >> level, kind
    ON CONFLICT (level, topic, x, y, kind) DO UPDATE SET
        cases = square.cases + EXCLUDED.cases,
        sum_x = square.sum_x + EXCLUDED.sum_x,
        sum_y = square.sum_y + EXCLUDED.sum_y
"""  # noqa: S608 - words of our own
_OLD = "(-1, OLD.topic_id, OLD.kind, OLD.public_latitude, OLD.public_longitude)"
_NEW = "(1, NEW.topic_id, NEW.kind, NEW.public_latitude, NEW.public_longitude)"


def square_triggers() -> list[pgtrigger.Trigger]:
    """What keeps the squares: a case that comes, moves, changes its topic or its kind, or goes."""

    def counting(rows: str) -> str:
        return COUNT_SQUARES.format(cases=f"VALUES {rows}") + "; RETURN NULL;"

    return [
        pgtrigger.Trigger(
            name="squares_learn_of_a_new_case",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition("(NEW.public_latitude IS NOT NULL)"),
            func=counting(_NEW),
        ),
        pgtrigger.Trigger(
            name="squares_learn_of_a_change",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(
                "((OLD.public_latitude IS NOT NULL OR NEW.public_latitude IS NOT NULL)"
                " AND (OLD.topic_id, OLD.kind, OLD.public_latitude, OLD.public_longitude)"
                " IS DISTINCT FROM (NEW.topic_id, NEW.kind, NEW.public_latitude, NEW.public_longitude))"
            ),
            func=counting(f"{_OLD}, {_NEW}"),
        ),
        pgtrigger.Trigger(
            name="squares_learn_that_a_case_is_gone",
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            condition=pgtrigger.Condition("(OLD.public_latitude IS NOT NULL)"),
            func=counting(_OLD),
        ),
    ]
