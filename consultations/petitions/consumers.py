"""`/ws/petitions/<slug>/`: how many have signed, which is public and the same for everybody."""

from __future__ import annotations

from consultations.petitions.models import Petition
from notifications.consumers import LiveConsumer


class PetitionConsumer(LiveConsumer):
    """The number itself rides along, every 0.7 s at most (`consultations.pacing`)."""

    async def topics(self) -> list[str] | None:
        slug = self.scope["url_route"]["kwargs"]["slug"]
        is_there = await Petition.objects.public().filter(slug=slug).aexists()
        return [f"petition:{slug}"] if is_there else None

    async def last_number(self) -> int | None:
        slug = self.scope["url_route"]["kwargs"]["slug"]
        return await Petition.objects.public().filter(slug=slug).values_list("signature_count", flat=True).afirst()
