"""`/ws/consultations/<slug>/`: how many answers are counted."""

from __future__ import annotations

from consultations.live import WayConsumer
from consultations.participation.models import Conversation


class ConversationConsumer(WayConsumer):
    ways, kind = Conversation, "conversation"

    async def last_number(self) -> int | None:
        return await Conversation.objects.filter(consultation__slug=self.slug).values_list("votes", flat=True).afirst()
