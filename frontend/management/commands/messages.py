"""python manage.py messages: collects what is to be translated, keeps the .po files, makes the .mo files.

No gettext programs: Django's `templatize` turns templates into something like Python, Babel does the rest. Strings found
in an app's folder belong to that app's own locale/th/LC_MESSAGES/django.po; templates all live in frontend.
"""

import argparse
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

LANGUAGE = "th"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
LEFT_OUT = {"node_modules", "dist", "locale", "migrations", "__pycache__"}
Key = tuple[str | tuple[str, ...], str | None]


class LastWins(Catalog):
    """A catalogue to which people append: of two entries for one string the later translation counts."""

    def __setitem__(self, id: Any, message: Message) -> None:
        before = self.get(id, message.context) if id else None
        if before is not None and is_translated(message):
            before.string = message.string
        super().__setitem__(id, message)


class Command(BaseCommand):
    help = "Collect strings into the .po files and compile them. --check changes nothing and fails on what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", metavar="APP", help="only these apps; all of ours when left out")
        parser.add_argument(
            "--check", action="store_true", help="fail on missing, untranslated, fuzzy or unused strings"
        )
        parser.add_argument("--compile", action="store_true", help="only make the .mo files")
        parser.add_argument("--prune", action="store_true", help="drop translations that no code uses any more")

    def handle(self, *args: Any, folders: list[str], check: bool, compile: bool, prune: bool, **options: Any) -> None:
        problems: list[str] = []
        for folder in app_folders():
            if folders and folder.name not in folders:
                continue
            po_file = folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
            if check:
                problems += check_folder(folder, po_file)
                continue
            if not compile:
                catalog = merged(strings_in(folder), read_catalog(po_file))
                if len(catalog) or catalog.obsolete:
                    write_catalog(catalog, po_file, keep_unused=not prune)
            if po_file.exists():
                compile_catalog(po_file)
        if problems:
            raise CommandError(
                "\n".join([*problems, f"{len(problems)} strings are not ready: python3 manage.py messages"])
            )


def app_folders() -> list[Path]:
    """The folders of our own apps."""
    folders = [Path(app.path) for app in apps.get_app_configs()]
    root = Path(settings.BASE_DIR)
    return sorted(folder for folder in folders if folder.is_relative_to(root) and ".venv" not in folder.parts)


def strings_in(folder: Path) -> Catalog:
    """Everything marked for translation in the folder's Python and templates."""
    catalog = Catalog(locale=LANGUAGE, project="Siang Pracha", fuzzy=False)
    for file in source_files(folder):
        source = file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            # What is not a string is blanked out but keeps its indentation, which Python would refuse: take it away.
            source = "\n".join(line.lstrip() for line in templatize(source).split("\n"))
        place = file.relative_to(folder.parent).as_posix()
        for _line, message, comments, context in extract(
            "python",
            BytesIO(source.encode()),
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        ):
            catalog.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalog


def source_files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".py", ".html"} and not LEFT_OUT & set(file.relative_to(folder).parts):
            yield file


def read_catalog(po_file: Path) -> Catalog:
    catalog = LastWins(locale=LANGUAGE, project="Siang Pracha", fuzzy=False)
    if po_file.exists():
        with po_file.open("rb") as file:
            PoFileParser(catalog).parse(file)
    return catalog


def merged(template: Catalog, known: Catalog) -> Catalog:
    """The strings of the code with the translations known so far; what no code uses any more becomes obsolete."""
    result = Catalog(locale=LANGUAGE, project="Siang Pracha", fuzzy=False)
    old = {key_of(message): message for message in [*known.obsolete.values(), *known] if message.id}
    for message in template:
        if not message.id:
            continue
        before = old.pop(key_of(message), None)
        result.add(
            message.id,
            before.string if before else None,
            locations=message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
            flags=(before.flags & {"fuzzy"}) if before else (),
        )
    for message in old.values():
        if is_translated(message):
            result.obsolete[message.id] = message
    return result


def write_catalog(catalog: Catalog, po_file: Path, *, keep_unused: bool) -> None:
    po_file.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(
        text,
        catalog,
        width=0,
        include_lineno=False,
        omit_header=True,
        ignore_obsolete=not keep_unused,
        sort_by_file=True,
    )
    header = f'msgid ""\nmsgstr ""\n"Language: {LANGUAGE}\\n"\n"Plural-Forms: {catalog.plural_forms}\\n"\n'
    header += '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
    po_file.write_bytes(header.encode() + text.getvalue())


def compile_catalog(po_file: Path) -> None:
    with po_file.with_suffix(".mo").open("wb") as file:
        write_mo(file, read_catalog(po_file))


def check_folder(folder: Path, po_file: Path) -> list[str]:
    """One line for each string that is missing, untranslated, unsure, unused or whose placeholders differ."""
    known = read_catalog(po_file)
    translated = {key_of(message): message for message in known if message.id}
    wanted = {key_of(message) for message in strings_in(folder) if message.id}
    problems = [f"{folder.name}: not in the .po: {key[0]!r}" for key in wanted - set(translated)]
    problems += [f"{folder.name}: unused: {key[0]!r}" for key in set(translated) - wanted]
    problems += [f"{folder.name}: unused: {message.id!r}" for message in known.obsolete.values()]
    for key in wanted & set(translated):
        message = translated[key]
        if not is_translated(message):
            problems.append(f"{folder.name}: untranslated: {key[0]!r}")
        elif message.fuzzy:
            problems.append(f"{folder.name}: unsure (fuzzy): {key[0]!r}")
        else:
            problems += [f"{folder.name}: {error}: {key[0]!r}" for error in message.check(known)]
    return sorted(problems)


def key_of(message: Message) -> Key:
    """What makes a string the same string; Django looks plurals up by their singular."""
    first = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return first, message.context


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings)
