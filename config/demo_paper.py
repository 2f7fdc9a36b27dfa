"""The demo's paper: what a village meeting said to a text, the rows of demo/paper.csv, entered by the team form by form."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

from django.utils import timezone

from consultations.comments.entered import Remark
from consultations.entering.entries import Told, enter_form
from consultations.entering.stacks import About, begin_stack
from consultations.laws.models import Version
from consultations.models import Consultation
from directory.models import User

ROWS = Path(__file__).parent / "demo" / "paper.csv"


def enter_paper(consultation: Consultation, key: str, *, by: User) -> None:
    """On the day it opened; to the newest version of its first text."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["consultation"] == key]
    if not rows or consultation.opens_at is None:
        return
    first, day = rows[0], timezone.localdate(consultation.opens_at)
    stack = begin_stack(consultation, About(first["kind"], first["place"], day, int(first["forms"])), by=by)
    newest = Version.objects.standing().filter(document__consultation=consultation, document__n=1).latest("number")
    for _form, said in groupby(rows, key=lambda row: row["form"]):
        remarks = [Remark(1, newest.number, row["section"], row["paragraph"], row["text"]) for row in said]
        enter_form(stack, Told(remarks=remarks), by=by)
