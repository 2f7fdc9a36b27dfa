"""A petition that too few signed can go on as a complaint of one person: as a draft, which nobody has filed yet."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.drafts import save_draft
from complaints.models import Draft
from consultations.petitions.models import Petition
from consultations.petitions.workflow import PetitionState, state_at
from directory.models import User


def complaint_draft_of(petition: Petition, *, by: User) -> Draft:
    """Raises ValidationError: not_yours, not_over."""
    if petition.author_id != by.pk:
        raise ValidationError(_("Somebody else wrote this petition."), code="not_yours")
    if state_at(petition, timezone.now()) not in {PetitionState.CLOSED, PetitionState.REFUSED, PetitionState.JOINED}:
        raise ValidationError(_("It is still under way: wait for what becomes of it."), code="not_over")
    around = petition.area.up_to_province() if petition.area else []
    text = "\n\n".join((petition.title, petition.asks, petition.why))
    return save_draft(by, {"text": text, **{str(area.level): str(area.code) for area in around}}).draft
