"""`/ws/consultations/<slug>/`: how many answers are counted, which is public and the same for everybody."""

from __future__ import annotations

from asgiref.sync import sync_to_async

from consultations.participation.models import Conversation
from consultations.piloting import pilot_seen_by
from notifications.consumers import LiveConsumer


class ConversationConsumer(LiveConsumer):
    """The number itself rides along, every 0.7 s at most (`consultations.pacing`): ten thousand pages need not ask for it."""

    async def topics(self) -> list[str] | None:
        slug = self.scope["url_route"]["kwargs"]["slug"]
        pilot = await sync_to_async(pilot_seen_by)(self.scope.get("user"), self.scope.get("cookies", {}), slug)
        is_there = await Conversation.objects.announced(pilot=pilot).filter(consultation__slug=slug).aexists()
        return [f"conversation:{slug}"] if is_there else None

    async def last_number(self) -> int | None:
        slug = self.scope["url_route"]["kwargs"]["slug"]
        return await Conversation.objects.filter(consultation__slug=slug).values_list("votes", flat=True).afirst()
