"""Answers that a second person looks at before they go out: of which topics, and each try at one."""

from __future__ import annotations

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.assignment_tables import Assignment
from complaints.workflow import Outcome
from directory.models import Agency, Topic
from records.models import Upload


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class ApprovalRule(models.Model):
    """Whether answers about this topic wait for a second person; a part without a row does as its topic.

    agency: None for all. An agency asks for more than all have to, never for less.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", verbose_name=_("topic"))
    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="approval_rules",
        verbose_name=_("agency, none for all"),
    )
    needs_approval = models.BooleanField(
        _("a second person approves the answer"),
        default=True,
        help_text=_("Of a whole topic it holds for all its parts; a part with a row of its own goes by that."),
    )
    source = models.CharField(_("source"), max_length=300, help_text=_("Which rule asks for it, or whose decision."))
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("chosen by")
    )
    chosen_at = models.DateTimeField(_("chosen at"), default=timezone.now)

    class Meta:
        verbose_name = _("topic whose answers are approved")
        verbose_name_plural = _("topics whose answers are approved")
        ordering = ["topic__position", "topic__code", "agency_id"]
        constraints = [
            models.UniqueConstraint(
                name="a_topic_has_one_approval_rule_an_agency", fields=["topic", "agency"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic.full_name} × {self.agency or '*'}"


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def open(self) -> ApprovalQuerySet:
        return self.filter(became="")


class Approval(models.Model):
    """An answer as it was written, waiting for a second person of the agency, and what became of this try.

    Nothing of it is anybody's but the office's: what goes out is written by the act itself, once it is approved.
    """

    class Act(models.TextChoices):
        """The way by which the answer goes out."""

        CLOSE = "close", _("Answer with which closing is proposed")
        ACKNOWLEDGE = "acknowledge", _("Thanks for praise")
        FINISH = "finish", _("Answer of a part")
        UPHOLD = "uphold", _("Appeal decided: the answer stands")
        GRANT = "grant", _("Appeal decided: work on it again")

    class Became(models.TextChoices):
        APPROVED = "approved", _("Approved and sent")
        SENT_BACK = "sent_back", _("Sent back")
        TAKEN_BACK = "taken_back", _("Taken back")
        OVERTAKEN = "overtaken", _("Overtaken by what happened in the case")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="approvals")
    act = models.CharField(max_length=12, choices=Act.choices)
    text = models.TextField()
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    is_shown = models.BooleanField(default=False)
    no_photo = models.TextField(blank=True)
    why_again = models.TextField(blank=True)
    uploads = models.ManyToManyField(Upload, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    event_number = models.PositiveIntegerField()
    """Of the line of the timeline that tells of it: what came later its writer had not seen."""
    became = models.CharField(max_length=12, choices=Became.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    """Why it was sent back."""
    form_token = models.UUIDField(null=True, blank=True)
    """Of a try that came back: the form under which its files wait for the next one."""

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to approve")
        verbose_name_plural = _("answers to approve")
        constraints = [
            models.UniqueConstraint(
                name="a_part_has_one_answer_to_approve", fields=["assignment"], condition=Q(became="")
            ),
            models.CheckConstraint(
                name="an_approval_that_ended_says_when_and_how",
                condition=Q(became="", ended_at__isnull=True) | (~Q(became="") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="nobody_approves_their_own_answer",
                condition=~Q(became="approved") | (Q(ended_by__isnull=False) & ~Q(ended_by=F("written_by"))),
            ),
            models.CheckConstraint(
                name="an_answer_sent_back_says_why", condition=~Q(became="sent_back") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.act} {self.became or 'open'}"
