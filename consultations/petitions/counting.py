"""Counting signatures without counting them: a trigger writes each step down, a chore adds the steps up, pages read the sum.

What reaches its threshold becomes a duty of its agency there and then. The closing waits for whoever signs at that moment,
adds up what is left, and decides on that sum.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from consultations.petitions.history import DUE, lock, owe, record
from consultations.petitions.letters import tell_team
from consultations.petitions.models import Petition, PetitionEvent, PetitionNews
from consultations.petitions.rules import rule_for
from consultations.petitions.telling import ask_to_tell
from notifications.live import announce
from records.locks import is_alone, wait_to_be_alone

AT_ONCE = 20_000
CLOSED_AT_ONCE = 50
_ADDING_UP = "consultations.petitions.counting"
"""The lock of whoever adds up, so that two never take steps from one another."""

_ADD_UP = """
    WITH steps AS (
        DELETE FROM petitions_signaturestep
        WHERE id IN (SELECT id FROM petitions_signaturestep {which} ORDER BY id LIMIT %(most)s)
        RETURNING petition_id, step
    ), sums AS (SELECT petition_id, sum(step) AS more, count(*) AS steps FROM steps GROUP BY 1)
    UPDATE petitions_petition petition SET signature_count = petition.signature_count + sums.more
    FROM sums WHERE petition.id = sums.petition_id
    RETURNING petition.id, petition.slug, petition.signature_count, sums.steps
"""
_ADD_UP_ALL, _ADD_UP_ONE = _ADD_UP.format(which=""), _ADD_UP.format(which="WHERE petition_id = %(petition)s")


@transaction.atomic
def add_up() -> int:
    """Add a batch of steps to the sums and tell open pages the new numbers. Returns how many steps there were."""
    if not is_alone(_ADDING_UP):
        return 0
    found = _run(_ADD_UP_ALL)
    for pk, _slug, _count, _steps in found:
        _look_whether_reached(pk)
    return sum(steps for _pk, _slug, _count, steps in found)


def close_petitions() -> int:
    """Close what is over, by the database's clock. Returns how many were closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM petitions_petition WHERE published_at IS NOT NULL AND refused_at IS NULL AND closed_at IS NULL"
            " AND closes_at <= clock_timestamp() ORDER BY closes_at LIMIT %s",
            [CLOSED_AT_ONCE],
        )
        over = [pk for (pk,) in cursor.fetchall()]
    return sum(_close(pk) for pk in over)


@transaction.atomic
def _close(pk: int) -> bool:
    # Its author may just have made it longer.
    if not _count_the_last(pk, "closed_at IS NULL AND refused_at IS NULL AND closes_at <= clock_timestamp()"):
        return False
    petition = lock(Petition(pk=pk))
    petition.closed_at = timezone.now()
    facts = {"signatures": petition.signature_count}
    record(petition, PetitionEvent.Kind.CLOSED, by=None, facts=facts, changed=("closed_at",))
    if petition.reached_at is None:
        ask_to_tell(petition, PetitionNews.Kind.CLOSED)
    announce(f"petition:{petition.slug}:{petition.signature_count}")
    return True


def count_the_last(petition: Petition) -> None:
    """Add up what is left of one that takes no more signatures from this act on. Call it first of all in that act."""
    _count_the_last(petition.pk, "true")


def _count_the_last(pk: int, condition: str) -> bool:
    """False, and nothing done, where the condition (SQL of our own) does not hold once nobody signs any more."""
    wait_to_be_alone(_ADDING_UP)
    with connection.cursor() as cursor:
        # FOR UPDATE, which waits for everybody who signs now: they hold the petition's key (signing).
        cursor.execute(f"SELECT {condition} FROM petitions_petition WHERE id = %s FOR UPDATE", [pk])  # noqa: S608
        if not cursor.fetchone()[0]:
            return False
    while sum(steps for *_names, steps in _run(_ADD_UP_ONE, petition=pk)) == AT_ONCE:
        pass
    _look_whether_reached(pk)
    return True


def _look_whether_reached(pk: int) -> None:
    """Its threshold makes it a duty of the agency, whatever is withdrawn afterwards."""
    petition = lock(Petition(pk=pk))
    if petition.published_at is None or petition.refused_at is not None or petition.reached_at is not None:
        return
    if petition.threshold is None or petition.signature_count < petition.threshold:
        return
    petition.reached_at = timezone.now()
    owe(petition, rule_for(petition.area).answer_days)
    facts = {"signatures": petition.signature_count}
    record(petition, PetitionEvent.Kind.REACHED, by=None, facts=facts, changed=("reached_at", *DUE))
    ask_to_tell(petition, PetitionNews.Kind.REACHED)
    tell_team(petition)


def _run(statement: str, **values: int) -> list[tuple[int, str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"most": AT_ONCE, **values})
        found: list[tuple[int, str, int, int]] = cursor.fetchall()
    if found:
        announce(*(f"petition:{slug}:{count}" for _pk, slug, count, _steps in found))
    return found
