"""The database of the tests: one throw-away PostgreSQL for the whole run, in it one database for each xdist worker."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import environ
import pytest

from config import postgres
from tests.migrated import copy_migrated_data

STACK = pytest.StashKey[ExitStack]()
URL = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[STACK] = stack = ExitStack()
    config.add_cleanup(stack.close)
    if not hasattr(config, "workerinput"):
        # SIGTERM ends a run like Ctrl-C: everything that was started is stopped.
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """xdist only, in the controller: tell each worker where the cluster is."""
    node.workerinput["database_url"] = _cluster_url(node.config)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix) -> None:
    """Lead Django to the cluster before pytest-django makes this worker's database in it."""
    from django.conf import settings

    workerinput = getattr(request.config, "workerinput", {})
    url = workerinput.get("database_url") or _cluster_url(request.config)
    database = settings.DATABASES["default"]
    if not os.environ.get("DATABASE_URL"):
        database["TEST"] = {**database.get("TEST", {}), "TEMPLATE": postgres.NAME}
    wanted = environ.Env.db_url_config(url)
    database.update({key: wanted.get(key, "") for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
    database["OPTIONS"] = {**database.get("OPTIONS", {}), **wanted.get("OPTIONS", {})}


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What the program keeps of its tables for some seconds was of another test's rows."""
    from notifications.own_words import who_has_words
    from records.caching import Forgetful

    for each in Forgetful.every:
        each.forget()
    who_has_words.keep(frozenset(), seconds=3600)  # no notice is worded otherwise, and that is known already


@pytest.fixture
def database_url(transactional_db) -> str:
    """The URL of this worker's own test database, for real processes started by a test: they see committed rows."""
    from django.db import connection

    host = connection.settings_dict["OPTIONS"].get("host") or connection.settings_dict["HOST"]
    return f"postgresql://{connection.settings_dict['USER']}@/{connection.settings_dict['NAME']}?host={host}"


def _cluster_url(config: pytest.Config) -> str:
    """Where the tests' server is; the first to ask starts it. A DATABASE_URL of the caller's is taken instead."""
    if URL not in config.stash:
        config.stash[URL] = os.environ.get("DATABASE_URL") or config.stash[STACK].enter_context(_throw_away()).url()
    return config.stash[URL]


@contextmanager
def _throw_away() -> Iterator[postgres.Cluster]:
    root = Path(tempfile.mkdtemp(prefix="siang-test-"))
    cluster = postgres.Cluster(root, postgres.find_programs(), durable=False, dies_with_us=True)
    try:
        copy_migrated_data(cluster)
        with postgres.running(cluster) as server:
            yield server.cluster
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(autouse=True)
def office_calendar_of_this_test() -> Iterator[None]:
    """A process keeps days off, areas, topics and agencies for a while: no test may count with another's."""
    from directory.calendar import forget_calendar
    from directory.installation import the_installation
    from directory.known import forget_all
    from directory.models import Installation
    from directory.place_search import forget_places
    from directory.places import forget_shape_files

    forget_calendar()
    forget_all()
    forget_places()
    forget_shape_files()
    the_installation.keep(Installation(), seconds=3600)  # as it is where nobody changed it, and known already
    yield
    forget_calendar()
