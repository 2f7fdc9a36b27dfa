"""What is kept about who filed one case, for somebody who has its receipt code and no account."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.consents import Standing, consents_of
from complaints.erasure import messages_of
from complaints.models import Complainant, Complaint
from complaints.news import News, news_of
from directory.phones import readable_phone


@dataclass(frozen=True)
class KeptOfCase:
    """Everything of one complaint that is about its author. news: None for who stays unnamed."""

    name: str
    phone: str
    email: str
    news: News | None
    files: int
    messages: int
    consents: list[Standing]
    belongs_to_an_account: bool

    @property
    def has_identity(self) -> bool:
        return bool(self.name or self.phone or self.email)


def kept_of(complaint: Complaint) -> KeptOfCase:
    person = Complainant.objects.filter(complaint=complaint).first() or Complainant(complaint=complaint)
    return KeptOfCase(
        name=person.name,
        phone=readable_phone(person.phone),
        email=person.email,
        news=news_of(complaint),
        files=complaint.files.filter(upload__removed_at__isnull=True).count(),
        messages=messages_of(complaint).count(),
        consents=consents_of(complaint),
        belongs_to_an_account=person.user_id is not None,
    )
