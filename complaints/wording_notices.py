"""Wording notices: keeping a text, going back to the program's own, how it reads, and what it was before."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from complaints.endings import ENDED
from complaints.following import new_in_public
from complaints.notice_events import (
    BEGINNING,
    CLOSELY,
    EVENTS,
    FOLLOWED_NEW,
    OF_AGENCIES,
    OF_OFFICES,
    SIGNERS_ASKED,
)
from complaints.notice_rules import check_words
from complaints.notice_words import Told, Written, what_now, write
from complaints.notices_to_others import mail_to_followers, mail_to_office, text_to_signers
from complaints.office_letters import office_news
from complaints.progress import own_sentence
from complaints.telling import sentence
from complaints.workflow import CaseKind, ExtensionReason, Outcome
from directory.installation import site_url
from directory.models import Agency, User
from directory.thai_dates import show_date
from notifications.models import Channel, NoticeText
from notifications.own_words import Words, forget_own_words

CHANGES_SHOWN = 10
EXAMPLE = "69-7K3M-9QXT-Y"
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = set("^{}\\[~]|€")
"""Letters of the small alphabet of SMS, and those of it that take the room of two. Source: 3GPP TS 23.038, 6.2.1."""


@dataclass(frozen=True)
class Place:
    """Which text: of which notice, in which language and channel, for whose cases (None: for all)."""

    event: str
    language: str
    channel: str
    agency: Agency | None = None

    @property
    def is_one(self) -> bool:
        events = OF_AGENCIES if self.agency else EVENTS
        event = events.get(self.event)
        return event is not None and self.language in event.languages and self.channel in event.channels

    def row(self) -> NoticeText | None:
        return NoticeText.objects.filter(**self.key()).first()

    def key(self) -> dict[str, object]:
        return {"event": self.event, "language": self.language, "channel": self.channel, "agency": self.agency}


@transaction.atomic
def keep_words(place: Place, words: Words, *, seen: str) -> NoticeText:
    """Let this notice say these words from now on.

    seen: the edition that was changed, "" where there was none. Raises ValidationError: changed_meanwhile, and those of
    `check_words` by field.
    """
    words = Words(" ".join(words.subject.split()), words.body.replace("\r\n", "\n").strip())
    check_words(EVENTS[place.event], place.channel, words)
    row = NoticeText.objects.select_for_update(of=("self",)).filter(**place.key()).first()
    if seen != (str(row.edition) if row else ""):
        raise _changed_meanwhile()
    if row and Words(row.subject, row.body) == words:
        return row
    row = row or NoticeText(**place.key())
    row.subject, row.body, row.edition = words.subject, words.body, uuid.uuid4()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # two began at once where there was none
        raise _changed_meanwhile() from error
    transaction.on_commit(forget_own_words)
    return row


@transaction.atomic
def take_back_words(place: Place, *, seen: str) -> bool:
    """Let the notice say again what it says by itself. False where it does already. Raises ValidationError (changed_meanwhile)."""
    row = NoticeText.objects.select_for_update(of=("self",)).filter(**place.key()).first()
    if row is None:
        return False
    if seen != str(row.edition):
        raise _changed_meanwhile()
    row.delete()
    transaction.on_commit(forget_own_words)
    return True


def _changed_meanwhile() -> ValidationError:
    return ValidationError(
        gettext_lazy("Somebody else changed this text meanwhile. Look at it as it is now, and change it again."),
        code="changed_meanwhile",
    )


# -- how it reads -------------------------------------------------------------------------------------------------


def example(place: Place, words: Words | None) -> Written:
    """The notice as it would go out about a made-up case, to somebody made up; None: in the program's own words."""
    with override(place.language):
        return write(_made_up(place), place.channel, [words] if words else [])


def _made_up(place: Place) -> Told:
    return _to_complainant(place) if EVENTS[place.event].is_of_complainants else _to_others(place)


def _to_others(place: Place) -> Told:
    """To who follows or signed, or to somebody of an office; somebody made up as well."""
    event, name = place.event, str(_("Somchai (an example)"))
    if event in OF_OFFICES:
        page = reverse("office_case", args=[EXAMPLE])
        colleague = str(_("Malee (an example)"))
        return mail_to_office(event, EXAMPLE, office_news(event, EXAMPLE, colleague), page, to=name)
    if event == FOLLOWED_NEW:
        news = new_in_public(str(_("Street lights (an example)")), "")
    elif event == SIGNERS_ASKED:
        news = sentence("speaker_sought", None)
    else:
        news = sentence("confirmed", None, {"outcome": Outcome.SOLVED.value, "kind": CaseKind.COMPLAINT.value})
    page = reverse("public_case", args=[EXAMPLE])
    how = text_to_signers if place.channel == Channel.SMS else mail_to_followers
    return how(event, EXAMPLE, news, page)


def _to_complainant(place: Place) -> Told:
    agency = place.agency or Agency(name_th="หน่วยงานตัวอย่าง", name_en="Example Agency")
    event, is_sms = EVENTS[place.event], place.channel == Channel.SMS
    kind = None if place.event in {BEGINNING, CLOSELY} else place.event
    facts: dict[str, object] = {
        "outcome": Outcome.SOLVED.value,
        "kind": CaseKind.COMPLAINT.value,
        "reason": ExtensionReason.values[0],
        "to_th": "อีกหน่วยงานหนึ่ง",
        "to_en": "Another Agency",
        "th": "รออะไหล่",
        "en": "waiting for a spare part",
        "from": CaseKind.COMPLAINT.value,
        "to": CaseKind.SUGGESTION.value,
        "number": "0000/1",
        "answer_by": (timezone.localdate() + timedelta(days=14)).isoformat(),
    }
    if place.event == BEGINNING:
        news = _("news comes here from now on")
    elif kind:
        named = agency if event.names_agency else None
        news = own_sentence(kind, named, facts) or sentence(kind, named, facts)
    else:
        news = _("there is news")
    token = signing.dumps([EXAMPLE, 7], salt="an example that opens nothing")
    answer = site_url() + reverse("answer_by_link", args=[token]) if kind == "asked" else ""
    survey = site_url() + reverse("survey_by_link", args=[token]) if kind in ENDED else ""
    page = site_url() + reverse("track_case", args=[EXAMPLE])
    return Told(
        event=place.event,
        reference=EXAMPLE,
        news=news,
        link=(answer or survey or page) if is_sms else page,
        news_page=site_url() + reverse("track_news", args=[EXAMPLE]),
        agency=agency.name_in_sentence if event.names_agency else "",
        due=show_date(timezone.localdate() + timedelta(days=14), "long") if event.has_due else "",
        next=what_now(kind, CaseKind.COMPLAINT, answer=answer, survey=survey),
        name=str(_("Somchai (an example)")),
    )


def letters_and_parts(text: str) -> tuple[int, int]:
    """How long an SMS is and in how many parts it is sent and paid: of 160 letters, or of 70 with letters such as Thai's."""
    if set(text) <= _GSM | _GSM_TWICE:
        length = len(text) + sum(letter in _GSM_TWICE for letter in text)
        alone, joined = 160, 153
    else:
        length = len(text.encode("utf-16-be")) // 2
        alone, joined = 70, 67
    return length, 1 if length <= alone else -(-length // joined)


# -- what it was before -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What somebody made of a text. number: by which one can begin with it again. words: None where it was taken back."""

    number: int
    at: datetime
    by: str
    words: Words | None


def changes_of(place: Place) -> Iterator[Change]:
    """The last ones, newest first."""
    events = NoticeText.pgh_event_model.objects.filter(**place.key())  # type: ignore[attr-defined]
    events = list(events.select_related("pgh_context").order_by("-pgh_id")[:CHANGES_SHOWN])
    who = {event.pgh_id: event.pgh_context.metadata.get("user") for event in events if event.pgh_context}
    people = {person.pk: person.full_name for person in User.objects.filter(pk__in=set(who.values()))}
    for event in events:
        words = None if event.pgh_label == "delete" else Words(event.subject, event.body)
        yield Change(event.pgh_id, event.pgh_created_at, people.get(who.get(event.pgh_id), ""), words)
