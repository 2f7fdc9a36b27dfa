"""Tell open pages, in every process, that something changed."""

from hashlib import sha256

from django.db import connection

from records.chores import WORK_CHANNEL

LIVE_CHANNEL = "live"


def announce(*topics: str, wake: str = "") -> None:
    """Say that something changed, heard only when the caller's transaction commits. It never says what.

    topics: `case:<reference>:<n>` with the number of the newest event, `desk:<n>`, `office:<agency id>`,
        `parts:<reference>` and `parts_in_confidence:<reference>` with no number, for the other cases of one telling,
        `person:<user id>`, `area:<code>:<ms since 1970>`; or `close:person:<user id>` to close the sockets of somebody whose role changed, and
        `close:case:<reference>` those of a case whose visibility changed: whoever still may look comes back by itself;
        so do those of a session that has ended, after `close:` and its `session_topic`;
        or `calm:office:<agency id>` for what many people press, which is told once in some seconds however often it is said.
    wake: a chore to call the workers to, in the same statement (records.chores.wake).
    """
    told = [(LIVE_CHANNEL, topic) for topic in topics] + ([(WORK_CHANNEL, wake)] if wake else [])
    channels, payloads = zip(*told, strict=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(c, p) FROM unnest(%s, %s) AS told(c, p)", [list(channels), list(payloads)])


def session_topic(key: str) -> str:
    """Names a session to all processes without giving its key away."""
    return f"session:{sha256(key.encode()).hexdigest()[:32]}"
