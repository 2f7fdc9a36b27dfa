"""Parting a person from what the house keeps. Cases and their words are official records and stay; who it was does not."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from complaints.case_files import take_files_back
from complaints.co_signing import withdraw_co_signing
from complaints.complaint_tables import NOBODY
from complaints.consents import Purpose, end_consent, renew_news_consents
from complaints.letters import forget_letters
from complaints.models import AssistedFiling, Case, Complainant, Complaint, Objection, SurveyAnswer, Translation
from complaints.rights_tables import ObjectionQuerySet
from complaints.speaking import leave_speaking, others_can_go_on
from complaints.workflow import ENDS, CaseState
from directory.models import User
from notifications.models import FollowRhythm, Message
from records.access import log_look


def open_cases_of(person: User) -> list[str]:
    """References under which this person still waits for something: their account cannot go yet.

    Where others signed too the case goes on without them, so it keeps nobody.
    """
    return [complaint.reference for complaint in _open(person) if not others_can_go_on(complaint.case)]


def spoken_for_by(person: User) -> list[str]:
    """References of open cases that others signed: they are asked to speak once this person is erased."""
    return [complaint.reference for complaint in _open(person) if others_can_go_on(complaint.case)]


def _open(person: User) -> QuerySet[Complaint]:
    mine = Complaint.objects.filter(complainant__user=person).exclude(case__state__in=ENDS - {CaseState.JOINED})
    # What goes on in another case comes back when that one is withdrawn: somebody has to be there for it.
    mine = mine.exclude(case__state=CaseState.JOINED, case__joined_into__state__in=ENDS)
    told = Complaint.objects.only("case_id", "visibility")  # what others_can_go_on asks of each
    return mine.select_related("case").prefetch_related(Prefetch("case__complaints", told)).order_by("pk")


def messages_to(person: User) -> QuerySet[Message]:
    """What was sent to the person, by account or address."""
    addresses = [address for address in (person.email, person.phone) if address]
    return Message.objects.filter(Q(user=person) | Q(recipient__in=addresses))


def messages_of(complaint: Complaint) -> QuerySet[Message]:
    """What was sent of one complaint to the addresses that are kept with it."""
    person = Complainant.objects.filter(complaint=complaint).first()
    addresses = [address for address in (person.email, person.phone) if address] if person else []
    own = Q(event_key__startswith=f"code:{complaint.reference}:")
    own |= Q(event_key__startswith=f"news:{complaint.reference}:")
    own |= Q(event_key__startswith=f"case:{complaint.case.reference}:")
    own |= Q(event_key__in=[f"objection:{each}" for each in complaint.objections.values_list("public_id", flat=True)])
    return Message.objects.filter(own, recipient__in=addresses)


@transaction.atomic
def erase_complainant(complaint: Complaint) -> None:
    """Take name and addresses of one complaint away, for whoever has its receipt code. The case goes on, open or ended:
    it has its page, and the code still opens it.

    Raises ValidationError: complaint_of_an_account (that is erased by the account), nothing_to_erase.
    """
    complaint = Complaint.objects.select_for_update().get(pk=complaint.part_of_id or complaint.pk)
    person = Complainant.objects.filter(complaint=complaint).first()
    if person is None or not (person.name or person.email or person.phone or person.user_id):
        raise ValidationError(_("We keep no name and no address of you with this case."), code="nothing_to_erase")
    if person.user_id is not None:
        raise ValidationError(
            _("This case belongs to an account. Sign in, and correct or erase it under “My data”."),
            code="complaint_of_an_account",
        )
    for told in _with_its_parts(complaint):
        messages_of(told).delete()
        Complainant.objects.filter(complaint=told).update(**NOBODY)
        _keep_words_in_the_house(Complaint.objects.filter(pk=told.pk))
        end_consent(told, Purpose.NEWS)
        _empty_objections(told.objections.all())


def _with_its_parts(complaint: Complaint) -> list[Complaint]:
    """The complaint and what was made of it (complaints.splitting): of all of them the person is the same."""
    whole = complaint.part_of_id or complaint.pk
    return list(Complaint.objects.filter(Q(pk=whole) | Q(part_of=whole)).select_related("case").order_by("pk"))


@transaction.atomic
def correct_name_in_case(complaint: Complaint, name: str) -> None:
    """The name as its author writes it. Raises ValidationError (in_confidence) for somebody unnamed."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.is_anonymous:
        raise ValidationError(_("We keep no name of who stays unnamed."), code="in_confidence")
    for told in _with_its_parts(complaint):
        Complainant.objects.update_or_create(complaint=told, defaults={"name": name})


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
    for complaint in _open(person):
        leave_speaking(complaint)
    messages_to(person).delete()
    own = Complaint.objects.filter(complainant__user=person)
    _empty_objections(Objection.objects.filter(Q(user=person) | Q(complaint__in=own)))
    renew_news_consents(own, at=None)
    _keep_words_in_the_house(own)
    Complainant.objects.filter(user=person).update(**NOBODY)
    EmailAddress.objects.filter(user=person).delete()
    _take_signatures_back(person)
    person.drafts.all().delete()
    person.saved_views.all().delete()
    person.subscriptions.all().delete()
    person.digest_entries.all().delete()
    FollowRhythm.objects.filter(user=person).delete()
    for path in settings.ERASED_ELSEWHERE:
        import_string(path)(person)
    _empty(person)
    log_look(person, f"person:{person.pk}", "Erased at the person's own request", fields=["everything"])


def _keep_words_in_the_house(complaints: QuerySet[Complaint]) -> None:
    """What still waits for a program stays here now; translations that are done are records like the words."""
    Translation.objects.filter(complaint__in=complaints, state=Translation.State.WAITING).delete()
    forget_letters(complaints)  # they bear the name
    take_files_back(complaints)
    SurveyAnswer.objects.filter(complaint__in=complaints).update(remark="")  # the ratings name nobody
    AssistedFiling.objects.filter(complaint__in=complaints).update(told_by_name="")


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


def _empty_objections(objections: ObjectionQuerySet) -> None:
    """Their words go; that there was an objection, when it was answered and how, stays (PDPA 2562, section 39)."""
    objections.open().update(withdrawn_at=timezone.now())
    objections.update(reason="", answer="")


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
