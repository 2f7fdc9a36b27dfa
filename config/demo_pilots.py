"""The demo's trial: a draft of the policy team that is tried out before anybody is asked, begun by the platform's own acts."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from consultations.drafting import Draft, draft_consultation
from consultations.models import Consultation
from consultations.participation.models import Identity, ShowsResults
from consultations.participation.statements import add_statement, set_up_conversation
from consultations.pilots.running import begin_pilot
from directory.models import Agency
from directory.people import account_of

TITLE = "รับแจ้งเรื่องด้วยเสียงทางโทรศัพท์ตลอดคืน (ตัวอย่างสมมติ)"
DAYS = 10
STATEMENTS = (
    ("ตอนกลางคืนพูดกับเครื่องอัดเสียงก็ได้ ขอแค่มีคนโทรกลับตอนเช้า", "At night a recorder will do if somebody calls back in the morning"),
    ("ถ้าเป็นเรื่องอันตราย ต้องมีคนรับสายเสมอ", "Where it is dangerous a person must always answer"),
    ("เสียงที่อัดไว้ควรลบเมื่อพิมพ์เป็นข้อความแล้ว", "Recordings should be deleted once they are typed"),
)  # fmt: skip


def begin_demo_trial() -> int:
    """Once; whoever holds consultations sees it run, and nobody else."""
    if Consultation.objects.filter(pilot_of__isnull=False).exists():
        return 0
    by = account_of("suda")
    opens_at = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=30)
    draft = Draft(
        kind="policy",
        title_th=TITLE,
        title_en="Complaints by voice, on the telephone, all night (made-up example)",
        changes_th="- ศูนย์ 1111 รับแจ้งเรื่องด้วยเสียงได้ตลอดคืน\n- เจ้าหน้าที่โทรกลับตอนเช้าทุกสาย",
        changes_en="- The 1111 centre takes complaints by voice all night\n- An officer calls back every morning",
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=20, hours=16, minutes=30),
    )
    written = draft_consultation(draft, agency=Agency.objects.get(code="opm-ops"), by=by)
    conversation = set_up_conversation(
        written,
        lowest_identity=Identity.ANONYMOUS,
        shows_results=ShowsResults.AFTER_ANSWERING,
        takes_proposals=True,
        by=by,
    )
    for thai, english in STATEMENTS:
        add_statement(conversation, text=thai, text_en=english, by=by)
    begin_pilot(written, days=DAYS, by=by)
    return 1
