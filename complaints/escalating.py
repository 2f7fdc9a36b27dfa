"""A case that is late goes up the ladder, one step at a time: to the supervisor, the head, the agency above.

Which step comes when is a row (EscalationRule). Each step is one line of the timeline, for the agency alone, and one mail to
those people, who are always such as may see the case. A part takes one step a day, and of many cases a person gets one
mail: where the ladder begins among many cases that are late already, nobody is flooded. The level falls again with the act
that keeps the promise (complaints.updates); what a dispute raised stays. An answer that nobody approves has a level of its
own, and steps of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from complaints.access import CONFIDENTIAL_ROLES
from complaints.models import Assignment, Case, CaseEvent, Escalation, EscalationRule, LateClock
from complaints.office_letters import tell_leader, tell_leader_of_many
from complaints.timeline import record, settle
from complaints.workflow import CLOSED_BY_ITS_ANSWER, IN_HAND, RUNNING, AssignmentState, Visibility
from directory.calendar import BANGKOK, office_calendar, working_days_between
from directory.models import Agency, Membership, User
from directory.reference_files import read_csv
from directory.reference_tables import add_missing
from records.caching import kept_for

_TABLE = Path(__file__).parent / "reference" / "escalation_rules.csv"
_DATE_OF = {
    LateClock.ACCEPT: "accept_by",
    LateClock.UPDATE: "update_by",
    LateClock.RESOLVE: "due_at",
    LateClock.APPROVE: "approve_by",
}
_WALKS = _DATE_OF | {LateClock.ACCEPT: "next_duty_at", LateClock.RESOLVE: "next_duty_at"}
"""The column of the index in which the late ones of a clock lie together."""
_LEVEL_OF = dict.fromkeys(LateClock, "escalation_level") | {LateClock.APPROVE: "approval_level"}
"""The column with what was taken: whose work is late can have an answer that waits, and both go up."""
_STATES = {
    LateClock.ACCEPT: frozenset({AssignmentState.PROPOSED}),
    LateClock.UPDATE: RUNNING,
    LateClock.RESOLVE: RUNNING,
    LateClock.APPROVE: IN_HAND | {AssignmentState.PROPOSED},
}
_OF_EVERY_KIND = frozenset({LateClock.APPROVE})
"""With praise nobody is late, but with a colleague's thanks for it."""

_NOBODY_ELSES_TURN = Q(case__resolution_proposed_at__isnull=True) | Q(part=Assignment.Part.REVIEW)
"""Not while the complainant looks at the answer; who decides an appeal against it is late all the same."""


TOLD_ONE_BY_ONE = 5
"""Steps a day of which the leaders of an agency are told each by itself; of the rest that day in one mail."""


class StepUp(NamedTuple):
    """A step whose time has come. days: how many working days the date `was_due` lies behind."""

    rule: EscalationRule
    was_due: datetime
    days: int


def waiting_to_go_up(rule: EscalationRule, at: datetime) -> QuerySet[Assignment]:
    """The parts of cases for which the time of this step has come.

    What is left out is exactly what `escalate` would leave alone: rows that stay in this queue would stop those behind.
    """
    clock, late = LateClock(rule.clock), _late_before(rule, at)
    found = Assignment.objects.filter(
        _NOBODY_ELSES_TURN,
        case_is_open=True,
        state__in=sorted(_STATES[clock]),
        **{
            f"{_LEVEL_OF[clock]}__in": range(rule.level),
            f"{_WALKS[clock]}__lt": late,
            f"{_DATE_OF[clock]}__lt": late,
        },
    )
    if clock not in _OF_EVERY_KIND:
        found = found.exclude(case__kind__in=CLOSED_BY_ITS_ANSWER)
    same_level = [each for each in LateClock if _LEVEL_OF[each] == _LEVEL_OF[clock]]
    taken = _taken_today(at).filter(assignment=models.OuterRef("pk"), why__in=same_level)
    found = found.exclude(models.Exists(taken))
    return found.order_by()  # in an order of their own all of them would be sorted for a batch


def _taken_today(at: datetime) -> QuerySet[Escalation]:
    """Steps that lateness took since midnight in Bangkok; what a dispute raised is another matter."""
    midnight = datetime.combine(timezone.localdate(at, BANGKOK), time(), tzinfo=BANGKOK)
    return Escalation.objects.filter(at__gte=midnight, why__in=LateClock.values)


def _late_before(rule: EscalationRule, at: datetime) -> datetime:
    """Whatever was due before this moment is late by the working days of the rule."""
    day = office_calendar().last_day_before(timezone.localdate(at, BANGKOK), rule.working_days)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=BANGKOK)


@transaction.atomic
def escalate(part: Assignment) -> bool:
    """Take the next step up with a part of a case, where its time has come; False where it has not, or somebody is at it.

    Its leaders learn of it by mail. Nothing is taken twice: the level on the locked row says what was.
    """
    case = Case.objects.select_for_update(skip_locked=True).filter(pk=part.case_id).first()
    if case is None:
        return False
    part = Assignment.objects.select_related("agency", "unit").get(pk=part.pk)
    part.case, now = case, timezone.now()
    whys = _taken_today(now).filter(assignment=part).values_list("why", flat=True)
    step = next_step_up(part, now, {_LEVEL_OF[LateClock(why)] for why in whys})
    if step is None:
        return False
    rule = step.rule
    agency, people = people_to_tell(part, rule)
    column = _LEVEL_OF[LateClock(rule.clock)]
    setattr(part, column, rule.level)
    part.save(update_fields=[column])
    _remember(part, agency, rule.clock, rule.level, step.was_due)
    told = {"to_th": agency.name_th, "to_en": agency.name_en} if agency else {}
    facts = {"clock": rule.clock, "level": rule.level, "days": step.days, **told}
    seen = CaseEvent.Seen.INTERNAL
    record(case, CaseEvent.Kind.ESCALATED, by=None, assignment=part, seen_by=seen, note_seen_by=seen, facts=facts)
    is_one_of_many = agency is not None and _are_many(agency, now)
    for user in people:
        if is_one_of_many:
            tell_leader_of_many(user, day=timezone.localdate(now, BANGKOK))
        else:
            tell_leader(user, part, why=rule.clock, level=rule.level, days=step.days, is_above=agency != part.agency)
    settle(case)
    return True


def next_step_up(part: Assignment, at: datetime, taken: Collection[str] = ()) -> StepUp | None:
    """The lowest step above the level of a part whose time has come. taken: columns of levels that rose today already."""
    case = part.case
    if case.is_ended:
        return None
    if case.resolution_proposed_at is not None and part.part != Assignment.Part.REVIEW:
        return None
    for rule in ladder():
        clock = LateClock(rule.clock)
        if _LEVEL_OF[clock] in taken or (case.kind in CLOSED_BY_ITS_ANSWER and clock not in _OF_EVERY_KIND):
            continue
        was_due = getattr(part, _DATE_OF[clock])
        if rule.level > getattr(part, _LEVEL_OF[clock]) and part.state in _STATES[clock] and was_due is not None:
            days = working_days_between(was_due, at)
            if was_due < at and days >= rule.working_days:
                return StepUp(rule, was_due, days)
    return None


def raise_by_dispute(part: Assignment, *, before: int, at: datetime, why: Escalation.Why) -> None:
    """One level more than the part had before a dispute, of a locked case, unsaved; its leaders are told by mail.

    why: what sent it back. Part of that act, whose line it is: call it after `record`. At the end of the ladder it stays
    where it was.
    """
    steps = [rule for rule in ladder() if rule.clock == LateClock.RESOLVE]
    rule = next((rule for rule in steps if rule.level > before), None)
    if rule is None:
        part.escalation_level = max(part.escalation_level, before)
        return
    agency, people = people_to_tell(part, rule)
    part.escalation_level = rule.level
    _remember(part, agency, why, rule.level, at)
    for user in people:
        tell_leader(user, part, why=why, level=rule.level, is_above=agency != part.agency)


def _remember(part: Assignment, agency: Agency | None, why: str, level: int, was_due: datetime) -> None:
    Escalation.objects.create(assignment=part, agency=agency, why=why, level=level, was_due=was_due)


def _are_many(agency: Agency, at: datetime) -> bool:
    newest = Escalation.objects.filter(agency=agency).order_by("-id").values("pk")[: TOLD_ONE_BY_ONE + 1]
    return _taken_today(at).filter(pk__in=newest).count() > TOLD_ONE_BY_ONE


# -- whom it is told ---------------------------------------------------------------------------------------------


def people_to_tell(part: Assignment, rule: EscalationRule) -> tuple[Agency | None, list[User]]:
    """The agency whose leaders a step is told to, and these; (None, []) where nobody is left.

    Where an agency has nobody of that role, its other leaders are told, then those of the next agency up, at last those
    below: a step never leads into the void. Of a confidential case nobody outside the agency may know.
    """
    line = [part.agency]
    if part.case.visibility != Visibility.CONFIDENTIAL:
        line += part.agency.ancestors()
    leaders = leaders_of(line)
    start = min(rule.agencies_up, len(line) - 1)
    for agency in [*line[start:], *reversed(line[:start])]:
        of_agency = [each for each in leaders if each.agency_id == agency.pk]
        if chosen := _of_role(of_agency, rule.role, part.unit_id if agency == part.agency else None) or of_agency:
            return agency, list({each.user_id: each.user for each in chosen}.values())
    return None, []


def leaders_of(agencies: Sequence[Agency]) -> list[Membership]:
    """The roles of those who lead these agencies today, with the people."""
    held = Membership.objects.current().filter(agency__in=agencies, role__in=CONFIDENTIAL_ROLES, user__is_active=True)
    return list(held.select_related("user").order_by("user_id"))


def _of_role(held: Sequence[Membership], role: str, unit_id: int | None) -> list[Membership]:
    """Those with the role; of supervisors those of the unit that has the case, if it has one."""
    with_role = [each for each in held if each.role == role]
    of_unit = [each for each in with_role if unit_id is not None and each.unit_id == unit_id]
    return of_unit or with_role


# -- the ladder itself -------------------------------------------------------------------------------------------


@kept_for(seconds=5)
def ladder() -> list[EscalationRule]:
    """The steps in use, the lowest first."""
    return list(EscalationRule.objects.filter(is_active=True).order_by("level", "clock"))


def forget_ladder() -> None:
    """Drop what this process keeps of the table, after a change of it."""
    ladder.forget()


def load_escalation_rules() -> int:
    """Add the missing steps of reference/escalation_rules.csv; staff's own changes stay. Returns how many are new."""
    return add_missing(
        [
            EscalationRule(
                clock=row["clock"],
                level=int(row["level"]),
                working_days=int(row["working_days"]),
                agencies_up=int(row["agencies_up"]),
                role=row["role"],
                source=row["source"],
            )
            for row in read_csv(_TABLE)
        ]
    )
