"""Fills a database with 1,000,000 cases and over 5 million lines of timelines: `python -m config.bench.desk_filling 980000`.

It needs a database with some thousand cases of filling.py in it. They are copied in SQL, each time with other numbers and other
times, with whatever hangs on them; indexes are made again at the end, which is faster than keeping them meanwhile.
"""

from __future__ import annotations

import io
import random
import sys
from datetime import timedelta
from typing import Any

import django

from complaints.references import new_reference
from config.bench.filling import BUSY_AGENCY

ROWS_OF_A_CASE = {
    "complaints_case": "t.id",
    "complaints_complaint": "t.case_id",
    "complaints_complainant": "(SELECT case_id FROM complaints_complaint p WHERE p.id = t.complaint_id)",
    "complaints_assignment": "t.case_id",
    "complaints_caseevent": "t.case_id",
    "routing_routingdecision": "t.case_id",
}
"""What is copied, and how a row of it names its case."""
OF_ANOTHER_ROW = {"id", "case_id", "complaint_id", "assignment_id", "joined_into_id"}
SHIFTED_AT_MOST_MIN = 15 * 24 * 60
MEMORY = "1GB"
OFFICERS_OF_THE_BUSY = 16
A_CASE_IS_IN_THE_HANDS_OF = """
    UPDATE complaints_assignment t SET officer_id = (
        SELECT user_id FROM directory_membership m WHERE m.agency_id = t.agency_id AND m.role = 'officer'
        ORDER BY md5(m.id || '-' || t.id) LIMIT 1
    ) WHERE officer_id IS NOT NULL
"""
THE_LADDER_HAS_WORKED_SO_FAR = """
    UPDATE complaints_assignment t SET escalation_level = coalesce((
        SELECT max(r.level) FROM complaints_escalationrule r WHERE r.is_active AND r.clock <> 'approve'
        AND CASE r.clock WHEN 'accept' THEN t.accept_by WHEN 'update' THEN t.update_by ELSE t.due_at END
            < now() - r.working_days * interval '1 day'
    ), 0) WHERE t.case_is_open
"""
"""A worker that meets all of them late at once would do nothing else for an hour, as never happens where it ran all along."""
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""
COLUMNS = """
    SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""


def fill(more: int, *, seed: int = 11) -> None:
    from django.db import connection

    tables = list(ROWS_OF_A_CASE)
    _employ_officers()
    with connection.cursor() as cursor:
        cursor.execute(A_CASE_IS_IN_THE_HANDS_OF)
        cursor.execute(f"SET maintenance_work_mem = '{MEMORY}'")
        cursor.execute("SET session_replication_role = replica")  # the copied rows agree with each other already
        step = _step(cursor)
        _draw(cursor, more, step, random.Random(seed))
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for table in tables:
            cursor.execute(_copying(cursor, table, step))
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
            )
        cursor.execute(THE_LADDER_HAS_WORKED_SO_FAR)
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM (FREEZE, ANALYZE)")


def _employ_officers() -> None:
    """One at each agency that takes complaints, and some more at the busy one."""
    from django.utils import timezone

    from directory.models import Agency, Membership, Role, User

    since = timezone.localdate() - timedelta(days=365)
    for agency in Agency.objects.taking_complaints():
        for number in range(OFFICERS_OF_THE_BUSY if agency.code == BUSY_AGENCY else 1):
            user = User.objects.create(
                email=f"officer-{number}-{agency.pk}@bench.invalid", full_name=f"อรทัย พรมมา {number}"
            )
            Membership.objects.create(user=user, agency=agency, role=Role.OFFICER, starts_on=since)


def _step(cursor: Any) -> int:
    """How far the ids of one copy are from those of the copy before: more than any table has."""
    most = 0
    for table in ROWS_OF_A_CASE:
        cursor.execute(f"SELECT max(id) FROM {table}")  # noqa: S608 - a name of our own
        most = max(most, cursor.fetchone()[0])
    return most + 1


def _draw(cursor: Any, more: int, step: int, dice: random.Random) -> None:
    """Which case is copied how often, each time under which number and how much earlier."""
    cursor.execute("SELECT id, created_at FROM complaints_case ORDER BY id")
    cases = cursor.fetchall()
    cursor.execute("SELECT reference FROM complaints_case")
    taken, rows = {row[0] for row in cursor.fetchall()}, io.StringIO()
    for number in range(more):
        copy, place = divmod(number, len(cases))
        case, filed_at = cases[place]
        while (reference := new_reference(filed_at)) in taken:
            pass
        taken.add(reference)
        rows.write(f"{case}\t{(copy + 1) * step}\t{reference}\t{dice.randrange(SHIFTED_AT_MOST_MIN)}\n")
    rows.seek(0)
    cursor.execute("CREATE TEMP TABLE copied (case_id bigint, apart bigint, reference text, minutes int)")
    cursor.copy_from(rows, "copied")
    cursor.execute("CREATE INDEX ON copied (case_id)")
    cursor.execute("ANALYZE copied")


def _copying(cursor: Any, table: str, step: int) -> str:
    cursor.execute(COLUMNS, [table])
    columns = cursor.fetchall()
    names = ", ".join(f'"{name}"' for name, _type in columns)
    values = ", ".join(_value(name, kind) for name, kind in columns)
    of_case = ROWS_OF_A_CASE[table]
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t JOIN copied ON copied.case_id = {of_case} WHERE t.id < {step}"  # noqa: S608


def _value(name: str, kind: str) -> str:
    column = f't."{name}"'
    if name in OF_ANOTHER_ROW:
        return f"{column} + copied.apart"
    if name == "reference":
        return "copied.reference"
    if name == "receipt_hash":
        return f"encode(sha256(({column} || copied.apart)::bytea), 'hex')"
    if kind == "uuid":
        return f"CASE WHEN {column} IS NOT NULL THEN gen_random_uuid() END"
    if kind == "timestamp with time zone":
        return f"{column} - copied.minutes * interval '1 minute'"
    return column


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
