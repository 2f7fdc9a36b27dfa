"""Make a key to try signing letters with. Its certificate says in two languages that it is not valid."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from records.pdf_signing import make_test_key


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", default="", help="where to write it; LETTER_KEY when left out")

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        chosen = path or settings.LETTER_KEY
        if not chosen:
            raise CommandError("Name a file, or set LETTER_KEY.")
        if Path(chosen).exists():
            raise CommandError(f"{chosen} is there already, and no key is ever overwritten.")
        make_test_key(Path(chosen), password=settings.LETTER_KEY_PASSWORD)
        self.stdout.write(f"Written: {chosen}. What it signs is not valid; for real letters see docs/production.md.")
