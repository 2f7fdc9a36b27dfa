"""Local governments from an official register file, checked line by line before anything is written."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from directory.models import Agency, AgencyKind, Area, LoadedRow, ServiceArea
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


@dataclass(frozen=True)
class Register:
    """What a file holds. service_areas: those that an agency serves beside its own area, the first of its line."""

    agencies: list[Row]
    service_areas: list[Row]


def read_register(path: Path) -> Register:
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
    return Register([_agency(line) for line in lines], [row for line in lines for row in _also_served(line)])


@transaction.atomic
def bring_in_register(register: Register, *, commit: bool) -> tuple[list[Changes], list[str]]:
    """Write the agencies and what they serve, or with `commit=False` only find out what would change.

    The second list names the service areas, as "agency:area", that an earlier file brought and this one lists no more.
    """
    changes = [
        bring_in(Agency, register.agencies, key=lambda row: row["code"]),
        bring_in(ServiceArea, register.service_areas, key=_service_key),
    ]
    gone = _drop_unlisted(register)
    if not commit:
        transaction.set_rollback(True)
    return changes, gone


def _drop_unlisted(register: Register) -> list[str]:
    """Take back the service areas of these agencies that came from a file and are in it no more; what staff added stays."""
    listed = {_service_key(row) for row in register.service_areas}
    came = LoadedRow.objects.filter(table=ServiceArea._meta.model_name)
    loaded = set(came.values_list("key", flat=True)) - listed
    of_these = ServiceArea.objects.filter(agency__code__in=[row["code"] for row in register.agencies])
    keys = {f"{agency}:{area}": pk for pk, agency, area in of_these.values_list("pk", "agency__code", "area__code")}
    gone = sorted(loaded & keys.keys())
    ServiceArea.objects.filter(pk__in=[keys[key] for key in gone]).delete()
    came.filter(key__in=gone).delete()
    return gone


def _service_key(row: Row) -> str:
    return f"{row['agency__code']}:{row['area__code']}"


def _problems(line: dict[str, str], known_areas: set[int], seen: set[str]) -> list[str]:
    found = [f"{column} is empty" for column in NEEDED if not line[column]]
    if line["official_code"] and not _CODE.fullmatch(line["official_code"]):
        found.append(f"official_code {line['official_code']!r} has other characters than digits and Latin letters")
    if line["official_code"] in seen:
        found.append(f"official_code {line['official_code']} comes twice")
    found += _problems_of_areas(line["area"].split(), known_areas)
    if line["source_date"] and not _SOURCE_DATE.fullmatch(line["source_date"]):
        found.append(f"source_date {line['source_date']!r} is not YYYY-MM-DD")
    try:
        _day(line.get("closes_on", ""))
    except ValueError:
        found.append(f"closes_on {line['closes_on']!r} is not YYYY-MM-DD")
    return found


def _problems_of_areas(areas: list[str], known: set[int]) -> list[str]:
    wrong = [area for area in areas if not (area.isascii() and area.isdigit() and int(area) in known)]
    twice = [area for place, area in enumerate(areas) if area in areas[:place]]
    return [f"area {area!r} is no DOPA code" for area in wrong] + [f"area {area} comes twice" for area in twice]


def _agency(line: dict[str, str]) -> Row:
    return {
        "code": _code_of(line),
        "name_th": line["name_th"],
        "name_en": line.get("name_en", ""),
        "short_name_th": line.get("short_name_th", ""),
        "parent__code": "local-governments",
        "kind": str(AgencyKind.LOCAL_GOVERNMENT),
        "area__code": int(line["area"].split()[0]),
        "official_code": line["official_code"],
        "source": line["source"],
        "source_date": line["source_date"],
        "source_confirmed": True,
        "closes_on": _day(line.get("closes_on", "")),
    }


def _also_served(line: dict[str, str]) -> list[Row]:
    return [
        {
            "agency__code": _code_of(line),
            "area__code": int(area),
            "source": line["source"],
            "source_date": line["source_date"],
        }
        for area in line["area"].split()[1:]
    ]


def _code_of(line: dict[str, str]) -> str:
    return "local-" + line["official_code"].lower()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
