"""Who leads the demo's agencies: people of demo/heads.csv, made up, who cannot be entered as. Late cases go up to them."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from complaints.models import Assignment
from directory.models import Agency, Membership, Role, User

ROWS = Path(__file__).parent / "demo" / "heads.csv"
BEEN_THERE = timedelta(days=365)


def appoint_heads() -> int:
    """Give each agency with an open case a supervisor and a head, where it has none. Returns how many came.

    Not those above other agencies with open cases: they would decide appeals, and the demo has Wimon for these.
    """
    names: dict[str, list[str]] = {}
    with ROWS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            names.setdefault(row["role"], []).append(row["name"])
    busy = Agency.objects.filter(pk__in=Assignment.objects.filter(case_is_open=True).values("agency"))
    above = {each.pk for agency in busy for each in agency.ancestors()}
    since, came = timezone.localdate() - BEEN_THERE, 0
    for agency in busy.exclude(pk__in=above).order_by("pk"):
        led = set(Membership.objects.current().filter(agency=agency).values_list("role", flat=True))
        for role in (Role.SUPERVISOR, Role.AGENCY_HEAD):
            if role in led:
                continue
            name = names[role][agency.pk % len(names[role])]
            user, _made = User.objects.get_or_create(
                email=f"{role}-{agency.code}@demo.invalid", defaults={"full_name": name}
            )
            Membership.objects.create(user=user, agency=agency, role=role, starts_on=since)
            came += 1
    return came
