"""Locks of PostgreSQL under a name, for what one process does at a time. They end with the transaction."""

from django.db import connection


def is_alone(name: str) -> bool:
    """Whether nobody else holds this name; then it is ours until the transaction ends, and nobody waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [name])
        return bool(cursor.fetchone()[0])


def wait_to_be_alone(name: str) -> None:
    """Wait for whoever holds this name; then it is ours until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
