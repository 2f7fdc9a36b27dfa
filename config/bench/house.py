"""A whole platform of its own on loopback: PostgreSQL, a web process and a worker, each ended by its own id.

The bench, the kill tests and the journeys all run on one of these; nothing of a running demo is touched.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from psycopg2.sql import SQL, Identifier

from config.postgres import NAME, ROOT, Cluster, Server, find_programs
from config.postgres_process import connect, everybody_in
from config.supervise import die_with_parent

HOST = "127.0.0.1"
READY_S = 60
STOP_S = 10
NO_LIMITS = "1000000"


class NotReady(RuntimeError):
    """A process of the house did not come up; the message ends with what it said last."""


class Process:
    """A command as our child. What it says goes to a file; it never outlives us."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._running is None:
            raise NotReady(f"{self.name} was not started")
        return self._running.pid

    def start(self) -> None:
        parent = os.getpid()
        with open(self.log, "ab") as said:
            self._running = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGKILL, parent),
            )

    def is_alive(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def kill(self) -> None:
        """SIGKILL, as a power cut or the out-of-memory killer would: nothing is said, nothing is tidied up."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()

    def stop(self) -> None:
        if self._running is None:
            return
        self._running.terminate()
        try:
            self._running.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""


class House:
    """One database of a cluster, and the web and the worker that use it.

    folder: where uploads and logs go. demo: with the page of roles. settings: the module the processes run with.
    """

    def __init__(
        self,
        server: Server,
        folder: Path,
        *,
        database: str = NAME,
        demo: bool = False,
        settings: str = "config.settings.development",
        environment: dict[str, str] | None = None,
    ) -> None:
        self.server = server
        self.port = free_port()
        self.database_url = server.cluster.url(database)
        folder.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "PYTEST"))}
        self.environment = {
            **kept,
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": self.database_url,
            "SIANG_VAR": str(folder),
            "SIANG_DEMO": "1" if demo else "",
            "SITE_URL": self.url(""),
            "THROTTLE_SCALE": NO_LIMITS,
            "LOG_LEVEL": "WARNING",
            **(environment or {}),
        }
        self.folder = folder
        self.more: list[Process] = []
        work = [sys.executable, str(ROOT / "manage.py"), "work"]
        self.web = self._web(self.port, "web")
        self.worker = Process("worker", work, self.environment, folder / "worker.log")

    def url(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"

    def open_web(self) -> None:
        """Start the web process and wait until it answers. Raises NotReady."""
        self._open_one(self.web, self.port)

    def open_another_web(self) -> tuple[Process, int]:
        """One more web process beside the first, and its port. Raises NotReady."""
        port = free_port()
        web = self._web(port, f"web-{len(self.more) + 2}")
        self.more.append(web)
        self._open_one(web, port)
        return web, port

    def _web(self, port: int, name: str) -> Process:
        uvicorn = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", HOST, "--port", str(port)]
        uvicorn += ["--ws", "websockets-sansio", "--timeout-graceful-shutdown", "5", "--log-level", "warning"]
        return Process(name, uvicorn, self.environment, self.folder / f"{name}.log")

    def _open_one(self, web: Process, port: int) -> None:
        web.start()
        deadline = time.monotonic() + READY_S
        while not self._answers(port):
            if not web.is_alive() or time.monotonic() > deadline:
                raise NotReady(f"The web process does not answer:\n{web.last_words()}")
            time.sleep(0.02)

    def open(self) -> None:
        self.open_web()
        self.worker.start()

    def close(self) -> None:
        for process in (self.web, *self.more, self.worker):
            process.stop()

    def ask(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of one statement, on a connection of its own: what is really in the tables."""
        with connect(self.database_url) as cursor:
            cursor.execute(sql, parameters or None)  # None: a % in the statement is then just a %
            return cursor.fetchall() if cursor.description else []

    def manage(self, *arguments: str, module: str = "") -> str:
        """Run one command of the project on this house's database; returns what it printed. Raises NotReady."""
        command = ["-m", module, *arguments] if module else [str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise NotReady(f"{' '.join(command)} failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
        return done.stdout

    def _answers(self, port: int) -> bool:
        connection = HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port: int = trial.getsockname()[1]
        return port


def durable_cluster(root: Path, *, memory_mb: int = 0) -> Cluster:
    """A cluster that keeps every promise (fsync on) and ends with us, however we end."""
    return Cluster(root, find_programs(), durable=True, dies_with_us=True, memory_mb=memory_mb)


@contextmanager
def copy_of(server: Server, template: str, name: str, *, is_large: bool = False) -> Iterator[str]:
    """A database copied from another one for the length of the block."""
    with connect(server.cluster.url("postgres")) as cursor:
        cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        make = SQL("CREATE DATABASE {} TEMPLATE {}" + (" STRATEGY file_copy" if is_large else ""))
        cursor.execute(make.format(Identifier(name), Identifier(template)))
    try:
        yield name
    finally:
        with connect(server.cluster.url("postgres")) as cursor:
            cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def kill_the_database(server: Server) -> None:
    """SIGKILL to the postmaster and to everybody below it, at once: a power cut without the cut."""
    everybody = everybody_in(server.cluster.data)
    for pid in sorted(everybody, key=lambda pid: pid != server.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
