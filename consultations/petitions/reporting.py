"""Anybody asks the agency to look at an open petition by a public rule. However many ask, it stays until a person decides."""

from __future__ import annotations

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.moderation.acts import REASON_MAX_LETTERS
from consultations.moderation.models import Rule
from consultations.moderation.rules import rule_named
from consultations.participation.taking_part import Visitor
from consultations.petitions.history import lock_own, record
from consultations.petitions.models import REPORT_MAX_LETTERS, Petition, PetitionEvent, PetitionReport
from consultations.petitions.workflow import PetitionState
from directory.models import User

SHOWN_WORDS = 50


@transaction.atomic
def report_petition(petition: Petition, *, rule: str, words: str = "", visitor: Visitor) -> bool:
    """False where this person or browser has reported it before, whatever became of that.

    rule: a code. Raises ValidationError: no_such_rule, note_too_long, not_open, own_petition, no_cookie.
    """
    note, named = check_note(words, needed=False, most=REPORT_MAX_LETTERS), rule_named(rule, source_key="p")
    now = Petition.objects.get(pk=petition.pk)
    if now.state != PetitionState.OPEN:
        raise ValidationError(
            _("Only an open petition can be reported. This one is not open any more."), code="not_open"
        )
    if not visitor.user and not visitor.browser:
        raise ValidationError(
            _("Your browser keeps no cookies of ours, so we cannot see to it that everybody reports once."),
            code="no_cookie",
        )
    if visitor.user and visitor.user.pk == now.author_id:
        raise ValidationError(_("You wrote this petition yourself."), code="own_petition")
    who = {"user": visitor.user} if visitor.user else {"browser": visitor.browser}
    made = PetitionReport(petition=now, rule=named, words=note, **who)
    PetitionReport.objects.bulk_create([made], ignore_conflicts=True)
    return PetitionReport.objects.filter(petition=now, at=made.at, **who).exists()


@transaction.atomic
def keep_petition(petition: Petition, *, reason: str, seen: int, by: User) -> Petition:
    """It breaks no rule: those who looked say why, for the history of the desk, and the reports are done.

    seen: the last report of the page that was shown, as `last_report` tells it; later ones stay to be looked at.
    Raises ValidationError: not_your_agency, own_petition, decided_already, note_missing, note_too_long.
    """
    note = check_note(reason, most=REASON_MAX_LETTERS)
    petition = lock_own(petition, by)
    done = waiting(petition).filter(pk__lte=seen).update(done_at=timezone.now())
    if not done:
        raise ValidationError(_("A colleague has decided it meanwhile."), code="decided_already")
    record(petition, PetitionEvent.Kind.KEPT, by=by, note=note, facts={"reports": done})
    return petition


def finish_reports(petition: Petition) -> None:
    """It was taken down: nothing of them is left to do. Call it in that act."""
    waiting(petition).update(done_at=timezone.now())


def waiting(petition: Petition) -> QuerySet[PetitionReport]:
    return PetitionReport.objects.filter(petition=petition, done_at=None)


def last_report(petition: Petition) -> int:
    """Ask for it before what is shown is read: what comes in between is looked at another time."""
    return waiting(petition).aggregate(last=Max("pk"))["last"] or 0


def reports_of(petitions: QuerySet[Petition]) -> dict[int, Counter[int]]:
    """How many nobody has looked at yet: by petition, by rule."""
    found: dict[int, Counter[int]] = {}
    rows = PetitionReport.objects.filter(petition__in=petitions, done_at=None).values_list("petition", "rule")
    for petition, rule, many in rows.annotate(many=Count("pk")):
        found.setdefault(petition, Counter())[rule] = many
    return found


def reports_by_rule(petition: Petition) -> list[tuple[Rule, int, list[str]]]:
    """What nobody has looked at yet: (rule, how many, their words), the most first."""
    counts = dict(waiting(petition).values_list("rule").annotate(many=Count("pk")))
    words: dict[int, list[str]] = {}
    for rule, told in waiting(petition).exclude(words="").order_by("-pk").values_list("rule", "words")[:SHOWN_WORDS]:
        words.setdefault(rule, []).append(told)
    rules = Rule.objects.in_bulk(list(counts))
    found = [(rules[rule], many, words.get(rule, [])) for rule, many in counts.items()]
    return sorted(found, key=lambda each: (-each[1], each[0].place))
