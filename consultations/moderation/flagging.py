"""Staff hold some voices for coordinated: told beside the results with and without them, and taken back again. Nothing is left out silently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.models import Consultation
from consultations.moderation.acts import REASON_MAX_LETTERS, digest_of
from consultations.moderation.history import lock_own, record
from consultations.moderation.models import CopyGroup, Flag, FlaggedVoice, Moderating, ModerationAct
from consultations.moderation.without_sheets import SHEETS, said_on_sheets
from consultations.participation.grouping import FLOOR
from consultations.participation.models import Conversation, Participant, Vote, counted_as
from consultations.questionnaires.models import Sheet
from directory.models import User
from records.chores import Chore

_AT_ONCE = 5_000
_Kind = ModerationAct.Kind


@transaction.atomic
def flag_copies(group: CopyGroup, *, reason: str, by: User) -> Flag:
    """Flag those who wrote the same words, as they are now. Again is the flag there is.

    Raises ValidationError: not_your_agency, note_missing, note_too_long.
    """
    consultation = group.consultation
    moderating = lock_own(consultation, by)
    who = set(group.members.values_list("who", flat=True))
    there = Participant.objects.filter(conversation=consultation.pk, pk__in=_numbers(who, "p"))
    sent = Sheet.objects.filter(questionnaire=consultation.pk, pk__in=_numbers(who, "h"))
    participants, sheets = (list(each.order_by("pk").values_list("pk", flat=True)) for each in (there, sent))
    others = sum(each[:1] not in "ph" for each in who)
    people = others + len(participants) + len(sheets)  # who has gone since the copies were found is no voice any more
    made = _flag(moderating, Flag.Kind.COPIES, group.key, people, reason, by)
    if made is None:
        return Flag.objects.get(consultation=consultation, kind=Flag.Kind.COPIES, what=group.key, taken_back_at=None)
    _keep(made, [FlaggedVoice(flag=made, participant_id=pk) for pk in participants])
    _keep(made, [FlaggedVoice(flag=made, sheet_id=pk) for pk in sheets])
    return made


@transaction.atomic
def flag_opinion_group(conversation: Conversation, number: int, *, reason: str, by: User) -> Flag:
    """Flag those who are in an opinion group now; who joins it later is not. Again is the flag there is.

    Raises ValidationError: not_your_agency, group_too_small, note_missing, note_too_long.
    """
    moderating = lock_own(conversation.consultation, by)
    in_it = Participant.objects.filter(conversation=conversation, opinion_group=number)
    people = in_it.count()
    if people < FLOOR:
        raise ValidationError(
            _("This group has fewer than %(floor)s people and is not shown."),
            code="group_too_small",
            params={"floor": FLOOR},
        )
    made = _flag(moderating, Flag.Kind.OPINION_GROUP, str(number), people, reason, by)
    if made is None:
        return Flag.objects.get(
            consultation=conversation.pk, kind=Flag.Kind.OPINION_GROUP, what=str(number), taken_back_at=None
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO moderation_flaggedvoice (flag_id, participant_id)"
            " SELECT %s, id FROM participation_participant WHERE conversation_id = %s AND opinion_group = %s",
            [made.pk, conversation.pk, number],
        )
    return made


@transaction.atomic
def take_back_flag(flag: Flag, *, reason: str, by: User) -> Flag:
    """They are no longer held for coordinated, and why. Again is no mistake.

    Raises ValidationError: not_your_agency, note_missing, note_too_long.
    """
    moderating = lock_own(flag.consultation, by)
    flag = Flag.objects.get(pk=flag.pk)
    if flag.taken_back_at is not None:
        return flag
    flag.why_taken_back = check_note(reason, most=REASON_MAX_LETTERS)
    flag.taken_back_at, flag.taken_back_by = timezone.now(), by
    flag.save(update_fields=["why_taken_back", "taken_back_at", "taken_back_by"])
    record(moderating, _Kind.UNFLAGGED, by=by, note=flag.why_taken_back)
    return flag


def count_flagged() -> int:
    """Count what flagged voices say, wherever flags or answers changed. Returns in how many consultations."""
    flags = Flag.objects.filter(taken_back_at=None)
    known = Moderating.objects.filter(Q(pk__in=flags.values("consultation")) | ~Q(without_of=""))
    return sum(count_flagged_in(moderating.consultation) for moderating in known.select_related("consultation"))


def count_flagged_in(consultation: Consultation) -> bool:
    """False where nothing changed."""
    flags = list(Flag.objects.filter(consultation=consultation, taken_back_at=None).order_by("pk"))
    conversation = Conversation.objects.filter(pk=consultation.pk).first()
    of = (
        digest_of(f"{[flag.pk for flag in flags]}:{conversation and conversation.changes}:{_version(flags)}")
        if flags
        else ""
    )
    moderating = Moderating.objects.get(pk=consultation.pk)
    if moderating.without_of == of:
        return False
    Moderating.objects.filter(pk=consultation.pk).update(without=_said(flags), without_of=of)
    return True


def _said(flags: list[Flag]) -> dict[str, Any]:
    on_sheets = said_on_sheets(list(_flagged_sheets(flags).values_list("pk", flat=True)))
    return {**_said_by(flags), **({SHEETS: on_sheets} if on_sheets else {})}


def _flagged_sheets(flags: list[Flag]) -> QuerySet[Sheet]:
    """Each once, whichever flags it has."""
    return Sheet.objects.filter(pk__in=FlaggedVoice.objects.filter(flag__in=flags, sheet__isnull=False).values("sheet"))


def _version(flags: list[Flag]) -> tuple[Any, ...]:
    """Of what flagged sheets say: how many are sent, and when the last one was. Asked every half minute: none is listed for it."""
    sent = _flagged_sheets(flags).filter(sent_at__isnull=False)
    return tuple(sent.aggregate(many=Count("pk"), last=Max("sent_at")).values())


def _said_by(flags: list[Flag]) -> dict[str, dict[str, list[int]]]:
    """{n of the statement: {level of identity: [agree, disagree, pass]}}: each voice once, whichever flags it has."""
    told: dict[str, dict[str, list[int]]] = {}
    voices = FlaggedVoice.objects.filter(flag__in=flags, participant__isnull=False).values("participant")
    votes = Vote.objects.filter(participant__in=voices).values_list("statement__n", "identity", "value")
    for n, identity, value, many in votes.annotate(many=Count("pk")):
        counts = told.setdefault(str(n), {}).setdefault(str(counted_as(identity)), [0, 0, 0])
        counts[{1: 0, -1: 1, 0: 2}[value]] += many
    return told


def _flag(moderating: Moderating, kind: Flag.Kind, what: str, people: int, reason: str, by: User) -> Flag | None:
    """None where there is one. The moderating row is locked."""
    note = check_note(reason, most=REASON_MAX_LETTERS)
    if Flag.objects.filter(consultation=moderating.pk, kind=kind, what=what, taken_back_at=None).exists():
        return None
    record(moderating, _Kind.FLAGGED, by=by, note=note)
    return Flag.objects.create(consultation_id=moderating.pk, kind=kind, what=what, people=people, reason=note, by=by)


def _keep(flag: Flag, voices: Iterable[FlaggedVoice]) -> None:
    FlaggedVoice.objects.bulk_create(voices, batch_size=_AT_ONCE)


def _numbers(who: Iterable[str], kind: str) -> list[int]:
    return [int(each[1:]) for each in who if each[:1] == kind]


def count_now_and_then() -> int:
    """Not asked again at once: half a minute's answers are counted together."""
    count_flagged()
    return 0


count_flagged_voices = Chore("count_flagged_voices", count_now_and_then, every_s=30)
