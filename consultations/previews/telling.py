"""The history of a consultation as those who prepare it read it: who did what, and who was let in by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from consultations.models import Consultation, ConsultationEvent
from consultations.previews.models import CoEditor, PreviewLink


@dataclass(frozen=True)
class Line:
    """One act. by: the name of whoever did it."""

    at: datetime
    what: str
    by: str
    note: str = ""


def history_of(consultation: Consultation) -> list[Line]:
    """The newest first; in three statements, however many lines there are."""
    lines = [
        Line(each.at, _what(each), each.by.full_name if each.by else _("The system"), each.note)
        for each in consultation.events.select_related("by").order_by("n")
    ]
    links = PreviewLink.objects.filter(consultation=consultation).select_related("made_by", "revoked_by")
    for link in links:
        lines.append(Line(link.made_at, _("Link for %(name)s") % {"name": link.name}, link.made_by.full_name))
        if link.revoked_at and link.revoked_by:
            what = _("Link for %(name)s ended") % {"name": link.name}
            lines.append(Line(link.revoked_at, what, link.revoked_by.full_name))
    editors = CoEditor.objects.filter(consultation=consultation).select_related("user", "invited_by", "removed_by")
    for each in editors:
        told = {"name": each.user.full_name}
        lines.append(Line(each.invited_at, _("%(name)s invited to edit") % told, each.invited_by.full_name))
        if each.removed_at and each.removed_by:
            lines.append(Line(each.removed_at, _("%(name)s edits no longer") % told, each.removed_by.full_name))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _what(event: ConsultationEvent) -> str:
    """The kind of act, and of a change what part it was in."""
    words = str(event.get_kind_display())
    parts = {
        "document": _("document %(n)s"),
        "question": _("question %(n)s"),
        "statement": _("statement %(n)s"),
        "questionnaire": _("questionnaire"),
        "conversation": _("statements"),
    }
    named = [told % {"n": event.facts[name]} for name, told in parts.items() if name in event.facts]
    return " · ".join([words, *named])
