"""`manage.py law_portal in FILE --by EMAIL [--dry-run]` and `manage.py law_portal out [FILE]`: the columns of law.go.th."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from consultations.portal.exporting import as_portal_table
from consultations.portal.importing import keep_rows, look_at
from consultations.portal.reading import MOST_BYTES
from directory.models import User


class Command(BaseCommand):
    help = (
        "in: put in consultations held on another portal, all of a file or none of it; the same file twice changes nothing. "
        "out: ours in the same columns."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        way_in = ways.add_parser("in")
        way_in.add_argument("file", type=Path)
        way_in.add_argument("--by", required=True, help="e-mail of an administrator, or of a person of a policy team")
        way_in.add_argument("--dry-run", action="store_true", help="say what would be kept, keep nothing")
        ways.add_parser("out").add_argument("file", type=Path, nargs="?", help="standard output when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["way"] == "in":
            self._in(options["file"], options["by"], options["dry_run"])
        elif options["file"]:
            with options["file"].open("wb") as file:
                file.writelines(as_portal_table())
        else:
            sys.stdout.buffer.writelines(as_portal_table())

    def _in(self, path: Path, email: str, is_dry: bool) -> None:
        by = User.objects.filter(email__iexact=email, is_active=True).first()
        if by is None:
            raise CommandError("There is nobody with this e-mail.")
        try:
            with path.open("rb") as file:
                looked = look_at(file.read(MOST_BYTES + 1), by=by)  # what is larger is refused by the reader
        except (ValidationError, OSError) as error:
            raise CommandError(
                " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            ) from error
        for each in looked.mistakes:
            self.stderr.write(f"{path.name}:{each.line}: {each.sentence}")
        if looked.mistakes:
            raise CommandError(f"{len(looked.mistakes)} lines cannot be taken; nothing was kept.")
        counts = f"{looked.same} the same, {looked.others} of other agencies, {looked.ours} held here"
        new, changed = (looked.new, looked.changed) if is_dry else keep_rows(looked.rows, by=by)
        self.stdout.write(f"{path.name}: {'would be ' if is_dry else ''}{new} new, {changed} changed; {counts}")
