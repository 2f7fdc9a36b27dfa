"""A connection of its own that hears NOTIFY. Django's cannot: it is busy, shared by requests and may be pooled.

A pooler in transaction mode forgets a LISTEN at once: settings.DATABASE_DIRECT leads past it.
"""

from typing import Any

import psycopg2
from django.conf import settings
from django.db import connections
from psycopg2.extensions import quote_ident

# A peer that vanished without a word (a cut cable, a moved address) is noticed within half a minute.
NOTICE_A_DEAD_PEER = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def connection_settings() -> dict[str, Any]:
    """What psycopg2.connect needs to reach the default database itself, without Django's cursor."""
    database = connections["default"]
    if settings.DATABASE_DIRECT:
        database = database.copy("direct")
        database.settings_dict.update({"OPTIONS": {}, **settings.DATABASE_DIRECT})
    parameters = database.get_connection_params()
    parameters.pop("cursor_factory", None)
    return {**NOTICE_A_DEAD_PEER, **parameters}


def listen(channel: str) -> "psycopg2.extensions.connection":
    """An autocommit connection that hears one channel; select() on it, then poll() and read `notifies`.

    Raises psycopg2.OperationalError when the database cannot be reached.
    """
    connection = psycopg2.connect(**connection_settings())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {quote_ident(channel, connection)}")
    return connection
