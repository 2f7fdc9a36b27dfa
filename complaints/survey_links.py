"""A link in the mail that says that a case has ended: it opens its five questions, without an account or a code.

Signed and bound to that end, as the links of complaints.answer_links are to a question; nothing is stored of it. It is over
when the time to answer is. Of what is told in confidence nobody gets one: the questions stand behind the code there.
"""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from complaints.endings import ASKED_FOR, Ending, ending_of_complaint
from complaints.models import Case, Complaint
from complaints.workflow import IN_CONFIDENCE
from directory.installation import site_url

SALT = "complaints.survey_links"


def survey_link(case: Case, complaint: Complaint) -> str:
    """The whole address for the author of this complaint, just after the case's last line was recorded; "" in confidence."""
    if case.visibility in IN_CONFIDENCE or complaint.is_told_closely:
        return ""
    token = signing.dumps([complaint.reference, case.event_count], salt=SALT)
    return site_url() + reverse("survey_by_link", args=[token])


def ending_behind(token: str) -> Ending | None:
    """The end that this link asks about; None where it is forged or over (S2: not told apart)."""
    try:
        reference, number = signing.loads(token, salt=SALT, max_age=ASKED_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    complaint = Complaint.objects.select_related("case").filter(reference=reference).first()
    if complaint is None or complaint.is_told_closely or not complaint.receipt_hash:  # "": somebody else speaks now
        return None
    ending = ending_of_complaint(complaint)
    if ending is None or ending.event.n != number or ending.case.visibility in IN_CONFIDENCE:
        return None
    return ending
