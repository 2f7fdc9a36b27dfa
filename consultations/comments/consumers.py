"""`/ws/consultations/<slug>/comments/`: how many comments and replies there are."""

from __future__ import annotations

from channels.db import database_sync_to_async

from consultations.comments.counting import said_in
from consultations.comments.models import Commenting
from consultations.live import WayConsumer


class CommentsConsumer(WayConsumer):
    ways, kind = Commenting, "comments"

    async def last_number(self) -> int | None:
        found = await Commenting.objects.filter(consultation__slug=self.slug).values_list("pk", flat=True).afirst()
        return None if found is None else await database_sync_to_async(said_in)(found)
