"""Brings local governments from an official register file into the agencies."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.local_governments import RegisterRefused, bring_in_register, read_register


class Command(BaseCommand):
    help = "Load local governments from a CSV file (columns: directory/reference/README.md). Without --commit: a trial."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--commit", action="store_true", help="write the rows; otherwise only say what would happen"
        )

    def handle(self, *args: Any, file: Path, commit: bool, **options: Any) -> None:
        try:
            changes, gone = bring_in_register(read_register(file), commit=commit)
        except RegisterRefused as refused:
            raise CommandError("Nothing was loaded:\n" + "\n".join(refused.problems)) from refused
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        for of_table in changes:
            self.stdout.write(str(of_table))
        for key in gone:
            self.stdout.write(f"no longer listed, taken back: {key}")
        if not commit:
            self.stdout.write("This was a trial: nothing was written. Add --commit to load.")
