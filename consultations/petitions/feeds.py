"""`/consultations/petitions/answered.atom`: the petitions that were answered lately, with what was answered."""

from __future__ import annotations

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from consultations.petitions.models import Petition
from directory.installation import site_url

NEWEST = 50


class AnsweredFeed(Feed):  # type: ignore[type-arg]
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        return None

    def title(self) -> str:
        return _("Petitions that were answered")

    def link(self) -> str:
        return site_url() + reverse("petitions") + "?state=answered"

    def feed_url(self) -> str:
        return site_url() + reverse("petitions_feed")

    def items(self) -> list[Petition]:
        answered = Petition.objects.public().filter(answered_at__isnull=False).select_related("agency")
        return list(answered.prefetch_related("answer_points").order_by("-answered_at")[:NEWEST])

    def item_title(self, petition: Petition) -> str:  # type: ignore[override]
        return petition.title

    def item_description(self, petition: Petition) -> str:  # type: ignore[override]
        points = [f"{each.asked}: {each.get_outcome_display()}. {each.text}" for each in petition.answer_points.all()]
        return "\n\n".join([*([petition.answer] if petition.answer else []), *points])

    def item_link(self, petition: Petition) -> str:
        return site_url() + petition.get_absolute_url()

    def item_pubdate(self, petition: Petition) -> datetime | None:
        return petition.answered_at

    def item_author_name(self, petition: Petition) -> str:
        return petition.agency.name if petition.agency else ""
