"""Objecting to a use of one's data (PDPA 2562, section 32), and the answer of whoever looks after data protection.

The Act names no time for the answer; the length is a service level of ours with its source beside it, in days that stay
below the 30 which section 30 gives for a request to see one's data. A refusal says why, and the row is its record (section 39).
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from complaints.acting import check_note
from complaints.models import Complainant, Complaint, Objection, ServiceLevel
from complaints.rights_tables import ObjectionQuerySet
from complaints.service_levels import working_days
from directory.calendar import add_working_days, next_working_moment
from directory.installation import site_url
from directory.models import User
from notifications.letters import letter, read_it, text
from notifications.models import Channel
from notifications.outbox import enqueue

OBJECTIONS_A_DAY = 10


@transaction.atomic
def object_to_use_in_case(complaint: Complaint, use: Objection.Use, *, reason: str) -> Objection:
    """Object to a use of what one complaint tells. Raises ValidationError: note_missing, note_too_long, objected_already."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    objection = Objection(complaint=complaint, use=use)
    if complaint.is_anonymous:  # only the hour of what somebody unnamed does is told (S8)
        objection.made_at = max(complaint.submitted_at, timezone.now().replace(minute=0, second=0, microsecond=0))
    return _store(objection, complaint.objections.all(), reason)


@transaction.atomic
def object_to_use_of_account(person: User, use: Objection.Use, *, reason: str) -> Objection:
    """The same for everything that is kept under an account."""
    person = User.objects.select_for_update().get(pk=person.pk)
    return _store(Objection(user=person, use=use), person.objections.all(), reason)


def _store(objection: Objection, others: ObjectionQuerySet, reason: str) -> Objection:
    if others.open().filter(use=objection.use).exists():
        raise ValidationError(
            gettext_lazy("You have objected to this already. The answer will stand here."), code="objected_already"
        )
    objection.reason = check_note(reason)
    start = next_working_moment(objection.made_at)
    objection.answer_by = add_working_days(start, working_days(ServiceLevel.Step.OBJECTION, None))
    objection.save()
    return objection


@transaction.atomic
def withdraw_objection(objection: Objection) -> Objection:
    """Its author takes it back, while it has no answer. Raises ValidationError (code objection_is_over)."""
    objection = _lock_open(objection)
    objection.withdrawn_at = timezone.now()
    objection.save(update_fields=["withdrawn_at"])
    return objection


@transaction.atomic
def answer_objection(objection: Objection, outcome: Objection.Outcome, *, answer: str, by: User) -> Objection:
    """Answer it, once. Its author finds the answer on their page, and is told by the address they confirmed.

    Raises ValidationError: objection_not_yours, objection_is_over, note_missing, note_too_long.
    """
    if not Objection.objects.handled_by(by).filter(pk=objection.pk).exists():
        raise ValidationError(gettext_lazy("This objection is not yours to answer."), code="objection_not_yours")
    objection = _lock_open(objection)
    objection.outcome, objection.answer = outcome, check_note(answer)
    objection.answered_at, objection.answered_by = timezone.now(), by
    objection.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    _tell(objection)
    return objection


def _lock_open(objection: Objection) -> Objection:
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if not objection.is_open:
        raise ValidationError(
            gettext_lazy("This objection was answered or taken back already."), code="objection_is_over"
        )
    return objection


def _tell(objection: Objection) -> None:
    """A message that there is an answer, never what it says: mail is read over shoulders."""
    channel, address, language, user, page = _address_of(objection)
    if not address:
        return
    with override(language):
        news = _("Your objection to a use of your data has an answer")
        if channel == Channel.SMS:
            subject, body = "", text(news, site_url() + page)
        else:
            subject, body = news, letter([news], [read_it(page)])
        key = f"objection:{objection.public_id}"
        enqueue(key, channel, address, subject, body, language=language, user=user)


def _address_of(objection: Objection) -> tuple[str, str, str, User | None, str]:
    """Channel, address, language, account and page: only an address that is known to be theirs, else none."""
    complaint, person = objection.complaint, objection.user
    if complaint is None:
        assert person is not None  # noqa: S101 - kept by an_objection_is_about_a_case_or_an_account
        page = reverse("my_data_object")
        if person.email and person.email_confirmed_at:
            return Channel.EMAIL, person.email, person.language, person, page
        phone = (person.phone or "") if person.phone_confirmed_at else ""
        return Channel.SMS, phone, person.language, person, page
    page = reverse("case_data_object", args=[complaint.reference])
    known = Complainant.objects.filter(complaint=complaint, news_confirmed_at__isnull=False).first()
    if known is None:
        return "", "", complaint.language, None, page
    return known.news_channel, known.news_address, complaint.language, known.user, page
