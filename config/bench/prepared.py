"""The filled databases of the bench, made once and kept in var/bench; every run works on a copy of one."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg2.sql import SQL, Identifier, Literal

from config.bench.house import House, copy_of, durable_cluster
from config.bench.machine import memory_mb
from config.postgres import Server, embedded, running
from config.postgres_process import connect
from config.setup import ROOT, digest

HERE = Path(__file__).parent
CASES = 100_000
MOST_MEMORY_MB = 2048
"""A quarter of the machine's is what docs/production.md gives PostgreSQL."""
FILLED_FROM = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("consultations/*/migrations/*.py"), HERE / "filling.py"]


@contextmanager
def bench_server() -> Iterator[Server]:
    """A durable server of the bench's own (fsync on), beside the embedded one. A second bench waits for the first."""
    folder().mkdir(parents=True, exist_ok=True)
    with open(folder() / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        memory = min(memory_mb() // 4, MOST_MEMORY_MB)
        with running(durable_cluster(folder() / embedded().root.name, memory_mb=memory)) as server:
            yield server


def folder() -> Path:
    return embedded().root.parent.parent / "bench"


@contextmanager
def house_with(
    server: Server, cases: int, *, public: int = 0, open_cases: int = 0, desk_cases: int = 0
) -> Iterator[House]:
    """A house whose tables hold that many cases, at the same start in every run. Nothing in it runs yet.

    public: so many public cases besides; open_cases: so many with one agency; desk_cases: so many as a country has them.
    """
    template = _filled(server, cases)
    if public:
        template = _besides(server, template, f"public_{public}_beside_{cases}_", "public_filling", public)
    if open_cases:
        template = _besides(server, template, f"open_{open_cases}_beside_{cases}_", "same_problem", open_cases)
    if desk_cases:
        template = _besides(server, template, f"desk_{desk_cases}_beside_{cases}_", "desk_filling", desk_cases)
    with copy_of(server, template, "bench_run", is_large=True) as database:
        house = House(server, folder() / "run", database=database, demo=True, settings="config.bench.settings")
        try:
            yield house
        finally:
            house.close()


def _filled(server: Server, cases: int) -> str:
    def fill(house: House) -> None:
        house.manage("migrate", "--no-input", "--verbosity", "0")
        house.manage("load_reference")
        house.manage("load_demo", "--empty")
        house.manage(str(cases), module="config.bench.filling")

    return _kept(server, f"filled_{cases}_", FILLED_FROM, fill)


def filling_seconds(server: Server, beginning: str) -> int:
    """How long it took to fill the kept databases whose names begin so, one after the other."""
    with connect(server.cluster.url("postgres")) as cursor:
        cursor.execute(
            "SELECT sum(substring(shobj_description(oid, 'pg_database') FROM '[0-9]+')::int) FROM pg_database"
            " WHERE datname ^@ %s",
            [beginning],
        )
        return int(cursor.fetchone()[0] or 0)


def _besides(server: Server, template: str, beginning: str, module: str, more: int) -> str:
    """A copy of that database into which a module of the bench has filled so many more cases."""

    def fill(house: House) -> None:
        house.manage(str(more), module=f"config.bench.{module}")

    return _kept(server, beginning, [*FILLED_FROM, HERE / f"{module}.py"], fill, template=template)


def _kept(
    server: Server, beginning: str, sources: list[Path], fill: Callable[[House], None], *, template: str = "template1"
) -> str:
    """The name of the database that these programs fill; what earlier ones had filled under that beginning is dropped."""
    name = beginning + digest(sorted(sources))[:10]
    with connect(server.cluster.url("postgres")) as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        known = {row[0] for row in cursor.fetchall()}
        if name in known:
            return name
        for old in known:
            if old.startswith(beginning):
                cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(old)))
        cursor.execute("DROP DATABASE IF EXISTS filling WITH (FORCE)")
        cursor.execute(SQL("CREATE DATABASE filling TEMPLATE {}").format(Identifier(template)))
    began = time.monotonic()
    fill(House(server, folder() / "run", database="filling", demo=True))
    took = f"filled in {time.monotonic() - began:.0f} s"
    with connect(server.cluster.url("postgres")) as cursor:
        cursor.execute(SQL("COMMENT ON DATABASE filling IS {}").format(Literal(took)))
        # The name is given last: a filling that was broken off is never taken for a whole one.
        cursor.execute(SQL("ALTER DATABASE filling RENAME TO {}").format(Identifier(name)))
    return name
