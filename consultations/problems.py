"""What keeps a draft from being announced."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.explaining import About, gaps, missing
from consultations.lengths import lengths_of
from consultations.models import Consultation, ways_here
from consultations.workflow import ConsultationKind

LONGEST = timedelta(days=366)
"""A later closing is a slip of the pen, such as a Buddhist year taken for a common one."""


def problems(consultation: Consultation) -> list[ValidationError]:
    """All that keeps a draft from being announced, a sentence and a code each; nothing when it may be."""
    needed: list[tuple[Any, Any, str]] = [
        (consultation.title_th, _("Write a title in Thai."), "title_missing"),
        (consultation.changes_th, _("Say what it would change, in plain Thai."), "changes_missing"),
        (
            consultation.proposal or consultation.kind != ConsultationKind.LAW_IN_FORCE,
            _("Say what is proposed for the law."),
            "proposal_missing",
        ),
        (
            consultation.page or consultation.other_ways_th or any(way.is_a_way() for way in ways_here(consultation)),
            _("Say how people take part."),
            "way_missing",
        ),
        (
            consultation.is_nationwide or consultation.areas.exists(),
            _("Say which places it is about."),
            "places_missing",
        ),
        (consultation.opens_at, _("Say when it opens."), "opening_missing"),
        (consultation.closes_at, _("Say when it closes."), "closing_missing"),
    ]
    needed += _needed_texts(consultation)
    lacking = [ValidationError(words, code=code) for value, words, code in needed if not value]
    asked = [problem for way in ways_here(consultation) for problem in way.problems()]
    return lacking + asked + _problems_of_explanations(consultation) + _problems_of_window(consultation)


_TEXT_OF = {
    ConsultationKind.DRAFT_LAW: ("draft", gettext_lazy("Put in the text of the draft law; a PDF alone is not enough.")),
    ConsultationKind.SUBORDINATE_RULE: (
        "draft",
        gettext_lazy("Put in the text of the draft rule; a PDF alone is not enough."),
    ),
    ConsultationKind.LAW_IN_FORCE: (
        "law_in_force",
        gettext_lazy("Put in the text of the law in force; a PDF alone is not enough."),
    ),
}
"""By the kind of consultation: the kind of document without whose structured text nobody can say what they think of a section."""


def _needed_texts(consultation: Consultation) -> list[tuple[Any, Any, str]]:
    if consultation.kind not in _TEXT_OF:
        return []
    kind, words = _TEXT_OF[ConsultationKind(consultation.kind)]
    # Kept by consultations.laws, which this app does not import.
    texts = consultation.documents.filter(kind=kind, versions__replaced_at=None, versions__parts__gt=0)  # type: ignore[attr-defined]
    return [(texts.exists(), words, "text_missing")]


def _problems_of_explanations(consultation: Consultation) -> list[ValidationError]:
    given = consultation.explained()
    absent = [
        ValidationError(_("Explain: %(about)s."), code=f"{about}_missing", params={"about": about.label})
        for about in missing(consultation.kind, given)
    ]
    unfilled = [
        ValidationError(
            _("“%(about)s” still holds a gap of the example: %(gap)s"),
            code=f"{each.about}_unfilled",
            params={"about": About(each.about).label, "gap": gap[0]},
        )
        for each in given
        if (gap := gaps(each.th) + gaps(each.en))
    ]
    return absent + unfilled


def _problems_of_window(consultation: Consultation) -> list[ValidationError]:
    opens_at, closes_at, now = consultation.opens_at, consultation.closes_at, timezone.now()
    found = []
    if opens_at and opens_at < now - timedelta(days=1):
        found.append(
            ValidationError(_("The opening lies in the past. Choose today or a later day."), code="opens_in_the_past")
        )
    if closes_at and closes_at <= now:
        found.append(ValidationError(_("The closing lies in the past. Choose a later day."), code="closes_in_the_past"))
    if not (opens_at and closes_at):
        return found
    usual = lengths_of(consultation.kind)
    if usual.notice_days and opens_at - now < timedelta(days=usual.notice_days) and not consultation.why_short:
        found.append(
            ValidationError(
                _("It is announced less than the usual %(days)s days before it opens. Say why; everybody reads it."),
                code="notice_too_short",
                params={"days": usual.notice_days},
            )
        )
    if closes_at - opens_at < timedelta(days=usual.opening_days) and not consultation.why_short:
        found.append(
            ValidationError(
                _("It is open for less than the usual %(days)s days. Say why; everybody reads it."),
                code="open_too_short",
                params={"days": usual.opening_days},
            )
        )
    if closes_at - opens_at > LONGEST:
        found.append(too_long())
    return found


def too_long() -> ValidationError:
    return ValidationError(_("It closes more than a year after it opens. Is the year right?"), code="open_too_long")
