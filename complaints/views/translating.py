"""What the forms for a translation have in common, at the office and at the triage desk."""

from __future__ import annotations

from collections.abc import Mapping

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from complaints.models import Assignment, Case, CaseEvent
from complaints.translating import Original, ask_translation, write_translation
from directory.digits import typed_number
from directory.models import User


def original_of(case: Case, sent: Mapping[str, str]) -> Original:
    """The text of this case that the form is about; of anything else not even that it exists (404)."""
    if line := sent.get("line", ""):
        number = typed_number(line, digits=6, otherwise=0)
        found: Original = get_object_or_404(
            case.events.exclude(note="").exclude(seen_by=CaseEvent.Seen.INTERNAL), n=number
        )
        return found
    return get_object_or_404(case.complaints, reference=sent.get("complaint", ""))


def keep_or_ask(
    case: Case, original: Original, sent: Mapping[str, str], *, by: User, assignment: Assignment | None = None
) -> str:
    """Do what the button asked for. Returns what to say about it. Raises what the acts raise."""
    if "ask" in sent:
        ask_translation(case, original, by=by, assignment=assignment)
        return _("The program translates it. The page shows it when it is there.")
    write_translation(case, original, text=sent.get("text", ""), by=by, assignment=assignment)
    return _("The translation stands beside the text.")
