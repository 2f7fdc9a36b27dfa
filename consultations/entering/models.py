"""Stack: forms that came on paper or what was said in a meeting, and which of them the policy team has entered."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.comments.models import Commenter
from consultations.hearings.models import Hearing
from consultations.models import Consultation, told_to
from consultations.participation.models import Participant
from consultations.questionnaires.models import Sheet
from directory.models import User

PLACE_MAX_LETTERS = 200
NOTE_MAX_LETTERS = 500
REASON_MAX_LETTERS = 500
MOST_FORMS = 5000
"""Of one stack: more than a box holds is several stacks."""


class StackQuerySet(models.QuerySet["Stack"]):
    def told(self, *, pilot: int | None = None) -> StackQuerySet:
        """Of consultations that everybody reads. pilot: a trial that this reader sees besides."""
        return self.filter(told_to(pilot, of="consultation__"))

    def handled_by(self, user: User) -> StackQuerySet:
        own = self.filter(consultation__in=Consultation.objects.edited_by(user))
        return own.select_related("consultation__agency", "hearing")


class Stack(models.Model):
    """What came together: a box of forms, letters of a week, the notes of a meeting. n: its number in the consultation."""

    class Kind(models.TextChoices):
        PAPER = "paper", _("Paper forms")
        LETTER = "letter", _("By letter")
        TELEPHONE = "telephone", _("Telephone")
        MEETING = "meeting", _("Meeting")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="stacks")
    n = models.PositiveIntegerField()
    kind = models.CharField(_("how it came"), max_length=16, choices=Kind.choices)
    place = models.CharField(_("place"), max_length=PLACE_MAX_LETTERS)
    received_on = models.DateField(_("day"))
    """When it was handed in, or when the meeting was held."""
    forms = models.PositiveIntegerField(_("how many"), validators=[MinValueValidator(1), MaxValueValidator(MOST_FORMS)])
    """Forms or people; no more than these are entered: the database sees to it."""
    note = models.CharField(_("note"), max_length=NOTE_MAX_LETTERS, blank=True)
    """For the team."""
    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, blank=True, related_name="stacks")
    event_count = models.PositiveIntegerField(default=0, editable=False)

    objects = StackQuerySet.as_manager()

    class Meta:
        verbose_name = _("stack")
        verbose_name_plural = _("stacks")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="a_stack_number_is_used_once_a_consultation", fields=["consultation", "n"]),
            models.CheckConstraint(name="a_stack_holds_some_forms", condition=Q(forms__range=(1, MOST_FORMS))),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_stack_keeps_room_for_what_is_entered",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("forms"),
                func="""
                    IF EXISTS (
                        SELECT FROM entering_entry WHERE stack_id = OLD.id AND n > NEW.forms AND taken_out_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a stack holds no fewer forms than are entered';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.place}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def standing(self) -> EntryQuerySet:
        """Those that are counted."""
        return self.filter(taken_out_at=None)


class Entry(models.Model):
    """One form as it was entered. n: the number that stands on the paper, by which anybody checks it against the screen."""

    stack = models.ForeignKey(Stack, models.PROTECT, related_name="entries")
    n = models.PositiveIntegerField()
    participant = models.OneToOneField(Participant, models.PROTECT, null=True, related_name="entry")
    """Whose answers to the statements; None where the form has none."""
    sheet = models.OneToOneField(Sheet, models.PROTECT, null=True, related_name="entry")
    """The answers to the questionnaire; None where the form has none."""
    commenter = models.OneToOneField(Commenter, models.PROTECT, null=True, related_name="entry")
    """Whose comments on sections; None where the form has none."""
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    changes = models.PositiveIntegerField(default=0, editable=False)
    """How often it was corrected: who corrects tells which they have read."""
    taken_out_at = models.DateTimeField(null=True)
    """Entered by mistake: nothing of it is counted, and its number is free again."""

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entered form")
        verbose_name_plural = _("entered forms")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(
                name="a_form_is_entered_once", fields=["stack", "n"], condition=Q(taken_out_at__isnull=True)
            ),
            models.CheckConstraint(
                name="a_form_that_is_taken_out_counts_nothing",
                condition=Q(taken_out_at__isnull=True, participant__isnull=False)
                | Q(taken_out_at__isnull=True, sheet__isnull=False)
                | Q(taken_out_at__isnull=True, commenter__isnull=False)
                | Q(taken_out_at__isnull=False, participant__isnull=True, sheet__isnull=True, commenter__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_stack_holds_no_more_forms_than_it_says",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("n"),
                func="""
                    IF NEW.n NOT BETWEEN 1 AND (SELECT forms FROM entering_stack WHERE id = NEW.stack_id) THEN
                        RAISE EXCEPTION 'a stack holds no more forms than it says';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.stack_id}:{self.n}"


class StackEvent(models.Model):
    """One line of a stack's history: one act. Append-only. form: the number of the form it is about; None of the stack itself."""

    class Kind(models.TextChoices):
        BEGUN = "begun", _("Begun")
        CHANGED = "changed", _("What the stack is was changed")
        CORRECTED = "corrected", _("A form was corrected")
        TAKEN_OUT = "taken_out", _("A form was taken out")
        IMPORTED = "imported", _("Forms came in by a table")

    stack = models.ForeignKey(Stack, models.PROTECT, related_name="events")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    form = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    facts: Any = models.JSONField(default=dict, blank=True)
    """What was there before: of a form its answers to statements, numbers of its questions and comments, never words of people."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("history of a stack")
        verbose_name_plural = _("histories of stacks")
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="an_event_number_is_used_once_a_stack", fields=["stack", "n"]),
            models.CheckConstraint(
                name="a_corrected_form_says_why", condition=~Q(kind__in=["corrected", "taken_out"]) | ~Q(note="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="a_stacks_history_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.stack_id}:{self.n} {self.kind}"
