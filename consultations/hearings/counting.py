"""How many registered for a hearing, wait and came; public where it names nobody."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from consultations.hearings.models import Hearing, Question, Registration, Way
from consultations.models import Consultation


@dataclass(frozen=True)
class Counts:
    """seated: with a seat in the hall; came: let in at the door, in the hall and online."""

    seated: int = 0
    online: int = 0
    waiting: int = 0
    came: int = 0
    sign_language: int = 0
    wheelchairs: int = 0
    interpreters: int = 0
    seats: int = 0

    @property
    def free(self) -> int:
        """What the next who asks can have: none while somebody waits."""
        return 0 if self.waiting else max(self.seats - self.seated, 0)


def held_in(consultation: Consultation) -> dict[str, int]:
    """For its result report: hearings that took place, people who were let in, questions that are read."""
    held = Hearing.objects.filter(consultation=consultation, cancelled_at=None, ends_at__lte=timezone.now())
    came = 0
    for hearing in held.prefetch_related("minutes_versions"):
        versions = list(hearing.minutes_versions.all())
        let_in = Registration.objects.filter(hearing=hearing, came_at__isnull=False).count()
        came += versions[-1].told["hall"] + versions[-1].told["online"] if versions else let_in
    questions = Question.objects.to_read().filter(hearing__in=held).count()
    return {"held": held.count(), "came": came, "questions": questions}


_COUNTED = ("seated", "online", "waiting", "came", "sign_language", "wheelchairs", "interpreters")


def counts_of(hearing: Hearing) -> Counts:
    return counts_of_all([hearing])[hearing.pk]


def counts_of_all(hearings: list[Hearing]) -> dict[int, Counts]:
    """One query, however many."""
    hall = Q(way=Way.HALL)
    rows = Registration.objects.filter(hearing__in=hearings).standing().order_by().values("hearing")
    counted = rows.annotate(
        seated=Count("pk", filter=Q(seat__isnull=False)),
        online=Count("pk", filter=~hall),
        waiting=Count("pk", filter=hall & Q(seat=None)),
        came=Count("came_at"),
        sign_language=Count("pk", filter=Q(needs_sign_language=True)),
        wheelchairs=Count("pk", filter=Q(needs_wheelchair=True)),
        interpreters=Count("pk", filter=Q(needs_interpreter=True)),
    )
    found: dict[int, dict[str, int]] = {
        pk: dict(zip(_COUNTED, numbers, strict=True)) for pk, *numbers in counted.values_list("hearing", *_COUNTED)
    }
    return {each.pk: Counts(**found.get(each.pk, {}), seats=each.seats) for each in hearings}
