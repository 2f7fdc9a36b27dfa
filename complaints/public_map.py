"""The public map: how many public cases lie where, read from squares that were counted when each was released."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from complaints.public_tables import COUNT_SQUARES, EVERY_TOPIC, LEVELS
from directory.models import Topic
from directory.statements import Prepared

ZOOM_OF_THE_SMALLEST = 16
"""From here on every square of 110 m stands alone; a step further out joins four, so a square is some 90 px wide."""
MOST_CLUSTERS = 1500
MOST_SQUARES = 4096
"""More than the widest screen has; whoever asks for the whole country at the closest zoom gets a coarser answer."""


@dataclass(frozen=True)
class Box:
    """Degrees. Raises ValueError for a box that is none."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def read(cls, text: str) -> Box:
        west, south, east, north = (float(part) for part in text.split(","))
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise ValueError(text)
        return cls(west, south, east, north)


@dataclass(frozen=True)
class Cluster:
    """cases: how many. is_one_spot: all of them at this very point, so coming closer shows nothing more."""

    latitude: float
    longitude: float
    cases: int
    is_one_spot: bool


def level_of(zoom: float) -> int:
    """The level of squares for a zoom of the map (world 512 px wide at 0)."""
    return max(0, min(ZOOM_OF_THE_SMALLEST - round(zoom), LEVELS - 1))


def clusters(box: Box, level: int, topic: Topic | None = None, kind: str = "") -> list[Cluster]:
    """What lies in the box, the largest first, at most 1,500. A box too wide for squares so small gets larger ones."""
    while level < LEVELS - 1 and _squares_in(box, level) > MOST_SQUARES:
        level += 1
    west, south, east, north = _edges(box, level)
    wanted = {"level": level, "topic": topic.pk if topic else EVERY_TOPIC, "kind": kind, "most": MOST_CLUSTERS}
    found = _CLUSTERS.rows(wanted | {"west": west, "east": east, "south": south, "north": north})
    return [
        Cluster((sum_y / cases + 0.5) / 1000, (sum_x / cases + 0.5) / 1000, cases, is_one_spot=level == 0 or cases == 1)
        for cases, sum_x, sum_y in found
    ]


def _edges(box: Box, level: int) -> list[int]:
    return [int(degrees * 1000) >> level for degrees in (box.west, box.south, box.east, box.north)]


def _squares_in(box: Box, level: int) -> int:
    west, south, east, north = _edges(box, level)
    return (east - west + 1) * (north - south + 1)


_CLUSTERS = Prepared(
    "SELECT sum(cases), sum(sum_x)::float8, sum(sum_y)::float8 FROM complaints_publicsquare"
    " WHERE level = %(level)s AND topic = %(topic)s AND (%(kind)s = '' OR kind = %(kind)s)"
    " AND x BETWEEN %(west)s AND %(east)s AND y BETWEEN %(south)s AND %(north)s"
    " GROUP BY x, y HAVING sum(cases) > 0 ORDER BY sum(cases) DESC LIMIT %(most)s"
)


def count_squares() -> None:
    """Count all squares from the cases: after rows came in past the triggers."""
    cases = (
        "SELECT 1, topic_id, kind, public_latitude, public_longitude"
        " FROM complaints_case WHERE public_latitude IS NOT NULL"
    )
    _count_by(COUNT_SQUARES.format(cases=cases))


def count_anew() -> None:
    """As the squares were at migration 0011, before they knew the kind of a case; that migration alone calls this."""
    _count_by("""
        INSERT INTO complaints_publicsquare (level, topic, x, y, cases, sum_x, sum_y)
        SELECT level, topics.id, px >> level, py >> level, count(*), sum(px), sum(py)
        FROM (
            SELECT topic_id, floor(public_longitude * 1000)::int AS px, floor(public_latitude * 1000)::int AS py
            FROM complaints_case WHERE public_latitude IS NOT NULL
        ) AS placed
        CROSS JOIN generate_series(0, 11) AS level
        CROSS JOIN LATERAL (
            SELECT 0 AS id UNION ALL SELECT topic_id::int WHERE topic_id IS NOT NULL
            UNION ALL SELECT parent_id::int FROM directory_topic
            WHERE directory_topic.id = placed.topic_id AND parent_id IS NOT NULL
        ) AS topics
        GROUP BY level, topics.id, px >> level, py >> level
    """)


def _count_by(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE complaints_publicsquare")
        cursor.execute(statement)
