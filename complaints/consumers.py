"""Sockets of a case's page. They say that the case changed; the page asks again over HTTP, where the permission is."""

from __future__ import annotations

import time

from channels.db import database_sync_to_async

from complaints.access import CASEWORK_ROLES, GRANT_COOKIE, Viewer, read_grants
from complaints.look_ups import count_guess, count_look
from complaints.models import Assignment, Case, Complaint
from complaints.references import InvalidReference, normalise
from complaints.timeline import WHOLE_COUNTRY
from complaints.tracking import is_complainant
from directory.models import Area
from notifications.consumers import TOO_OFTEN, LiveConsumer
from records.throttling import Throttled, address_range

AWAY_S = 60


class CaseConsumer(LiveConsumer):
    """`/ws/cases/<reference>/`: open to whoever may see the page behind it, and no faster way to guess numbers (S4)."""

    is_counted = False

    async def connect(self) -> None:
        try:
            await super().connect()
        except Throttled:
            await self.close(TOO_OFTEN)

    async def topics(self) -> list[str] | None:
        reference = await self._case_reference()
        return [f"case:{reference}", *await self._topics_of_parts()] if reference else None

    async def last_number(self) -> int | None:
        reference = await self._case_reference()
        cases = Case.objects.filter(reference=reference).values_list("event_count", flat=True)
        return await cases.afirst() if reference else None

    @database_sync_to_async
    def _case_reference(self) -> str | None:
        """The case behind the address, when this viewer may see it: by its reference alone, or as somebody in it.

        Raises Throttled when it is asked for the first time, before the socket opens.
        """
        viewer = Viewer(self.scope["user"], read_grants(self.scope.get("cookies", {}).get(GRANT_COOKIE, "")))
        complaint = self._complaint()
        reference = _visible_case(complaint, viewer) if complaint else None
        if not self.is_counted:
            self.is_counted = True
            address = address_range(str((self.scope.get("client") or [""])[0]))
            if complaint is None or reference is None:
                count_guess(address)
            else:
                count_look(address, complaint.reference, is_theirs=is_complainant(complaint, viewer))
        return reference

    @database_sync_to_async
    def _topics_of_parts(self) -> list[str]:
        """The other cases of one telling, which stand on this page too: for its author, and for the office of this case,
        which of a part in confidence does not even learn that it moves."""
        complaint = self._complaint()
        if complaint is None:
            return []
        whole = complaint.part_of.reference if complaint.part_of else complaint.reference
        user = self.scope["user"]
        if is_complainant(complaint, Viewer(user, read_grants(self.scope.get("cookies", {}).get(GRANT_COOKIE, "")))):
            return [f"parts:{whole}", f"parts_in_confidence:{whole}"]
        handled = Assignment.objects.handled_by(user).filter(case=complaint.case_id)
        return [f"parts:{whole}"] if handled.exists() else []

    def _complaint(self) -> Complaint | None:
        try:
            wanted = normalise(self.scope["url_route"]["kwargs"]["reference"])
        except InvalidReference:
            return None
        return Complaint.objects.filter(reference=wanted).select_related("case", "part_of").first()


def _visible_case(complaint: Complaint, viewer: Viewer) -> str | None:
    case = complaint.case
    if Case.objects.known_by_reference().filter(pk=case.pk).exists():
        return case.reference
    try:
        return Case.objects.find_visible(case.reference, viewer).reference
    except Case.DoesNotExist:
        return None


class OfficeConsumer(LiveConsumer):
    """`/ws/office/`: the inboxes of the agencies in which this person works on cases."""

    async def topics(self) -> list[str] | None:
        return await self._topics()

    @database_sync_to_async
    def _topics(self) -> list[str] | None:
        agencies = Viewer(self.scope["user"]).agencies(CASEWORK_ROLES)
        return [f"office:{agency_id}" for agency_id in agencies] or None


class DeskConsumer(LiveConsumer):
    """`/ws/desk/`: the triage desk, and the answers to this person's simulations."""

    async def topics(self) -> list[str] | None:
        return await self._topics()

    @database_sync_to_async
    def _topics(self) -> list[str] | None:
        viewer = Viewer(self.scope["user"])
        return ["desk", f"person:{viewer.user.pk}"] if viewer.does_triage else None


class AreaConsumer(LiveConsumer):
    """`/ws/areas/<code>/`: the public figures of a place; for everybody."""

    async def topics(self) -> list[str] | None:
        code = self.scope["url_route"]["kwargs"]["code"]
        is_known = code == WHOLE_COUNTRY or await Area.objects.filter(pk=code).aexists()
        return [f"area:{code}"] if is_known else None

    async def last_number(self) -> int | None:
        """Nobody keeps count of an area: who was away for a minute is told to look."""
        return int((time.time() - AWAY_S) * 1000)
