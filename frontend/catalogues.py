"""Catalogues of translations (.po, .mo): collected from code and templates, kept, compared with them, compiled.

No gettext programs: Django's `templatize` turns templates into something like Python, Babel does the rest. Strings found
in an app's folder belong to that app's own locale/LANGUAGE/LC_MESSAGES/django.po; templates all live in frontend. Thai has
every string; the others have what `citizens_words` says, and English stands for the rest.
"""

from __future__ import annotations

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
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from directory.languages import PAGE_LANGUAGES, PageLanguage
from directory.reference_files import translated_names
from frontend.citizens_words import is_for_citizens

THAI = PAGE_LANGUAGES[0]
OTHERS = tuple(language for language in PAGE_LANGUAGES if language.code not in {"th", "en"})
"""English needs no catalogue: it is the source."""
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
PLURAL_FORMS = "nplurals=1; plural=0;"
"""Of every language here: none of them changes a word for more than one. Babel does not know it of Burmese and Khmer."""
LEFT_OUT = {"node_modules", "dist", "locale", "migrations", "__pycache__"}
PLACE_OF_NAMES = "directory/reference_files.py"
Key = tuple[str, str | None]


class LastWins(Catalog):
    """A catalogue to which people append: of two entries for one string the later translation counts."""

    def __setitem__(self, id: Any, message: Message) -> None:
        before = self.get(id, message.context) if id else None
        if before is not None and is_translated(message):
            before.string = message.string
        super().__setitem__(id, message)


def app_folders() -> list[Path]:
    """The folders of our own apps."""
    folders = [Path(app.path) for app in apps.get_app_configs()]
    root = Path(settings.BASE_DIR)
    return sorted(folder for folder in folders if folder.is_relative_to(root) and ".venv" not in folder.parts)


def po_file(folder: Path, language: PageLanguage) -> Path:
    return folder / "locale" / to_locale(language.code) / "LC_MESSAGES" / "django.po"


def strings_in(folder: Path) -> Catalog:
    """Everything marked for translation in the folder's Python and templates; in directory's, the names of its tables too."""
    catalog = _empty(THAI)
    if folder == Path(settings.BASE_DIR) / "directory":
        for name, table in translated_names():
            catalog.add(name, locations=[(PLACE_OF_NAMES, 0)], context=table)
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
    """Of one app; what stands in it as an app of its own has its own catalogue."""
    inner = [other for other in app_folders() if folder in other.parents]
    for file in sorted(folder.rglob("*")):
        is_ours = not any(file.is_relative_to(other) for other in inner)
        if is_ours and file.suffix in {".py", ".html"} and not LEFT_OUT & set(file.relative_to(folder).parts):
            yield file


def wanted_of(strings: Catalog, language: PageLanguage) -> list[Message]:
    """Those that this language should have. The names of tables have their Thai beside them."""
    messages = [message for message in strings if message.id]
    if language == THAI:
        return [message for message in messages if {place for place, _line in message.locations} != {PLACE_OF_NAMES}]
    return [message for message in messages if is_for_citizens(message)]


def read_catalog(path: Path, language: PageLanguage) -> Catalog:
    catalog = _empty(language, kind=LastWins)
    if path.exists():
        with path.open("rb") as file:
            PoFileParser(catalog).parse(file)
    return catalog


def merged(wanted: list[Message], known: Catalog, language: PageLanguage) -> Catalog:
    """The strings of the code with the translations known so far; what no code uses any more becomes obsolete."""
    result = _empty(language)
    old = {key_of(message): message for message in [*known.obsolete.values(), *known] if message.id}
    for message in wanted:
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


def write_catalog(catalog: Catalog, path: Path, language: PageLanguage, *, keep_unused: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
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
    header = f'msgid ""\nmsgstr ""\n"Language: {to_locale(language.code)}\\n"\n'
    header += f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
    header += '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    if language != THAI:
        header += f'"X-Reviewed: {"yes" if language.is_reviewed else "no"}\\n"\n'
    path.write_bytes(f"{header}\n".encode() + text.getvalue())


def compile_catalog(path: Path, language: PageLanguage) -> None:
    """Write the .mo beside it. There the space before ๆ is one that breaks no line: none begins with ๆ."""
    catalog = read_catalog(path, language)
    for message in catalog:
        said = message.string or ""
        message.string = _with_its_word(said) if isinstance(said, str) else tuple(map(_with_its_word, said))
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def _with_its_word(text: str) -> str:
    return text.replace(" ๆ", "\N{NO-BREAK SPACE}ๆ")


def key_of(message: Message) -> Key:
    """What makes a string the same string; Django looks plurals up by their singular."""
    first = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return first, message.context


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings)


def _empty(language: PageLanguage, kind: type[Catalog] = Catalog) -> Catalog:
    catalog = kind(locale=to_locale(language.code), project="Siang Pracha", fuzzy=False)
    catalog.mime_headers = [("Plural-Forms", PLURAL_FORMS)]
    return catalog
