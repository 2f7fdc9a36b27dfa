"""By when an agency has to evaluate a law in force: noted with its source, reminded once, done by a consultation."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from complaints.office_letters import reads_mail, send
from consultations.dockets.models import TITLE_MAX_LETTERS, Evaluation, EvaluationSource
from consultations.models import POLICY_ROLES, Consultation, ConsultationQuerySet, agencies_of
from consultations.workflow import ConsultationKind
from directory.models import Agency, Membership, User
from directory.thai_dates import show_date
from notifications.letters import letter, read_it
from records.chores import Chore, wake

REMINDED_BEFORE = timedelta(days=180)
"""An evaluation takes half a year: preparing, a consultation, its report."""


@transaction.atomic
def note_evaluation(agency: Agency, *, law: str, source: str, source_words: str, due_on: date, by: User) -> Evaluation:
    """That a law has to be evaluated by a day, and where that stands; the same once more is the row there is.

    Raises ValidationError: not_your_agency, title_missing, title_too_long, source_missing.
    """
    _check_agency(agency.pk, by)
    law, source_words = (" ".join(without_invisible(text).split()) for text in (law, source_words))
    if not law:
        raise ValidationError(_("Write the title of the law."), code="title_missing")
    if len(law) > TITLE_MAX_LETTERS or len(source_words) > TITLE_MAX_LETTERS:
        raise ValidationError(_("The title is too long."), code="title_too_long")
    if not source_words:
        raise ValidationError(_("Say where it stands."), code="source_missing")
    found, _is_new = Evaluation.objects.get_or_create(
        agency=agency,
        law=law,
        source=EvaluationSource(source),
        due_on=due_on,
        defaults={"source_words": source_words, "noted_by": by},
    )
    return found


@transaction.atomic
def mark_evaluated(evaluation: Evaluation, consultation: Consultation, *, by: User) -> Evaluation:
    """It is done by this consultation of the agency, which everybody has read; again is no mistake.

    Raises ValidationError: not_your_agency, no_evaluation of one that is of another agency, no evaluation of a law in force, or
    not announced; done_already by another one.
    """
    _check_agency(evaluation.agency_id, by)
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    if evaluation.done_by_id == consultation.pk:
        return evaluation
    if evaluation.done_at is not None:
        raise ValidationError(_("A colleague has marked it as done meanwhile."), code="done_already")
    if not evaluations_by(evaluation.agency_id).filter(pk=consultation.pk).exists():
        raise ValidationError(
            _("Choose an announced consultation of your agency on a law in force."), code="no_evaluation"
        )
    evaluation.done_by, evaluation.marked_by, evaluation.done_at = consultation, by, timezone.now()
    evaluation.save(update_fields=["done_by", "marked_by", "done_at"])
    wake("count_evaluations")
    return evaluation


def evaluations_by(agency: int) -> ConsultationQuerySet:
    """The consultations by which an agency has evaluated laws in force."""
    evaluated = Consultation.objects.announced().filter(withdrawn_at=None, kind=ConsultationKind.LAW_IN_FORCE)
    return evaluated.filter(agency=agency).order_by("-id")


def remind_teams(batch: int = 50) -> int:
    """Tell the team once of what is due within half a year. Returns how many evaluations they were told of."""
    with transaction.atomic():
        until = timezone.localdate() + REMINDED_BEFORE
        due = Evaluation.objects.to_remind(until).select_for_update(of=("self",), skip_locked=True)
        told = list(due.select_related("agency").order_by("due_on", "id")[:batch])
        for evaluation in told:
            for user in _team_of(evaluation.agency_id):
                _tell(user, evaluation)
        Evaluation.objects.filter(pk__in=[each.pk for each in told]).update(reminded_at=timezone.now())
    return len(told)


def _team_of(agency: int) -> list[User]:
    held = Membership.objects.current().filter(agency=agency, role__in=POLICY_ROLES, user__is_active=True)
    users = {each.user_id: each.user for each in held.select_related("user")}
    return [user for user in users.values() if reads_mail(user)]


def _tell(user: User, evaluation: Evaluation) -> None:
    with override(user.language):
        day = show_date(evaluation.due_on)
        title = gettext("To be evaluated by %(day)s: %(law)s") % {"day": day, "law": evaluation.law}
        told = [
            gettext("%(agency)s has to evaluate this law by %(day)s:") % {"agency": evaluation.agency.name, "day": day},
            evaluation.law,
            f"{evaluation.get_source_display()}: {evaluation.source_words}",
        ]
        where = [read_it("/consultations/manage/evaluations/")]
        send(user, f"evaluation:{evaluation.pk}:{user.pk}", title, letter(told, where, to=user.get_short_name()))


def _check_agency(agency: int, by: User) -> None:
    if agency not in agencies_of(by):
        raise ValidationError(_("You do not hold consultations for this agency."), code="not_your_agency")


remind_of_evaluations = Chore("remind_of_evaluations", remind_teams, every_s=3600)
