"""Sharing a consultation: what other programs show beside its link, and links that need no script of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.cards import HEIGHT, WIDTH, draw_card
from consultations.models import Consultation
from consultations.workflow import ConsultationState
from directory.installation import house_name, site_url
from directory.thai_dates import show_date
from records.qr import qr_of

_qr_of = lru_cache(maxsize=256)(qr_of)
"""Drawing one costs more than the rest of the page; an address is public, and its picture never changes."""


@dataclass(frozen=True)
class Shared:
    """What the page of a consultation needs to be shared. url, card: whole addresses."""

    url: str
    card: str
    card_words: str
    width: int
    height: int
    ways: list[tuple[str, str]]
    """Name and link."""
    qr: SafeString


def shared(consultation: Consultation) -> Shared:
    url = site_url() + consultation.get_absolute_url()
    card = site_url() + reverse("consultation_card", args=[consultation.slug])
    title = consultation.title
    ways = [
        ("LINE", f"https://social-plugins.line.me/lineit/share?{urlencode({'url': url})}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': url})}"),
        ("X", f"https://twitter.com/intent/tweet?{urlencode({'text': title, 'url': url})}"),
    ]
    return Shared(url, card, f"{title} · {when(consultation)}", WIDTH, HEIGHT, ways, _qr_of(url))


def card_of(consultation: Consultation) -> bytes:
    with override("th"):
        return draw_card(consultation.title_th, consultation.agency.name, when(consultation), house_name("th"))


def when(consultation: Consultation) -> str:
    """Its days in one line, in the language that is on."""
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    state = consultation.state
    if state == ConsultationState.WITHDRAWN or opens_at is None or closes_at is None:
        return _("Withdrawn")
    if state == ConsultationState.SCHEDULED:
        return _("Open for opinions from %(day)s") % {"day": show_date(opens_at)}
    if state == ConsultationState.OPEN:
        return _("Open for opinions until %(day)s") % {"day": show_date(closes_at)}
    return _("Closed on %(day)s") % {"day": show_date(closes_at)}
