"""Saying by hand which law a consultation held elsewhere was about: by the team that keeps the law."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.portal.models import Survey
from consultations.statutes.changes import check_keeps
from consultations.statutes.models import Law
from directory.models import User


@transaction.atomic
def link_survey(law: Law, survey_id: str, *, by: User) -> Survey:
    """Again is done already. Raises ValidationError: not_your_agency, survey_unknown, survey_of_another_law."""
    check_keeps(law.agency_id, by)
    survey = Survey.objects.select_for_update().filter(survey_id=survey_id.strip()).first()
    if survey is None:
        raise ValidationError(
            _("No consultation of this number was put in yet. Put in the table that holds it first."),
            code="survey_unknown",
        )
    if survey.is_law_chosen and survey.law_id not in {None, law.pk}:
        raise ValidationError(
            _("Another law's team has said that it is about theirs. Ask them to take it out."),
            code="survey_of_another_law",
        )
    survey.law, survey.is_law_chosen = law, True
    survey.save(update_fields=["law", "is_law_chosen"])
    return survey


@transaction.atomic
def unlink_survey(law: Law, survey_id: str, *, by: User) -> None:
    """It is about no law of the register; no import says otherwise. What is not linked stays so.

    Raises ValidationError (not_your_agency).
    """
    check_keeps(law.agency_id, by)
    Survey.objects.filter(law=law, survey_id=survey_id).update(law=None, is_law_chosen=True)
