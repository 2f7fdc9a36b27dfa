"""What the complainant adds or puts right later, under the same number; the words first sent stay as they are.

A place or topic that was wrong is corrected at once while the agency is still being sought, and the case then goes its
way anew. Once an agency has the case it is a wish: an officer takes it over with one click or refuses with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.acting import (
    attach,
    check_note,
    has_just_said,
    lock_open,
    lock_part_of_lead,
    lock_where_worked_on,
    moment_to_tell,
)
from complaints.handling import set_topic
from complaints.hiding import hide_place_from_public
from complaints.intake import check_place, without_invisible
from complaints.joining import may_be_separated
from complaints.models import Assignment, Case, CaseEvent, CorrectionWish
from complaints.notices import notify_complainants
from complaints.timeline import record, settle
from complaints.workflow import CaseState, TransitionNotAllowed
from directory.models import Area, Topic, User
from directory.places import area_at, fits
from records.models import Upload

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen
ADDITIONS_A_CASE = 30
_COUNTED = (Kind.ADDED, Kind.CORRECTION_ASKED, Kind.CORRECTED)
_STILL_SOUGHT = frozenset({CaseState.RECEIVED, CaseState.TRIAGE})


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What should be different: None and "" leave what is there. A place is an area, words for it, a pin, or several."""

    topic: Topic | None = None
    area: Area | None = None
    place_text: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def has_place(self) -> bool:
        return self.area is not None or bool(self.place_text) or self.latitude is not None


def counts_at_once(case: Case) -> bool:
    """Whether a correction is no wish, because no agency has the case yet."""
    return case.state in _STILL_SOUGHT


@transaction.atomic
def add_to_complaint(case: Case, *, text: str, by: User | None, uploads: Iterable[Upload] = ()) -> Case:
    """Words or files that the complainant sends later. The agencies see them as new. The same words at once are one.

    Of a joined case they stand on its own timeline, and those who work on the other are told there that something came.
    Raises ValidationError: case_has_ended, note_missing (neither words nor files), note_too_long, added_too_often,
    case_moved_on.
    """
    (case, root), files = lock_where_worked_on(case), list(uploads)
    note, at = check_note(text, needed=not files), moment_to_tell(case)
    if not files and has_just_said(case, Kind.ADDED, note, by=by, at=at):
        return case
    _refuse_too_many(case)
    event = record(case, Kind.ADDED, by=by, note=note, seen_by=Seen.COMPLAINANT, at=at)
    attach(event, files, at=at)
    _tell_agencies(case)
    settle(case)
    if root is not None:
        _tell_where_it_goes_on(case, root, at=at)
    return case


@transaction.atomic
def correct_case(case: Case, correction: Correction, *, by: User | None, text: str = "") -> bool:
    """Put the place or the topic right. Returns whether it was done at once; otherwise it waits as a wish.

    Raises ValidationError: goes_on_in_another, nothing_to_correct, added_too_often, correction_is_waiting,
    pin_outside_thailand, place_disagrees.
    """
    _refuse_of_joined(case)
    case = lock_open(case)
    _refuse_too_many(case)
    correction = _checked(case, correction)
    if not counts_at_once(case):
        _wish(case, correction, by=by, text=text)
        settle(case)
        return False
    had_pin = case.latitude is not None
    changed = _apply(case, correction)
    case.triaged_at = None  # the routing looks at it again, with what is right now
    record(
        case,
        Kind.CORRECTED,
        by=by,
        note=check_note(text, needed=False),
        at=moment_to_tell(case),
        facts={"by_itself": True, **_lost(case, had_pin)},
    )
    settle(case, "triaged_at", *changed)
    return True


@transaction.atomic
def drop_correction(case: Case, *, by: User | None) -> Case:
    """The complainant takes a wish back that nobody has settled yet."""
    case = lock_open(case)
    _settle_wish(case, CorrectionWish.Became.DROPPED)
    record(case, Kind.CORRECTION_DROPPED, by=by, seen_by=Seen.COMPLAINANT, at=moment_to_tell(case))
    return settle(case)


@transaction.atomic
def take_correction(assignment: Assignment, *, by: User) -> Case:
    """The officer takes the wish over: the case has the place and the topic that the complainant named.

    Whose duty it then is stays with the agency: if it is another's, it declines as usual.
    Raises TransitionNotAllowed (another_agency_leads).
    """
    case, assignment = lock_part_of_lead(assignment)
    wish = _settle_wish(case, CorrectionWish.Became.TAKEN)
    had_pin = case.latitude is not None
    changed = _apply(case, Correction(**{each.name: getattr(wish, each.name) for each in fields(Correction)}))
    record(case, Kind.CORRECTED, by=by, assignment=assignment, facts=_lost(case, had_pin))
    notify_complainants(case, Kind.CORRECTED, agency=assignment.agency)
    return settle(case, *changed)


@transaction.atomic
def refuse_correction(assignment: Assignment, *, reason: str, by: User) -> Case:
    """The officer leaves place and topic as they are and says why; the complainant reads it."""
    case, assignment = lock_part_of_lead(assignment)
    _settle_wish(case, CorrectionWish.Became.REFUSED)
    record(
        case,
        Kind.CORRECTION_REFUSED,
        by=by,
        assignment=assignment,
        note=check_note(reason),
        seen_by=Seen.COMPLAINANT,
    )
    notify_complainants(case, Kind.CORRECTION_REFUSED, agency=assignment.agency)
    return settle(case)


def note_news_seen(assignment: Assignment) -> None:
    """Somebody of the agency has read what the complainant sent; no act of the case, so no line."""
    Assignment.objects.filter(pk=assignment.pk).update(has_news=False)


def open_wish(case: Case) -> CorrectionWish | None:
    return CorrectionWish.objects.filter(case=case, became="").select_related("topic", "area__parent__parent").first()


def _refuse_of_joined(case: Case) -> None:
    """Of two places the agency goes to one: who means another one takes the own case out first."""
    root = Case.objects.filter(joined_cases=case.pk).first()
    if root is not None and may_be_separated(root):
        raise TransitionNotAllowed(
            _("Your case goes on together with another. Take it out again first, then put place or topic right."),
            code="goes_on_in_another",
        )


def _refuse_too_many(case: Case) -> None:
    own = case.events.exclude(seen_by=Seen.AGENCY)  # what came with joined cases is not this complainant's
    if own.filter(kind__in=_COUNTED).count() >= ADDITIONS_A_CASE:
        raise ValidationError(
            _("You have added to this case %(most)s times. Please call 1111, a person will help."),
            code="added_too_often",
            params={"most": ADDITIONS_A_CASE},
        )


def _checked(case: Case, asked: Correction) -> Correction:
    place_text = without_invisible(asked.place_text)[:300]
    area = check_place(asked.latitude, asked.longitude, asked.area)
    same_topic = asked.topic is None or asked.topic.pk == case.topic_id
    same_place = (area is None or area.pk == case.area_id) and place_text in {"", case.place_text}
    if same_topic and same_place and asked.latitude in {None, case.latitude}:
        raise ValidationError(
            _("Nothing is different yet. Choose another topic, or say where it really is."), code="nothing_to_correct"
        )
    return Correction(
        topic=None if same_topic else asked.topic,
        area=area,
        place_text=place_text,
        latitude=asked.latitude,
        longitude=asked.longitude,
    )


def _wish(case: Case, correction: Correction, *, by: User | None, text: str) -> None:
    if open_wish(case):
        raise ValidationError(
            _("A correction of yours is with the agency already. Take it back first, then send another one."),
            code="correction_is_waiting",
        )
    note = check_note(text, needed=False)
    record(case, Kind.CORRECTION_ASKED, by=by, note=note, seen_by=Seen.COMPLAINANT, at=moment_to_tell(case))
    CorrectionWish.objects.create(case=case, event_number=case.event_count, **vars(correction))
    _tell_agencies(case)


def _settle_wish(case: Case, became: CorrectionWish.Became) -> CorrectionWish:
    wish = open_wish(case)
    if wish is None:
        raise TransitionNotAllowed(_("There is no correction waiting in this case any more."), code="no_correction")
    wish.became = became
    wish.save(update_fields=["became"])
    return wish


def _apply(case: Case, correction: Correction) -> list[str]:
    """Change the case; returns the names of the fields that did."""
    changed = list(set_topic(case, correction.topic))
    if correction.has_place:
        place: dict[str, Any] = {"place_text": correction.place_text or case.place_text}
        if correction.area is not None:
            place |= {"area": correction.area}
        if correction.latitude is not None or (correction.area is not None and not _keeps_pin(case, correction.area)):
            place |= {"latitude": correction.latitude, "longitude": correction.longitude}
        for name, value in place.items():
            setattr(case, name, value)
        changed += [*place, *hide_place_from_public(case)]
    return changed


def _keeps_pin(case: Case, area: Area) -> bool:
    """Whether the pin of before belongs to another place too: it is proved to lie there, or the place was only put more
    exactly or less so."""
    if case.latitude is None or case.longitude is None or not fits(area, case.latitude, case.longitude):
        return False
    new, old, proved = str(area.pk), str(case.area_id or ""), str(area_at(case.latitude, case.longitude))
    return proved.startswith(new) or old.startswith(new) or new.startswith(old)


def _lost(case: Case, had_pin: bool) -> dict[str, bool]:
    """What the timeline tells of a pin that went with the old place."""
    return {"pin_removed": True} if had_pin and case.latitude is None else {}


def _tell_where_it_goes_on(case: Case, root: Case, *, at: datetime) -> None:
    """A line for the agencies alone that says whose case has something new: not the words, and not who it was."""
    record(root, Kind.ADDED, by=None, seen_by=Seen.AGENCY, facts={"case": case.reference}, at=at)
    _tell_agencies(root)
    settle(root)


def _tell_agencies(case: Case) -> None:
    case.assignments.live().update(has_news=True)
