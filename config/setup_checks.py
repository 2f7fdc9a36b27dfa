"""`python3 manage.py check_all`: everything the project demands of itself, in one table."""

import argparse
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config import setup
from config.supervise import die_with_parent

PLACE = setup.Place(setup.ROOT)
NO_TEST_RAN = 5
"""pytest's exit code."""

CLOSING_LINE = re.compile(r"=+ .*\b(passed|failed|errors?|skipped|deselected|no tests ran)\b.* in [\d.]+s.* =+")


@dataclass(frozen=True)
class Check:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    may_be_empty: bool = False
    """No test at all is no failure."""


@dataclass(frozen=True)
class Outcome:
    check: Check
    passed: bool
    seconds: float
    counted: str
    """pytest's closing line, for those that are pytest."""


def main(arguments: list[str]) -> int:
    options = _options().parse_args(arguments)
    setup.prepare(PLACE, for_checks=True)
    setup.enter_environment(PLACE)
    outcomes = [run(check) for check in checks(browser=not options.fast, deep=options.deep)]
    print(table(outcomes), flush=True)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py check_all", description="Set everything up and check it.")
    parser.add_argument("--fast", action="store_true", help="without the journeys in a browser")
    parser.add_argument("--deep", action="store_true", help="more examples, and the tests again on Debian's PostgreSQL")
    return parser


def checks(*, browser: bool, deep: bool) -> list[Check]:
    """Every check, the quick ones first. None depends on another: all of them run, whatever failed."""
    deeper = {"SIANG_DEEP": "1"} if deep else {}
    found = [*_readings(), *_manage_checks()]
    if (PLACE.frontend / "package.json").exists():
        found.append(Check("TypeScript", ["npm", "--prefix", str(PLACE.frontend), "run", "check"]))
    found.append(_tests("tests", "not journey and not kill", deeper, "-n", "2"))
    found.append(_tests("kill tests", "kill and not journey", deeper, may_be_empty=True))
    if browser:
        found += _journeys(deeper)
    if deep:
        found += [
            _tests(
                f"tests on PostgreSQL {programs.parent.name}",
                "not journey",
                {**deeper, "PG_BIN": str(programs)},
                "-n",
                "2",
            )
            for programs in Path("/usr/lib/postgresql").glob("*/bin")
        ]
    return found


def _readings() -> list[Check]:
    """What reads the code without running it."""
    return [
        Check("ruff", ["ruff", "check", "."]),
        Check("format", ["ruff", "format", "--check", "."]),
        Check("mypy", ["mypy", "."]),
        Check("imports", ["lint-imports"]),
    ]


def _manage_checks() -> list[Check]:
    manage = [str(PLACE.python), str(PLACE.root / "manage.py")]
    production = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": "postgres://nobody:none@127.0.0.1:1/none",
        "ALLOWED_HOSTS": "siangpracha.example",
        "SITE_URL": "https://siangpracha.example",
        "EMAIL_URL": "smtp+tls://nobody:none@127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": "no-reply@siangpracha.example",
    }
    found = [Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"])]
    if any(PLACE.root.glob("*/management/commands/messages.py")):
        found.append(Check("texts", [*manage, "messages", "--check"]))
    found.append(Check("production", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production))
    return found


def _tests(name: str, which: str, environment: Mapping[str, str], *options: str, may_be_empty: bool = False) -> Check:
    command = [str(PLACE.python), "-m", "pytest", "-m", which, *options]
    return Check(name, command, environment, may_be_empty)


def _journeys(environment: Mapping[str, str]) -> list[Check]:
    """Pages are looked at two at a time, each process with a house of its own; stories measure seconds, and go alone."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        sentence = "No browser for the journeys: apt install chromium fonts-thai-tlwg, or leave them out with --fast."
        return [Check("journeys", [str(PLACE.python), "-c", f"raise SystemExit({sentence!r})"])]
    return [
        _tests("journeys", "journey and not page", environment, may_be_empty=True),
        _tests("pages", "page", environment, "-n", "2", "--dist", "loadgroup", may_be_empty=True),
    ]


def run(check: Check) -> Outcome:
    """Run one check in sight of the reader, and keep what pytest counted."""
    print(f"\n── {check.name} " + "─" * (70 - len(check.name)), flush=True)
    start = time.monotonic()
    counted = ""
    process = subprocess.Popen(
        check.command,
        cwd=PLACE.root,
        env={**_environment(), **check.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        preexec_fn=lambda: die_with_parent(signal.SIGTERM),
    )
    with process:
        try:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                counted = line.strip() if CLOSING_LINE.fullmatch(line.strip()) else counted
        except BaseException:
            process.terminate()
            raise
    passed = process.returncode == 0 or (check.may_be_empty and process.returncode == NO_TEST_RAN)
    return Outcome(check, passed, time.monotonic() - start, counted)


def _environment() -> dict[str, str]:
    path = f"{PLACE.environment / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    # manage.py has chosen the settings of development for itself; each check chooses its own.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**inherited, "PATH": path, "PYTHONUNBUFFERED": "1"}


def table(outcomes: Sequence[Outcome]) -> str:
    """One line a check, then pytest's own closing lines."""
    rows = [
        f"{'ok' if outcome.passed else 'FAILED':7} {outcome.check.name:24} {outcome.seconds:6.1f} s"
        for outcome in outcomes
    ]
    counted = [outcome.counted for outcome in outcomes if outcome.counted]
    return "\n".join(["", *rows, "", *counted])
