"""`/ws/consultations/<slug>/questionnaire/`: how many sheets are counted, which is public and the same for everybody."""

from __future__ import annotations

from asgiref.sync import sync_to_async

from consultations.piloting import pilot_seen_by
from consultations.questionnaires.models import Questionnaire
from notifications.consumers import LiveConsumer


class QuestionnaireConsumer(LiveConsumer):
    """The number itself rides along, every 0.7 s at most (`consultations.pacing`)."""

    async def topics(self) -> list[str] | None:
        slug = self.scope["url_route"]["kwargs"]["slug"]
        pilot = await sync_to_async(pilot_seen_by)(self.scope.get("user"), self.scope.get("cookies", {}), slug)
        is_there = await Questionnaire.objects.announced(pilot=pilot).filter(consultation__slug=slug).aexists()
        return [f"questionnaire:{slug}"] if is_there else None

    async def last_number(self) -> int | None:
        slug = self.scope["url_route"]["kwargs"]["slug"]
        return await Questionnaire.objects.filter(consultation__slug=slug).values_list("sent", flat=True).afirst()
