"""The filled database of the bench, made once and kept in var/bench; every run works on a copy of it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg2.sql import SQL, Identifier

from config.bench.house import House, copy_of, durable_cluster
from config.postgres import Server, embedded, running
from config.postgres_process import connect
from config.setup import ROOT, digest

CASES = 100_000


@contextmanager
def bench_server() -> Iterator[Server]:
    """A durable server of the bench's own (fsync on), beside the embedded one. A second bench waits for the first."""
    folder().mkdir(parents=True, exist_ok=True)
    with open(folder() / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with running(durable_cluster(folder() / embedded().root.name)) as server:
            yield server


def folder() -> Path:
    return embedded().root.parent.parent / "bench"


@contextmanager
def house_with(server: Server, cases: int) -> Iterator[House]:
    """A house whose tables hold that many cases, at the same start in every run. Nothing in it runs yet."""
    template = _filled(server, cases)
    with copy_of(server, template, "bench_run", is_large=True) as database:
        house = House(server, folder() / "run", database=database, demo=True, settings="config.bench.settings")
        try:
            yield house
        finally:
            house.close()


def _filled(server: Server, cases: int) -> str:
    name = f"filled_{cases}_{_made_from()}"
    with connect(server.cluster.url("postgres")) as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'filled%'")
        known = {row[0] for row in cursor.fetchall()}
        if name in known:
            return name
        for old in known:
            if old.startswith(f"filled_{cases}_"):
                cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(old)))
        cursor.execute("DROP DATABASE IF EXISTS filling WITH (FORCE)")
        cursor.execute("CREATE DATABASE filling")
    house = House(server, folder() / "run", database="filling", demo=True)
    house.manage("migrate", "--no-input", "--verbosity", "0")
    house.manage("load_reference")
    house.manage("load_demo", "--empty")
    house.manage(str(cases), module="config.bench.filling")
    with connect(server.cluster.url("postgres")) as cursor:
        # The name is given last: a filling that was broken off is never taken for a whole one.
        cursor.execute(SQL("ALTER DATABASE filling RENAME TO {}").format(Identifier(name)))
    return name


def _made_from() -> str:
    sources = [*ROOT.glob("*/migrations/*.py"), Path(__file__).parent / "filling.py"]
    return digest(sorted(sources))[:10]
