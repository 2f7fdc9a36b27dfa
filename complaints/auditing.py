"""What an auditor finds about a closing, and what follows: a false one is open again, and scores move in steps of five."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.audit_letters import tell_of_false_closing
from complaints.audit_tables import QUESTIONS
from complaints.models import Appeal, Audit, AuditScore, Case, CaseEvent, Closing, Escalation
from complaints.notices import notify_complainants
from complaints.reopening import REOPENED, open_again, take_up_again
from complaints.timeline import lock, record, settle
from complaints.workflow import CaseState, TransitionNotAllowed, Visibility
from directory.models import Agency, User

Found, Verdict = Audit.Found, Audit.Verdict
FEWEST = 5
"""Audits in each step of a score, as with satisfaction: one audit's result cannot be read from it."""


@transaction.atomic
def audit_closing(audit: Audit, *, found: Mapping[str, str], verdict: str, reason: str, by: User) -> Audit:
    """Keep what an auditor found. A false closing is open again by the same act, and who leads the agency is told.

    found: one of Found for each name of QUESTIONS. reason: read by the complainant and the agency where the case is
    opened again, by those who lead the agency otherwise.
    Raises ValidationError: not_yours_to_audit, answer_missing, verdict_missing, note_missing, note_too_long,
    verdict_contradicts; TransitionNotAllowed: audited_already, appeal_is_open, upheld_on_appeal.
    """
    case = lock(Case(pk=audit.case_id))
    audit = Audit.objects.select_for_update().get(pk=audit.pk)
    if not Audit.objects.audited_by(by).filter(pk=audit.pk).exists():
        raise ValidationError(_("This closing is not yours to audit."), code="not_yours_to_audit")
    if audit.verdict:
        raise TransitionNotAllowed(_("Another auditor has looked at this closing already."), code="audited_already")
    _refuse_what_an_appeal_decides(case)
    if any(found.get(name) not in Found.values for name in QUESTIONS):
        raise ValidationError(_("Answer each of the questions."), code="answer_missing")
    if verdict not in Verdict.values:
        raise ValidationError(_("Choose a verdict."), code="verdict_missing")
    if verdict == Verdict.FALSE and found["dealt_with"] == Found.YES:
        raise ValidationError(
            _("You say that the problem was dealt with. Then the closing is not false."), code="verdict_contradicts"
        )
    for name in QUESTIONS:
        setattr(audit, name, found[name])
    audit.verdict, audit.reason = verdict, check_note(reason, needed=verdict != Verdict.SOUND)
    audit.auditor, audit.audited_at = by, timezone.now()
    audit.save()
    if case.visibility != Visibility.CONFIDENTIAL:
        _count(audit)
    if verdict == Verdict.FALSE and is_as_it_was(audit, case):
        _open_again(case, audit, by)
    return audit


def _refuse_what_an_appeal_decides(case: Case) -> None:
    """Raises TransitionNotAllowed: appeal_is_open, upheld_on_appeal."""
    if case.appealed_at is not None:
        raise TransitionNotAllowed(
            _("An appeal is open in this case. Wait until it is decided: nothing was kept."), code="appeal_is_open"
        )
    if case.appeals.filter(became=Appeal.Became.UPHELD).exists():
        raise TransitionNotAllowed(
            _("The agency above has upheld this answer on appeal, and the case is closed for good."),
            code="upheld_on_appeal",
        )


def is_as_it_was(audit: Audit, case: Case) -> bool:
    """Whether the case is still closed with the very report that was drawn: else it has been opened again already."""
    newest = case.events.filter(kind=CaseEvent.Kind.RESOLUTION_PROPOSED).values_list("pk", flat=True).last()
    return case.state == CaseState.CLOSED and newest == audit.closing.event_id


def _open_again(case: Case, audit: Audit, by: User) -> None:
    now, lead = timezone.now(), case.lead()
    case.closed_at = case.confirmed_at = None
    open_again(case)
    record(case, CaseEvent.Kind.AUDIT_REOPENED, by=by, assignment=lead, note=audit.reason, at=now)
    if lead is not None:
        take_up_again(lead, case, at=now, why=Escalation.Why.AUDIT)
        tell_of_false_closing(case, lead)
    notify_complainants(case, CaseEvent.Kind.AUDIT_REOPENED)
    settle(case, "closed_at", "confirmed_at", *REOPENED)


def _count(audit: Audit) -> None:
    """Move the sums of the agency; show them once at least five more were audited."""
    AuditScore.objects.get_or_create(agency_id=audit.agency_id)
    score = AuditScore.objects.select_for_update().get(agency_id=audit.agency_id)
    setattr(score, audit.verdict, getattr(score, audit.verdict) + 1)
    if score.audited - score.shown >= FEWEST:
        score.shown_sound, score.shown_lacking, score.shown_false = score.sound, score.lacking, score.false
    score.save()


def faults_found(user: User, *, most: int = 20) -> list[Audit]:
    """The newest closings of the agencies that this person reviews, with which auditors found fault."""
    reviewed = Closing.objects.reviewed_by(user).filter(audit__verdict__in=[Verdict.LACKING, Verdict.FALSE])
    found = Audit.objects.filter(closing__in=reviewed).select_related("case__topic", "agency")
    return list(found.order_by("-audited_at", "-pk")[:most])


def shown_score(agency: Agency) -> AuditScore | None:
    """What may be said of the audits of an agency; None of too few."""
    score = AuditScore.objects.filter(agency=agency).first()
    return score if score and score.shown else None


def shown_scores(agency_ids: Iterable[int] | None = None, *, most: int = 50) -> list[AuditScore]:
    """Those that may be shown, of these agencies or of all: the most audited first."""
    scores = AuditScore.objects.annotate(n=F("shown_sound") + F("shown_lacking") + F("shown_false")).filter(n__gt=0)
    if agency_ids is not None:
        scores = scores.filter(agency__in=list(agency_ids))
    return list(scores.select_related("agency").order_by("-n", "pk")[:most])
