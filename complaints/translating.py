"""What officers do about a text that is not in Thai: say which language it is."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.models import Assignment, CaseEvent, Complaint
from complaints.text_languages import TextLanguage
from complaints.timeline import lock, record, settle
from directory.models import User

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen


@transaction.atomic
def correct_language(
    complaint: Complaint, language: str, *, by: User, assignment: Assignment | None = None
) -> Complaint:
    """Say in which language a complaint is written, where the program was wrong. The agencies read that it was.

    assignment: the part of the agency whose officer does it; None at the triage desk.
    Raises ValidationError: language_unknown, language_is_the_same.
    """
    if language not in TextLanguage.values:
        raise ValidationError(_("Choose a language from the list."), code="language_unknown")
    case = lock(complaint.case)
    complaint.refresh_from_db(fields=["text_language"])
    before, complaint.text_language = complaint.text_language, language
    if before == language:
        raise ValidationError(_("This language stands there already."), code="language_is_the_same")
    complaint.save(update_fields=["text_language"])
    facts = {"from": before, "to": language, "complaint": complaint.reference}
    record(case, Kind.LANGUAGE_CORRECTED, by=by, assignment=assignment, seen_by=Seen.AGENCY, facts=facts)
    settle(case)
    return complaint
