"""A link in a mail by which the complainant answers one question, without an account and without the receipt code.

It is signed and bound to that question: it opens the question and the form of its answer, nothing else, and is over as
soon as the question is (answered, lapsed, case ended) or after 30 days. Nothing is stored of it. Only who gave an
e-mail gets one; of a confidential case nobody does, because its question may be read over somebody's shoulder.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from complaints.models import Case, CaseEvent, Complaint
from complaints.workflow import IN_CONFIDENCE
from directory.installation import site_url

SALT = "complaints.answer_links"
LASTS_S = 30 * 24 * 3600


@dataclass(frozen=True)
class AskedQuestion:
    """A question that is open now, and the complaint whose author was asked by mail."""

    complaint: Complaint
    event: CaseEvent


def answer_link(case: Case, complaint: Complaint) -> str:
    """The whole address by which this complaint's author answers the question just recorded; "" in confidence."""
    if case.visibility in IN_CONFIDENCE or complaint.visibility in IN_CONFIDENCE:
        return ""
    token = signing.dumps([complaint.reference, case.event_count], salt=SALT)
    return site_url() + reverse("answer_by_link", args=[token])


def question_behind(token: str) -> AskedQuestion | None:
    """The open question of this link; None where the link is forged, too old, or its question is over (S2: not told apart)."""
    try:
        reference, number = signing.loads(token, salt=SALT, max_age=LASTS_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    complaint = Complaint.objects.select_related("case__topic", "case__area").filter(reference=reference).first()
    if complaint is None or complaint.case.visibility in IN_CONFIDENCE or complaint.visibility in IN_CONFIDENCE:
        return None
    if not complaint.receipt_hash:  # somebody else speaks now
        return None
    event = open_question(complaint.case)
    return AskedQuestion(complaint, event) if event and event.n == number else None


def open_question(case: Case) -> CaseEvent | None:
    """The line with the question that waits for an answer now."""
    if case.asked_at is None or case.is_ended:
        return None
    return case.events.filter(kind=CaseEvent.Kind.ASKED).select_related("agency").last()
