"""Rules that say which agency, what is sure enough, and the record of every decision. All rows that staff change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.models import Case
from directory.models import Agency, Area, Topic
from ml.named import LONGEST, MOST_WORDS, SHORTEST, read_condition
from routing.learning_tables import DriftReport, ModelChange, ModelVersion, RoutingAlarm, ShadowOpinion

__all__ = [
    "DriftReport",
    "ModelChange",
    "ModelVersion",
    "RoutingAlarm",
    "RoutingDecision",
    "RoutingRule",
    "RoutingThreshold",
    "ShadowOpinion",
    "Simulation",
]


def check_condition(line: str) -> None:
    """Raises ValidationError, with what may be written, for words that are no condition of ml.named."""
    try:
        read_condition(line)
    except ValueError as error:
        raise ValidationError(
            _(
                "Write words of %(shortest)s to %(longest)s letters, at most %(most)s, with | for “or” and + for “both”;"
                " # only at the end of a word."
            ),
            code="no_condition",
            params={"shortest": SHORTEST, "longest": LONGEST, "most": MOST_WORDS},
        ) from error


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    def in_force(self, on: date) -> RoutingRuleQuerySet:
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class RoutingRule(models.Model):
    """Matters of this topic in this area, at this time, go to this agency. An empty column means: any.

    named: an exception, for what names this thing only: the number of a highway, the railway (ml.named).
    """

    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("area"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    to_local = models.BooleanField(
        _("to the local office"),
        default=False,
        help_text=_("The office nearest to the place: local government, Bangkok district or provincial centre."),
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    named = models.CharField(
        _("only where this is named"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        validators=[check_condition],
        help_text=_(
            "Words of the text or landmark. | means or, + means both, # at the end of a word is the number of a road:"
            " ทล.#|มอเตอร์เวย์. Next to the thing (ใกล้, ใต้, หน้า …) does not count."
        ),
    )

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        constraints = [
            models.CheckConstraint(
                name="a_rule_names_one_agency_or_the_local_office",
                condition=Q(agency__isnull=False, to_local=False) | Q(agency__isnull=True, to_local=True),
            ),
            models.CheckConstraint(
                name="a_rule_does_not_end_before_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="a_topic_area_and_name_have_one_rule_at_a_time",
                fields=["topic", "area", "starts_on", "named"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="every_rule_names_its_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        target = self.agency or _("local office")
        named = f" × {self.named}" if self.named else ""
        return f"{self.topic or '*'} × {self.area or '*'}{named} → {target}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class RoutingThreshold(models.Model):
    """What is sure enough to send a case without a human: a probability, decided by somebody on some day."""

    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    probability = models.FloatField(
        _("probability of the agency, at least"), help_text=_("0 to 1; 1.01 means never without a human.")
    )
    target = models.FloatField(
        _("share that has to be right"),
        null=True,
        blank=True,
        help_text=_("0.5 to 1; what decisions lately are held against. Empty: not watched."),
    )
    decided_by = models.CharField(_("decided by"), max_length=150)
    decided_on = models.DateField(_("decided on"), default=timezone.localdate)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        constraints = [
            models.UniqueConstraint(name="a_topic_has_one_threshold", fields=["topic"], nulls_distinct=False),
            models.CheckConstraint(
                name="a_threshold_is_a_probability_or_never", condition=Q(probability__gte=0, probability__lte=1.01)
            ),
            models.CheckConstraint(
                name="a_target_is_a_share_above_half",
                condition=Q(target__isnull=True) | Q(target__gte=0.5, target__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic or '*'}: {self.probability}"


class RoutingDecision(models.Model):
    """What the routing thought of a case, what it did, and what a person made of it. Kept and learned from."""

    class Did(models.TextChoices):
        ASSIGNED = "assigned", _("Sent by itself")
        TRIAGE = "triage", _("Handed to the triage desk")

    class Why(models.TextChoices):
        SURE = "sure", _("Sure enough")
        CHOSEN = "chosen", _("The person chose the topic, and one rule fits")
        STATED = "stated", _("Sure enough, and the person said which office looks after the place")
        UNSURE = "unsure", _("Not sure enough")
        ABSTAINED = "abstained", _("The text says too little to decide")
        NO_MODEL = "no_model", _("The topic model was not available")
        NOT_THAI = "not_thai", _("The text is not in Thai, and the model reads Thai only")
        NO_RULE = "no_rule", _("No rule says who is responsible")
        TIE = "tie", _("Two rules or two local offices fit equally well")
        PLACE_NEEDED = "place_needed", _("The place is needed to find the local office")
        NO_LOCAL_OFFICE = "no_local_office", _("No local office is known for this place")
        AGENCY_CLOSED = "agency_closed", _("The agency of the rule takes no complaints now")
        DECLINED = "declined", _("The agency declined")

    BY_THE_TEXT = (Why.SURE, Why.UNSURE, Why.ABSTAINED)
    """Of these the text alone decided the proposals: the model may be judged by them."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="routing_decisions")
    model_version = models.CharField(_("model version"), max_length=60, blank=True)
    proposals: Any = models.JSONField(default=list)
    """Best first: {topic, agency, probability, rule, words: [...], problem, …}: routing.deciding.Proposal; codes, not names."""
    threshold = models.FloatField(_("threshold"), null=True)
    did = models.CharField(_("what it did"), max_length=16, choices=Did.choices)
    why = models.CharField(_("why"), max_length=24, choices=Why.choices)
    made_at = models.DateTimeField(pgettext_lazy("a decision", "made"), default=timezone.now)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency in the end")
    )
    settled_topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic in the end")
    )
    was_corrected = models.BooleanField(_("corrected"), null=True)
    """None while no person has looked; False: confirmed as proposed first; True: something else was right."""

    class Meta:
        verbose_name = _("routing decision")
        verbose_name_plural = _("routing decisions")
        get_latest_by = "id"
        ordering = ["id"]
        indexes = [
            models.Index(name="decisions_of_a_case_by_age", fields=["case", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.did} ({self.why})"


class Simulation(models.Model):
    """A what-would-happen question of staff. The web process only writes the row; a worker answers it."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=4000)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    answer: Any = models.JSONField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    """Set without an answer where the worker broke on the text: it is not tried again."""

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        indexes = [
            models.Index(name="simulation_waiting", fields=["id"], condition=Q(answered_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.pk)
