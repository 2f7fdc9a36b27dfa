"""How news of one complaint come, as its complainant reads it."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.case_reading import complainant_of
from complaints.models import Complainant, Complaint
from complaints.reaching import waits_for_code
from directory.phones import readable_phone
from notifications.models import Channel


@dataclass(frozen=True)
class News:
    """How news of one complaint come, as its complainant reads it."""

    channel: str
    address: str
    is_confirmed: bool
    waits_for_code: bool

    @property
    def is_by_page(self) -> bool:
        return not self.address


def news_of(complaint: Complaint) -> News | None:
    """None for who stays unnamed: we keep no address of theirs."""
    if complaint.is_anonymous:
        return None
    person = complainant_of(complaint) or Complainant(complaint=complaint)
    is_sms = person.news_channel == Channel.SMS
    address = readable_phone(person.phone) if is_sms else person.news_address
    return News(person.news_channel, address, person.news_confirmed_at is not None, waits_for_code(person))
