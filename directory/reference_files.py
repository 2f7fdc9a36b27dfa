"""Reads the reference files and packages into rows, in the shape that `reference_tables.bring_in` takes."""

import csv
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

from directory.models import HolidayKind
from directory.reference_tables import Row

REFERENCE = Path(__file__).parent / "reference"

# Days the `holidays` package lists that government offices do not keep: Labour Day is for private employers
# and banks, and Children's Day is always a Saturday.
NOT_KEPT_BY_OFFICES = ("แรงงานแห่งชาติ", "วันเด็กแห่งชาติ")


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a CSV file in UTF-8, values stripped; empty cells are ""."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            yield {column: (value or "").strip() for column, value in line.items() if column}


def areas() -> Iterator[Row]:
    """All provinces, districts and sub-districts from `geothai`, parents first. Bangkok's districts lose their "เขต"."""
    import geothai

    def row(code: str, level: str, parent: str | None, th: str, en: str, postal_code: str = "") -> Row:
        return {
            "code": int(code),
            "level": level,
            "parent_id": int(parent) if parent else None,
            "name_th": th,
            "name_en": en,
            "postal_code": postal_code,
        }

    for province in geothai.provinces():
        yield row(province.code, "province", None, province.name_th, province.name_en)
        for district in geothai.districts(province.code):
            name = district.name_th.removeprefix("เขต") if province.code == "10" else district.name_th
            yield row(district.code, "district", province.code, name, district.name_en)
            for sub in geothai.subdistricts(district.code):
                yield row(
                    sub.code, "subdistrict", district.code, sub.name_th, sub.name_en, next(iter(sub.postal_codes), "")
                )


def translated_names() -> Iterator[tuple[str, str]]:
    """The names that catalogues hold, in English, each with its context (names.in_readers_language)."""
    import geothai

    for line in read_csv(REFERENCE / "topics.csv"):
        yield line["name_en"], "topic"
    for province in geothai.provinces():
        yield province.name_en, "province"


def topics() -> Iterator[Row]:
    for line in read_csv(REFERENCE / "topics.csv"):
        yield {
            "code": line["code"],
            "parent__code": line["parent"] or None,
            "name_th": line["name_th"],
            "name_en": line["name_en"],
            "covers_th": line["covers_th"],
            "covers_en": line["covers_en"],
            "visibility_floor": line["visibility_floor"],
            "offers_public": is_yes(line["offers_public"]),
            "urgency": line["urgency"],
            "position": int(line["position"]),
        }


def topic_aliases() -> Iterator[Row]:
    for line in read_csv(REFERENCE / "topic_aliases.csv"):
        yield {"scheme": line["scheme"], "label": line["label"], "topic__code": line["topic"]}


def agencies() -> Iterator[Row]:
    for line in read_csv(REFERENCE / "agencies.csv"):
        yield {
            "code": line["code"],
            "name_th": line["name_th"],
            "name_en": line["name_en"],
            "short_name_th": line["short_name_th"],
            "parent__code": line["parent"] or None,
            "kind": line["kind"],
            "area__code": int(line["area"]) if line["area"] else None,
            "official_code": line["official_code"],
            "source": line["source"],
            "source_date": line["source_date"],
            "source_confirmed": is_yes(line["confirmed"]),
            "takes_complaints": is_yes(line["takes_complaints"]),
            "opens_on": date.fromisoformat(line["opens_on"]) if line["opens_on"] else None,
        }


def days_off(years: range) -> Iterator[Row]:
    """Days that government offices keep: the Cabinet's of every year, and the package's of these years."""
    import holidays

    listed = {}
    for line in read_csv(REFERENCE / "cabinet_holidays.csv"):
        listed[date.fromisoformat(line["date"])] = _day_off(
            line["date"], line["name_th"], line["name_en"], line["kind"], line["source"], line["area"]
        )
    kinds = (holidays.PUBLIC, holidays.GOVERNMENT)
    english = holidays.Thailand(years=years, categories=kinds, language="en_US")
    for day, name in sorted(holidays.Thailand(years=years, categories=kinds, language="th").items()):
        if day in listed or any(other in name for other in NOT_KEPT_BY_OFFICES):
            continue
        kind = HolidayKind.PUBLIC
        if name.startswith("ชดเชย"):
            kind = HolidayKind.SUBSTITUTION
        elif name.startswith("วันหยุดพิเศษ"):
            kind = HolidayKind.CABINET_EXTRA
        source = f"PyPI holidays {holidays.__version__}, Thailand"
        listed[day] = _day_off(day.isoformat(), name, english.get(day) or "", str(kind), source)
    yield from listed.values()


def office_hours() -> Iterator[Row]:
    """Monday to Friday, 8.30 to 16.30: the hours of government offices until staff change the rows."""
    for weekday in range(5):
        yield {"weekday": weekday, "opens": time(8, 30), "closes": time(16, 30)}


def is_yes(text: str) -> bool:
    """Whether a cell says yes. Raises ValueError for anything but yes, no, true, false or nothing."""
    if text.lower() in {"yes", "true", "1"}:
        return True
    if text.lower() in {"no", "false", "0", ""}:
        return False
    raise ValueError(f"neither yes nor no: {text!r}")


def _day_off(day: str, name_th: str, name_en: str, kind: str, source: str, area: str = "") -> Row:
    return {
        "date": date.fromisoformat(day),
        "area__code": int(area) if area else None,
        "name_th": name_th,
        "name_en": name_en,
        "kind": kind,
        "source": source,
    }
