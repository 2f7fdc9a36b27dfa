"""What the acts of moderation have in common: the lock before the look, and one line of history each."""

from __future__ import annotations

from consultations.holding import check_own
from consultations.models import Consultation
from consultations.moderation.models import Moderating, ModerationAct, Rule
from consultations.moderation.sources import Source, Text, source_of
from consultations.moderation.texts import text_gone
from directory.models import User


def lock_moderating(consultation: Consultation) -> Moderating:
    """Locked until the act ends."""
    Moderating.objects.get_or_create(consultation=consultation)
    return Moderating.objects.select_for_update().get(pk=consultation.pk)


def lock_own(consultation: Consultation, by: User) -> Moderating:
    """Raises ValidationError (not_your_agency)."""
    check_own(consultation, by)
    return lock_moderating(consultation)


def record(
    moderating: Moderating,
    kind: ModerationAct.Kind,
    *,
    by: User | None,
    text: str = "",
    rule: Rule | None = None,
    note: str = "",
) -> ModerationAct:
    """Write the next line of a locked consultation's history of moderation, and store what the act changed in its row."""
    moderating.act_count += 1
    moderating.save(update_fields=["act_count", "down"])
    return ModerationAct.objects.create(
        consultation_id=moderating.pk, n=moderating.act_count, kind=kind, text=text, rule=rule, note=note, by=by
    )


def text_of(consultation: Consultation, id: str) -> tuple[Source, Text]:
    """Raises ValidationError (text_gone): its author has taken it back, or there never was one."""
    source = source_of(id)
    found = source.find(consultation, [id]).get(id) if source else None
    if source is None or found is None:
        raise text_gone()
    return source, found
