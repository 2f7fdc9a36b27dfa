"""From a petition to a complaint of one person: as a draft, which nobody has filed yet. The petition goes on untouched."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.drafts import save_draft
from complaints.models import Draft
from consultations.petitions.models import Petition
from consultations.petitions.workflow import PetitionState, state_at
from directory.installation import site_url
from directory.models import User


def complaint_draft_of(petition: Petition, *, by: User) -> Draft:
    """Raises ValidationError: not_yours, not_over."""
    if petition.author_id != by.pk:
        raise ValidationError(_("Somebody else wrote this petition."), code="not_yours")
    if state_at(petition, timezone.now()) not in {PetitionState.CLOSED, PetitionState.REFUSED, PetitionState.JOINED}:
        raise ValidationError(_("It is still under way: wait for what becomes of it."), code="not_over")
    text = "\n\n".join((petition.title, petition.asks, petition.why))
    return save_draft(by, {"text": text, **_place_of(petition)}).draft


@transaction.atomic
def own_case_draft_of(petition: Petition, *, by: User) -> Draft:
    """Of somebody, its author or not, who has a case of their own about the same: title, what is asked, the place, and which
    petition it is. The draft they have begun from it already comes again, as they have changed it.

    Raises ValidationError (not_shown).
    """
    if not Petition.objects.public().filter(pk=petition.pk).exists():
        raise ValidationError(_("This petition is not shown any more."), code="not_shown")
    User.objects.select_for_update().get(pk=by.pk)  # of two presses the second finds the draft of the first
    address = site_url() + petition.get_absolute_url()
    if begun := Draft.objects.filter(user=by, fields__text__icontains=address).order_by("-pk").first():
        return begun
    about = _("About this petition: %(address)s") % {"address": address}
    text = "\n\n".join((petition.title, petition.asks, str(about)))
    return save_draft(by, {"text": text, **_place_of(petition)}).draft


def _place_of(petition: Petition) -> dict[str, str]:
    around = petition.area.up_to_province() if petition.area else []
    return {str(area.level): str(area.code) for area in around}
