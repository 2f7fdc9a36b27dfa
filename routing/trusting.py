"""`/desk/thresholds/`: how often what goes out by itself is right, and from which likelihood on it would be often enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.models import Topic, User
from routing.models import RoutingThreshold
from routing.outcomes import FEW, Chosen, Judged, Share, choose_threshold, judged_decisions, share_right
from routing.thresholds import may_set_thresholds, set_threshold
from routing.views import triage_officer_of

TARGETS = (80, 85, 90, 95, 98)
USUAL_TARGET = 90
EVERY_TOPIC = "*"


@dataclass(frozen=True)
class Row:
    """One topic of the first level, or (topic=None) all that have no threshold of their own."""

    topic: Topic | None
    threshold: RoutingThreshold | None
    judged: int
    by_itself: Share
    """Of those that went out without a person, judged since: how many were right."""
    chosen: Chosen | None

    @property
    def code(self) -> str:
        return self.topic.code if self.topic else EVERY_TOPIC

    @property
    def low(self) -> int:
        return round(100 * self.by_itself.interval[0])

    @property
    def high(self) -> int:
        return round(100 * self.by_itself.interval[1])

    @property
    def offer(self) -> str:
        """The threshold that the page shows, as the form sends it back."""
        return f"{self.chosen.threshold:.2f}" if self.chosen else ""

    @property
    def is_low(self) -> bool:
        """Whether it is plain by now that fewer are right than was wanted."""
        target = self.threshold.target if self.threshold else None
        return target is not None and self.by_itself.of >= FEW and self.by_itself.interval[1] < target

    @property
    def is_news(self) -> bool:
        """Whether another threshold than today's is borne out."""
        now = self.threshold.probability if self.threshold else None
        return bool(self.chosen and self.chosen.holds and self.chosen.threshold != now)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    officer = _reader(request)
    target = _target(request.GET.get("target", ""))
    rows = _rows(judged_decisions(), target / 100)
    if request.method == "POST":
        return _set(request, officer, rows, target)
    context = {
        "rows": rows,
        "low": [row for row in rows if row.is_low],
        "target": target,
        "targets": TARGETS,
        "few": FEW,
        "may_set": may_set_thresholds(officer),
    }
    return render(request, "routing/thresholds.html", context)


def _reader(request: HttpRequest) -> User:
    user = request.user
    return user if isinstance(user, User) and may_set_thresholds(user) else triage_officer_of(request)


def _set(request: HttpRequest, officer: User, rows: Sequence[Row], target: int) -> HttpResponse:
    row = next((row for row in rows if row.code == request.POST.get("topic")), None)
    if row is None or row.chosen is None or row.offer != request.POST.get("threshold"):
        messages.error(request, _("New decisions have come in since. Look at the figures again. Nothing was changed"))
    else:
        try:
            set_threshold(row.topic, row.chosen, by=officer)
            messages.success(request, _("The new threshold counts from now on"))
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
    return redirect(f"{reverse('thresholds')}?target={target}")


def _target(asked: str) -> int:
    return int(asked) if asked in {str(one) for one in TARGETS} else USUAL_TARGET


def _rows(judged: Sequence[Judged], target: float) -> list[Row]:
    own = {row.topic_id: row for row in RoutingThreshold.objects.all()}
    topics = list(Topic.objects.active().top_level())
    alone = {topic.code for topic in topics if topic.pk in own}
    of_rest = [one for one in judged if one.topic not in alone]
    rows = [_row(None, own.get(None), of_rest, target)]
    for topic in topics:
        of_topic = [one for one in judged if one.topic == topic.code]
        if of_topic or topic.pk in own:
            rows.append(_row(topic, own.get(topic.pk), of_topic, target))
    return rows


def _row(topic: Topic | None, threshold: RoutingThreshold | None, judged: Sequence[Judged], target: float) -> Row:
    by_itself = share_right(one for one in judged if one.by_itself)
    return Row(topic, threshold, len(judged), by_itself, choose_threshold(judged, target))
