"""Letters that agencies send, to complainants and to agencies elsewhere, and how they are counted."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.access import Viewer, opened_by_code
from complaints.case_tables import Case
from complaints.complaint_tables import Complaint
from complaints.referral_tables import Referral
from complaints.timeline_tables import CaseEvent
from directory.models import Agency


class LetterCount(models.Model):
    """The last number that an agency gave in a year; its row is locked while the next one is given."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    """Of the Buddhist era: numbers begin anew each year (regulation on correspondence)."""
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of letters")
        verbose_name_plural = _("counts of letters")
        constraints = [
            models.UniqueConstraint(name="an_agency_counts_its_letters_once_a_year", fields=["agency", "year"])
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.last}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def issued(self) -> LetterQuerySet:
        return self.filter(state=Letter.State.ISSUED)

    def to_make(self) -> LetterQuerySet:
        """A worker's queue: what waits, and what was held back."""
        return self.exclude(state=Letter.State.ISSUED).order_by("id")

    def sent_to(self, viewer: Viewer) -> LetterQuerySet:
        """Those to complaints of this viewer, by account or by receipt code. Joined complaints open none of each other."""
        mine: list[models.QuerySet[Any]] = [
            each.values("pk") for each in opened_by_code(Complaint.objects.all(), viewer)
        ]
        if viewer.user.is_authenticated:
            mine.append(Complaint.objects.filter(complainant__user=viewer.user).values("pk"))
        return self.filter(complaint__in=mine[0].union(*mine[1:]))


class Letter(models.Model):
    """One letter, owed since the act that it tells of; the worker gives it a number and makes its PDF (complaints.letters)."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Answer")
        ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
        REFERRAL = "referral", _("Referral to another agency")
        REMINDER = "reminder", _("Reminder of a referral")

    class State(models.TextChoices):
        OWED = "owed", _("Not made yet")
        HELD = "held", _("Held back")
        ISSUED = "issued", _("Issued")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, blank=True, related_name="letters")
    """Whose author it goes to: of the case, or of one that was joined into it. None of a letter to another agency."""
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, blank=True, related_name="letters")
    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="letters")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OWED)
    held_because = models.CharField(max_length=40, blank=True)
    """A code of records.pdf_signing.CannotSign."""
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True)
    dated = models.DateTimeField(null=True, blank=True)
    refers_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later_ones")
    says: Any = models.JSONField(default=dict)
    """What it says, as records.official_letter.Letter has it, frozen with the number; neither the name it goes to nor the emblem."""
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveIntegerField(null=True, blank=True)
    stored_as = models.CharField(max_length=120, blank=True)
    """"" once the PDF is gone: whoever it went to had their name erased. That it was issued stays."""
    is_gone = models.BooleanField(default=False)
    bears_a_name = models.BooleanField(default=False)
    """Whether somebody's name stands on it: as it was drawn, whatever becomes of that person's row."""
    is_test = models.BooleanField(null=True, blank=True)
    """Whether the certificate that signed it was made to try signing out: it proves nothing. None: not signed yet, or
    signed before this was kept and its PDF is gone."""
    issued_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(name="a_letter_number_is_used_once_a_year", fields=["agency", "year", "n"]),
            models.UniqueConstraint(
                name="an_act_owes_one_letter_to_each", fields=["event", "complaint"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="a_letter_goes_to_a_person_or_an_agency",
                condition=Q(complaint__isnull=False, referral__isnull=True)
                | Q(complaint__isnull=True, referral__isnull=False),
            ),
            models.CheckConstraint(
                name="an_issued_letter_is_numbered_and_hashed",
                condition=~Q(state="issued")
                | (Q(n__isnull=False) & ~Q(number="") & ~Q(sha256="") & Q(issued_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_numbered_letter_has_a_date",
                condition=Q(n__isnull=True) | Q(year__isnull=False, dated__isnull=False),
            ),
            models.CheckConstraint(
                name="a_letter_does_not_refer_to_itself", condition=Q(refers_to__isnull=True) | ~Q(refers_to=F("id"))
            ),
        ]
        indexes = [
            models.Index(name="letter_to_make", fields=["id"], condition=~Q(state="issued")),
            models.Index(name="letter_to_forget", fields=["id"], condition=Q(is_gone=True) & ~Q(stored_as="")),
        ]
        triggers = [
            # A number that was given stands on paper: it belongs to this letter for good.
            pgtrigger.Protect(
                name="an_issued_letter_stays_as_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'issued' AND (OLD.sha256, OLD.number, OLD.dated, OLD.agency_id, OLD.case_id, OLD.state, OLD.is_test) "
                    "IS DISTINCT FROM (NEW.sha256, NEW.number, NEW.dated, NEW.agency_id, NEW.case_id, NEW.state, NEW.is_test)"
                ),
            ),
            pgtrigger.Protect(
                name="a_numbered_letter_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.n IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.public_id)
