"""The agency answers a petition that reached its threshold, point by point; everybody who signed is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.petitions.history import DUE, lock_own, owe_nothing, record
from consultations.petitions.models import AnswerPoint, Petition, PetitionEvent, PetitionNews, PointOutcome
from consultations.petitions.telling import ask_to_tell
from consultations.results.answering import ANSWER_MAX_LETTERS
from directory.models import User
from notifications.live import announce


@dataclass(frozen=True)
class Answered:
    """What is answered to one point."""

    outcome: str
    text: str


@transaction.atomic
def answer_petition(petition: Petition, *, answers: Sequence[Answered], answer: str = "", by: User) -> Petition:
    """Say for good what is done, partly done and not done of each point, and why. The same once more is done already.

    Raises ValidationError: not_your_agency, own_petition, not_reached, answered_already, point_missing, outcome_missing,
    note_missing, note_too_long.
    """
    answer = check_note(answer, needed=False, most=ANSWER_MAX_LETTERS)
    told = [Answered(each.outcome, check_note(each.text, most=ANSWER_MAX_LETTERS)) for each in answers]
    if any(each.outcome not in PointOutcome.values for each in told):
        raise ValidationError(_("Choose for each point whether it is done."), code="outcome_missing")
    petition = lock_own(petition, by)
    if petition.answered_at is not None:
        if petition.answer == answer and told == given_answers(petition):
            return petition
        raise ValidationError(_("This petition is answered already, and the answer stays."), code="answered_already")
    if petition.reached_at is None:
        raise ValidationError(_("It has not reached its number of signatures."), code="not_reached")
    points = petition.points
    if len(told) != len(points):
        raise ValidationError(_("Answer each of the points."), code="point_missing")
    AnswerPoint.objects.bulk_create(
        AnswerPoint(petition=petition, n=n, asked=point, outcome=each.outcome, text=each.text)
        for n, (point, each) in enumerate(zip(points, told, strict=True), start=1)
    )
    petition.answer, petition.answered_at, petition.answered_by = answer, timezone.now(), by
    owe_nothing(petition)
    changed = ("answer", "answered_at", "answered_by", *DUE)
    record(petition, PetitionEvent.Kind.ANSWERED, by=by, changed=changed)
    ask_to_tell(petition, PetitionNews.Kind.ANSWERED)
    announce(f"petition:{petition.slug}:{petition.signature_count}")
    return petition


def given_answers(petition: Petition) -> list[Answered]:
    return [Answered(each.outcome, each.text) for each in petition.answer_points.all()]
