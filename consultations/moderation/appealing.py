"""An author objects to a taking down; another person than who took it down decides. Late appeals go up by themselves."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.models import POLICY_ROLES, Consultation
from consultations.moderation.acts import REASON_MAX_LETTERS, restore
from consultations.moderation.history import lock_moderating, lock_own, record
from consultations.moderation.letters import tell_decided, tell_team
from consultations.moderation.models import Appeal, ModerationAct, TakenDown
from consultations.moderation.sources import find_texts, source_of
from consultations.signing import heads_of
from directory.calendar import add_working_days
from directory.models import Membership, Role, User
from records.chores import Chore

DECIDED_WITHIN_DAYS = 5
"""Working days."""
RAISED_AGAIN_AFTER = timedelta(days=3)
MOST_RAISED = 3
APPEAL_MAX_LETTERS = 1000
_AT_ONCE = 100
_Kind = ModerationAct.Kind


@transaction.atomic
def make_appeal(taken: TakenDown, *, words: str) -> Appeal:
    """The author objects; whoever calls it has seen that it is the author. Again is the appeal there is.

    Raises ValidationError: put_back_already, note_missing, note_too_long.
    """
    moderating = lock_moderating(taken.consultation)
    taken = TakenDown.objects.select_related("consultation__agency", "by").get(pk=taken.pk)
    if known := Appeal.objects.filter(taken_down=taken).first():
        return known
    if not taken.is_down:
        raise ValidationError(_("It is back already: there is nothing to appeal against."), code="put_back_already")
    note = check_note(words, most=APPEAL_MAX_LETTERS)
    now = timezone.now()
    appeal = Appeal.objects.create(
        taken_down=taken,
        words=note,
        made_at=now,
        due_at=add_working_days(now, DECIDED_WITHIN_DAYS),
        against=taken.by,
    )
    record(moderating, _Kind.APPEALED, by=None, text=taken.text)
    tell_team(appeal, deciders_of(appeal), is_late=False)
    return appeal


@transaction.atomic
def decide_appeal(appeal: Appeal, *, is_upheld: bool, answer: str, by: User) -> Appeal:
    """Put it back, or leave it down, and say why. The same once more is no mistake.

    Raises ValidationError: not_your_agency, four_eyes (who took it down), own_appeal (its author), decided_already, text_gone,
    note_missing, note_too_long.
    """
    consultation = appeal.taken_down.consultation
    moderating = lock_own(consultation, by)
    note = check_note(answer, most=REASON_MAX_LETTERS)
    appeal = Appeal.objects.select_related("taken_down__consultation", "taken_down__rule").get(pk=appeal.pk)
    if appeal.decided_at is not None:
        if (appeal.is_upheld, appeal.answer, appeal.decided_by_id) == (is_upheld, note, by.pk):
            return appeal
        raise ValidationError(_("A colleague has decided it meanwhile."), code="decided_already")
    check_may_decide(appeal, by)
    taken = appeal.taken_down
    appeal.is_upheld, appeal.answer, appeal.decided_at, appeal.decided_by = is_upheld, note, timezone.now(), by
    appeal.save(update_fields=["is_upheld", "answer", "decided_at", "decided_by"])
    if is_upheld:
        restore(moderating, taken, note=note, kind=_Kind.UPHELD, by=by)
    else:
        record(moderating, _Kind.DISMISSED, by=by, text=taken.text, rule=taken.rule, note=note)
    if source := source_of(taken.text):
        tell_decided(appeal, source)
    return appeal


def check_may_decide(appeal: Appeal, by: User) -> None:
    """Raises ValidationError: four_eyes, own_appeal."""
    taken = appeal.taken_down
    if by.pk == appeal.against_id:
        raise ValidationError(
            _("You took it down: somebody else of your team, or the head, decides the appeal."), code="four_eyes"
        )
    source = source_of(taken.text)
    if (
        source
        and source.find(taken.consultation, [taken.text])
        and source.account(taken.consultation, taken.text) == by
    ):
        raise ValidationError(_("You wrote it: somebody else decides your appeal."), code="own_appeal")


def deciders_of(appeal: Appeal) -> list[User]:
    """Who of the agency could decide it today; the author is not looked for, since the act refuses them."""
    held = Membership.objects.current().filter(agency=appeal.taken_down.consultation.agency_id, role__in=POLICY_ROLES)
    people = held.filter(user__is_active=True).exclude(user=appeal.against_id).select_related("user")
    return list({each.user_id: each.user for each in people}.values())


def raise_late_appeals() -> int:
    """Tell those above of appeals whose day has passed, up to three times. Returns how many."""
    now = timezone.now()
    late = Appeal.objects.filter(decided_at=None, due_at__lte=now, raised__lt=MOST_RAISED)
    late = late.filter(Q(raised_at=None) | Q(raised_at__lte=now - RAISED_AGAIN_AFTER))
    return sum(_raise(pk) for pk in late.order_by("due_at").values_list("pk", flat=True)[:_AT_ONCE])


@transaction.atomic
def _raise(pk: int) -> bool:
    consultation = Consultation.objects.get(taken_down__appeal=pk)
    moderating = lock_moderating(consultation)
    appeal = Appeal.objects.select_related("taken_down__consultation__agency").get(pk=pk)
    now = timezone.now()
    if not find_texts(consultation, [appeal.taken_down.text]):
        Appeal.objects.filter(pk=pk).update(raised=MOST_RAISED)  # its author took it back: nothing waits any more
        return False
    if appeal.decided_at or (appeal.raised_at and appeal.raised_at > now - RAISED_AGAIN_AFTER):
        return False  # another worker, or the decision, was faster
    appeal.raised, appeal.raised_at = appeal.raised + 1, now
    appeal.save(update_fields=["raised", "raised_at"])
    record(moderating, _Kind.RAISED, by=None, text=appeal.taken_down.text)
    tell_team(appeal, _above(appeal), is_late=True)
    return True


def _above(appeal: Appeal) -> list[User]:
    """The heads, from the second time on those of the agency above too; whoever else could decide where there is none."""
    consultation = appeal.taken_down.consultation
    heads = [head for head in heads_of(consultation) if head.pk != appeal.against_id]
    parent = consultation.agency.parent_id
    if parent and (appeal.raised > 1 or not heads):
        held = Membership.objects.current().filter(agency=parent, role=Role.AGENCY_HEAD, user__is_active=True)
        heads += [each.user for each in held.select_related("user")]
    return heads or deciders_of(appeal)


raise_appeals = Chore("raise_appeals", raise_late_appeals, every_s=300)
