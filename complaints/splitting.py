"""One complaint that tells of several problems: made into cases of their own, and put back again. One function an act.

The words first sent stay whole, and their author keeps one conversation: the parts stand on the page of the case they
came from, its receipt code opens them, and news of each come the same way. Each part is routed like anything filed.
Nothing is more open than it was: a part is at least as closed as the case it came from.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import lock_open, lock_part_of_lead, refuse_while_awaiting, step
from complaints.awaiting_approval import refuse_while_unapproved
from complaints.co_sign_tables import CoSigning, Invitation
from complaints.co_signing import may_be_shared
from complaints.following import co_sign_subject
from complaints.hiding import hide_from_public
from complaints.hints import most_open
from complaints.intake import check_text, least_open, new_case, without_invisible
from complaints.models import (
    Assignment,
    AssistedFiling,
    Case,
    CaseEvent,
    CaseFile,
    Complainant,
    Complaint,
    Consent,
    Split,
)
from complaints.notices import notify_complainants
from complaints.personal_data import mask
from complaints.sentences import together, without
from complaints.telling import is_by_a_person
from complaints.text_languages import language_of
from complaints.timeline import lock, record, settle, tell_open_pages
from complaints.workflow import OPENNESS, AssignmentState, CaseState, TransitionNotAllowed, Visibility
from directory.calendar import next_working_moment
from directory.models import Agency, Area, Topic, User
from notifications.live import announce
from notifications.models import Subscription

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen
MOST_PARTS = 3
"""Made in one act: with what stays, four problems of one text."""


@dataclass(frozen=True, kw_only=True)
class PartToMake:
    """A problem that shall be a case of its own. ranges: its words, each [start, end) in letters of the text."""

    ranges: tuple[tuple[int, int], ...]
    topic: Topic | None = None
    """None: it is found from the words."""
    area: Area | None = None
    place_text: str = ""
    keeps_pin: bool = False
    files: tuple[int, ...] = ()
    """Ids of the files of the complaint that show it."""


def may_be_split(case: Case) -> bool:
    """Whether it is in a state for it; who may do so is the caller's to ask."""
    return not case.is_ended and case.asked_at is None and case.resolution_proposed_at is None


def complaint_to_split(case: Case) -> Complaint:
    """The complaint whose words are looked at: of who speaks for the case."""
    return case.complaints.order_by("-id")[0]


@transaction.atomic
def split_case(case: Case, parts: Sequence[PartToMake], *, by: User, agency: Agency | None = None) -> list[Case]:
    """Make each of these problems a case of its own; returns them, in their order.

    agency: whose officer does it; None at the triage desk. What stops being right is taken from the public in the same
    act: where a part is less open, the text that everybody reads would still tell of it.
    Raises ValidationError: nothing_to_split, too_many_parts, nothing_would_stay, part_is_split_already,
    file_not_of_this_case, text_too_short, text_without_words; TransitionNotAllowed: case_has_ended, question_is_open,
    closing_is_proposed.
    """
    case = lock_open(case)
    refuse_while_awaiting(case)
    complaint = complaint_to_split(case)
    files = _check(complaint, parts)
    made = [_make(case, complaint, part, files, by=by, agency=agency) for part in parts]
    complaint.parted = [*complaint.parted, *(list(one) for part in parts for one in part.ranges)]
    complaint.save(update_fields=["parted"])
    is_hidden = case.released_at is not None and any(part.visibility != Visibility.PUBLIC for part in made)
    changed = hide_from_public(case) if is_hidden else ()
    if is_hidden:
        announce(f"close:case:{case.reference}")
    record(
        case,
        Kind.SPLIT,
        by=by,
        agency=agency,
        seen_by=Seen.COMPLAINANT,
        facts={"parts": len(made), **({"hidden": True} if is_hidden else {})},
    )
    notify_complainants(case, Kind.SPLIT)
    settle(case, *changed, *_words_anew(case, complaint))
    return made


@transaction.atomic
def undo_split(split: Split, *, by: User, agency: Agency | None = None) -> Case:
    """Put a part back into the case it came from, as long as nobody has done anything with it; returns that case.

    Its number stays good and leads to that case. Raises TransitionNotAllowed: put_back_already, whole_has_ended,
    question_is_open, closing_is_proposed, part_is_worked_on.
    """
    whole = lock(Case(pk=split.whole_id))  # before its part, as in complaints.joining
    part = lock(Case(pk=split.part_id))
    split = Split.objects.select_related("complaint").get(pk=split.pk)
    if split.undone_at is not None:
        raise TransitionNotAllowed(_("This part was put back already."), code="put_back_already")
    if whole.is_ended:
        raise TransitionNotAllowed(
            _("The case it came from has ended. The part goes on by itself."), code="whole_has_ended"
        )
    refuse_while_awaiting(whole)  # what is answered, or under appeal, gets no other words
    if has_been_worked_on([part])[part.pk]:
        raise TransitionNotAllowed(
            _(
                "Somebody has acted on this part already, so it cannot be put back."
                " If both are the same problem, join them: then they go on as one."
            ),
            code="part_is_worked_on",
        )
    split.undone_at = timezone.now()
    split.save(update_fields=["undone_at"])
    complaint, gone = split.complaint, [list(one) for one in split.ranges]
    complaint.parted = [one for one in complaint.parted if list(one) not in gone]
    complaint.save(update_fields=["parted"])
    CaseFile.objects.filter(pk__in=split.file_ids, case=part).update(case=whole, complaint=complaint, released_at=None)
    _end_signatures(part)
    for sent in part.assignments.live():  # the agency it was sent to has nothing to do with the whole
        step(sent, AssignmentState.TRANSFERRED)
        sent.save(update_fields=["state"])
    part.joined_into = whole
    record(part, Kind.PUT_BACK, by=by, agency=agency, seen_by=Seen.COMPLAINANT)
    settle(part, "joined_into", "co_signer_count")
    record(whole, Kind.TOOK_BACK, by=by, agency=agency, seen_by=Seen.COMPLAINANT)
    notify_complainants(whole, Kind.TOOK_BACK)
    return settle(whole, *_words_anew(whole, complaint))


@transaction.atomic
def split_as_lead(assignment: Assignment, parts: Sequence[PartToMake], *, by: User) -> list[Case]:
    """The same by an officer of the responsible agency. Raises besides: another_agency_leads, approval_is_open."""
    case, assignment = lock_part_of_lead(assignment)
    refuse_while_unapproved(assignment)
    return split_case(case, parts, by=by, agency=assignment.agency)


@transaction.atomic
def undo_as_lead(assignment: Assignment, split: Split, *, by: User) -> Case:
    """The same by an officer of the agency responsible for the case it came from. Raises besides: another_agency_leads."""
    _case, assignment = lock_part_of_lead(assignment)
    return undo_split(split, by=by, agency=assignment.agency)


def has_been_worked_on(parts: Sequence[Case]) -> dict[int, bool]:
    """Whether anybody, not the routing alone, has done something with these parts; by their ids, in two queries."""
    ids = [part.pk for part in parts]
    acted = {part.pk: part.is_ended for part in parts}
    for event in CaseEvent.objects.filter(case__in=ids).exclude(kind=Kind.SPLIT_OFF):
        acted[event.case_id] |= is_by_a_person(event)
    taken = Assignment.objects.filter(case__in=ids).exclude(state=AssignmentState.PROPOSED, officer=None)
    for case_id in taken.values_list("case_id", flat=True):
        acted[case_id] = True
    return acted


def carry_followers(case: Case) -> None:
    """Those who follow the case it came from follow a part as soon as everybody may read it. Within the act of releasing.

    "Me too" stays where it was said: nobody can tell which of the problems was meant, and who said it is not kept.
    """
    split = Split.objects.filter(part=case, undone_at=None).select_related("whole").first()
    if split is None:
        return
    subject = f"case:{case.reference}"
    people = Subscription.objects.filter(subject=f"case:{split.whole.reference}").values_list("user_id", flat=True)
    rows = [Subscription(user_id=person, subject=subject) for person in people]
    Subscription.objects.bulk_create(rows, ignore_conflicts=True)


def _check(complaint: Complaint, parts: Sequence[PartToMake]) -> dict[int, CaseFile]:
    """The files of the complaint by their ids."""
    if not parts or not all(part.ranges for part in parts):
        raise ValidationError(_("Mark which sentences are another problem."), code="nothing_to_split")
    if len(parts) > MOST_PARTS:
        raise ValidationError(
            _("At most %(most)s new cases at once."), code="too_many_parts", params={"most": MOST_PARTS}
        )
    taken = [(start, end, True) for start, end in complaint.parted]
    taken += [(start, end, False) for part in parts for start, end in part.ranges]
    if any(not 0 <= start < end <= len(complaint.text) for start, end, _before in taken):
        raise ValidationError(_("Mark which sentences are another problem."), code="nothing_to_split")
    taken.sort()
    if any(earlier[1] > later[0] for earlier, later in zip(taken, taken[1:], strict=False)):
        raise ValidationError(
            _("One of these sentences goes on in a case of its own already. Nothing was done: look again."),
            code="part_is_split_already",
        )
    if not any(letter.isalnum() for letter in without(complaint.text, [one[:2] for one in taken])):
        raise ValidationError(
            _("Something has to stay in this case. Leave at least one sentence here."), code="nothing_would_stay"
        )
    for part in parts:
        check_text(together(complaint.text, part.ranges))
    files = {file.pk: file for file in complaint.files.filter(case=complaint.case_id)}
    wanted = [file for part in parts for file in part.files]
    if len(wanted) != len(set(wanted)) or not files.keys() >= set(wanted):
        raise ValidationError(_("One of these pictures does not belong to the case."), code="file_not_of_this_case")
    return files


def visibility_of_part(case: Case, complaint: Complaint, text: str, topic: Topic | None) -> Visibility:
    """At least as closed as the case it is taken from, as its topic asks for, and as its words do."""
    wanted = Visibility(complaint.visibility)
    return max(
        Visibility(case.visibility), least_open(wanted, topic, case.kind), most_open(text), key=OPENNESS.__getitem__
    )


def _make(
    case: Case, complaint: Complaint, part: PartToMake, files: dict[int, CaseFile], *, by: User, agency: Agency | None
) -> Case:
    now, text = timezone.now(), together(complaint.text, part.ranges)
    person = Complainant.objects.filter(complaint=complaint).select_related("user").first()
    visibility = visibility_of_part(case, complaint, text, part.topic)
    made = new_case(
        state=CaseState.RECEIVED,
        kind=case.kind,
        visibility=visibility,
        topic=part.topic,
        area=part.area,
        latitude=case.latitude if part.keeps_pin else None,
        longitude=case.longitude if part.keeps_pin else None,
        place_text=without_invisible(part.place_text)[:300],
        public_text=_masked(text, person) if visibility == Visibility.PUBLIC else "",
        created_at=now,
    )
    told = Complaint.objects.create(
        reference=made.reference,
        case=made,
        text=text,
        channel=complaint.channel,
        language=complaint.language,
        text_language=language_of(text),
        visibility=complaint.visibility,
        submitted_at=complaint.submitted_at,
        counts_from=next_working_moment(now),
        receipt_hash=secrets.token_hex(32) if complaint.receipt_hash else "",  # of no code: that of the whole opens it
        helper=complaint.helper,
        part_of=complaint.part_of or complaint,
    )
    _keep_person(complaint, told, person)
    _keep_filing(complaint, told)
    moved = [files[pk] for pk in part.files]
    CaseFile.objects.filter(pk__in=part.files).update(case=made, complaint=told, released_at=None)
    Split.objects.create(
        whole=case,
        part=made,
        complaint=complaint,
        ranges=[list(one) for one in part.ranges],
        file_ids=[file.pk for file in moved],
        split_at=now,
    )
    _carry_signatures(case, made)
    record(made, Kind.SPLIT_OFF, by=by, agency=agency, seen_by=Seen.COMPLAINANT, at=now)
    made.save(update_fields=["event_count", "co_signer_count"])
    tell_open_pages(made, set(), wake="route_waiting_cases")
    return made


def _masked(text: str, person: Complainant | None) -> str:
    names = [person.name, person.user.full_name if person.user else ""] if person else []
    return mask(text, [name for name in names if name])


def _keep_person(complaint: Complaint, told: Complaint, person: Complainant | None) -> None:
    """The same person, reached the same way, who agreed to the same."""
    if person is not None:
        Complainant.objects.create(
            complaint=told,
            user=person.user,
            name=person.name,
            phone=person.phone,
            email=person.email,
            news_channel=person.news_channel,
            news_confirmed_at=person.news_confirmed_at,
        )
    standing = Consent.objects.filter(complaint=complaint, withdrawn_at__isnull=True)
    Consent.objects.bulk_create(
        Consent(
            complaint=told,
            purpose=one.purpose,
            version=one.version,
            said=one.said,
            channel=one.channel,
            given_at=one.given_at,
            given_as=one.given_as,
        )
        for one in standing
    )


def _keep_filing(complaint: Complaint, told: Complaint) -> None:
    """For whom a helper filed, and who told it: what the person agreed to holds for every part. The receipt is that of the
    whole, so nothing is left to hand over."""
    filed = AssistedFiling.objects.filter(complaint=complaint).first()
    if filed is not None:
        AssistedFiling.objects.create(
            complaint=told,
            agency=filed.agency,
            told_by=filed.told_by,
            told_by_name=filed.told_by_name,
            is_handed_over=True,
        )


def _carry_signatures(case: Case, part: Case) -> None:
    """Who signed the text signed this part of it too, unless it is kept in confidence. Unsaved; the caller saves."""
    if not case.co_signer_count or not may_be_shared(part):
        return
    people = list(CoSigning.objects.filter(case=case).values_list("user_id", "signed_at"))
    Invitation.objects.create(case=part, is_open=False)
    CoSigning.objects.bulk_create(CoSigning(case=part, user_id=user, signed_at=at) for user, at in people)
    rows = [Subscription(user_id=user, subject=co_sign_subject(part)) for user, _at in people]
    Subscription.objects.bulk_create(rows, ignore_conflicts=True)
    part.co_signer_count = len(people)


def _end_signatures(part: Case) -> None:
    """They stand with the whole as before. Unsaved."""
    CoSigning.objects.filter(case=part).delete()
    Subscription.objects.filter(subject=co_sign_subject(part)).delete()
    part.co_signer_count = 0


def _words_anew(case: Case, complaint: Complaint) -> tuple[str, ...]:
    """What follows from the words that are here now: those searched for, and those an officer may release. Unsaved.

    Returns the names of the fields.
    """
    case.words = None  # cut again by the worker
    if case.released_at is not None or case.visibility != Visibility.PUBLIC or not case.public_text:
        return ("words",)
    case.public_text = _masked(complaint.words_here, Complainant.objects.filter(complaint=complaint).first())
    return ("words", "public_text")


def parts_of(cases: Iterable[Case]) -> dict[int, list[Split]]:
    """The parts of these cases that go on by themselves, by the id of the case they came from; one query."""
    found: dict[int, list[Split]] = {case.pk: [] for case in cases}
    splits = Split.objects.filter(whole__in=found, undone_at=None).select_related("part__topic__parent", "complaint")
    for split in splits.prefetch_related("part__assignments__agency"):
        found[split.whole_id].append(split)
    return found
