"""`/consultations/…/themes/`: what many say in their own words, for everybody to read once a person has confirmed it under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from consultations.models import Consultation, ways_here
from consultations.participation.grouping import FLOOR
from consultations.participation.models import ShowsResults
from consultations.participation.parts import Periods, periods_of
from consultations.piloting import pilot_of
from consultations.results.figures import figures_of_theme, themes_of
from consultations.results.models import Duty
from consultations.results.reporting import newest_of
from consultations.themes.models import Theme, Theming
from consultations.themes.parting import Parted, parted_of
from consultations.workflow import OVER


@dataclass(frozen=True)
class ToldTheme:
    """A theme with what was merged into it.

    Figures as `figures_of_theme` has them. said: what the team chose to quote in the published report, read by a person there:
    typical texts change with each finding, and some of them wait to be published. duty: where an agency has to answer it.
    parted: who says it.
    """

    name: str
    number: int
    answers: int
    texts: int
    words: list[str]
    said: list[str]
    copied: int
    duty: Duty | None
    parted: Parted


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
            "floor": FLOOR,
            "unread": max((theming.answers if theming else 0) - read, 0),
        }
    return render(request, "results/themes.html", context)


def is_told(consultation: Consultation) -> bool:
    """As its results are: only after the closing where the policy team decided so for one way of taking part."""
    if consultation.state in OVER:
        return True
    return not any(getattr(way, "shows_results", None) == ShowsResults.AFTER_CLOSING for way in ways_here(consultation))


def _told(consultation: Consultation, whole: list[tuple[Theme, list[Theme]]]) -> list[ToldTheme]:
    report = newest_of(consultation)
    quotes = {each["number"]: each["quotes"] for each in report.told["themes"]} if report else {}
    periods = periods_of(consultation)
    return [_one(theme, parts, quotes.get(theme.number, []), periods) for theme, parts in whole]


def _one(theme: Theme, parts: list[Theme], said: list[str], periods: Periods) -> ToldTheme:
    duty: Duty | None = next((part.duty for part in parts if hasattr(part, "duty")), None)
    return ToldTheme(**figures_of_theme(theme, parts), said=said, duty=duty, parted=parted_of(theme, periods))
