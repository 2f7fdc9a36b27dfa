"""A theme becomes a duty: by itself once a consultation has closed and enough people are in it, or by the policy team's hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.history import record
from consultations.holding import lock_own
from consultations.models import POLICY_ROLES, Consultation, ConsultationEvent
from consultations.results.duty_letters import tell_of_duty
from consultations.results.models import Duty, DutyVoice, DutyWatch
from consultations.results.rules import rule_of
from consultations.results.settling import settle
from consultations.themes.finding import AFTER_CLOSING
from consultations.themes.models import Membership, Theme, Theming
from consultations.themes.sources import authors_of, versions_of
from directory.calendar import add_working_days
from directory.models import Agency, User
from directory.models import Membership as Role


@dataclass
class Crowd:
    """A theme with what was merged into it, and who is in it. voices: as `sources.authors_of` tells them."""

    themes: list[Theme]
    voices: set[str] = field(default_factory=set)

    @property
    def root(self) -> Theme:
        return self.themes[0]

    @property
    def answers(self) -> int:
        return sum(theme.answers for theme in self.themes)

    @property
    def texts(self) -> int:
        return sum(theme.texts for theme in self.themes)


def make_duties() -> int:
    """Look at one closed consultation whose themes were found or sorted anew. Returns how many were looked at."""
    now = timezone.now()
    ended = Consultation.objects.under_way().filter(withdrawn_at=None, closes_at__lte=now)
    closed = ended.filter(theming__found_at__isnull=False)
    as_looked_at = Q(duty_watch__found_at=F("theming__found_at"), duty_watch__act_count=F("theming__act_count"))
    for pk in closed.exclude(as_looked_at).order_by("closes_at", "id").values_list("pk", flat=True):
        if make_duties_of(pk):
            return 1
    return 0


@transaction.atomic
def make_duties_of(pk: int) -> bool:
    """False where somebody is at it, or its themes are still being found: then it is looked at again.

    All duties of a finding and the note that it was looked at are kept together: killed before, all of it comes again.
    """
    consultation = Consultation.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if consultation is None:
        return False
    theming = Theming.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if theming is None or not _is_found(consultation, theming):
        return False
    rule = rule_of(consultation.kind)
    for crowd in _without_duty(consultation, at_least=rule.size):
        if len(crowd.voices) >= rule.size:
            _make(consultation, crowd, consultation.agency, size=rule.size, by=None)
    looked = {"found_at": theming.found_at, "act_count": theming.act_count}
    DutyWatch.objects.update_or_create(consultation=consultation, defaults=looked)
    return True


@transaction.atomic
def make_duty(theme: Theme, *, agency: Agency, by: User) -> Duty:
    """Have a theme answered that is smaller than the rule says, or before the worker looked; again is no mistake.

    Raises ValidationError: not_your_agency, not_closed_yet, theme_gone, part_of_another, has_a_duty, nobody_answers_there.
    """
    consultation = lock_own(theme.consultation, by)
    Theming.objects.select_for_update().filter(pk=consultation.pk).first()
    now = Theme.objects.filter(pk=theme.pk).first()
    if now is None:
        raise ValidationError(_("This theme is no longer there: its opinions are in others now."), code="theme_gone")
    if not consultation.is_closed:
        raise ValidationError(
            _("Themes are given to an agency once the consultation has closed."), code="not_closed_yet"
        )
    if made := Duty.objects.filter(theme=now).first():
        return made
    if now.merged_into_id:
        raise ValidationError(_("This theme is a part of another one: choose that one."), code="part_of_another")
    check_answers(agency)
    crowd = next((each for each in _without_duty(consultation) if each.root == now), None)
    if crowd is None:
        raise ValidationError(_("A part of this theme has to be answered already."), code="has_a_duty")
    return _make(consultation, crowd, agency, size=None, by=by)


def agencies_that_answer() -> QuerySet[Agency]:
    """Those where somebody works who could answer a theme today."""
    held = Role.objects.current().filter(role__in=POLICY_ROLES, user__is_active=True)
    return Agency.objects.active().filter(pk__in=held.values("agency")).order_by("sort_key", "id")


def check_answers(agency: Agency) -> None:
    """Raises ValidationError (nobody_answers_there)."""
    if not agencies_that_answer().filter(pk=agency.pk).exists():
        raise ValidationError(
            _("Nobody of this agency works here who could answer. Choose another one."), code="nobody_answers_there"
        )


def _is_found(consultation: Consultation, theming: Theming) -> bool:
    """With the last text and the last act in it. Later than the worker follows a consultation its themes are what they are."""
    if theming.acts_seen != theming.act_count:
        return False
    closes_at = consultation.closes_at
    if closes_at is None or closes_at < timezone.now() - AFTER_CLOSING + timedelta(hours=1):
        return True
    return theming.version == versions_of(Consultation.objects.filter(pk=consultation.pk)).get(consultation.pk, "")


def _without_duty(consultation: Consultation, *, at_least: int = 0) -> list[Crowd]:
    """The themes that nobody has to answer yet, neither the whole nor a part, with so many opinions."""
    themes = list(Theme.objects.filter(consultation=consultation).order_by("number"))
    crowds = {theme.pk: Crowd([theme]) for theme in themes if not theme.merged_into_id}
    for theme in themes:
        if theme.merged_into_id in crowds:
            crowds[theme.merged_into_id].themes.append(theme)
    given = set(Duty.objects.filter(consultation=consultation).values_list("theme", flat=True))
    wanted = [
        crowd
        for crowd in crowds.values()
        if crowd.answers >= at_least and not any(theme.pk in given for theme in crowd.themes)
    ]
    _hear(consultation, wanted)
    return wanted


def _hear(consultation: Consultation, crowds: Iterable[Crowd]) -> None:
    """Find the voices: one person who wrote several opinions is one, and so is each who pasted the same words."""
    crowd_of = {theme.pk: crowd for crowd in crowds for theme in crowd.themes}
    if not crowd_of:
        return
    members = Membership.objects.filter(consultation=consultation, theme__in=list(crowd_of))
    belongs = dict(members.values_list("text", "theme").iterator())
    for each in authors_of(consultation):
        if each.text in belongs:
            crowd_of[belongs[each.text]].voices.add(each.voice)


def _make(consultation: Consultation, crowd: Crowd, agency: Agency, *, size: int | None, by: User | None) -> Duty:
    now = timezone.now()
    due_at = add_working_days(now, rule_of(consultation.kind).answer_days)
    duty = Duty.objects.create(
        consultation=consultation,
        n=Duty.objects.filter(consultation=consultation).count()
        + 1,  # none is ever deleted, and the consultation is locked
        theme=crowd.root,
        agency=agency,
        size=size,
        voices=len(crowd.voices),
        answers=crowd.answers,
        texts=crowd.texts,
        made_at=now,
        made_by=by,
        due_at=due_at,
        next_step_at=due_at,
    )
    _remember_voices(duty, crowd)
    Theme.objects.filter(pk=crowd.root.pk).update(is_kept=True)
    record(consultation, ConsultationEvent.Kind.DUTY_MADE, by=by, facts={"duty": duty.n, "agency": agency.code})
    settle(consultation)
    tell_of_duty(duty)
    return duty


def _remember_voices(duty: Duty, crowd: Crowd) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {DutyVoice._meta.db_table} (duty_id, text)"  # noqa: S608 - a name of our own
            " SELECT %s, text FROM themes_membership WHERE theme_id = ANY(%s)",
            [duty.pk, [theme.pk for theme in crowd.themes]],
        )
