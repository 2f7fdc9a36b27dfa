"""A long table, and the plan by which PostgreSQL would answer a question to it: what walks an index does not grow."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from complaints.models import Assignment, Case


def many_cases(agency, number=3000, *, start=0, **fields):
    """That many open cases in the hands of one agency, each due at another moment of the next days or months.

    start: of the numbers, where there are some already. fields: of each assignment; `state`, `due_at` and `update_by` have defaults of work in good time.
    """
    now = timezone.now()
    cases = Case.objects.bulk_create(
        Case(reference=f"69-{n:08d}-X", state="in_progress", area=agency.area) for n in range(start, start + number)
    )
    parts = [
        Assignment(
            **(
                {
                    "case": case,
                    "agency": agency,
                    "state": "working",
                    "accepted_at": now,
                    "due_at": now + timedelta(hours=n + 1),
                    "update_by": now + timedelta(hours=n + 1),
                }
                | fields
            )
        )
        for n, case in enumerate(cases)
    ]
    found = Assignment.objects.bulk_create(parts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE complaints_assignment; ANALYZE complaints_case")
    return found


def plan_of(sql, parameters=()):
    """What EXPLAIN says of a statement, in one text."""
    with connection.cursor() as cursor:
        first, _semicolon, statement = sql.rpartition("; ")
        if first:
            cursor.execute(first)
        cursor.execute(f"EXPLAIN (COSTS OFF) {statement}", parameters)
        return "\n".join(row[0] for row in cursor.fetchall())
