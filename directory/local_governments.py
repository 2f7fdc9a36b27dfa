"""Local governments from an official register file, checked line by line before anything is written."""

import re
from datetime import date
from pathlib import Path

from django.db import transaction

from directory.models import Agency, AgencyKind, Area
from directory.reference_files import read_csv
from directory.reference_tables import Changes, Row, bring_in

NEEDED = ("official_code", "name_th", "area", "source", "source_date")
_SOURCE_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_CODE = re.compile(r"[0-9A-Za-z_-]{1,40}")


class RegisterRefused(ValueError):
    """The file is not right. `problems` names every line that is not, in the order of the file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_register(path: Path) -> list[Row]:
    """The agencies of a register file, ready to be brought in. Raises RegisterRefused; the database is only read.

    Columns: directory/reference/README.md.
    """
    lines = list(read_csv(path))
    missing = [column for column in NEEDED if not lines or column not in lines[0]]
    if missing:
        raise RegisterRefused([f"the file lacks the column {column}" for column in missing])
    known_areas = set(Area.objects.values_list("code", flat=True))
    problems: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):
        problems += [f"line {number}: {problem}" for problem in _problems(line, known_areas, seen)]
        seen.add(line["official_code"])
    if problems:
        raise RegisterRefused(problems)
    return [_agency(line) for line in lines]


@transaction.atomic
def bring_in_register(rows: list[Row], *, commit: bool) -> Changes:
    """Write the agencies, or with `commit=False` only find out what would change."""
    changes = bring_in(Agency, rows, key=lambda row: row["code"])
    if not commit:
        transaction.set_rollback(True)
    return changes


def _problems(line: dict[str, str], known_areas: set[int], seen: set[str]) -> list[str]:
    found = [f"{column} is empty" for column in NEEDED if not line[column]]
    if line["official_code"] and not _CODE.fullmatch(line["official_code"]):
        found.append(f"official_code {line['official_code']!r} has other characters than digits and Latin letters")
    if line["official_code"] in seen:
        found.append(f"official_code {line['official_code']} comes twice")
    if line["area"] and not (line["area"].isascii() and line["area"].isdigit() and int(line["area"]) in known_areas):
        found.append(f"area {line['area']!r} is no DOPA code")
    if line["source_date"] and not _SOURCE_DATE.fullmatch(line["source_date"]):
        found.append(f"source_date {line['source_date']!r} is not YYYY-MM-DD")
    try:
        _day(line.get("closes_on", ""))
    except ValueError:
        found.append(f"closes_on {line['closes_on']!r} is not YYYY-MM-DD")
    return found


def _agency(line: dict[str, str]) -> Row:
    return {
        "code": "local-" + line["official_code"].lower(),
        "name_th": line["name_th"],
        "name_en": line.get("name_en", ""),
        "short_name_th": line.get("short_name_th", ""),
        "parent__code": "local-governments",
        "kind": str(AgencyKind.LOCAL_GOVERNMENT),
        "area__code": int(line["area"]),
        "official_code": line["official_code"],
        "source": line["source"],
        "source_date": line["source_date"],
        "source_confirmed": True,
        "closes_on": _day(line.get("closes_on", "")),
    }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
