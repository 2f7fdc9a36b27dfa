"""Set-up: the virtual environment, its packages, the front end and the compiled texts. Only the standard library.

Every step leaves a stamp, last of all, in the very thing it made: remove the thing, and it is made again. A step whose
inputs are unchanged is skipped, so a second set-up takes a fraction of a second.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.setup_failures import Unfinished, explain

ROOT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"
CLEAR_LINE = "\r\033[K"
NEEDED_MB = 1500
"""Packages, Node's modules and the first database together, with room to unpack."""


@dataclass(frozen=True)
class Place:
    """One checkout: where things are, and which of them set-up makes."""

    root: Path

    @property
    def environment(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    @property
    def frontend(self) -> Path:
        return self.root / "frontend"

    @property
    def var(self) -> Path:
        return Path(os.environ.get("SIANG_VAR") or self.root / "var")


def prepare(place: Place = Place(ROOT), *, for_checks: bool = False) -> None:
    """Bring everything up to date that a checkout needs; says what it does; two at a time wait for each other.

    for_checks: install the tools of check_all as well.
    Raises Unfinished, one sentence that says what to do.
    """
    with _one_at_a_time(place):
        make_environment(place)
        install_packages(place, ["requirements.txt"])
        if for_checks:
            install_packages(place, ["requirements.txt", "requirements-dev.txt"])
        build_front_end(place)
        compile_texts(place)


def enter_environment(place: Place = Place(ROOT)) -> None:
    """Go on in the project's environment: the same command line again, by its Python. Returns when already there."""
    if Path(sys.prefix).resolve() != place.environment.resolve():
        sys.stdout.flush()
        os.execv(place.python, [str(place.python), str(place.root / "manage.py"), *sys.argv[1:]])  # noqa: S606


def enter_environment_if_any(place: Place = Place(ROOT)) -> None:
    """As enter_environment, but an environment of somebody's own making (a container, a virtual one) is left alone."""
    in_a_virtual_environment = sys.prefix != sys.base_prefix
    if in_a_virtual_environment and importlib.util.find_spec("django"):
        return
    if place.python.exists():
        enter_environment(place)
    elif not importlib.util.find_spec("django"):
        raise Unfinished(
            "Nothing is set up here yet. Run: python3 manage.py demo", "ยังไม่ได้ติดตั้ง ให้รัน python3 manage.py demo"
        )


def make_environment(place: Place) -> None:
    stamp = place.environment / ".siang-made"
    if is_done(stamp, "1") and place.python.exists():
        return
    if importlib.util.find_spec("ensurepip") is None and not _runs(place, "-m", "pip", "--version"):
        raise Unfinished(
            "Python cannot make virtual environments here. Run: apt install python3-venv",
            "ต้องติดตั้งก่อน: apt install python3-venv",
        )
    free_mb = shutil.disk_usage(place.root).free // 2**20
    if free_mb < NEEDED_MB:
        raise Unfinished(
            f"The disk has {free_mb:,} MB free and set-up needs {NEEDED_MB:,} MB: free some space and try again.",
            "พื้นที่ดิสก์ไม่พอ",
        )
    if not _runs(place, "-m", "pip", "--version"):
        # Not from inside another virtual environment, which may be gone tomorrow.
        python = getattr(sys, "_base_executable", sys.executable)
        run(place, "Making the virtual environment", [python, "-m", "venv", "--clear", str(place.environment)])
    mark_done(stamp, "1")


def install_packages(place: Place, locks: list[str]) -> None:
    """Install hashed locks: by uv, or by pip where uv cannot be had (30 times slower, the same result)."""
    stamp = place.environment / f".siang-{Path(locks[-1]).stem}"
    wanted = digest([place.root / lock for lock in locks], also=sys.version)
    if is_done(stamp, wanted):
        return
    named = [part for lock in locks for part in ("-r", str(place.root / lock))]
    title = f"Installing {locks[-1]}"
    pip = [str(place.python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = place.environment / "bin" / "uv"
    try:
        if not uv.exists():
            run(place, "Installing uv", [*pip, UV], downloads=True)
        command = [str(uv), "pip", "install", "--python", str(place.python), "--require-hashes", *named]
        run(place, title, command, downloads=True)
    except Unfinished as problem:
        if problem.is_final:
            raise
        run(place, f"{title} by pip", [*pip, "--require-hashes", *named], downloads=True)
    mark_done(stamp, wanted)


def build_front_end(place: Place) -> None:
    """Node's packages and the bundle; Node itself is a package of the environment."""
    frontend = place.frontend
    if not (frontend / "package-lock.json").exists():
        return
    environment = {**os.environ, "PATH": f"{place.environment / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    npm = str(place.environment / "bin" / "npm")
    installed = frontend / "node_modules" / ".siang-installed"
    packages = digest([frontend / "package.json", frontend / "package-lock.json"])
    if not is_done(installed, packages):
        command = [npm, "ci", "--no-audit", "--no-fund", "--no-progress"]
        run(
            place,
            "Installing the front end's packages",
            command,
            folder=frontend,
            environment=environment,
            downloads=True,
        )
        mark_done(installed, packages)
    built = frontend / "node_modules" / ".siang-built"
    sources = digest(front_end_sources(frontend), also=packages)
    if not is_done(built, sources) or not (frontend / "dist" / ".vite" / "manifest.json").exists():
        run(place, "Building the front end", [npm, "run", "build"], folder=frontend, environment=environment)
        mark_done(built, sources)


def front_end_sources(frontend: Path) -> list[Path]:
    """What the bundle is made of: src/, public/ and the files beside them; not Django's side, not what was built."""
    beside = [path for path in frontend.iterdir() if path.suffix != ".py"]
    within = [path for folder in ("src", "public") for path in (frontend / folder).rglob("*")]
    return sorted(path for path in [*beside, *within] if path.is_file())


def compile_texts(place: Place) -> None:
    catalogues = sorted(place.root.glob("*/locale/*/LC_MESSAGES/django.po"))
    if not any(place.root.glob("*/management/commands/messages.py")) or not catalogues:
        return
    stamp = place.var / "texts-compiled"
    wanted = digest(catalogues)
    if not is_done(stamp, wanted) or not all(catalogue.with_suffix(".mo").exists() for catalogue in catalogues):
        run(place, "Compiling the texts", [str(place.python), str(place.root / "manage.py"), "messages", "--compile"])
        mark_done(stamp, wanted)


def run(
    place: Place,
    title: str,
    command: list[str],
    *,
    folder: Path | None = None,
    environment: dict[str, str] | None = None,
    downloads: bool = False,
) -> None:
    """Run one step of set-up: its title, then its seconds; what it prints goes to var/setup.log."""
    print(f"{title} …", end="", flush=True)
    start = time.monotonic()
    log = place.var / "setup.log"
    try:
        code, printed = _show(title, command, folder or place.root, environment)
    except OSError as problem:
        print()
        raise explain(title, f"{command[0]}: {problem}", log, downloads=downloads) from problem
    print(f"{CLEAR_LINE}{title} …" if sys.stdout.isatty() else "", f"{time.monotonic() - start:.1f} s", flush=True)
    with open(log, "a") as lines:
        lines.write(f"$ {' '.join(command)}\n{printed}\n")
    if code:
        raise explain(title, printed, log, downloads=downloads)


def _show(title: str, command: list[str], folder: Path, environment: dict[str, str] | None) -> tuple[int, str]:
    """Run a command; while it runs, a terminal shows its latest line beside the title."""
    printed = []
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                printed.append(line)
                if sys.stdout.isatty():
                    width = max(shutil.get_terminal_size().columns - len(title) - 4, 0)
                    print(f"{CLEAR_LINE}{title} … {line.strip()[:width]}", end="", flush=True)
        except BaseException:
            process.terminate()
            raise
    return process.returncode, "".join(printed)


def digest(files: Iterable[Path], *, also: str = "") -> str:
    """One number for the names and the contents of files: another one, and the step that reads them runs again."""
    whole = hashlib.sha256(also.encode())
    for path in files:
        whole.update(f"\0{path.name}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def is_done(stamp: Path, wanted: str) -> bool:
    try:
        return stamp.read_text() == wanted
    except OSError:
        return False


def mark_done(stamp: Path, wanted: str) -> None:
    # Whole or not at all: written beside, then renamed.
    unfinished = stamp.with_name(f"{stamp.name}.unfinished")
    unfinished.write_text(wanted)
    unfinished.replace(stamp)


def _runs(place: Place, *arguments: str) -> bool:
    try:
        return subprocess.run([place.python, *arguments], capture_output=True).returncode == 0
    except OSError:
        return False


@contextmanager
def _one_at_a_time(place: Place) -> Iterator[None]:
    try:
        place.var.mkdir(parents=True, exist_ok=True)
        (place.var / "setup.lock").touch()
    except OSError as problem:
        raise Unfinished(f"{problem.filename} cannot be written: run as the owner of this folder.") from problem
    with open(place.var / "setup.lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is at work in this folder; waiting for it. (กำลังรอการติดตั้งอีกรายการหนึ่ง)", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
