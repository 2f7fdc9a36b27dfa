"""By when a law of the register has to be evaluated, counted by itself: five years after it came into force, and again
five years after each evaluation (law-drafting Act 2562). One row of a law waits at a time; it moves where the register is corrected.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import override

from consultations.dockets.models import Evaluation, EvaluationSource
from consultations.statutes.models import InForce, Law, LawKind, StepKind
from consultations.statutes.models.laws import LawQuerySet
from directory.thai_dates import show_date
from records.chores import Chore
from records.resting import Resting, each_by_itself

_resting = Resting()
YEARS = 5
BATCH = 200
ACT = "พ.ร.บ. หลักเกณฑ์การจัดทำร่างกฎหมายและการประเมินผลสัมฤทธิ์ของกฎหมาย พ.ศ. 2562"


def due_after(day: date) -> date:
    """Five years later; of a 29 February the last day of that month."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return day.replace(year=day.year + YEARS, day=28)


def counted_laws(on: date) -> LawQuerySet:
    """Laws in force, below the constitution, with the days of their last evaluation: by their steps, and by a consultation.

    Of each only what is counted from it: the whole register is gone through every ten minutes.
    """
    steps = Q(steps__kind=StepKind.EVALUATION, steps__taken_back_at=None, steps__on__lte=on)
    return (
        Law.objects.in_state(InForce.YES, on)
        .exclude(kind=LawKind.CONSTITUTION)
        .annotate(step_on=Max("steps__on", filter=steps), done_at=Max("evaluations__done_at"))
        .only("agency", "title_th", "in_force_since")
    )


def count_laws() -> int:
    """Note what is not noted, move what is counted from another day, drop what is out of force. Returns how many changed."""
    today = timezone.localdate()
    waiting = {each.entry_id: each for each in Evaluation.objects.waiting().filter(entry__isnull=False)}
    laws = {law.pk: law for law in counted_laws(today)}
    moved = [law for pk, law in laws.items() if not _is_noted(law, waiting.get(pk)) and pk not in _resting.ids()]
    changed = each_by_itself(moved[:BATCH], _note, _resting)
    gone = [each.pk for entry, each in waiting.items() if entry not in laws]
    return changed + Evaluation.objects.waiting().filter(pk__in=gone[:BATCH]).delete()[0]


def _is_noted(law: Law, found: Evaluation | None) -> bool:
    return found is not None and (found.due_on, found.law) == (_due(law), law.title_th)


def _due(law: Law) -> date:
    return due_after(_counted_from(law))


def _counted_from(law: Law) -> date:
    done_at = law.done_at  # type: ignore[attr-defined]
    days = [law.in_force_since, law.step_on, timezone.localdate(done_at) if done_at else None]  # type: ignore[attr-defined]
    return max(day for day in days if day is not None)


@transaction.atomic
def _note(law: Law) -> bool:
    """As the law is now: a team may note or change it at this moment. What a team typed of the same law is taken over."""
    law = Law.objects.select_for_update(no_key=True).get(pk=law.pk)
    alike = Evaluation.objects.filter(
        source=EvaluationSource.FIVE_YEARS, entry=None, agency=law.agency_id, law=law.title_th
    )
    alike.filter(done_at__isnull=False).update(entry=law)  # what a team typed and did is an evaluation of it
    now = counted_laws(timezone.localdate()).filter(pk=law.pk).first()
    if now is None:
        return False
    due_on, began = _due(now), _counted_from(now)
    own = Evaluation.objects.waiting().filter(source=EvaluationSource.FIVE_YEARS).select_for_update()
    found = own.filter(Q(entry=now) | Q(pk__in=alike)).order_by("entry_id", "id").first()
    if found is None:
        found = Evaluation(agency_id=now.agency_id, source=EvaluationSource.FIVE_YEARS)
    if found.due_on != due_on:
        found.reminded_at = None
    if found.noted_by_id is None:
        word = "ใช้บังคับ" if began == now.in_force_since else "ประเมินครั้งก่อน"
        with override("th"):
            found.source_words = f"{ACT} ({word} {show_date(began)})"
    found.entry, found.law, found.due_on, found.agency_id = now, now.title_th, due_on, now.agency_id
    alike.filter(due_on=due_on).exclude(pk=found.pk).delete()  # noted once
    found.save()
    return True


count_evaluations = Chore("count_evaluations", count_laws, every_s=600)
