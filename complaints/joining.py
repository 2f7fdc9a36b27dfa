"""Cases that tell of the same problem: joined, so that it is worked on once, and taken apart again. One function an act.

Who filed a joined case keeps number, words and page; the work goes on in the other case, and its news are told to them too.
Nothing of what one person wrote is shown to the other. Which cases may be the same: complaints/duplicates.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note, lock_open, refuse_while_awaiting
from complaints.models import Assignment, Case, CaseEvent, ServiceLevel
from complaints.notices import notify_complainants
from complaints.service_levels import due
from complaints.timeline import lock, record, settle
from complaints.workflow import CLOSED_BY_ITS_ANSWER, IN_HAND, AssignmentState, TransitionNotAllowed, Visibility
from directory.calendar import add_working_days, next_working_moment
from directory.models import Agency, User

Kind, Seen, Step = CaseEvent.Kind, CaseEvent.Seen, ServiceLevel.Step
TAKEN_APART_WITHIN = timedelta(days=30)
"""After the end of the case that others were joined into: time to see that one's own problem is still there."""


def which_stays(one: Case, other: Case) -> tuple[Case, Case]:
    """The case into which the other of two is joined, and that other one.

    What others follow or signed stays, then what an agency has, then what was told first: the older clock goes on.
    """

    def rank(case: Case) -> tuple[Any, ...]:
        followed = case.released_at is not None
        return (case.co_signer_count > 0, case.joined_people > 0, followed, case.routed_at is not None)

    older, newer = sorted((one, other), key=lambda case: (case.created_at, case.pk))
    return (newer, older) if rank(newer) > rank(older) else (older, newer)


def join_as_told(case: Case, reference: str) -> bool:
    """Join a case that was filed just now with the public one of this number, which its author says is the same.

    False where that cannot be, or can be no longer: then it goes its own way, and nothing is lost.
    """
    into = Case.objects.public().filter(reference=reference).first()
    if into is None or into.is_ended:
        return False
    try:
        join_case(case, into, by=None)
    except ValidationError:
        return False
    return True


@transaction.atomic
def join_case(case: Case, into: Case, *, by: User | None, agency: Agency | None = None) -> Case:
    """Let a case go on in another that tells of the same problem; returns that other one. Twice is once.

    The earlier of both dates counts from now on. agency: whose officer does it; None at the
    triage desk. by: None where who filed it said so. Raises ValidationError: case_has_ended, joined_into_itself, in_confidence, kinds_differ, question_is_open,
    closing_is_proposed, others_signed, others_are_joined, would_hide.
    """
    into = lock(into)  # the one that stays before the one that joins it, here and everywhere
    case = lock(case)
    if case.joined_into_id == into.pk:
        return into
    into, case = lock_open(into), lock_open(case)
    _refuse_unlike(case, into)
    _refuse_to_lose(case, into)
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
    if root_id is None:
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
    """Take everything out of a locked case that goes where the others must not follow: withdrawn, or held in confidence.

    Part of the act that does so, which ends with `settle`.
    """
    if not root.joined_people:
        return
    for case in root.joined_cases.order_by("pk").select_for_update():
        _take_out(case, root, by=None)
    root.save(update_fields=["is_urgent", "joined_people"])


def _take_out(case: Case, root: Case, *, by: User | None, agency: Agency | None = None, note: str = "") -> None:
    """Of both cases locked; the caller settles the root."""
    case.joined_into = None
    if root.is_ended or root.withdrawn_at:
        _date_anew(case)
    record(case, Kind.SEPARATED, by=by, agency=agency, note=note, note_seen_by=Seen.COMPLAINANT)
    notify_complainants(case, Kind.SEPARATED)
    settle(case, "joined_into")
    taken_in = [event for event in root.events.filter(kind=Kind.TOOK_IN) if event.facts.get("case") == case.reference]
    _move_clock_back(root, taken_in[-1].facts if taken_in else {})
    _count_people(root)
    record(root, Kind.LET_GO, by=by, agency=agency, seen_by=Seen.AGENCY, facts={"case": case.reference})


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
    if into.resolution_proposed_at is not None:
        raise TransitionNotAllowed(
            _("The other case is reported as done already. Answer this one by itself."), code="closing_is_proposed"
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
    before, asked = getattr(ours, name), getattr(theirs, name)
    if before is None or asked is None or asked >= before:
        return {}
    until = min(before, max(asked, add_working_days(next_working_moment(timezone.now()), 1)))
    setattr(ours, name, until)
    ours.save(update_fields=[name])
    return {"date": name, "from": before.isoformat(), "until": until.isoformat()}


def _move_clock_back(root: Case, facts: dict[str, str]) -> None:
    """Unless the date was moved again meanwhile, by whomever."""
    if facts.get("urgent"):
        root.is_urgent = False
    lead, name = root.lead(), facts.get("date")
    if lead and name and getattr(lead, name) == datetime.fromisoformat(facts["until"]):
        setattr(lead, name, datetime.fromisoformat(facts["from"]))
        lead.save(update_fields=[name])


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
            setattr(part, name, due(step, case, start=now))
            part.due_before = None
            part.save(update_fields=[name, "due_before"])


def _count_people(root: Case) -> None:
    """Those who told it in a joined case, and those who said "me too" of that; unsaved."""
    told = root.joined_cases.aggregate(cases=Count("pk"), too=Sum("me_too_count"))
    root.joined_people = told["cases"] + (told["too"] or 0)
