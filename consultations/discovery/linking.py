"""A complaint and a consultation about the same, linked by whoever filed the complaint, and by nobody else.

A link names the consultation, never the opinion it began with: who wrote that stays apart from who filed.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.models import Case
from consultations.discovery.models import CaseLink
from consultations.models import Consultation
from directory.models import User

MOST_LINKS = 5
Way = CaseLink.Way


@transaction.atomic
def link_case(case: Case, consultation: Consultation, *, way: str) -> CaseLink:
    """Again is no mistake. Raises ValidationError: too_many_links."""
    Case.objects.select_for_update().get(pk=case.pk)
    found = CaseLink.objects.filter(case=case, consultation=consultation).first()
    if found is not None:
        return found
    if CaseLink.objects.filter(case=case).count() >= MOST_LINKS:
        raise ValidationError(
            _("A case is linked to %(most)d consultations at most."), code="too_many_links", params={"most": MOST_LINKS}
        )
    about = consultation.get_absolute_url()
    return CaseLink.objects.create(case=case, consultation=consultation, way=Way(way), about=about)


def unlink_case(case: Case, consultation: Consultation) -> None:
    """What was not linked stays so."""
    CaseLink.objects.filter(case=case, consultation=consultation).delete()


def consultations_of(case: Case) -> list[Consultation]:
    """Those that everybody may read, in the order in which they were linked."""
    links = CaseLink.objects.filter(case=case, consultation__announced_at__isnull=False).order_by("id")
    return [link.consultation for link in links.select_related("consultation__agency")]


def part_from_links(user: User) -> None:
    """Part of the erasure of an account (setting ERASED_ELSEWHERE)."""
    CaseLink.objects.filter(case__complaints__complainant__user=user).delete()
