"""Tell open pages, in every process, that something changed."""

from django.db import connection

LIVE_CHANNEL = "live"


def announce(*topics: str) -> None:
    """Say that something changed, heard only when the caller's transaction commits. It never says what.

    topics: `case:<reference>:<n>` with the number of the newest event, `desk:<n>`, `office:<agency id>`,
        `person:<user id>`; or `close:person:<user id>` and `close:case:<reference>` to close the sockets of somebody whose
        role changed or of a case whose visibility changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, topic) FROM unnest(%s) AS topic", [LIVE_CHANNEL, list(topics)])
