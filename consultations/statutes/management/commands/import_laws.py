"""`manage.py import_laws FILE ... --agency CODE --by EMAIL`: put laws into the database from JSON, Akoma Ntoso, Word or text."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from consultations.laws.findings import sentences_of
from consultations.laws.importing import MOST_BYTES
from consultations.statutes.changes import check_keeps
from consultations.statutes.files import LawFile, read_law_file
from consultations.statutes.models import Law, LawKind
from consultations.statutes.registering import Entry, register_law
from consultations.statutes.wordings import Since, keep_wording
from directory.models import Agency, User
from directory.thai_dates import read_day


class Command(BaseCommand):
    help = (
        "Put laws into the database, each file one text of one law. What a file does not say itself is taken from the "
        "options. The same file twice changes nothing; a file that cannot be read stops no other."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--agency", required=True, help="code of the responsible agency")
        parser.add_argument("--by", required=True, help="e-mail of a person of its policy team")
        parser.add_argument("--title", default="", help="title in Thai, for a file that does not say it")
        parser.add_argument("--kind", default="", choices=["", *LawKind.values])
        parser.add_argument(
            "--from", dest="from_on", default="", help="day from which the text holds, 1/1/2565 or 2022-01-01"
        )
        parser.add_argument("--amended-by", default="", help="title of the amending law")
        parser.add_argument("--source", default="", help="where the text comes from; the file's name when left out")
        parser.add_argument("--why-corrected", default="", help="needed where another text of this day stands already")
        parser.add_argument("--dry-run", action="store_true", help="say what would be kept, keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = Agency.objects.filter(code=options["agency"]).first()
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if agency is None or by is None:
            raise CommandError("There is no such agency, or nobody with this e-mail.")
        try:
            check_keeps(agency.pk, by)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        failed = 0
        for path in options["files"]:
            try:
                self.stdout.write(f"{path.name}: {self._import(path, agency, by, options)}")
            except (ValidationError, OSError) as error:
                failed += 1
                told = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
                self.stderr.write(f"{path.name}: {told}")
        if failed:
            raise CommandError(f"{failed} of {len(options['files'])} files were not taken.")

    def _import(self, path: Path, agency: Agency, by: User, options: dict[str, Any]) -> str:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)  # what is larger is refused by the reader
        found = read_law_file(content)
        for each in sentences_of(found.text.findings):
            self.stdout.write(f"{path.name}: {each.sentence}")
        since = _since(found, path, options)
        entry = _entry(found, since, options)
        with transaction.atomic():
            known = Law.objects.filter(agency=agency, title_th=entry.title_th).first()
            law = known or register_law(entry, agency=agency, by=by)
            wording, is_new = keep_wording(law, found.text, since, by=by)
            if options["dry_run"]:
                transaction.set_rollback(True)
        what = "kept" if is_new else "stands there already"
        return f"{wording.parts} parts from {wording.from_on}: {'would be ' if options['dry_run'] and is_new else ''}{what}"


def _since(found: LawFile, path: Path, options: dict[str, Any]) -> Since:
    from_on = _day(options["from_on"]) or found.since.get("from_on")
    if from_on is None:
        raise ValidationError("Say from which day on this text holds: --from.", code="from_missing")
    told = {name: value for name, value in found.since.items() if name != "from_on"}
    typed = {name: options[name] for name in ("amended_by", "source", "why_corrected") if options[name]}
    source = typed.pop("source", "") or told.pop("source", "") or path.name
    return replace(Since(from_on, source), **(told | typed))


def _entry(found: LawFile, since: Since, options: dict[str, Any]) -> Entry:
    told = dict(found.entry)
    told |= {name: value for name, value in (("title_th", options["title"]), ("kind", options["kind"])) if value}
    if not told.get("title_th") or not told.get("kind"):
        raise ValidationError("The file does not say its title or its kind: --title and --kind.", code="entry_missing")
    began = {"in_force_since": since.from_on} if not since.amended_by else {}
    return Entry(**({"source": since.source} | began | told))


def _day(typed: str) -> date | None:
    if not typed:
        return None
    day = read_day(typed)
    if day is None:
        raise ValidationError(f"{typed} is no day. Write 1/1/2565 or 2022-01-01.", code="no_such_day")
    return day
