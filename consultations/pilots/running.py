"""A trial run of a draft: begun at once by its team, closed at once or by the clock, seen by nobody outside.

It is a copy of the draft in a row of its own, so that all rooms work on it as they will on the real one; it is never announced, so that
none of them shows it to anybody whom `piloting.pilot_of` does not let in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from consultations.drafting import draft_of, new_pilot_slug, write_words
from consultations.history import lock, record
from consultations.holding import check_holds, check_not_announced
from consultations.laws.copying import copy_documents
from consultations.lengths import results_due
from consultations.models import Consultation, ConsultationEvent, ways_here
from consultations.workflow import ConsultationState
from directory.models import User

Kind = ConsultationEvent.Kind
LONGEST_DAYS = 60
SAYS_SO_TH, SAYS_SO_EN = "(ทดลอง) ", "(Trial) "
"""Before the title: wherever it stands, in a list, a report or a file, it says what it is."""
TITLE_MAX_LETTERS = 300


@transaction.atomic
def begin_pilot(consultation: Consultation, *, days: int, by: User) -> Consultation:
    """Open a copy of a draft to its testers, for so many days from now; the one that runs already is found again.

    No head signs it and nobody is told. Raises ValidationError: not_your_agency, announced_already, is_a_pilot, days_wrong,
    way_missing, and what the ways to take part lack.
    """
    check_holds(consultation, by)
    draft = lock(consultation)  # of two who begin at once the second finds what the first began
    if running := Consultation.objects.filter(pilot_of=draft).first():
        return running
    check_not_announced(draft)
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError(
            _("A trial is open for 1 to %(most)s days."), code="days_wrong", params={"most": LONGEST_DAYS}
        )
    _check_ways(draft)
    now = _now()
    words = replace(
        draft_of(draft),
        title_th=_titled(SAYS_SO_TH, draft.title_th),
        title_en=_titled(SAYS_SO_EN, draft.title_en),
        page="",  # what is said there would be meant for the real one
        opens_at=now,
        closes_at=now + timedelta(days=days),
    )
    pilot = Consultation(agency=draft.agency, slug=new_pilot_slug(), pilot_of=draft)
    write_words(pilot, words)
    copy_documents(draft, pilot, by=by)
    for way in ways_here(draft):
        way.copy_to(pilot, by=by)
    pilot.results_by = results_due(pilot)
    record(pilot, Kind.PILOT_BEGUN, by=by, facts={"draft": draft.slug}, changed=("results_by",))
    return pilot


@transaction.atomic
def close_pilot(pilot: Consultation, *, by: User) -> Consultation:
    """Take no more answers from now on; again is no mistake. Raises ValidationError: not_your_agency, not_a_pilot."""
    check_holds(pilot, by)
    pilot = lock(pilot)
    check_pilot(pilot)
    if pilot.state != ConsultationState.OPEN:
        return pilot
    opens_at, now = pilot.opens_at, _now()
    pilot.closes_at = now if opens_at is None or now > opens_at else opens_at + timedelta(milliseconds=1)
    pilot.results_by = results_due(pilot)
    record(pilot, Kind.PILOT_CLOSED, by=by, changed=("closes_at", "results_by"))
    return pilot


def _now() -> datetime:
    """By the database's clock, which decides whether an answer came in time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
    return now


def check_pilot(consultation: Consultation) -> None:
    """Raises ValidationError (not_a_pilot)."""
    if not consultation.is_pilot:
        raise ValidationError(_("This is no trial."), code="not_a_pilot")


def _check_ways(draft: Consultation) -> None:
    ways = ways_here(draft)
    if found := [problem for way in ways for problem in way.problems()]:
        raise ValidationError(found)
    if not any(way.is_a_way() for way in ways):
        raise ValidationError(
            _("There is nothing to try yet: ask statements or questions, or take comments on a text."),
            code="way_missing",
        )


def _titled(says_so: str, title: str) -> str:
    return f"{says_so}{title}"[:TITLE_MAX_LETTERS] if title else ""
