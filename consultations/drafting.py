"""Writing the draft of a consultation. Several people may have it open: nobody's words are replaced unseen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from complaints.references import ALPHABET
from consultations.explaining import About, Explained
from consultations.history import record
from consultations.holding import lock_own
from consultations.models import PILOT_SLUG, Consultation, ConsultationEvent, Explanation, agencies_of, ways_here
from directory.models import Agency, Area, Topic, User
from directory.thai_dates import BUDDHIST_ERA
from records.idempotency import claim

Kind = ConsultationEvent.Kind


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the policy team writes. opens_at, closes_at: timezone-aware, None while undecided. areas: none for the whole country.

    explanations: at most one about each thing.
    """

    kind: str
    title_th: str
    title_en: str = ""
    changes_th: str = ""
    changes_en: str = ""
    proposal: str = ""
    page: str = ""
    other_ways_th: str = ""
    other_ways_en: str = ""
    topic: Topic | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    why_short: str = ""
    areas: tuple[Area, ...] = ()
    explanations: tuple[Explained, ...] = ()

    def as_kept(self) -> Draft:
        """The same in NFC, without characters nobody sees; places by their codes, explanations as they are read."""
        words = {each.name: getattr(self, each.name) for each in fields(self)}
        clean: dict[str, Any] = {
            name: without_invisible(value) for name, value in words.items() if isinstance(value, str)
        }
        told = {each.about: Explained(each.about, *map(without_invisible, each[1:])) for each in self.explanations}
        return replace(
            self,
            **clean,
            areas=tuple(sorted(self.areas, key=lambda area: area.code)),
            explanations=tuple(told[about] for about in About if about in told and any(told[about][1:])),
        )


class DraftMovedOn(ValidationError):
    """The draft holds words that its writer has not seen, or is announced (HTTP 409). consultation: as it is now."""

    def __init__(self, consultation: Consultation) -> None:
        if consultation.is_pilot:
            message, code = _("This is a trial: its words stay. Change the draft and begin another one."), "is_a_pilot"
        elif consultation.announced_at is not None:
            message, code = _("This consultation is announced: its words stay."), "announced_already"
        else:
            message, code = (
                _("This draft was saved after you opened it. What you wrote is not saved yet."),
                "draft_moved_on",
            )
        super().__init__(message, code=code)
        self.consultation = consultation


@transaction.atomic
def draft_consultation(
    draft: Draft,
    *,
    agency: Agency,
    by: User,
    token: str = "",
    earlier: Consultation | None = None,
    is_next_round: bool = False,
) -> Consultation:
    """Begin a consultation that only its agency sees; of one form sent twice, find what the first began.

    token: what the form was opened with; "" for what comes from no form.
    earlier: one that `by` may read and that it is a copy of: its questions and the team's own statements come along.
    is_next_round: it joins the docket of that one, where it is in one of the same agency.
    Raises DraftMovedOn where that form had other words the first time, and ValidationError: not_your_agency.
    """
    if agency.pk not in agencies_of(by):
        raise ValidationError(_("You do not hold consultations for this agency."), code="not_your_agency")
    if not token:
        return _begin(draft, agency, by, earlier, is_next_round=is_next_round)
    User.objects.select_for_update().get(pk=by.pk)  # two presses of one button: the second waits for the first
    claimed = claim("consultation", token, str(by.pk))
    if claimed.state == "new":
        begun = _begin(draft, agency, by, earlier, is_next_round=is_next_round)
        claimed.finish(begun.slug)
        return begun
    begun = Consultation.objects.get(slug=claimed.answer_reference)
    if draft_of(begun) != draft.as_kept():
        raise DraftMovedOn(begun)
    return begun


def _begin(
    draft: Draft, agency: Agency, by: User, earlier: Consultation | None, *, is_next_round: bool
) -> Consultation:
    consultation = Consultation(agency=agency, slug=new_slug())
    write_words(consultation, draft.as_kept())
    for way in ways_here(earlier) if earlier else ():
        way.copy_to(consultation, by=by)
    if is_next_round and (joined := getattr(earlier, "round", None)):  # kept by consultations.dockets
        joined.carry_on(consultation, by=by)
    record(consultation, Kind.DRAFTED, by=by, facts={"from": earlier.slug} if earlier else None)
    return consultation


@transaction.atomic
def change_draft(consultation: Consultation, draft: Draft, *, seen: int | None, by: User) -> Consultation:
    """Write a draft anew; the same words once more are no change. A sign-off, asked for or given, falls with the old words.

    seen: the number of the newest line of its history that the writer has read.
    Raises DraftMovedOn: draft_moved_on when there is a newer line, announced_already since what everybody has read stays; and
    ValidationError: not_your_agency.
    """
    consultation, draft = lock_own(consultation, by), draft.as_kept()
    if draft_of(consultation) == draft:
        return consultation
    if not consultation.is_draft or seen != consultation.event_count:
        raise DraftMovedOn(consultation)
    write_words(consultation, draft)
    record(consultation, Kind.CHANGED, by=by)
    return consultation


def draft_of(consultation: Consultation) -> Draft:
    """What is stored, as the policy team wrote it."""
    plain = {name: getattr(consultation, name) for name in _COLUMNS}
    return Draft(**plain, areas=tuple(consultation.places()), explanations=tuple(consultation.explained()))


def write_words(consultation: Consultation, draft: Draft) -> None:
    """Keep the consultation with these words, its places and its explanations. Within an act."""
    for name in _COLUMNS:
        setattr(consultation, name, getattr(draft, name))
    consultation.is_nationwide = not draft.areas
    consultation.save()
    consultation.areas.set(draft.areas)
    consultation.explanations.all().delete()
    rows = [Explanation(consultation=consultation, **each._asdict()) for each in draft.explanations]
    Explanation.objects.bulk_create(rows)


_COLUMNS = tuple(each.name for each in fields(Draft) if each.name not in {"areas", "explanations"})


def copy_of(consultation: Consultation) -> Draft:
    """A draft that begins with the words of another one; when it is open is decided anew."""
    return replace(draft_of(consultation), opens_at=None, closes_at=None, why_short="")


def new_slug() -> str:
    """The Buddhist year and six letters drawn at random, such as `69-k3m9qx`: nothing is learnt from the next one."""
    year = (timezone.localdate().year + BUDDHIST_ERA) % 100
    return f"{year:02d}-{_six_letters()}"


def new_pilot_slug() -> str:
    return PILOT_SLUG + _six_letters()


def _six_letters() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(6)).lower()
