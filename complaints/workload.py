"""What an agency owes now: how much, how old, how late, with whom, in which unit and about what.

At most MOST_OPEN parts are counted, those with the nearest dates: a walk along the index of the inbox, however many
there are. Whoever shows the numbers says so where that many are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext_lazy as _

from complaints.ages import AGE_CONDITIONS, BANDS, OLD
from complaints.overview import CASES, GROUPS, Key, Measure, Scope, group_by_left_out
from complaints.queue_conditions import OVERDUE, OWED, VISIBLE

MOST_OPEN = 10_000
MEASURES = {
    "open": Measure(_("Open cases"), "true"),
    "new": Measure(_("New, not accepted yet"), "a.state = 'proposed'"),
    "working": Measure(_("Being worked on"), "a.state NOT IN ('proposed', 'waiting')"),
    "waiting": Measure(_("Waiting for the complainant"), "a.state = 'waiting'"),
    "overdue": Measure(_("Late now"), f"({OVERDUE})"),
    "old": Measure(_("With the agency for more than 15 working days"), OLD),
    **{name: Measure(label, AGE_CONDITIONS[name]) for name, label in BANDS.items()},
}
ORDER = "a.next_duty_at, a.id"


def open_parts() -> str:
    """The parts that are counted, to be selected from as `a`."""
    return f"""(SELECT a.* FROM complaints_assignment a WHERE a.agency_id = %(agency)s AND {OWED} AND {VISIBLE}
        ORDER BY {ORDER} LIMIT {MOST_OPEN})"""  # noqa: S608 - words and numbers of our own


@dataclass(frozen=True)
class Workload:
    """Numbers by the names of MEASURES: of the whole agency, and by the id of a person, a unit or a main topic, and by channel.

    None stands for nobody, no unit, no topic.
    """

    total: Mapping[str, int]
    groups: Mapping[str, Mapping[Key, Mapping[str, int]]] = field(default_factory=dict)

    @property
    def is_capped(self) -> bool:
        return self.total["open"] >= MOST_OPEN


def workload_of(scope: Scope) -> Workload:
    """Counted in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), scope.parameters)
        rows = cursor.fetchall()
    groups: dict[str, dict[Key, Mapping[str, int]]] = {by: {} for by in GROUPS}
    total: Mapping[str, int] = dict.fromkeys(MEASURES, 0)
    for left_out, *keys_and_counts in rows:
        keys, counts = keys_and_counts[: len(GROUPS)], keys_and_counts[len(GROUPS) :]
        told = dict(zip(MEASURES, counts, strict=True))
        by = _GROUP_BY_LEFT_OUT.get(left_out)
        if by is None:
            total = told
        else:
            groups[by][keys[list(GROUPS).index(by)]] = told
    return Workload(total, groups)


_GROUP_BY_LEFT_OUT = group_by_left_out(list(GROUPS))


def _statement() -> str:
    columns = ", ".join(f"{column} AS {name}" for name, column in GROUPS.items())
    marks = ", ".join(f"{measure.condition} AS is_{name}" for name, measure in MEASURES.items())
    counts = ", ".join(f"count(*) FILTER (WHERE is_{name})" for name in MEASURES)
    return f"""
        SELECT grouping({", ".join(GROUPS)}), {", ".join(GROUPS)}, {counts}
        FROM (SELECT {columns}, {marks} FROM {open_parts()} AS a JOIN {CASES}) AS part
        GROUP BY GROUPING SETS ({", ".join(f"({name})" for name in GROUPS)}, ())"""  # noqa: S608
