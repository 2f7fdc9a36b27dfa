"""What intake keeps of a filing on behalf of somebody, beside the complaint itself."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.consents import Purpose, keep_first_consent
from complaints.models import AssistedFiling, Complaint, Consent
from directory.models import Agency


@dataclass(frozen=True, kw_only=True)
class Assistance:
    """One filing by a helper. agency: for which they help; told_by_name: of who told it, where that was somebody else."""

    agency: Agency
    told_by: AssistedFiling.ToldBy = AssistedFiling.ToldBy.SELF
    told_by_name: str = ""
    consent: Consent.Given


def keep_assistance(complaint: Complaint, assistance: Assistance) -> None:
    """Within the transaction of intake.

    Of an anonymous complaint neither agency nor who told it is kept: helpers of a village know who came at that hour (S6).
    """
    kept = {} if complaint.is_anonymous else {
        "agency": assistance.agency,
        "told_by": assistance.told_by,
        "told_by_name": assistance.told_by_name,
    }  # fmt: skip
    AssistedFiling.objects.create(complaint=complaint, **kept)
    keep_first_consent(complaint, Purpose.HELP, at=complaint.submitted_at, given_as=assistance.consent)
