"""What an auditor sees of a closing: everything that was said, with personal data hidden, and no more than is needed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from complaints.lines import Line, timeline
from complaints.models import Audit, CaseEvent, CaseFile, SurveyAnswer
from complaints.personal_data import mask
from complaints.releasing import names_of_authors
from complaints.workflow import AssignmentState
from records.models import Upload

Seen, Kind = CaseEvent.Seen, CaseEvent.Kind


@dataclass(frozen=True)
class AuditPage:
    audit: Audit
    texts: list[str]
    """What was told and is worked on here, without personal data."""
    answer: str
    answered_at: object
    due_at: object
    no_photo: str
    lines: list[Line]
    pictures: list[Upload]
    """After the work."""
    survey: list[SurveyAnswer] = field(default_factory=list)

    @property
    def was_late(self) -> bool | None:
        """Whether the answer came after its date, as that date stands now; None where there is none."""
        if not self.answered_at or not self.due_at:
            return None
        return bool(self.answered_at > self.due_at)  # type: ignore[operator]


def audit_page(audit: Audit) -> AuditPage:
    """Some ten queries, however long the case is."""
    case = audit.case
    names = names_of_authors(case)

    def hidden(text: str) -> str:
        return mask(text, names)

    lines = timeline(case, up_to=Seen.COMPLAINANT)
    event = audit.closing.event
    lead = case.assignments.filter(agency=audit.agency_id, part="lead").exclude(state=AssignmentState.DECLINED).last()
    return AuditPage(
        audit=audit,
        texts=[hidden(complaint.words_here) for complaint in case.complaints.order_by("pk")],
        answer=hidden(event.note),
        answered_at=event.at,
        due_at=lead.due_at if lead else None,
        no_photo=hidden(str(event.facts.get("no_photo", ""))),
        lines=[replace(line, note=hidden(line.note), files=(), translations=()) for line in lines],
        pictures=[kept.upload for kept in after_pictures(audit)],
        survey=list(SurveyAnswer.objects.filter(event__case=case).order_by("pk")[:5]),
    )


def after_pictures(audit: Audit) -> list[CaseFile]:
    """The pictures that the agency sent with the report that is audited."""
    files = CaseFile.objects.filter(event=audit.closing.event_id, upload__kind=Upload.Kind.IMAGE)
    return list(files.filter(upload__removed_at__isnull=True).select_related("upload").order_by("pk"))
