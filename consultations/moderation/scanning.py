"""The worker looks at what was written since it looked last, and puts what a person should see into the queue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from consultations.hearings.models import Question
from consultations.models import Consultation, ConsultationQuerySet
from consultations.moderation.acts import digest_of
from consultations.moderation.looking import marks_of
from consultations.moderation.models import Moderating, Queued
from consultations.moderation.sources import SOURCES, Source, Text, find_texts
from consultations.themes.finding import AFTER_CLOSING
from records.chores import Chore

_SETTLED = timedelta(seconds=30)
"""What was written longer ago than this is there for everybody to see: no transaction takes so long."""
_AT_ONCE = 500
_MOST_A_TIME = 5_000


def moderated() -> ConsultationQuerySet:
    """Those in which people write, or did a few days ago."""
    return Consultation.objects.under_way().filter(closes_at__gt=timezone.now() - AFTER_CLOSING)


def scan() -> int:
    """Look at new texts. Returns how many; asked again at once while there are many."""
    seen = 0
    with_texts = Q(conversation__isnull=False) | Q(questionnaire__isnull=False) | Q(commenting__isnull=False)
    asked = Exists(Question.objects.filter(hearing__consultation=OuterRef("pk")))  # a hearing may be before the opening
    for consultation in moderated().filter(asked | with_texts & Q(opens_at__lte=timezone.now())).order_by("pk"):
        seen += scan_one(consultation, most=_MOST_A_TIME - seen)
        if seen >= _MOST_A_TIME:
            break
    return seen


def scan_one(consultation: Consultation, *, most: int = _MOST_A_TIME, until: datetime | None = None) -> int:
    """Mark the texts of one consultation that were not looked at yet, in batches; killed in between, it goes on there."""
    until = until or timezone.now() - _SETTLED
    moderating, _is_new = Moderating.objects.get_or_create(consultation=consultation)
    seen = 0
    for source in SOURCES:
        after = parse_datetime(moderating.scanned.get(source.key, ""))
        if after and after >= until:
            continue
        batch: list[Text] = []
        for text in source.written(consultation, after, until):
            # Only between two moments: others may have been written at the same one as the last.
            if batch and batch[-1].at != text.at and (len(batch) >= _AT_ONCE or seen + len(batch) >= most):
                _keep(consultation, source, batch, batch[-1].at)
                seen, batch = seen + len(batch), []
                if seen >= most:
                    return seen
            batch.append(text)
        _keep(consultation, source, batch, until)
        seen += len(batch)
    return seen


def drop_gone(consultation: Consultation) -> int:
    """Take out of the queue what its author took back. Returns how many."""
    waiting = Queued.objects.filter(consultation=consultation, looked_at=None)
    ids = list(waiting.values_list("text", flat=True))
    gone = 0
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        there = find_texts(consultation, part)
        gone += waiting.filter(text__in=[id for id in part if id not in there]).delete()[0]
    return gone


@transaction.atomic
def _keep(consultation: Consultation, source: Source, batch: Iterable[Text], up_to: datetime) -> None:
    moderating = Moderating.objects.select_for_update().get(pk=consultation.pk)
    queue = [row for text in batch if (row := _row(consultation, text))]
    known = {
        row.text: row for row in Queued.objects.filter(consultation=consultation, text__in=[r.text for r in queue])
    }
    Queued.objects.bulk_create(
        [row for row in queue if _is_news(row, known.get(row.text))],
        update_conflicts=True,
        unique_fields=["consultation", "text"],
        update_fields=["marks", "digest", "looked_at", "looked_by"],
    )
    told = moderating.scanned.get(source.key, "")
    moderating.scanned = {**moderating.scanned, source.key: max(told, up_to.isoformat())}
    moderating.save(update_fields=["scanned"])


def _is_news(row: Queued, before: Queued | None) -> bool:
    """Other words than a person, or the machine, has looked at; of the same ones only what nobody has looked at yet."""
    if before is None or before.digest != row.digest:
        return True
    return before.looked_at is None and before.marks != row.marks


def _row(consultation: Consultation, text: Text) -> Queued | None:
    marks = marks_of(text.words)
    if not marks:
        return None
    digest = digest_of(text.words)
    return Queued(consultation=consultation, text=text.id, marks=marks, digest=digest, since=text.at)


scan_opinions = Chore("scan_opinions", scan, every_s=10)
