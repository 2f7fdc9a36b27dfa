"""PostgreSQL as a process: under which account it runs, how it starts, is found again and stops."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from pwd import getpwnam
from typing import Any

from config.supervise import die_with_parent

START_S = 120
"""Longest wait for a server: one that was killed replays its log before it takes connections."""
STOP_S = 30


class CannotStart(RuntimeError):
    """PostgreSQL could not be started; the message is one sentence that says what to do."""


@contextmanager
def connect(url: str) -> Iterator[Any]:
    """A cursor on a connection of its own, each statement committed by itself."""
    import psycopg2  # here, because set-up imports this module's CannotStart before there are any packages

    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


@cache
def major_version(programs: Path) -> str:
    try:
        answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise CannotStart(f"The PostgreSQL in {programs} does not run: {problem}.") from problem
    return answer.stdout.split()[2].split(".")[0]  # "postgres (PostgreSQL) 18.6"


def make_private_folder(folder: Path) -> None:
    """Make a folder only this account (or root's stand-in) can enter; refuse one that another account made."""
    ours = {os.geteuid()} if os.geteuid() else {0, getpwnam("nobody").pw_uid}
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.lstat().st_uid not in ours:
            raise CannotStart(f"The folder {folder} belongs to another account: run as that account, or remove it.")
        folder.chmod(0o700)
    except OSError as problem:
        raise CannotStart(f"The folder {folder} cannot be used: {problem.strerror}.") from problem


def start(
    *,
    programs: Path,
    data: Path,
    log: Path,
    socket_folder: Path,
    user: str,
    options: dict[str, str],
    url: str,
    dies_with_us: bool,
) -> int:
    """Start a server and wait until it takes connections; returns the postmaster's process id."""
    as_account = _account(programs, folders=[data.parent, socket_folder])
    if not data.exists():
        _make_data_folder([*as_account, str(programs / "initdb")], data, user)
    _clear_away_the_dead(data, socket_folder)
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    already_logged = log.stat().st_size if log.exists() else 0
    with open(log, "ab") as log_file:
        # Our own child, not pg_ctl's: a killed server is reaped, so its pid file is seen to be stale. A session of its
        # own: Ctrl-C in the terminal must reach the web and the worker before their database.
        server = subprocess.Popen(
            [*as_account, str(programs / "postgres"), "-D", str(data), *settings],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log_file,
            stderr=log_file,
            start_new_session=True,
            preexec_fn=partial(die_with_parent, signal.SIGQUIT, os.getpid()) if dies_with_us else None,
        )
    _OWN[server.pid] = server

    def still_there() -> None:
        if server.poll() is not None:
            raise CannotStart(_why(log, already_logged))

    _wait_for_connections(url, still_there)
    return server.pid


def adopt(data: Path, url: str) -> int | None:
    """The id of a postmaster that already serves this folder and takes connections, or None when there is none."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        pid = _noted_pid(data)
        if pid is None or not works_in(pid, data):
            return None
        if _takes_connections(url):
            return pid
        time.sleep(0.05)  # it is still recovering, or still shutting down
    raise CannotStart(f"The PostgreSQL in {data.parent} runs but answers nobody: end process {pid} and try again.")


def works_in(pid: int, data: Path) -> bool:
    """Whether that process is PostgreSQL at work in that folder: each of its processes has it as current folder.

    A zombie has none, and a stranger who was given the same number has another.
    """
    if pid in _OWN:
        _OWN[pid].poll()  # reap
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data
    except OSError:
        return False


def everybody_in(data: Path) -> list[int]:
    return [
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and works_in(int(entry.name), data)
    ]


def stop(pid: int, data: Path, *, at_once: bool = False) -> None:
    """Stop a server: politely (open transactions end, a checkpoint is written), then less so. Returns when it is gone."""
    ways = [(signal.SIGINT, STOP_S), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)]
    for how, seconds in ways[1:] if at_once else ways:
        if not works_in(pid, data):
            break
        os.kill(pid, how)
        _wait_until_gone(lambda: [pid] if works_in(pid, data) else [], seconds)
    _end_orphans(data)
    _OWN.pop(pid, None)


_OWN: dict[int, subprocess.Popen[bytes]] = {}
"""Servers this process started and has to reap."""


def _account(programs: Path, folders: list[Path]) -> list[str]:
    """What to put before a command so that it does not run as root, which PostgreSQL refuses.

    In a user namespace root is seen as uid 1000: the files stay root's, a private checkout works, and no account is
    made. Where namespaces are switched off the account nobody takes its place, and must be able to reach everything.
    """
    if os.geteuid() != 0:
        return []
    namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    reach = [
        "sh",
        "-c",
        'test -x "$0" && for folder; do test -w "$folder" || exit 1; done',
        programs / "postgres",
        *folders,
    ]
    if _succeeds([*namespace, *reach]):
        return namespace
    if _succeeds(["chown", "-R", "nobody:nogroup", *folders]) and _succeeds([*nobody, *reach]):
        return nobody
    raise CannotStart(
        "PostgreSQL refuses to run as root, and no other account can reach this folder: run the command as an ordinary "
        "user, in a folder that user owns, or set DATABASE_URL to a PostgreSQL 15 or newer."
    )


def _succeeds(command: list[Any]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def _make_data_folder(initdb: list[str], data: Path, user: str) -> None:
    # Made beside and then renamed: a half-made folder, left by a kill, is never taken for a whole one.
    unfinished = data.with_name("data.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    made = subprocess.run(
        [*initdb, "-D", str(unfinished), "-U", user, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise CannotStart(_in_a_sentence(made.stderr))
    unfinished.rename(data)


def _environment() -> dict[str, str]:
    # No PG… variable of the caller's may lead the server or initdb elsewhere.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _clear_away_the_dead(data: Path, socket_folder: Path) -> None:
    """Remove the two files, in the data folder and beside the socket, that name a server which is no more.

    PostgreSQL itself would be misled by a zombie nobody reaped, or by a stranger who was given the same number. With
    nobody at work in the folder the files say nothing. A server just killed leaves its folder a moment before it can
    be reaped.
    """
    if not _end_orphans(data):
        raise CannotStart(
            f"Processes {everybody_in(data)} of an earlier PostgreSQL do not end: end them and try again."
        )
    for names_the_dead in [data / "postmaster.pid", *socket_folder.glob(".s.PGSQL.*.lock")]:
        names_the_dead.unlink(missing_ok=True)


def _end_orphans(data: Path) -> bool:
    """End what a killed postmaster left behind: no new server may start beside them."""
    for how in (signal.SIGQUIT, signal.SIGKILL):
        # Most notice by themselves, at once, that the postmaster is gone.
        if _wait_until_gone(lambda: everybody_in(data), seconds=1):
            return True
        for pid in everybody_in(data):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
    return _wait_until_gone(lambda: everybody_in(data), seconds=5)


def _wait_until_gone(who: Callable[[], list[int]], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while who():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _noted_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None


def _wait_for_connections(url: str, still_there: Callable[[], None]) -> None:
    deadline = time.monotonic() + START_S
    while not _takes_connections(url):
        still_there()
        if time.monotonic() > deadline:
            raise CannotStart(f"PostgreSQL did not take connections within {START_S} seconds: try again.")
        time.sleep(0.03)


def _takes_connections(url: str) -> bool:
    from psycopg2 import OperationalError

    try:
        with connect(url):
            return True
    except OperationalError:
        return False


def _why(log: Path, start: int) -> str:
    with open(log, "rb") as lines:
        lines.seek(start)
        return f"{_in_a_sentence(lines.read().decode(errors='replace'))} (All of it: {log})"


def _in_a_sentence(said: str) -> str:
    """What PostgreSQL said, as what to do."""
    if "No space left on device" in said:
        return "The disk is full: free some space and try again."
    reasons = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line or "error:" in line]
    return f"PostgreSQL did not start: {(reasons or said.splitlines() or ['it said nothing'])[-1].strip()}."
