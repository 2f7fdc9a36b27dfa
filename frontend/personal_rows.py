"""Whose data somebody takes away, and which rows of each table are theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from complaints.erasure import messages_of, messages_to
from complaints.models import Case, CaseEvent, CaseFile, Complaint, Objection, Translation
from complaints.telling import BY_COMPLAINANT, BY_OFFICERS
from consultations.comments.models import CommentFile
from directory.models import User
from notifications.models import Message
from records.models import AccessLog, Upload

_BY_NOBODY = Q(by=None) & (Q(agency=None) | Q(kind__in=BY_COMPLAINANT))
"""Lines of whoever had the code, and of the house itself; an appeal names the agency that decides it."""


@dataclass(frozen=True)
class Owner:
    """Whose data it is: an account with all it filed, or whoever has the receipt code of one complaint."""

    complaints: QuerySet[Complaint]
    person: User | None = None

    @classmethod
    def of_account(cls, person: User) -> Owner:
        return cls(Complaint.objects.filter(complainant__user=person), person)

    @classmethod
    def of_complaint(cls, complaint: Complaint) -> Owner:
        return cls(Complaint.objects.filter(pk=complaint.pk))


def own_cases(owner: Owner) -> QuerySet[Case]:
    """Cases that began with this person's words; one they joined holds the place and words of somebody else (S10)."""
    return Case.objects.filter(reference__in=owner.complaints.values("reference"))


def own_events(owner: Owner) -> QuerySet[CaseEvent]:
    """What the person did, and what agencies and the triage desk let the complainant read."""
    told_to = ["public", "complainant"]
    by_office = Q(agency__isnull=False) & ~Q(kind__in=BY_COMPLAINANT) | Q(kind__in=BY_OFFICERS)
    told = Q(by_office, seen_by__in=told_to, note_seen_by__in=told_to)
    cases = Case.objects.filter(complaints__in=owner.complaints)
    # By code or one-time link nobody is signed in: where nobody else filed, it was this person (or the system).
    alone = Case.objects.annotate(filers=Count("complaints")).filter(filers=1, pk__in=cases)
    by_code = Q(_BY_NOBODY, seen_by__in=told_to, note_seen_by__in=told_to, case__in=alone.values("pk"))
    own = Q(told, case__in=cases) | by_code
    by_account = Q(by__filed_as__complaint__in=owner.complaints, case__in=cases)
    own |= by_account if owner.person is None else Q(by=owner.person)
    return CaseEvent.objects.filter(own).distinct().order_by("case_id", "n")


def own_translations(owner: Owner) -> QuerySet[Translation]:
    """Of what they wrote, and of what agencies wrote to them."""
    of_words = Q(complaint__in=owner.complaints) | Q(event__in=own_events(owner).order_by().values("pk"))
    return Translation.objects.filter(of_words, state=Translation.State.DONE).order_by("id")


def own_files(owner: Owner) -> QuerySet[CaseFile]:
    """What they sent, with a complaint or later."""
    own = Q(complaint__in=owner.complaints)
    if owner.person is not None:
        own |= Q(event__by=owner.person, event__kind__in=BY_COMPLAINANT)  # not what they did as somebody's officer
    else:  # what came later by the code stands with a line of nobody's, as in `own_events`
        own |= Q(event__in=own_events(owner).filter(_BY_NOBODY))
    return CaseFile.objects.filter(own)


def own_uploads(owner: Owner) -> QuerySet[Upload]:
    """The files themselves."""
    own = Q(case_file__in=own_files(owner).values("pk"))
    return Upload.objects.filter(own | Q(comment_file__in=own_comment_files(owner).values("pk")))


def own_comment_files(owner: Owner) -> QuerySet[CommentFile]:
    """What their account sent with comments on texts of law."""
    return CommentFile.objects.filter(comment__author__user=owner.person, comment__author__user__isnull=False)


def own_messages(owner: Owner) -> QuerySet[Message]:
    """What was sent to them."""
    if owner.person is not None:
        return messages_to(owner.person).order_by("id")
    return messages_of(owner.complaints.get()).order_by("id")


def own_objections(owner: Owner) -> QuerySet[Objection]:
    """Against uses of their data."""
    own = Q(complaint__in=owner.complaints)
    return Objection.objects.filter(own if owner.person is None else own | Q(user=owner.person))


def looks_at(owner: Owner) -> QuerySet[AccessLog]:
    """Who of the office opened what is not open to everybody."""
    references = Case.objects.filter(complaints__in=owner.complaints).values_list("reference", flat=True)
    return AccessLog.objects.filter(subject__in=[f"case:{each}" for each in references]).order_by("at")
