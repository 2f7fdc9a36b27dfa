"""What the acts on a case have in common: the lock before the look, a step of the table, words and files.

Not acts themselves: nothing here ends a transaction's work, and only acts call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import CASEWORK_ROLES, Viewer
from complaints.intake import without_invisible
from complaints.models import Assignment, Case, CaseEvent, CaseFile, ServiceLevel
from complaints.service_levels import due
from complaints.timeline import assignments_of, lock
from complaints.workflow import ENDS, IN_HAND, AssignmentState, TransitionNotAllowed, Visibility, check_transition
from directory import known
from directory.models import Agency, User, reached_by_letter
from directory.statements import Change, Insertion, Lookup, Prepared
from records.models import Upload
from records.picture_looks import bands_of

NOTE_MAX_LETTERS = 4000
SAID_ONCE_WITHIN = timedelta(minutes=10)
"""Longer than anybody presses a button again for want of an answer."""
ANOTHER_LEADS = _("Another agency is responsible for this case. Only your own part is yours to finish.")
_part = Lookup(Assignment, "id = %s")
_keep_part = Insertion(Assignment)
change_part = Change(Assignment)
"""Stores fields of a part of a locked case, by their names."""
_somebody_unnamed = Prepared(
    f"SELECT 1 FROM complaints_complaint WHERE case_id = %s AND visibility = '{Visibility.ANONYMOUS}' LIMIT 1"  # noqa: S608
)


def lock_open(case: Case) -> Case:
    """The case, locked. Raises TransitionNotAllowed (case_has_ended)."""
    case = lock(case)
    if case.state in ENDS:
        raise TransitionNotAllowed(_("This case has ended already."), code="case_has_ended")
    return case


def lock_where_worked_on(case: Case) -> tuple[Case, Case | None]:
    """The case, locked, and the one into which it was joined: first that one, as complaints.joining locks them.

    Raises TransitionNotAllowed: case_has_ended (of the one that is worked on), case_moved_on.
    """
    root_id = Case.objects.values_list("joined_into_id", flat=True).get(pk=case.pk)
    if root_id is None:
        return lock_open(case), None
    root = lock_open(Case(pk=root_id))
    case = lock(case)
    if case.joined_into_id != root_id:  # taken out at this moment
        raise TransitionNotAllowed(_("This case has just changed. Please send it once more."), code="case_moved_on")
    return case, root


def lock_part(assignment: Assignment, *, reads_news: bool = True) -> tuple[Case, Assignment]:
    """The case of this part, locked, and the part as it is now. Raises TransitionNotAllowed (case_has_ended).

    reads_news: who acts has read what the complainant sent.
    """
    case = lock_open(Case(pk=assignment.case_id))
    assignment = _part(assignment.pk)[0]
    agency = known.agencies.get(assignment.agency_id)
    assert agency is not None  # noqa: S101 - a part cannot be without one
    assignment.case, assignment.agency = case, agency
    if assignment.has_news and reads_news:  # undone with the act where that is refused
        assignment.has_news = False
        change_part(assignment, "has_news")
    return case, assignment


def lock_part_of_lead(assignment: Assignment) -> tuple[Case, Assignment]:
    """The same for what only the responsible agency may do. Raises TransitionNotAllowed (another_agency_leads)."""
    case, assignment = lock_part(assignment)
    refuse_unless_lead(assignment)
    return case, assignment


def refuse_unless_lead(assignment: Assignment | None) -> None:
    """Whoever only supports, or decides an appeal, changes nothing of the whole case.

    assignment: None at the triage desk. Raises TransitionNotAllowed (another_agency_leads).
    """
    if assignment is not None and assignment.part != Assignment.Part.LEAD:
        raise TransitionNotAllowed(ANOTHER_LEADS, code="another_agency_leads")


def refuse_unless_at_lead(case: Case, by: User, assignment: Assignment | None) -> None:
    """Whoever does not work at the agency that answers for a locked case now changes nothing of the whole of it.

    Holds for every caller, and for an officer whose agency gave the case away after their page was opened, also where nobody
    took it. Only where no part is named and no agency answers for it yet, it is the caller's to know who may.
    Raises TransitionNotAllowed (another_agency_leads).
    """
    lead = case.lead()
    if lead is None and assignment is None:
        return
    if lead is None or lead.agency_id not in Viewer(by).agencies(CASEWORK_ROLES):
        raise TransitionNotAllowed(ANOTHER_LEADS, code="another_agency_leads")


def refuse_unless_with_agency(case: Case, assignment: Assignment, by: User) -> None:
    """Whoever does not work at the agency of this part of a locked case, or whose agency has given it away meanwhile.

    Raises TransitionNotAllowed (another_agency_leads).
    """
    part = next((each for each in case.assignments.all() if each.pk == assignment.pk and each.is_live), None)
    if part is None or part.agency_id not in Viewer(by).agencies(CASEWORK_ROLES):
        raise TransitionNotAllowed(ANOTHER_LEADS, code="another_agency_leads")


def propose_part(case: Case, agency: Agency, part: Assignment.Part, *, at: datetime) -> Assignment:
    """A new part of a locked case, for the agency to accept.

    Raises ValidationError: agency_takes_no_complaints, agency_gets_letters, agency_has_it_already, case_has_a_lead.
    """
    check_takes_complaints(agency, at=at)
    live = [other for other in assignments_of(case.pk) if other.is_live and not other.has_decided_appeal]
    if any(other.agency_id == agency.pk for other in live):
        raise ValidationError(_("This agency already has the case."), code="agency_has_it_already")
    if part == Assignment.Part.LEAD and any(other.part == part for other in live):
        raise ValidationError(_("Another agency is responsible for this case already."), code="case_has_a_lead")
    accept_by = due(ServiceLevel.Step.ACCEPT, case, start=at, agency_id=agency.pk)
    proposed = Assignment(case=case, agency=agency, part=part, proposed_at=at, accept_by=accept_by)
    _keep_part(proposed)
    return proposed


def check_takes_complaints(agency: Agency, *, at: datetime) -> None:
    """Raises ValidationError: agency_takes_no_complaints, agency_gets_letters."""
    if agency.takes_complaints_on(timezone.localdate(at)):
        return
    if reached_by_letter().filter(pk=agency.pk).exists():
        raise ValidationError(
            _("This agency does not work here. Refer the case to it by letter."), code="agency_gets_letters"
        )
    raise ValidationError(
        _("This agency takes no complaints now. Choose another one."), code="agency_takes_no_complaints"
    )


def refuse_before_accepting(assignment: Assignment) -> None:
    """Raises TransitionNotAllowed (not_accepted_yet) while this part is not in its agency's hands."""
    if AssignmentState(assignment.state) not in IN_HAND:
        raise TransitionNotAllowed(_("Accept the case first, then answer."), code="not_accepted_yet")


def refuse_while_awaiting(case: Case, *, decides_appeal: bool = False) -> None:
    """Raises TransitionNotAllowed while the complainant has to answer: question_is_open, closing_is_proposed.

    decides_appeal: for that part nothing waits to be confirmed.
    """
    if case.asked_at is not None:
        raise TransitionNotAllowed(_("A question to the complainant is still open."), code="question_is_open")
    if case.resolution_proposed_at is not None and not decides_appeal:
        raise TransitionNotAllowed(_("The complainant is being asked to confirm already."), code="closing_is_proposed")


def has_just_said(
    case: Case,
    kind: CaseEvent.Kind,
    note: str,
    *,
    by: User | None,
    assignment: Assignment | None = None,
    at: datetime | None = None,
    **facts: str,
) -> bool:
    """Whether this person did the very same to a locked case a moment ago: a double click, a second tab, a retry.

    at: the moment the new line would tell, where that is not now.
    """
    since = (at or timezone.now()) - SAID_ONCE_WITHIN
    newest = case.events.filter(kind=kind, by=by, assignment=assignment, at__gte=since).last()
    return newest is not None and newest.note == note and facts.items() <= newest.facts.items()


def moment_to_tell(case: Case, *, after_filing: timedelta = timedelta()) -> datetime:
    """Now. Of a case that somebody unnamed filed only the hour is told (S8), and never one before its filing.

    after_filing: how much earlier the hour is told of what follows a filing at once.
    """
    now = timezone.now()
    if not _somebody_unnamed.rows([case.pk]):
        return now
    return max(case.created_at, now.replace(minute=0, second=0, microsecond=0) - after_filing)


def attach(
    event: CaseEvent,
    uploads: Iterable[Upload],
    *,
    at: datetime,
    is_after_work: bool = False,
    repeats: Mapping[int, int] | None = None,
) -> None:
    """Keep the files with a line of the timeline; they wait for no form any more.

    is_after_work: they show what an agency did, and are known again when somebody sends one once more.
    repeats: id of an upload → id of the file that it looks the same as.
    """
    files = list(uploads)
    CaseFile.objects.bulk_create(
        CaseFile(
            case_id=event.case_id,
            event=event,
            upload=upload,
            look_bands=bands_of(upload.look) if is_after_work and upload.look is not None else None,
            repeats_id=(repeats or {}).get(upload.pk),
        )
        for upload in files
    )
    Upload.objects.filter(pk__in=[upload.pk for upload in files]).update(attached_at=at)


def ending_of(case: Case) -> dict[str, str]:
    """How it ended, and as what: the outcome is told in the words of that kind, whatever the case becomes."""
    return {"outcome": str(case.outcome), "kind": str(case.kind)}


def step(assignment: Assignment, to: AssignmentState) -> None:
    """Change the state of a part, unsaved. Raises TransitionNotAllowed (transition_not_allowed)."""
    check_transition(assignment.state, to)
    assignment.state = to


def check_note(note: str, *, needed: bool = True, most: int = NOTE_MAX_LETTERS) -> str:
    """Words to the other side as they are kept. most: letters. Raises ValidationError: note_missing, note_too_long."""
    note = without_invisible(note)
    if needed and not note:
        raise ValidationError(_("Write a few words first."), code="note_missing")
    if len(note) > most:
        raise ValidationError(
            _("The text is %(extra)s characters too long."),
            code="note_too_long",
            params={"extra": f"{len(note) - most:,}"},
        )
    return note
