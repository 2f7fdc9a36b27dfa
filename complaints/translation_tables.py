"""Translation: what a text of a case says in another language, beside the original, which stays what counts."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.case_tables import Case
from complaints.complaint_tables import Complaint
from complaints.text_languages import TextLanguage, tag_of
from complaints.timeline_tables import CaseEvent


class Translation(models.Model):
    """Of one complaint, or of the words in one line of the timeline: neither ever changes, so a row stays true."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        PARKED = "parked", _("Parked")

    case = models.ForeignKey(Case, models.PROTECT, related_name="translations")
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, blank=True, related_name="translations")
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, blank=True, related_name="translations")
    source = models.CharField(max_length=8, choices=TextLanguage.choices)
    target = models.CharField(max_length=8, choices=TextLanguage.choices)
    text = models.TextField(blank=True)
    engine = models.CharField(max_length=60, blank=True)
    """The program that made it; "" where a person did."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Who wrote it, or who asked the program."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.CheckConstraint(
                name="a_translation_is_of_one_text",
                condition=Q(complaint__isnull=False, event__isnull=True)
                | Q(complaint__isnull=True, event__isnull=False),
            ),
            models.CheckConstraint(
                name="a_translation_that_is_done_has_words",
                condition=~Q(state="done") | (~Q(text="") & Q(made_at__isnull=False)),
            ),
            models.CheckConstraint(name="only_a_program_is_waited_for", condition=~Q(engine="") | Q(state="done")),
            models.UniqueConstraint(
                name="a_program_translates_a_complaint_once", fields=["complaint", "target"], condition=~Q(engine="")
            ),
            models.UniqueConstraint(
                name="a_program_translates_a_line_once", fields=["event", "target"], condition=~Q(engine="")
            ),
        ]
        indexes = [models.Index(name="translation_waiting", fields=["next_try_at", "id"], condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.case_id} {self.source}→{self.target}"

    @property
    def original(self) -> str:
        return self.complaint.text if self.complaint else self.event.note if self.event else ""

    @property
    def text_tag(self) -> str:
        return tag_of(self.target)

    @property
    def is_by_program(self) -> bool:
        return bool(self.engine)


def program_was_asked(translations: Iterable[Translation]) -> bool:
    """Whether a program made one of these, or is at it."""
    return any(each.is_by_program and each.state != Translation.State.PARKED for each in translations)
