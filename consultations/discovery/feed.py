"""`/consultations/feed/`: what was announced last, as Atom, with the filters of the list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from consultations.find_form import FindForm
from consultations.models import Consultation
from consultations.sharing import when
from directory.installation import site_url

NEWEST = 50


class ConsultationFeed(Feed):  # type: ignore[type-arg]
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FindForm:
        return FindForm(request.GET)

    def title(self, form: FindForm) -> str:
        return _("What the state asks you")

    def link(self, form: FindForm) -> str:
        return _address("consultations", form)

    def feed_url(self, form: FindForm) -> str:
        return _address("consultations_feed", form)

    def items(self, form: FindForm) -> list[Consultation]:
        found = form.wanted().of(Consultation.objects.announced().filter(withdrawn_at=None)).select_related("agency")
        return list(found.order_by("-announced_at", "-id")[:NEWEST])

    def item_title(self, consultation: Consultation) -> str:  # type: ignore[override]
        return consultation.title

    def item_description(self, consultation: Consultation) -> str:  # type: ignore[override]
        return " · ".join([consultation.agency.name, when(consultation), *consultation.changes])

    def item_link(self, consultation: Consultation) -> str:
        return site_url() + consultation.get_absolute_url()

    def item_pubdate(self, consultation: Consultation) -> datetime | None:
        return consultation.announced_at


def _address(name: str, form: FindForm) -> str:
    """With the filters, so that a program that keeps the address keeps them."""
    asked = form.asked(*form.fields)
    return site_url() + reverse(name) + (f"?{asked}" if asked else "")
