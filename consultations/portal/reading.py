"""The columns of the law portal (law.go.th), read line by line: what each says, and what cannot be taken and why.

Source of the columns: the portal's list of consultations, as published in 2021 (survey_id … url).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.portal.models import SURVEY_ID_MAX_LETTERS, TITLE_MAX_LETTERS
from consultations.workflow import ConsultationKind
from directory.installation import site_url
from directory.thai_dates import read_day
from records.spreadsheets import looks_like_a_formula, plain

COLUMNS = (
    "survey_id", "survey_name", "survey_type_name", "agency_name", "agency_id", "ministry_id", "start_date", "end_date",
    "duration_day", "closed", "close_year", "answer_count", "view_count", "question_count", "n_invited",
    "affects_prachachon", "isconclude", "law_group_id", "url",
)  # fmt: skip
NEEDED = ("survey_id", "survey_name", "survey_type_name", "agency_name", "start_date", "end_date", "url")
TYPES = {
    "หลักการ": ConsultationKind.PRINCIPLES,
    "ร่างกฎหมาย": ConsultationKind.DRAFT_LAW,
    "ประเมินผลสัมฤทธิ์": ConsultationKind.LAW_IN_FORCE,
    "กม.ลำดับรองอื่นๆ": ConsultationKind.SUBORDINATE_RULE,
}
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_MISTAKES = 1_000
_ID = re.compile(rf"[0-9A-Za-z-]{{1,{SURVEY_ID_MAX_LETTERS}}}")
_LARGEST = 2_000_000_000
_WORDS = {"agency_id": 20, "ministry_id": 20, "affects_prachachon": 20, "isconclude": 20, "law_group_id": 100}
_NUMBERS = {"duration_day": 36_500, "close_year": 9_999, "answer_count": _LARGEST, "view_count": _LARGEST,
            "question_count": _LARGEST, "n_invited": _LARGEST}  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Mistake:
    """line: of the file, the first is 1."""

    line: int
    sentence: str


@dataclass
class Read:
    """rows: columns of the portal, of each survey once, values as Survey has them. ours: lines about consultations held here."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    twice: int = 0
    ours: int = 0


def read_file(content: bytes) -> Read:
    """Raises ValidationError: table_too_large, table_unreadable, column_missing, table_empty."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The table is larger than 10 MB. Divide it."), code="table_too_large")
    found, seen = Read(), {}  # type: ignore[var-annotated]
    home = site_url().rstrip("/") + "/"
    for line, told in _lines(decoded(content)):
        if told["url"].startswith(home):
            found.ours += 1
            continue
        try:
            row = _row(told)
        except ValidationError as error:
            found.mistakes.append(Mistake(line, str(error.messages[0])))
            if len(found.mistakes) >= MOST_MISTAKES:
                break
            continue
        before = seen.get(row["survey_id"])
        if before is None:
            seen[row["survey_id"]] = row
            found.rows.append(row)
        elif before == row:
            found.twice += 1
        else:
            sentence = _("The number %(id)s stands on an earlier line with other words.") % {"id": row["survey_id"]}
            found.mistakes.append(Mistake(line, sentence))
    if not (found.rows or found.mistakes or found.ours):
        raise ValidationError(_("The table has no lines below its first one."), code="table_empty")
    return found


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, Thai of Windows (TIS-620). Raises ValidationError (table_unreadable)."""
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp874")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable()


def _unreadable() -> ValidationError:
    return ValidationError(_("This is no table (CSV). Save it as CSV in UTF-8."), code="table_unreadable")


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or []]
        if missing := [name for name in NEEDED if name not in names]:
            raise ValidationError(
                _("The first line must name the columns. Missing: %(names)s."),
                code="column_missing",
                params={"names": ", ".join(missing)},
            )
        reader.fieldnames = names
        for number, row in enumerate(reader):
            if number >= MOST_ROWS:
                raise ValidationError(
                    _("The table has more than %(most)s lines. Divide it."),
                    code="table_too_large",
                    params={"most": f"{MOST_ROWS:,}"},
                )
            told = {name: _cell(row.get(name)) for name in COLUMNS}
            if any(told.values()):
                yield reader.line_num, told
    except csv.Error as error:
        raise _unreadable() from error


def _cell(told: str | None) -> str:
    """In one line; without the apostrophe that our export puts before what a spreadsheet would calculate."""
    text = plain(told or "", most=TITLE_MAX_LETTERS + 1)
    return text[1:] if text[:1] == "'" and looks_like_a_formula(text[1:]) else text


def _row(told: Mapping[str, str]) -> Row:
    row: Row = {name: _words(told, name, most) for name, most in _WORDS.items()}
    row |= {name: _number(told, name, most) for name, most in _NUMBERS.items()}
    if not _ID.fullmatch(told["survey_id"]):
        raise _wrong("survey_id", told)
    row["survey_id"] = told["survey_id"]
    row["survey_name"] = _words(told, "survey_name", TITLE_MAX_LETTERS, is_needed=True)
    row["agency_name"] = _words(told, "agency_name", 300, is_needed=True)
    kind = TYPES.get(told["survey_type_name"])
    if kind is None:
        raise ValidationError(
            _("survey_type_name must be one of: %(names)s."), params={"names": ", ".join(TYPES)}, code="type_unknown"
        )
    row["survey_type_name"] = kind.value
    for name in ("start_date", "end_date"):
        day = read_day(told[name][:10])
        if day is None:
            raise _wrong(name, told)
        row[name] = day.isoformat()
    if row["end_date"] < row["start_date"]:
        raise ValidationError(_("It closes before it opens."), code="ends_before_it_begins")
    if told["closed"] not in {"", "0", "1"}:
        raise _wrong("closed", told)
    row["closed"] = {"": None, "0": False, "1": True}[told["closed"]]
    row["url"] = _page(told)
    return row


def _page(told: Mapping[str, str]) -> str:
    try:
        parts = urlsplit(told["url"])
        is_page = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_page = False
    if not is_page or len(told["url"]) > 500 or " " in told["url"]:
        raise ValidationError(_("url must be a page that begins with https://."), code="link_is_no_page")
    return told["url"]


def _words(told: Mapping[str, str], name: str, most: int, *, is_needed: bool = False) -> str:
    if len(told[name]) > most or (is_needed and not told[name]):
        raise _wrong(name, told)
    return told[name]


def _number(told: Mapping[str, str], name: str, most: int) -> int | None:
    """Empty is unknown. A spreadsheet may have written 12.0."""
    text = told[name].replace(",", "").removesuffix(".0")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 12 or int(text) > most:
        raise _wrong(name, told)
    return int(text)


def _wrong(name: str, told: Mapping[str, str]) -> ValidationError:
    if not told[name]:
        return ValidationError(_("%(name)s is empty."), params={"name": name}, code="cell_empty")
    return ValidationError(
        _("%(name)s cannot be “%(said)s”."), params={"name": name, "said": told[name][:40]}, code="cell_wrong"
    )
