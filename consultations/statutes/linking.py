"""Saying what a consultation has to do with a law: by the team that holds the consultation, of any agency's law."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.holding import check_no_pilot, check_own
from consultations.models import Consultation
from consultations.statutes.changes import Kind, lock_feed, record
from consultations.statutes.models import Law, LawLink, LinkRole
from directory.models import User

MOST_LAWS = 40


@transaction.atomic
def link_law(consultation: Consultation, law: Law, *, role: str, by: User) -> LawLink:
    """Again with another role changes it; the same once more is done already.

    Raises ValidationError: not_your_agency, too_many_laws.
    """
    check_own(consultation, by)
    check_no_pilot(consultation)
    law = _locked(law)
    standing = LawLink.objects.filter(consultation=consultation, law=law).first()
    if standing is not None and standing.role == role:
        return standing
    if standing is None and consultation.law_links.count() >= MOST_LAWS:  # type: ignore[attr-defined]
        raise ValidationError(
            _("A consultation names at most %(most)s laws."), code="too_many_laws", params={"most": MOST_LAWS}
        )
    values = {"role": LinkRole(role), "by": by}
    link, _is_new = LawLink.objects.update_or_create(consultation=consultation, law=law, defaults=values)
    if consultation.announced_at is not None:
        record(law, Kind.LINKED, by=by, facts={"consultation": consultation.slug, "role": role})
    return link


@transaction.atomic
def unlink_law(consultation: Consultation, law: Law, *, by: User) -> None:
    """What was not linked stays so. Raises ValidationError (not_your_agency)."""
    check_own(consultation, by)
    law = _locked(law)
    gone, _rows = LawLink.objects.filter(consultation=consultation, law=law).delete()
    if gone and consultation.announced_at is not None:
        record(law, Kind.UNLINKED, by=by, facts={"consultation": consultation.slug})


def _locked(law: Law) -> Law:
    lock_feed()
    return Law.objects.select_for_update().get(pk=law.pk)
