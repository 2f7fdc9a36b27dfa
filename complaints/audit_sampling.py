"""Drawing which closings are audited: by chance, once a day, after they were closed and before anybody could know.

The seed comes from the operating system at the moment of the draw and is kept: whoever has the pool and the seed
draws the same sample again. An agency's closings are put in the order of SHA-256 over seed and number, and the first
ones are taken.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from complaints.models import Appeal, Audit, AuditDraw, AuditRule, Case, Closing
from complaints.workflow import CLOSED_BY_ITS_ANSWER, CaseState
from directory.calendar import BANGKOK
from directory.models import Agency
from directory.reference_files import read_csv
from directory.reference_tables import add_missing

_TABLE = Path(__file__).parent / "reference" / "audit_rules.csv"
FURTHEST_BACK = timedelta(days=31)
"""After a longer standstill older closings are let go."""


def draw_sample(*, seed: str = "", at: datetime | None = None) -> int:
    """Draw from the cases that were closed since the last draw and before today; returns how many were drawn.

    Twice a day, or twice at once, draws once. seed: to draw the same again; from the operating system otherwise.
    """
    until = datetime.combine(timezone.localdate(at, BANGKOK), time(), tzinfo=BANGKOK)
    last = AuditDraw.objects.order_by("-until").values_list("until", flat=True).first()
    if last is not None and last >= until:
        return 0
    since = max(last or until - timedelta(days=1), until - FURTHEST_BACK)
    try:
        with transaction.atomic():
            return _draw(seed or secrets.token_hex(16), since, until)
    except IntegrityError:  # another worker drew at this moment
        return 0


def _draw(seed: str, since: datetime, until: datetime) -> int:
    pool = pool_of(since, until)
    draw = AuditDraw.objects.create(seed=seed, since=since, until=until, pool=len(pool))
    by_agency: dict[int, dict[int, Closing]] = defaultdict(dict)
    for closing in pool:
        by_agency[closing.agency_id][closing.pk] = closing
    rules = {rule.agency_id: rule for rule in AuditRule.objects.all()}
    chosen = [
        closings[pk]
        for agency_id, closings in sorted(by_agency.items())
        if (rule := rules.get(agency_id) or rules.get(None)) is not None
        for pk in sample(closings, seed, how_many(rule, len(closings)))
    ]
    made = [Audit(draw=draw, closing=each, case_id=each.event.case_id, agency_id=each.agency_id) for each in chosen]
    return len(Audit.objects.bulk_create(made))


def pool_of(since: datetime, until: datetime) -> list[Closing]:
    """The newest report of each case that was closed in this time and is closed still. Not one that was audited already,
    nor one that the agency above upheld: that is closed for good."""
    closed = Case.objects.filter(state=CaseState.CLOSED, closed_at__gte=since, closed_at__lt=until)
    closed = closed.exclude(kind__in=CLOSED_BY_ITS_ANSWER).exclude(appeals__became=Appeal.Became.UPHELD)
    newest = Closing.objects.filter(event__case__in=closed).select_related("event")
    newest = newest.order_by("event__case", "-pk").distinct("event__case")
    audited = set(
        Audit.objects.filter(closing__in=[closing.pk for closing in newest]).values_list("closing", flat=True)
    )
    return [closing for closing in newest if closing.pk not in audited]


def sample(ids: Iterable[int], seed: str, n: int) -> list[int]:
    """n of these, by chance; the same for the same seed, in whatever order they come."""
    return sorted(ids, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).hexdigest())[:n]


def how_many(rule: AuditRule, closings: int) -> int:
    """Of so many closings: the share, rounded up, but at least the minimum and at most all."""
    return min(closings, max(rule.minimum, -(-closings * rule.share_percent // 100)))


def load_audit_rules() -> int:
    """Add the missing rules of reference/audit_rules.csv; staff's own changes stay. Returns how many are new."""
    codes = dict(Agency.objects.values_list("code", "pk"))
    return add_missing(
        [
            AuditRule(
                agency_id=codes[row["agency"]] if row["agency"] else None,
                share_percent=int(row["share_percent"]),
                minimum=int(row["minimum"]),
                source=row["source"],
            )
            for row in read_csv(_TABLE)
        ]
    )
