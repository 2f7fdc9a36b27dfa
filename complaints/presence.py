"""Which colleagues have a case open now, so that two do not work on it without knowing of each other.

A page says that it is open when it is shown and then every 45 seconds while somebody can see it
(frontend/src/modules/here.ts). Told to the same agency only; gone from the table within an hour and ten minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from complaints.colleagues import who_may_open
from complaints.models import Assignment, Presence
from directory.models import User
from directory.statements import Prepared
from records.chores import Chore

KEPT_FOR = timedelta(hours=1)
_MOST = 10
_STALE = "interval '2 minutes'"
# Somebody's other window may be the next to say so: until then they have not gone, and come no second time.
_AWAY = "interval '5 minutes'"

_say = Prepared(f"""
    WITH own AS (
        INSERT INTO complaints_presence AS mine (case_id, agency_id, user_id, first_at, seen_at)
        VALUES (%(case)s, %(agency)s, %(user)s, statement_timestamp(), statement_timestamp())
        ON CONFLICT (case_id, agency_id, user_id) DO UPDATE SET
            first_at = CASE WHEN mine.seen_at < statement_timestamp() - {_AWAY} THEN statement_timestamp()
                ELSE mine.first_at END,
            seen_at = statement_timestamp()
        RETURNING seen_at)
    SELECT own.seen_at, other.user_id, other.first_at FROM own LEFT JOIN complaints_presence AS other
        ON other.case_id = %(case)s AND other.agency_id = %(agency)s AND other.user_id <> %(user)s
        AND other.seen_at > statement_timestamp() - {_STALE}
    ORDER BY other.first_at, other.user_id LIMIT {_MOST}""")  # noqa: S608 - words and numbers of our own
_go = Prepared(f"""
    UPDATE complaints_presence SET seen_at = seen_at - {_STALE}
    WHERE case_id = %(case)s AND agency_id = %(agency)s AND user_id = %(user)s AND seen_at = %(at)s""")  # noqa: S608


class Beside(NamedTuple):
    """A colleague who has the case open. since: when they opened it."""

    user: User
    since: datetime


class Here(NamedTuple):
    """at: when this page last said that it is open. colleagues: who else has the case open, the first to come first."""

    at: datetime
    colleagues: list[Beside]


def say_here(assignment: Assignment, user: User) -> Here:
    """Write down that this person has the page of their agency's part open, and tell who else has; at most ten.

    The caller has found the part through handled_by, and of a confidential one asked for a reason.
    """
    rows = _say.rows(_key(assignment, user))
    since = {pk: first_at for _at, pk, first_at in rows if pk is not None}
    found = who_may_open(assignment, since) if since else {}
    return Here(rows[0][0], [Beside(found[pk], first_at) for pk, first_at in since.items() if pk in found])


def say_gone(assignment: Assignment, user: User, *, at: datetime) -> None:
    """The page that was last open at this moment is closed; one that said so later, in another window, is not."""
    with connection.cursor() as cursor:
        _go.run(cursor, _key(assignment, user) | {"at": at})


def _key(assignment: Assignment, user: User) -> dict[str, object]:
    return {"case": assignment.case_id, "agency": assignment.agency_id, "user": user.pk}


def forget_closed_pages() -> int:
    """Remove rows of pages that nobody has had open for an hour. Returns how many."""
    gone, _rows = Presence.objects.filter(seen_at__lt=timezone.now() - KEPT_FOR).delete()
    return gone


forget_presence = Chore("forget_presence", forget_closed_pages, every_s=600)
