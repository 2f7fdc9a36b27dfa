"""Opinion groups, found by the worker: who answers alike, and what each group stands for (docs/opinions.md).

The web process only reads what is stored here: ml.opinions needs numpy, which it never loads.
"""

from __future__ import annotations

import io
import time
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from consultations.participation.models import Conversation, Identity, OpinionGroups, Participant, Statement

FLOOR = 10
"""A group of fewer people is never shown, nor a number of a group where fewer of it answered."""
ENOUGH_PEOPLE = 2 * FLOOR
PAUSE = timedelta(seconds=60)
AT_THE_LATEST = timedelta(minutes=10)
ENOUGH_CHANGED = 50
"""One in so many answers has to be new or changed, or AT_THE_LATEST has to have passed."""
MOST_TOGETHER = 8
_PAUSE_TIMES = 10
"""A conversation rests ten times as long as its groups took to find."""
_AT_ONCE = 50_000


def find_groups() -> int:
    """Find the groups of one conversation whose answers changed enough. Returns how many were found anew."""
    now = timezone.now()
    changed = Conversation.objects.filter(changes__gt=0)
    changed = changed.filter(
        Q(opinion_groups=None)
        | Q(opinion_groups__found_at=None)
        | Q(changes__gt=F("opinion_groups__changes"), opinion_groups__found_at__lt=now - PAUSE)
    ).select_related("opinion_groups", "consultation")
    for conversation in changed.order_by("opinion_groups__found_at", "pk"):
        if _is_due(conversation) and _find(conversation):
            return 1
    return 0


def _is_due(conversation: Conversation) -> bool:
    known = getattr(conversation, "opinion_groups", None)
    if known is None or known.found_at is None:
        return True
    age = timezone.now() - known.found_at
    closes_at = conversation.consultation.closes_at
    if closes_at and known.found_at < closes_at <= timezone.now():
        return True  # the last ones, which stay
    enough = (conversation.changes - known.changes) * ENOUGH_CHANGED >= conversation.votes
    return age.total_seconds() >= known.took_s * _PAUSE_TIMES and (enough or age >= AT_THE_LATEST)


@transaction.atomic
def _find(conversation: Conversation) -> bool:
    """False where another worker is at it."""
    from ml.opinions import Smoothed, find_opinions, smooth_groups  # numpy: in the worker only

    OpinionGroups.objects.get_or_create(conversation=conversation)
    groups = OpinionGroups.objects.select_for_update(skip_locked=True).filter(pk=conversation.pk).first()
    if groups is None:
        return False
    begun = time.monotonic()
    conversation.refresh_from_db(fields=["changes"])
    withdrawn = _withdrawn(conversation)
    votes, before = _votes_of(conversation), _groups_before(conversation)
    found = find_opinions(votes, moderated_out=withdrawn, stay=before, before=before)
    smoothed = smooth_groups(len(found.sizes), Smoothed(**groups.smoothed) if groups.smoothed else None)
    if smoothed.shown != len(found.sizes):
        found = find_opinions(votes, groups=smoothed.shown, moderated_out=withdrawn, stay=before, before=before)
    group_of = {
        int(voter): group for voter, group in zip(found.voters, found.group.tolist(), strict=True) if group >= 0
    }
    groups.told = told_of(
        found, votes, _of_level(conversation, Identity.ANONYMOUS), withdrawn, _of_level(conversation, Identity.ENTERED)
    )
    groups.smoothed, groups.changes = asdict(smoothed), conversation.changes
    groups.found_at, groups.took_s = timezone.now(), time.monotonic() - begun
    groups.save()
    _keep_groups(group_of, {int(voter): group for voter, group in before.items()})
    return True


def told_of(
    found: Any, votes: Any, anonymous: set[int], withdrawn: set[str], entered: frozenset[int] | set[int] = frozenset()
) -> dict[str, Any]:
    """What pages show, as JSON.

    groups: of each, in the order of their numbers, people, how many of them are anonymous or entered from paper, and what it stands for.
    dots: x, y, people and group. together: what more than half of each group says. extremity: by statement. counts: by statement,
    of each group agree, disagree and pass. A group below FLOOR has its number of people 0 and nothing else.
    """
    shown = [size if size >= FLOOR else 0 for size in found.sizes]
    unknown, on_paper = [0] * len(shown), [0] * len(shown)
    for voter, group in zip(found.voters, found.group.tolist(), strict=True):
        if group >= 0:
            unknown[group] += int(voter) in anonymous
            on_paper[group] += int(voter) in entered
    counts = votes.counts(found.group, len(shown))
    return {
        "people": len(found.voters),
        "grouped": int(sum(found.sizes)),
        "groups": [
            {
                "people": size,
                "anonymous": unknown[group] if size else 0,
                "entered": on_paper[group] if size else 0,
                "said": [_said(each) for each in found.representative[group] if each.votes >= FLOOR] if size else [],
            }
            for group, size in enumerate(shown)
        ],
        "dots": [
            [round(dot.x, 3), round(dot.y, 3), dot.voters, dot.group] for dot in found.base_clusters if shown[dot.group]
        ],
        "together": _together(found, counts, votes.statements, shown, withdrawn),
        "extremity": {n: round(value, 4) for n, value in found.extremity.items()},
        "counts": {
            n: [
                [int(counts[row, group, place]) for row in (2, 0, 1)]
                if shown[group] and int(counts[:, group, place].sum()) >= FLOOR
                else None
                for group in range(len(shown))
            ]
            for place, n in enumerate(votes.statements)
        },
    }


def _together(
    found: Any, counts: Any, statements: list[str], shown: list[int], withdrawn: set[str]
) -> list[dict[str, Any]]:
    """What all groups say, the clearest first: Pol.is' group-aware consensus, where none is against it.

    What most people say may be the word of one large group, so it is not called consensus here.
    """
    large = [group for group, size in enumerate(shown) if size]
    told = []
    for place, n in enumerate(statements):
        of_each = counts[:, large, place]
        if n in withdrawn or len(large) < 2 or (of_each.sum(axis=0) < FLOOR).any():
            continue
        for side, row in (("agree", 2), ("disagree", 0)):
            if (2 * of_each[row] > of_each.sum(axis=0)).all():
                said = {"n": int(n), "side": side, "said": int(of_each[row].sum()), "votes": int(of_each.sum())}
                told.append((found.group_aware[n][side == "disagree"], said))
    return [said for _clear, said in sorted(told, key=lambda each: -each[0])[:MOST_TOGETHER]]


def _said(said: Any) -> dict[str, Any]:
    return {"n": int(said.statement), "side": said.side, "said": said.said, "votes": said.votes}


def _votes_of(conversation: Conversation) -> Any:
    """Straight from the table into arrays: five million rows as Python objects would not fit."""
    import numpy as np

    from ml.votes import Votes

    told = io.StringIO()
    with connection.cursor() as cursor:
        of_one = cursor.mogrify(
            "SELECT vote.participant_id, statement.n, vote.value FROM participation_vote vote"
            " JOIN participation_statement statement ON statement.id = vote.statement_id"
            " WHERE statement.conversation_id = %s",
            [conversation.pk],
        ).decode()
        cursor.copy_expert(f"COPY ({of_one}) TO STDOUT WITH (DELIMITER ' ')", told)
    lines = told.getvalue()
    rows = (np.fromstring(lines, dtype=np.int64, sep=" ") if lines else np.zeros(0, dtype=np.int64)).reshape(-1, 3)
    voters, voter = np.unique(rows[:, 0], return_inverse=True)
    statements, statement = np.unique(rows[:, 1], return_inverse=True)
    return Votes(
        [str(each) for each in voters], [str(each) for each in statements], voter, statement, rows[:, 2].astype(np.int8)
    )


def _withdrawn(conversation: Conversation) -> set[str]:
    gone = Statement.objects.filter(conversation=conversation, withdrawn_at__isnull=False)
    return {str(n) for n in gone.values_list("n", flat=True)}


def _groups_before(conversation: Conversation) -> dict[str, int]:
    known = Participant.objects.filter(conversation=conversation, opinion_group__isnull=False)
    return {str(pk): group for pk, group in known.values_list("pk", "opinion_group").iterator() if group is not None}


def _of_level(conversation: Conversation, level: Identity) -> set[int]:
    own = Participant.objects.filter(conversation=conversation, identity=level)
    return set(own.values_list("pk", flat=True).iterator())


def _keep_groups(now: dict[int, int], before: dict[int, int]) -> None:
    moved = [(pk, group) for pk, group in now.items() if before.get(pk) != group]
    for start in range(0, len(moved), _AT_ONCE):
        ids, groups = zip(*moved[start : start + _AT_ONCE], strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE participation_participant participant SET opinion_group = found.opinion_group"
                " FROM unnest(%s::bigint[], %s::smallint[]) AS found(id, opinion_group)"
                " WHERE participant.id = found.id",
                [list(ids), list(groups)],
            )
