"""Everything that somebody of an agency has in hand goes to others in one act: each case by itself, what fails is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heapreplace

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer
from complaints.colleagues import Colleague, colleagues_at, key_at
from complaints.handing_over import DONE, hand_over
from complaints.models import Assignment
from complaints.office_letters import tell_of_many
from directory.models import Agency, Membership, Unit, User

BATCH = 100
"""Cases handed over by one press of the button: some seconds of work."""


@dataclass(frozen=True)
class Receiver:
    """To whom: one person, or one unit, or with neither everybody; or shared out among all who are there."""

    officer: User | None = None
    unit: Unit | None = None
    is_shared: bool = False


@dataclass(frozen=True)
class Portion:
    """What one person would get. in_hand: what they have by now, counted up to COUNT_CAP."""

    user: User
    n: int
    in_hand: int


@dataclass
class Outcome:
    """done: handed over. before: who had it, by the id of the part. refused: with the reason. left: still to be done."""

    done: list[Assignment] = field(default_factory=list)
    before: dict[int, tuple[User | None, Unit | None]] = field(default_factory=dict)
    refused: list[tuple[Assignment, str]] = field(default_factory=list)
    left: int = 0


def open_parts(officer: User, agency: Agency, *, by: User) -> QuerySet[Assignment]:
    """What this person has in hand at the agency, most pressing first, as far as `by` may work on it."""
    ours = Assignment.objects.handled_by(by).filter(agency=agency, officer=officer, case_is_open=True)
    return ours.exclude(state__in=DONE).order_by("next_duty_at", "id")


def parts_to_hand(officer: User, agency: Agency, receiver: Receiver, *, by: User) -> QuerySet[Assignment]:
    """Of these, what can go. A confidential case goes to whom somebody who leads the agency names, never by turns."""
    parts = open_parts(officer, agency, by=by)
    leads = agency.pk in Viewer(by).agencies(CONFIDENTIAL_ROLES)
    return parts if leads and not receiver.is_shared else parts.filter(case_is_confidential=False)


def receivers(officer: User, agency: Agency, *, by: User) -> list[Colleague]:
    """Who is there to take cases of this person, who has least in hand first."""
    return [each for each in colleagues_at(agency, by=by) if each.away is None and each.user != officer]


def share_out(count: int, colleagues: Sequence[Colleague]) -> list[User]:
    """Whose turn it is for each of so many cases: always who has least in hand. Raises ValidationError (nobody_there)."""
    if not colleagues:
        raise ValidationError(
            _("Nobody else of the agency is there. Choose a unit, or leave them to everybody."), code="nobody_there"
        )
    turns = [(each.in_hand, place) for place, each in enumerate(colleagues)]
    heapify(turns)
    chosen = []
    for _number in range(count):
        in_hand, place = turns[0]
        chosen.append(colleagues[place].user)
        heapreplace(turns, (in_hand + 1, place))
    return chosen


def portions(count: int, colleagues: Sequence[Colleague]) -> list[Portion]:
    """The same as a page shows it before anything happens."""
    turns = Counter(user.pk for user in share_out(count, colleagues))
    return [Portion(each.user, turns[each.user.pk], each.in_hand) for each in colleagues if turns[each.user.pk]]


def hand_over_all(officer: User, agency: Agency, receiver: Receiver, *, note: str = "", by: User) -> Outcome:
    """Hand over up to BATCH cases of this person. Each is an act of its own: what stops one does not stop the next.

    Who gets some is told once, whatever the number. Raises ValidationError (nobody_there).
    """
    parts = parts_to_hand(officer, agency, receiver, by=by)
    batch = list(parts.select_related("case", "agency", "officer", "unit")[:BATCH])
    if receiver.is_shared:
        to: Iterable[User | None] = share_out(len(batch), receivers(officer, agency, by=by))
    else:
        to = [receiver.officer] * len(batch)
    outcome = Outcome()
    for part, person in zip(batch, to, strict=True):
        try:
            seen = part.case.event_count  # somebody else took it or answered meanwhile: it is not this person's to give
            done = hand_over(part, officer=person, unit=receiver.unit, note=note, by=by, seen=seen, tells=False)
        except ValidationError as error:
            outcome.refused.append((part, " ".join(error.messages)))
        else:
            outcome.done.append(done)
            outcome.before[part.pk] = (officer, part.unit)
    for person, n in Counter(part.officer for part in outcome.done if part.officer).items():
        tell_of_many(person, n, by=by)
    outcome.left = max(0, parts.count() - len(outcome.refused))
    return outcome


def find_at(key: str, agencies: Sequence[Agency]) -> tuple[User, Agency] | None:
    """Who that is among those who work there, have worked there, or still have open cases there."""
    by_id = {agency.pk: agency for agency in agencies}
    members = Membership.objects.filter(agency__in=by_id, role__in=CASEWORK_ROLES).values_list("user_id", "agency_id")
    holding = Assignment.objects.owed().filter(agency__in=by_id, officer__isnull=False).order_by()
    for user_id, agency_id in members.union(holding.values_list("officer_id", "agency_id")):
        if key_at(user_id, agency_id) == key:
            return User.objects.get(pk=user_id), by_id[agency_id]
    return None
