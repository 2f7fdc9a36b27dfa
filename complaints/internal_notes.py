"""Notes of officers to each other on a case. The complainant and the public never read them."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import attach, check_note, has_just_said
from complaints.colleagues import may_open, named_in, people_at
from complaints.mentions import keep_mentions
from complaints.models import Assignment, Case, CaseEvent
from complaints.office_letters import tell_colleague
from complaints.timeline import lock, record, settle
from directory.models import User
from records.models import Upload

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen


@transaction.atomic
def write_note(
    assignment: Assignment, *, text: str, for_all: bool = False, by: User, uploads: Iterable[Upload] = ()
) -> list[User]:
    """Keep a note with the case, whatever its state: also of an ended one something may have to be remembered.

    for_all: also for the other agencies of the case. uploads: for the same people as the words. Returns the colleagues named by @, who get a mail and
    find it on their start page.
    Raises ValidationError: note_missing, note_too_long, may_not_open (somebody named, in a confidential case).
    """
    case = lock(Case(pk=assignment.case_id))
    note = check_note(text)
    named = [user for user in named_in(note, people_at(assignment.agency)) if user != by]
    for user in named:
        if not may_open(user, assignment):
            raise ValidationError(
                _("%(name)s may not open this case. Take the name out, or hand the case over first."),
                code="may_not_open",
                params={"name": user.full_name},
            )
    if has_just_said(case, Kind.INTERNAL_NOTE, note, by=by, assignment=assignment):
        return []
    seen = Seen.AGENCY if for_all else Seen.INTERNAL
    event = record(case, Kind.INTERNAL_NOTE, by=by, assignment=assignment, note=note, seen_by=seen, note_seen_by=seen)
    attach(event, uploads, at=timezone.now())
    keep_mentions(event, assignment, named)
    for user in named:
        tell_colleague(user, assignment, case, Kind.INTERNAL_NOTE, by=by)
    settle(case)
    return named
