"""`python3 manage.py demo`: from a fresh clone to a running platform with people, places and complaints in it."""

import argparse
import fcntl
import http.client
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import postgres, setup
from config.setup_failures import Unfinished
from config.supervise import Child, Program, Supervisor

HOST = "127.0.0.1"
READY_S = 60
PLACE = setup.Place(setup.ROOT)
_BEGUN = "begun"
"""Noted in place of what a filling is made from, while it runs."""


def main(arguments: list[str]) -> int:
    options = _options().parse_args(arguments)
    refuse_a_taken_port(options.port)
    setup.prepare(PLACE)
    setup.enter_environment(PLACE)
    os.environ["SIANG_DEMO"] = "1"
    os.environ.setdefault("SITE_URL", f"http://{HOST}:{options.port}")
    try:
        with _the_only_demo(), postgres.database() as server:
            if options.reset and not _reset(server, sure=options.yes):
                return 1
            if was_broken_off():
                begin_anew(server)
            fill(with_complaints=not options.empty)
            return serve(server, options.port)
    except postgres.CannotStart as problem:
        raise Unfinished(str(problem)) from problem


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py demo", description="Set everything up and show it.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--empty", action="store_true", help="demo people, but no complaints")
    parser.add_argument(
        "--reset", action="store_true", help="first remove everything in the demo database, and the uploads"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before --reset")
    return parser


def refuse_a_taken_port(port: int) -> None:
    try:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((HOST, port))
    except (OSError, OverflowError) as problem:
        raise Unfinished(
            f"Port {port} is taken or not allowed. Choose another: python3 manage.py demo --port {_free_port()}",
            f"พอร์ต {port} ใช้ไม่ได้ ให้เลือกพอร์ตอื่น",
        ) from problem


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port: int = trial.getsockname()[1]
        return port


@dataclass(frozen=True)
class Filling:
    """Something the demo database needs once, and again when what it is made from has changed."""

    title: str
    command: list[str]
    made_from: str
    is_repeatable: bool = True
    """Whether a second run makes good what the first left out when it was killed."""

    @property
    def name(self) -> str:
        return self.command[0]


def fill(*, with_complaints: bool) -> None:
    """Tables, reference data, demo people and complaints.

    What was done is noted in the database itself: whoever drops the one drops the other, and a second start need not
    even load Django to see that nothing is missing.
    """
    notes = _read_notes()
    for filling in _fillings(with_complaints):
        if notes.get(filling.name) == filling.made_from or not _command_exists(filling.name):
            continue
        if not filling.is_repeatable:
            _write_notes(notes | {filling.name: _BEGUN})
        command = [str(PLACE.python), str(PLACE.root / "manage.py"), *filling.command]
        setup.run(PLACE, filling.title, command)
        notes[filling.name] = filling.made_from
        _write_notes(notes)


def was_broken_off() -> bool:
    """Whether a start before this one was killed while it made people and complaints: half of them would pass for all."""
    return _BEGUN in _read_notes().values()


def begin_anew(server: postgres.Server | None) -> None:
    """Remove what a start that was killed has left. Raises Unfinished where the database is not ours to empty."""
    if server is None:
        raise Unfinished(
            "An earlier start was killed while it filled the database that DATABASE_URL names: empty it and start again.",
            "การเริ่มเดโมครั้งก่อนหยุดกลางทาง ให้ล้างฐานข้อมูลแล้วเริ่มใหม่",
        )
    print("An earlier start was killed before everything was there: beginning anew. (ครั้งก่อนหยุดกลางทาง จึงเริ่มใหม่)")
    _empty(server)


def _fillings(with_complaints: bool) -> list[Filling]:
    migrations = _files_in("migrations", ".py") + [PLACE.root / "requirements.txt"]
    reference = _files_in("reference")
    fillings = [
        Filling("Making the tables", ["migrate", "--no-input"], setup.digest(migrations)),
        Filling("Loading places, agencies and topics", ["load_reference"], setup.digest(reference)),
    ]
    if with_complaints:
        return [*fillings, Filling("Making demo people and complaints", ["load_demo"], "complaints", False)]
    return [*fillings, Filling("Making demo people", ["load_demo", "--empty"], "people", False)]


def _files_in(folder: str, suffix: str = "") -> list[Path]:
    """The files of these folders of all apps, also of those that lie within another."""
    found = [path for depth in ("*", "*/*") for path in PLACE.root.glob(f"{depth}/{folder}/*{suffix}")]
    return sorted(path for path in found if path.is_file())


def _command_exists(name: str) -> bool:
    return name == "migrate" or any(PLACE.root.glob(f"*/management/commands/{name}.py"))


def _read_notes() -> dict[str, str]:
    from config.postgres_process import connect

    with connect(postgres.database_url()) as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        pairs = [line.split(" ", 1) for line in (cursor.fetchone()[0] or "").splitlines()]
        return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def _write_notes(notes: dict[str, str]) -> None:
    from psycopg2.sql import SQL, Identifier, Literal

    from config.postgres_process import connect

    text = "\n".join(f"{name} {made_from}" for name, made_from in notes.items())
    with connect(postgres.database_url()) as cursor:
        cursor.execute("SELECT current_database()")
        database = Identifier(cursor.fetchone()[0])
        cursor.execute(SQL("COMMENT ON DATABASE {} IS {}").format(database, Literal(text)))


def _reset(server: postgres.Server | None, *, sure: bool) -> bool:
    if server is None:
        raise Unfinished("--reset empties only the embedded database, and DATABASE_URL names another one: unset it.")
    if not sure and not _yes("Remove every complaint, person and upload of this demo? [y/N] "):
        print("Nothing was removed.")
        return False
    _empty(server)
    return True


def _empty(server: postgres.Server) -> None:
    server.empty()
    shutil.rmtree(PLACE.var / "media", ignore_errors=True)


def _yes(question: str) -> bool:
    try:
        return input(question).strip().lower() in {"y", "yes", "ใช่"}
    except EOFError:
        return False


def serve(server: postgres.Server | None, port: int) -> int:
    """Web and worker until Ctrl-C or SIGTERM; whichever dies is started again, the database too."""
    web = [str(PLACE.python), "-m", "uvicorn", "config.asgi:application", "--host", HOST, "--port", str(port)]
    web += ["--ws", "websockets-sansio", "--timeout-graceful-shutdown", "5", "--log-level", "warning"]
    worker = [str(PLACE.python), str(PLACE.root / "manage.py"), "work"]
    # A new build has new names for its files, which a running process neither knows nor serves.
    web_process = Program("The web process", web, reads=PLACE.frontend / "dist" / ".vite" / "manifest.json")
    children: list[Child] = [_Database(server)] if server else []
    # The web comes last, so that it is the first to stop.
    supervisor = Supervisor([*children, Program("The worker", worker), web_process])
    print("Starting …", flush=True)
    try:
        supervisor.start()
        _announce(supervisor, port)
        supervisor.watch()
    finally:
        supervisor.stop()
    print("\nStopped. (หยุดแล้ว)")
    return 0


@dataclass
class _Database:
    """The database as a child of the supervisor: kept alive by it, but stopped by the last who uses it."""

    server: postgres.Server
    name: str = "The database"

    def start(self) -> None:
        self.server.start()

    def is_alive(self) -> bool:
        return self.server.is_alive()

    def stop(self) -> None: ...


def _announce(supervisor: Supervisor, port: int) -> None:
    start = time.monotonic()
    warned = False
    while not supervisor.stopping:
        supervisor.watch(0.2)
        if (status := _answer(port, "/readyz")) == http.client.OK:
            print(
                f"Ready: http://{HOST}:{port}/   every role: http://{HOST}:{port}/demo/   (Ctrl-C stops it)", flush=True
            )
            return
        if not warned and time.monotonic() - start > READY_S:
            warned = True
            said = f"it answers {status}" if status else "it does not answer"
            print(f"Not ready after {READY_S} s ({said}): look at the messages above; still trying.", file=sys.stderr)


def _answer(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        return connection.getresponse().status
    return None


@contextmanager
def _the_only_demo() -> Iterator[None]:
    PLACE.var.mkdir(parents=True, exist_ok=True)
    with open(PLACE.var / "demo.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            lock.seek(0)
            raise Unfinished(
                f"A demo is already running from this folder (process {lock.read().strip() or 'unknown'}): stop it first.",
                "มีเดโมทำงานอยู่แล้วในโฟลเดอร์นี้",
            ) from problem
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
