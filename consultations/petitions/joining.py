"""Joining alike petitions of one agency: one side proposes, the other agrees, and then the joining one takes no more signatures.

Signatures stay where they are, since each was given to these words: who signed is told, and can sign the other.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.petitions.counting import count_the_last
from consultations.petitions.history import lock, lock_own, record
from consultations.petitions.joining_letters import ask_author, ask_team, tell_the_other
from consultations.petitions.models import WHY_JOINED_MAX_LETTERS, Joining, Petition, PetitionEvent, PetitionNews
from consultations.petitions.reporting import waiting
from consultations.petitions.telling import ask_to_tell
from consultations.petitions.workflow import PetitionState
from directory.models import User
from notifications.live import announce

Kind = PetitionEvent.Kind
Outcome = Joining.Outcome
SHOWN = 100


@transaction.atomic
def propose_joining(petition: Petition, into: Petition, *, reason: str, as_author: bool, by: User) -> Joining:
    """Ask the other side, its author or its agency, whether it joins `into`; the same once more is the proposal there is.

    Raises ValidationError: not_yours or not_your_agency and own_petition, author_gone, not_open, reports_wait, cannot_join,
    proposed_already, note_missing, note_too_long.
    """
    note = check_note(reason, most=WHY_JOINED_MAX_LETTERS)
    petition = _lock_for(petition, as_author, by)
    into = Petition.objects.get(pk=into.pk)
    _check_sides(petition, into, as_author, by)
    _check_open(petition)
    _check_takes_it(petition, into)
    if there := pending_of(petition):
        if (there.into_id, there.by_author) == (into.pk, as_author):
            return there
        raise ValidationError(
            _("There is a proposal already. It has to be answered or taken back."), code="proposed_already"
        )
    Joining.objects.filter(petition=petition, ended_at=None).update(outcome=Outcome.LAPSED, ended_at=timezone.now())
    who = None if as_author else by
    made = Joining.objects.create(petition=petition, into=into, why=note, by_author=as_author, proposed_by=who)
    record(petition, Kind.JOIN_ASKED, by=who, note=note, facts={"into": into.slug})
    (ask_team if as_author else ask_author)(made)
    return made


@transaction.atomic
def agree_to_join(petition: Petition, *, as_author: bool, by: User) -> Petition:
    """The side that was asked wants it: from now on the petition is closed, and its page leads to the other. Twice is once.

    Raises ValidationError: not_yours or not_your_agency and own_petition, nothing_proposed, author_gone, not_open, cannot_join,
    reports_wait.
    """
    count_the_last(petition)  # whoever signs at this moment is waited for; with enough signatures it is to be answered
    petition = _lock_for(petition, as_author, by)
    if petition.joined_at is not None:
        return petition
    made = _asked(petition, as_author=not as_author)
    _check_sides(petition, made.into, as_author, by)
    into = lock(made.into)  # whoever agrees is alone: two that would join each other at the same moment come one by one
    _check_open(petition)
    _check_takes_it(petition, into)
    now = timezone.now()
    _end(made, Outcome.AGREED)
    petition.joined_into, petition.joined_at, petition.closed_at = into, now, now
    facts = {"signatures": petition.signature_count, "into": into.slug}
    changed = ("joined_into", "joined_at", "closed_at")
    record(petition, Kind.JOINED, by=None if as_author else by, note=made.why, facts=facts, changed=changed)
    record(into, Kind.TOOK_IN, by=None if as_author else by, note=made.why, facts={"from": petition.slug})
    ask_to_tell(petition, PetitionNews.Kind.JOINED)
    tell_the_other(petition, into)
    announce(*(f"petition:{each.slug}:{each.signature_count}" for each in (petition, into)))
    return petition


@transaction.atomic
def refuse_to_join(petition: Petition, *, as_author: bool, by: User) -> None:
    """It goes on by itself. Raises ValidationError: not_yours or not_your_agency and own_petition, nothing_proposed."""
    petition = _lock_for(petition, as_author, by)
    _end(_asked(petition, as_author=not as_author), Outcome.REFUSED)
    record(petition, Kind.JOIN_REFUSED, by=None if as_author else by)


@transaction.atomic
def undo_proposal(petition: Petition, *, as_author: bool, by: User) -> None:
    """Who proposed takes it back, until it is answered. Raises ValidationError as `refuse_to_join`."""
    petition = _lock_for(petition, as_author, by)
    _end(_asked(petition, as_author=as_author), Outcome.UNDONE)
    record(petition, Kind.JOIN_UNDONE, by=None if as_author else by)


def pending_of(petition: Petition) -> Joining | None:
    return Joining.objects.pending(timezone.now()).filter(petition=petition).first()


def others_to_join(petition: Petition) -> list[Petition]:
    """Petitions of the same agency that take signatures, those with the most first."""
    found = Petition.objects.signable(timezone.now()).filter(agency=petition.agency_id).exclude(pk=petition.pk)
    return list(found.order_by("-signature_count", "pk")[:SHOWN])


def may_join(petition: Petition) -> bool:
    return petition.state == PetitionState.OPEN and petition.author_id is not None


def _lock_for(petition: Petition, as_author: bool, by: User) -> Petition:
    if not as_author:
        return lock_own(petition, by)
    petition = lock(petition)
    if petition.author_id != by.pk:
        raise ValidationError(_("Somebody else wrote this petition."), code="not_yours")
    return petition


def _asked(petition: Petition, *, as_author: bool) -> Joining:
    made = pending_of(petition)
    if made is None or made.by_author != as_author:
        raise _nothing_proposed()
    return made


def _end(made: Joining, outcome: Joining.Outcome) -> None:
    made.outcome, made.ended_at = outcome, timezone.now()
    made.save(update_fields=["outcome", "ended_at"])


def _check_sides(petition: Petition, into: Petition, as_author: bool, by: User) -> None:
    if not as_author and into.author_id == by.pk:
        raise ValidationError(
            _("You wrote this petition: somebody else of your agency acts on it."), code="own_petition"
        )
    if petition.author_id is None:
        raise ValidationError(_("Its author has no account any more: nobody could agree."), code="author_gone")


def _check_open(petition: Petition) -> None:
    if petition.state != PetitionState.OPEN or petition.closed_at is not None:
        raise ValidationError(
            _("It is not open any more, or has enough signatures: it cannot join another."), code="not_open"
        )
    if waiting(petition).exists():  # once it is closed nobody could take it down any more
        raise ValidationError(_("Readers have reported it: the agency has to look at that first."), code="reports_wait")


def _check_takes_it(petition: Petition, into: Petition) -> None:
    if into.pk == petition.pk or into.agency_id != petition.agency_id or not into.is_signable:
        raise ValidationError(
            _("A petition joins another one of the same agency that still takes signatures."), code="cannot_join"
        )


def _nothing_proposed() -> ValidationError:
    return ValidationError(
        _("There is no proposal to answer: it was answered or taken back, or one of the two has ended."),
        code="nothing_proposed",
    )
