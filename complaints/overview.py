"""What the overview of an agency counts: which parts of cases, by which condition, in which group.

A number and the list of cases behind it are one statement's pieces put together twice, so that they cannot differ
(complaints/workload.py, complaints/answered.py count; complaints/cases_behind.py lists).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.access import CONFIDENTIAL_ROLES, Viewer
from complaints.ages import first_days_of_bands
from complaints.queue import parameters_of
from directory.models import Agency, User

PERIODS = {7: _("7 days"), 30: _("30 days"), 90: _("90 days"), 365: _("12 months")}
"""Days, and what they are called."""
USUAL_DAYS = 30
FEWEST = 5
"""Of fewer cases a share or a typical time would say more about one of them than about the office."""
TOPIC = "coalesce(t.parent_id, t.id)"
CHANNEL = "(SELECT p.channel FROM complaints_complaint p WHERE p.case_id = c.id ORDER BY p.id LIMIT 1)"
GROUPS = {"person": "a.officer_id", "unit": "a.unit_id", "topic": TOPIC, "channel": CHANNEL}
"""What parts are grouped by: the main topic counts for its parts, and the channel is that by which it was told first."""
TYPES = {"person": "bigint", "unit": "bigint", "topic": "bigint", "channel": "text"}
Key = int | str | None
"""What stands for a group: an id, or a channel. None: nobody, no unit, no topic."""


def group_by_left_out(names: Sequence[str]) -> dict[int, str]:
    """What grouping(names) says where all but one were left out of the group, and which one that is."""
    everything = 2 ** len(names) - 1
    return {everything - 2 ** (len(names) - 1 - n): name for n, name in enumerate(names)}


CASES = """LATERAL (SELECT * FROM complaints_case WHERE id = a.case_id LIMIT 1) AS c ON true
    LEFT JOIN directory_topic t ON t.id = c.topic_id"""
"""To be joined to parts `a`. LIMIT leaves PostgreSQL no other way than to look each case up: some thousands of them at
most, where it might read all the cases of the country instead."""


@dataclass(frozen=True)
class Scope:
    """One agency as one person may see it, and the days that end now. Raises PermissionError where it is not theirs.

    Of the agencies below it nothing: nobody there gave them a case, and a number without its cases says little
    (docs/decisions.md).
    """

    user: User
    agency: Agency
    days: int = USUAL_DAYS
    now: datetime = field(default_factory=lambda: timezone.now())

    def __post_init__(self) -> None:
        if self.agency.pk not in Viewer(self.user).agencies(CONFIDENTIAL_ROLES):
            raise PermissionError(self.agency.code)

    @property
    def since(self) -> datetime:
        return self.now - timedelta(days=self.days)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Of every statement about it."""
        told = parameters_of(Viewer(self.user)) | {"agency": self.agency.pk, "now": self.now, "since": self.since}
        return told | {f"day_{most}": first for most, first in first_days_of_bands(self.now).items()}


class Measure(NamedTuple):
    """label: heads the list of its cases. condition: over `a` (a part), `c` (its case) and, where told so, `w` (its waits)."""

    label: Promise
    condition: str
    needs_waits: bool = False
