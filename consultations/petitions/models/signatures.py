"""Signature: that an account supports a petition; and the steps by which signatures are counted."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.petitions.models.petitions import Petition


class Signature(models.Model):
    """Written by `signing` alone. One person, one signature: the database sees to it."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """None once the account was erased after the closing."""
    shows_name = models.BooleanField(default=False)
    signed_at = models.DateTimeField()
    """By the database's clock, which also decides whether it came in time."""

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(name="a_person_signs_a_petition_once", fields=["petition", "user"]),
            models.CheckConstraint(
                name="a_signature_of_nobody_shows_no_name", condition=Q(user__isnull=False) | Q(shows_name=False)
            ),
        ]
        indexes = [models.Index(name="signature_shown", fields=["petition", "-id"], condition=Q(shows_name=True))]
        triggers = [
            pgtrigger.Trigger(
                name="signatures_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'INSERT' THEN
                        INSERT INTO petitions_signaturestep (petition_id, step) VALUES (NEW.petition_id, 1);
                    ELSE
                        INSERT INTO petitions_signaturestep (petition_id, step) VALUES (OLD.petition_id, -1);
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}:{self.pk}"


class SignatureStep(models.Model):
    """One step of a count, written by a trigger and added up by `counting.add_up`: nobody who signs waits for another."""

    petition = models.ForeignKey(Petition, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    step = models.SmallIntegerField()

    class Meta:
        verbose_name = _("step of a count of signatures")
        verbose_name_plural = _("steps of counts of signatures")

    def __str__(self) -> str:
        return f"{self.pk}"
