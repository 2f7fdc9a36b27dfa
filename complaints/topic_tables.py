"""What staff write for a topic: the questions asked after the text, and where a matter is dealt with quicker."""

from __future__ import annotations

from dataclasses import dataclass

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from complaints.never_asked import refuse_asking_for_papers
from directory.models import Agency, Area, Topic
from directory.models.names import in_current_language

CODE = RegexValidator(r"^[a-z0-9-]+$", _("Small Latin letters, digits and hyphens only."))


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from."""

    code: str
    name_th: str
    name_en: str

    @property
    def name(self) -> str:
        return in_current_language(self.name_th, self.name_en)


YES_OR_NO = (Option("yes", "ใช่", "Yes"), Option("no", "ไม่ใช่", "No"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class TopicQuestion(models.Model):
    """A question asked after the text of a complaint that seems to be about this topic (or a part of it)."""

    class Kind(models.TextChoices):
        ONE = "one", _("One of the answers")
        SEVERAL = "several", _("Several of the answers")
        YES_NO = "yes_no", _("Yes or no")
        TEXT = "text", _("A short text")
        NUMBER = "number", _("A number")
        DATE = "date", _("A day")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="questions", verbose_name=_("topic"))
    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[CODE],
        help_text=_("What other systems know the question by; leave it as it is once people have answered."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    kind = models.CharField(_("kind of answer"), max_length=8, choices=Kind.choices)
    wording_th = models.CharField(_("question in Thai"), max_length=200)
    wording_en = models.CharField(_("question in English"), max_length=200)
    hint_th = models.CharField(_("hint in Thai"), max_length=200, blank=True)
    hint_en = models.CharField(_("hint in English"), max_length=200, blank=True)
    choices = models.TextField(
        _("answers to choose from"),
        blank=True,
        help_text=_("One a line: code | Thai | English. For the two kinds with answers to choose from only."),
    )
    is_required = models.BooleanField(
        _("has to be answered"),
        default=False,
        help_text=_("In an urgent matter nothing has to be answered, whatever stands here."),
    )
    only_after = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("only after the question"),
    )
    only_after_answer = models.CharField(
        _("and its answer"), max_length=40, blank=True, help_text=_("The code of an answer; yes or no.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("topic question")
        verbose_name_plural = _("topic questions")
        ordering = ["topic__position", "topic__code", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_condition_has_a_question_and_an_answer",
                condition=Q(only_after__isnull=True, only_after_answer="")
                | (Q(only_after__isnull=False) & ~Q(only_after_answer="")),
            ),
            models.CheckConstraint(
                name="answers_stand_where_one_chooses", condition=Q(kind__in=["one", "several"]) ^ Q(choices="")
            ),
            models.CheckConstraint(name="no_question_follows_itself", condition=~Q(only_after=F("id"))),
        ]

    def __str__(self) -> str:
        return self.wording

    def clean(self) -> None:
        """Raises ValidationError: asks_for_papers, choices_unreadable, no_such_answer, condition_elsewhere."""
        refuse_asking_for_papers(self.wording_th, self.wording_en, self.hint_th, self.hint_en, self.choices)
        has_choices = self.kind in {self.Kind.ONE, self.Kind.SEVERAL}
        if has_choices and len({option.code for option in self.options}) != len(self.choices.splitlines()):
            told = _("Write one answer a line, each with a code of its own: code | Thai | English.")
            raise ValidationError({"choices": ValidationError(told, code="choices_unreadable")})
        if not has_choices and self.choices:
            told = _("This kind of answer has nothing to choose from.")
            raise ValidationError({"choices": ValidationError(told, code="choices_unreadable")})
        if self.only_after:
            self._check_condition(self.only_after)

    def _check_condition(self, earlier: TopicQuestion) -> None:
        if self.only_after_answer not in {option.code for option in earlier.options}:
            told = _("That question has no such answer.")
            raise ValidationError({"only_after_answer": ValidationError(told, code="no_such_answer")})
        near = {self.topic_id, self.topic.parent_id}
        if earlier.topic_id not in near or earlier.position >= self.position:
            told = _("Choose a question of the same topic that is asked before this one.")
            raise ValidationError({"only_after": ValidationError(told, code="condition_elsewhere")})

    @property
    def wording(self) -> str:
        return in_current_language(self.wording_th, self.wording_en)

    @property
    def hint(self) -> str:
        return in_current_language(self.hint_th, self.hint_en)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """What one can choose; of yes or no these two, of the other kinds nothing."""
        if self.kind == self.Kind.YES_NO:
            return YES_OR_NO
        lines = [[part.strip() for part in line.split("|")] for line in self.choices.splitlines()]
        return tuple(Option(*line) for line in lines if len(line) == 3 and all(line))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class StopperText(models.Model):
    """ "This belongs to …, here is how to go on": for matters of this topic, in this area. Filing goes on all the same."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("area"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose duty it is")
    )
    text_th = models.CharField(_("how to go on, in Thai"), max_length=300)
    text_en = models.CharField(_("how to go on, in English"), max_length=300)
    phone = models.CharField(
        _("telephone"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9][0-9 -]+$", _("Digits, spaces and hyphens only."))],
    )
    link = models.CharField(_("web address"), max_length=200, blank=True, validators=[URLValidator(["https", "http"])])
    source = models.CharField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("source confirmed"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("quicker way")
        verbose_name_plural = _("quicker ways")
        ordering = ["topic__position", "topic__code", "code"]
        constraints = [
            models.CheckConstraint(
                name="a_quicker_way_is_for_a_topic_or_an_area",
                condition=Q(topic__isnull=False) | Q(area__isnull=False),
            ),
            models.CheckConstraint(
                name="a_quicker_way_leads_somewhere", condition=~Q(phone="") | ~Q(link="") | Q(agency__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Raises ValidationError: asks_for_papers."""
        refuse_asking_for_papers(self.text_th, self.text_en)

    @property
    def text(self) -> str:
        return in_current_language(self.text_th, self.text_en)

    @property
    def dial(self) -> str:
        return "".join(sign for sign in self.phone if sign.isdigit())


class SparedFilings(models.Model):
    """How many people found their answer before sending, day by day: a number and nothing about anybody."""

    on = models.DateField(primary_key=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("filings that were not needed")
        verbose_name_plural = _("filings that were not needed")

    def __str__(self) -> str:
        return f"{self.on}: {self.number}"
