"""Is this process fit to serve? For /readyz; being alive at all is /healthz's business."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

# One thread: while a question hangs, the next is answered "no" instead of hanging too.
_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")
_migrated = False


def database_answers(within_s: float = 2.0) -> bool:
    """Whether a query on a fresh connection comes back in time."""
    return _answer(_query, within_s)


def migrations_applied(within_s: float = 2.0) -> bool:
    """Whether the database has every table this code knows. Once true it stays true for this process."""
    global _migrated
    _migrated = _migrated or _answer(_nothing_to_migrate, within_s)
    return _migrated


def model_present() -> bool:
    """Whether a topic model lies where it should. Without it complaints go to people, none is refused."""
    place = Path(settings.TOPIC_MODEL)
    return place.is_file() or any(place.glob("*.skops"))


def readiness() -> dict[str, bool]:
    """Every answer by name."""
    database = database_answers()
    return {"database": database, "migrations": database and migrations_applied(), "model": model_present()}


def _answer(question: Callable[[], bool], within_s: float) -> bool:
    asked = _asking.submit(_ask, question)
    try:
        return asked.result(within_s)
    except (TooSlow, Error):
        asked.cancel()
        return False


def _ask(question: Callable[[], bool]) -> bool:
    try:
        return question()
    finally:
        connection.close()


def _query() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _nothing_to_migrate() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
