"""What a program can tell of a translation: placeholders, markup, words left over, strings nobody uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message

from directory.languages import PageLanguage
from frontend.catalogues import THAI, Key, is_translated, key_of, po_file, read_catalog, strings_in, wanted_of

_TO_FILL_IN = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
_MARKUP = re.compile(r"</?[a-z][^>]*>|&[a-z#0-9]+;")
_THAI_LETTER = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]")
_REVIEWED = {"yes": True, "no": False}


def check_folder(folder: Path, language: PageLanguage) -> list[str]:
    """One line for each string that is not in order in this app's catalogue of this language.

    In Thai a string that is missing, untranslated or unsure counts too; elsewhere English stands for it.
    """
    path = po_file(folder, language)
    known = read_catalog(path, language)
    named = folder.name if language == THAI else f"{folder.name} {language.code}"
    kept = {key_of(message): message for message in known if message.id}
    wanted = {key_of(message) for message in wanted_of(strings_in(folder), language)}
    problems = [f"{named}: unused: {key[0]!r}" for key in set(kept) - wanted]
    problems += [f"{named}: unused: {message.id!r}" for message in known.obsolete.values()]
    if language == THAI:
        problems += [f"{named}: not in the .po: {key[0]!r}" for key in wanted - set(kept)]
    elif path.exists() and _says_reviewed(path) != language.is_reviewed:
        problems.append(f"{named}: its X-Reviewed is not what directory/languages.py says")
    for key in wanted & set(kept):
        message = kept[key]
        if is_translated(message) and not message.fuzzy:
            problems += [f"{named}: {problem}: {key[0]!r}" for problem in problems_of(message, known, language)]
        elif language == THAI:
            problems.append(f"{named}: {'unsure (fuzzy)' if is_translated(message) else 'untranslated'}: {key[0]!r}")
    return sorted(problems)


def said_in_two_ways(folders: Iterable[Path], language: PageLanguage) -> list[str]:
    """One line for each string that two apps translate differently: at run time the first of them speaks for both."""
    first: dict[Key, tuple[str, Any]] = {}
    problems = []
    for folder in folders:
        for message in read_catalog(po_file(folder, language), language):
            if not message.id or not is_translated(message):
                continue
            app, said = first.setdefault(key_of(message), (folder.name, message.string))
            if said != message.string:
                problems.append(f"{folder.name} and {app} say in two ways: {key_of(message)[0]!r}")
    return problems


def problems_of(message: Message, catalog: Catalog, language: PageLanguage) -> list[str]:
    """What is wrong with a translated message, in words."""
    found = [str(error) for error in message.check(catalog)]
    if language == THAI:
        return found
    asked, said = _texts(message.id), _texts(message.string)
    if isinstance(message.id, (tuple, list)) and len(said) != catalog.num_plurals:
        found.append(f"{len(said)} plural forms instead of {catalog.num_plurals}")
    for text in said:
        if _counted(_TO_FILL_IN, [text]) not in [_counted(_TO_FILL_IN, [one]) for one in asked]:
            found.append("other placeholders")
        if sorted(_MARKUP.findall(text)) not in [sorted(_MARKUP.findall(one)) for one in asked]:
            found.append("other markup")
        if _THAI_LETTER.search(text) and not any(_THAI_LETTER.search(one) for one in asked):
            found.append("Thai letters in it")
    return found


def coverage(folder: Path, language: PageLanguage) -> tuple[int, int]:
    """How many of the strings this language should have it has, and how many they are."""
    kept = {
        key_of(message)
        for message in read_catalog(po_file(folder, language), language)
        if is_translated(message) and not message.fuzzy
    }
    wanted = {key_of(message) for message in wanted_of(strings_in(folder), language)}
    return len(wanted & kept), len(wanted)


def _says_reviewed(path: Path) -> bool | None:
    found = re.search(r'^"X-Reviewed: (\w+)', path.read_text(encoding="utf-8"), re.MULTILINE)
    return _REVIEWED.get(found[1]) if found else None


def _texts(said: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or ())


def _counted(pattern: re.Pattern[str], texts: Iterable[str]) -> Counter[str]:
    return Counter(each for text in texts for each in pattern.findall(text))
