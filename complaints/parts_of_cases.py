"""What pages show of a case that was split: its parts to who filed it, and to an office what it may know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from complaints.duplicates import owed_by_leads_of
from complaints.models import Assignment, Case, Complaint, Split
from complaints.sentences import together
from complaints.splitting import has_been_worked_on, may_be_split, parts_of
from complaints.workflow import Visibility
from directory.digits import typed_number
from directory.models import User


@dataclass(frozen=True)
class OwnPart:
    """One of the cases that came of one telling. is_here: the page is about this one."""

    complaint: Complaint
    lead: Assignment | None
    is_whole: bool
    is_here: bool

    @property
    def case(self) -> Case:
        return self.complaint.case


def conversation_of(complaint: Complaint) -> list[OwnPart]:
    """All that goes on of what this person told, the first case first; empty where it is one case. For its author only."""
    if not complaint.parted and complaint.part_of_id is None:
        return []
    whole = complaint.part_of_id or complaint.pk
    told = Complaint.objects.filter(Q(pk=whole) | Q(part_of=whole)).order_by("pk")
    rows = told.select_related("case__topic__parent").prefetch_related("case__assignments__agency")
    put_back = Split.objects.filter(part__complaints__part_of=whole, undone_at__isnull=False)
    gone = set(put_back.values_list("part_id", flat=True))
    return [
        OwnPart(one, one.case.lead(), one.pk == whole, one.pk == complaint.pk)
        for one in rows
        if one.case_id not in gone or one.pk == complaint.pk
    ]


@dataclass(frozen=True)
class PartElsewhere:
    """A part that goes on by itself, as the office of the case it came from sees it.

    number: among the parts of the case, from 1, to name it in a form. case: None where it is kept closer than the case is,
    and this officer may not open it. words: "" of those that only another agency may read. may_join: with the case it came from, once somebody has acted on it.
    """

    number: int
    case: Case | None
    words: str
    lead: Assignment | None
    opens: bool
    is_worked_on: bool
    may_undo: bool
    may_join: bool


def parts_elsewhere(case: Case, officer: User) -> list[PartElsewhere]:
    """The parts that were made of this case and were not put back. As many queries for ten as for one."""
    splits = parts_of([case])[case.pk]
    if not splits:
        return []
    numbers = list(Split.objects.filter(whole=case).order_by("pk").values_list("pk", flat=True))
    acted = has_been_worked_on([split.part for split in splits])
    ids = [split.part_id for split in splits]
    handled = set(Assignment.objects.handled_by(officer).filter(case__in=ids).values_list("case_id", flat=True))
    led = owed_by_leads_of(officer)
    joinable = set(
        led.filter(case__in=ids).exclude(case__visibility=Visibility.CONFIDENTIAL).values_list("case_id", flat=True)
    )
    found = []
    for split in splits:
        is_closed = split.part.visibility == Visibility.CONFIDENTIAL and split.part_id not in handled
        shown = None if is_closed else split.part
        is_theirs = split.part.visibility == Visibility.PUBLIC or split.part_id in handled
        may_read = is_theirs or not any(sent.is_live for sent in split.part.assignments.all())
        found.append(
            PartElsewhere(
                number=numbers.index(split.pk) + 1,
                case=shown,
                words=together(split.complaint.text, split.ranges) if shown and may_read else "",
                lead=split.part.lead() if shown else None,
                opens=split.part_id in handled,
                is_worked_on=acted[split.part_id],
                may_undo=not acted[split.part_id] and may_be_split(case),
                may_join=acted[split.part_id] and split.part_id in joinable,
            )
        )
    return found


def split_with_number(case: Case, number: str) -> Split | None:
    """The part of this case that a form names; None for anything else."""
    n = typed_number(number, digits=3, otherwise=0)
    rows = list(case.splits.order_by("pk")[:n]) if n else []
    return rows[n - 1] if len(rows) == n and n else None


def came_from(case: Case, officer: User) -> dict[str, Any]:
    """Of a part, what its office may know of the case it came from: its number, never its words. {} of any other case."""
    split = Split.objects.filter(part=case).select_related("whole").first()
    if split is None:
        return {}
    opens = Assignment.objects.handled_by(officer).filter(case=split.whole_id).exists()
    is_told = opens or split.whole.visibility != Visibility.CONFIDENTIAL
    return {"came_from": split.whole if is_told else None, "came_from_opens": opens, "is_part": True}
