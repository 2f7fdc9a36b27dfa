"""Which command runs where: demo and check_all set up first, the rest goes to Django; all in the project's environment."""

import os
import signal
import sys
from contextlib import nullcontext
from types import FrameType

from config import setup

NEED_NO_DATABASE = {
    "help",
    "bench",
    "check",
    "collectstatic",
    "diffsettings",
    "findstatic",
    "messages",
    "spectacular",
    "version",
}
STOPPED_BY_HAND = 130


def run(arguments: list[str]) -> int | str:
    """Run one command line; returns what sys.exit takes: a code, or a sentence for the person at the console."""
    signal.signal(signal.SIGTERM, _leave)
    command = arguments[0] if arguments else "help"
    try:
        if command == "demo":
            from config import setup_demo

            return setup_demo.main(arguments[1:])
        if command == "check_all":
            from config import setup_checks

            return setup_checks.main(arguments[1:])
        return _run_django(command, arguments)
    except KeyboardInterrupt:
        print("\nStopped. (หยุดแล้ว)")
        return STOPPED_BY_HAND
    except setup.Unfinished as problem:
        return f"\n{problem}"


def _run_django(command: str, arguments: list[str]) -> int:
    setup.enter_environment_if_any()
    from django.core.management import execute_from_command_line

    from config import postgres

    # Only development owns a database server; production and the tests are told where theirs is.
    own_database = os.environ["DJANGO_SETTINGS_MODULE"] == "config.settings.development"
    needs_database = own_database and command.lstrip("-") not in NEED_NO_DATABASE | {"h"}
    try:
        with postgres.database() if needs_database else nullcontext():
            execute_from_command_line(["manage.py", *arguments])
    except postgres.CannotStart as problem:
        raise setup.Unfinished(str(problem)) from problem
    return 0


def _leave(signal_number: int, frame: FrameType | None) -> None:
    # An exception, not the default sudden end: whoever holds a server or a child gets to stop it.
    sys.exit(128 + signal_number)
