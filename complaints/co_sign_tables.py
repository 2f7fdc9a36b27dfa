"""Tables of collective filing: one text, one speaker, many who sign it too."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.complaint_tables import Complainant
from directory.models import User


class Invitation(models.Model):
    """Who filed a case lets others co-sign it by a link. The link names the round: a stopped one leads nowhere."""

    case = models.OneToOneField("complaints.Case", models.CASCADE, related_name="invitation")
    opened_at = models.DateTimeField(default=timezone.now)
    is_open = models.BooleanField(default=True)
    round = models.PositiveIntegerField(default=1)
    leaving = models.ForeignKey("complaints.Complaint", models.PROTECT, null=True, blank=True, related_name="+")
    """Whose author wants another to speak, or has left: any who signed may take over. None while they go on."""

    class Meta:
        verbose_name = _("invitation to co-sign")
        verbose_name_plural = _("invitations to co-sign")

    def __str__(self) -> str:
        return str(self.case_id)


class CoSigning(models.Model):
    """Somebody who says: this is mine too. Gone when they take it back; the case keeps no more than their number."""

    case = models.ForeignKey("complaints.Case", models.CASCADE, related_name="co_signings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="co_signings")
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("co-signature")
        verbose_name_plural = _("co-signatures")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="a_person_co_signs_a_case_once", fields=["case", "user"])]

    def __str__(self) -> str:
        return str(self.case_id)


def told_or_signed_by(user: User | models.OuterRef, case: object) -> tuple[models.QuerySet[Any], ...]:
    """Rows by which this person told of a case or signed it, or one that was joined into it: whose matter it is cannot
    judge it. user, case: these, or an OuterRef to their ids."""
    told = Q(complaint__case=case) | Q(complaint__case__joined_into=case)
    signed = Q(case=case) | Q(case__joined_into=case)
    return Complainant.objects.filter(told, user=user), CoSigning.objects.filter(signed, user=user)


def who_told_or_signed(people: Collection[int], cases: Collection[int]) -> set[tuple[int, int]]:
    """The same of many at once: pairs of a case and a person, of these ids."""
    told = Q(complaint__case__in=cases) | Q(complaint__case__joined_into__in=cases)
    signed = Q(case__in=cases) | Q(case__joined_into__in=cases)
    rows = [
        *Complainant.objects.filter(told, user__in=people).values_list(
            "complaint__case", "complaint__case__joined_into", "user"
        ),
        *CoSigning.objects.filter(signed, user__in=people).values_list("case", "case__joined_into", "user"),
    ]
    return {(case, user) for own, root, user in rows for case in (own, root) if case is not None}
