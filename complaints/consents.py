"""What people agreed to of their own will (promise P4): in which words, when, and by which channel.

Taking it back is as easy as giving it and works at any time (PDPA 2562, section 19), by account or receipt code alike:
`releasing.withdraw_from_public` and `reaching.choose_channel` are the acts. What the platform does because the law makes it
its duty (passing a case to the agency that answers for it, keeping the record) needs no consent, and none is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from complaints.models import Complainant, Complaint, Consent
from complaints.workflow import Visibility
from directory.phones import readable_phone
from directory.statements import Insertion
from notifications.models import Channel

Purpose = Consent.Purpose
WORDS = {
    # Purpose: version, and the sentence that stands where it is agreed to. New words are a new version.
    Purpose.SHOW_PUBLICLY: (
        1,
        gettext_noop("By sending you say that you have read the text above and that everybody may read it"),
    ),
    Purpose.NEWS: (
        1,
        gettext_noop("News of every step of this case may come to this address"),
    ),
    Purpose.HELP: (
        1,
        gettext_noop(
            "A helper writes down what I told and sends it to the agency responsible. It was read back to me and is right. The case is mine, not the helper’s, and I can withdraw it"
        ),
    ),
}
READ_ALOUD = {
    # The same, as a helper reads it to somebody who sees no page and presses nothing.
    Purpose.SHOW_PUBLICLY: (
        2,
        gettext_noop(
            "Everybody may read on the website what I told, without my name and number. I can take that back at any time"
        ),
    ),
}
_store = Insertion(Consent)


@dataclass(frozen=True)
class Standing:
    """A consent that stands, as its author reads it. given_at: of what is older than these rows, the filing's time."""

    purpose: str
    label: str
    said: str
    version: int
    given_at: datetime
    channel: str
    address: str = ""
    given_as: str = ""
    """How it was given to a helper, in words; "" where the person pressed a button of their own."""

    @property
    def can_be_taken_back(self) -> bool:
        """Help was given when the case was filed: what can still be taken back is the case itself."""
        return self.purpose != Purpose.HELP


def keep_consent(
    complaint: Complaint, purpose: Consent.Purpose, *, at: datetime, given_as: Consent.Given | None = None
) -> None:
    """Write down that its author agreed. Within the act that asked; one that stands already stays the one that counts.

    given_as: where a helper noted it.
    """
    if Consent.objects.filter(complaint=complaint, purpose=purpose, withdrawn_at__isnull=True).exists():
        return
    keep_first_consent(complaint, purpose, at=at, given_as=given_as)


def keep_first_consent(
    complaint: Complaint, purpose: Consent.Purpose, *, at: datetime, given_as: Consent.Given | None = None
) -> None:
    """The same for a complaint that was stored just now: nothing can stand yet. given_as: where a helper noted it."""
    _store(_consent(complaint, purpose, at, given_as or ""))


def _consent(complaint: Complaint, purpose: Consent.Purpose, at: datetime, given_as: str = "") -> Consent:
    version, said = words_of(purpose, complaint.language, is_read_aloud=bool(given_as))
    return Consent(
        complaint=complaint,
        purpose=purpose,
        version=version,
        said=said,
        channel=complaint.channel,
        given_at=at,
        given_as=given_as,
    )


def end_consent(complaint: Complaint, purpose: Consent.Purpose) -> None:
    """It stands no longer. Within the act that ends what was agreed to."""
    standing = Consent.objects.filter(complaint=complaint, purpose=purpose, withdrawn_at__isnull=True)
    standing.update(withdrawn_at=timezone.now())


def renew_news_consents(complaints: QuerySet[Complaint], *, at: datetime | None) -> None:
    """News of all these go another way from now on: what stood ends, and stands anew where there is an address.

    at: when it was chosen; None where news stay on the page.
    """
    standing = Consent.objects.filter(complaint__in=complaints, purpose=Purpose.NEWS, withdrawn_at__isnull=True)
    standing.update(withdrawn_at=timezone.now())
    if at:
        Consent.objects.bulk_create(_consent(complaint, Purpose.NEWS, at) for complaint in complaints)


def words_of(purpose: Consent.Purpose, language: str, *, is_read_aloud: bool = False) -> tuple[int, str]:
    """Version and sentence. is_read_aloud: by a helper, who has words of their own for what others read on a page."""
    version, said = (READ_ALOUD if is_read_aloud and purpose in READ_ALOUD else WORDS)[purpose]
    with override(language):
        return version, _(said)


def consents_of(complaint: Complaint) -> list[Standing]:
    """What its author agreed to, read from what holds now: a row that is missing hides nothing.

    That a helper files it is told first, where one did.
    """
    rows = _rows(complaint)
    help_given = rows.get(Purpose.HELP)
    found = [_standing(complaint, Purpose.HELP, rows, help_given.given_at)] if help_given else []
    found += shown_publicly(complaint)
    person = Complainant.objects.filter(complaint=complaint).first()
    if person is not None and person.news_confirmed_at is not None and person.news_address:
        is_sms = person.news_channel == Channel.SMS
        address = readable_phone(person.phone) if is_sms else person.email
        found.append(_standing(complaint, Purpose.NEWS, rows, person.news_confirmed_at, address))
    return found


def shown_publicly(complaint: Complaint) -> list[Standing]:
    """That everybody may read it, where that stands."""
    if complaint.visibility != Visibility.PUBLIC:
        return []
    return [_standing(complaint, Purpose.SHOW_PUBLICLY, _rows(complaint), complaint.submitted_at)]


def _rows(complaint: Complaint) -> dict[str, Consent]:
    return {row.purpose: row for row in Consent.objects.filter(complaint=complaint, withdrawn_at__isnull=True)}


def _standing(
    complaint: Complaint, purpose: Consent.Purpose, rows: dict[str, Consent], since: datetime, address: str = ""
) -> Standing:
    row = rows.get(purpose)
    version, said = (row.version, row.said) if row else words_of(purpose, complaint.language)
    given_at, channel = (row.given_at, row.channel) if row else (since, complaint.channel)
    told = Complaint.Channel(channel).label
    given_as = str(Consent.Given(row.given_as).label) if row and row.given_as else ""
    return Standing(purpose, str(Purpose(purpose).label), said, version, given_at, str(told), address, given_as)
