"""Case: what the state works on."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Floor
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import CaseQuerySet
from complaints.assignment_tables import ENDS_IN_SQL, PEOPLE, Assignment
from complaints.public_tables import square_triggers
from complaints.workflow import ENDS, AssignmentState, CaseKind, CaseState, Outcome, Visibility
from directory.models import Area, Topic
from directory.statements import keep_related

UNKNOWN_TOPIC = "government-services/other"


def _people_of(row: str) -> str:
    return " + ".join(f"{row}.{column}" for column in PEOPLE)


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
    public_translation = models.TextField(blank=True, default="", db_default="", editable=False)
    """Of a public text that is not in Thai: the Thai that an officer lets everybody read with it."""
    public_answer = models.TextField(blank=True, default="", db_default="", editable=False)
    """The agency's answer with personal data hidden, where an officer let everybody read it."""
    released_at = models.DateTimeField(null=True, blank=True)
    """complaints.releasing is its only writer, with all that begins with public_."""
    me_too_count = models.PositiveIntegerField(default=0, editable=False)
    """How many others said that it troubles them as well; complaints.me_too is its only writer."""
    co_signer_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """How many others signed it; complaints.co_signing is its only writer, and only agencies and the speaker see it."""
    joined_people = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """How many told the same in cases that were joined into this one, or said "me too" of those; complaints.joining is
    its only writer, and only agencies see it."""
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
    words_version = models.SmallIntegerField(default=0, db_default=0, editable=False)
    """By which version `words`, and `public_words` where there are any, were cut (records.segmentation); 0: unknown."""

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(name="case_by_day_of_filing", fields=["created_at"]),
            models.Index(name="case_waiting_for_routing", fields=["id"], condition=Q(state="received")),
            models.Index(name="case_at_the_triage_desk", fields=["-is_urgent", "id"], condition=Q(state="triage")),
            models.Index(name="case_newest_at_the_desk", fields=["-id"], condition=Q(state="triage")),
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
            models.Index(name="case_closed_lately", fields=["closed_at"], condition=Q(state=CaseState.CLOSED)),
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
            models.Index(
                name="case_open_at_a_spot",
                fields=["latitude", "longitude"],
                condition=Q(latitude__isnull=False) & ~Q(state__in=sorted(ENDS)),
            ),
            models.Index(
                Floor(F("latitude") * 1000),
                Floor(F("longitude") * 1000),
                "created_at",
                name="case_at_a_square",
                condition=Q(latitude__isnull=False),
            ),
            models.Index(name="case_to_confirm", fields=["confirm_by"], condition=Q(state="resolution_proposed")),
            models.Index(name="case_to_answer", fields=["answer_by"], condition=Q(state="awaiting_complainant")),
            models.Index(
                name="case_praise_at_an_agency",
                fields=["id"],
                condition=Q(kind=CaseKind.PRAISE, state__in=[CaseState.IN_PROGRESS, CaseState.ROUTED]),
            ),
            models.Index(name="case_text_not_indexed", fields=["id"], condition=Q(words__isnull=True)),
            GinIndex(name="case_words", fields=["words"], fastupdate=True),
            models.Index(
                name="case_words_of_a_version", fields=["words_version", "-id"], condition=Q(words__isnull=False)
            ),
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
                name="only_a_released_case_shows_its_translation",
                condition=Q(public_translation="") | Q(released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_released_case_shows_its_answer",
                condition=Q(public_answer="") | Q(released_at__isnull=False),
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
                    f"((OLD.state IN ({ENDS_IN_SQL})) <> (NEW.state IN ({ENDS_IN_SQL}))"
                    " OR (OLD.visibility = 'confidential') <> (NEW.visibility = 'confidential')"
                    f" OR {_people_of('OLD')} <> {_people_of('NEW')}"
                    " OR OLD.topic_id IS DISTINCT FROM NEW.topic_id OR OLD.area_id IS DISTINCT FROM NEW.area_id"
                    " OR OLD.is_urgent <> NEW.is_urgent)"
                ),
                # Their own trigger looks at the case.
                func="UPDATE complaints_assignment SET state = state WHERE case_id = NEW.id; RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="its_words_are_cut_again",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.topic_id IS DISTINCT FROM NEW.topic_id OR OLD.area_id IS DISTINCT FROM NEW.area_id)"
                ),
                # The names of both are among them (complaints.chores); whoever changes these need not think of it.
                func="NEW.words = NULL; NEW.public_words = NULL; RETURN NEW;",
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
        """What the case may be called in public: never the person's own words. Praise is no “other matter”."""
        if self.kind == CaseKind.PRAISE and (self.topic is None or self.topic.code == UNKNOWN_TOPIC):
            return str(CaseKind.PRAISE.label)
        return self.topic.name if self.topic else str(_("A matter for the state"))

    def place(self, language: str | None = None) -> str:
        return self.area.full_name(language) if self.area else self.place_text

    def place_in_public(self, language: str | None = None) -> str:
        """The same for strangers: never the landmark as it was typed, which may lead to a person's door by their name."""
        return self.area.full_name(language) if self.area else self.landmark_in_public

    @property
    def landmark_in_public(self) -> str:
        """The landmark as an officer released it; "" before."""
        return self.public_place if self.released_at else ""

    def keep_assignments(self, assignments: list[Assignment]) -> None:
        """Let `assignments.all()` answer with these, all there are in their order, as prefetch_related does."""
        keep_related(self, "assignments", assignments)

    @property
    def clock_stands_still(self) -> bool:
        """Whether an agency's clock waits for the complainant; a question may also leave it running."""
        return self.asked_at is not None and any(a.state == AssignmentState.WAITING for a in self.assignments.all())

    @property
    def told_elsewhere(self) -> models.QuerySet[Case]:
        """Cases that tell of the same and go on here; not its own parts that were put back (complaints.splitting)."""
        return self.joined_cases.exclude(split_off__undone_at__isnull=False)

    def lead(self) -> Assignment | None:
        """The assignment that answers now: the newest lead that was not given away."""
        leads = [a for a in self.assignments.all() if a.part == Assignment.Part.LEAD and a.is_live]
        return leads[-1] if leads else None
