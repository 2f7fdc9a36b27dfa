"""The register of those whom a law concerns: kept by the responsible agency's team, read by nobody else, emptied on request."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.statutes.changes import check_keeps
from consultations.statutes.models import Law, Stakeholder, StakeholderNotice
from directory.models import User
from notifications.models import Message
from records.access import log_look

MOST_STAKEHOLDERS = 20_000
_LONGEST = {"name": 200, "email": 254, "address": 2000, "why": 300, "basis": 300}


@dataclass(frozen=True)
class Concerned:
    """basis: how the agency came to the address, and by which consent or law it keeps it."""

    kind: str
    name: str
    why: str
    basis: str
    email: str = ""
    address: str = ""
    language: str = "th"


def check_concerned(told: Concerned) -> Concerned:
    """The same, tidied. Raises ValidationError: kind_unknown, name_missing, address_missing, address_wrong, why_missing,
    basis_missing, text_too_long, language_unknown; each with `field`.
    """
    words = {name: without_invisible(value) for name, value in asdict(told).items()}
    tidied = replace(told, **words | {"email": words["email"].lower()})
    if tidied.kind not in Stakeholder.Kind.values:
        raise _wrong("kind", _("Say whether it is a person or a body."), "kind_unknown")
    if not tidied.name:
        raise _wrong("name", _("Write the name."), "name_missing")
    if not (tidied.email or tidied.address):
        raise _wrong("email", _("Write an e-mail or a postal address."), "address_missing")
    if tidied.email:
        try:
            validate_email(tidied.email)
        except ValidationError:
            raise _wrong("email", _("This is no e-mail address."), "address_wrong") from None
    if not tidied.why:
        raise _wrong("why", _("Say why the law concerns them."), "why_missing")
    if not tidied.basis:
        raise _wrong(
            "basis", _("Say where the address comes from, and by which consent or law you keep it."), "basis_missing"
        )
    if tidied.language not in dict(settings.LANGUAGES):
        raise _wrong("language", _("Choose a language."), "language_unknown")
    for name, most in _LONGEST.items():
        if len(getattr(tidied, name)) > most:
            raise _wrong(name, _("This is too long."), "text_too_long")
    return tidied


@transaction.atomic
def add_stakeholder(law: Law, told: Concerned, *, by: User) -> Stakeholder:
    """Put somebody into the register of a law; who stands there already is that one.

    Raises ValidationError: not_your_agency, too_many_stakeholders, and those of `check_concerned`.
    """
    check_keeps(law.agency_id, by)
    told = check_concerned(told)
    law = Law.objects.select_for_update().get(pk=law.pk)
    return _add(law, told, by)[0]


def _add(law: Law, told: Concerned, by: User) -> tuple[Stakeholder, bool]:
    """Into the register of a locked law. Whether it is a new one."""
    standing = law.stakeholders.standing()
    same = {"email": told.email} if told.email else {"email": "", "name": told.name, "address": told.address}
    known = standing.filter(**same).first()
    if known is not None:
        return known, False
    if standing.count() >= MOST_STAKEHOLDERS:
        raise ValidationError(
            _("A register holds at most %(most)s entries."),
            code="too_many_stakeholders",
            params={"most": f"{MOST_STAKEHOLDERS:,}"},
        )
    n = (law.stakeholders.aggregate(last=Max("n"))["last"] or 0) + 1
    return Stakeholder.objects.create(law=law, n=n, by=by, **asdict(told)), True


@transaction.atomic
def add_all(law: Law, told: list[Concerned], *, by: User) -> tuple[int, int]:
    """All of a file, or none of it. Returns how many are new, and how many stood there already.

    Raises ValidationError: those of `add_stakeholder`.
    """
    check_keeps(law.agency_id, by)
    tidied = [check_concerned(each) for each in told]
    law = Law.objects.select_for_update().get(pk=law.pk)
    new = sum(_add(law, each, by)[1] for each in tidied)
    return new, len(told) - new


@transaction.atomic
def erase_stakeholder(stakeholder: Stakeholder, *, by: User) -> None:
    """Empty an entry, at the request of whom it names or because it is needed no longer; again is no mistake.

    The row stays without a name, so that how many were told stays true. Raises ValidationError (not_your_agency).
    """
    check_keeps(stakeholder.law.agency_id, by)
    _empty(Stakeholder.objects.filter(pk=stakeholder.pk))
    subject = f"law:{stakeholder.law.slug}:stakeholder:{stakeholder.n}"
    log_look(by, subject, "Erased from the register of stakeholders", fields=["everything"])


def stakeholders_of(person: User) -> QuerySet[Stakeholder]:
    """Entries under a person's confirmed e-mail address."""
    if not person.email or person.email_confirmed_at is None:
        return Stakeholder.objects.none()
    return Stakeholder.objects.standing().filter(email=person.email.lower())


def erase_of_person(person: User) -> None:
    """Part of the erasure of an account (setting ERASED_ELSEWHERE)."""
    _empty(stakeholders_of(person))


def _empty(rows: QuerySet[Stakeholder]) -> None:
    ids = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    notices = StakeholderNotice.objects.filter(stakeholder__in=ids)
    Message.objects.filter(event_key__in=[each.event_key for each in notices]).delete()
    Stakeholder.objects.filter(pk__in=ids, erased_at__isnull=True).update(
        name="", email="", address="", why="", basis="", erased_at=timezone.now()
    )


def _wrong(field: str, sentence: object, code: str) -> ValidationError:
    error = ValidationError(str(sentence), code=code)
    error.field = field  # type: ignore[attr-defined]
    return error
