"""`/ws/consultations/<slug>/comments/`: how many comments and replies there are, which is public and the same for everybody."""

from __future__ import annotations

from channels.db import database_sync_to_async

from consultations.comments.counting import said_in
from consultations.comments.models import Commenting
from notifications.consumers import LiveConsumer


class CommentsConsumer(LiveConsumer):
    """The number itself rides along, every 0.7 s at most (`consultations.pacing`)."""

    async def topics(self) -> list[str] | None:
        slug = self.scope["url_route"]["kwargs"]["slug"]
        is_there = await Commenting.objects.announced().filter(consultation__slug=slug).aexists()
        return [f"comments:{slug}"] if is_there else None

    async def last_number(self) -> int | None:
        slug = self.scope["url_route"]["kwargs"]["slug"]
        found = await Commenting.objects.filter(consultation__slug=slug).values_list("pk", flat=True).afirst()
        return None if found is None else await database_sync_to_async(said_in)(found)
