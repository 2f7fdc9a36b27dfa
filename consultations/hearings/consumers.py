"""`/ws/consultations/<slug>/hearings/<n>/`: that the questions of a hearing have changed, never which."""

from __future__ import annotations

from consultations.hearings.counting_questions import topic_of
from consultations.hearings.models import Hearing
from notifications.consumers import LiveConsumer


class HearingConsumer(LiveConsumer):
    """Every 0.7 s at most (`consultations.pacing`), however many people press."""

    async def topics(self) -> list[str] | None:
        hearing = await self._hearing()
        return [topic_of(hearing.pk)] if hearing else None

    async def last_number(self) -> int | None:
        hearing = await self._hearing()
        return hearing.changes if hearing else None

    async def _hearing(self) -> Hearing | None:
        asked = self.scope["url_route"]["kwargs"]
        return await Hearing.objects.announced().filter(consultation__slug=asked["slug"], n=asked["n"]).afirst()
