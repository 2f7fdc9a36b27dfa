"""Assignment: one agency's part of a case."""

from __future__ import annotations

from datetime import datetime, timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Case as FirstOf
from django.db.models import F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from complaints.access import AssignmentQuerySet
from complaints.kind_tables import ReplyTemplate
from complaints.workflow import ENDS, GIVEN_AWAY, IN_HAND, NOT_YET_ACCEPTED, RUNNING, AssignmentState
from directory.models import Agency, Unit
from directory.statements import Lookup, listed

_own_templates = Lookup(ReplyTemplate, "agency_id = %s AND is_active ORDER BY position, id")

PEOPLE = ("me_too_count", "co_signer_count", "joined_people")
"""Columns of a case: whom it troubles besides its complainant."""
PEOPLE_IN_SQL = " + ".join(PEOPLE)
ENDS_IN_SQL = listed(ENDS)
_DONE_WITH = sorted(set(AssignmentState) - IN_HAND - {AssignmentState.PROPOSED})
WORK = Q(case_is_open=True) & ~Q(state__in=_DONE_WITH)
WORK_IN_SQL = f"a.case_is_open AND NOT a.state IN ({listed(_DONE_WITH)})"
"""What an agency has in hand, said in another way than `assignment_in_hand` says it: PostgreSQL, which cannot tell that it is
the same, then walks no other index where it looks for values that may be rare (complaints.queue_sorting)."""
PLACE = FirstOf(
    When(case_area__lt=100, then=F("case_area") * 10_000),
    When(case_area__lt=10_000, then=F("case_area") * 100),
    When(case_area__isnull=True, then=Value(10_000_000)),
    default=F("case_area"),
    output_field=models.BigIntegerField(),
)
PLACE_IN_SQL = """(CASE WHEN a.case_area < 100 THEN a.case_area * 10000 WHEN a.case_area < 10000 THEN a.case_area * 100
    WHEN a.case_area IS NULL THEN 10000000 ELSE a.case_area END)"""
"""A number that sorts areas: each province (40) before its districts (4001), each of these before its sub-districts
(400101), and what lies nowhere behind them all. Both say the same; an index holds it."""
UNCONFIRMED = IN_HAND | {AssignmentState.PROPOSED, AssignmentState.ANSWERED}
"""States in which a part stays where its case ends without it: the case may go on again, and the part with it."""


class Assignment(models.Model):
    """One agency's part of a case, with its own state, due date and answer."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Responsible")
        SUPPORTING = "supporting", _("Supporting")
        REVIEW = "review", _("Decides the appeal")

    case = models.ForeignKey("complaints.Case", models.PROTECT, related_name="assignments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="assignments")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    part = models.CharField(max_length=16, choices=Part.choices, default=Part.LEAD)
    state = models.CharField(max_length=16, choices=AssignmentState.choices, default=AssignmentState.PROPOSED)
    proposed_at = models.DateTimeField(default=timezone.now)
    accept_by = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    due_before = models.DateTimeField(null=True, blank=True)
    """What `due_at` was before the agency moved it last; None where it stands as first promised."""
    update_by = models.DateTimeField(null=True, blank=True)
    """Until when the responsible agency owes the complainant a sign of life (complaints.updates); None where it owes none."""
    escalation_level = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How far up the ladder it has come (complaints.escalating); 0 where nothing is late."""
    approve_by = models.DateTimeField(null=True, blank=True)
    """Until when a second person looks at the answer that waits (complaints.approving); None where none waits."""
    approval_level = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How far up the ladder that waiting has come, counted apart: a late case can have an answer that waits."""
    extensions = models.PositiveSmallIntegerField(default=0, db_default=0)
    paused = models.DurationField(default=timedelta, db_default=timedelta())
    """The working time for which questions to the complainant have stopped this clock; a new promise begins anew."""
    has_news = models.BooleanField(default=False, db_default=False)
    """The complainant sent something that nobody of the agency has acted on or marked as read."""
    next_duty_at = models.GeneratedField(
        expression=Coalesce("due_at", "accept_by", "proposed_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    """What the inbox is sorted by; kept by the database, so that a page of 25 is a walk along an index."""
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    proposed_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    case_is_open = models.BooleanField(default=True, editable=False)
    case_is_confidential = models.BooleanField(default=False, editable=False)
    case_people = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    case_topic = models.BigIntegerField(null=True, editable=False)
    case_area = models.BigIntegerField(null=True, editable=False)
    case_is_urgent = models.BooleanField(default=False, db_default=False, editable=False)
    case_channel = models.CharField(max_length=16, default="", db_default="", editable=False)
    """Copied from the case by triggers, so that a list and its counts need not look up each case of an agency.

    case_people: how many others it troubles as well (PEOPLE_IN_SQL). case_topic, case_area: ids, which list nothing by
    themselves. case_channel: of the first complaint of the case, which came before every other.
    """

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["id"]
        indexes = [
            models.Index(name="assignment_queue", fields=["agency", "state", "next_duty_at", "id"]),
            models.Index(
                name="assignment_in_hand",
                fields=["agency", "next_duty_at", "id"],
                condition=Q(case_is_open=True, state__in=sorted(IN_HAND | {AssignmentState.PROPOSED})),
            ),
            models.Index(
                name="assignment_arrived",
                fields=["agency", "proposed_at", "id"],
                condition=Q(case_is_open=True, state__in=sorted(IN_HAND | {AssignmentState.PROPOSED})),
            ),
            # What an inbox may be sorted by (complaints.queue_sorting); of what is in hand only, which is little.
            models.Index(
                name="assignment_by_people",
                fields=["agency", "-case_people", "next_duty_at", "id"],
                condition=WORK,
            ),
            models.Index(
                "agency",
                Coalesce("case_topic", 0),
                "next_duty_at",
                "id",
                name="assignment_by_topic",
                condition=WORK,
            ),
            models.Index(
                "agency",
                PLACE,
                "next_duty_at",
                "id",
                name="assignment_by_area",
                condition=WORK,
            ),
            models.Index(
                name="assignment_by_state",
                fields=["agency", "state", "next_duty_at", "id"],
                condition=WORK,
            ),
            models.Index(
                name="assignment_by_urgency",
                fields=["agency", "case_is_urgent", "next_duty_at", "id"],
                condition=WORK,
            ),
            models.Index(
                name="assignment_by_channel",
                fields=["agency", "case_channel", "next_duty_at", "id"],
                condition=WORK,
            ),
            models.Index(
                name="assignment_owes_news",
                fields=["agency", "update_by", "id"],
                condition=Q(case_is_open=True, update_by__isnull=False, state__in=sorted(RUNNING)),
            ),
            models.Index(
                name="assignment_of_nobody",
                fields=["agency", "next_duty_at"],
                condition=Q(
                    case_is_open=True, officer__isnull=True, state__in=sorted(IN_HAND | {AssignmentState.PROPOSED})
                ),
            ),
            models.Index(
                name="assignment_late_by_level",
                fields=["escalation_level", "next_duty_at"],
                condition=Q(case_is_open=True, state__in=sorted(RUNNING | {AssignmentState.PROPOSED})),
            ),
            models.Index(
                name="assignment_silent_by_level",
                fields=["escalation_level", "update_by"],
                condition=Q(case_is_open=True, update_by__isnull=False, state__in=sorted(RUNNING)),
            ),
            models.Index(
                name="assignment_of_officer",
                fields=["officer", "agency", "next_duty_at", "id"],
                condition=Q(
                    case_is_open=True,
                    officer__isnull=False,
                    state__in=sorted(IN_HAND | {AssignmentState.PROPOSED}),
                ),
            ),
            models.Index(
                name="assignment_answered_by",
                fields=["officer", "agency"],
                condition=Q(case_is_open=True, officer__isnull=False, state="answered"),
            ),
            models.Index(
                name="assignment_appeals",
                fields=["agency", "next_duty_at", "id"],
                condition=Q(part="review", case_is_open=True, state__in=sorted(IN_HAND | {AssignmentState.PROPOSED})),
            ),
            models.Index(
                name="assignment_to_approve",
                fields=["agency", "approve_by", "id"],
                condition=Q(case_is_open=True, approve_by__isnull=False),
            ),
            models.Index(
                name="assignment_unapproved_by_level",
                fields=["approval_level", "approve_by"],
                condition=Q(case_is_open=True, approve_by__isnull=False),
            ),
            models.Index(name="assignment_of_a_topic", fields=["agency", "case_topic", "next_duty_at"]),
            models.Index(name="assignment_in_an_area", fields=["agency", "case_area", "next_duty_at"]),
            models.Index(
                name="assignment_ended_with_case",
                fields=["agency", "next_duty_at", "id"],
                condition=Q(case_is_open=False, state__in=sorted(UNCONFIRMED)),
            ),
            models.Index(
                name="assignment_answered",
                fields=["agency", "-answered_at", "-id"],
                condition=Q(answered_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_part_knows_its_case",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    SELECT state NOT IN ({ENDS_IN_SQL}), visibility = 'confidential', {PEOPLE_IN_SQL}, topic_id, area_id,
                        is_urgent
                    INTO NEW.case_is_open, NEW.case_is_confidential, NEW.case_people, NEW.case_topic, NEW.case_area,
                        NEW.case_is_urgent
                    FROM complaints_case WHERE id = NEW.case_id;
                    IF NEW.case_channel = '' THEN  -- it never changes
                        NEW.case_channel = coalesce((SELECT channel FROM complaints_complaint
                            WHERE case_id = NEW.case_id ORDER BY id LIMIT 1), '');
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608 - words of our own
            ),
            pgtrigger.Trigger(
                name="everybody_finds_a_case_by_who_leads_it",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                # The name of the lead is among the public words (complaints.chores); the worker cuts them again.
                func=f"""
                    IF NEW.part = 'lead' AND (TG_OP = 'INSERT'
                        OR (OLD.state IN ({listed(GIVEN_AWAY)})) <> (NEW.state IN ({listed(GIVEN_AWAY)}))) THEN
                        UPDATE complaints_case SET public_words = NULL
                        WHERE id = NEW.case_id AND public_words IS NOT NULL;
                    END IF;
                    RETURN NULL;
                """,  # noqa: S608 - words of our own
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_accepted_assignment_has_a_due_date",
                condition=Q(state__in=sorted(NOT_YET_ACCEPTED)) | Q(state="external") | Q(due_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="an_agency_has_one_live_part_of_a_case",
                fields=["case", "agency"],
                condition=~Q(state__in=["declined", "transferred"]) & ~Q(part="review", state="approved"),
            ),
            models.CheckConstraint(
                name="a_declined_assignment_says_why", condition=~Q(state="declined") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.agency_id} ({self.state})"

    def get_part_display(self) -> str:  # type: ignore[no-redef]
        """As Django's own, without its look-up in a table of lazy words at every call."""
        return str(Assignment.Part(self.part).label)

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        return str(AssignmentState(self.state).label)

    @cached_property
    def own_templates(self) -> list[ReplyTemplate]:
        """The texts that its agency keeps for its own people to begin an answer with: asked for once a page."""
        return _own_templates(self.agency_id)

    @property
    def is_live(self) -> bool:
        return self.state not in {AssignmentState.DECLINED, AssignmentState.TRANSFERRED}

    @property
    def ended_with_case(self) -> bool:
        """Whether its case has ended before the agency was done with this part."""
        return not self.case_is_open and self.state in UNCONFIRMED - {AssignmentState.ANSWERED}

    @property
    def has_helped(self) -> bool:
        """Whether this is the part of an agency that helped, and has finished."""
        return self.part == Assignment.Part.SUPPORTING and self.state in {
            AssignmentState.ANSWERED,
            AssignmentState.APPROVED,
        }

    @property
    def has_decided_appeal(self) -> bool:
        """Whether all that is left of it is the right to read what was decided; the agency may get the case itself."""
        return self.part == Assignment.Part.REVIEW and self.state == AssignmentState.APPROVED

    def is_overdue(self, at: datetime | None = None) -> bool:
        now = at or timezone.now()
        if self.state == AssignmentState.PROPOSED:
            return bool(self.accept_by and self.accept_by < now)
        return self.state in RUNNING and bool(self.due_at and self.due_at < now)

    def owes_news(self, at: datetime | None = None) -> bool:
        """Whether the complainant should have heard from this agency by now."""
        return owes_news(self.state, self.update_by, at)


def owes_news(state: str, update_by: datetime | None, at: datetime | None = None) -> bool:
    """The same of a row's values."""
    return state in RUNNING and update_by is not None and update_by < (at or timezone.now())
