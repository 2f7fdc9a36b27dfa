"""A law's file: its text, and what the file itself says of the law. Of ours, JSON or Akoma Ntoso, all that was handed out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.parsers import expat

from consultations.laws.akoma_ntoso_files import is_akoma_ntoso
from consultations.laws.importing import read_file
from consultations.laws.structure import LawText
from consultations.statutes.models import LawKind

_KINDS = frozenset(LawKind.values)


@dataclass
class LawFile:
    """entry and since: by the names of Entry and Since; only what the file says."""

    text: LawText
    entry: dict[str, Any] = field(default_factory=dict)
    since: dict[str, Any] = field(default_factory=dict)


def read_law_file(content: bytes) -> LawFile:
    """Raises ValidationError: those of `importing.read_file`."""
    found = LawFile(read_file(content))
    if is_akoma_ntoso(content):
        _of_akoma_ntoso(content, found)
    else:
        _of_json(content, found)
    found.entry = {name: value for name, value in found.entry.items() if value}
    found.since = {name: value for name, value in found.since.items() if value}
    return found


def _of_json(content: bytes, found: LawFile) -> None:
    """Our own shape; any other one says nothing of the law."""
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return
    law, wording = (told.get(name) if isinstance(told, dict) else None for name in ("law", "wording"))
    if isinstance(law, dict):
        title, short = _in_two(law.get("title")), _in_two(law.get("short_title"))
        found.entry = {"title_th": title[0], "title_en": title[1], "short_th": short[0], "short_en": short[1]}
        found.entry |= {"kind": law.get("kind") if law.get("kind") in _KINDS else ""}
        found.entry |= {name: _text(law, name) for name in ("gazette", "source", "link")}
        found.entry |= {name: _day(law.get(name)) for name in ("gazette_on", "in_force_since", "in_force_until")}
    if isinstance(wording, dict):
        found.since = {name: _text(wording, name) for name in ("amended_by", "gazette", "source", "why_corrected")}
        found.since |= {"from_on": _day(wording.get("from")), "gazette_on": _day(wording.get("gazette_on"))}


def _in_two(told: Any) -> tuple[str, str]:
    return (_text(told, "th"), _text(told, "en")) if isinstance(told, dict) else ("", "")


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value[:300] if isinstance(value, str) else ""


def _day(told: Any) -> date | None:
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError):
        return None


_ALIASES = {"title": "title_th", "title-en": "title_en", "short": "short_th", "short-en": "short_en"}
_DATES = {"in-force": "in_force_since", "gazette": "gazette_on", "repeal": "in_force_until"}


def _of_akoma_ntoso(content: bytes, found: LawFile) -> None:
    """The head of the document: the work's names and days, the expression's day, the paper it was published in."""
    around: list[str] = []

    def begin(name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        around.append(tag)
        within = around[-2] if len(around) > 1 else ""
        if within == "akomaNtoso" and given.get("name") in _KINDS:
            found.entry["kind"] = given["name"]
        elif tag == "FRBRalias" and (known := _ALIASES.get(given.get("name", ""))):
            found.entry[known] = given.get("value", "")[:300]
        elif tag == "FRBRdate" and within == "FRBRWork" and (known := _DATES.get(given.get("name", ""))):
            found.entry[known] = _day(given.get("date"))
        elif tag == "FRBRdate" and within == "FRBRExpression" and given.get("name") == "in-force":
            found.since["from_on"] = _day(given.get("date"))
        elif tag == "publication":
            found.since |= {"gazette": given.get("number", "")[:200], "gazette_on": _day(given.get("date"))}

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _name: around.pop()
    parser.Parse(content, True)  # read once already: it is well-formed, without entities
