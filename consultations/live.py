"""The number of a way to take part on open pages, which is public and the same for everybody."""

from __future__ import annotations

from typing import Any, ClassVar

from asgiref.sync import sync_to_async
from django.db import models

from consultations.piloting import pilot_seen_by
from notifications.consumers import LiveConsumer


class WayConsumer(LiveConsumer):
    """The number itself rides along, every 0.7 s at most (`consultations.pacing`): ten thousand pages need not ask for it.

    ways: of what it is; its `announced(pilot=…)` says who may see it. kind: what its topics begin with.
    """

    ways: ClassVar[type[models.Model]]
    kind: ClassVar[str]

    @property
    def slug(self) -> str:
        return str(self.scope["url_route"]["kwargs"]["slug"])

    async def topics(self) -> list[str] | None:
        pilot = await sync_to_async(pilot_seen_by)(self.scope.get("user"), self.scope.get("cookies", {}), self.slug)
        shown: Any = self.ways._default_manager
        is_there = await shown.announced(pilot=pilot).filter(consultation__slug=self.slug).aexists()
        return [f"{self.kind}:{self.slug}"] if is_there else None
