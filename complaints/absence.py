"""Who of an agency is away and who stands in: nothing is handed to the absent, and their deputy finds their cases.

A deputy gains no right: a confidential case of somebody absent goes to those who lead the agency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer
from complaints.leave_letters import tell_deputy, tell_deputy_of_the_end
from directory.models import Agency, Leave, Membership, User
from directory.models.leave import leaves_at
from directory.thai_dates import show_date

LONGEST = timedelta(days=366)


@transaction.atomic
def take_leave(
    user: User, agency: Agency, *, starts_on: date, ends_on: date, deputy: User | None = None, by: User
) -> Leave:
    """Say that somebody is away from one day to another, both included, and perhaps who stands in.

    Raises ValidationError: not_yours_to_say, not_a_colleague, leave_in_the_past, leave_ends_before_it_starts,
    leave_too_long, leave_overlaps, stands_in_then, and those of `check_deputy`.
    """
    _lock(agency)
    _check_who_says(user, agency, by)
    if not works_at(user, agency.pk):
        raise ValidationError(_("This person does not work on cases of your agency."), code="not_a_colleague")
    if starts_on < timezone.localdate():
        raise ValidationError(_("This day is past. Leave begins today at the earliest."), code="leave_in_the_past")
    if ends_on < starts_on:
        raise ValidationError(
            _("The last day is before the first. Look at both once more."), code="leave_ends_before_it_starts"
        )
    if ends_on - starts_on >= LONGEST:
        raise ValidationError(
            _("One leave is at most a year long. Hand the cases over for longer."), code="leave_too_long"
        )
    during = Leave.objects.filter(agency=agency).overlapping(starts_on, ends_on)
    if other := during.filter(user=user).first():
        raise ValidationError(
            _("From %(first)s to %(last)s they are away already. End that leave first, or choose other days."),
            code="leave_overlaps",
            params={"first": show_date(other.starts_on), "last": show_date(other.ends_on)},
        )
    leave = Leave(user=user, agency=agency, starts_on=starts_on, ends_on=ends_on, deputy=deputy)
    check_deputy(leave)
    if other := during.filter(deputy=user).select_related("user").first():
        raise ValidationError(
            _("They stand in for %(name)s until %(last)s. Choose somebody else for that first."),
            code="stands_in_then",
            params={"name": other.user.full_name, "last": show_date(other.ends_on)},
        )
    leave.save()
    leave.refresh_from_db(fields=["public_id"])
    tell_deputy(leave)
    return leave


@transaction.atomic
def choose_deputy(leave: Leave, deputy: User | None, *, by: User) -> Leave:
    """Let somebody else stand in, or nobody. Raises ValidationError: not_yours_to_say, leave_is_over, as `check_deputy`."""
    leave = _locked(leave, by)
    before, leave.deputy = leave.deputy, deputy
    check_deputy(leave)
    leave.save(update_fields=["deputy"])
    if before != deputy:
        tell_deputy_of_the_end(leave, before)
        tell_deputy(leave)
    return leave


@transaction.atomic
def end_leave(leave: Leave, *, by: User) -> None:
    """They are back, or do not go. What was stays on the record. Raises ValidationError: not_yours_to_say, leave_is_over."""
    leave = _locked(leave, by)
    tell_deputy_of_the_end(leave, leave.deputy)
    today = timezone.localdate()
    if leave.starts_on >= today:
        leave.delete()
        return
    leave.ends_on = today - timedelta(days=1)
    leave.save(update_fields=["ends_on"])


def check_deputy(leave: Leave) -> None:
    """Raises ValidationError: deputy_is_oneself, deputy_not_a_colleague, deputy_loop, deputy_is_away."""
    deputy = leave.deputy
    if deputy is None:
        return
    if deputy == leave.user:
        raise ValidationError(_("Nobody stands in for themselves. Choose a colleague."), code="deputy_is_oneself")
    if not works_at(deputy, leave.agency_id):
        raise ValidationError(
            _("Who stands in must work on cases of the same agency. Choose somebody else."),
            code="deputy_not_a_colleague",
        )
    away = Leave.objects.filter(agency=leave.agency_id, user=deputy).overlapping(leave.starts_on, leave.ends_on)
    if (other := away.order_by("starts_on").first()) is None:
        return
    if other.deputy_id == leave.user_id:
        raise ValidationError(
            _("%(name)s is away too, and you two would stand in for each other. Choose somebody else."),
            code="deputy_loop",
            params={"name": deputy.full_name},
        )
    raise ValidationError(
        _("%(name)s is away too, from %(first)s to %(last)s. Choose somebody else."),
        code="deputy_is_away",
        params={
            "name": deputy.full_name,
            "first": show_date(other.starts_on),
            "last": show_date(other.ends_on),
        },
    )


def refuse_absent(officer: User, agency_id: int) -> None:
    """Raises ValidationError (officer_is_away) for somebody to whom nothing is handed today."""
    if leave := away_today(agency_id).get(officer.pk):
        raise officer_is_away(officer, leave)


def officer_is_away(officer: User, leave: Leave) -> ValidationError:
    return ValidationError(
        _("%(name)s is away until %(last)s. Choose somebody else."),
        code="officer_is_away",
        params={"name": officer.full_name, "last": show_date(leave.ends_on)},
    )


def works_at(user: User, agency_id: int) -> bool:
    """Whether this person works on cases of the agency today."""
    return agency_id in Viewer(user).agencies(CASEWORK_ROLES)


def away_today(agency_id: int) -> dict[int, Leave]:
    """By the id of the person."""
    today = timezone.localdate()
    return {leave.user_id: leave for leave in leaves_at([agency_id], today, today)}


def with_names(leaves: Iterable[Leave]) -> list[Leave]:
    """The same, with person and deputy read at once."""
    found = list(leaves)
    ids = {pk for leave in found for pk in (leave.user_id, leave.deputy_id) if pk}
    named = User.objects.in_bulk(ids) if ids else {}
    for leave in found:
        leave.user, leave.deputy = named[leave.user_id], named.get(leave.deputy_id or 0)
    return found


@dataclass(frozen=True)
class Cover:
    """Whose cases somebody finds in their inbox while those are away: ids of people by the id of the agency.

    whole: all of their cases. in_confidence: their confidential ones alone, as the deputy may not open those.
    stands_in: the leaves in which this person is the deputy.
    """

    whole: dict[int, list[int]] = field(default_factory=dict)
    in_confidence: dict[int, list[int]] = field(default_factory=dict)
    stands_in: list[Leave] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.whole or self.in_confidence)


def cover_of(user: User) -> Cover:
    """A deputy covers those they stand in for; who leads an agency its absent without a deputy, and what is confidential."""
    viewer, today = Viewer(user), timezone.localdate()
    agencies, led = viewer.agencies(CASEWORK_ROLES), set(viewer.agencies(CONFIDENTIAL_ROLES))
    away = [leave for leave in leaves_at(agencies, today, today) if leave.user_id != user.pk] if agencies else []
    if not away:
        return Cover()
    deputies = _deputies_there(away) if led else set()
    cover = Cover()
    for leave in away:
        if leave.deputy_id == user.pk:
            cover.whole.setdefault(leave.agency_id, []).append(leave.user_id)
            cover.stands_in.append(leave)
        elif leave.agency_id in led:
            has_deputy = (leave.deputy_id, leave.agency_id) in deputies
            part = cover.in_confidence if has_deputy else cover.whole
            part.setdefault(leave.agency_id, []).append(leave.user_id)
    return cover


def covered(cover: Cover) -> Q:
    """Of assignments: those of the people that are covered."""
    found = Q(pk__in=[])
    for agency, people in cover.whole.items():
        found |= Q(agency=agency, officer__in=people)
    for agency, people in cover.in_confidence.items():
        found |= Q(agency=agency, officer__in=people, case_is_confidential=True)
    return found


def _deputies_there(leaves: Iterable[Leave]) -> set[tuple[int | None, int]]:
    """Those deputies who still work at the agency, with it: who has left stands in for nobody."""
    ids = {leave.deputy_id for leave in leaves if leave.deputy_id}
    if not ids:
        return set()
    held = Membership.objects.current().filter(user__in=ids, user__is_active=True, role__in=CASEWORK_ROLES)
    return set(held.values_list("user_id", "agency_id"))


def _lock(agency: Agency) -> None:
    # Two leaves of one agency at once are looked at one after the other; filing into it goes on (no key is changed).
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)


def _locked(leave: Leave, by: User) -> Leave:
    _lock(leave.agency)
    _check_who_says(leave.user, leave.agency, by)
    found = Leave.objects.not_over().filter(pk=leave.pk).select_related("user", "agency", "deputy").first()
    if found is None:
        raise ValidationError(_("This leave is over."), code="leave_is_over")
    return found


def _check_who_says(user: User, agency: Agency, by: User) -> None:
    if user != by and agency.pk not in Viewer(by).agencies(CONFIDENTIAL_ROLES):
        raise ValidationError(
            _("Only they themselves, or who leads the agency, say when they are away."), code="not_yours_to_say"
        )
