"""Showing a case to everybody, and taking it back: an officer's yes, after the complainant's own.

What is shown is what the officer read: the words with personal data hidden, the landmark, a square of some 110 m in
place of the pin, and of the pictures only those chosen one by one.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from math import floor

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note, moment_to_tell, refuse_unless_at_lead, refuse_unless_lead
from complaints.case_reading import first_words
from complaints.consents import Purpose, end_consent
from complaints.following import tell_of_release
from complaints.hiding import PUBLIC_FIELDS, hide_from_public
from complaints.intake import least_open, without_invisible
from complaints.models import Assignment, Case, CaseEvent, CaseFile, Complaint, Translation
from complaints.notices import notify_complainants
from complaints.personal_data import find_personal_data, mask, names_in
from complaints.splitting import carry_followers
from complaints.text_languages import READ_BY_OFFICERS, TextLanguage, language_of_masked
from complaints.timeline import lock, record, settle
from complaints.workflow import CaseState, Visibility
from directory.models import User
from directory.statements import Prepared
from notifications.live import announce
from records.models import Upload

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen
READ_BY_NOBODY = _("Have it read by somebody who knows this language first, or write in Thai what everybody may read")
NAMES_OVERLOOKED = _(
    "The original holds a name that was not found in the translation. Look for it before everybody reads it"
)
_names = Prepared(
    "SELECT p.name, u.full_name FROM complaints_complainant p JOIN complaints_complaint c ON c.id = p.complaint_id"
    " LEFT JOIN directory_user u ON u.id = p.user_id WHERE c.case_id = %s ORDER BY p.id"
)
_HIDDEN_NAME = re.compile(r"\[[^\[\]\n]{0,40}(?:ชื่อ|name)[^\[\]\n]{0,40}\]", re.IGNORECASE)
"""A mark that a name was hidden here, as we write it or as a program translated it."""
SQUARES_A_DEGREE = 1000
"""A thousandth of a degree is 110.6 m to the north and at least 103 m to the east anywhere in Thailand (S13)."""
_TAKEN_BACK_BY_ITS_AUTHOR = frozenset({CaseState.WITHDRAWN, CaseState.JOINED})


@transaction.atomic
def release_case(
    case: Case,
    *,
    text: str,
    translation: str = "",
    place: str = "",
    answer: str = "",
    pictures: Collection[str] = (),
    is_read: bool = False,
    is_looked_through: bool = False,
    reason: str = "",
    by: User,
    assignment: Assignment | None = None,
) -> Case:
    """Let everybody read this text about the case; released once more, the new text takes the place of the old one.

    Personal data that is still in the text, the landmark or the answer is hidden, whoever wrote it.
    translation: into Thai, of a text that is not; shown below it.
    answer: of the agency, as everybody may read it; "" for not at all. Nothing is shown before there is one.
    pictures: public ids of its uploads that everybody may see; all others may not, from now on.
    is_read: the officer, or somebody they asked, has read a text that is not in Thai or English and found no name in it.
    is_looked_through: the officer has looked in the translation for the names that were found in the original only.
    reason: read by offices, where somebody else than the agency that answers for the case shows it.
    Raises ValidationError: may_not_be_public, note_missing, note_too_long, read_by_nobody, translation_not_thai,
    names_overlooked, picture_not_of_this_case, released_already, another_agency_leads.
    assignment: the part of the agency whose officer does it; None at the triage desk.
    """
    refuse_unless_lead(assignment)
    case = lock(case)
    _check_may_be_public(case)
    refuse_unless_at_lead(case, by, assignment)
    names = names_of_authors(case)
    shown = mask(check_note(text), names)
    language = language_of_masked(shown)
    needs_reader = language not in READ_BY_OFFICERS
    if needs_reader and not is_read:
        raise ValidationError(READ_BY_NOBODY, code="read_by_nobody")
    in_thai = _in_thai(case, translation) if language != TextLanguage.THAI else ""
    is_doubtful = bool(in_thai) and names_overlooked(case, in_thai) > 0
    if is_doubtful and not is_looked_through:
        raise ValidationError(NAMES_OVERLOOKED, code="names_overlooked")
    landmark = mask(without_invisible(place), names)[:300]
    told = mask(check_note(answer, needed=False), names, by_office=True) if has_answer(case) else ""
    chosen = _chosen(case, pictures)
    if _is_shown_already(case, (shown, in_thai, landmark, told), chosen):
        raise ValidationError(_("Everybody can read exactly this already."), code="released_already")
    now = timezone.now()
    is_new = case.released_at is None
    case.released_at = now
    case.public_text, case.public_translation = shown, in_thai
    case.public_place, case.public_answer = landmark, told
    case.public_latitude, case.public_longitude = coarse(case.latitude), coarse(case.longitude)
    case.public_words = None  # cut by the worker: that costs more than all the rest
    case.files.exclude(pk__in=[file.pk for file in chosen]).update(released_at=None)
    case.files.filter(pk__in=[file.pk for file in chosen]).update(released_at=now)
    facts: dict[str, object] = {"pictures": len(chosen)}
    if needs_reader:
        facts["read_in"] = language  # the line's officer is who said so
    if is_doubtful:
        facts["looked_through"] = True
    why = check_note(reason, needed=False)
    record(case, Kind.RELEASED, by=by, facts=facts, note=why, note_seen_by=Seen.AGENCY)
    notify_complainants(case, Kind.RELEASED)
    if is_new:
        carry_followers(case)
        tell_of_release(case)
    return settle(case, "public_text", *PUBLIC_FIELDS)


def words_for_everybody(case: Case, **words: str) -> dict[str, str]:
    """These words of a release as everybody would read them: personal data hidden, whoever wrote it."""
    names = names_of_authors(case)
    return {
        name: mask(without_invisible(said), names, by_office=name == "answer")
        for name, said in words.items()
        if said.strip()
    }


@transaction.atomic
def take_back_release(case: Case, *, by: User, reason: str = "", assignment: Assignment | None = None) -> Case:
    """Show the case to strangers no longer: not in lists, on the map, in the feed, nor its pictures.

    reason: read by the complainant. assignment: the part of the agency whose officer does it; None at the triage desk.
    Raises ValidationError: not_released, another_agency_leads.
    """
    refuse_unless_lead(assignment)
    case = lock(case)
    refuse_unless_at_lead(case, by, assignment)
    hidden = hide_from_public(case)
    if not hidden:
        raise ValidationError(_("This case is not shown to everybody."), code="not_released")
    record(case, Kind.TAKEN_BACK, by=by, note=check_note(reason, needed=False), seen_by=Seen.COMPLAINANT)
    notify_complainants(case, Kind.TAKEN_BACK)
    announce(f"close:case:{case.reference}")  # strangers' pages come back, and find what is left for them
    return settle(case, *hidden)


def show_answer(case: Case, answer: str) -> tuple[str, ...]:
    """Let everybody read what the agency answers, personal data hidden, where everybody reads the locked case; unsaved.

    Returns the names of the fields that changed. The officer's yes to the answer; to the case there was one before.
    """
    if case.released_at is None or not may_be_public(case):
        return ()
    case.public_answer = mask(answer, names_of_authors(case), by_office=True)
    return ("public_answer",)


def has_answer(case: Case) -> bool:
    """Whether an agency has answered, and the answer holds until now."""
    if not (case.resolution_proposed_at or case.closed_at):
        return False
    lead = case.lead()
    return bool(case.public_answer or (lead and lead.answer))


@transaction.atomic
def withdraw_from_public(complaint: Complaint, *, by: User | None) -> Case:
    """Its author takes back that everybody may read it: at any time, of an ended case too. Nobody can release it again.

    A case that others have joined shows the words it began with: who joined it closes only their own, and their pictures.
    Raises ValidationError (code not_public).
    """
    case = lock(Case(pk=complaint.case_id))
    mine = Complaint.objects.filter(pk=complaint.pk, visibility=Visibility.PUBLIC)
    if not mine.update(visibility=Visibility.AGENCY):
        raise ValidationError(_("It is not open to everybody."), code="not_public")
    end_consent(complaint, Purpose.SHOW_PUBLICLY)
    complaint.files.filter(released_at__isnull=False).update(released_at=None)
    changed: tuple[str, ...] = ()
    if case.reference == complaint.reference and case.visibility == Visibility.PUBLIC:
        changed = ("visibility", "public_text", *hide_from_public(case))
        case.visibility, case.public_text = Visibility.AGENCY, ""
        announce(f"close:case:{case.reference}")
    record(case, Kind.CLOSED_TO_PUBLIC, by=by, seen_by=Seen.COMPLAINANT, at=moment_to_tell(case))
    for part in Complaint.objects.filter(part_of=complaint, visibility=Visibility.PUBLIC).order_by("pk"):
        withdraw_from_public(part, by=by)  # they are the same words
    return settle(case, *changed)


def may_be_public(case: Case) -> bool:
    """Whether its author chose it, its topic allows it, and it was not taken back or joined with another."""
    open_enough = (
        case.visibility == Visibility.PUBLIC
        and least_open(Visibility.PUBLIC, case.topic, case.kind) == Visibility.PUBLIC
    )
    return open_enough and case.state not in _TAKEN_BACK_BY_ITS_AUTHOR


def proposed_text(case: Case) -> str:
    """What the officer is offered to release, and who co-signs reads: the text shown now, else the words of the first
    complaint, masked. Before a release the program alone has hidden what it found."""
    return case.public_text or mask(_first_words(case), names_of_authors(case))


def proposed_translation(case: Case) -> str:
    """What the officer is offered as the Thai of the text: what is shown now, else the newest translation, masked."""
    if case.public_translation:
        return case.public_translation
    made = Translation.objects.filter(case=case, complaint__isnull=False, target=TextLanguage.THAI)
    made = made.filter(complaint__parted=[])  # of the whole text, of which a part may be closer
    newest = made.filter(state=Translation.State.DONE).order_by("complaint", "-id").first()
    return mask(newest.text, _names_in_original(case)) if newest else ""


def names_overlooked(case: Case, translation: str) -> int:
    """How many names the complainant's words hold beyond those that are, or would be, hidden in this translation."""
    told = names_in(_first_words(case))
    hidden = mask(translation, [*names_of_authors(case), *told])
    return max(0, len(told) - len(_HIDDEN_NAME.findall(hidden)))


def proposed_answer(case: Case) -> str:
    """What the officer is offered to release of the answer: the words shown now, else the agency's own, masked."""
    if case.public_answer:
        return case.public_answer
    lead = case.lead()
    return mask(lead.answer, names_of_authors(case), by_office=True) if lead else ""


def proposed_place(case: Case) -> str:
    return case.public_place if case.released_at else mask(case.place_text)


_AMONG_OFFICES = [CaseEvent.Seen.AGENCY, CaseEvent.Seen.INTERNAL]


def pictures_of(case: Case) -> list[CaseFile]:
    """The pictures an officer may choose from, oldest first; never other files."""
    return list(
        case.files.filter(upload__kind=Upload.Kind.IMAGE, upload__removed_at__isnull=True)
        .exclude(event__note_seen_by__in=_AMONG_OFFICES)
        .filter(Q(event=None) | Q(event__facts__files__isnull=True) | ~Q(event__facts__files__in=_AMONG_OFFICES))
        .select_related("upload", "event")
        .order_by("id")
    )


def hidden_in(text: str, *, by_office: bool = False) -> int:
    """How many pieces of personal data a release of this text hides. by_office: an agency wrote it."""
    return len(find_personal_data(text, by_office=by_office))


def coarse(degrees: float | None) -> float | None:
    """The middle of the square in which a coordinate lies; every pin of a square is shown at the same point."""
    if degrees is None:
        return None
    return (floor(degrees * SQUARES_A_DEGREE) + 0.5) / SQUARES_A_DEGREE


def _check_may_be_public(case: Case) -> None:
    if not may_be_public(case):
        raise ValidationError(
            _("This case may not be shown to everybody: its author or its topic says so."), code="may_not_be_public"
        )


def names_of_authors(case: Case) -> list[str]:
    """They may have signed with it in their text, or an agency may have greeted them by it: as typed, and the account's."""
    return [name for names in _names.rows([case.pk]) for name in names if name]


def _names_in_original(case: Case) -> list[str]:
    """Those of its authors and those found in the words that a translation is of: it names the same people."""
    return [*names_of_authors(case), *names_in(_first_words(case))]


def _first_words(case: Case) -> str:
    return first_words([case.pk]).get(case.pk, "")


def _in_thai(case: Case, translation: str) -> str:
    shown = mask(check_note(translation, needed=False), _names_in_original(case))
    if shown and language_of_masked(shown) != TextLanguage.THAI:
        raise ValidationError(_("The translation has to be in Thai"), code="translation_not_thai")
    return shown


def _chosen(case: Case, pictures: Collection[str]) -> list[CaseFile]:
    chosen = [file for file in pictures_of(case) if str(file.upload.public_id) in set(map(str, pictures))]
    if len(chosen) != len(set(map(str, pictures))):
        raise ValidationError(_("One of these pictures does not belong to the case."), code="picture_not_of_this_case")
    return chosen


def _is_shown_already(case: Case, words: tuple[str, str, str, str], chosen: list[CaseFile]) -> bool:
    now = (case.public_text, case.public_translation, case.public_place, case.public_answer)
    if case.released_at is None or now != words:
        return False
    return set(case.files.filter(released_at__isnull=False).values_list("pk", flat=True)) == {f.pk for f in chosen}
