"""An account is erased: nothing leads from a petition to the person any more."""

from __future__ import annotations

from django.db import transaction

from consultations.petitions.models import Petition, PetitionReport, Signature
from consultations.petitions.signing import take_back_if_open
from directory.models import User


@transaction.atomic
def part_from_petitions(person: User) -> int:
    """Drafts go; what was sent stays, of nobody. Returns how many petitions it concerned.

    Where signing is open the signature is taken back, so that somebody who comes again does not sign twice. That there was a
    report stays for the desk, without its words.
    """
    drafts = Petition.objects.written_by(person).filter(submitted_at=None).delete()[0]
    sent = Petition.objects.written_by(person).update(author=None)
    signed = [each.petition_id for each in Signature.objects.filter(user=person).order_by("petition_id")]
    stay = [pk for pk in signed if not take_back_if_open(pk, person)]
    Signature.objects.filter(petition__in=stay, user=person).update(user=None, shows_name=False)
    PetitionReport.objects.filter(user=person).update(user=None, words="")
    return drafts + sent + len(signed)
