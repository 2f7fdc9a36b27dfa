"""Fills a database with cases as a national desk would have them: `python -m config.bench.filling 100000`.

Rows are stored in bulk, not through the acts: this is about size. The texts are the demo's, varied by place.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import django

BATCH = 2000
VARIANTS = 4000
"""Different texts, each cut into words once; more would only make the filling slower."""
BUSY_AGENCY = "pea"
BUSY_SHARE = 0.25
STATES = {
    "received": 0.2, "triage": 2, "routed": 10, "in_progress": 22, "awaiting_complainant": 5,
    "resolution_proposed": 6, "closed": 48, "withdrawn": 4, "rejected": 2.8,
}  # fmt: skip
"""Shares of the cases, in percent."""
STATES_OF_THE_BUSY = {
    "routed": 22,
    "in_progress": 50,
    "awaiting_complainant": 8,
    "resolution_proposed": 5,
    "closed": 15,
}
"""The busy agency owes an answer in four of five: its inbox is the longest anybody opens."""
OPEN = {"received", "triage", "routed", "in_progress", "awaiting_complainant", "resolution_proposed"}
DAYS_OPEN, DAYS_KEPT = 60, 700
"""Filed within so many days: what is still open, and everything else."""


def texts(rows: list[dict[str, str]], dice: random.Random) -> Iterator[str]:
    """The demo's texts, each with a place and a time of another one, as neighbours write about the same thing."""
    while True:
        one, other = dice.choice(rows), dice.choice(rows)
        since = dice.choice(["เมื่อวาน", "สองวันแล้ว", "ตั้งแต่อาทิตย์ก่อน", "มาเดือนกว่า", "ตั้งแต่ต้นปี"])
        yield f"{one['text']} แถว{other['place']} เป็นแบบนี้{since} ต.{other['subdistrict_th']}"


@dataclass
class Rows:
    """One batch on its way into the tables, each list in the order of its ids."""

    cases: list[Any] = field(default_factory=list)
    complaints: list[Any] = field(default_factory=list)
    complainants: list[Any] = field(default_factory=list)
    assignments: list[Any] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    decisions: list[Any] = field(default_factory=list)


class Filler:
    def __init__(self, seed: int) -> None:
        from django.db import connection
        from django.utils import timezone

        from complaints.references import new_reference
        from config.demo_story import STORIES
        from directory.models import Agency, Area, Topic, User
        from records.segmentation import segmentation_here
        from routing.models import RoutingRule

        self.dice = random.Random(seed)
        self.now = timezone.now()
        with Path(STORIES).open(encoding="utf-8", newline="") as lines:
            made = texts(list(csv.DictReader(lines)), self.dice)
        self.texts = list(islice(made, VARIANTS))
        self.words = self._words(connection)
        self.words_version = segmentation_here().number
        self.topics = list(Topic.objects.filter(parent__isnull=False))
        self.areas = list(Area.objects.filter(level="subdistrict"))
        self.busy = Agency.objects.get(code=BUSY_AGENCY)
        self.agencies = list(Agency.objects.taking_complaints().exclude(pk=self.busy.pk))
        self.officers = list(User.objects.filter(memberships__isnull=False))
        self.rules = list(RoutingRule.objects.values_list("pk", flat=True))
        self.references: set[str] = set()
        self.new_reference = new_reference

    def _words(self, connection: Any) -> list[str]:
        """Each text cut for the search, as PostgreSQL writes a tsvector."""
        from records.search import search_tokens

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT to_tsvector('simple', t)::text FROM unnest(%s) WITH ORDINALITY AS u(t, n) ORDER BY n",
                [[search_tokens(text) for text in self.texts]],
            )
            return [row[0] for row in cursor.fetchall()]

    def batch(self, size: int) -> Rows:
        rows = Rows()
        for _ in range(size):
            self._one(rows)
        return rows

    def _one(self, rows: Rows) -> None:
        from complaints.models import Assignment, Case, Complainant, Complaint

        dice = self.dice
        is_busy = dice.random() < BUSY_SHARE
        shares = STATES_OF_THE_BUSY if is_busy else STATES
        state = dice.choices(list(shares), list(shares.values()))[0]
        filed_at = self.now - timedelta(
            minutes=dice.randrange(10, (DAYS_OPEN if state in OPEN else DAYS_KEPT) * 24 * 60)
        )
        number = dice.randrange(VARIANTS)
        public = dice.random() < 0.5
        reference = self._reference(filed_at)
        case = Case(
            reference=reference,
            visibility="public" if public else dice.choice(["agency", "agency", "agency", "confidential"]),
            topic=dice.choice(self.topics),
            area=dice.choice(self.areas),
            latitude=dice.uniform(6, 20) if dice.random() < 0.4 else None,
            place_text="หน้าตลาดสด" if dice.random() < 0.5 else "",
            public_text=self.texts[number] if public else "",
            is_urgent=dice.random() < 0.03,
            created_at=filed_at,
            words=self.words[number],
            words_version=self.words_version,
        )
        if case.latitude is not None:
            case.longitude = dice.uniform(98, 105)
        assignment = None
        if state not in {"received", "triage", "rejected"}:
            agency = self.busy if is_busy else dice.choice(self.agencies)
            assignment = Assignment(case=case, agency=agency, proposed_at=filed_at + timedelta(minutes=1))
            assignment.accept_by = filed_at + timedelta(days=1)
        self._live(rows, case, assignment, state)
        complaint = Complaint(
            reference=reference,
            case=case,
            text=self.texts[number],
            text_language="th",
            visibility=case.visibility,
            submitted_at=filed_at,
            counts_from=filed_at,
            receipt_hash=f"{dice.getrandbits(256):064x}",
        )
        rows.cases.append(case)
        rows.complaints.append(complaint)
        if dice.random() < 0.6:
            email = f"person{dice.getrandbits(40)}@example.invalid"
            rows.complainants.append(Complainant(complaint=complaint, name="มาลี ใจดี", email=email))
        if assignment is not None:
            rows.assignments.append(assignment)
        if state != "received":
            rows.decisions.append(self._decision(case, assignment))

    def _decision(self, case: Any, assignment: Any) -> Any:
        from routing.models import RoutingDecision

        agency = assignment.agency if assignment else self.dice.choice(self.agencies)
        return RoutingDecision(
            case=case,
            model_version="bench",
            proposals=[
                {
                    "topic": self.dice.choice(self.topics).code if place else case.topic.code,
                    "agency": self.dice.choice(self.agencies).code if place else agency.code,
                    "probability": (0.8, 0.12, 0.05)[place],
                    "rule": self.dice.choice(self.rules),
                    "words": ["ไฟ", "ดับ", "ถนน"],
                    "problem": "",
                }
                for place in range(3)
            ],
            threshold=0.6,
            did="assigned" if assignment else "triage",
            why="sure" if assignment else "unsure",
        )

    def _reference(self, at: datetime) -> str:
        reference = self.new_reference(at)
        while reference in self.references:
            reference = self.new_reference(at)
        self.references.add(reference)
        return reference

    def _live(self, rows: Rows, case: Any, assignment: Any, state: str) -> None:
        """Let the case come to its state: the facts, the part of the agency and the timeline agree with each other."""
        from complaints.models import CaseEvent
        from complaints.workflow import public_state

        pace = (self.now - case.created_at) / 12

        def tell(kind: str, step: int, note: str = "") -> datetime:
            case.event_count += 1
            at = case.created_at + pace * step
            agency = assignment.agency if assignment and step else None
            part = assignment if agency else None
            line = CaseEvent(case=case, n=case.event_count, kind=kind, agency=agency, assignment=part, note=note, at=at)
            rows.events.append(line)
            return at

        tell("filed", 0)
        if state in {"triage", "rejected"}:
            case.triaged_at = tell("triage", 1)
        if state == "rejected":
            case.rejected_at = tell("rejected", 2, "ไม่ได้บอกสถานที่และติดต่อผู้แจ้งไม่ได้")
        if assignment is not None:
            case.routed_at = tell("routed", 1)
        if assignment is not None and state != "routed":
            assignment.accepted_at = tell("accepted", 2)
            assignment.state, assignment.officer = "working", self.dice.choice(self.officers)
            assignment.due_at = assignment.accepted_at + timedelta(days=self.dice.randrange(5, 45))
        if state == "awaiting_complainant":
            assignment.state = "waiting"
            case.asked_at = tell("asked", 3, "ขอทราบเลขเสาไฟหรือจุดสังเกตใกล้เคียงเพิ่มเติม")
            case.answer_by = self.now + timedelta(days=20)
        if state == "withdrawn":
            case.withdrawn_at = tell("withdrawn", 4)
        if state == "in_progress":
            tell("replied", 3, "ส่งเรื่องให้ช่างประจำพื้นที่แล้ว")
            tell("replied", 6, "อะไหล่มาถึงแล้ว รอคิวช่าง")
        if state in {"resolution_proposed", "closed"}:
            tell("replied", 4, "ส่งเรื่องให้ช่างประจำพื้นที่แล้ว")
            tell("replied", 6, "ช่างจะเข้าไปดูหน้างานภายในสัปดาห์นี้")
            assignment.state, assignment.answer = "answered", "ซ่อมเสร็จแล้ว ทดลองใช้งานได้ตามปกติ"
            assignment.answered_at = case.resolution_proposed_at = tell("resolution_proposed", 8, assignment.answer)
            case.outcome, case.confirm_by = "solved", self.now + timedelta(days=20)
        if state == "closed":
            assignment.state = "approved"
            case.closed_at = case.confirmed_at = tell("confirmed", 10)
        case.state = public_state(case, [assignment] if assignment else [], in_triage=case.triaged_at is not None)


def store(rows: Rows) -> None:
    from complaints.models import Assignment, Case, CaseEvent, Complainant, Complaint
    from routing.models import RoutingDecision

    lists: Iterable[tuple[Any, list[Any]]] = (
        (Case, rows.cases),
        (Complaint, rows.complaints),
        (Complainant, rows.complainants),
        (Assignment, rows.assignments),
        (CaseEvent, rows.events),
        (RoutingDecision, rows.decisions),
    )
    for model, objects in lists:
        model.objects.bulk_create(objects, batch_size=BATCH)


def fill(cases: int, *, seed: int = 7) -> None:
    from django.db import connection, transaction

    filler = Filler(seed)
    for start in range(0, cases, BATCH):
        with transaction.atomic():
            store(filler.batch(min(BATCH, cases - start)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FREEZE, ANALYZE)")


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
