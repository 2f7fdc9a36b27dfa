"""Sockets of a case's page. They say that the case changed; the page asks again over HTTP, where the permission is."""

from __future__ import annotations

from channels.db import database_sync_to_async

from complaints.access import CASEWORK_ROLES, GRANT_COOKIE, Viewer, read_grants
from complaints.models import Case, Complaint
from complaints.references import InvalidReference, normalise
from notifications.consumers import TOO_OFTEN, LiveConsumer
from records.throttling import address_range, allow

LISTENS_A_MINUTE = 300
"""More than look-ups of pages: after an outage every open page behind one address comes back at once."""


class CaseConsumer(LiveConsumer):
    """`/ws/cases/<reference>/`: open to whoever may see the page behind it, and no faster way to guess numbers (S4)."""

    async def connect(self) -> None:
        who = address_range(str((self.scope.get("client") or [""])[0]))
        if not await database_sync_to_async(allow)("listen", who, limit=LISTENS_A_MINUTE, per_seconds=60):
            await self.close(TOO_OFTEN)
            return
        await super().connect()

    async def topics(self) -> list[str] | None:
        reference = await self._case_reference()
        return [f"case:{reference}"] if reference else None

    async def last_number(self) -> int | None:
        reference = await self._case_reference()
        cases = Case.objects.filter(reference=reference).values_list("event_count", flat=True)
        return await cases.afirst() if reference else None

    @database_sync_to_async
    def _case_reference(self) -> str | None:
        """The case behind the address, when this viewer may see it: by its reference alone, or as somebody in it."""
        try:
            wanted = normalise(self.scope["url_route"]["kwargs"]["reference"])
        except InvalidReference:
            return None
        complaint = Complaint.objects.filter(reference=wanted).select_related("case").first()
        if complaint is None:
            return None
        case = complaint.case
        if Case.objects.known_by_reference().filter(pk=case.pk).exists():
            return case.reference
        viewer = Viewer(self.scope["user"], read_grants(self.scope.get("cookies", {}).get(GRANT_COOKIE, "")))
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
