"""What the acts on a petition have in common: the lock before the look, one line of history each, and what the agency owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import agencies_of
from consultations.petitions.models import Petition, PetitionEvent
from directory.calendar import add_working_days
from directory.models import User

DUE = ("due_at", "level", "next_step_at")


def lock(petition: Petition) -> Petition:
    """As it is now, locked until the act ends. Those who sign go on meanwhile: they lock its key alone."""
    rows = Petition.objects.select_for_update(of=("self",), no_key=True).select_related("agency", "area", "author")
    return rows.get(pk=petition.pk)


def lock_own(petition: Petition, by: User) -> Petition:
    """Of the agency of `by`. Raises ValidationError: not_your_agency, own_petition (four eyes)."""
    petition = lock(petition)
    if petition.agency_id not in agencies_of(by):
        raise ValidationError(_("This petition is with another agency."), code="not_your_agency")
    if petition.author_id == by.pk:
        raise ValidationError(
            _("You wrote this petition: somebody else of your agency acts on it."), code="own_petition"
        )
    return petition


def owe(petition: Petition, working_days: int) -> None:
    """From now on the agency owes the next step within so many working days. Unsaved: store DUE with it."""
    petition.due_at = petition.next_step_at = add_working_days(timezone.now(), working_days)
    petition.level = 0


def owe_nothing(petition: Petition) -> None:
    petition.due_at, petition.next_step_at, petition.level = None, None, 0


def record(
    petition: Petition,
    kind: PetitionEvent.Kind,
    *,
    by: User | None,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
    changed: tuple[str, ...] = (),
) -> None:
    """Write the next line of a locked petition's history, and store the changed columns with it."""
    petition.event_count += 1
    petition.save(update_fields=["event_count", *changed])
    PetitionEvent.objects.create(
        petition=petition, n=petition.event_count, kind=kind, by=by, note=note, facts=facts or {}, at=timezone.now()
    )
