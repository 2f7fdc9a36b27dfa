"""What the demo's agency promised after its answered consultation, of demo/promises.csv: kept, on the way, and late."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from config.demo_clock import clock_at
from consultations.models import Consultation
from consultations.promises.keeping import keep_promise, move_promise, reach_milestone, start_promise
from consultations.promises.making import Owner, Words, promise_after_answer, promise_after_report
from consultations.promises.models import Promise
from consultations.results.models import Duty
from directory.models import User

ROWS = Path(__file__).parent / "demo" / "promises.csv"


def promise_changes(consultation: Consultation, key: str, *, by: User) -> None:
    """The promises of this consultation, each some days after its answer. Days in the table count from the closing."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["consultation"] == key]
    if consultation.closes_at is None:
        return
    for row in rows:
        with clock_at(consultation.closes_at + timedelta(days=float(row["made"]))):
            promise = _make(consultation, row, by=by)
        if promise is None:
            continue  # its theme was found in none by a later version of the program
        with clock_at(consultation.closes_at + timedelta(days=float(row["then"]))):
            _go_on(promise, row, by=by)


def _make(consultation: Consultation, row: dict[str, str], *, by: User) -> Promise | None:
    closed_on = timezone.localdate(consultation.closes_at)
    milestones = [part.split(":") for part in row["milestones"].split("|") if part]
    words = Words(
        row["text_th"],
        closed_on + timedelta(days=int(row["due"])),
        row["text_en"],
        [(text, closed_on + timedelta(days=int(days))) for text, days in milestones],
    )
    owner = Owner(consultation.agency, row["unit"])
    if not row["theme"]:
        return promise_after_report(consultation, words, owner=owner, by=by)
    duty = Duty.objects.filter(consultation=consultation, theme__name=row["theme"]).first()
    return promise_after_answer(duty, words, owner=owner, by=by) if duty else None


def _go_on(promise: Promise, row: dict[str, str], *, by: User) -> None:
    if row["becomes"] == "kept":
        keep_promise(promise, state="kept", evidence=row["evidence"], note=row["note"], by=by)
    elif row["becomes"] == "on_the_way":
        start_promise(promise, note=row["note"], by=by)
        for milestone in promise.milestones.all()[:1]:
            reach_milestone(milestone, by=by)
    elif row["becomes"] == "moved":
        move_promise(promise, to=promise.due_on + timedelta(days=2), reason=row["note"], by=by)
