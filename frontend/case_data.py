"""What is kept about who filed one case, for somebody who has its receipt code and no account."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints.models import Complainant, Complaint
from complaints.news import News, news_of
from complaints.views.tracking import complainants
from directory.phones import readable_phone
from notifications.models import Message
from records.access import looks_at

LOOKS_SHOWN = 50


@dataclass(frozen=True)
class KeptOfCase:
    """Everything of one complaint that is about its author. news: None for who stays unnamed."""

    name: str
    phone: str
    email: str
    news: News | None
    files: int
    messages: int


def kept_of(complaint: Complaint) -> KeptOfCase:
    person = Complainant.objects.filter(complaint=complaint).first() or Complainant(complaint=complaint)
    return KeptOfCase(
        name=person.name,
        phone=readable_phone(person.phone),
        email=person.email,
        news=news_of(complaint),
        files=complaint.files.count(),
        messages=_messages_to(person, complaint),
    )


def _messages_to(person: Complainant, complaint: Complaint) -> int:
    """How many were sent of this case to the addresses that are kept of this person."""
    addresses = [address for address in (person.email, person.phone) if address]
    if not addresses:
        return 0
    own = Q(event_key__startswith=f"code:{complaint.reference}:")
    own |= Q(event_key__startswith=f"news:{complaint.reference}:")
    own |= Q(event_key__startswith=f"case:{complaint.case.reference}:")
    return Message.objects.filter(own, recipient__in=addresses).count()


@never_cache
@require_GET
def case_data(request: HttpRequest, reference: str) -> HttpResponse:
    """`/track/<reference>/data/`: for who filed it, by account or receipt code; not found for everybody else."""
    complaint = complainants(request, reference).complaint
    page = {
        "reference": complaint.reference,
        "complaint": complaint,
        "kept": kept_of(complaint),
        "looks": looks_at(f"case:{complaint.case.reference}")[:LOOKS_SHOWN],
    }
    return render(request, "my_data/case.html", page)
