"""The policy team plans a hearing, changes, moves and cancels it. Whoever is registered is told of what concerns them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from complaints.intake import without_invisible
from consultations.hearings.history import check_not_cancelled, lock, lock_own, record
from consultations.hearings.models import (
    REASON_MAX_LETTERS,
    TITLE_MAX_LETTERS,
    WORDS_MAX_LETTERS,
    Hearing,
    HearingEvent,
    Phase,
    Registration,
)
from consultations.hearings.models.registrations import RegistrationQuerySet
from consultations.hearings.registering import move_up
from consultations.hearings.telling import tell_cancelled, tell_moved
from consultations.history import lock as lock_consultation
from consultations.holding import check_holds, check_no_pilot
from consultations.models import Consultation
from directory.models import User
from records.chores import Chore
from records.idempotency import claim

LONGEST = timedelta(days=3)
MOST_SEATS = 5000
MOST_HEARINGS = 50
_Kind = HearingEvent.Kind
_WHEN_AND_WHERE = ("begins_at", "ends_at", "place", "address")


@dataclass(frozen=True)
class Plan:
    """What a hearing says of itself; a hall with its place and seats, or a link, or both."""

    title_th: str
    begins_at: datetime
    ends_at: datetime
    title_en: str = ""
    place: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    seats: int = 0
    access: str = ""
    link: str = ""


@transaction.atomic
def add_hearing(consultation: Consultation, plan: Plan, *, by: User, token: str = "") -> Hearing:
    """Announce a hearing of a consultation. Of one form sent twice, the first.

    Raises ValidationError: not_your_agency, is_a_pilot, consultation_withdrawn, too_many_hearings, begins_in_the_past, and
    those of `tidied`.
    """
    check_holds(consultation, by)
    check_no_pilot(consultation)  # nobody can come to a meeting of which nobody outside may hear
    plan = tidied(plan)
    consultation = lock_consultation(consultation)
    claimed = claim("hearing", token, f"{by.pk}:{consultation.pk}") if token else None
    if claimed is not None and claimed.state == "done":
        return Hearing.objects.get(consultation=consultation, n=int(claimed.answer_reference))
    if consultation.withdrawn_at is not None:
        raise ValidationError(_("This consultation was withdrawn."), code="consultation_withdrawn")
    if plan.begins_at <= timezone.now():
        raise ValidationError(_("Choose a beginning that is still to come."), code="begins_in_the_past")
    n = (consultation.hearings.aggregate(last=Max("n"))["last"] or 0) + 1  # type: ignore[attr-defined]
    if n > MOST_HEARINGS:
        raise ValidationError(_("There are enough hearings for one consultation."), code="too_many_hearings")
    hearing = Hearing.objects.create(consultation=consultation, n=n, **asdict(plan))
    record(hearing, _Kind.ADDED, by=by)
    if claimed is not None:
        claimed.finish(str(n))
    return hearing


@transaction.atomic
def change_hearing(hearing: Hearing, plan: Plan, *, seen: int, reason: str = "", by: User) -> Hearing:
    """Other words, seats, time or place; another time or place needs a reason, which everybody who is registered is told.

    seen: the newest line of its history that the writer has read. The same once more changes nothing.
    Raises ValidationError: not_your_agency, hearing_is_cancelled, hearing_is_over, changed_meanwhile, seats_are_taken,
    way_is_taken, note_missing, note_too_long, begins_in_the_past, and those of `tidied`.
    """
    hearing = lock_own(hearing, by)
    plan = tidied(plan)
    changed = {name: value for name, value in asdict(plan).items() if getattr(hearing, name) != value}
    if not changed:
        return hearing
    check_not_cancelled(hearing)
    if hearing.phase == Phase.OVER:
        raise ValidationError(_("This hearing is over: it stays as it was."), code="hearing_is_over")
    if seen != hearing.event_count:
        raise ValidationError(
            _("A colleague has changed this hearing meanwhile. Load the page and look first."), code="changed_meanwhile"
        )
    moved = [name for name in _WHEN_AND_WHERE if name in changed]
    note = check_note(reason, needed=bool(moved), most=REASON_MAX_LETTERS)
    if "begins_at" in changed and plan.begins_at <= timezone.now():
        raise ValidationError(_("Choose a beginning that is still to come."), code="begins_in_the_past")
    _check_taken(hearing, plan)
    before = {"begins": hearing.begins_at.isoformat(), "ends": hearing.ends_at.isoformat(), "place": hearing.place}
    for name, value in changed.items():
        setattr(hearing, name, value)
    kind = _Kind.MOVED if moved else _Kind.CHANGED
    record(hearing, kind, by=by, note=note, facts=before if moved else {}, changed=changed)
    if moved:
        tell_moved(hearing, note)
    move_up(hearing)
    return hearing


@transaction.atomic
def cancel_hearing(hearing: Hearing, *, reason: str, by: User) -> Hearing:
    """It does not take place. Its page stays and says why; everybody who is registered is told. Again is no mistake.

    Raises ValidationError: not_your_agency, hearing_is_over, note_missing, note_too_long.
    """
    hearing, note = lock_own(hearing, by), check_note(reason, most=REASON_MAX_LETTERS)
    if hearing.cancelled_at is not None:
        return hearing
    if hearing.phase == Phase.OVER:
        raise ValidationError(_("This hearing is over: it stays as it was."), code="hearing_is_over")
    return _cancel(hearing, note, by)


def cancel_of_withdrawn(batch: int = 20) -> int:
    """Hearings of a consultation that was withdrawn do not take place either. Returns how many."""
    told = 0
    left = Hearing.objects.filter(cancelled_at=None, consultation__withdrawn_at__isnull=False)
    for hearing in left.filter(ends_at__gt=timezone.now()).order_by("pk")[:batch]:
        with transaction.atomic():
            locked = lock(hearing)
            if locked.cancelled_at is None:
                _cancel(locked, locked.consultation.why_withdrawn, None)
                told += 1
    return told


def tidied(plan: Plan) -> Plan:
    """As it is kept. Raises ValidationError: title_missing, words_too_long, ends_too_early, hearing_too_long, place_missing,
    seats_missing, too_many_seats, link_not_secure, way_missing, pin_is_none.
    """
    words = {
        name: " ".join(without_invisible(value).split())
        for name, value in asdict(plan).items()
        if isinstance(value, str)
    }
    plan = Plan(**asdict(plan) | words)
    if not plan.title_th:
        raise ValidationError(_("Write a title in Thai."), code="title_missing")
    longest = {"title_th": TITLE_MAX_LETTERS, "title_en": TITLE_MAX_LETTERS, "place": TITLE_MAX_LETTERS}
    if any(len(value) > longest.get(name, WORDS_MAX_LETTERS) for name, value in words.items()):
        raise ValidationError(_("This is too long."), code="words_too_long")
    if plan.ends_at <= plan.begins_at:
        raise ValidationError(_("It must end after it begins."), code="ends_too_early")
    if plan.ends_at - plan.begins_at > LONGEST:
        raise ValidationError(_("A hearing lasts three days at most."), code="hearing_too_long")
    _check_where(plan)
    return plan


def _check_where(plan: Plan) -> None:
    if not plan.place and not plan.link:
        raise ValidationError(_("Say where it is: a place, or the address of the online meeting."), code="way_missing")
    if plan.seats and not plan.place:
        raise ValidationError(_("Write the place that has these seats."), code="place_missing")
    if plan.place and not plan.seats:
        raise ValidationError(_("Say how many seats the place has."), code="seats_missing")
    if plan.seats > MOST_SEATS:
        raise ValidationError(_("That are too many seats."), code="too_many_seats")
    if plan.link:
        try:
            URLValidator(schemes=["https"])(plan.link)
        except ValidationError:
            raise ValidationError(_("The address must begin with https."), code="link_not_secure") from None
    pin = plan.latitude, plan.longitude
    if pin != (None, None) and not (-90 <= (pin[0] or 100) <= 90 and -180 <= (pin[1] or 200) <= 180):
        raise ValidationError(_("This is no place on the map."), code="pin_is_none")


def _check_taken(hearing: Hearing, plan: Plan) -> None:
    """Who is registered keeps their place: no hall smaller than it is taken, no way taken from who chose it."""
    standing = Registration.objects.filter(hearing=hearing).standing()
    seated = standing.filter(seat__isnull=False)
    taken = seated.count()
    if plan.place and plan.seats < taken:
        raise ValidationError(_("%(n)s seats are taken already."), code="seats_are_taken", params={"n": f"{taken:,}"})
    is_left = (plan.place or not standing.filter(way="hall").exists()) and (
        plan.link or not standing.filter(way="online").exists()
    )
    if not is_left:
        raise ValidationError(
            _("Somebody has registered to take part that way. Cancel this hearing and add another one."),
            code="way_is_taken",
        )
    _close_ranks(seated, plan.seats)


def _close_ranks(seated: RegistrationQuerySet, seats: int) -> None:
    """Whoever has a seat with a higher number than there will be gets one that is free."""
    taken = set(seated.values_list("seat", flat=True))
    free = (seat for seat in range(1, seats + 1) if seat not in taken)
    for each in seated.filter(seat__gt=seats).order_by("seat"):
        each.seat = next(free)
        each.save(update_fields=["seat"])


def _cancel(hearing: Hearing, note: str, by: User | None) -> Hearing:
    hearing.cancelled_at, hearing.why_cancelled = timezone.now(), note
    record(hearing, _Kind.CANCELLED, by=by, note=note, changed=("cancelled_at", "why_cancelled"))
    tell_cancelled(hearing, note)
    return hearing


cancel_hearings_of_withdrawn = Chore("cancel_hearings_of_withdrawn", cancel_of_withdrawn, every_s=60)
