"""What stands in a docket: its rounds in the order of time, each with its papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from consultations.dockets.models import Docket
from consultations.laws.models import Document
from consultations.models import Consultation


@dataclass(frozen=True)
class RoundRead:
    """One round. documents: those with a text."""

    consultation: Consultation
    documents: Sequence[Document]


def rounds_of(docket: Docket, *, is_team: bool = False) -> list[RoundRead]:
    """Those that everybody may read, or all; drafts without a day come last. In three statements, however many."""
    found = Consultation.objects.all() if is_team else Consultation.objects.announced()
    rounds = sorted(
        found.filter(round__docket=docket).select_related("agency").prefetch_related("areas__parent__parent"),
        key=lambda each: (each.opens_at is None, each.opens_at or timezone.now(), each.pk),
    )
    documents: dict[int, list[Document]] = {each.pk: [] for each in rounds}
    for document in Document.objects.filter(consultation__in=documents).to_read().order_by("n"):
        documents[document.consultation_id].append(document)
    return [RoundRead(each, documents[each.pk]) for each in rounds]
