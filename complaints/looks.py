"""A look at what is not open to everybody in an agency: written down with its reason, then open for a while (S14)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone

from complaints.models import Case
from directory.models import Agency, User
from records.access import log_look

LASTS_S = 30 * 60
DESK = "desk"


def office(agency_id: int) -> str:
    """The door by which an agency's people come to a case; a look through one door opens no other."""
    return f"office:{agency_id}"


def has_looked(request: HttpRequest, case: Case, door: str) -> bool:
    at: float = request.session.get("looks", {}).get(_key(case, door), 0)
    return at > timezone.now().timestamp() - LASTS_S


def keep_look(
    request: HttpRequest, case: Case, door: str, *, by: User, agency: Agency, reason: str, fields: Iterable[str]
) -> None:
    """Write the look down and leave this door open for half an hour. Raises ValidationError (code reason_missing)."""
    log_look(user=by, agency=agency, subject=f"case:{case.reference}", reason=reason, fields=fields)
    now = timezone.now().timestamp()
    kept = {key: at for key, at in request.session.get("looks", {}).items() if at > now - LASTS_S}
    request.session["looks"] = {**kept, _key(case, door): now}


def _key(case: Case, door: str) -> str:
    # By visibility: whoever looked up a telephone number has not looked into what became confidential since.
    return f"{door}:{case.visibility}:{case.reference}"
