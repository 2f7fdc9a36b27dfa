"""What helpers do: file on behalf of somebody, hand the receipt over, and take a wrong click back. One function an act.

Helpers are those who hold the role of one in an agency today: at a call centre, a counter, a community digital centre, in
a village. What they filed is never theirs: no queryset opens it to them, and their own list tells number, time, channel
and topic. Of an anonymous complaint nothing says who helped, so it is not in that list either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from complaints.models import AssistedFiling, Case, CaseEvent, Complaint
from complaints.responding import withdraw_complaint
from complaints.telling import is_by_a_person
from complaints.timeline import lock
from directory.known import topics as known_topics
from directory.models import Agency, Role, Topic, User

WAYS = (
    Complaint.Channel.PHONE,
    Complaint.Channel.COUNTER,
    Complaint.Channel.CENTRE,
    Complaint.Channel.VOLUNTEER,
    Complaint.Channel.LETTER,
)
TAKE_BACK_WITHIN = timedelta(minutes=10)
MOST_LISTED = 100


@dataclass(frozen=True)
class OwnFiling:
    """One line of a helper's own day. topic: None in confidence, or where nobody knows it yet."""

    reference: str
    at: datetime
    channel: str
    topic: Topic | None
    is_in_confidence: bool
    is_taken_back: bool
    may_take_back: bool


def helps_for(user: User) -> list[Agency]:
    """The agencies for which this person files on behalf of others today, by name; none for who is no helper."""
    held = {each.agency_id: each.agency for each in user.active_roles if each.role == Role.HELPER}
    return sorted(held.values(), key=lambda agency: agency.sort_key)


def filed_today(helper: User, *, now: datetime | None = None) -> Sequence[OwnFiling]:
    """The newest of what this helper filed since midnight in Bangkok, with the parts it was split into; one statement."""
    now = now or timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    own = Complaint.objects.filter(helper=helper, submitted_at__gte=midnight, assisted__isnull=False)
    # What became of it otherwise, the person's own withdrawal too, is not the helper's to know.
    by_helper = CaseEvent.objects.filter(case=OuterRef("case"), kind=CaseEvent.Kind.WITHDRAWN, by=helper)
    own = own.select_related("case").annotate(was_taken_back=Exists(by_helper)).order_by("-submitted_at", "-id")
    return [_line(complaint, now, is_taken_back=complaint.was_taken_back) for complaint in own[:MOST_LISTED]]


def _line(complaint: Complaint, now: datetime, *, is_taken_back: bool) -> OwnFiling:
    case, closely = complaint.case, complaint.is_told_closely
    return OwnFiling(
        complaint.reference,
        complaint.submitted_at,
        complaint.get_channel_display(),
        None if closely else known_topics.get(case.topic_id),
        closely,
        is_taken_back,
        complaint.part_of_id is None and not case.is_ended and now < complaint.submitted_at + TAKE_BACK_WITHIN,
    )


@transaction.atomic
def take_back(complaint: Complaint, *, filed_at: datetime, by: User) -> Case:
    """Withdraw what was filed by a wrong click, before anybody acted on it. Whose click it was is checked by the caller.

    filed_at: when, to the minute; of an anonymous complaint the row knows the hour only.
    Raises ValidationError: too_late_to_take_back, acted_on_already, case_has_ended.
    """
    if root_id := Case.objects.values_list("joined_into_id", flat=True).get(pk=complaint.case_id):
        lock(Case(pk=root_id))  # before the one that joined it, as everywhere
    case = lock(Case(pk=complaint.case_id))
    if timezone.now() > filed_at + TAKE_BACK_WITHIN:
        raise too_late_to_take_back()
    if any(is_by_a_person(event) for event in case.events.exclude(kind=CaseEvent.Kind.FILED)):
        raise ValidationError(
            _("Somebody has worked on it already. The person can withdraw it with number and code."),
            code="acted_on_already",
        )
    person = None if complaint.is_anonymous else by
    with override(complaint.language):  # the person whose complaint it is reads it
        reason = gettext("Filed by mistake, and taken back by the helper at once")
    return withdraw_complaint(case, by=person, reason=reason)


def too_late_to_take_back() -> ValidationError:
    return ValidationError(
        _("That was more than ten minutes ago. The person can withdraw it with number and code."),
        code="too_late_to_take_back",
    )


def hand_over_receipt(complaint: Complaint) -> None:
    """The person has number and code: the code is never shown again."""
    AssistedFiling.objects.filter(complaint=complaint).update(is_handed_over=True)
