"""How many comments there are, as pages show it: triggers write each step down, a chore adds the steps up, pages read sums.

What waits to be added is read with the sums, in one statement: whoever has just written sees it counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Count, Q

from consultations.comments.commenters import who_commented
from consultations.comments.models import Comment, Placing
from consultations.laws.models import Version
from consultations.participation.models import ACCOUNTS, Identity
from notifications.live import announce
from records.caching import kept_by_key
from records.locks import is_alone

AT_ONCE = 20_000

_ADD_UP = """
    WITH steps AS (
        DELETE FROM comments_change WHERE id IN (SELECT id FROM comments_change ORDER BY id LIMIT %s)
        RETURNING commenting_id, version_id, unit, is_gone, step
    ), placed AS (
        INSERT INTO comments_tally AS tally (version_id, unit, is_gone, comments)
        SELECT version_id, unit, is_gone, sum(step) FROM steps
        WHERE EXISTS (SELECT FROM laws_version WHERE laws_version.id = version_id)
        GROUP BY 1, 2, 3
        ON CONFLICT (version_id, unit, is_gone) DO UPDATE SET comments = tally.comments + excluded.comments
    ), said AS (
        UPDATE comments_commenting commenting SET said = said + more.step
        FROM (SELECT commenting_id, sum(step) AS step FROM steps GROUP BY 1) more, consultations_consultation consultation
        WHERE commenting.consultation_id = more.commenting_id AND consultation.id = more.commenting_id
        RETURNING consultation.slug, commenting.said
    )
    SELECT NULL, count(*) FROM steps UNION ALL SELECT slug, said FROM said
"""
_COUNTS = """
    SELECT version_id, unit, is_gone, sum(comments) FROM (
        SELECT version_id, unit, is_gone, comments FROM comments_tally WHERE version_id = ANY(%(versions)s)
        UNION ALL SELECT version_id, unit, is_gone, step FROM comments_change WHERE version_id = ANY(%(versions)s)
    ) both_of_them GROUP BY 1, 2, 3 HAVING sum(comments) <> 0
"""
_SAID = """
    SELECT (SELECT said FROM comments_commenting WHERE consultation_id = %(id)s)
        + coalesce((SELECT sum(step) FROM comments_change WHERE commenting_id = %(id)s), 0)
"""


@transaction.atomic
def add_up() -> int:
    """Add a batch of steps to the sums and tell open pages the new number. Returns how many steps there were."""
    if not is_alone("consultations.comments.counting"):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_ADD_UP, [AT_ONCE])
        (_none, steps), *told = cursor.fetchall()
    if told:
        announce(*(f"comments:{slug}:{said}" for slug, said in told))
    return int(steps)


def said_in(consultation_id: int) -> int:
    """How many comments and replies everybody reads."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID, {"id": consultation_id})
        return int(cursor.fetchone()[0] or 0)


@dataclass(frozen=True)
class Counts:
    """by_unit: of each section that has some, by its id. gone: how many were written on words that this version has not.

    is_placing: those of an earlier version are not all in their places yet.
    """

    by_unit: dict[str, int] = field(default_factory=dict)
    gone: int = 0
    is_placing: bool = False

    @property
    def all(self) -> int:
        return sum(self.by_unit.values())

    def of(self, unit: str) -> int:
        return self.by_unit.get(unit, 0)


@kept_by_key(seconds=2)
def counts_of(version_id: int) -> Counts:
    """Public, and the same for everybody."""
    return count_comments(version_id)


def count_comments(version_id: int) -> Counts:
    """The same, asked anew. Replies count with nothing but the comment they hang under."""
    by_unit: dict[str, int] = {}
    gone = 0
    for _version, unit, is_gone, many in _sums([version_id]):
        if is_gone:
            gone += many
        elif many:
            by_unit[unit] = many
    return Counts(by_unit, gone, is_placing=_is_placing(version_id))


def totals_of(version_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Of each version how many comments stand in it, and how many are on words that it has not. One statement."""
    totals: dict[int, tuple[int, int]] = {}
    for version, _unit, is_gone, many in _sums(version_ids):
        here, out = totals.get(version, (0, 0))
        totals[version] = (here, out + many) if is_gone else (here + many, out)
    return totals


def _sums(version_ids: Iterable[int]) -> list[tuple[int, str, bool, int]]:
    """(version, section, whether the words are gone, comments)."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"versions": list(version_ids)})
        return [(version, unit, is_gone, int(many)) for version, unit, is_gone, many in cursor.fetchall()]


@dataclass(frozen=True)
class People:
    confirmed: int
    anonymous: int
    entered: int


def people_who_commented(consultation_id: int) -> People:
    """How many voices took part by comments. One statement."""
    levels = {
        "confirmed": Count("pk", filter=Q(identity__in=ACCOUNTS)),
        "anonymous": Count("pk", filter=Q(identity=Identity.ANONYMOUS)),
        "entered": Count("pk", filter=Q(identity=Identity.ENTERED)),
    }
    return People(**who_commented(consultation_id).aggregate(**levels))


def _is_placing(version_id: int) -> bool:
    """Whether earlier versions have comments of which this one does not know where they stand."""
    if Placing.objects.filter(pk=version_id).exists():
        return False
    version = Version.objects.filter(pk=version_id, parts__gt=0).values_list("document", "number").first()
    if version is None:
        return False
    document, number = version
    return Comment.objects.filter(above=None, version__document=document, version__number__lt=number).exists()
