#!/usr/bin/env python3
"""The one command of the project.

python3 manage.py demo         sets everything up and shows it at http://127.0.0.1:8000
python3 manage.py check_all    sets everything up and checks it
python3 manage.py COMMAND      any other command, Django's own among them, in the project's environment

Until set-up has run this file may use nothing but the standard library, and must be readable by any Python 3.
"""

import os
import sys

OLDEST_PYTHON = (3, 11)


def main(arguments):
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        return f"Siang Pracha needs Python 3.11 or newer; this is {found}. On Debian 12: apt install python3"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from config import setup_commands

    return setup_commands.run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
