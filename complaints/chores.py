"""What time does to cases, as chores of the worker: each a query and a function, safe to kill and to run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.postgres.search import SearchVector
from django.db import InterfaceError, OperationalError, models, transaction
from django.utils import timezone

from complaints.handling import close_by_silence, resume_without_answer
from complaints.models import Case
from records.chores import Chore
from records.search import search_tokens

log = logging.getLogger(__name__)
BATCH = 50


def _each(cases: models.QuerySet[Case], act: Callable[[Case], object]) -> int:
    """Do this with each of a batch, in a transaction of its own: one that fails stops no other (R10)."""
    done = 0
    for case in cases[:BATCH]:
        try:
            act(case)
            done += 1
        except (OperationalError, InterfaceError):
            raise  # the database is at fault, not the case
        except Exception:
            log.exception("Case %s was left as it is: %s failed", case.reference, getattr(act, "__name__", act))
    return done


def _close_silent() -> int:
    return _each(Case.objects.to_close_by_silence(timezone.now()), close_by_silence)


def _resume_unanswered() -> int:
    return _each(Case.objects.with_unanswered_question(timezone.now()), resume_without_answer)


@transaction.atomic
def _index_text() -> int:
    """Fill the search words of new cases, here and not at filing: cutting Thai costs more than storing the case."""
    waiting = Case.objects.filter(words__isnull=True).order_by("id").select_for_update(skip_locked=True, of=("self",))
    cases = list(waiting.prefetch_related("complaints")[:BATCH])
    for case in cases:
        text = " ".join([case.place_text, *(complaint.text for complaint in case.complaints.all())])
        Case.objects.filter(pk=case.pk).update(words=SearchVector(models.Value(search_tokens(text)), config="simple"))
    return len(cases)


close_silent_cases = Chore("close_silent_cases", _close_silent, every_s=60)
resume_unanswered_questions = Chore("resume_unanswered_questions", _resume_unanswered, every_s=60)
index_text = Chore("index_text", _index_text, every_s=5)
