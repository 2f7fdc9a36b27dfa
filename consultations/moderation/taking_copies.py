"""Taking down all texts of one set of copies in one act, and putting all of them back. What is much, the worker does in parts."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.models import Consultation
from consultations.moderation.acts import REASON_MAX_LETTERS, digest_of
from consultations.moderation.history import lock_moderating, lock_own, record
from consultations.moderation.letters import tell_copies_down, tell_copies_put_back
from consultations.moderation.models import (
    CopiesDown,
    Copy,
    CopyGroup,
    CopyToTakeDown,
    Moderating,
    ModerationAct,
    Queued,
    TakenDown,
)
from consultations.moderation.rules import rule_named
from consultations.moderation.sources import SOURCES, Source, Text, find_texts
from consultations.participation.models import Refusal
from directory.models import User
from records.chores import Chore, wake
from records.resting import Resting

log = logging.getLogger(__name__)
AT_ONCE = 500
"""In one transaction: a second or so, in which no other act of this consultation's team can begin."""
_Kind = ModerationAct.Kind
_resting = Resting()


@transaction.atomic
def take_copies_down(group: CopyGroup, *, rule: str, reason: str = "", texts: int, by: User) -> CopiesDown:
    """Take all texts of a set out of sight by one rule; those past AT_ONCE follow by the worker. The same again is no mistake.

    texts: how many there were when whoever decides looked. Raises ValidationError: not_your_agency, no_such_rule, text_gone,
    copies_changed, taken_down_already, note_missing, note_too_long.
    """
    consultation = group.consultation
    moderating = lock_own(consultation, by)
    found = CopyGroup.objects.filter(consultation=consultation, key=group.key).first()
    named = rule_named(rule, source_key=source_key_of(group if found is None else found))
    note = check_note(reason, needed=not named.is_of_form, most=REASON_MAX_LETTERS)
    known = CopiesDown.objects.filter(consultation=consultation, key=group.key, put_back_at=None).order_by("-n").first()
    if known and (known.done_at is None or found is None):
        if (known.rule_id, known.reason, known.by_id) == (named.pk, note, by.pk):
            return known
        raise ValidationError(_("A colleague has taken it down meanwhile."), code="taken_down_already")
    if found is None:
        raise ValidationError(_("These texts are no longer there."), code="text_gone")
    if found.texts != texts:
        raise ValidationError(_("There are more or fewer of them now. Please look once more."), code="copies_changed")
    act = record(moderating, _Kind.SET_DOWN, by=by, rule=named, note=note)
    made = CopiesDown.objects.create(
        consultation=consultation,
        n=act.n,
        key=found.key,
        until=found.last_at,
        rule=named,
        reason=note,
        by=by,
        at=act.at,
        texts=found.texts,
        people=found.people,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO moderation_copytotakedown (copies_id, text, digest)"
            " SELECT %s, text, digest FROM moderation_copy WHERE group_id = %s ORDER BY id",
            [made.pk, found.pk],
        )
    found.delete()
    _take_some(made, moderating)
    return made


@transaction.atomic
def put_copies_back(made: CopiesDown, *, reason: str, by: User) -> CopiesDown:
    """Undo it for all of the set that are still down; an appeal that waits is decided by itself. Again is no mistake.

    What the worker has not come to yet is not taken down any more. Raises ValidationError: not_your_agency, note_missing,
    note_too_long.
    """
    moderating = lock_own(made.consultation, by)
    made = CopiesDown.objects.select_related("consultation", "rule", "by").get(pk=made.pk)
    if made.put_back_at:
        return made
    note = check_note(reason, most=REASON_MAX_LETTERS)
    act = record(moderating, _Kind.SET_BACK, by=by, rule=made.rule, note=note)
    stopped, _by_table = CopyToTakeDown.objects.filter(copies=made).delete()
    made.left, made.done_at = made.left + stopped, made.done_at or act.at
    made.put_back_at, made.put_back_by, made.why_put_back = act.at, by, note
    made.save(update_fields=["left", "done_at", "put_back_at", "put_back_by", "why_put_back"])
    _put_some_back(made, moderating)
    return made


def source_key_of(group: CopyGroup) -> str:
    """Of the kind of texts that all of them are, for the rules that fit; empty where they are of several."""
    found = set(Copy.objects.filter(group=group).values_list(Left("text", 1), flat=True).distinct())
    return found.pop() if len(found) == 1 else ""


def still_down(made: CopiesDown) -> QuerySet[TakenDown]:
    """What would be put back with the set."""
    undecided = Q(appeal__isnull=False, appeal__decided_at__isnull=True)
    return TakenDown.objects.filter(copies=made, put_back_at=None).exclude(undecided)


def _take_some(made: CopiesDown, moderating: Moderating) -> int:
    """The next part of a set. The moderating row is locked. Returns how many texts it looked at."""
    waiting = list(CopyToTakeDown.objects.filter(copies=made).order_by("pk")[:AT_ONCE])
    found = find_texts(made.consultation, [each.text for each in waiting])
    # Whoever wrote other words since the copies were found is left alone.
    before = {each.text: each.digest or digest_of(found[each.text].words) for each in waiting if each.text in found}
    standing = [
        text
        for text in found.values()
        if text.is_shown and text.at <= made.until and before[text.id] == digest_of(text.words)
    ]
    hidden = _hide(made, standing)
    now = timezone.now()
    TakenDown.objects.bulk_create(
        TakenDown(
            consultation=made.consultation,
            text=text.id,
            n=moderating.act_count + place,
            rule=made.rule,
            reason=made.reason,
            copies=made,
            by=made.by,
            at=now,
        )
        for place, text in enumerate(hidden, start=1)
    )
    moderating.act_count, moderating.down = moderating.act_count + len(hidden), moderating.down + len(hidden)
    moderating.save(update_fields=["act_count", "down"])
    _looked_at(made, hidden)
    _tell(made, [text.id for text in hidden], is_back=False)
    CopyToTakeDown.objects.filter(pk__in=[each.pk for each in waiting]).delete()
    made.down, made.left = made.down + len(hidden), made.left + len(waiting) - len(hidden)
    if not CopyToTakeDown.objects.filter(copies=made).exists():
        made.done_at = now
    else:
        wake(work_on_copies.name)
    made.save(update_fields=["down", "left", "done_at"])
    return len(waiting)


def _put_some_back(made: CopiesDown, moderating: Moderating) -> int:
    """The same the other way round. What its author has taken back is no longer down either."""
    part = list(still_down(made).order_by("n")[:AT_ONCE])
    there = find_texts(made.consultation, [each.text for each in part])
    for source, ids in _by_source(there):
        source.restore_many(made.consultation, ids, made.put_back_by or made.by)
    now = timezone.now()
    TakenDown.objects.filter(pk__in=[each.pk for each in part]).update(
        put_back_at=now, put_back_by=made.put_back_by, why_put_back=made.why_put_back
    )
    Moderating.objects.filter(pk=moderating.pk).update(down=F("down") - min(len(part), moderating.down))
    _tell(made, list(there), is_back=True)
    made.back += len(part)
    if len(part) < AT_ONCE:
        made.back_done_at = now
    else:
        wake(work_on_copies.name)
    made.save(update_fields=["back", "back_done_at"])
    return len(part)


def _hide(made: CopiesDown, standing: list[Text]) -> list[Text]:
    """Those that it hid, in the order they were found."""
    known = TakenDown.objects.filter(consultation=made.consultation, put_back_at=None)
    down = set(known.filter(text__in=[each.id for each in standing]).values_list("text", flat=True))
    rule, hidden = Refusal(made.rule.code), set[str]()
    for source, ids in _by_source(each.id for each in standing if each.id not in down):
        hidden |= source.hide_many(made.consultation, ids, rule, made.reason, made.by)
    return [each for each in standing if each.id in hidden]


def _looked_at(made: CopiesDown, hidden: list[Text]) -> None:
    words = {each.id: each.words for each in hidden}
    queued = list(Queued.objects.filter(consultation=made.consultation, text__in=words, looked_at=None))
    for row in queued:
        row.looked_at, row.looked_by, row.digest = timezone.now(), made.by, digest_of(words[row.text])
    Queued.objects.bulk_update(queued, ["looked_at", "looked_by", "digest"])


def _tell(made: CopiesDown, ids: Iterable[str], *, is_back: bool) -> None:
    """Each author once, however many of the copies are theirs."""
    for source, own in _by_source(ids):
        first: dict[int, tuple[User, str]] = {}
        for id, author in source.accounts(made.consultation, own).items():
            first.setdefault(author.pk, (author, id))
        for author, id in first.values():
            if is_back:
                tell_copies_put_back(made, source, author)
            else:
                tell_copies_down(made, source, author, id)


def _by_source(ids: Iterable[str]) -> list[tuple[Source, list[str]]]:
    wanted = list(ids)
    each = [(source, [id for id in wanted if id[:1] == source.key]) for source in SOURCES]
    return [(source, own) for source, own in each if own]


def work_on_one() -> int:
    """The next part of the set that waits longest. Returns how many texts."""
    waits = CopiesDown.objects.filter(Q(done_at=None) | Q(put_back_at__isnull=False, back_done_at=None))
    waits = waits.exclude(consultation__in=_resting.ids())
    consultation = Consultation.objects.filter(pk__in=waits.order_by("at").values("consultation")[:1]).first()
    if consultation is None:
        return 0
    try:
        return _work_on(consultation)
    except ValidationError:  # those behind it go on
        rest_s = _resting.send(consultation.pk)
        log.exception("Copies of %s wait, next try in %.0f s", consultation.slug, rest_s)
        return 0


@transaction.atomic
def _work_on(consultation: Consultation) -> int:
    moderating = lock_moderating(consultation)
    own = CopiesDown.objects.filter(consultation=consultation).select_related(
        "consultation", "rule", "by", "put_back_by"
    )
    if made := own.filter(done_at=None).order_by("at").first():
        return _take_some(made, moderating)
    if made := own.filter(put_back_at__isnull=False, back_done_at=None).order_by("at").first():
        return _put_some_back(made, moderating)
    return 0  # another worker was faster


work_on_copies = Chore("work_on_copies", work_on_one, every_s=15)
