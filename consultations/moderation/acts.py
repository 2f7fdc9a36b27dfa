"""Taking an opinion down by a public rule, putting it back, and leaving it as it is. Each act is one line of history."""

from __future__ import annotations

from hashlib import blake2b

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.models import Consultation
from consultations.moderation.history import lock_own, record, text_of
from consultations.moderation.letters import tell_put_back, tell_taken_down
from consultations.moderation.models import Appeal, Moderating, ModerationAct, Queued, TakenDown
from consultations.moderation.rules import rule_named
from consultations.participation.models import Refusal
from directory.models import User

REASON_MAX_LETTERS = 500
_Kind = ModerationAct.Kind


def digest_of(words: str) -> str:
    return blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()


@transaction.atomic
def take_down(consultation: Consultation, text: str, *, rule: str, reason: str = "", by: User) -> TakenDown:
    """Take an opinion out of sight by a public rule; a proposed statement that waits is refused by it. The same again is no mistake.

    text: its id. rule: a code. The author is told both and may appeal. Raises ValidationError: not_your_agency, no_such_rule,
    text_gone, taken_down_already, note_missing, note_too_long, and what the act of its source raises.
    """
    moderating = lock_own(consultation, by)
    source, found = text_of(consultation, text)
    named = rule_named(rule, source_key=source.key)
    # A rule of form says by itself what to change; every other needs the words that broke it.
    note = check_note(reason, needed=not named.is_of_form, most=REASON_MAX_LETTERS)
    if known := TakenDown.objects.filter(consultation=consultation, text=text, put_back_at=None).first():
        if (known.rule_id, known.reason) == (named.pk, note):
            return known
        raise ValidationError(_("A colleague has taken it down meanwhile."), code="taken_down_already")
    if not found.is_shown:
        raise ValidationError(_("It is not shown any more: there is nothing to take down."), code="taken_down_already")
    source.hide(consultation, text, Refusal(named.code), note, by)
    moderating.down += 1
    act = record(moderating, _Kind.TAKEN_DOWN, by=by, text=text, rule=named, note=note)
    taken = TakenDown.objects.create(
        consultation=consultation, text=text, n=act.n, rule=named, reason=note, by=by, at=act.at
    )
    _looked_at(consultation, text, found.words, by)
    tell_taken_down(taken, source)
    return taken


@transaction.atomic
def put_back(taken: TakenDown, *, reason: str, by: User) -> TakenDown:
    """Undo a taking down, and say why; a statement that was refused is published. Again is no mistake.

    Raises ValidationError: not_your_agency, appealed (then the appeal is decided instead), text_gone, note_missing, note_too_long.
    """
    consultation = taken.consultation
    moderating = lock_own(consultation, by)
    taken = TakenDown.objects.select_related("rule").get(pk=taken.pk)
    if not taken.is_down:
        return taken
    note = check_note(reason, most=REASON_MAX_LETTERS)
    if Appeal.objects.filter(taken_down=taken, decided_at=None).exists():
        raise ValidationError(_("There is an appeal against it: somebody else decides it."), code="appealed")
    restore(moderating, taken, note=note, kind=_Kind.PUT_BACK, by=by)
    return taken


def restore(moderating: Moderating, taken: TakenDown, *, note: str, kind: ModerationAct.Kind, by: User) -> None:
    """Show it again and say so. The moderating row is locked."""
    consultation = taken.consultation
    source, _found = text_of(consultation, taken.text)
    source.restore(consultation, taken.text, by)
    taken.put_back_at, taken.put_back_by, taken.why_put_back = timezone.now(), by, note
    taken.save(update_fields=["put_back_at", "put_back_by", "why_put_back"])
    moderating.down = max(moderating.down - 1, 0)
    record(moderating, kind, by=by, text=taken.text, rule=taken.rule, note=note)
    if kind == _Kind.PUT_BACK:
        tell_put_back(taken, source)


@transaction.atomic
def keep(consultation: Consultation, text: str, *, by: User) -> None:
    """A person has looked: it breaks no rule and stays, whatever the marks and reports say. Again is no mistake.

    Raises ValidationError: not_your_agency, text_gone.
    """
    moderating = lock_own(consultation, by)
    _source, found = text_of(consultation, text)
    if _looked_at(consultation, text, found.words, by):
        record(moderating, _Kind.KEPT, by=by, text=text)


def _looked_at(consultation: Consultation, text: str, words: str, by: User) -> int:
    waiting = Queued.objects.filter(consultation=consultation, text=text, looked_at=None)
    return waiting.update(looked_at=timezone.now(), looked_by=by, digest=digest_of(words))
