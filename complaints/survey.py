"""How satisfied complainants are, once their case has ended: five answers, changeable for a while, and public scores.

A score moves in steps of at least five people: whoever looks before and after somebody answered learns nothing of them.
Of cases held in confidence nothing is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.endings import Ending, ending_of_complaint
from complaints.models import Complaint, SurveyAnswer, SurveyScore
from complaints.personal_data import mask
from complaints.survey_tables import QUESTIONS
from complaints.workflow import IN_CONFIDENCE
from directory.models import Agency, Topic

FEWEST = 5
"""People in each step of a public score."""
REMARK_MAX_LETTERS = 1000


def answer_to(ending: Ending) -> SurveyAnswer | None:
    """What this complainant has answered already."""
    return SurveyAnswer.objects.filter(complaint=ending.complaint, event=ending.event).first()


@transaction.atomic
def answer_survey(ending: Ending, *, ratings: Mapping[str, int], remark: str = "") -> SurveyAnswer:
    """Keep the five answers, or change them. ratings: from 1 to 5 by the names of QUESTIONS.

    Raises ValidationError: survey_over, rating_missing, note_too_long.
    """
    complaint = Complaint.objects.select_for_update(of=("self",)).select_related("case").get(pk=ending.complaint.pk)
    now = ending_of_complaint(complaint)
    if now is None or now.event != ending.event:
        raise ValidationError(_("The time to answer is over. Thank you all the same."), code="survey_over")
    if any(ratings.get(name) not in range(1, 6) for name in QUESTIONS):
        raise ValidationError(_("Choose one of the five answers."), code="rating_missing")
    before = answer_to(now)
    answer = before or SurveyAnswer(complaint=complaint, event=now.event)
    old = before.ratings if before and before.is_counted else None
    if before is None:
        answer.agency, answer.topic, answer.is_counted = _counted_for(now)
    for name in QUESTIONS:
        setattr(answer, name, ratings[name])
    answer.remark = mask(check_note(remark, needed=False, most=REMARK_MAX_LETTERS), _names_of(complaint))
    answer.answered_at = timezone.now().replace(minute=0, second=0, microsecond=0)
    answer.save()
    if answer.is_counted:
        # In this order always, so that two answers never wait for each other.
        _count(old, answer.ratings, agency=answer.agency)
        _count(old, answer.ratings, topic=answer.topic)
    return answer


def _counted_for(ending: Ending) -> tuple[Agency | None, Topic | None, bool]:
    case, complaint = ending.case, ending.complaint
    lead = case.lead()
    topic = case.topic.parent or case.topic if case.topic else None
    in_confidence = {complaint.visibility, complaint.case.visibility, case.visibility} & IN_CONFIDENCE
    return lead.agency if lead else None, topic, not in_confidence


def _names_of(complaint: Complaint) -> list[str]:
    person = getattr(complaint, "complainant", None)
    return [person.name] if person and person.name else []


def _count(old: list[int] | None, new: list[int], **of: Agency | Topic | None) -> None:
    """Move the sums of one agency or topic; show them once at least five more people have answered."""
    if None in of.values():
        return
    which: dict[str, Any] = dict(of)
    SurveyScore.objects.get_or_create(**which)
    score = SurveyScore.objects.select_for_update().get(**which)
    score.answers += old is None
    score.sums = [total + now - before for total, now, before in zip(score.sums, new, old or [0] * 5, strict=True)]
    if score.answers - score.shown_answers >= FEWEST:
        score.shown_answers, score.shown_sums = score.answers, score.sums
    score.save()


def remarks_on(agency_ids: Iterable[int], *, most: int = 20) -> list[SurveyAnswer]:
    """The newest remarks on agencies of which a score is shown, with nothing that leads to a case."""
    scored = SurveyScore.objects.filter(agency__in=list(agency_ids), shown_answers__gt=0).values("agency")
    remarks = SurveyAnswer.objects.filter(agency__in=scored, is_counted=True).exclude(remark="")
    return list(remarks.only("remark", "answered_at", "agency").order_by("-answered_at", "-pk")[:most])


def shown_topics() -> list[SurveyScore]:
    """The scores of main topics that may be shown, in the order of the topics."""
    scores = SurveyScore.objects.filter(topic__isnull=False, shown_answers__gt=0).select_related("topic")
    return list(scores.order_by("topic__position", "topic__code"))


def shown_agencies(*, after: tuple[int, int] | None = None, most: int = 50) -> tuple[list[SurveyScore], str]:
    """The scores of agencies that may be shown, those with the most answers first, and where the next page begins.

    after: number of answers and id of the last one seen.
    """
    scores = SurveyScore.objects.filter(agency__isnull=False, shown_answers__gt=0).select_related("agency")
    if after is not None:
        answers, last = after
        later = scores.filter(shown_answers=answers, pk__gt=last)
        scores = scores.filter(shown_answers__lt=answers) | later
    found = list(scores.order_by(F("shown_answers").desc(), "pk")[: most + 1])
    shown = found[:most]
    return shown, f"{shown[-1].shown_answers}-{shown[-1].pk}" if len(found) > most else ""
