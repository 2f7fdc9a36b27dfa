"""Cases that tell of the same problem: joined, so that it is worked on once, and taken apart again. One function an act.

Who filed a joined case keeps number, words and page; the work goes on in the other case, and its news are told to them too.
Nothing of what one person wrote is shown to the other. Which cases may be the same: complaints/duplicates.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note, lock_open, moment_to_tell, refuse_while_awaiting
from complaints.danger import emergency_numbers, is_urgent_by_words
from complaints.letters_under_way import before_the_wait, move_own_date, own_date, refuse_while_referred
from complaints.models import Assignment, Case, CaseEvent, Complainant, Complaint, Letter, ServiceLevel, Split
from complaints.notices import notify_complainants
from complaints.service_levels import calendar_of, due
from complaints.timeline import lock, record, settle
from complaints.topic_guess import speaks_of_danger
from complaints.updates import promise_news
from complaints.workflow import (
    CLOSED_BY_ITS_ANSWER,
    IN_CONFIDENCE,
    IN_HAND,
    RUNNING,
    AssignmentState,
    TransitionNotAllowed,
    Visibility,
)
from directory.calendar import add_working_days, next_working_moment
from directory.models import Agency, User

Kind, Seen, Step = CaseEvent.Kind, CaseEvent.Seen, ServiceLevel.Step
_STOPPED_A_CLOCK = frozenset({Kind.ANSWERED, Kind.QUESTION_LAPSED, Kind.REFERRAL_ANSWERED, Kind.REFERRAL_ENDED})
_SETS_A_DATE = frozenset({
    Kind.ROUTED, Kind.DECLINED, Kind.TRANSFERRED, Kind.ACCEPTED, Kind.EXTENDED, Kind.CONVERTED, Kind.DISPUTED,
    Kind.APPEAL_GRANTED, Kind.AUDIT_REOPENED,
})  # fmt: skip
TAKEN_APART_WITHIN = timedelta(days=30)
"""After the end of the case that others were joined into: time to see that one's own problem is still there."""


def which_stays(one: Case, other: Case) -> tuple[Case, Case]:
    """The case into which the other of two is joined, and that other one.

    What others follow or signed stays, then what an agency accepted or has, then what was told first: the older clock
    goes on.
    """

    def rank(case: Case) -> tuple[Any, ...]:
        followed, lead = case.released_at is not None, case.lead()
        has_date = lead is not None and lead.due_at is not None
        return (case.co_signer_count > 0, case.joined_people > 0, followed, has_date, case.routed_at is not None)

    older, newer = sorted((one, other), key=lambda case: (case.created_at, case.pk))
    return (newer, older) if rank(newer) > rank(older) else (older, newer)


def join_as_told(complaint: Complaint, reference: str) -> bool:
    """Join what was filed just now with the public case of this number, which its author says is the same.

    False where that cannot be, or can be no longer: then it goes its own way, and nothing is lost. What is urgent by its
    words waits for no case that is not, and nobody counts twice for one case.
    """
    case, into = complaint.case, Case.objects.public().filter(reference=reference).first()
    if (
        into is None
        or into.is_ended
        or complaint.visibility in IN_CONFIDENCE
        or _is_of_the_same_person(complaint, into)
    ):
        return False
    told, is_thai = complaint.text, complaint.is_in_thai
    is_urgent = emergency_numbers(told) or is_urgent_by_words(told, is_thai=is_thai) or speaks_of_danger(told)
    if is_urgent and not into.is_urgent:
        return False
    try:
        join_case(case, into, by=None)
    except ValidationError:
        return False
    return True


def _is_of_the_same_person(complaint: Complaint, into: Case) -> bool:
    user = Complainant.objects.filter(complaint=complaint).values_list("user_id", flat=True).first()
    theirs = Complainant.objects.filter(Q(complaint__case=into) | Q(complaint__case__joined_into=into))
    return user is not None and theirs.filter(user=user).exists()


@transaction.atomic
def join_case(case: Case, into: Case, *, by: User | None, agency: Agency | None = None) -> Case:
    """Let a case go on in another that tells of the same problem; returns that other one. Twice is once.

    The earlier of both dates counts from now on. agency: whose officer does it; None at the triage desk. by: None where who
    filed it said so. Raises ValidationError: case_has_ended, joined_into_itself, in_confidence, kinds_differ,
    question_is_open, appeal_is_open, closing_is_proposed, referral_under_way, others_signed, others_are_joined, would_hide,
    another_agency_leads, other_has_no_date.
    """
    into = lock(into)  # the one that stays before the one that joins it, here and everywhere
    case = lock(case)
    if case.joined_into_id == into.pk:
        return into
    into, case = lock_open(into), lock_open(case)
    check_join(case, into)
    facts = {"case": case.reference, **_move_clock(case, into)}
    if case.is_urgent and not into.is_urgent:
        into.is_urgent = True
        facts["urgent"] = "yes"
    case.joined_into = into
    record(case, Kind.JOINED, by=by, agency=agency)
    notify_complainants(case, Kind.JOINED)
    settle(case, "joined_into")
    _count_people(into)
    record(into, Kind.TOOK_IN, by=by, agency=agency, seen_by=Seen.AGENCY, facts=facts)
    return settle(into, "is_urgent", "joined_people")


@transaction.atomic
def separate_case(case: Case, *, by: User | None, agency: Agency | None = None, reason: str = "") -> Case:
    """Take a joined case out again, for an officer or for who filed it: it goes on where it stood.

    reason: read by the agencies. Its clock ran on; only where the other case has ended meanwhile it gets a new date.
    Raises TransitionNotAllowed: not_joined, too_late_to_separate.
    """
    root_id = Case.objects.values_list("joined_into_id", flat=True).get(pk=case.pk)
    if root_id is None or Split.objects.filter(part=case, undone_at__isnull=False).exists():
        raise TransitionNotAllowed(_("This case is not joined with another."), code="not_joined")
    root = lock(Case(pk=root_id))
    case = lock(case)
    if case.joined_into_id != root.pk:  # somebody was faster
        raise TransitionNotAllowed(_("This case is not joined with another."), code="not_joined")
    if not may_be_separated(root):
        raise TransitionNotAllowed(
            _("That was settled more than %(days)s days ago. Please file a new case.")
            % {"days": TAKEN_APART_WITHIN.days},
            code="too_late_to_separate",
        )
    _take_out(case, root, by=by, agency=agency, note=check_note(reason, needed=False))
    settle(root, "is_urgent", "joined_people")
    return case


def may_be_separated(root: Case) -> bool:
    """Whether what was joined into a case can still be taken out of it."""
    ended = root.closed_at or root.rejected_at or root.withdrawn_at
    return ended is None or ended > timezone.now() - TAKEN_APART_WITHIN


def let_joined_go(root: Case) -> None:
    """Take everything out of a locked case that goes where the others must not follow: withdrawn, not accepted, made one of
    another kind, or held in confidence.

    Part of the act that does so, which ends with `settle`.
    """
    if not root.joined_people:
        return
    for case in root.told_elsewhere.order_by("pk").select_for_update(of=("self",)):
        _take_out(case, root, by=None)
    root.save(update_fields=["is_urgent", "joined_people"])


def _take_out(case: Case, root: Case, *, by: User | None, agency: Agency | None = None, note: str = "") -> None:
    """Of both cases locked; the caller settles the root."""
    case.joined_into = None
    _promise_news_anew(case)
    if root.is_ended or root.withdrawn_at or root.rejected_at:
        _date_anew(case)
    # No letter tells any more of what another case became; one that has its number was told.
    Letter.objects.filter(complaint__case=case, case=root, n__isnull=True).delete()
    at = moment_to_tell(case) if by is None else timezone.now()
    record(case, Kind.SEPARATED, by=by, agency=agency, note=note, note_seen_by=Seen.COMPLAINANT, at=at)
    notify_complainants(case, Kind.SEPARATED)
    settle(case, "joined_into")
    facts = {"case": case.reference, **_move_clock_back(root)}
    _count_people(root)
    record(root, Kind.LET_GO, by=by, agency=agency, seen_by=Seen.AGENCY, facts=facts)


def check_join(case: Case, into: Case) -> None:
    """Raises ValidationError as `join_case` does, of two open cases; nothing is locked or changed."""
    _refuse_unlike(case, into)
    _refuse_to_lose(case, into)


def _refuse_unlike(case: Case, into: Case) -> None:
    if case.pk == into.pk:
        raise ValidationError(_("A case cannot be joined with itself."), code="joined_into_itself")
    if Visibility.CONFIDENTIAL in {case.visibility, into.visibility}:
        raise ValidationError(_("What was told in confidence is never joined."), code="in_confidence")
    if case.kind != into.kind or case.kind in CLOSED_BY_ITS_ANSWER:
        raise ValidationError(_("The two are of different kinds, or praise. They stay apart."), code="kinds_differ")


def _refuse_to_lose(case: Case, into: Case) -> None:
    """What somebody waits for must not be lost on the way."""
    refuse_while_awaiting(case)
    refuse_while_referred(case)
    if case.appealed_at is not None or into.appealed_at is not None:  # what is decided is about one of them alone
        raise TransitionNotAllowed(_("An appeal is being decided. Wait for what becomes of it."), code="appeal_is_open")
    if into.resolution_proposed_at is not None:
        raise TransitionNotAllowed(
            _("The other case is reported as done already. Answer this one by itself."), code="closing_is_proposed"
        )
    ours, theirs = into.lead(), case.lead()
    if theirs is not None and (ours is None or ours.agency_id != theirs.agency_id):
        raise TransitionNotAllowed(
            _("Another agency is responsible for one of the two. They stay apart."), code="another_agency_leads"
        )
    if ours is not None and theirs is not None and theirs.due_at is not None and ours.due_at is None:
        raise TransitionNotAllowed(
            _("This case has a date already and the other one has not. Accept that one first."),
            code="other_has_no_date",
        )
    if case.co_signer_count:
        raise ValidationError(_("Others signed this case. Join the other one with it."), code="others_signed")
    if case.joined_people:
        raise ValidationError(
            _("Others are joined with this case already. Join the other one with it."), code="others_are_joined"
        )
    if case.released_at and not into.released_at:
        raise ValidationError(
            _("Everybody reads this case, and nobody the other one. Join that one with this."), code="would_hide"
        )


def _move_clock(case: Case, into: Case) -> dict[str, str]:
    """Give the case that stays the earlier of both dates; returns what was moved, to be moved back.

    Nobody gets more time by joining, and nobody is late by it before the next working day is over.
    """
    ours, theirs = into.lead(), case.lead()
    if ours is None or theirs is None:
        return {}
    name = _date_of(ours)
    before, asked = own_date(ours, name), getattr(theirs, name)
    if before is None or asked is None:
        return {}
    until = before_the_wait(ours, max(asked, add_working_days(next_working_moment(timezone.now()), 1)))
    if until >= before:
        return {}
    move_own_date(ours, name, until)
    return {"date": name, "from": before.isoformat(), "until": until.isoformat()}


def _move_clock_back(root: Case) -> dict[str, str]:
    """Count anew what those that are still joined ask for; returns what was moved.

    A date that somebody set meanwhile stays; one that moved because its clock stood still is moved back all the same.
    """
    lines = list(root.events.filter(kind__in=[Kind.TOOK_IN, Kind.LET_GO]).order_by("n"))
    moves = [line.facts for line in lines]
    still = list(root.told_elsewhere)
    if any(facts.get("urgent") for facts in moves):
        root.is_urgent = any(case.is_urgent for case in still)
    lead, lines = root.lead(), [line for line in lines if line.facts.get("date")]
    if lead is None or not lines or lines[-1].facts["date"] != _date_of(lead):
        return {}
    name, newest = _date_of(lead), lines[-1]
    before, until = own_date(lead, name), datetime.fromisoformat(newest.facts["until"])
    if before is None or before < until or (before > until and not _only_stood_still(newest)):
        return {}
    own = max(datetime.fromisoformat(line.facts["from"]) for line in lines)
    calendar = calendar_of(lead.agency_id)
    own = calendar.add_working_time(own, calendar.working_time_between(until, before))
    asked = [part for case in still if (part := case.lead())]
    dates = [date for part in asked if (date := getattr(part, name)) is not None]
    soonest = add_working_days(next_working_moment(timezone.now()), 1)
    until = min([own, *(before_the_wait(lead, max(date, soonest)) for date in dates)])
    move_own_date(lead, name, until)
    return {"date": name, "from": before.isoformat(), "until": until.isoformat()}


def _only_stood_still(since: CaseEvent) -> bool:
    """Whether after this line of a case a question or a letter stopped a clock of its and nobody set a date anew."""
    kinds = set(since.case.events.filter(n__gt=since.n).values_list("kind", flat=True))
    return bool(kinds & _STOPPED_A_CLOCK) and not kinds & _SETS_A_DATE


def _date_of(part: Assignment) -> str:
    return "accept_by" if part.state == AssignmentState.PROPOSED else "due_at"


def _date_anew(case: Case) -> None:
    """Who was told that it is done, and it is not, waits from now on: nobody worked on this case meanwhile."""
    now = timezone.now()
    for part in case.assignments.filter(state__in=IN_HAND | {AssignmentState.PROPOSED}):
        name = _date_of(part)
        step = Step.ACCEPT if name == "accept_by" else Step.RESOLVE
        date = getattr(part, name)
        if date is not None and date < now:
            setattr(part, name, due(step, case, start=now, agency_id=part.agency_id))
            part.due_before = None
            part.save(update_fields=[name, "due_before"])


def _promise_news_anew(case: Case) -> None:
    """While it was joined its complainant heard of the other case: nobody is silent since then."""
    for part in case.assignments.filter(state__in=RUNNING, update_by__isnull=False):
        promise_news(part, case, at=timezone.now())
        part.save(update_fields=["update_by", "escalation_level"])


def _count_people(root: Case) -> None:
    """Those who told it in a joined case, and those who said "me too" of that; unsaved."""
    told = root.told_elsewhere.aggregate(cases=Count("pk"), too=Sum("me_too_count"))
    root.joined_people = told["cases"] + (told["too"] or 0)
