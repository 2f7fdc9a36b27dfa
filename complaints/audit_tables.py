"""The independent audit of closings: how many are drawn, which were, what auditors found, and the scores of agencies."""

from __future__ import annotations

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import CONFIDENTIAL_ROLES, Viewer
from complaints.appeal_tables import Appeal
from complaints.assignment_tables import Assignment
from complaints.closing_tables import Closing
from complaints.co_sign_tables import told_or_signed_by
from complaints.timeline_tables import CaseEvent
from complaints.workflow import Visibility
from directory.models import Agency, Role, User

QUESTIONS = ("dealt_with", "answers", "in_time", "evidence")
"""In this order everywhere."""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class AuditRule(models.Model):
    """How many of an agency's closings are audited; the row without an agency holds for all that have none."""

    agency = models.OneToOneField(
        Agency, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    share_percent = models.PositiveSmallIntegerField(_("share of the closings, in percent"))
    minimum = models.PositiveSmallIntegerField(_("but at least"), help_text=_("Of each draw, if there are as many."))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("rule of the sample audit")
        verbose_name_plural = _("rules of the sample audit")
        ordering = ["agency__sort_key"]
        constraints = [
            models.CheckConstraint(name="a_share_is_at_most_all", condition=Q(share_percent__lte=100)),
            models.UniqueConstraint(
                name="one_audit_rule_holds_for_all_the_others", fields=["agency"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or '*'}: {self.share_percent} %"


class AuditDraw(models.Model):
    """One draw: with its seed and what it was drawn from, anybody may draw the same again (complaints.audit_sampling)."""

    seed = models.CharField(max_length=64)
    since = models.DateTimeField()
    until = models.DateTimeField(unique=True)
    """Of the closings of cases that ended from then on and before then; one draw for each end, whoever is faster."""
    drawn_at = models.DateTimeField(default=timezone.now)
    pool = models.PositiveIntegerField()
    """How many there were to draw from."""

    class Meta:
        verbose_name = _("draw of the sample audit")
        verbose_name_plural = _("draws of the sample audit")
        constraints = [
            models.CheckConstraint(name="a_draw_begins_before_it_ends", condition=Q(since__lt=models.F("until")))
        ]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"


class AuditQuerySet(models.QuerySet["Audit"]):
    def audited_by(self, user: User) -> AuditQuerySet:
        """Those this person may look at as an auditor: of no agency they belong to, no case in which one of theirs has
        a part, and none they had a hand in, told or signed;
        what is confidential only where they hold the confidential role as well."""
        viewer = Viewer(user)
        if not viewer.agencies({Role.AUDITOR}):
            return self.none()
        own = {held.agency_id for held in user.active_roles}
        others = self.exclude(agency__in=own)
        parts = Assignment.objects.live().filter(case=models.OuterRef("case"), agency__in=own)
        others = others.exclude(models.Exists(parts))
        worked_on = CaseEvent.objects.filter(case=models.OuterRef("case"), by=user)
        # What opened it again was the verdict itself.
        others = others.exclude(models.Exists(worked_on.exclude(kind=CaseEvent.Kind.AUDIT_REOPENED)))
        for theirs in told_or_signed_by(user, models.OuterRef("case")):
            others = others.exclude(models.Exists(theirs))
        if viewer.agencies(CONFIDENTIAL_ROLES):
            return others
        return others.exclude(case__visibility=Visibility.CONFIDENTIAL)

    def to_do(self) -> AuditQuerySet:
        """What waits for a verdict. While an appeal is open the agency above looks; what it upheld is closed for good."""
        waiting = self.filter(verdict="").filter(case__appealed_at__isnull=True)
        return waiting.exclude(case__appeals__became=Appeal.Became.UPHELD)


class Audit(models.Model):
    """One closing that was drawn, and what an auditor found."""

    class Found(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Cannot be told")

    class Verdict(models.TextChoices):
        SOUND = "sound", _("Sound")
        LACKING = "lacking", _("Lacking")
        FALSE = "false", _("False closing")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draw = models.ForeignKey(AuditDraw, models.PROTECT, related_name="audits")
    closing = models.OneToOneField(Closing, models.PROTECT, related_name="audit")
    case = models.ForeignKey("complaints.Case", models.PROTECT, related_name="audits")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    dealt_with = models.CharField(max_length=8, choices=Found.choices, blank=True)
    answers = models.CharField(max_length=8, choices=Found.choices, blank=True)
    in_time = models.CharField(max_length=8, choices=Found.choices, blank=True)
    evidence = models.CharField(max_length=8, choices=Found.choices, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    reason = models.TextField(blank=True)
    auditor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    audited_at = models.DateTimeField(null=True, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit of a closing")
        verbose_name_plural = _("audits of closings")
        constraints = [
            models.CheckConstraint(
                name="an_audit_that_is_done_says_by_whom_and_when",
                condition=Q(verdict="", audited_at__isnull=True, auditor__isnull=True)
                | (~Q(verdict="") & Q(audited_at__isnull=False, auditor__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_finds_fault_says_why", condition=Q(verdict__in=["", "sound"]) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(name="audits_to_do", fields=["id"], condition=Q(verdict=""))]

    def __str__(self) -> str:
        return f"{self.closing_id}: {self.verdict or 'open'}"


class AuditScore(models.Model):
    """What audits of one agency found, in sums. Shown are those of the last step of five (complaints.auditing)."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="+")
    sound = models.PositiveIntegerField(default=0)
    lacking = models.PositiveIntegerField(default=0)
    false = models.PositiveIntegerField(default=0)
    shown_sound = models.PositiveIntegerField(default=0)
    shown_lacking = models.PositiveIntegerField(default=0)
    shown_false = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("score of the sample audit")
        verbose_name_plural = _("scores of the sample audit")

    def __str__(self) -> str:
        return f"{self.agency}: {self.shown}"

    @property
    def audited(self) -> int:
        return self.sound + self.lacking + self.false

    @property
    def shown(self) -> int:
        """How many audits the shown sums are of."""
        return self.shown_sound + self.shown_lacking + self.shown_false

    @property
    def sound_percent(self) -> int:
        return round(100 * self.shown_sound / self.shown) if self.shown else 0
