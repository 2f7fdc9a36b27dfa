"""A docket and its rounds: a team begins one for a subject of its agency, and puts consultations of the agency into it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.dockets.models import TITLE_MAX_LETTERS, Docket, Round
from consultations.drafting import new_slug
from consultations.history import lock
from consultations.holding import check_no_pilot
from consultations.models import Consultation, agencies_of
from directory.models import Agency, User
from records.idempotency import claim

MOST_ROUNDS = 60


@transaction.atomic
def begin_docket(
    agency: Agency, *, title_th: str, title_en: str = "", by: User, first: Consultation | None = None, token: str = ""
) -> Docket:
    """A docket of this agency, with its first round where there is one. Of one form sent twice, the first.

    Raises ValidationError: not_your_agency, title_missing, title_too_long, and as `add_round`.
    """
    _check_agency(agency.pk, by)
    claimed = claim("docket", token, str(by.pk)) if token else None
    if claimed is not None and claimed.state == "done":
        return Docket.objects.get(slug=claimed.answer_reference)
    docket = Docket.objects.create(
        agency=agency,
        slug=new_slug(),
        title_th=_title(title_th, is_needed=True),
        title_en=_title(title_en),
        made_by=by,
    )
    if claimed is not None:
        claimed.finish(docket.slug)
    if first is not None:
        add_round(docket, first, by=by)
    return docket


@transaction.atomic
def rename_docket(docket: Docket, *, title_th: str, title_en: str = "", by: User) -> Docket:
    """Raises ValidationError: not_your_agency, title_missing, title_too_long."""
    _check_agency(docket.agency_id, by)
    docket.title_th, docket.title_en = _title(title_th, is_needed=True), _title(title_en)
    docket.save(update_fields=["title_th", "title_en"])
    return docket


@transaction.atomic
def add_round(docket: Docket, consultation: Consultation, *, by: User) -> Round:
    """Put a consultation of the agency into a docket of it; again is no mistake.

    Raises ValidationError: not_your_agency, is_a_pilot, another_agency, in_another_docket, too_many_rounds.
    """
    _check_agency(docket.agency_id, by)
    docket = Docket.objects.select_for_update().get(pk=docket.pk)
    consultation = lock(consultation)
    check_no_pilot(consultation)
    if consultation.agency_id != docket.agency_id:
        raise ValidationError(_("A docket holds consultations of its own agency."), code="another_agency")
    if found := Round.objects.filter(consultation=consultation).first():
        if found.docket_id == docket.pk:
            return found
        raise ValidationError(_("It is in another docket. Take it out of that one first."), code="in_another_docket")
    if Round.objects.filter(docket=docket).count() >= MOST_ROUNDS:
        raise ValidationError(_("There are enough rounds in this docket."), code="too_many_rounds")
    return Round.objects.create(docket=docket, consultation=consultation, joined_by=by)


@transaction.atomic
def remove_round(docket: Docket, consultation: Consultation, *, by: User) -> None:
    """Take it out again; it stays as it is. Again is no mistake. Raises ValidationError: not_your_agency."""
    _check_agency(docket.agency_id, by)
    Round.objects.filter(docket=docket, consultation=consultation).delete()


def _title(text: str, *, is_needed: bool = False) -> str:
    title = " ".join(without_invisible(text).split())
    if is_needed and not title:
        raise ValidationError(_("Write a title in Thai."), code="title_missing")
    if len(title) > TITLE_MAX_LETTERS:
        raise ValidationError(_("The title is too long."), code="title_too_long")
    return title


def _check_agency(agency: int, by: User) -> None:
    if agency not in agencies_of(by):
        raise ValidationError(_("You do not hold consultations for this agency."), code="not_your_agency")
