"""An announced consultation that is open, for the benches to fill."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consultations.models import Consultation
    from directory.models import User


def policy_maker() -> User:
    from directory.people import account_of

    return account_of("suda")


def draft_for_everybody() -> Consultation:
    """Not announced yet: what it asks is added first."""
    from django.utils import timezone

    from consultations.drafting import Draft, draft_consultation
    from consultations.explaining import About, Explained
    from directory.models import Agency

    now = timezone.now()
    draft = Draft(
        kind="policy",
        title_th="กรอบเวลาตอบเรื่องร้องเรียน",
        changes_th="ทุกหน่วยงานตอบใน 15 วัน",
        page="https://www.law.go.th/",
        explanations=tuple(Explained(about, "เพื่อวัดเวลา") for about in About),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=20),
        why_short="เพื่อวัดเวลา",
    )
    return draft_consultation(draft, agency=Agency.objects.get(code="opm-ops"), by=policy_maker())


def announce(consultation: Consultation) -> None:
    """Signed on paper and announced; it is open from then on."""
    from django.utils import timezone

    from consultations.announcing import announce_consultation
    from consultations.signing import note_paper

    by = policy_maker()
    consultation.refresh_from_db()
    note_paper(consultation, number="1", signed_on=timezone.localdate(), seen=consultation.event_count, by=by)
    announce_consultation(consultation, by=by)
