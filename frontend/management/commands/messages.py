"""python manage.py messages: collects what is to be translated, keeps the .po files, makes the .mo files."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.languages import PAGE_LANGUAGES, PageLanguage
from frontend import catalogues
from frontend.catalogue_checks import check_folder, coverage, problems_of, said_in_two_ways
from frontend.catalogues import (
    OTHERS,
    THAI,
    compile_catalog,
    is_translated,
    key_of,
    merged,
    po_file,
    read_catalog,
    strings_in,
    wanted_of,
    write_catalog,
)


class Command(BaseCommand):
    help = "Collect strings into the .po files and compile them. --check changes nothing and fails on what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", metavar="APP", help="only these apps; all of ours when left out")
        parser.add_argument(
            "--check",
            action="store_true",
            help="fail on unused strings and broken placeholders, in Thai on missing, untranslated and unsure ones too",
        )
        parser.add_argument("--compile", action="store_true", help="only make the .mo files")
        parser.add_argument("--prune", action="store_true", help="drop translations that no code uses any more")
        parser.add_argument("--take", metavar="FILE", help="put a translator's one .po file into the apps' catalogues")
        parser.add_argument(
            "--language", choices=[each.code for each in (THAI, *OTHERS)], help="of the file that --take takes"
        )

    def handle(self, *args: Any, folders: list[str], check: bool, compile: bool, prune: bool, **options: Any) -> None:
        chosen = [folder for folder in catalogues.app_folders() if not folders or folder.name in folders]
        if options["take"]:
            self._take(Path(options["take"]), chosen, options["language"])
        problems: list[str] = []
        for language in (THAI, *OTHERS):
            for folder in chosen:
                if check:
                    problems += check_folder(folder, language)
                else:
                    _keep(folder, language, only_compile=compile, prune=prune)
            if check:
                problems += said_in_two_ways(chosen, language)
        if problems:
            raise CommandError(
                "\n".join([*problems, f"{len(problems)} strings are not ready: python3 manage.py messages"])
            )
        if not compile:
            self._tell_coverage(chosen)

    def _tell_coverage(self, chosen: list[Path]) -> None:
        for language in OTHERS:
            counted = [coverage(folder, language) for folder in chosen]
            said, wanted = sum(each[0] for each in counted), sum(each[1] for each in counted)
            reviewed = "" if language.is_reviewed else ", not reviewed"
            self.stdout.write(f"{language.english}: {said} of {wanted} strings for citizens{reviewed}")

    def _take(self, file: Path, chosen: list[Path], code: str | None) -> None:
        """Put each translation where its string is used; what is broken, empty or still English is named and left out."""
        language = next((each for each in PAGE_LANGUAGES if each.code == code), None)
        if language is None:
            raise CommandError("--take needs --language")
        brought = read_catalog(file, language)
        new = {key_of(message): message for message in brought if message.id and is_translated(message)}
        used = set()
        for folder in chosen:
            known = read_catalog(po_file(folder, language), language)
            catalog = merged(wanted_of(strings_in(folder), language), known, language)
            for message in catalog:
                translated = new.get(key_of(message)) if message.id else None
                if translated is None:
                    continue
                used.add(key_of(message))
                message.string = translated.string
                problems = problems_of(message, catalog, language)
                if translated.fuzzy or problems or message.string == message.id:
                    message.string = None
                    why = ", ".join(problems) or ("unsure" if translated.fuzzy else "still English")
                    self.stderr.write(f"left out, {why}: {key_of(message)[0]!r}")
            if len(catalog):
                write_catalog(catalog, po_file(folder, language), language, keep_unused=True)
        for key in set(new) - used:
            self.stderr.write(f"no such string: {key[0]!r}")


def _keep(folder: Path, language: PageLanguage, *, only_compile: bool, prune: bool) -> None:
    path = po_file(folder, language)
    if not only_compile:
        catalog = merged(wanted_of(strings_in(folder), language), read_catalog(path, language), language)
        if len(catalog) or catalog.obsolete:
            write_catalog(catalog, path, language, keep_unused=not prune)
    if path.exists():
        compile_catalog(path, language)
