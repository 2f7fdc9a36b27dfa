"""The policy team begins a stack and says what it is; when forms are entered is decided here, by the database's clock."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.entering.models import (
    MOST_FORMS,
    NOTE_MAX_LETTERS,
    PLACE_MAX_LETTERS,
    Entry,
    Stack,
    StackEvent,
)
from consultations.hearings.models import Hearing
from consultations.history import lock as lock_consultation
from consultations.holding import check_own
from consultations.models import Consultation
from consultations.workflow import ConsultationState, state_at
from directory.models import User
from directory.thai_dates import show_date
from records.idempotency import claim

MOST_STACKS = 500
_HOLD = "SELECT now() FROM consultations_consultation WHERE id = %s FOR SHARE"
"""Colleagues enter side by side; who publishes the report waits for them, and they for who publishes it."""


@dataclass(frozen=True)
class About:
    """What a stack is. hearing: number of the hearing it is from, None of none."""

    kind: str
    place: str
    received_on: date
    forms: int
    note: str = ""
    hearing: int | None = None


@transaction.atomic
def begin_stack(consultation: Consultation, about: About, *, by: User, token: str = "") -> Stack:
    """Of one form sent twice, the first. Raises ValidationError: too_many_stacks, and those of `check_may_enter` and `_tidied`."""
    check_own(consultation, by)
    consultation = lock_consultation(consultation)
    check_may_enter(consultation, by)
    told = _tidied(consultation, about)
    claimed = claim("stack", token, f"{by.pk}:{consultation.pk}") if token else None
    if claimed is not None and claimed.state == "done":
        return Stack.objects.get(consultation=consultation, n=int(claimed.answer_reference))
    n = (Stack.objects.filter(consultation=consultation).aggregate(last=Max("n"))["last"] or 0) + 1
    if n > MOST_STACKS:
        raise ValidationError(_("There are enough stacks for one consultation."), code="too_many_stacks")
    stack = Stack.objects.create(consultation=consultation, n=n, **told)
    record(stack, StackEvent.Kind.BEGUN, by=by)
    if claimed is not None:
        claimed.finish(str(n))
    return stack


@transaction.atomic
def change_stack(stack: Stack, about: About, *, by: User) -> Stack:
    """The same once more changes nothing.

    Raises ValidationError: forms_are_entered, and those of `check_may_enter` and `_tidied`.
    """
    stack = lock_stack(stack, by)
    told = _tidied(stack.consultation, about)
    changed = {name: value for name, value in told.items() if getattr(stack, name) != value}
    if not changed:
        return stack
    last = Entry.objects.standing().filter(stack=stack).aggregate(last=Max("n"))["last"] or 0
    if told["forms"] < last:
        raise ValidationError(
            _("Form %(n)s is entered already, so there are at least as many."),
            code="forms_are_entered",
            params={"n": f"{last:,}"},
        )
    before = {name: str(getattr(stack, name)) for name in changed}
    for name, value in changed.items():
        setattr(stack, name, value)
    record(stack, StackEvent.Kind.CHANGED, by=by, facts=before, changed=tuple(changed))
    return stack


def lock_stack(stack: Stack, by: User) -> Stack:
    """As it is now, locked until the act ends, of a consultation into which one may enter. Raises what `check_may_enter` does."""
    check_may_enter(stack.consultation, by)
    locked = Stack.objects.select_for_update(of=("self",)).select_related("consultation__agency", "hearing")
    locked_stack = locked.get(pk=stack.pk)
    _check_day(locked_stack.consultation, locked_stack.received_on)
    return locked_stack


def check_may_enter(consultation: Consultation, by: User) -> None:
    """Another door than that of people who answer here: from the opening until the report is published. Call it in an act.

    Raises ValidationError: not_your_agency, consultation_withdrawn, not_open_yet, report_is_published.
    """
    check_own(consultation, by)
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [consultation.pk])
        now = cursor.fetchone()[0]
    consultation.refresh_from_db()
    if found := why_closed(consultation, now):
        raise found


def why_closed(consultation: Consultation, now: datetime | None = None) -> ValidationError | None:
    """Why nothing can be entered. None while it can."""
    match state_at(consultation, now or timezone.now()):
        case ConsultationState.WITHDRAWN:
            return ValidationError(_("This consultation was withdrawn."), code="consultation_withdrawn")
        case ConsultationState.DRAFT | ConsultationState.SCHEDULED:
            return ValidationError(
                _("This consultation is not open yet, so nobody can have answered."), code="not_open_yet"
            )
        case ConsultationState.OPEN | ConsultationState.CLOSED:
            return None
    return ValidationError(
        _("The report is published, with its numbers: nothing can be entered or changed any more."),
        code="report_is_published",
    )


def record(
    stack: Stack,
    kind: StackEvent.Kind,
    *,
    by: User,
    form: int | None = None,
    note: str = "",
    facts: dict[str, Any] | None = None,
    changed: tuple[str, ...] = (),
) -> None:
    """Write the next line of a locked stack's history. changed: the columns to store with it."""
    stack.event_count += 1
    stack.save(update_fields=["event_count", *changed])
    StackEvent.objects.create(
        stack=stack, n=stack.event_count, kind=kind, form=form, by=by, note=note, facts=facts or {}
    )


def _tidied(consultation: Consultation, about: About) -> dict[str, Any]:
    """Raises ValidationError: no_such_kind, place_missing, words_too_long, wrong_number_of_forms, no_such_hearing, and of `_check_day`."""
    told: dict[str, Any] = asdict(about)
    for name, most in (("place", PLACE_MAX_LETTERS), ("note", NOTE_MAX_LETTERS)):
        told[name] = " ".join(without_invisible(told[name]).split())
        if len(told[name]) > most:
            raise ValidationError(_("This is too long."), code="words_too_long")
    if about.kind not in Stack.Kind.values:
        raise ValidationError(_("Choose how it came."), code="no_such_kind")
    if not told["place"]:
        raise ValidationError(_("Write where it was handed in or held."), code="place_missing")
    if not 1 <= about.forms <= MOST_FORMS:
        raise ValidationError(
            _("Write a number from 1 to %(most)s."), code="wrong_number_of_forms", params={"most": f"{MOST_FORMS:,}"}
        )
    _check_day(consultation, about.received_on)
    told["hearing"] = _hearing(consultation, about.hearing)
    return told


def _hearing(consultation: Consultation, n: int | None) -> Hearing | None:
    if n is None:
        return None
    found = Hearing.objects.filter(consultation=consultation, n=n).first()
    if found is None:
        raise ValidationError(_("There is no such hearing."), code="no_such_hearing")
    return found


def _check_day(consultation: Consultation, day: date) -> None:
    """Raises ValidationError: day_to_come, received_too_early, received_too_late."""
    if consultation.opens_at is None or consultation.closes_at is None:
        return
    first, last = (timezone.localdate(at) for at in (consultation.opens_at, consultation.closes_at))
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="day_to_come")
    if day < first:
        raise ValidationError(
            _("People can answer from %(day)s on."),
            code="received_too_early",
            params={"day": show_date(consultation.opens_at)},
        )
    if day > last:
        raise ValidationError(
            _("Answers were taken until %(day)s. What came later cannot be counted."),
            code="received_too_late",
            params={"day": show_date(consultation.closes_at)},
        )
