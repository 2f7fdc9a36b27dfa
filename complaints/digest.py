"""The morning's mail to each of an office: what is late, what soon will be, and what waits for them. Numbers only.

Written on working mornings, once a day and person however many workers there are: the day stands on a row that is taken
under its lock. Who has nothing to do gets none, and who wants none gets none; nor does who is away, whose deputy reads it
of their cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from complaints.absence import cover_of, covered
from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, AssignmentQuerySet, Viewer
from complaints.approvers import at_own_agency
from complaints.models import Assignment, MorningMail
from complaints.office_letters import reads_mail, send
from complaints.workflow import CLOSED_BY_ITS_ANSWER, RUNNING, AssignmentState
from directory.calendar import BANGKOK, office_calendar, working_days_between
from directory.installation import site_url
from directory.models import Leave, Membership, User
from directory.thai_dates import show_date
from notifications.letters import letter

SOON_WORKING_DAYS = 2
WRITTEN_FROM, WRITTEN_UNTIL = time(6, 30), time(12)
"""In Bangkok. A worker that was down until noon writes none any more: the day has its own list by then."""
LINES = 20
"""Of each part of the mail; the rest is a number and the way to the list."""


@dataclass(frozen=True)
class Line:
    """One case as the mail names it. words: how late, or by when."""

    reference: str
    words: str


@dataclass(frozen=True)
class Part:
    """Lines under one heading; more: whether the list goes on."""

    heading: str
    lines: tuple[Line, ...]
    more: bool
    view: str


def mails_to_write(at: datetime) -> QuerySet[MorningMail]:
    """A worker's queue: those who may get a mail today and have not been looked at; nobody outside working mornings."""
    local = at.astimezone(BANGKOK)
    if not (WRITTEN_FROM <= local.time() < WRITTEN_UNTIL and office_calendar().is_working_day(local.date())):
        return MorningMail.objects.none()
    waiting = Q(last_on__isnull=True) | Q(last_on__lt=local.date())
    return MorningMail.objects.filter(waiting, is_wanted=True).order_by(F("last_on").asc(nulls_first=True), "pk")


def enlist_officers() -> None:
    """A row for each who works on cases and has none yet."""
    people = Membership.objects.current().filter(role__in=CASEWORK_ROLES, user__morning_mail__isnull=True)
    new = [MorningMail(user_id=pk) for pk in people.order_by().values_list("user", flat=True).distinct()]
    MorningMail.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def write_morning_mail(mail: MorningMail) -> bool:
    """Queue this person's mail, or note that today none is needed; False where another worker has or had it."""
    now = timezone.now()
    row = mails_to_write(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=mail.pk).first()
    if row is None:
        return False
    row.last_on = timezone.localdate(now, BANGKOK)
    row.save(update_fields=["last_on"])
    user = row.user
    if not user.is_active or not reads_mail(user):
        return True
    with override(user.language):
        parts = parts_of(user, now)
        if parts:
            _enqueue(user, parts, row.last_on)
    return True


def parts_of(user: User, now: datetime) -> list[Part]:
    """What this person's mail says, in the language that is on; nothing where nothing waits for them.

    Their own cases, those of whom they stand in for, and answers that wait for their approval; for those who lead, the
    cases that nobody has. Nothing of an agency from which they are away today.
    """
    away = list(Leave.objects.on(timezone.localdate(now, BANGKOK)).filter(user=user).values_list("agency", flat=True))
    owed = Assignment.objects.handled_by(user).owed().exclude(agency__in=away)
    own = owed.mine(user)
    parts = [
        _part(_("Late, with you"), _late(own, now), now, "mine"),
        _part(_("Due within two working days, with you"), _soon(own, now), now, "mine"),
        _part(_("New from the complainant, with you"), own.filter(has_news=True).order_by("next_duty_at"), now, "mine"),
    ]
    to_approve = Assignment.objects.filter(pk__in=at_own_agency(user).values("assignment")).exclude(agency__in=away)
    parts.append(_part(_("Answers to approve"), to_approve.order_by("approve_by"), now, "to_approve"))
    if cover := cover_of(user):
        theirs = owed.filter(covered(cover))
        new = theirs.filter(has_news=True).order_by("next_duty_at")
        parts += [
            _part(_("Late, with somebody away"), _late(theirs, now), now, "absent"),
            _part(_("Due within two working days, with somebody away"), _soon(theirs, now), now, "absent"),
            _part(_("New from the complainant, with somebody away"), new, now, "absent"),
        ]
    if leading := Viewer(user).agencies(CONFIDENTIAL_ROLES):
        free = owed.filter(agency__in=leading, officer__isnull=True)
        parts += [
            _part(_("Late, with nobody"), _late(free, now), now, "all"),
            _part(_("Due within two working days, with nobody"), _soon(free, now), now, "all"),
        ]
    return [part for part in parts if part.lines]


def _late(cases: AssignmentQuerySet, now: datetime) -> list[Assignment]:
    """Those of the work, then those without news that are not among them."""
    overdue = _first(cases.overdue(now).order_by("next_duty_at"))
    silent = cases.silent(now).exclude(pk__in=[each.pk for each in overdue]).order_by("update_by")
    return [*overdue, *_first(silent)][: LINES + 1]


def _soon(cases: AssignmentQuerySet, now: datetime) -> QuerySet[Assignment]:
    states = sorted(RUNNING | {AssignmentState.PROPOSED})
    return cases.filter(state__in=states, next_duty_at__gte=now, next_duty_at__lt=soon_until(now)).order_by(
        "next_duty_at"
    )


def soon_until(now: datetime) -> datetime:
    """The end of the second working day after today, in Bangkok."""
    day = timezone.localdate(now, BANGKOK)
    for _day in range(SOON_WORKING_DAYS):
        day = office_calendar().next_working_day(day)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=BANGKOK)


def _first(cases: QuerySet[Assignment]) -> list[Assignment]:
    return list(cases.exclude(case__kind__in=CLOSED_BY_ITS_ANSWER).select_related("case")[: LINES + 1])


def _part(heading: str, cases: QuerySet[Assignment] | Sequence[Assignment], now: datetime, view: str) -> Part:
    found = _first(cases) if isinstance(cases, QuerySet) else list(cases)
    lines = tuple(Line(part.case.reference, _when(part, now)) for part in found[:LINES])
    return Part(heading, lines, len(found) > LINES, view)


def _when(part: Assignment, now: datetime) -> str:
    by = part.accept_by if part.state == AssignmentState.PROPOSED else part.due_at
    if by is not None and by >= now and part.owes_news(now) and part.update_by:
        return _("the complainant should have heard by %(date)s") % {
            "date": show_date(timezone.localdate(part.update_by))
        }
    if by is None or part.state not in RUNNING | {AssignmentState.PROPOSED}:
        return ""
    if by < now:
        days = max(working_days_between(by, now), 0)
        if days == 0:
            return _("the time was over today")
        return ngettext("%(n)s working day late", "%(n)s working days late", days) % {"n": days}
    return _("due %(date)s") % {"date": show_date(timezone.localdate(by))}


def _enqueue(user: User, parts: Sequence[Part], day: object) -> None:
    office = reverse("office")
    told = [
        [
            f"{part.heading}:",
            *(f"- {line.reference} {line.words}".rstrip() for line in part.lines),
            *([_("- and more")] if part.more else []),
            _("The list: %(url)s") % {"url": f"{site_url()}{office}?view={part.view}"},
        ]
        for part in parts
    ]
    end = _("You want no such mail? Switch it off here: %(url)s")
    body = letter(*told, [end % {"url": site_url() + reverse("office_mail")}], to=user.get_short_name())
    send(user, f"morning:{day}:{user.pk}", _("Your cases this morning"), body)


def wants_mail(user: User) -> bool:
    """Whether this person gets the morning's mail; everybody does who has not said otherwise."""
    row = MorningMail.objects.filter(user=user).first()
    return row is None or row.is_wanted


def choose_mail(user: User, *, is_wanted: bool) -> None:
    """Switch the morning's mail on or off for a person."""
    MorningMail.objects.update_or_create(user=user, defaults={"is_wanted": is_wanted})
