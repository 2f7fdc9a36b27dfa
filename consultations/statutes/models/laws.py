"""Laws as the state keeps them: the register, each wording from the day it was in force, the steps of making, and what points there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.laws.models import PartOfText
from consultations.models import Consultation, agencies_of
from directory.models import Agency, User
from directory.models.names import in_current_language, thai_sort_key_field


class LawKind(models.TextChoices):
    """The rank of a law, the highest first."""

    CONSTITUTION = "constitution", _("Constitution")
    ORGANIC_ACT = "organic_act", _("Organic act")
    ACT = "act", _("Act")
    EMERGENCY_DECREE = "emergency_decree", _("Emergency decree")
    ROYAL_DECREE = "royal_decree", _("Royal decree")
    MINISTERIAL_REGULATION = "regulation", _("Ministerial regulation")
    RULE = "rule", _("Rule or announcement")
    LOCAL_ORDINANCE = "ordinance", _("Local ordinance")


class InForce(models.TextChoices):
    IN_THE_MAKING = "in_the_making", _("Being made")
    NOT_YET = "not_yet", _("Not in force yet")
    YES = "yes", _("In force")
    NO_LONGER = "no_longer", _("No longer in force")


class LawQuerySet(models.QuerySet["Law"]):
    def handled_by(self, user: User) -> LawQuerySet:
        """Those that this person keeps: of an agency whose policy team or head they are today. Everybody reads all of them."""
        return self.filter(agency__in=agencies_of(user))

    def in_state(self, state: str, day: date) -> LawQuerySet:
        """As `Law.state_on` has it."""
        over = Q(in_force_until__lt=day)
        told = {
            InForce.IN_THE_MAKING: Q(in_force_since__isnull=True),
            InForce.NOT_YET: Q(in_force_since__gt=day),
            InForce.YES: Q(in_force_since__lte=day) & (Q(in_force_until__isnull=True) | ~over),
            InForce.NO_LONGER: Q(in_force_since__lte=day) & over,
        }
        return self.filter(told[InForce(state)])


class Law(models.Model):
    """One law in the register, whatever its rank. in_force_until: its last day."""

    slug = models.SlugField(max_length=16, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("responsible agency"))
    kind = models.CharField(_("kind of law"), max_length=16, choices=LawKind.choices)
    title_th = models.CharField(_("title in Thai"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    short_th = models.CharField(_("short title in Thai"), max_length=120, blank=True)
    short_en = models.CharField(_("short title in English"), max_length=120, blank=True)
    gazette = models.CharField(_("volume, part and page of the Royal Gazette"), max_length=200, blank=True)
    gazette_on = models.DateField(_("day of the Royal Gazette"), null=True, blank=True)
    in_force_since = models.DateField(_("in force since"), null=True, blank=True)
    in_force_until = models.DateField(_("last day in force"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    link = models.URLField(_("page of the source"), blank=True, validators=[URLValidator(schemes=["https"])])
    sort_key = thai_sort_key_field("title_th")
    step_count = models.PositiveIntegerField(default=0, editable=False)
    change_count = models.PositiveIntegerField(default=0, editable=False)
    cut_by = models.PositiveIntegerField(default=0, editable=False)
    """The version of the segmentation that cut its titles for the search (records.segmentation); 0: none yet."""

    objects = LawQuerySet.as_manager()

    class Meta:
        verbose_name = _("law")
        verbose_name_plural = _("laws")
        constraints = [
            models.UniqueConstraint(name="an_agency_has_a_law_of_a_title_once", fields=["agency", "title_th"]),
            models.CheckConstraint(
                name="a_law_ends_after_it_began",
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gte=F("in_force_since")),
            ),
        ]
        indexes = [
            models.Index(name="law_by_title", fields=["sort_key", "id"]),
            models.Index(name="law_of_an_agency", fields=["agency", "sort_key"]),
            models.Index(name="law_cut_by", fields=["cut_by"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("statute", args=[self.slug])

    @property
    def title(self) -> str:
        return in_current_language(self.title_th, self.title_en)

    @property
    def short_title(self) -> str:
        return in_current_language(self.short_th, self.short_en)

    @property
    def subject(self) -> str:
        """What its followers follow."""
        return f"law:{self.slug}"

    def state_on(self, day: date) -> InForce:
        if self.in_force_since is None:
            return InForce.IN_THE_MAKING
        if day < self.in_force_since:
            return InForce.NOT_YET
        return InForce.NO_LONGER if self.in_force_until and day > self.in_force_until else InForce.YES

    @property
    def state(self) -> InForce:
        return self.state_on(timezone.localdate())


class WordingQuerySet(models.QuerySet["Wording"]):
    def standing(self) -> WordingQuerySet:
        """All but those that a corrected text took the place of."""
        return self.filter(replaced_at__isnull=True)

    def on(self, day: date) -> WordingQuerySet:
        """What each law says on this day: of its wordings that had begun, the last."""
        later = Wording.objects.standing().filter(
            law=OuterRef("law"), from_on__gt=OuterRef("from_on"), from_on__lte=day
        )
        return self.standing().filter(~Exists(later), from_on__lte=day)

    def shown_on(self, day: date) -> WordingQuerySet:
        """The same, and of laws that had not begun their first one: what they will say."""
        standing = Wording.objects.standing().filter(law=OuterRef("law"))
        later = standing.filter(from_on__gt=OuterRef("from_on"), from_on__lte=day)
        earlier = standing.filter(from_on__lt=OuterRef("from_on"))
        is_now = Q(from_on__lte=day) & ~Exists(later)
        return self.standing().filter(is_now | (Q(from_on__gt=day) & ~Exists(earlier)))


class Wording(models.Model):
    """What a law says from one day on, until the next wording. What it says never changes; a corrected text takes its place."""

    law = models.ForeignKey(Law, models.PROTECT, related_name="wordings")
    from_on = models.DateField()
    amended_by = models.CharField(max_length=300, blank=True)
    """The amending law; "" of the law as it was first made."""
    gazette = models.CharField(max_length=200, blank=True)
    gazette_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    parts = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=32)
    why_corrected = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)
    cut_by = models.PositiveIntegerField(default=0, editable=False)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording of a law")
        verbose_name_plural = _("wordings of laws")
        ordering = ["from_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="one_wording_of_a_law_begins_on_a_day",
                fields=["law", "from_on"],
                condition=Q(replaced_at__isnull=True),
            ),
            models.CheckConstraint(name="a_wording_has_a_text", condition=Q(parts__gt=0)),
        ]
        indexes = [models.Index(name="wording_cut_by", fields=["cut_by"], condition=Q(replaced_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.law_id} {self.from_on:%Y-%m-%d}"


class LawProvision(PartOfText):
    """One part of a wording. Written once with it, never changed."""

    version = models.ForeignKey(Wording, models.PROTECT, related_name="provisions")

    class Meta:
        verbose_name = _("provision of a law")
        verbose_name_plural = _("provisions of laws")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(name="a_place_in_a_wording_is_taken_once", fields=["version", "place"]),
            models.UniqueConstraint(name="an_id_is_used_once_in_a_wording", fields=["version", "eid"]),
        ]
        indexes = [
            models.Index(name="law_provision_shown", fields=["version", "place"], condition=~Q(digest="")),
        ]
        triggers = [pgtrigger.Protect(name="a_kept_law_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class LawWords(models.Model):
    """What a law's titles, or a piece of one of its sections, are found by. Derived: written anew by a worker (searching)."""

    law = models.ForeignKey(Law, models.CASCADE, related_name="+")
    wording = models.ForeignKey(Wording, models.CASCADE, null=True, related_name="+")
    provision = models.ForeignKey(LawProvision, models.CASCADE, null=True, related_name="+")
    said = models.TextField()
    """The words as they stand there, to show where something was found."""
    words = SearchVectorField()

    class Meta:
        verbose_name = _("words of a law")
        verbose_name_plural = _("words of laws")
        indexes = [GinIndex(name="law_words", fields=["words"])]

    def __str__(self) -> str:
        return f"{self.law_id}:{self.provision_id}"


class LawReading(models.Model):
    """What was read of a text, kept for the look before it becomes a wording: a day, unless somebody keeps it."""

    public_id = models.UUIDField(unique=True, editable=False)
    law = models.ForeignKey(Law, models.PROTECT, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told: Any = models.JSONField(default=dict)
    """As `structure.as_told` has it."""
    from_on = models.DateField()
    amended_by = models.CharField(max_length=300, blank=True)
    gazette = models.CharField(max_length=200, blank=True)
    gazette_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    why_corrected = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    kept_as = models.OneToOneField(Wording, models.PROTECT, null=True, blank=True, related_name="reading")

    class Meta:
        verbose_name = _("text of a law that was read")
        verbose_name_plural = _("texts of laws that were read")
        indexes = [models.Index(name="law_reading_not_kept", fields=["at"], condition=Q(kept_as__isnull=True))]

    def __str__(self) -> str:
        return str(self.public_id)


class StepKind(models.TextChoices):
    """The steps of making a law, in their usual order."""

    PRINCIPLES = "principles", _("Principles")
    DRAFT = "draft", _("Draft")
    HEARING = "hearing", _("Hearing")
    CABINET = "cabinet", _("Cabinet")
    COUNCIL_OF_STATE = "council", _("Council of State")
    HOUSE = "house", _("House of Representatives")
    SENATE = "senate", _("Senate")
    GAZETTE = "gazette", _("Royal Gazette")
    IN_FORCE = "in_force", _("In force")
    EVALUATION = "evaluation", _("Evaluation")


class LawStep(models.Model):
    """One dated step of a law, with its source. A mistake is taken back with a reason and stays to be read by its keepers."""

    law = models.ForeignKey(Law, models.PROTECT, related_name="steps")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    on = models.DateField()
    what_th = models.CharField(max_length=500, blank=True)
    what_en = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=300)
    link = models.URLField(blank=True, validators=[URLValidator(schemes=["https"])])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    why_taken_back = models.TextField(blank=True)

    class Meta:
        verbose_name = _("step of a law")
        verbose_name_plural = _("steps of laws")
        ordering = ["on", "n"]
        constraints = [models.UniqueConstraint(name="a_step_number_is_used_once_a_law", fields=["law", "n"])]

    def __str__(self) -> str:
        return f"{self.law_id}:{self.n} {self.kind}"

    @property
    def what(self) -> str:
        return in_current_language(self.what_th, self.what_en)


class LinkRole(models.TextChoices):
    MAKING = "making", _("Hearing while it was made")
    EVALUATION = "evaluation", _("Evaluation of its results")
    SUCCESSOR = "successor", _("Draft that would change or replace it")


class LawLink(models.Model):
    """What a consultation has to do with a law; set by the team that holds the consultation."""

    law = models.ForeignKey(Law, models.PROTECT, related_name="links")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="law_links")
    role = models.CharField(max_length=12, choices=LinkRole.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("law of a consultation")
        verbose_name_plural = _("laws of consultations")
        constraints = [
            models.UniqueConstraint(name="a_consultation_names_a_law_once", fields=["consultation", "law"]),
        ]

    def __str__(self) -> str:
        return f"{self.law_id} {self.role} {self.consultation_id}"


class LawChange(models.Model):
    """One act on the register: the history of a law, and the feed of changes for programs. Append-only.

    position: given under one lock that is held until the commit, so that it is seen in its order: whoever has read up to a
    position has missed nothing before it.
    """

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        DESCRIBED = "described", _("Entry changed")
        WORDED = "worded", _("Text kept")
        CORRECTED = "corrected", _("Text corrected")
        STEP = "step", _("Step noted")
        STEP_TAKEN_BACK = "step_back", _("Step taken back")
        LINKED = "linked", _("Linked with a consultation")
        UNLINKED = "unlinked", _("Link taken away")

    position = models.BigIntegerField(unique=True)
    law = models.ForeignKey(Law, models.PROTECT, related_name="changes")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    facts: Any = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of the law database")
        verbose_name_plural = _("changes of the law database")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="a_change_number_is_used_once_a_law", fields=["law", "n"])]
        triggers = [
            pgtrigger.Protect(name="a_history_of_laws_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"
