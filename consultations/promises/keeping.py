"""What becomes of a promise: work begins, a milestone is reached, its day is moved, it is kept with evidence, or withdrawn."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.intake import without_invisible
from consultations.promises.making import check_day, late_from
from consultations.promises.models import Milestone, Promise
from consultations.promises.stepping import check_next, check_open, is_last, lock_own, record
from consultations.promises.workflow import PromiseState, StepKind
from consultations.statutes.models import InForce, Law
from directory.installation import site_url
from directory.models import User
from records.uploads import discard_upload, keep_upload

NOTE_MAX_LETTERS = 2000
LINK_MAX_LETTERS = 500
_LAW = re.compile(r"/laws/(?P<slug>[0-9]{2}-[0-9a-z]{6})/.*")


@transaction.atomic
def start_promise(promise: Promise, *, note: str = "", by: User) -> Promise:
    """Say that work on it has begun; the same once more is done already.

    Raises ValidationError: not_your_agency, begun_already, promise_is_over, note_too_long.
    """
    note = check_note(note, needed=False, most=NOTE_MAX_LETTERS)
    promise = lock_own(promise, by)
    if is_last(promise, StepKind.STARTED, note=note):
        return promise
    check_next(promise, PromiseState.IN_PROGRESS)
    promise.state = PromiseState.IN_PROGRESS
    promise.save(update_fields=["state"])
    record(promise, StepKind.STARTED, note=note, by=by)
    return promise


@transaction.atomic
def reach_milestone(milestone: Milestone, *, note: str = "", by: User) -> Milestone:
    """Say that a milestone is reached; once more is done already. What nobody has begun has begun by it.

    Raises ValidationError: not_your_agency, promise_is_over, note_too_long.
    """
    note = check_note(note, needed=False, most=NOTE_MAX_LETTERS)
    promise = lock_own(milestone.promise, by)
    milestone = Milestone.objects.get(pk=milestone.pk)
    if milestone.reached_on is not None:
        return milestone
    check_open(promise)
    milestone.reached_on, promise.state = timezone.localdate(), PromiseState.IN_PROGRESS
    milestone.save(update_fields=["reached_on"])
    promise.save(update_fields=["state"])
    record(promise, StepKind.MILESTONE, milestone=milestone, note=note, by=by)
    return milestone


@transaction.atomic
def move_promise(promise: Promise, *, to: date, reason: str, by: User) -> Promise:
    """Move its day, with a reason that everybody reads; the day that was promised first stays beside it.

    Raises ValidationError: not_your_agency, promise_is_over, day_passed, day_too_late, same_day, note_missing, note_too_long.
    """
    note = check_note(reason, most=NOTE_MAX_LETTERS)
    promise = lock_own(promise, by)
    if is_last(promise, StepKind.MOVED, due_on=to, note=note):
        return promise
    check_open(promise)
    check_day(to)
    if to == promise.now_due_on:
        raise ValidationError(_("It is due on this day already. Choose another one."), code="same_day")
    before = promise.now_due_on
    promise.now_due_on, promise.level, promise.next_step_at = to, 0, late_from(to)
    promise.save(update_fields=["now_due_on", "level", "next_step_at"])
    record(promise, StepKind.MOVED, was_due_on=before, due_on=to, note=note, by=by)
    return promise


def keep_promise(
    promise: Promise, *, state: str, evidence: str = "", file: File | None = None, note: str = "", by: User
) -> Promise:
    """Say that it is kept, or partly and what is missing, and where everybody can see it. What is partly kept may be kept later.

    evidence: a page (https://), or the address of a law in force here. file: a PDF or a picture, instead of it or beside it.
    Raises ValidationError: not_your_agency, promise_is_over, outcome_missing, note_missing, note_too_long, evidence_missing,
    link_is_no_page, no_such_law, law_not_in_force, and those of `records.uploads.store_upload`.
    """
    if state not in (PromiseState.KEPT, PromiseState.PARTLY):
        raise ValidationError(_("Choose whether it is kept, or partly kept."), code="outcome_missing")
    kind = StepKind(state)
    note = check_note(note, needed=kind == StepKind.PARTLY, most=NOTE_MAX_LETTERS)
    shown = _evidence(evidence, is_needed=file is None)
    with keep_upload(file) as kept:
        promise = lock_own(promise, by)
        is_done = is_last(promise, kind, note=note, file__sha256=kept.sha256 if kept else None, **shown)
        if not is_done:
            check_next(promise, PromiseState(state))
            return _end(promise, PromiseState(state), kind, by=by, note=note, file=kept, **shown)
    if kept:
        discard_upload(kept)
    return promise


@transaction.atomic
def withdraw_promise(promise: Promise, *, reason: str, by: User) -> Promise:
    """Take it back, with a reason that everybody reads; the same once more is done already.

    Raises ValidationError: not_your_agency, promise_is_over, note_missing, note_too_long.
    """
    note = check_note(reason, most=NOTE_MAX_LETTERS)
    promise = lock_own(promise, by)
    if is_last(promise, StepKind.WITHDRAWN, note=note):
        return promise
    check_next(promise, PromiseState.WITHDRAWN)
    return _end(promise, PromiseState.WITHDRAWN, StepKind.WITHDRAWN, by=by, note=note)


def _end(promise: Promise, to: PromiseState, kind: StepKind, **told: Any) -> Promise:
    promise.state, promise.ended_on, promise.next_step_at = to, timezone.localdate(), None
    promise.save(update_fields=["state", "ended_on", "next_step_at"])
    record(promise, kind, **told)
    return promise


def _evidence(typed: str, *, is_needed: bool) -> dict[str, Any]:
    """As a step keeps it: a law of ours, or a page; neither where a file shows it."""
    link = without_invisible(typed)
    if not link and not is_needed:
        return {"link": "", "law": None}
    if not link:
        raise ValidationError(_("Show where everybody can see that it is kept."), code="evidence_missing")
    parts = urlsplit(link)
    ours = _LAW.fullmatch(parts.path)
    if ours and (not parts.netloc or parts.netloc == urlsplit(site_url()).netloc):
        return {"link": "", "law": _law_in_force(ours["slug"])}
    no_page = ValidationError(_("The page must begin with https://."), code="link_is_no_page")
    if len(link) > LINK_MAX_LETTERS:
        raise no_page
    try:
        URLValidator(schemes=["https"])(link)
    except ValidationError as error:
        raise no_page from error
    return {"link": link, "law": None}


def _law_in_force(slug: str) -> Law:
    law = Law.objects.filter(slug=slug).first()
    if law is None:
        raise ValidationError(
            _("There is no law at this address. Copy it from the page of the law."), code="no_such_law"
        )
    if law.state != InForce.YES:
        raise ValidationError(
            _("This law is not in force today: a promise is kept once it is."), code="law_not_in_force"
        )
    return law
