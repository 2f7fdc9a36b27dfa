"""Tables that staff change: how long a step may take, how a case of a kind can end, and texts to begin an answer with.

What stands here for no kind counts for all of them.
"""

from __future__ import annotations

import re

import pghistory
from django.contrib.postgres.functions import RandomUUID
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.never_asked import refuse_asking_for_papers
from complaints.workflow import CaseKind, Outcome
from directory.models import Agency, Topic
from directory.models.names import in_current_language

GAP = re.compile(r"\[[^\[\]\n]{1,60}\]")
"""What an officer has to fill in of a text to begin with: [date]."""
_LONE_BRACKET = re.compile(r"[\[\]][^\n]{0,20}")
MOST_WORKING_DAYS = 400
"""Of one step. What is longer was typed wrongly: some 20 months."""
_DOTS = re.compile(r"(?:^|\s)(?:…|\.{3,}|_{3,})", re.MULTILINE)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class ServiceLevel(models.Model):
    """How many working days a step may take, by agency, by kind of case and by topic (none: every one)."""

    class Step(models.TextChoices):
        ACCEPT = "accept", _("Agency accepts")
        ACCEPT_URGENT = "accept_urgent", _("Agency accepts what is urgent")
        UPDATE = "update", _("Agency tells the complainant something new")
        RESOLVE = "resolve", _("Agency reports the work as done")
        ANSWER = "answer", _("Complainant answers a question")
        PAUSE = "pause", _("Questions stop the clock for at most")
        CONFIRM = "confirm", _("Complainant confirms or objects")
        EXTEND = "extend", _("Agency moves its date by at most")
        OBJECTION = "objection", _("Objection to a use of data is answered")
        APPEAL = "appeal", _("Complainant may appeal after the closing")
        REVIEW = "review", _("Superior agency decides an appeal")
        REFERRAL = "referral", _("Agency elsewhere answers a referral by letter")
        REMINDED = "reminded", _("Agency elsewhere answers a reminder")
        APPROVE = "approve", _("A second person looks at an answer")

    step = models.CharField(_("step"), max_length=16, choices=Step.choices)
    kind = models.CharField(
        _("kind of case"), max_length=24, choices=CaseKind.choices, blank=True, default="", db_default=""
    )
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    working_days = models.PositiveSmallIntegerField(_("working days"))
    source = models.CharField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("source confirmed"), default=False)

    class Meta:
        verbose_name = _("service level")
        verbose_name_plural = _("service levels")
        constraints = [
            models.UniqueConstraint(
                name="a_step_has_one_service_level_an_agency_kind_and_topic",
                fields=["step", "kind", "topic", "agency"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="a_service_level_is_at_least_a_day", condition=Q(working_days__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} × {self.kind or '*'} × {self.topic or '*'} × {self.agency or '*'}: {self.working_days}"

    def clean(self) -> None:
        if self.working_days is not None and self.working_days > MOST_WORKING_DAYS:
            told = _("A step takes %(most)s working days at most.")
            error = ValidationError(told, code="too_many_days", params={"most": MOST_WORKING_DAYS})
            raise ValidationError({"working_days": error})


class OutcomeOfKind(models.Model):
    """An outcome that a case of this kind can have, and what it is called there; empty words mean the usual ones."""

    kind = models.CharField(_("kind of case"), max_length=24, choices=CaseKind.choices)
    outcome = models.CharField(_("outcome, as it is counted"), max_length=16, choices=Outcome.choices)
    name_th = models.CharField(_("words in Thai"), max_length=80, blank=True)
    name_en = models.CharField(_("words in English"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(
        _("offered"), default=True, help_text=_("One that is no longer offered keeps its words in cases that have it.")
    )

    class Meta:
        verbose_name = _("outcome of a kind")
        verbose_name_plural = _("outcomes of kinds")
        ordering = ["kind", "position", "id"]
        constraints = [models.UniqueConstraint(name="a_kind_has_an_outcome_once", fields=["kind", "outcome"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name or self.outcome}"

    def clean(self) -> None:
        refuse_asking_for_papers(self.name_th, self.name_en)

    @property
    def name(self) -> str:
        """In the reader's language, or ""."""
        return in_current_language(self.name_th, self.name_en)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class ReplyTemplate(models.Model):
    """Words to begin an answer with. They are put into the form, where the officer makes them true.

    What is to be filled in stands in square brackets: no answer is sent while it holds one, and some are filled in by
    themselves (complaints.reply_templates).
    """

    class Use(models.TextChoices):
        REPLY = "reply", _("News for the complainant")
        ASK = "ask", _("Question to the complainant")
        CLOSE = "close", _("Answer with which closing is proposed")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reply_templates",
        verbose_name=_("agency, none for all"),
    )
    use = models.CharField(_("used for"), max_length=8, choices=Use.choices)
    kind = models.CharField(_("kind of case"), max_length=24, choices=CaseKind.choices, blank=True, default="")
    name = models.CharField(_("name in the list"), max_length=80)
    text = models.TextField(_("text"), max_length=2000)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_reply_template_has_its_own_name",
                fields=["agency", "use", "kind", "name"],
                nulls_distinct=False,
                violation_error_message=_("A text of this name is there already. Choose another name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_asking_for_papers(self.name, self.text)
        if _DOTS.search(self.text.replace("[…]", "")):
            raise ValidationError(
                {"text": ValidationError(_("Name what is to be filled in, in brackets: [date]"), code="gap_unnamed")}
            )
        if "{" in self.text or "}" in self.text:
            told = _("Curly brackets are not filled in here. Write what is to be filled in like this: [date]")
            raise ValidationError({"text": ValidationError(told, code="curly_brackets")})
        if lone := _LONE_BRACKET.search(GAP.sub("", self.text)):
            said = ValidationError(
                _(
                    "A bracket has no partner: “%(where)s”. What is to be filled in stands in one pair of brackets,"
                    " on one line, in up to 60 letters: [date]"
                ),
                code="gap_not_closed",
                params={"where": lone.group()},
            )
            raise ValidationError({"text": said})
