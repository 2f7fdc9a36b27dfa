"""An author objects to a refusal; another person than who refused decides, as in moderation."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.moderation.acts import REASON_MAX_LETTERS
from consultations.moderation.appealing import APPEAL_MAX_LETTERS, DECIDED_WITHIN_DAYS
from consultations.petitions.deciding import open_it
from consultations.petitions.history import DUE, lock, lock_own, owe, owe_nothing, record
from consultations.petitions.letters import tell_author, tell_team
from consultations.petitions.models import Petition, PetitionAppeal, PetitionEvent
from directory.models import User

Kind = PetitionEvent.Kind


@transaction.atomic
def make_appeal(petition: Petition, *, words: str, by: User) -> PetitionAppeal:
    """Once for each petition; again is the appeal there is.

    Raises ValidationError: not_yours, nothing_to_appeal, note_missing, note_too_long.
    """
    note = check_note(words, most=APPEAL_MAX_LETTERS)
    petition = lock(petition)
    if petition.author_id != by.pk:
        raise ValidationError(_("Somebody else wrote this petition."), code="not_yours")
    if known := PetitionAppeal.objects.filter(petition=petition).first():
        return known
    if petition.refused_at is None or petition.decided_by is None:
        raise ValidationError(_("It is not refused: there is nothing to appeal against."), code="nothing_to_appeal")
    appeal = PetitionAppeal.objects.create(petition=petition, words=note, against=petition.decided_by)
    owe(petition, DECIDED_WITHIN_DAYS)
    record(petition, Kind.APPEALED, by=None, changed=DUE)
    tell_team(petition, but=petition.decided_by)
    return appeal


@transaction.atomic
def decide_appeal(appeal: PetitionAppeal, *, is_upheld: bool, answer: str, by: User) -> PetitionAppeal:
    """Publish it after all, or leave it refused, and say why. The same once more is no mistake.

    Raises ValidationError: not_your_agency, own_petition, four_eyes (who refused it), decided_already,
    note_missing, note_too_long.
    """
    note = check_note(answer, most=REASON_MAX_LETTERS)
    petition = lock_own(appeal.petition, by)
    appeal = PetitionAppeal.objects.get(pk=appeal.pk)
    if appeal.decided_at is not None:
        if (appeal.is_upheld, appeal.answer, appeal.decided_by_id) == (is_upheld, note, by.pk):
            return appeal
        raise ValidationError(_("A colleague has decided it meanwhile."), code="decided_already")
    if appeal.against_id == by.pk:
        raise ValidationError(
            _("You refused it: somebody else of your team, or the head, decides the appeal."), code="four_eyes"
        )
    appeal.is_upheld, appeal.answer, appeal.decided_at, appeal.decided_by = is_upheld, note, timezone.now(), by
    appeal.save(update_fields=["is_upheld", "answer", "decided_at", "decided_by"])
    changed: tuple[str, ...] = DUE
    if is_upheld:
        open_it(petition)
        petition.refused_at, petition.refusal, petition.why_refused = None, None, ""
        changed += ("refused_at", "refusal", "why_refused", "published_at", "closes_at", "threshold", "rule_level")
    else:
        owe_nothing(petition)
    kind = Kind.UPHELD if is_upheld else Kind.DISMISSED
    record(petition, kind, by=by, note=note, changed=changed)
    tell_author(petition, kind)
    return appeal
