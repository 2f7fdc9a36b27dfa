"""What the acts on the register have in common: whose law it is, the lock before the look, and one line of the feed each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import agencies_of
from consultations.statutes.models import Law, LawChange
from directory.models import User
from records.locks import wait_to_be_alone

Kind = LawChange.Kind


def check_keeps(agency_id: int, by: User) -> None:
    """Raises ValidationError (not_your_agency)."""
    if agency_id not in agencies_of(by):
        raise ValidationError(_("You do not keep laws for this agency."), code="not_your_agency")


def lock_feed() -> None:
    """Until the transaction ends nobody else writes to the feed, so that positions are seen in their order.

    Taken before any row of a law, by every act: two acts never wait for each other crosswise.
    """
    wait_to_be_alone("consultations.statutes.changes")


def lock_own(law: Law, by: User) -> Law:
    """The law as it is now, locked until the act ends. Raises ValidationError (not_your_agency)."""
    check_keeps(law.agency_id, by)
    lock_feed()
    return Law.objects.select_for_update().get(pk=law.pk)


def record(law: Law, kind: LawChange.Kind, *, by: User, facts: dict[str, Any] | None = None) -> LawChange:
    """Write the next line of a locked law's history, and of the feed."""
    law.change_count += 1
    law.save(update_fields=["change_count"])
    last = LawChange.objects.aggregate(last=Max("position"))["last"] or 0
    return LawChange.objects.create(
        position=last + 1, law=law, n=law.change_count, kind=kind, facts=facts or {}, by=by, at=timezone.now()
    )
