"""Complaint: what one person told us. Case: what the state works on. Assignment: one agency's part of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import AssignmentQuerySet, CaseQuerySet
from complaints.co_sign_tables import CoSigning, Invitation
from complaints.kind_tables import OutcomeOfKind, ReplyTemplate, ServiceLevel
from complaints.public_tables import MeToo, PublicSquare, square_triggers
from complaints.topic_questions import Answer, shown_answers
from complaints.topic_tables import SparedFilings, StopperText, TopicQuestion
from complaints.workflow import (
    ENDS,
    IN_HAND,
    NOT_YET_ACCEPTED,
    AssignmentState,
    CaseKind,
    CaseState,
    Outcome,
    Visibility,
)
from directory.models import Agency, Area, Topic, Unit
from notifications.models import Channel
from records.models import Upload

__all__ = [
    "CoSigning",
    "Invitation",
    "MeToo",
    "OutcomeOfKind",
    "PublicSquare",
    "ReplyTemplate",
    "ServiceLevel",
    "SparedFilings",
    "StopperText",
    "TopicQuestion",
]
_ENDS_IN_SQL = ", ".join(f"'{state}'" for state in sorted(ENDS))

RELEASED = Q(released_at__isnull=False)


class Case(models.Model):
    """What the state works on. Several complaints about one thing share a case."""

    reference = models.CharField(_("case number"), max_length=16, unique=True)
    state = models.CharField(
        _("state"), max_length=24, choices=CaseState.choices, default=CaseState.RECEIVED, editable=False
    )
    """Derived by workflow.public_state; complaints.timeline.settle is its only writer."""
    kind = models.CharField(
        _("kind"),
        max_length=24,
        choices=CaseKind.choices,
        default=CaseKind.COMPLAINT,
        db_default=CaseKind.COMPLAINT,
        editable=False,
    )
    """Chosen at filing; complaints.converting is its only writer afterwards."""
    visibility = models.CharField(
        _("who may see it"),
        max_length=16,
        choices=[c for c in Visibility.choices if c[0] != Visibility.ANONYMOUS],
        default=Visibility.AGENCY,
    )
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"))
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    place_text = models.CharField(max_length=300, blank=True)
    public_text = models.TextField(blank=True)
    """The text with personal data hidden, as its author agreed to it; shown once `released_at` is set."""
    public_place = models.CharField(max_length=300, blank=True, editable=False)
    public_latitude = models.FloatField(null=True, blank=True, editable=False)
    public_longitude = models.FloatField(null=True, blank=True, editable=False)
    """The middle of the square of some 110 m in which the pin stands (promise S13)."""
    public_words = SearchVectorField(null=True, editable=False)
    """What everybody may search: the words of the released text only, never of what the person wrote (S1, S11)."""
    released_at = models.DateTimeField(null=True, blank=True)
    """complaints.releasing is its only writer, with all that begins with public_."""
    me_too_count = models.PositiveIntegerField(default=0, editable=False)
    """How many others said that it troubles them as well; complaints.me_too is its only writer."""
    co_signer_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """How many others signed it; complaints.co_signing is its only writer, and only agencies and the speaker see it."""
    is_urgent = models.BooleanField(_("urgent"), default=False)

    created_at = models.DateTimeField(_("filed"), default=timezone.now, editable=False)
    triaged_at = models.DateTimeField(null=True, blank=True)
    routed_at = models.DateTimeField(_("sent to an agency"), null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    resolution_proposed_at = models.DateTimeField(_("reported as done"), null=True, blank=True)
    confirm_by = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined_cases")
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True)
    reopened_count = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    event_count = models.PositiveIntegerField(default=0, editable=False)
    words = SearchVectorField(null=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(name="case_by_day_of_filing", fields=["created_at"]),
            models.Index(name="case_waiting_for_routing", fields=["id"], condition=Q(state="received")),
            models.Index(name="case_at_the_triage_desk", fields=["-is_urgent", "id"], condition=Q(state="triage")),
            models.Index(name="case_public_newest", fields=["-created_at", "-reference"], condition=RELEASED),
            models.Index(
                name="case_public_of_a_topic", fields=["topic", "-created_at", "-reference"], condition=RELEASED
            ),
            models.Index(
                name="case_public_in_an_area", fields=["area", "-created_at", "-reference"], condition=RELEASED
            ),
            models.Index(
                name="case_public_of_a_kind", fields=["kind", "-created_at", "-reference"], condition=RELEASED
            ),
            models.Index(
                name="case_public_most_people",
                fields=["-me_too_count", "-created_at", "-reference"],
                condition=RELEASED,
            ),
            models.Index(
                name="case_public_closed_of_a_topic",
                fields=["topic", "-closed_at"],
                condition=RELEASED & Q(state=CaseState.CLOSED),
            ),
            models.Index(name="case_public_released", fields=["-released_at"], condition=RELEASED),
            models.Index(
                name="case_public_at_a_spot",
                fields=["public_latitude", "public_longitude"],
                condition=Q(public_latitude__isnull=False),
            ),
            models.Index(
                name="case_public_text_not_indexed",
                fields=["id"],
                condition=Q(released_at__isnull=False, public_words__isnull=True),
            ),
            GinIndex(name="case_public_words", fields=["public_words"], condition=RELEASED, fastupdate=True),
            models.Index(name="case_to_confirm", fields=["confirm_by"], condition=Q(state="resolution_proposed")),
            models.Index(name="case_to_answer", fields=["answer_by"], condition=Q(state="awaiting_complainant")),
            models.Index(name="case_text_not_indexed", fields=["id"], condition=Q(words__isnull=True)),
            GinIndex(name="case_words", fields=["words"], fastupdate=True),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_closed_case_has_an_outcome", condition=Q(closed_at__isnull=True) | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="a_proposed_resolution_has_a_date_to_confirm",
                condition=Q(resolution_proposed_at__isnull=True) | Q(confirm_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_question_to_the_complainant_has_a_date",
                condition=Q(asked_at__isnull=True) | Q(answer_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_pin_has_both_coordinates",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="only_a_public_case_with_a_text_is_released",
                condition=Q(released_at__isnull=True) | (Q(visibility=Visibility.PUBLIC) & ~Q(public_text="")),
            ),
            models.CheckConstraint(
                name="a_tip_off_is_confidential",
                condition=~Q(kind=CaseKind.TIP_OFF) | Q(visibility=Visibility.CONFIDENTIAL),
            ),
            models.CheckConstraint(
                name="a_case_is_not_joined_into_itself",
                condition=Q(joined_into__isnull=True) | ~Q(joined_into=F("id")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="its_parts_know_their_case",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"((OLD.state IN ({_ENDS_IN_SQL})) <> (NEW.state IN ({_ENDS_IN_SQL}))"
                    " OR (OLD.visibility = 'confidential') <> (NEW.visibility = 'confidential'))"
                ),
                # Their own trigger looks at the case.
                func="UPDATE complaints_assignment SET state = state WHERE case_id = NEW.id; RETURN NULL;",
            ),
            *square_triggers(),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("track_case", args=[self.reference])

    @property
    def is_ended(self) -> bool:
        return self.state in ENDS

    @property
    def heading(self) -> str:
        """What the case may be called in public: never the person's own words."""
        return self.topic.name if self.topic else str(_("A matter for the state"))

    def place(self, language: str | None = None) -> str:
        return self.area.full_name(language) if self.area else self.place_text

    def keep_assignments(self, assignments: list[Assignment]) -> None:
        """Let `assignments.all()` answer with these, all there are in their order, as prefetch_related does."""
        found = self.assignments.all()
        found._result_cache, found._prefetch_done = assignments, True  # type: ignore[attr-defined]
        self.__dict__.setdefault("_prefetched_objects_cache", {})["assignments"] = found

    def lead(self) -> Assignment | None:
        """The assignment that answers now: the newest lead that was not given away."""
        leads = [a for a in self.assignments.all() if a.part == Assignment.Part.LEAD and a.is_live]
        return leads[-1] if leads else None


class Complaint(models.Model):
    """What one person told us, in their words, through one channel; never edited."""

    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        API = "api", _("Connected system")
        COUNTER = "counter", _("Counter or helper")
        PHONE = "phone", _("Telephone")
        LINE = "line", _("LINE")

    reference = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="complaints")
    text = models.TextField()
    answers: Any = models.JSONField(default=list, db_default=[])
    """To the questions of the topic: each {question, kind, asked: {th, en}, answer, said: {th, en}}, in their order."""
    channel = models.CharField(max_length=16, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(max_length=2, default="th")
    visibility = models.CharField(max_length=16, choices=Visibility.choices, default=Visibility.AGENCY)
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    counts_from = models.DateTimeField()
    """The next working moment: agency clocks start here (Electronic Procedures Act 2565)."""
    receipt_hash = models.CharField(max_length=64, blank=True, editable=False)
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """The helper who filed on behalf of somebody who could not (requirement N28)."""

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        triggers = [
            pgtrigger.ReadOnly(
                name="words_are_never_edited", fields=["text", "answers", "channel", "submitted_at", "reference"]
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_anonymous(self) -> bool:
        return self.visibility == Visibility.ANONYMOUS

    @property
    def answered(self) -> list[Answer]:
        """The answers to the questions of the topic, in the reader's language; never on a public page."""
        return shown_answers(self.answers)


class Complainant(models.Model):
    """Who complained. A table of its own that lists, searches and exports never join; anonymous filers have no row."""

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="complainant")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="filed_as")
    name = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    news_channel = models.CharField(
        max_length=8, choices=Channel.choices, default=Channel.PAGE, db_default=Channel.PAGE
    )
    """How news of the case comes; complaints.reaching is the only writer of this and of what follows."""
    news_confirmed_at = models.DateTimeField(null=True, blank=True)
    """Since when we know that the address of `news_channel` is theirs: nothing of the case goes there before."""
    code_hash = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    """Of the code that was sent there and not typed yet, with this case and this address; "" where none waits."""
    code_until = models.DateTimeField(null=True, blank=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("complainant")
        verbose_name_plural = _("complainants")
        constraints = [
            models.CheckConstraint(
                name="news_by_mail_need_an_address", condition=~Q(news_channel=Channel.EMAIL) | ~Q(email="")
            ),
            models.CheckConstraint(
                name="news_by_sms_need_a_number", condition=~Q(news_channel=Channel.SMS) | ~Q(phone="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def news_address(self) -> str:
        """The address of the chosen channel, confirmed or not; "" where it needs none."""
        return {Channel.EMAIL: self.email, Channel.SMS: self.phone}.get(Channel(self.news_channel), "")


class Assignment(models.Model):
    """One agency's part of a case, with its own state, due date and answer."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Responsible")
        SUPPORTING = "supporting", _("Supporting")

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
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
    extensions = models.PositiveSmallIntegerField(default=0, db_default=0)
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
    """Copied from the case by triggers, so that a list and its counts need not look up each case of an agency."""

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
                name="assignment_of_officer",
                fields=["officer", "agency", "next_duty_at", "id"],
                condition=Q(
                    case_is_open=True,
                    officer__isnull=False,
                    state__in=sorted(IN_HAND | {AssignmentState.PROPOSED}),
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_part_knows_its_case",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    SELECT state NOT IN ({_ENDS_IN_SQL}), visibility = 'confidential'
                    INTO NEW.case_is_open, NEW.case_is_confidential
                    FROM complaints_case WHERE id = NEW.case_id;
                    RETURN NEW;
                """,  # noqa: S608 - words of our own
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="an_accepted_assignment_has_a_due_date",
                condition=Q(state__in=sorted(NOT_YET_ACCEPTED)) | Q(state="external") | Q(due_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="an_agency_has_one_live_part_of_a_case",
                fields=["case", "agency"],
                condition=~Q(state__in=["declined", "transferred"]),
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

    @property
    def is_live(self) -> bool:
        return self.state not in {AssignmentState.DECLINED, AssignmentState.TRANSFERRED}

    def is_overdue(self, at: datetime | None = None) -> bool:
        now = at or timezone.now()
        if self.state == AssignmentState.PROPOSED:
            return bool(self.accept_by and self.accept_by < now)
        owed = {AssignmentState.ACCEPTED, AssignmentState.WORKING, AssignmentState.SCHEDULED}
        return self.state in owed and bool(self.due_at and self.due_at < now)


class CaseEvent(models.Model):
    """One line of a case's timeline: one act. Append-only; a later line corrects an earlier one."""

    class Kind(models.TextChoices):
        FILED = "filed", _("Complaint received")
        TRIAGE = "triage", _("People are finding the responsible agency")
        ROUTED = "routed", _("Sent to an agency")
        DECLINED = "declined", _("Agency declined")
        HELP_ASKED = "help_asked", _("Another agency was asked to help")
        HELP_REFUSED = "help_refused", _("Agency cannot help")
        ACCEPTED = "accepted", _("Agency accepted")
        ASKED = "asked", _("Agency asked the complainant")
        ANSWERED = "answered", _("Complainant answered")
        QUESTION_LAPSED = "question_lapsed", _("Work goes on without an answer")
        REPLIED = "replied", _("Agency replied")
        PART_DONE = "part_done", _("Agency finished its part")
        RESOLUTION_PROPOSED = "resolution_proposed", _("Agency reported the work as done")
        CONFIRMED = "confirmed", _("Complainant confirmed")
        CLOSED_BY_SILENCE = "closed_by_silence", _("Closed, nobody objected in time")
        DISPUTED = "disputed", _("Complainant objected, case reopened")
        WITHDRAWN = "withdrawn", _("Complainant withdrew")
        REJECTED = "rejected", _("Not accepted")
        TOPIC_CORRECTED = "topic_corrected", _("Topic corrected")
        RELEASED = "released", _("Text shown to everybody")
        TAKEN_BACK = "taken_back", _("Text no longer shown")
        EXTENDED = "extended", _("Agency needs more time")
        ADDED = "added", _("Complainant added something")
        CORRECTION_ASKED = "correction_asked", _("Complainant wishes a correction")
        CORRECTED = "corrected", _("Place or topic corrected")
        CORRECTION_REFUSED = "correction_refused", _("Correction refused")
        CORRECTION_DROPPED = "correction_dropped", _("Complainant took the correction back")
        CONVERTED = "converted", _("Kind of the case changed")
        CO_SIGNING_OPENED = "co_signing_opened", _("Complainant invited others to co-sign")
        CO_SIGNING_STOPPED = "co_signing_stopped", _("Complainant closed the co-signing")

    class Seen(models.TextChoices):
        """Who sees a line, each level including the ones after it."""

        PUBLIC = "public", _("Everybody")
        COMPLAINANT = "complainant", _("Complainant and agencies")
        AGENCY = "agency", _("Agencies of the case")
        INTERNAL = "internal", _("This agency only")

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=Kind.choices)
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="events")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    seen_by = models.CharField(max_length=16, choices=Seen.choices, default=Seen.PUBLIC)
    note = models.TextField(blank=True)
    note_seen_by = models.CharField(max_length=16, choices=Seen.choices, default=Seen.COMPLAINANT)
    facts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        ordering = ["n"]
        constraints = [models.UniqueConstraint(name="an_event_number_is_used_once_a_case", fields=["case", "n"])]
        triggers = [pgtrigger.Protect(name="a_timeline_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.n} {self.kind}"


class CaseFile(models.Model):
    """An upload that belongs to a complaint or to a line of the timeline."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, blank=True, related_name="files")
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, blank=True, related_name="files")
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="case_file")
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Since when everybody may see the picture, while its case is released; an officer chooses each by itself."""

    class Meta:
        verbose_name = _("file of a case")
        verbose_name_plural = _("files of cases")

    def __str__(self) -> str:
        return str(self.upload_id)


class CorrectionWish(models.Model):
    """Another place or topic that the complainant wishes while an agency has the case; at most one is open."""

    class Became(models.TextChoices):
        TAKEN = "taken", _("Taken over")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Taken back")

    case = models.ForeignKey(Case, models.PROTECT, related_name="correction_wishes")
    event_number = models.PositiveIntegerField()
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    place_text = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    became = models.CharField(max_length=8, choices=Became.choices, blank=True)

    class Meta:
        verbose_name = _("wished correction")
        verbose_name_plural = _("wished corrections")
        constraints = [
            models.UniqueConstraint(name="a_case_has_one_open_correction", fields=["case"], condition=Q(became="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.event_number}"


class Draft(models.Model):
    """A complaint that a signed-in person has not sent yet. Visitors' drafts stay in their own browser."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    key = models.UUIDField(unique=True)
    fields: Any = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return str(self.key)
