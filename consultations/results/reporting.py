"""The policy team edits a result report and publishes it; each publication stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.history import record
from consultations.holding import lock_own
from consultations.models import Consultation, ConsultationEvent
from consultations.results.drawing import DRAW
from consultations.results.figures import MOST_QUOTES, draw_up
from consultations.results.models import Report, ReportVersion, Telling
from consultations.results.settling import ask_to_tell, settle
from consultations.statutes.telling import tell_result
from consultations.themes.models import Membership, Theme
from directory.models import User
from records.chores import wake

TEXT_MAX_LETTERS = 10_000
REASON_MAX_LETTERS = 1000
WHY_MAX_LETTERS = 3_000
Kind = ConsultationEvent.Kind


def report_of(consultation: Consultation) -> Report:
    """The draft; one that is not stored yet where nobody has kept one. What would change is a part each, to be written."""
    report = Report.objects.filter(pk=consultation.pk).first() or Report(consultation=consultation)
    report.consultation = consultation
    kept = {part["heading"]: part["text"] for part in report.parts}
    headings = list(dict.fromkeys([*_changes(consultation), *kept]))
    report.parts = [{"heading": heading, "text": kept.get(heading, "")} for heading in headings]
    return report


def newest_of(consultation: Consultation) -> ReportVersion | None:
    """As everybody reads it now; None before it is published."""
    return ReportVersion.objects.filter(report=consultation.pk).order_by("-number").first()


@transaction.atomic
def keep_report(
    consultation: Consultation,
    *,
    summary_th: str,
    summary_en: str,
    parts: Sequence[str],
    quotes: Mapping[int, Sequence[str]],
    whys: Mapping[str, str] | None = None,
    seen: int,
    by: User,
) -> Report:
    """Keep the draft. parts: the texts, in the order of `report_of`. quotes: number of a theme → ids of texts in it.

    whys: key of a section of the draft law → why it changed or stayed; those that are not named keep theirs.

    seen: Report.edits as it was read. Raises ValidationError: not_your_agency, report_moved_on, note_too_long, too_many_quotes,
    not_in_the_theme.
    """
    consultation = lock_own(consultation, by)
    report = report_of(consultation)
    if report.edits != seen or len(parts) != len(report.parts):
        raise ValidationError(
            _("A colleague has kept other words meanwhile. Look at them, then change yours."), code="report_moved_on"
        )
    report.summary_th = check_note(summary_th, needed=False, most=TEXT_MAX_LETTERS)
    report.summary_en = check_note(summary_en, needed=False, most=TEXT_MAX_LETTERS)
    for part, text in zip(report.parts, parts, strict=True):
        part["text"] = check_note(text, needed=False, most=TEXT_MAX_LETTERS)
    report.quotes = _check_quotes(consultation, quotes)
    told = report.section_whys | {
        key: check_note(why, needed=False, most=WHY_MAX_LETTERS) for key, why in (whys or {}).items()
    }
    report.section_whys = {key: why for key, why in told.items() if why}
    report.edits += 1
    report.edited_at, report.edited_by = timezone.now(), by
    report.save()
    return report


@transaction.atomic
def publish_report(consultation: Consultation, *, reason: str = "", seen: int, by: User) -> ReportVersion:
    """Show the report to everybody as it is now: its numbers and words stay, and who took part is told, once.

    Another one after the first needs a reason. seen: Report.edits as it was read in the preview; published already as it was
    read it changes nothing. Raises ValidationError: not_your_agency, not_closed_yet, report_moved_on, summary_missing,
    note_missing, note_too_long.
    """
    consultation = lock_own(consultation, by)
    if not consultation.is_closed:
        raise ValidationError(_("Results are published once the consultation has closed."), code="not_closed_yet")
    report, before = report_of(consultation), newest_of(consultation)
    if report.edits != seen:
        raise ValidationError(
            _("A colleague has kept other words meanwhile. Look at them, then publish."), code="report_moved_on"
        )
    if not report.summary_th:
        raise ValidationError(_("Write first what people said, in a few sentences."), code="summary_missing")
    if before and _is_done(before, reason, seen, by):
        return before
    reason = check_note(reason, most=REASON_MAX_LETTERS) if before else ""
    version = ReportVersion.objects.create(
        report=report,
        number=before.number + 1 if before else 1,
        reason=reason,
        told={**draw_up(report), "edits": seen},
        published_by=by,
    )
    _record(consultation, version, by)
    if before is None:  # who took part is told once; another version says on its page what is new
        ask_to_tell(consultation, Telling.Kind.REPORTED, f"report:{consultation.slug}", version=version)
        tell_result(consultation, by=by)
    settle(consultation)
    wake(DRAW)
    return version


def _is_done(before: ReportVersion, reason: str, seen: int, by: User) -> bool:
    """Whether this person has just published the same: a double click, a retry."""
    is_same = before.told["edits"] == seen and before.published_by_id == by.pk
    return is_same and check_note(reason, needed=False, most=REASON_MAX_LETTERS) in {"", before.reason}


def _record(consultation: Consultation, version: ReportVersion, by: User) -> None:
    facts = {"version": version.number}
    if consultation.reported_at is None:
        consultation.reported_at = version.published_at
        record(consultation, Kind.REPORTED, by=by, facts=facts, changed=["reported_at"])
    else:
        record(consultation, Kind.REPORT_CHANGED, by=by, note=version.reason, facts=facts)


def _changes(consultation: Consultation) -> list[str]:
    """One each of what it would change, in Thai."""
    return [line.strip(" -•\t") for line in consultation.changes_th.splitlines() if line.strip(" -•\t")]


def _check_quotes(consultation: Consultation, quotes: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for number, ids in quotes.items():
        if len(ids) > MOST_QUOTES:
            raise ValidationError(
                _("Choose %(most)s quotes of a theme at most."), code="too_many_quotes", params={"most": MOST_QUOTES}
            )
        themes = Theme.objects.filter(consultation=consultation, number=number)
        themes = themes | Theme.objects.filter(consultation=consultation, merged_into__number=number)
        inside = Membership.objects.filter(theme__in=themes, text__in=ids)
        if inside.count() != len(set(ids)):
            raise ValidationError(
                _("One of the quotes is no longer in its theme. Choose again."), code="not_in_the_theme"
            )
        told[str(number)] = list(dict.fromkeys(ids))
    return told
