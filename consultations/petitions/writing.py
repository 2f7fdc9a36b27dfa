"""Writing a petition: drafts of one's own, and sending it to the agency to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.intake import without_invisible
from consultations.drafting import new_slug
from consultations.moderation.looking import marks_of
from consultations.participation.models import plain_statement
from consultations.participation.taking_part import has_confirmed_contact
from consultations.petitions.history import DUE, lock, owe, record
from consultations.petitions.letters import tell_team
from consultations.petitions.models import (
    ASKS_MAX_LETTERS,
    MOST_POINTS,
    TITLE_MAX_LETTERS,
    WHY_MAX_LETTERS,
    Petition,
    PetitionEvent,
)
from consultations.petitions.rules import rule_for
from consultations.results.making import check_answers
from directory.models import Agency, Area, Topic, User

MOST_DRAFTS = 10
MOST_CHECKED = 3
"""Petitions of one person that wait to be checked."""


@dataclass(frozen=True)
class Words:
    """What its author writes and chooses. Only a title is needed to keep a draft."""

    title: str
    asks: str = ""
    why: str = ""
    agency: Agency | None = None
    topic: Topic | None = None
    area: Area | None = None


@transaction.atomic
def keep_draft(words: Words, *, by: User, petition: Petition | None = None) -> Petition:
    """Keep what was written, in place of what this draft said before; None: a new one. The same new one twice is one.

    Raises ValidationError: contact_not_confirmed, title_missing, title_too_long, note_too_long, too_many_drafts, sent_already.
    """
    title = plain_statement(without_invisible(words.title))
    if not title:
        raise ValidationError(_("Write a title."), code="title_missing")
    if len(title) > TITLE_MAX_LETTERS:
        raise ValidationError(_("The title is too long."), code="title_too_long")
    told = {
        "title": title,
        "asks": check_note(words.asks, needed=False, most=ASKS_MAX_LETTERS),
        "why": check_note(words.why, needed=False, most=WHY_MAX_LETTERS),
        "agency": words.agency,
        "topic": words.topic,
        "area": words.area,
    }
    if petition is None:
        return _begin(told, by)
    petition = _own_draft(petition, by)
    for name, value in told.items():
        setattr(petition, name, value)
    petition.changed_at = timezone.now()
    petition.save(update_fields=[*told, "changed_at"])
    return petition


@transaction.atomic
def drop_draft(petition: Petition, *, by: User) -> None:
    """Raises ValidationError (sent_already)."""
    _own_draft(petition, by).delete()


@transaction.atomic
def submit_petition(petition: Petition, *, is_looked_at: bool = False, by: User) -> Petition:
    """Send a draft to its agency, to be published or refused. Its words stay from now on; again is no mistake.

    is_looked_at: the author says that nobody can be recognized who did not agree; needed where personal data was found.
    Raises ValidationError: contact_not_confirmed, asks_missing, why_missing, agency_missing, too_many_points,
    nobody_answers_there, personal_data, too_many_waiting.
    """
    if not has_confirmed_contact(by):
        raise not_confirmed()
    User.objects.select_for_update().get(pk=by.pk)  # two of them at once must not pass the limit together
    petition = lock(petition)
    _check_author(petition, by)
    if petition.submitted_at is not None:
        return petition
    if found := problems(petition):
        raise ValidationError(found)
    assert petition.agency is not None  # noqa: S101 - one of the problems
    if data_of(petition) and not is_looked_at:
        raise ValidationError(
            _("Somebody may be recognized by it. Change the words, or tick that you have looked."),
            code="personal_data",
        )
    if Petition.objects.written_by(by).filter(submitted_at__isnull=False, decided_at=None).count() >= MOST_CHECKED:
        raise ValidationError(
            _("%(most)s petitions of yours are being checked. Send more when they are decided."),
            code="too_many_waiting",
            params={"most": MOST_CHECKED},
        )
    petition.submitted_at = petition.changed_at = timezone.now()
    owe(petition, rule_for(petition.area).check_days)
    record(petition, PetitionEvent.Kind.SUBMITTED, by=None, changed=("submitted_at", "changed_at", *DUE))
    tell_team(petition)
    return petition


@transaction.atomic
def write_again(petition: Petition, *, by: User) -> Petition:
    """A new draft with the words of one that was refused or found too few. Raises as `keep_draft`."""
    _check_author(petition, by)
    words = Words(petition.title, petition.asks, petition.why, petition.agency, petition.topic, petition.area)
    return keep_draft(words, by=by)


def problems(petition: Petition) -> list[ValidationError]:
    """What keeps a draft from being sent."""
    found = []
    if not petition.points:
        found.append(ValidationError(_("Write what you ask for, one point a line."), code="asks_missing"))
    if len(petition.points) > MOST_POINTS:
        told = {"most": MOST_POINTS}
        found.append(
            ValidationError(_("At most %(most)s points: an agency answers each."), code="too_many_points", params=told)
        )
    if not petition.why:
        found.append(ValidationError(_("Write why you ask for it."), code="why_missing"))
    if petition.agency is None:
        found.append(ValidationError(_("Choose the agency that can do it."), code="agency_missing"))
    else:
        try:
            check_answers(petition.agency)
        except ValidationError as error:
            found.append(error)
    return found


def marks_in(petition: Petition) -> dict[str, list[str]]:
    """What a person should look at, by the code of the rule, as moderation marks opinions."""
    return marks_of("\n".join((petition.title, petition.asks, petition.why)))


def data_of(petition: Petition) -> list[str]:
    """Kinds of personal data that a program found in it."""
    return marks_in(petition).get("personal_data", [])


def not_confirmed() -> ValidationError:
    return ValidationError(
        _("Confirm your e-mail or mobile number first. So every name is one person."), code="contact_not_confirmed"
    )


def _begin(told: Mapping[str, Any], by: User) -> Petition:
    if not has_confirmed_contact(by):
        raise not_confirmed()
    User.objects.select_for_update().get(pk=by.pk)
    drafts = Petition.objects.written_by(by).filter(submitted_at=None)
    if alike := drafts.filter(**told).first():
        return alike
    if drafts.count() >= MOST_DRAFTS:
        raise ValidationError(
            _("You have %(most)s drafts already. Send one or delete one first."),
            code="too_many_drafts",
            params={"most": MOST_DRAFTS},
        )
    return Petition.objects.create(slug=new_slug(), author=by, **told)


def _own_draft(petition: Petition, by: User) -> Petition:
    petition = lock(petition)
    _check_author(petition, by)
    if petition.submitted_at is not None:
        raise ValidationError(_("It was sent already: its words stay as they are."), code="sent_already")
    return petition


def _check_author(petition: Petition, by: User) -> None:
    if petition.author_id != by.pk:
        raise ValidationError(_("Somebody else wrote this petition."), code="not_yours")
