"""The head of an agency signs a draft off before it is announced. Each act is one line of its history.

A sign-off is for the words that were read: whoever changes the draft takes it back. Where no head works on the platform,
the memorandum that was signed on paper is noted instead, by its number and day.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from complaints.acting import check_note
from complaints.office_letters import reads_mail, send
from consultations.drafting import DraftMovedOn
from consultations.history import lock, record
from consultations.models import Consultation, ConsultationEvent
from consultations.problems import problems
from directory.models import Membership, Role, User
from directory.thai_dates import show_date
from notifications.letters import letter, read_it

Kind = ConsultationEvent.Kind
NUMBER_MAX_LETTERS = 60


def heads_of(consultation: Consultation) -> list[User]:
    """Who can sign it off today."""
    held = Membership.objects.current().filter(agency=consultation.agency_id, role=Role.AGENCY_HEAD)
    return list({each.user_id: each.user for each in held.filter(user__is_active=True).select_related("user")}.values())


def is_head(user: User, consultation: Consultation) -> bool:
    return any(held.role == Role.AGENCY_HEAD and held.agency_id == consultation.agency_id for held in user.active_roles)


@transaction.atomic
def ask_sign_off(consultation: Consultation, *, seen: int | None, by: User) -> Consultation:
    """Lay a complete draft before the heads of its agency; again is no mistake.

    seen: the number of the newest line of its history that the asker has read. Raises DraftMovedOn where there is a newer
    one, and ValidationError: all of its `problems`; no_head_here, since then paper is noted instead.
    """
    consultation = _lock_draft(consultation)
    if consultation.sign_off_asked_at or consultation.signed_off_at:
        return consultation
    _check_ready(consultation, seen)
    heads = [head for head in heads_of(consultation) if head != by]
    if not heads:
        raise ValidationError(
            gettext_lazy("No head of this agency works here yet. Note the signed memorandum instead."),
            code="no_head_here",
        )
    consultation.sign_off_asked_at = timezone.now()
    record(consultation, Kind.SIGN_OFF_ASKED, by=by, changed=("sign_off_asked_at",))
    for head in heads:
        _tell(head, consultation, gettext_lazy("%(name)s asks you to sign this consultation off:"), by=by)
    return consultation


@transaction.atomic
def sign_off(consultation: Consultation, *, seen: int | None, by: User) -> Consultation:
    """The head has read it and agrees that it is announced; again is no mistake.

    Raises DraftMovedOn where there is a newer line than the one that was read, and ValidationError: not_the_head, problems.
    """
    consultation = _lock_draft(consultation)
    if consultation.signed_off_at:
        return consultation
    _check_head(consultation, by)
    _check_ready(consultation, seen)
    asked_by = _who_asked(consultation)
    _sign(consultation, Kind.SIGNED_OFF, by=by)
    if asked_by and asked_by != by:
        _tell(
            asked_by,
            consultation,
            gettext_lazy("%(name)s has signed this consultation off. You can announce it:"),
            by=by,
        )
    return consultation


@transaction.atomic
def send_back(consultation: Consultation, *, reason: str, by: User) -> Consultation:
    """The head wants something changed first. The same once more is done already.

    Raises ValidationError: not_the_head, not_asked, note_missing, note_too_long.
    """
    consultation, note = _lock_draft(consultation), check_note(reason)
    newest = consultation.events.last()
    if newest and (newest.kind, newest.note, newest.by_id) == (Kind.SIGN_OFF_REFUSED, note, by.pk):
        return consultation
    _check_head(consultation, by)
    if not consultation.sign_off_asked_at:
        raise ValidationError(gettext_lazy("Nobody asks for your signature any more."), code="not_asked")
    asked_by = _who_asked(consultation)
    consultation.sign_off_asked_at = None
    record(consultation, Kind.SIGN_OFF_REFUSED, by=by, note=note, changed=("sign_off_asked_at",))
    if asked_by and asked_by != by:
        _tell(
            asked_by, consultation, gettext_lazy("%(name)s sends this consultation back to you, with a reason:"), by=by
        )
    return consultation


@transaction.atomic
def note_paper(consultation: Consultation, *, number: str, signed_on: date, seen: int | None, by: User) -> Consultation:
    """The head signed on paper: the number and day of the memorandum. The same once more is done already.

    Raises DraftMovedOn as `sign_off` does, and ValidationError: problems, number_missing, signed_in_the_future, has_a_head
    where a head works here, who signs themself.
    """
    consultation, number = _lock_draft(consultation), " ".join(number.split())
    if consultation.signed_off_at:
        return consultation
    if not number or len(number) > NUMBER_MAX_LETTERS:
        raise ValidationError(gettext_lazy("Write the number of the memorandum."), code="number_missing")
    if signed_on > timezone.localdate():
        raise ValidationError(gettext_lazy("This day is still to come."), code="signed_in_the_future")
    if heads_of(consultation):
        raise ValidationError(gettext_lazy("The head of this agency works here and signs it here."), code="has_a_head")
    _check_ready(consultation, seen)
    _sign(consultation, Kind.SIGNED_ON_PAPER, by=by, facts={"number": number, "on": signed_on.isoformat()})
    return consultation


def sent_back_of(consultation: Consultation) -> ConsultationEvent | None:
    """Why the head sent it back, until it is laid before them again or signed."""
    lines = consultation.events.exclude(kind=Kind.CHANGED).select_related("by")
    newest = lines.last()
    return newest if newest and newest.kind == Kind.SIGN_OFF_REFUSED else None


def _lock_draft(consultation: Consultation) -> Consultation:
    """Raises DraftMovedOn of one that is announced, or a trial."""
    consultation = lock(consultation)
    if not consultation.is_draft:
        raise DraftMovedOn(consultation)
    return consultation


def _check_ready(consultation: Consultation, seen: int | None) -> None:
    if seen != consultation.event_count:
        raise DraftMovedOn(consultation)
    if found := problems(consultation):
        raise ValidationError(found)


def _check_head(consultation: Consultation, by: User) -> None:
    if not is_head(by, consultation):
        raise ValidationError(gettext_lazy("Only the head of the agency does this."), code="not_the_head")


def _sign(consultation: Consultation, kind: Kind, *, by: User, facts: dict[str, str] | None = None) -> None:
    consultation.signed_off_at, consultation.sign_off_asked_at = timezone.now(), None
    record(consultation, kind, by=by, facts=facts, changed=("signed_off_at", "sign_off_asked_at"))


def _who_asked(consultation: Consultation) -> User | None:
    asked = consultation.events.filter(kind=Kind.SIGN_OFF_ASKED).select_related("by").last()
    return asked.by if asked else None


def _tell(user: User, consultation: Consultation, news: object, *, by: User) -> None:
    """Queue a mail to somebody of the agency. Call it after `record`, in its transaction."""
    if not reads_mail(user):
        return
    with override(user.language):
        key = f"consultation:{consultation.slug}:{consultation.event_count}:{user.pk}"
        where = f"/consultations/manage/{consultation.slug}/"
        title = _("Signing off: %(title)s") % {"title": consultation.title}
        told = [str(news) % {"name": by.full_name}, consultation.title]
        if consultation.opens_at and consultation.sign_off_asked_at:
            told.append(_("It is to open on %(day)s.") % {"day": show_date(consultation.opens_at)})
        send(user, key, title, letter(told, [read_it(where)], to=user.get_short_name()))
