"""Rights over one's own data (PDPA 2562): what was consented to, and objections with their answers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.complaint_tables import Complaint
from directory.models import Role, User
from directory.thai_dates import show_date


class Consent(models.Model):
    """A yes that its author can take back at any time (section 19): which words, when and by which channel (promise P4)."""

    class Purpose(models.TextChoices):
        SHOW_PUBLICLY = "show_publicly", _("Everybody may read the text")
        NEWS = "news", _("News of the case to my address")
        HELP = "help", _("A helper files it in my name")

    class Given(models.TextChoices):
        """How somebody agreed to a helper; a page of one's own needs no word on it."""

        SAID = "said", _("Said yes")
        SIGNED = "signed", _("Signed")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField()
    said = models.TextField()
    """The sentence that was agreed to, in the language it was shown in."""
    channel = models.CharField(max_length=16, choices=Complaint.Channel.choices)
    given_at = models.DateTimeField(default=timezone.now)
    given_as = models.CharField(max_length=8, choices=Given.choices, blank=True, default="", db_default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="a_consent_stands_once_a_purpose",
                fields=["complaint", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.purpose}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> ObjectionQuerySet:
        """Neither answered nor taken back."""
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)

    def handled_by(self, officer: User) -> ObjectionQuerySet:
        """Those this person may read and answer: all for administrators, who look after data protection; none else."""
        answers = officer.is_active and (officer.is_superuser or officer.has_role(Role.ADMINISTRATOR))
        return self.all() if answers else self.none()


class Objection(models.Model):
    """Somebody objects to a use of their data (section 32), from their words to the answer; complaints.objecting writes it."""

    class Use(models.TextChoices):
        SHARING = "sharing", _("An agency reads or works with my data")
        FIGURES = "figures", _("My case is counted in figures, and the choosing of agencies learns from it")
        KEEPING = "keeping", _("My data is kept")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Upheld: this use has ended")
        PARTLY = "partly", _("Upheld in part")
        REFUSED = "refused", _("Refused, for the reason below")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, blank=True, related_name="objections")
    """None where it is about the account."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="objections")
    """Whose account it is about; None where it is about a case."""
    use = models.CharField(_("use"), max_length=16, choices=Use.choices)
    reason = models.TextField(_("reason"), blank=True)
    """Empty once its author was erased."""
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    answer_by = models.DateTimeField(_("answer by"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection to a use of data")
        verbose_name_plural = _("objections to uses of data")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="an_objection_is_about_a_case_or_an_account",
                condition=Q(complaint__isnull=True, user__isnull=False) | Q(complaint__isnull=False, user__isnull=True),
            ),
            models.CheckConstraint(
                name="an_answered_objection_has_an_outcome",
                condition=Q(answered_at__isnull=True, outcome="") | (Q(answered_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="an_objection_is_answered_or_withdrawn",
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_use_of_a_case_is_objected_to_once",
                fields=["complaint", "use"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_use_of_an_account_is_objected_to_once",
                fields=["user", "use"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="objection_to_answer",
                fields=["answer_by"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_use_display()} ({show_date(self.made_at)})"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None
