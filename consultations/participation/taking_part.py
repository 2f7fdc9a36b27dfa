"""Who takes part in a conversation: one voice for an account, and one for a browser that nobody is signed in with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from consultations.participation.models import Conversation, Identity, Participant, Vote
from consultations.workflow import CLOSED_STATES, ConsultationState, state_at
from directory.models import Area, User
from directory.statements import Prepared
from directory.thai_dates import show_date, show_time

OPEN_NOW = """(consultation.announced_at IS NOT NULL OR consultation.pilot_of_id IS NOT NULL) AND consultation.withdrawn_at IS NULL
    AND consultation.opens_at <= now() AND now() < consultation.closes_at"""
"""Half open, by the database's clock, which is one for all processes."""

_JOIN = Prepared(f"""
    INSERT INTO participation_participant (conversation_id, user_id, browser, identity, joined_at)
    SELECT conversation.consultation_id, %(user)s::bigint, %(browser)s::text, %(identity)s::smallint, now()
    FROM participation_conversation conversation
    JOIN consultations_consultation consultation ON consultation.id = conversation.consultation_id
    WHERE conversation.consultation_id = %(conversation)s AND conversation.lowest_identity <= %(identity)s::smallint
        AND {OPEN_NOW}
    ON CONFLICT DO NOTHING
""")  # noqa: S608 - of our own words


class OfAConsultation(Protocol):
    """A way to take part, whose key is that of its consultation."""

    pk: Any


class AsksALevel(OfAConsultation, Protocol):
    lowest_identity: Any


@dataclass(frozen=True)
class Visitor:
    """Who asks. user: only with a confirmed e-mail or phone. browser: keyed hash of this browser's number, "" without one."""

    user: User | None = None
    browser: str = ""

    @property
    def identity(self) -> Identity:
        if self.user is None:
            return Identity.ANONYMOUS
        return Identity.VERIFIED if self.user.identity_verified_at else Identity.CONFIRMED


def has_confirmed_contact(user: Any) -> bool:
    return isinstance(user, User) and bool(user.email_confirmed_at or user.phone_confirmed_at)


def hash_of_browser(slug: str, number: str) -> str:
    """Another one for each consultation, so that two of them never tell that it was the same browser."""
    return salted_hmac("consultations.participation", f"{slug}\0{number}", algorithm="sha256").hexdigest()


def find_participant(conversation: Conversation, visitor: Visitor) -> Participant | None:
    """The row of this account; or else that of this browser, anonymous or (nobody being signed in) of an account."""
    own = _own(conversation, visitor)
    if own is None and visitor.browser:
        of_browser = Participant.objects.filter(conversation=conversation, browser=visitor.browser)
        own = (of_browser.filter(identity=Identity.ANONYMOUS) if visitor.user else of_browser).first()
    return own


def take_part(conversation: Conversation, visitor: Visitor) -> Participant:
    """The participant this visitor acts as from now on; call it in the transaction of what they do.

    What a browser answered without an account becomes the account's, once, if the account has answered nothing yet.
    Raises ValidationError: what `refusal` gives, identity_too_low, sign_in_again, no_cookie.
    """
    found = find_participant(conversation, visitor)
    if found is None:
        found = _join(conversation, visitor)
    check_level(conversation, visitor)
    if visitor.user and found.user_id is None:
        return _take_over(found, visitor.user, visitor.identity)
    if found.user_id is not None and visitor.user is None:
        raise ValidationError(
            _("What this browser answered belongs to an account. Sign in to go on with it."), code="sign_in_again"
        )
    return found


def refusal(conversation: OfAConsultation) -> ValidationError | None:
    """Why nobody can answer now, by the database's clock. None while it is open.

    Codes: consultation_withdrawn, not_open_yet, consultation_closed.
    """
    consultation = Consultation.objects.get(pk=conversation.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        state = state_at(consultation, cursor.fetchone()[0])
    if state == ConsultationState.WITHDRAWN:
        return ValidationError(
            _("This consultation was withdrawn. Your answer was not kept."), code="consultation_withdrawn"
        )
    if state in {ConsultationState.SCHEDULED, ConsultationState.DRAFT}:
        return ValidationError(_("This consultation is not open yet."), code="not_open_yet")
    if state in CLOSED_STATES and consultation.closes_at:
        when = {"day": show_date(consultation.closes_at), "time": show_time(consultation.closes_at)}
        return ValidationError(
            _("Answers were taken until %(time)s on %(day)s, so this one could not be kept."),
            code="consultation_closed",
            params=when,
        )
    return None


@transaction.atomic
def tell_area(participant: Participant, area: Area | None) -> None:
    """Where somebody lives, by their own choice: a province or a district; None takes it back.

    Raises ValidationError as `refusal` does: what was told then stays, as the answers do.
    """
    if found := refusal(participant.conversation):
        raise found
    _move(participant, area)


@transaction.atomic
def part_from_answers(person: User) -> int:
    """An account is erased: nothing leads from its answers to the person any more. Returns in how many consultations.

    Where one is still open the answers are taken back, so that somebody who comes again has not two voices.
    """
    own = list(Participant.objects.filter(user=person).select_for_update().order_by("pk"))
    for participant in own:
        if refusal(participant.conversation) is None:
            Vote.objects.filter(participant=participant).delete()
            if not participant.statements.exists():
                participant.delete()
                continue
        participant.user, participant.browser = None, None
        participant.save(update_fields=["user", "browser"])
        _move(participant, None)
    return len(own)


def _move(participant: Participant, area: Area | None) -> None:
    """The row first, which locks it: an answer that is just being given waits, and is counted in the new place."""
    participant.area = area
    participant.save(update_fields=["area"])
    Vote.objects.filter(participant=participant).update(area=area.code if area else None)


def _own(conversation: Conversation, visitor: Visitor) -> Participant | None:
    return Participant.objects.filter(conversation=conversation, user=visitor.user).first() if visitor.user else None


def _join(conversation: Conversation, visitor: Visitor) -> Participant:
    if not visitor.user and not visitor.browser:
        raise ValidationError(
            _("Your browser keeps no cookies of ours, so we cannot see to it that everybody answers once."),
            code="no_cookie",
        )
    values = {
        "conversation": conversation.pk,
        "user": visitor.user.pk if visitor.user else None,
        "browser": None if visitor.user else visitor.browser,
        "identity": int(visitor.identity),
    }
    with connection.cursor() as cursor:
        _JOIN.run(cursor, values)
    found = find_participant(conversation, visitor)
    if found is None:
        raise refusal(conversation) or identity_too_low(conversation.lowest_identity)
    return found


def check_level(asked: AsksALevel, visitor: Visitor) -> None:
    """The check of this account's identity may have been undone since it began. Raises as `refusal` gives, or identity_too_low."""
    if visitor.user and visitor.identity < asked.lowest_identity:
        raise refusal(asked) or identity_too_low(asked.lowest_identity)


def only_of(lowest: int) -> dict[str, bool]:
    """For pages: whether accounts alone may answer, or verified ones alone."""
    return {"only_accounts": lowest >= Identity.CONFIRMED, "only_verified": lowest == Identity.VERIFIED}


def identity_too_low(lowest: int) -> ValidationError:
    if lowest == Identity.VERIFIED:
        return ValidationError(
            _("This consultation takes answers of accounts whose holder showed an identity document at a counter."),
            code="identity_too_low",
        )
    return ValidationError(
        _("This consultation takes answers of accounts with a confirmed e-mail or phone. Sign in first."),
        code="identity_too_low",
    )


def _take_over(participant: Participant, user: User, level: Identity) -> Participant:
    """Lock it first: an answer that is just being given waits, and is then counted with the account's."""
    conversation = participant.conversation_id
    locked = Participant.objects.select_for_update().get(pk=participant.pk)
    if locked.user_id == user.pk:
        return locked
    try:
        with transaction.atomic():
            locked.user, locked.identity = user, level
            locked.save(update_fields=["user", "identity"])
    except IntegrityError:  # the account has begun elsewhere meanwhile: that one counts
        return Participant.objects.get(conversation=conversation, user=user)
    Vote.objects.filter(participant=locked).update(identity=level)
    return locked
