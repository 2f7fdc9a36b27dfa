"""An author makes an open petition longer, once, by the days of its rule's row, with a reason that everybody reads."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.petitions.history import lock, record
from consultations.petitions.models import Petition, PetitionEvent
from consultations.petitions.rules import rule_for
from consultations.petitions.workflow import PetitionState
from directory.models import User

WHY_LONGER_MAX_LETTERS = 500

# In one statement, by the database's clock: whoever presses after the closing is too late, whatever this process thinks.
_LENGTHEN = """
    UPDATE petitions_petition
    SET closes_at = closes_at + make_interval(days => %s), extended_at = clock_timestamp()
    WHERE id = %s AND extended_at IS NULL AND published_at IS NOT NULL AND refused_at IS NULL AND reached_at IS NULL
        AND closed_at IS NULL AND clock_timestamp() < closes_at
"""


@transaction.atomic
def extend_petition(petition: Petition, *, reason: str, by: User) -> Petition:
    """Open for longer; again is no mistake.

    Raises ValidationError: not_yours, not_open, note_missing, note_too_long.
    """
    petition = lock(petition)
    if petition.author_id != by.pk:
        raise ValidationError(_("Somebody else wrote this petition."), code="not_yours")
    if petition.extended_at is not None:
        return petition
    note, days = check_note(reason, most=WHY_LONGER_MAX_LETTERS), rule_for(petition.area).extra_days
    with connection.cursor() as cursor:
        cursor.execute(_LENGTHEN, [days, petition.pk])
        if not cursor.rowcount:
            raise ValidationError(
                _("Only an open petition that has too few signatures can be made longer."), code="not_open"
            )
    petition.refresh_from_db(fields=["closes_at", "extended_at"])
    record(petition, PetitionEvent.Kind.EXTENDED, by=None, note=note, facts={"days": days})
    return petition


def may_extend(petition: Petition) -> bool:
    """As far as this clock knows; the database's decides."""
    return petition.state == PetitionState.OPEN and petition.extended_at is None and petition.closed_at is None
