"""An agency promises a change: what, which unit, by when; after an answer that something changes, or after the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.intake import without_invisible
from consultations.drafting import new_slug
from consultations.history import lock
from consultations.holding import check_no_pilot
from consultations.models import Consultation, agencies_of
from consultations.promises.models import UNIT_MAX_LETTERS, Milestone, Promise, PromiseWait
from consultations.promises.stepping import record
from consultations.promises.workflow import StepKind
from consultations.results.making import agencies_that_answer, check_answers
from consultations.results.models import Duty, DutyOutcome
from directory.models import Agency, User

TEXT_MAX_LETTERS = 2000
MILESTONE_MAX_LETTERS = 300
MOST_MILESTONES = 10
MOST_PROMISES = 100
"""Of one consultation."""
LATEST = timedelta(days=366 * 10)


@dataclass(frozen=True)
class Owner:
    """Who keeps it: the unit as its people call it."""

    agency: Agency
    unit: str


@dataclass(frozen=True)
class Words:
    """What is promised, and by which day."""

    text_th: str
    due_on: date
    text_en: str = ""
    milestones: Sequence[tuple[str, date]] = ()


@transaction.atomic
def promise_after_answer(duty: Duty, words: Words, *, owner: Owner, by: User) -> Promise:
    """What the agency promises that has answered this theme; the same once more is the promise that is there.

    Raises ValidationError: not_your_agency, nothing_changes, and what `_make` raises.
    """
    consultation = lock(duty.consultation)
    duty = Duty.objects.select_related("agency").get(pk=duty.pk)
    if duty.agency_id not in agencies_of(by):
        raise ValidationError(_("Another agency has answered this theme."), code="not_your_agency")
    if duty.outcome not in (DutyOutcome.CHANGED, DutyOutcome.PARTLY):
        raise ValidationError(
            _("A promise follows an answer that something changes. Answer the theme first."), code="nothing_changes"
        )
    promise = _make(consultation, words, owner=owner, answered_by=duty.agency, duty=duty, by=by)
    PromiseWait.objects.filter(duty=duty).delete()
    return promise


@transaction.atomic
def promise_after_report(consultation: Consultation, words: Words, *, owner: Owner, by: User) -> Promise:
    """What the policy team promises of a report that is published; the same once more is the promise that is there.

    Raises ValidationError: not_your_agency, not_reported_yet, and what `_make` raises.
    """
    consultation = lock(consultation)
    if consultation.agency_id not in agencies_of(by):
        raise ValidationError(_("You do not hold consultations for this agency."), code="not_your_agency")
    if consultation.reported_at is None:
        raise ValidationError(_("Publish the report first: a promise follows from it."), code="not_reported_yet")
    return _make(consultation, words, owner=owner, answered_by=consultation.agency, duty=None, by=by)


def owners_for(agency: Agency) -> list[Agency]:
    """Which agencies it may promise for: itself and those below it, where somebody works here who could keep the page true."""
    below = [agency.pk, *(each.pk for each in agency.descendants())]
    return list(agencies_that_answer().filter(pk__in=below))


def check_day(day: date) -> None:
    """Raises ValidationError: day_passed, day_too_late."""
    today = timezone.localdate()
    if day < today:
        raise ValidationError(_("This day has passed. Choose a later one."), code="day_passed")
    if day > today + LATEST:
        raise ValidationError(_("This day is more than ten years ahead. Check the year."), code="day_too_late")


def late_from(day: date) -> datetime:
    """When something due on this day begins to be late: at midnight in Bangkok."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _make(
    consultation: Consultation, words: Words, *, owner: Owner, answered_by: Agency, duty: Duty | None, by: User
) -> Promise:
    """Of a locked consultation.

    Raises ValidationError: is_a_pilot, note_missing, note_too_long, unit_missing, unit_too_long, day_passed, day_too_late,
    milestone_incomplete, milestone_after_promise, too_many_milestones, nobody_answers_there, not_below_you, too_many_promises.
    """
    check_no_pilot(consultation)
    text_th = check_note(words.text_th, most=TEXT_MAX_LETTERS)
    text_en = check_note(words.text_en, needed=False, most=TEXT_MAX_LETTERS)
    unit = _unit(owner.unit)
    told = {"agency": owner.agency, "unit": unit, "text_th": text_th, "due_on": words.due_on}
    same = Promise.objects.filter(consultation=consultation, duty=duty, **told).first()
    if same is not None:
        return same
    check_day(words.due_on)
    milestones = _milestones(words)
    _check_owner(owner.agency, answered_by)
    if Promise.objects.filter(consultation=consultation).count() >= MOST_PROMISES:
        raise ValidationError(
            _("At most %(most)s promises follow from a consultation."),
            code="too_many_promises",
            params={"most": MOST_PROMISES},
        )
    promise = Promise(slug=new_slug(), consultation=consultation, duty=duty, text_en=text_en, made_by=by, **told)
    promise.made_at = timezone.now()
    promise.now_due_on, promise.next_step_at = words.due_on, late_from(words.due_on)
    promise.save()
    Milestone.objects.bulk_create(
        Milestone(promise=promise, n=n, text_th=text, due_on=day) for n, (text, day) in enumerate(milestones, 1)
    )
    record(promise, StepKind.MADE, by=by)
    return promise


def _unit(unit: str) -> str:
    unit = " ".join(without_invisible(unit).split())
    if not unit:
        raise ValidationError(_("Write which unit keeps it."), code="unit_missing")
    if len(unit) > UNIT_MAX_LETTERS:
        raise ValidationError(_("The name of the unit is too long."), code="unit_too_long")
    return unit


def _check_owner(owner: Agency, answered_by: Agency) -> None:
    check_answers(owner)
    if owner.pk != answered_by.pk and owner.pk not in {each.pk for each in answered_by.descendants()}:
        raise ValidationError(
            _("An agency promises for itself and for those below it alone. Choose one of them."), code="not_below_you"
        )


def _milestones(words: Words) -> list[tuple[str, date]]:
    """As they are kept, the first day first."""
    told = [(" ".join(without_invisible(text).split()), day) for text, day in words.milestones]
    if len(told) > MOST_MILESTONES:
        raise ValidationError(
            _("A promise has at most %(most)s milestones."),
            code="too_many_milestones",
            params={"most": MOST_MILESTONES},
        )
    for text, day in told:
        if not text or len(text) > MILESTONE_MAX_LETTERS:
            raise ValidationError(_("Say in a few words what is done by each milestone."), code="milestone_incomplete")
        check_day(day)
        if day > words.due_on:
            raise ValidationError(
                _("A milestone cannot lie after the day of the promise."), code="milestone_after_promise"
            )
    return sorted(told, key=lambda one: one[1])
