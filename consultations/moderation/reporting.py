"""Anybody asks the moderators to look at an opinion. Reports stand in the queue; however many, they hide nothing."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from consultations.moderation.acts import digest_of
from consultations.moderation.history import text_of
from consultations.moderation.models import Report, Rule
from consultations.moderation.rules import rule_named
from consultations.participation.taking_part import Visitor
from directory.models import User

_QUEUE = """
    INSERT INTO moderation_queued (consultation_id, text, marks, digest, reports, since)
    VALUES (%s, %s, '{}', %s, 1, now())
    ON CONFLICT (consultation_id, text) DO UPDATE SET reports = moderation_queued.reports + 1
"""
"""What a person has looked at stays looked at: a flood of reports brings nothing back."""


@transaction.atomic
def report(consultation: Consultation, text: str, *, rule: str, visitor: Visitor) -> bool:
    """False where this person or browser has reported it before.

    Raises ValidationError: no_such_rule, text_gone, no_cookie.
    """
    source, found = text_of(consultation, text)
    if not source.is_reportable(consultation, text):
        raise ValidationError(_("This opinion is not shown any more."), code="text_gone")
    named = rule_named(rule, source_key="")
    if not visitor.user and not visitor.browser:
        raise ValidationError(
            _("Your browser keeps no cookies of ours, so we cannot see to it that everybody reports once."),
            code="no_cookie",
        )
    who = {"user": visitor.user} if visitor.user else {"browser": visitor.browser}
    rows = Report.objects.bulk_create(
        [Report(consultation=consultation, text=text, rule=named, **who)], ignore_conflicts=True
    )
    if not Report.objects.filter(consultation=consultation, text=text, at=rows[0].at, **who).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, [consultation.pk, text, digest_of(found.words)])
    return True


def reports_of(consultation: Consultation, text: str) -> list[tuple[str, int]]:
    """How many by each rule, the most first."""
    told = Report.objects.filter(consultation=consultation, text=text).values_list("rule").annotate(many=Count("pk"))
    names = Rule.objects.in_bulk()
    return [(names[rule].name, many) for rule, many in sorted(told, key=lambda each: (-each[1], each[0]))]


@transaction.atomic
def part_from_reports(person: User) -> int:
    """An account is erased: its reports go, what they told is in the queue. Returns how many there were."""
    return Report.objects.filter(user=person).delete()[0]
