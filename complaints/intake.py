"""Taking in what a person tells us: everything between their words and the number they get."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from complaints.assistance import Assistance, keep_assistance
from complaints.consents import Purpose, keep_first_consent
from complaints.hints import most_open
from complaints.models import Case, CaseEvent, CaseFile, Complainant, Complaint
from complaints.notices import notify_complainants
from complaints.personal_data import mask
from complaints.reaching import check_channel, send_code, take_channel
from complaints.references import new_reference, receipt_code, receipt_hash
from complaints.text_languages import language_of
from complaints.timeline import record, tell_open_pages
from complaints.workflow import FLOOR_OF_KIND, OPENNESS, CaseKind, CaseState, Visibility
from directory.calendar import next_working_moment
from directory.known import areas as known_areas
from directory.models import Area, Topic, User
from directory.place_extent import km_outside
from directory.places import COUNTRY, area_at, fits
from directory.statements import Insertion
from notifications.models import Channel
from records.models import Upload

TEXT_MAX_LETTERS = 4000
_store_case = Insertion(Case, unless_there="reference")
_store_complaint = Insertion(Complaint)
_store_complainant = Insertion(Complainant)
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to reach the complainant; all empty means by reference and receipt code only."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One filing as it arrives. seed: what only the sender knows (form token, idempotency key); makes the receipt code."""

    text: str
    kind: CaseKind = CaseKind.COMPLAINT
    visibility: Visibility = Visibility.AGENCY
    topic: Topic | None = None
    area: Area | None = None
    latitude: float | None = None
    longitude: float | None = None
    place_text: str = ""
    contact: Contact = Contact()
    news_channel: str = ""
    """How news shall come; "" for what the contact suggests (complaints.reaching)."""
    may_send_code: bool = True
    """False where its address had its codes of the day: filing goes on, and the code is asked for later."""
    uploads: tuple[Upload, ...] = ()
    answers: Sequence[Mapping[str, Any]] = ()
    """To the questions of the topic, as complaints.topic_questions.kept_answers puts them."""
    channel: Complaint.Channel = Complaint.Channel.WEB
    language: str = "th"
    seed: bytes = b""
    helper: User | None = None
    """Who files on behalf of somebody who cannot; the complaint is not the helper's own."""
    assistance: Assistance | None = None
    """For which agency that helper files, who told it, and how they agreed."""


@dataclass(frozen=True)
class Filed:
    complaint: Complaint
    receipt_code: str
    complainant: Complainant | None = None


def submit_complaint(submission: Submission, *, by: User | None, at: datetime | None = None) -> Filed:
    """Store a complaint with a case of its own, its first timeline line and its notices, all or nothing.

    Raises ValidationError with a code for each rule of `check_text`, `check_place` and `reaching.check_channel`.
    An anonymous complaint keeps no account, no contact and only the hour of filing (promises S6, S8).
    """
    text = check_text(submission.text)
    area = check_place(submission.latitude, submission.longitude, submission.area)
    contact = _contact_of(submission, by)
    wanted = "" if submission.visibility == Visibility.ANONYMOUS else submission.news_channel
    news_channel = check_channel(wanted, email=contact.email, phone=contact.phone)
    # No savepoint within the request's transaction: what fails from here on is a defect, and undoes the whole request.
    with transaction.atomic(savepoint=False):
        submission = replace(submission, contact=contact, news_channel=news_channel)
        return _store(submission, text, area, by=by, now=at or timezone.now())


def _contact_of(submission: Submission, by: User | None) -> Contact:
    """What was given, and what the account gives where it is one's own case; nothing of who stays unnamed."""
    if submission.visibility == Visibility.ANONYMOUS:
        return Contact()
    # A helper files for somebody else: the account is the helper's, the complaint is not.
    owner, given = (None if submission.helper else by), submission.contact
    return Contact(
        name=without_invisible(given.name) or (owner.full_name if owner else ""),
        phone=given.phone or (owner.phone or "" if owner else ""),
        email=given.email or (owner.email or "" if owner else ""),
    )


def _store(submission: Submission, text: str, area: Area | None, *, by: User | None, now: datetime) -> Filed:
    anonymous = submission.visibility == Visibility.ANONYMOUS
    if anonymous:
        now = now.replace(minute=0, second=0, microsecond=0)
    chosen = least_open(submission.visibility, submission.topic, submission.kind)
    visibility = max(chosen, most_open(text), key=OPENNESS.__getitem__)
    case = new_case(
        state=CaseState.RECEIVED,
        kind=submission.kind,
        visibility=visibility,
        topic=submission.topic,
        area=area,
        latitude=submission.latitude,
        longitude=submission.longitude,
        place_text=without_invisible(submission.place_text)[:300],
        public_text=mask(text, _names_in(submission, by)) if visibility == Visibility.PUBLIC else "",
        created_at=now,
        event_count=1,
    )
    code = receipt_code(case.reference, submission.seed or secrets.token_bytes(16))
    complaint = Complaint(
        reference=case.reference,
        case=case,
        text=text,
        answers=list(submission.answers),
        channel=submission.channel,
        language=submission.language,
        text_language=language_of(text),
        visibility=submission.visibility,
        submitted_at=now,
        counts_from=next_working_moment(now),
        receipt_hash=receipt_hash(case.reference, code),
        helper=None if anonymous else submission.helper,
    )
    _store_complaint(complaint)
    complainant, news_code = (None, "") if anonymous else _keep_complainant(complaint, submission, by)
    if submission.visibility == Visibility.PUBLIC:
        told_to_helper = submission.assistance.consent if submission.assistance else None
        keep_first_consent(complaint, Purpose.SHOW_PUBLICLY, at=now, given_as=told_to_helper)
    if complainant is not None and complainant.news_confirmed_at is not None:
        keep_first_consent(complaint, Purpose.NEWS, at=now)
    help_given = submission.assistance
    if help_given is not None:
        keep_assistance(complaint, help_given)
    _attach(case, complaint, submission.uploads)
    case.event_count = 0  # stored as 1 above, with the case: one statement less for each filing
    record(
        case,
        CaseEvent.Kind.FILED,
        by=None if anonymous else by,
        agency=help_given.agency if help_given and not anonymous else None,
        facts={"helped": str(submission.channel)} if help_given else None,
        at=now,
    )
    if complainant is not None:
        notify_complainants(case, CaseEvent.Kind.FILED, people=[complainant])
        if news_code:
            send_code(complainant, complaint, news_code, is_read_aloud=submission.helper is not None)
    tell_open_pages(case, set(), wake="route_waiting_cases")
    return Filed(complaint, code, complainant)


def _names_in(submission: Submission, by: User | None) -> list[str]:
    """Of everybody who had to do with the filing: none of them stands in a public text."""
    told_by = submission.assistance.told_by_name if submission.assistance else ""
    return [submission.contact.name, by.full_name if by else "", told_by]


def check_text(text: str) -> str:
    """The text as it is kept: NFC, without invisible characters, trimmed.

    Raises ValidationError: text_missing, text_too_short, text_without_words, text_too_long.
    """
    kept = without_invisible(text)
    if not kept:
        raise ValidationError(_("Tell us what happened. The box is still empty."), code="text_missing")
    if len(kept) > TEXT_MAX_LETTERS:
        raise ValidationError(
            _("The text is %(extra)s characters too long. Keep the main points here; the rest can go into a PDF."),
            code="text_too_long",
            params={"extra": f"{len(kept) - TEXT_MAX_LETTERS:,}"},
        )
    letters = sum(1 + ("\u3400" <= letter <= "\u9fff") for letter in kept if unicodedata.category(letter)[0] in "LN")
    if letters == 0:
        raise ValidationError(
            _("We cannot read signs and pictures alone. Tell us in a few words what happened."),
            code="text_without_words",
        )
    if letters < 5:  # a Chinese character counts for two: 路灯坏了 is a whole sentence
        raise ValidationError(
            _("That is too short for anybody to act on. Say what happened and where."), code="text_too_short"
        )
    return kept


def without_invisible(text: str) -> str:
    """What people wrote in NFC, trimmed, without characters nobody sees: zero-width, direction and control (I9)."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()


def check_place(latitude: float | None, longitude: float | None, area: Area | None) -> Area | None:
    """The area of the case: the chosen one, else the smallest that is known to hold the pin.

    Raises ValidationError: pin_incomplete, pin_outside_thailand, place_disagrees.
    """
    if latitude is None and longitude is None:
        return area
    if latitude is None or longitude is None:
        raise ValidationError(_("The pin needs both latitude and longitude."), code="pin_incomplete")
    south, west, north, east = COUNTRY
    if not (south <= latitude <= north and west <= longitude <= east):
        raise ValidationError(
            _("The pin is outside Thailand. Move it, or choose the sub-district from the list."),
            code="pin_outside_thailand",
        )
    if area is None:
        return known_areas.get(area_at(latitude, longitude))
    if not fits(area, latitude, longitude):
        raise _place_disagrees(area, latitude, longitude)
    return area


def _place_disagrees(chosen: Area, latitude: float, longitude: float) -> ValidationError:
    """What is asked of somebody whose pin is elsewhere. A page puts two ways on beside it (components/place.html)."""
    found = known_areas.get(area_at(latitude, longitude))
    km, outside = km_outside(chosen, latitude, longitude)
    where = {"km": km, "chosen": lazy(outside.full_name, str)()}  # in each reader's language
    if found is None:
        return ValidationError(
            _("The pin is about %(km)s km away from %(chosen)s. Which of the two is right?"),
            code="place_disagrees",
            params=where,
        )
    return ValidationError(
        _("The pin is in %(place)s, about %(km)s km away from %(chosen)s. Which of the two is right?"),
        code="place_disagrees",
        params={"place": lazy(found.full_name, str)(), **where},
    )


def least_open(chosen: Visibility, topic: Topic | None, kind: str) -> Visibility:
    """The visibility of the case: what the person chose, and never more open than its topic and kind allow."""
    wanted = Visibility.AGENCY if chosen == Visibility.ANONYMOUS else chosen
    floor = Visibility(topic.visibility_floor) if topic else Visibility.PUBLIC
    return max(wanted, floor, FLOOR_OF_KIND.get(CaseKind(kind), floor), key=OPENNESS.__getitem__)


def new_case(**fields: Any) -> Case:
    """Store a case under a number of its own. fields: those of Case but its reference, `created_at` among them."""
    for _attempt in range(5):
        case = Case(reference=new_reference(fields["created_at"]), **fields)
        if _store_case(case):  # not stored: the random number was drawn before, once in a million filings
            return case
    raise RuntimeError("Five random references in a row were taken: the random source is broken")


def _keep_complainant(complaint: Complaint, submission: Submission, by: User | None) -> tuple[Complainant | None, str]:
    """The row of who complained, if they told us anything, and the code to send to their address, or ""."""
    contact = submission.contact
    if by is None and contact == Contact():
        return None, ""
    complainant = Complainant(
        complaint=complaint,
        user=None if submission.helper else by,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
    )
    code = take_channel(
        complainant,
        complaint.reference,
        Channel(submission.news_channel),
        may_send=submission.may_send_code,
        at=complaint.submitted_at,
    )
    _store_complainant(complainant)
    return complainant, code


def _attach(case: Case, complaint: Complaint, uploads: tuple[Upload, ...]) -> None:
    if not uploads:
        return
    CaseFile.objects.bulk_create(CaseFile(case=case, complaint=complaint, upload=upload) for upload in uploads)
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).update(
        attached_at=complaint.submitted_at  # of an anonymous one the hour only (S8)
    )
