"""Consultation: a question that an agency puts to the public, with an opening and a closing time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.public_cases import within
from consultations.explaining import About, Explained, Proposal
from consultations.workflow import CLOSED_STATES, ConsultationKind, ConsultationState, state_at
from directory.models import Agency, Area, Role, Topic, User
from directory.models.names import in_current_language

PILOT_SLUG = "pilot-"
"""How the address of a trial begins: each of its pages, whatever room it is of, is known by it without a look."""
POLICY_ROLES = frozenset({Role.POLICY_TEAM, Role.AGENCY_HEAD})


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def announced(self, *, pilot: int | None = None) -> ConsultationQuerySet:
        """What everybody may read: the only door of public pages. A withdrawn one stays, with its reason.

        pilot: a trial that this reader sees besides (`piloting.pilot_of`).
        """
        return self.filter(told_to(pilot))

    def under_way(self) -> ConsultationQuerySet:
        """Announced ones and trials: what the worker and the team go on with. Never for a page of the public."""
        return self.filter(Q(announced_at__isnull=False) | Q(pilot_of__isnull=False))

    def in_state(self, state: ConsultationState, now: datetime) -> ConsultationQuerySet:
        """Announced ones that are in this state at `now`, as `workflow.state_at` has it."""
        told = self.announced().filter(withdrawn_at__isnull=state != ConsultationState.WITHDRAWN)
        window = {
            ConsultationState.SCHEDULED: Q(opens_at__gt=now),
            ConsultationState.OPEN: Q(opens_at__lte=now, closes_at__gt=now),
            ConsultationState.CLOSED: Q(closes_at__lte=now, reported_at=None),
            ConsultationState.REPORTED: Q(closes_at__lte=now, reported_at__isnull=False, responded_at=None),
            ConsultationState.RESPONDED: Q(closes_at__lte=now, reported_at__isnull=False, responded_at__isnull=False),
            ConsultationState.WITHDRAWN: Q(),
            ConsultationState.DRAFT: Q(pk__in=[]),
        }
        return told.filter(window[state])

    def closed(self, now: datetime) -> ConsultationQuerySet:
        """Announced ones that ran to their end, whether summed up yet or not."""
        return self.announced().filter(withdrawn_at=None, closes_at__lte=now)

    def about(self, area: Area) -> ConsultationQuerySet:
        """Those of this place, of a part of it or of something it lies in, and those of the whole country."""
        return self.filter(Q(is_nationwide=True) | Exists(_places_around(area)))

    def handled_by(self, user: User) -> ConsultationQuerySet:
        """Those that this person decides about: of an agency whose policy team or head they are today."""
        return self.filter(agency__in=agencies_of(user))

    def edited_by(self, user: User) -> ConsultationQuerySet:
        """Those whose words this person may change: `handled_by`, and drafts to which an officer was invited."""
        own = Q(agency__in=agencies_of(user))
        if not user.active_roles:
            return self.filter(own)
        # Kept by consultations.previews, which this app does not import.
        invited = user.co_edited.filter(removed_at=None).values("consultation")  # type: ignore[attr-defined]
        return self.filter(own | Q(pk__in=invited, announced_at=None))


def told_to(pilot: int | None, *, of: str = "") -> Q:
    """What is announced, and the one trial that this reader sees. of: the way to the consultation, such as `consultation__`."""
    told = Q(**{f"{of}announced_at__isnull": False})
    return told if pilot is None else told | Q(**{f"{of}pk": pilot, f"{of}pilot_of__isnull": False})


def agencies_of(user: User) -> list[int]:
    """Ids of the agencies for which this person holds consultations."""
    return sorted({held.agency_id for held in user.active_roles if held.role in POLICY_ROLES})


class WayHere(Protocol):
    """What people take part by on the platform itself; kept by an app inside this one, which this one does not import."""

    def is_a_way(self) -> bool: ...

    def problems(self) -> list[ValidationError]: ...

    def copy_to(self, consultation: Consultation, *, by: User) -> None: ...


def ways_here(consultation: Consultation) -> list[WayHere]:
    """The statements, the questionnaire and the comments of this consultation, where it has them."""
    found = (getattr(consultation, name, None) for name in ("conversation", "questionnaire", "commenting"))
    return [way for way in found if way is not None]


def _places_around(area: Area) -> models.QuerySet[Any]:
    around = [above.code for above in area.up_to_province()]
    places = Consultation.areas.through.objects.filter(Q(area__in=around) | within(area.code))
    return places.filter(consultation=OuterRef("pk"))


class Consultation(models.Model):
    """A question to the public, from its draft to its close."""

    slug = models.SlugField(max_length=16, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    kind = models.CharField(_("kind of consultation"), max_length=20, choices=ConsultationKind.choices)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    is_nationwide = models.BooleanField(_("about the whole country"), default=True)
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("places"))
    title_th = models.CharField(_("title in Thai"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    changes_th = models.TextField(_("what it would change, in plain Thai"), blank=True)
    changes_en = models.TextField(_("the same in English"), blank=True)
    """One change a line."""
    proposal = models.CharField(_("what is proposed for the law"), max_length=8, choices=Proposal.choices, blank=True)
    """Of a law in force only."""
    page = models.URLField(_("page to read and answer"), blank=True, validators=[URLValidator(schemes=["https"])])
    """Where the documents stand and opinions are taken; "" where only the other ways, or those on the platform, are open."""
    other_ways_th = models.TextField(_("other ways to take part, in Thai"), blank=True)
    other_ways_en = models.TextField(_("the same in English"), blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    why_short = models.TextField(_("why it is announced later, or open for less, than usual"), blank=True)
    results_by = models.DateField(_("results due"), null=True, blank=True, editable=False)
    """Promised with the announcement; a closing that moves takes it along. None where no length is set."""
    sign_off_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Since when it lies before the head of the agency; None when it does not."""
    signed_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    """None again as soon as its words change."""
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    why_withdrawn = models.TextField(blank=True, editable=False)
    reported_at = models.DateTimeField(_("results published"), null=True, blank=True, editable=False)
    """The first time."""
    responded_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Since when its report is published and every theme that has to be answered is; None again where one more has to be."""
    event_count = models.PositiveIntegerField(default=0, editable=False)
    pilot_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="pilot", verbose_name=_("trial of")
    )
    """The draft that this is a trial run of. A trial is never announced, and one draft has one at a time."""

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        indexes = [
            models.Index(
                name="consultation_by_closing",
                fields=["closes_at", "id"],
                condition=Q(announced_at__isnull=False, withdrawn_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_consultation_closes_after_it_opens",
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="an_announced_consultation_has_a_window",
                condition=Q(announced_at__isnull=True)
                | (Q(opens_at__isnull=False, closes_at__isnull=False) & ~Q(changes_th="")),
            ),
            models.CheckConstraint(
                name="a_withdrawn_consultation_was_announced_and_says_why",
                condition=Q(withdrawn_at__isnull=True) | (Q(announced_at__isnull=False) & ~Q(why_withdrawn="")),
            ),
            models.CheckConstraint(
                name="a_consultation_is_answered_after_it_is_reported",
                condition=Q(responded_at__isnull=True) | Q(reported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_pilot_has_a_window_and_is_never_announced",
                condition=Q(pilot_of__isnull=True)
                | Q(announced_at__isnull=True, opens_at__isnull=False, closes_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_pilot_is_known_by_its_address",
                condition=Q(pilot_of__isnull=True) & ~Q(slug__startswith=PILOT_SLUG)
                | Q(pilot_of__isnull=False, slug__startswith=PILOT_SLUG),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.slug])

    @property
    def title(self) -> str:
        return in_current_language(self.title_th, self.title_en)

    @property
    def changes(self) -> list[str]:
        """What it would change, one plain sentence each."""
        told = in_current_language(self.changes_th, self.changes_en)
        return [line.strip(" -•\t") for line in told.splitlines() if line.strip(" -•\t")]

    def told(self) -> list[Explanation]:
        """All explanations, in the order of reading."""
        rows = {row.about: row for row in self.explanations.all()}
        return [rows[about] for about in About if about in rows]

    def explained(self) -> list[Explained]:
        """The same, as they are written in a draft."""
        return [Explained(row.about, row.th, row.en) for row in self.told()]

    @property
    def other_ways(self) -> str:
        return in_current_language(self.other_ways_th, self.other_ways_en)

    @property
    def state(self) -> ConsultationState:
        return state_at(self, timezone.now())

    @property
    def is_pilot(self) -> bool:
        return self.pilot_of_id is not None

    @property
    def is_draft(self) -> bool:
        """Its words and questions may still change: nobody was asked anything yet, not even on trial."""
        return self.announced_at is None and not self.is_pilot

    @property
    def is_closed(self) -> bool:
        """It ran to its end, whether summed up yet or not."""
        return self.state in CLOSED_STATES

    @property
    def days_left(self) -> int:
        """Whole days until it closes, 0 on the last one and after it."""
        return max(((self.closes_at or timezone.now()) - timezone.now()).days, 0)

    def places(self) -> Iterable[Area]:
        """The places it is about, in the order of their codes; none for the whole country."""
        return [] if self.is_nationwide else sorted(self.areas.all(), key=lambda area: area.code)


class Explanation(models.Model):
    """What a consultation says about one of the things that have to be explained."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="explanations")
    about = models.CharField(max_length=12, choices=About.choices)
    th = models.TextField()
    en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        constraints = [
            models.UniqueConstraint(name="a_consultation_explains_a_thing_once", fields=["consultation", "about"])
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.about}"

    @property
    def text(self) -> str:
        return in_current_language(self.th, self.en)


class ConsultationEvent(models.Model):
    """One line of a consultation's history: one act. Append-only."""

    class Kind(models.TextChoices):
        DRAFTED = "drafted", _("Draft begun")
        CHANGED = "changed", _("Draft changed")
        SIGN_OFF_ASKED = "sign_off_asked", _("Laid before the head")
        SIGN_OFF_REFUSED = "sign_off_refused", _("Sent back by the head")
        SIGNED_OFF = "signed_off", _("Signed off by the head")
        SIGNED_ON_PAPER = "signed_on_paper", _("Signed by the head on paper")
        ANNOUNCED = "announced", _("Announced")
        EXTENDED = "extended", _("Closing moved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DUTY_MADE = "duty_made", _("A theme has to be answered")
        DUTY_HANDED = "duty_handed", _("Another agency has to answer a theme")
        DUTY_EXTENDED = "duty_extended", _("More time to answer a theme")
        DUTY_LATE = "duty_late", _("The answer to a theme is late")
        DUTY_ANSWERED = "duty_answered", _("A theme was answered")
        REPORTED = "reported", _("Results published")
        REPORT_CHANGED = "report_changed", _("Results published once more")
        PILOT_BEGUN = "pilot_begun", _("Trial begun")
        PILOT_CLOSED = "pilot_closed", _("Trial closed")
        PILOT_RUN = "pilot_run", _("A trial was run, and everything in it wiped")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="events")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """None: the system did it."""
    note = models.TextField(blank=True)
    """For everybody to read: why the closing was moved, why it was withdrawn."""
    facts: Any = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("history of a consultation")
        verbose_name_plural = _("histories of consultations")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="an_event_number_is_used_once_a_consultation", fields=["consultation", "n"])
        ]
        triggers = [pgtrigger.Protect(name="a_history_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.consultation_id}:{self.n} {self.kind}"


class Lengths(models.Model):
    """How many days a kind of consultation usually takes, step by step; what is shorter needs a recorded reason."""

    kind = models.CharField(_("kind of consultation"), max_length=20, choices=ConsultationKind.choices, unique=True)
    notice_days = models.PositiveSmallIntegerField(_("days from the announcement to the opening"), default=0)
    opening_days = models.PositiveSmallIntegerField(_("days open"))
    result_days = models.PositiveSmallIntegerField(
        _("days from the closing until the results are due"), null=True, blank=True
    )
    pilot_days = models.PositiveSmallIntegerField(_("days until a trial that has closed is wiped"), default=30)
    source = models.CharField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("source confirmed"), default=False)

    class Meta:
        verbose_name = _("usual lengths")
        verbose_name_plural = _("usual lengths")
        constraints = [
            models.CheckConstraint(name="a_consultation_is_open_for_a_day_at_least", condition=Q(opening_days__gte=1))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.notice_days}, {self.opening_days}, {self.result_days}"
