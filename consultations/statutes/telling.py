"""Telling those whom a law concerns of its consultations: at the opening, three days before the closing, at the result; once each.

Told are the stakeholders of linked laws that the consultation's own agency keeps: no agency writes to another one's register.
Who has an address on paper alone gets a letter, which the team posts and marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from consultations.holding import check_own
from consultations.models import Consultation
from consultations.statutes.models import Stakeholder, StakeholderNotice, StakeholderTelling
from consultations.statutes.models.stakeholders import StakeholderQuerySet
from consultations.workflow import ConsultationState
from directory.models import User
from directory.thai_dates import show_date, show_time
from notifications.letters import letter, read_it
from notifications.models import Channel
from notifications.outbox import enqueue
from records.chores import Chore, wake

Occasion = StakeholderNotice.Occasion
BEFORE_CLOSING = timedelta(days=3)
AT_ONCE = 200


def concerned_by(consultation: Consultation) -> StakeholderQuerySet:
    """Who stands today in the registers of the laws that it is about."""
    laws = consultation.law_links.filter(law__agency=consultation.agency_id).values("law")  # type: ignore[attr-defined]
    return Stakeholder.objects.standing().filter(law__in=laws)


@transaction.atomic
def tell_result(consultation: Consultation, *, by: User) -> None:
    """Let the stakeholders be told that the result is published; again is no mistake.

    Raises ValidationError: not_your_agency, not_closed_yet.
    """
    check_own(consultation, by)
    if not consultation.is_closed:
        raise ValidationError(
            gettext_lazy("The consultation has not closed yet: there is no result to tell of."), code="not_closed_yet"
        )
    if consultation.is_pilot:  # nobody outside hears of a trial
        return
    StakeholderTelling.objects.get_or_create(consultation=consultation, occasion=Occasion.RESULT)
    wake("tell_stakeholders")


def _tell(batch: int = AT_ONCE) -> int:
    now = timezone.now()
    return sum(_tell_of(consultation, occasion, batch) for consultation, occasion in _due(now))


tell_stakeholders = Chore("tell_stakeholders", _tell, every_s=30)


def _due(now: datetime) -> list[tuple[int, str]]:
    """Consultations with an occasion of which somebody still may have to be told."""
    running = Consultation.objects.in_state(ConsultationState.OPEN, now).filter(law_links__law__agency=F("agency"))
    due: list[tuple[int, str]] = [(pk, Occasion.OPENING) for pk in running.values_list("pk", flat=True).distinct()]
    closing = running.filter(closes_at__lte=now + BEFORE_CLOSING)
    due += [(pk, Occasion.CLOSING) for pk in closing.values_list("pk", flat=True).distinct()]
    asked = StakeholderTelling.objects.filter(occasion=Occasion.RESULT, done_at__isnull=True)
    return due + [(pk, Occasion.RESULT) for pk in asked.values_list("consultation", flat=True)]


@transaction.atomic
def _tell_of(consultation_id: int, occasion: str, batch: int) -> int:
    # Whoever holds the row tells; what is asked next sees all that an earlier holder told.
    found = Consultation.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=consultation_id).first()
    if found is None or (occasion != Occasion.RESULT and found.state != ConsultationState.OPEN):
        return 0
    told = StakeholderNotice.objects.filter(consultation=found, occasion=occasion)
    same_address = told.filter(stakeholder__email=OuterRef("email")).exclude(stakeholder__email="")
    waiting = concerned_by(found).filter(~Exists(told.filter(stakeholder=OuterRef("pk"))), ~Exists(same_address))
    people = list(waiting.order_by("pk").select_for_update(of=("self",))[:batch])
    written: set[str] = set()
    for person in people:
        if person.email and person.email in written:
            continue  # in the registers of two laws: one mail
        written.add(person.email)
        _notify(found, occasion, person)
    if occasion == Occasion.RESULT and len(people) < batch:
        StakeholderTelling.objects.filter(consultation=found, occasion=occasion).update(done_at=timezone.now())
    return len(people)


def _notify(consultation: Consultation, occasion: str, person: Stakeholder) -> None:
    notice = StakeholderNotice.objects.create(
        stakeholder=person, consultation=consultation, occasion=occasion, is_by_post=not person.email
    )
    if person.email:
        with override(person.language):
            title, body = letter_to(consultation, occasion, person)
        enqueue(notice.event_key, Channel.EMAIL, person.email, title, body, language=person.language)


def letter_to(consultation: Consultation, occasion: str, person: Stakeholder) -> tuple[str, str]:
    """Its title and its body, in the language that is on."""
    closes = consultation.closes_at
    assert closes is not None  # noqa: S101 - it is announced; for the type checker
    named = {"title": consultation.title, "agency": consultation.agency.name}
    named |= {"closes": f"{show_date(closes)} {show_time(closes)}"}
    titles = {
        Occasion.OPENING: _("Your opinion is asked: %(title)s"),
        Occasion.CLOSING: _("Closes soon: %(title)s"),
        Occasion.RESULT: _("The result is published: %(title)s"),
    }
    sentences = {
        Occasion.OPENING: _("%(agency)s asks what you think, until %(closes)s:"),
        Occasion.CLOSING: _("%(agency)s takes opinions until %(closes)s:"),
        Occasion.RESULT: _("%(agency)s has published what people said and what follows from it:"),
    }
    why = _("You get this because the register of those whom this law concerns names you: %(why)s.") % {
        "why": person.why
    }
    stop = _("To have your entry erased, write to the agency.")
    lines = [sentences[Occasion(occasion)] % named, consultation.title]
    body = letter(lines, [read_it(consultation.get_absolute_url()), f"{why} {stop}"], to=person.name)
    return titles[Occasion(occasion)] % named, body


@transaction.atomic
def note_posted(consultation: Consultation, occasion: str, *, by: User) -> int:
    """The letters of this occasion that lay there are posted. Returns how many. Raises ValidationError (not_your_agency)."""
    check_own(consultation, by)
    lying = StakeholderNotice.objects.filter(
        consultation=consultation, occasion=occasion, is_by_post=True, sent_at__isnull=True
    )
    return lying.update(sent_at=timezone.now(), sent_by=by)


_NOTE_SENT = """
    UPDATE statutes_stakeholdernotice notice SET sent_at = message.sent_at
    FROM notifications_message message
    WHERE notice.sent_at IS NULL AND NOT notice.is_by_post
        AND message.event_key = 'stakeholder:' || notice.id AND message.state = 'sent'
"""


def _note_sent() -> int:
    """Keep when each mail went out, beside whom it went to: the outbox may be emptied one day."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_SENT)
        return cursor.rowcount


note_sent = Chore("note_sent_to_stakeholders", _note_sent, every_s=60)


@dataclass(frozen=True)
class OccasionCount:
    """told: to how many a notice was written; sent: how many of them went out; by_post: how many of `told` are letters."""

    occasion: str
    label: str
    told: int
    sent: int
    by_post: int


@dataclass(frozen=True)
class Reached:
    """reached: people and bodies to whom at least one notice went out, of `registered` that stand in the registers or did."""

    registered: int
    reached: int
    occasions: tuple[OccasionCount, ...]


def reached(consultation: Consultation) -> Reached:
    """How many of those whom its laws concern were reached, for the result report. Erased entries go on counting."""
    notices = StakeholderNotice.objects.filter(consultation=consultation)
    rows = notices.values("occasion").order_by()
    sums = rows.annotate(
        told=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        by_post=Count("pk", filter=Q(is_by_post=True)),
    )
    counted = {row[0]: row[1:] for row in sums.values_list("occasion", "told", "sent", "by_post")}
    occasions = tuple(OccasionCount(each, str(each.label), *counted.get(each, (0, 0, 0))) for each in Occasion)
    told = notices.values("stakeholder")
    registered = Stakeholder.objects.filter(Q(pk__in=concerned_by(consultation).values("pk")) | Q(pk__in=told))
    went_out = Stakeholder.objects.filter(pk__in=notices.filter(sent_at__isnull=False).values("stakeholder"))
    return Reached(_count(registered), _count(went_out), occasions)


def _count(people: QuerySet[Stakeholder]) -> int:
    """One address is one, in however many registers it stands."""
    one = Coalesce(NullIf("email", Value("")), Cast("pk", TextField()), output_field=TextField())
    return people.annotate(one=one).values("one").distinct().count()
