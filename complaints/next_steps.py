"""What happens next with a case: who has it, by when, the next step in words, and what if the day passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.appeals import reviewing_part
from complaints.kind_asking import asking
from complaints.models import Assignment, Case, Complaint, ServiceLevel
from complaints.pausing import date_if_answered_now
from complaints.service_levels import legal_days
from complaints.workflow import CLOSED_BY_ITS_ANSWER, AssignmentState, CaseKind, CaseState
from directory.calendar import add_working_days, next_working_moment, working_days_between
from directory.installation import house_name, in_our_name

WORKING_DAYS_TO_FIND_THE_AGENCY = 1
"""What pages promise while people look for the agency."""


@dataclass(frozen=True)
class NextStep:
    """All in the reader's language. by: when it should have happened, or None; before: that day until it was moved."""

    who: str | Promise
    step: str
    by: datetime | None
    if_passed: str
    before: datetime | None = None
    is_the_persons_turn: bool = False
    by_law: str = ""
    """The rule that sets the date, where its source is confirmed."""
    has_hour: bool = False
    """The day is the agency's, whose list shows it with its hour."""
    closes_then: bool = False
    """The day ends the case by itself: nobody is late."""
    since: datetime | None = None
    """When the days were given; they count from the next working moment after it."""
    news_by: datetime | None = None
    """Until when the agency owes its next news."""
    then_by: datetime | None = None
    """When the agency's work would be due if the answer it waits for came today."""

    @property
    def is_late(self) -> bool:
        return self.by is not None and self.by < timezone.now() and not self.closes_then

    @property
    def is_silent(self) -> bool:
        return self.news_by is not None and self.news_by < timezone.now()

    @property
    def left(self) -> str:
        """The working days until `by`; "" without a date."""
        return "" if self.by is None else days_left(self.by, since=self.since, closes_then=self.closes_then)


def days_left(by: datetime, *, since: datetime | None = None, closes_then: bool = False) -> str:
    """The working days until `by`, or how many it is late, in words; today does not count. Every page for citizens says it so.

    since: when the days were given. Given on a Sunday, three days are three, as help and service levels have them, not
    four with the Monday on which they begin to count. closes_then: the day ends the case by itself, so nobody is late.
    """
    now = timezone.now()
    days = working_days_between(max(now, next_working_moment(since)) if since else now, by)
    if by < now and not closes_then:
        late = max(-days, 0)
        if late == 0:
            return _("The time was over today")
        return ngettext("%(n)s working day late", "%(n)s working days late", late) % {"n": late}
    if days <= 0:
        return _("Closes today") if closes_then else _("Due today")
    return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}


def next_step(case: Case, complaint: Complaint, *, is_mine: bool) -> NextStep | None:
    """The next step of a case as its complainant (is_mine) or a stranger reads it; None where it has ended.

    The case's assignments are asked for once; give it those that are known (`keep_assignments`).
    """
    if case.is_ended:
        return None
    state, lead = CaseState(case.state), case.lead()
    if state == CaseState.AWAITING_COMPLAINANT:
        waiting = next((part for part in case.assignments.all() if part.state == AssignmentState.WAITING), lead)
        return NextStep(
            _you(is_mine),
            _answering(case, is_mine),
            case.answer_by,
            _("Without an answer by then the agency goes on with what it knows"),
            is_the_persons_turn=is_mine,
            since=case.asked_at,
            then_by=date_if_answered_now(case, waiting),
        )
    if state == CaseState.RESOLUTION_PROPOSED:
        asked = asking(case.kind, case.outcome)
        return NextStep(
            _you(is_mine),
            str(asked.turn if is_mine else asked.others_turn),
            case.confirm_by,
            str(asked.if_silent),
            is_the_persons_turn=is_mine,
            since=case.resolution_proposed_at,
        )
    if state == CaseState.APPEALED and (reviewing := reviewing_part(case)):
        return NextStep(
            reviewing.agency.name,
            _("Who leads the desk looks at the whole case and decides whether it is accepted after all")
            if lead is None
            else _("The agency above looks at the whole case and decides whether the answer stands"),
            reviewing.due_at,
            _("The appeal is marked late, goes up the ladder there and stays open until it is decided"),
            since=reviewing.accepted_at,
        )
    if state in {CaseState.RECEIVED, CaseState.TRIAGE} or lead is None:
        return _finding(case, complaint)
    agency = lead.agency
    if case.kind in CLOSED_BY_ITS_ANSWER and state in {CaseState.ROUTED, CaseState.IN_PROGRESS}:
        return NextStep(
            agency.name,
            _("The agency reads the praise, passes it on and says thank you. With that the case is closed"),
            lead.accept_by if state == CaseState.ROUTED else lead.due_at,
            _("If nobody writes back by then, the praise has arrived all the same, and the case is closed"),
            has_hour=True,
            closes_then=True,
            since=lead.proposed_at if state == CaseState.ROUTED else lead.accepted_at,
        )
    if state == CaseState.ROUTED:
        return NextStep(
            agency.name,
            _("The agency says whether this is its duty, and begins. If it is another's, it must say whose and why"),
            lead.accept_by,
            _("The case is marked late in the agency's list and on this page until it answers"),
            has_hour=True,
            since=lead.proposed_at,
        )
    if lead.state == AssignmentState.EXTERNAL and (elsewhere := _elsewhere(lead, is_mine)):
        return elsewhere
    return NextStep(
        agency.name,
        _work(case.kind, is_mine),
        lead.due_at,
        _(
            "If it needs longer, it must name a new date and the reason before that day. If the day just passes,"
            " the case is marked late and stays open: it never closes by itself"
        ),
        before=lead.due_before,
        has_hour=True,
        by_law=_by_law(case, lead.agency_id),
        since=lead.accepted_at,
        news_by=lead.update_by,
    )


def _answering(case: Case, is_mine: bool) -> str:
    if not case.clock_stands_still:
        return (
            _("You answer the agency's question. Its date stays as it is")
            if is_mine
            else _("The person who filed answers a question of the agency. Its date stays as it is")
        )
    return (
        _("You answer the agency's question. Its clock stands still until then")
        if is_mine
        else _("The person who filed answers a question of the agency. Its clock stands still until then")
    )


def _work(kind: str, is_mine: bool) -> str:
    """What the agency does with it, and what follows from that."""
    if kind == CaseKind.INFORMATION:
        return (
            _("The agency looks for the answer and sends it. Then you say whether something is missing")
            if is_mine
            else _("The agency looks for the answer and sends it to the person who asked")
        )
    if kind == CaseKind.SUGGESTION:
        return _("The agency weighs the suggestion and answers: taken up, to be considered, or not, and why")
    if kind == CaseKind.TIP_OFF:
        return _("The agency checks it without saying who told, and answers what was found")
    return (
        _("The agency does the work and reports what was done. Then you say whether it is really done")
        if is_mine
        else _("The agency does the work and reports what was done. Then the person who filed looks at it")
    )


def _by_law(case: Case, agency_id: int) -> str:
    length = legal_days(ServiceLevel.Step.RESOLVE, case, agency_id)
    if length is None:
        return ""
    return _("%(days)s working days: %(source)s") % {"days": length.working_days, "source": length.source}


def _finding(case: Case, complaint: Complaint) -> NextStep:
    began = case.triaged_at if case.state == CaseState.TRIAGE and case.triaged_at else complaint.counts_from
    step = (
        _("An officer is choosing the agency whose duty it is")
        if case.state == CaseState.TRIAGE
        else _("We find the agency whose duty it is. Mostly that takes less than a minute; else an officer chooses")
    )
    return NextStep(
        in_our_name(_("Siang Pracha, the triage desk")) if case.state == CaseState.TRIAGE else house_name(),
        step,
        add_working_days(began, WORKING_DAYS_TO_FIND_THE_AGENCY),
        _("Call 1111 and give the case number: a person will look for it"),
        since=began,
    )


def _elsewhere(lead: Assignment, is_mine: bool) -> NextStep | None:
    """While a letter is out: the agency that it went to."""
    referral = lead.referrals.under_way().select_related("agency").first()
    if referral is None:
        return None
    told = {"agency": lead.agency.name_in_sentence}
    step = _("It answers %(agency)s by letter. You then read its answer here and are asked whether it is done") % told
    if not is_mine:
        step = _("It answers %(agency)s by letter. The person who filed is then asked whether it is done") % told
    return NextStep(
        referral.agency.name,
        step,
        referral.answer_by,
        _("It is reminded. If it still does not answer, %(agency)s works on the case again") % told,
        since=referral.sent_at,
    )


def _you(is_mine: bool) -> str:
    return _("You") if is_mine else _("The person who filed")
