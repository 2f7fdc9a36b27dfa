"""`/consultations/…/themes/`: what many say in their own words, for everybody to read once a person has confirmed it under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from complaints.personal_data import mask
from consultations.models import Consultation, ways_here
from consultations.participation.models import ShowsResults
from consultations.piloting import pilot_of
from consultations.results.figures import MOST_QUOTES, SHOWN_WORDS, themes_of
from consultations.results.models import Duty
from consultations.themes.models import Theme, Theming
from consultations.themes.sources import said_in
from consultations.workflow import OVER


@dataclass(frozen=True)
class ToldTheme:
    """A theme with what was merged into it. words, said, copied: masked; duty: where an agency has to answer it."""

    name: str
    number: int
    answers: int
    texts: int
    words: list[str]
    said: list[str]
    copied: tuple[str, int] | None
    duty: Duty | None


@gzip_page
@never_cache
@require_GET
def public_themes(request: HttpRequest, slug: str) -> HttpResponse:
    """Those with a name, the one of most different texts first; of the others only how many opinions wait to be read."""
    told = Consultation.objects.announced(pilot=pilot_of(request, slug))
    consultation = get_object_or_404(told.select_related("agency", "conversation", "questionnaire"), slug=slug)
    context: dict[str, Any] = {"consultation": consultation, "is_told": is_told(consultation)}
    if context["is_told"]:
        whole = [each for each in themes_of(consultation, most=None) if each[0].name]
        theming = Theming.objects.filter(pk=consultation.pk).first()
        read = sum(part.answers for _theme, parts in whole for part in parts)
        context |= {
            "themes": _told(consultation, whole),
            "theming": theming,
            "unread": max((theming.answers if theming else 0) - read, 0),
        }
    return render(request, "results/themes.html", context)


def is_told(consultation: Consultation) -> bool:
    """As its results are: only after the closing where the policy team decided so for one way of taking part."""
    if consultation.state in OVER:
        return True
    return not any(getattr(way, "shows_results", None) == ShowsResults.AFTER_CLOSING for way in ways_here(consultation))


def _told(consultation: Consultation, whole: list[tuple[Theme, list[Theme]]]) -> list[ToldTheme]:
    ids = {id for theme, _parts in whole for id in theme.typical[:MOST_QUOTES]}
    ids |= {copy["example"] for theme, _parts in whole for copy in theme.copies[:1]}
    said = {id: mask(text) for id, text in said_in(consultation, sorted(ids)).items()}
    return [_one(theme, parts, said) for theme, parts in whole]


def _one(theme: Theme, parts: list[Theme], said: dict[str, str]) -> ToldTheme:
    copies = [(said[copy["example"]], copy["answers"]) for copy in theme.copies[:1] if copy["example"] in said]
    duties: list[Duty] = [part.duty for part in parts if hasattr(part, "duty")]
    return ToldTheme(
        name=theme.name,
        number=theme.number,
        answers=sum(part.answers for part in parts),
        texts=sum(part.texts for part in parts),
        words=[mask(word) for word in theme.words[:SHOWN_WORDS]],
        said=list(dict.fromkeys(said[id] for id in theme.typical[:MOST_QUOTES] if id in said)),
        copied=copies[0] if copies else None,
        duty=duties[0] if duties else None,
    )
