"""Laws as JSON: sections with paragraphs and subsections, as public collections of Thai law have them, and our own export."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.laws.looking import look_for_oddities
from consultations.laws.reading import DEEPEST, section_label
from consultations.laws.structure import SECTIONS, LawText, Provision, ProvisionKind, give_ids, number_of
from ml.thai_text import tidy_line

Kind = ProvisionKind


def read_json(text: str) -> LawText:
    """`{name: [{id, title, content: {paragraphs: [{content, subsections: [{id, content, subsections}]}]}}]}`, or our own shape.

    Every entry becomes a section, the second one of the same number too. Raises ValidationError: json_unreadable, json_unknown.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValidationError(
            _("This JSON cannot be read: a comma or a bracket is missing somewhere. Have the file checked."),
            code="json_unreadable",
        ) from error
    try:
        found = list(_own(told) if isinstance(told, dict) and "provisions" in told else _sections(told))
    except (TypeError, KeyError, AttributeError, ValueError, RecursionError) as error:
        raise _unknown() from error
    if not found:
        raise _unknown()
    law = LawText(found)
    _set_lines(found, text)
    give_ids(found)
    if any(each.depth > 2 * DEEPEST for each in found):
        raise _unknown()
    law.findings += look_for_oddities(law, [])
    return law


_NAMED = re.compile(r'"id"\s*:\s*"((?:มาตรา|ข้อ)[^"\\]*)"')


def _set_lines(found: list[Provision], text: str) -> None:
    """Let sections, and what stands in them, say on which line of the file they begin; where that is not sure, which part it is."""
    named = [(match.start(), tidy_line(match[1])) for match in _NAMED.finditer(text)]
    sections = [each for each in found if each.kind in SECTIONS]
    if [section_label(name) for _at, name in named] != [(each.kind, each.label, each.number) for each in sections]:
        return
    line = last = 0
    starts = {}
    for section, (at, _name) in zip(sections, named, strict=True):
        line, last = line + text.count("\n", last, at), at
        starts[id(section)] = line + 1
    for at, each in enumerate(found):
        own = starts.get(id(each))
        each.line = own or (found[at - 1].line if at and each.parent is not None else each.line)


def _unknown() -> ValidationError:
    return ValidationError(
        _("This JSON has another shape than ours. docs/law-texts.md says which one is read."), code="json_unknown"
    )


def _sections(told: Any) -> Iterator[Provision]:
    """Sections one by one, each followed by what stands in it. The list of all grows as they are taken."""
    lists = [told] if isinstance(told, list) else [each for each in told.values() if isinstance(each, list)]
    found: list[Provision] = []
    for section in (each for sections in lists for each in sections):
        named = section_label(tidy_line(str(section["id"])))
        kind, label, number = named or (Kind.HEADING, "", "")
        heading = (
            _words(section.get("title")) if named else " ".join([_words(section["id"]), _words(section.get("title"))])
        )
        at = len(found)
        found.append(Provision(kind, label, number, heading.strip(), line=at + 1))
        for paragraph in section["content"]["paragraphs"]:
            _add(found, Kind.PARAGRAPH, "", paragraph, at, 1)
    yield from found


def _add(found: list[Provision], kind: ProvisionKind, label: str, told: Any, parent: int, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError("deeper than any law")
    at = len(found)
    number = number_of(label.strip("()"))
    found.append(Provision(kind, label, number, text=_words(told["content"]), line=at + 1, parent=parent))
    for item in told.get("subsections") or []:
        name = _words(item["id"])
        _add(found, Kind.ITEM, name if name.startswith("(") else f"({name})", item, at, depth + 1)


def _own(told: dict[str, Any]) -> Iterator[Provision]:
    """What was handed out as JSON before; ids are given anew."""
    places: dict[str, int] = {}
    for at, each in enumerate(told["provisions"]):
        above = each.get("in")
        kind = Kind(each["kind"])
        number = _words(each.get("number"))
        parent = None if above is None else places[str(above)]
        label, heading, said = (_words(each.get(name)) for name in ("label", "heading", "text"))
        if kind in SECTIONS and not number:
            raise ValueError("a section without a number")
        places[str(each["id"])] = at
        yield Provision(kind, label, number, heading, said, line=at + 1, parent=parent)


def _words(told: Any) -> str:
    if told is not None and not isinstance(told, str | int):
        raise TypeError("no words")
    return "" if told is None else tidy_line(str(told))
