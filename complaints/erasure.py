"""Parting a person from what the house keeps. Cases and their words are official records and stay; who it was does not."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.co_signing import withdraw_co_signing
from complaints.models import Case, Complainant, Translation
from complaints.workflow import ENDS
from directory.models import User
from notifications.models import Channel, Message
from records.access import log_look

WITHOUT_A_NAME = {
    "user": None, "name": "", "phone": "", "email": "", "news_channel": Channel.PAGE, "news_confirmed_at": None,
    "code_hash": "", "code_until": None, "code_tries": 0,
}  # fmt: skip


def open_cases_of(person: User) -> list[str]:
    """References under which this person still waits for something: their account cannot go yet."""
    complaints = Complainant.objects.filter(user=person).exclude(complaint__case__state__in=ENDS)
    return list(complaints.order_by("complaint_id").values_list("complaint__reference", flat=True))


def messages_to(person: User) -> QuerySet[Message]:
    """What was sent to the person, by account or address."""
    addresses = [address for address in (person.email, person.phone) if address]
    return Message.objects.filter(Q(user=person) | Q(recipient__in=addresses))


@transaction.atomic
def erase_person(person: User) -> None:
    """Take name, addresses, drafts, follows and messages of a person away, and close the account for good.

    The row stays without a name, because the timeline points at it; every other session ends with the password.
    Raises ValidationError: `works_for_an_agency` (acts of staff are records), `case_is_open` (withdraw it first).
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    # Their cases too: one that is filed or opened again at this moment must not lose its complainant.
    list(Case.objects.filter(complaints__complainant__user=person).order_by("pk").select_for_update(of=("self",)))
    _refuse_if_needed(person)
    messages_to(person).delete()
    # What still waits for a program stays in the house now; translations that are done are records like the words.
    Translation.objects.filter(complaint__complainant__user=person, state=Translation.State.WAITING).delete()
    Complainant.objects.filter(user=person).update(**WITHOUT_A_NAME)
    EmailAddress.objects.filter(user=person).delete()
    _take_signatures_back(person)
    person.drafts.all().delete()
    person.subscriptions.all().delete()
    _empty(person)
    log_look(person, f"person:{person.pk}", "Erased at the person's own request", fields=["everything"])


def _refuse_if_needed(person: User) -> None:
    if person.is_staff or person.memberships.exists():
        raise ValidationError(
            _("An account that works or worked for an agency cannot be erased here. Ask your administrator."),
            code="works_for_an_agency",
        )
    if waiting := open_cases_of(person):
        raise ValidationError(
            _("These cases are still open: %(references)s. Withdraw them, or wait until they have ended."),
            code="case_is_open",
            params={"references": ", ".join(waiting)},
        )


def _take_signatures_back(person: User) -> None:
    """What they co-signed counts them no longer; in the order of the cases, so that two erasures do not wait for each other."""
    for signing in person.co_signings.select_related("case").order_by("case_id"):
        withdraw_co_signing(signing.case, by=person)


def _empty(person: User) -> None:
    person.full_name, person.phone, person.is_active = "", None, False
    person.email = f"erased-{person.pk}@erased.invalid"  # a person without any address cannot be stored
    person.email_confirmed_at = person.phone_confirmed_at = person.last_login = None
    person.set_unusable_password()
    person.save()
