"""Telling those who follow a consultation, or what it is about, when it opens and three days before it closes; once each.

Of its announcement and its results the acts themselves tell (consultations.announcing, consultations.results). Whoever
was told of the announcement less than a day before the opening is not told of the opening too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.announcing import announcement_key, followed_with, why_followed
from consultations.discovery.models import FollowerTelling
from consultations.models import Consultation, ConsultationQuerySet
from consultations.workflow import ConsultationState
from directory.thai_dates import show_date, show_time
from notifications.following import tell_followers
from notifications.letters import follow_no_longer, letter, read_it
from records.chores import Chore

Occasion = FollowerTelling.Occasion
BEFORE_CLOSING = timedelta(days=3)
OPENED_LATELY = timedelta(days=2)
"""What opened earlier, while no worker ran, is no news of an opening any more."""
SHORTEST = timedelta(days=4)
"""What is open for less is not told of a second time so soon."""
SAME_NEWS = timedelta(days=1)
AT_ONCE = 20


def due(occasion: str, now: datetime) -> ConsultationQuerySet:
    """Those of which this has to be told now."""
    running = Consultation.objects.in_state(ConsultationState.OPEN, now)
    if occasion == Occasion.OPENING:
        running = running.filter(opens_at__gt=now - OPENED_LATELY)
    else:
        running = running.filter(closes_at__lte=now + BEFORE_CLOSING, opens_at__lte=F("closes_at") - SHORTEST)
    day = OuterRef("opens_at" if occasion == Occasion.OPENING else "closes_at")
    return running.filter(
        ~Exists(FollowerTelling.objects.filter(consultation=OuterRef("pk"), occasion=occasion, of=day))
    )


def tell_batch() -> int:
    now = timezone.now()
    found = [
        (occasion, pk) for occasion in Occasion for pk in due(occasion, now).values_list("pk", flat=True)[:AT_ONCE]
    ]
    return sum(_tell(pk, occasion) for occasion, pk in found)


@transaction.atomic
def _tell(pk: int, occasion: str) -> int:
    """All mails of one day of one consultation, or none of them where a worker is killed before the end."""
    rows = due(occasion, timezone.now()).filter(pk=pk).select_for_update(skip_locked=True, of=("self",))
    consultation = rows.select_related("agency", "topic__parent").first()
    if consultation is None:
        return 0
    day = consultation.opens_at if occasion == Occasion.OPENING else consultation.closes_at
    assert day is not None  # noqa: S101 - it is open; for the type checker
    FollowerTelling.objects.create(consultation=consultation, occasion=occasion, of=day)
    subjects, path = followed_with(consultation), consultation.get_absolute_url()
    key = _key(consultation, occasion)
    for language in dict(settings.LANGUAGES):
        with override(language):
            title, body = mail_of(consultation, occasion)
            tell_followers(subjects, key, language=language, title=title, body=body, path=path)
    return 1


def _key(consultation: Consultation, occasion: str) -> str:
    opens_at, announced_at, closes_at = consultation.opens_at, consultation.announced_at, consultation.closes_at
    assert opens_at and announced_at and closes_at  # noqa: S101 - it is open; for the type checker
    if occasion == Occasion.CLOSING:
        return f"consultation:{consultation.slug}:closing:{closes_at.isoformat()}"
    if opens_at - announced_at < SAME_NEWS:
        return announcement_key(consultation)
    return f"consultation:{consultation.slug}:opening"


def mail_of(consultation: Consultation, occasion: str) -> tuple[str, str]:
    """Its title and its body, in the language that is on."""
    closes = consultation.closes_at
    assert closes is not None  # noqa: S101 - it is open; for the type checker
    named = {"title": consultation.title, "agency": consultation.agency.name, "day": show_date(closes)}
    named["closes"] = f"{show_date(closes)} {show_time(closes)}"
    if occasion == Occasion.OPENING:
        title = _("Open now: %(title)s") % named
        news = _("%(agency)s takes opinions from now until %(closes)s:") % named
    else:
        title = _("Closes on %(day)s: %(title)s") % named
        news = _("%(agency)s takes opinions until %(closes)s, and no longer:") % named
    where = [read_it(consultation.get_absolute_url()), f"{why_followed()} {follow_no_longer()}"]
    return title, letter([news, consultation.title], where)


tell_followers_of_dates = Chore("tell_followers_of_dates", tell_batch, every_s=30)
