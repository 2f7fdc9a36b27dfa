"""What who filed a joined case is told of the one in which it goes on: its way, its date and the agency's answer.

Never a word that somebody else wrote: the lines of its timeline are those that everybody reads and why it is late, of their
notes only what an agency wrote to all who joined, and like the answer with names, numbers and addresses hidden: news, why
it needs more time, what one that helps has done. Its number is told only where everybody reads that case anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import QuerySet

from complaints.joining import may_be_separated
from complaints.lines import Line, timeline
from complaints.models import Case, CaseEvent, CaseFile, Complaint
from complaints.next_steps import NextStep, next_step
from complaints.personal_data import mask
from complaints.progress import Step, steps_of
from complaints.releasing import has_answer, names_of_authors, proposed_answer
from complaints.split_tables import is_put_back
from complaints.telling import TO_JOINED
from complaints.tracking import complete
from complaints.workflow import Visibility
from records.models import Upload


@dataclass(frozen=True)
class Together:
    """The case in which a joined one goes on. answer: "" before there is one, files: the pictures with it; public: its
    number, or "". The note of a line is the news in it."""

    case: Case
    steps: tuple[Step, ...]
    next: NextStep | None
    lines: list[Line]
    answer: str
    files: tuple[CaseFile, ...]
    public: str
    may_leave: bool
    no_photo: str = ""
    why_again: str = ""
    """Why there is no picture of the finished work, or why one that was used before is right; nobody named."""

    @property
    def news(self) -> Line | None:
        """The newest of what the agency wrote to all who joined."""
        return next((line for line in self.lines if line.note), None)


def together_with(case: Case, complaint: Complaint) -> Together | None:
    """What the complainant of this case is told; None where it is joined with none."""
    if case.joined_into_id is None or is_put_back(case):
        return None
    root = Case.objects.get(pk=case.joined_into_id)
    if root.visibility == Visibility.CONFIDENTIAL:  # complaints.joining takes it out in the act that makes it so
        return None
    complete(root)
    told = _newest_report(root).first() if has_answer(root) else None
    return Together(
        case=root,
        steps=steps_of(root, is_mine=False),
        next=next_step(root, complaint, is_mine=False),
        lines=_with_news(root, timeline(root, up_to=CaseEvent.Seen.PUBLIC, to_joined=True)),
        answer=proposed_answer(root) if has_answer(root) else "",
        files=tuple(evidence_of(root)) if has_answer(root) else (),
        public=root.reference if root.released_at else "",
        may_leave=may_be_separated(root),
        no_photo=mask(str(told.facts.get("no_photo", "")), by_office=True) if told else "",
        why_again=mask(str(told.facts.get("why_again", "")), by_office=True) if told else "",
    )


def _with_news(root: Case, lines: list[Line]) -> list[Line]:
    told = [line.n for line in lines if TO_JOINED in line.facts]
    if not told:
        return lines
    notes = dict(root.events.filter(n__in=told).values_list("n", "note"))
    names = names_of_authors(root)
    return [
        replace(line, note=mask(notes[line.n], names, by_office=True)) if line.n in notes else line for line in lines
    ]


def evidence_of(root: Case) -> QuerySet[CaseFile]:
    """The pictures with which the agency says that it is done: who joined is asked as well whether it is."""
    newest = _newest_report(root)[:1].values("pk")
    kept = CaseFile.objects.filter(case=root, event__in=newest, upload__removed_at__isnull=True)
    return kept.filter(upload__kind=Upload.Kind.IMAGE).select_related("upload").order_by("id")


def _newest_report(root: Case) -> QuerySet[CaseEvent]:
    return root.events.filter(kind=CaseEvent.Kind.RESOLUTION_PROPOSED).order_by("-n")
