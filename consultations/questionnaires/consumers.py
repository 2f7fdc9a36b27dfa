"""`/ws/consultations/<slug>/questionnaire/`: how many sheets are counted."""

from __future__ import annotations

from consultations.live import WayConsumer
from consultations.questionnaires.models import Questionnaire


class QuestionnaireConsumer(WayConsumer):
    ways, kind = Questionnaire, "questionnaire"

    async def last_number(self) -> int | None:
        return await Questionnaire.objects.filter(consultation__slug=self.slug).values_list("sent", flat=True).afirst()
