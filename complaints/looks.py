"""A look at what is not open to everybody in an agency: written down with its reason, then open for a while (S14).

Who reads what is open to the agency leaves no trace; which agencies acted on a case is told from its timeline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from complaints.models import Case, CaseEvent
from complaints.telling import BY_AGENCIES
from complaints.workflow import Visibility
from directory.known import agencies
from directory.models import Agency, User
from records.access import log_look

LASTS_S = 30 * 60
EARLIER_CASES = "earlier_cases"
"""Among the fields of a look: what the same account filed before at this agency."""
DESK = "desk"
AUDIT = "audit"


@dataclass(frozen=True)
class Acted:
    """An agency whose people acted on a case: how many lines of the timeline say so, and when the last was written."""

    agency: Agency
    times: int
    last_at: datetime


def who_acted(cases: QuerySet[Case]) -> list[Acted]:
    """The agencies whose officers acted on these cases, as their complainant reads it on the timeline; the latest first."""
    lines = CaseEvent.objects.filter(
        case__in=cases,
        kind__in=BY_AGENCIES,
        by__isnull=False,
        agency__isnull=False,
        seen_by__in=[CaseEvent.Seen.PUBLIC, CaseEvent.Seen.COMPLAINANT],
    )
    counted = list(lines.values_list("agency").annotate(times=Count("pk"), last=Max("at")).order_by("-last"))
    known = agencies.by_id(pk for pk, _times, _last in counted)
    return [Acted(known[pk], times, last) for pk, times, last in counted]


def office(agency_id: int) -> str:
    """The door by which an agency's people come to a case; a look through one door opens no other."""
    return f"office:{agency_id}"


def has_looked(request: HttpRequest, case: Case, door: str) -> bool:
    at: float = request.session.get("looks", {}).get(_key(case, door), 0)
    return at > timezone.now().timestamp() - LASTS_S


def confidential_opened(request: HttpRequest, door: str) -> set[str]:
    """References of the confidential cases that are open through this door."""
    since, begin = timezone.now().timestamp() - LASTS_S, f"{door}:{Visibility.CONFIDENTIAL}:"
    looks: dict[str, float] = request.session.get("looks", {})
    return {key.removeprefix(begin) for key, at in looks.items() if at > since and key.startswith(begin)}


def keep_look(
    request: HttpRequest, case: Case, door: str, *, by: User, agency: Agency, reason: str, fields: Iterable[str]
) -> None:
    """Write the look down and leave this door open for half an hour. Raises ValidationError (code reason_missing)."""
    log_look(user=by, agency=agency, subject=f"case:{case.reference}", reason=reason, fields=fields)
    now = timezone.now().timestamp()
    kept = {key: at for key, at in request.session.get("looks", {}).items() if at > now - LASTS_S}
    request.session["looks"] = {**kept, _key(case, door): now}


def stay_open(request: HttpRequest, case: Case, door: str) -> None:
    """Whoever works on a case that is open through this door has it open for another half an hour."""
    if has_looked(request, case, door):
        request.session["looks"] = {**request.session["looks"], _key(case, door): timezone.now().timestamp()}


def _key(case: Case, door: str) -> str:
    # By visibility: whoever looked up a telephone number has not looked into what became confidential since.
    return f"{door}:{case.visibility}:{case.reference}"
