"""A register of stakeholders as a table (CSV): what is read of it, line by line, before anything is kept."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.statutes.models import Law, Stakeholder
from consultations.statutes.stakeholders import Concerned, check_concerned

COLUMNS = ("kind", "name", "email", "address", "why", "basis", "language")
_NEEDED = ("kind", "name", "why", "basis")
_KINDS = {"บุคคล": Stakeholder.Kind.PERSON, "องค์กร": Stakeholder.Kind.BODY}
MOST_BYTES = 1024 * 1024
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Mistake:
    """line: of the file, the first is 1."""

    line: int
    sentence: str


@dataclass(frozen=True)
class Table:
    """What was read. known: how many stand in the register already; twice: how many lines repeat an earlier one."""

    rows: list[Concerned]
    mistakes: list[Mistake]
    known: int = 0
    twice: int = 0

    @property
    def new(self) -> int:
        return len(self.rows) - self.known


def read_table(content: bytes | str, law: Law) -> Table:
    """Raises ValidationError: table_too_large, table_unreadable, column_missing, table_empty."""
    lines = _lines(content)
    rows: list[Concerned] = []
    mistakes: list[Mistake] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, told in lines:
        try:
            row = check_concerned(told)
        except ValidationError as error:
            mistakes.append(Mistake(number, str(error.messages[0])))
            continue
        key = (row.email, "" if row.email else row.name, "" if row.email else row.address)
        if key not in seen:
            rows.append(row)
        seen.setdefault(key, number)
    standing = law.stakeholders.standing()
    emails = set(standing.exclude(email="").values_list("email", flat=True))
    on_paper = set(standing.filter(email="").values_list("name", "address"))
    known = sum(row.email in emails if row.email else (row.name, row.address) in on_paper for row in rows)
    return Table(rows, mistakes, known, len(lines) - len(mistakes) - len(rows))


def _lines(content: bytes | str) -> list[tuple[int, Concerned]]:
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The table is larger than 1 MB. Divide it."), code="table_too_large")
    text = content if isinstance(content, str) else _decoded(content)
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or []]
        if missing := [name for name in _NEEDED if name not in names]:
            raise ValidationError(
                _("The first line must name the columns. Missing: %(names)s."),
                code="column_missing",
                params={"names": ", ".join(missing)},
            )
        reader.fieldnames = names
        found = []
        for row in reader:
            told = {name: (row.get(name) or "").strip() for name in COLUMNS}
            if any(told.values()):
                told["kind"] = _KINDS.get(told["kind"], told["kind"].lower())
                found.append((reader.line_num, Concerned(**told | {"language": told["language"].lower() or "th"})))
            if len(found) > MOST_ROWS:
                raise ValidationError(
                    _("The table has more than %(most)s lines. Divide it."),
                    code="table_too_large",
                    params={"most": f"{MOST_ROWS:,}"},
                )
    except csv.Error as error:
        raise ValidationError(_("This is no table (CSV). Save it as CSV in UTF-8."), code="table_unreadable") from error
    if not found:
        raise ValidationError(_("The table has no lines below its first one."), code="table_empty")
    return found


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValidationError(_("This is no table (CSV). Save it as CSV in UTF-8."), code="table_unreadable")
