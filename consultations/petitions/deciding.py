"""Publishing a petition, refusing it by a public rule, taking it down, and giving it to another agency."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.moderation.acts import REASON_MAX_LETTERS
from consultations.moderation.rules import rule_named
from consultations.petitions.history import DUE, lock_own, owe, owe_nothing, record
from consultations.petitions.letters import tell_author, tell_team
from consultations.petitions.models import Petition, PetitionAppeal, PetitionEvent
from consultations.petitions.models.rules import PetitionLevel
from consultations.petitions.reporting import finish_reports
from consultations.petitions.rules import rule_for
from consultations.results.making import check_answers
from directory.models import Agency, User

Kind = PetitionEvent.Kind
_DECIDED = ("decided_at", "decided_by", *DUE)
_OPENED = ("published_at", "closes_at", "threshold", "rule_level")


@transaction.atomic
def publish_petition(petition: Petition, *, by: User) -> Petition:
    """Open it for signatures, for the length of its rule's row of today; again is no mistake.

    Raises ValidationError: not_your_agency, own_petition, decided_already.
    """
    petition = lock_own(petition, by)
    if petition.published_at is not None and petition.refused_at is None:
        return petition
    _check_undecided(petition)
    petition.decided_at, petition.decided_by = timezone.now(), by
    open_it(petition)
    record(petition, Kind.PUBLISHED, by=by, changed=(*_DECIDED, *_OPENED))
    tell_author(petition, Kind.PUBLISHED)
    return petition


@transaction.atomic
def refuse_petition(petition: Petition, *, rule: str, reason: str, by: User) -> Petition:
    """Do not publish it, or take an open one down, by a public rule; its author may appeal. The same again is no mistake.

    One that an appeal put back stays: its author has no second appeal.

    rule: a code. Raises ValidationError: not_your_agency, own_petition, decided_already, put_back, no_such_rule, note_missing,
    note_too_long.
    """
    note = check_note(reason, most=REASON_MAX_LETTERS)
    petition = lock_own(petition, by)
    named = rule_named(rule, source_key="p")
    if petition.refused_at is not None:
        if (petition.refusal_id, petition.why_refused) == (named.pk, note):
            return petition
        raise ValidationError(_("A colleague has decided it meanwhile."), code="decided_already")
    if petition.published_at is not None and was_put_back(petition):
        raise ValidationError(_("An appeal put it back: it stays published."), code="put_back")
    if petition.published_at is not None and (not petition.is_signable or petition.reached_at is not None):
        raise ValidationError(
            _("It is over or has to be answered: it cannot be taken down any more."), code="decided_already"
        )
    petition.refused_at = petition.decided_at = timezone.now()
    petition.refusal, petition.why_refused, petition.decided_by = named, note, by
    owe_nothing(petition)
    finish_reports(petition)
    kind = Kind.TAKEN_DOWN if petition.published_at else Kind.REFUSED
    changed = ("refused_at", "refusal", "why_refused", *_DECIDED)
    record(petition, kind, by=by, note=note, facts={"rule": named.code}, changed=changed)
    tell_author(petition, kind)
    return petition


@transaction.atomic
def hand_petition(petition: Petition, *, agency: Agency, reason: str, by: User) -> Petition:
    """Name another agency, which has the full time from now on; the one that has it already changes nothing.

    Raises ValidationError: not_your_agency, own_petition, nothing_due, nobody_answers_there, note_missing, note_too_long.
    """
    note = check_note(reason, most=REASON_MAX_LETTERS)
    petition = lock_own(petition, by)
    if petition.agency_id == agency.pk:
        return petition
    if petition.refused_at is not None or petition.next_step_at is None:
        raise ValidationError(_("Nothing of it waits for an agency now."), code="nothing_due")
    check_answers(agency)
    before, petition.agency = petition.agency, agency
    rule = rule_for(petition.area)
    owe(petition, rule.answer_days if petition.reached_at else rule.check_days)
    facts = {"from": before.code if before else "", "agency": agency.code}
    record(petition, Kind.HANDED, by=by, note=note, facts=facts, changed=("agency", *DUE))
    tell_team(petition)
    return petition


def was_put_back(petition: Petition) -> bool:
    return PetitionAppeal.objects.filter(petition=petition, is_upheld=True).exists()


def open_it(petition: Petition) -> None:
    """Unsaved. One that was taken down and is back has as long as it had left."""
    now = timezone.now()
    if petition.refused_at is not None and petition.published_at is not None and petition.closes_at is not None:
        petition.closes_at += now - petition.refused_at
    else:
        rule = rule_for(petition.area)
        petition.published_at, petition.closes_at = now, now + timedelta(days=rule.days)
        petition.threshold, petition.rule_level = rule.threshold, PetitionLevel(rule.level)
    owe_nothing(petition)


def _check_undecided(petition: Petition) -> None:
    if petition.refused_at is not None:
        raise ValidationError(_("A colleague has decided it meanwhile."), code="decided_already")
