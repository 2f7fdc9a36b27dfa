"""What the acts on a consultation have in common: the lock before the look, and one line of its history each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from consultations.models import Consultation, ConsultationEvent
from directory.models import User


def lock(consultation: Consultation) -> Consultation:
    """The consultation as it is now, locked until the act ends."""
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def record(
    consultation: Consultation,
    kind: ConsultationEvent.Kind,
    *,
    by: User | None,
    note: str = "",
    facts: dict[str, Any] | None = None,
    changed: Iterable[str] = (),
) -> None:
    """Write the next line of a locked consultation's history. changed: the columns to store with it.
    by: None where the system did it.

    A change of a draft, of its words or its papers, takes back what the head signed.
    """
    consultation.event_count += 1
    if kind == ConsultationEvent.Kind.CHANGED and consultation.is_draft:
        consultation.sign_off_asked_at = consultation.signed_off_at = None  # it was for other words
        changed = (*changed, "sign_off_asked_at", "signed_off_at")
    consultation.save(update_fields=["event_count", *changed])
    ConsultationEvent.objects.create(
        consultation=consultation,
        n=consultation.event_count,
        kind=kind,
        by=by,
        note=note,
        facts=facts or {},
        at=timezone.now(),
    )
