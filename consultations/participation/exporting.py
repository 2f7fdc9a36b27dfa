"""A conversation as Pol.is exports one: five CSV files, so that whatever reads those reads ours.

A sixth, `entered`, says which voters the policy team entered from paper or meetings; it is there where there are any.

+1 is agree. Voters and authors have numbers drawn anew for each export: two exports cannot be laid side by side to follow
anybody, and no number leads back to a row of ours. Times are told to the minute.
"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.participation.counting import Count
from consultations.participation.models import (
    Conversation,
    Identity,
    OpinionGroups,
    Participant,
    Statement,
    Tally,
    Vote,
)
from consultations.workflow import OVER
from directory.installation import site_url

IN_MEMORY_BYTES = 1_000_000
Row = Iterable[Any]


def export_of(conversation: Conversation) -> IO[bytes]:
    """A ZIP at its beginning, with summary, comments, votes, participant-votes and comment-groups; large ones lie on the disk.

    Raises ValidationError (still_open): what is told while people still answer could be used to follow somebody's change.
    """
    if conversation.consultation.state not in OVER:
        raise ValidationError(_("There is an export once the consultation has closed."), code="still_open")
    number_of = _numbers_drawn(conversation)
    statements = list(Statement.objects.ever_shown().filter(conversation=conversation).order_by("n"))
    counts = _counts(conversation)
    archive: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        _write(bundle, "summary", _summary(conversation, statements, number_of))
        _write(bundle, "comments", _comments(statements, counts, number_of))
        _write(bundle, "votes", _votes(conversation, number_of))
        _write(bundle, "participant-votes", _participants(conversation, statements, number_of))
        _write(bundle, "comment-groups", _groups(conversation, statements, counts))
        if entered := list(_entered(conversation, number_of)):
            _write(bundle, "entered", [("participant",), *((number,) for number in entered)])
    archive.seek(0)
    return archive


def _numbers_drawn(conversation: Conversation) -> dict[int | None, int]:
    """A number for each participant, in an order that only this export has; under None the policy team's, which is no voter.

    Pol.is' columns know no statement without an author, and programs that read them refuse one.
    """
    participants = list(Participant.objects.filter(conversation=conversation).values_list("pk", flat=True))
    random.SystemRandom().shuffle(participants)
    return {pk: number for number, pk in enumerate([*participants, None])}


def _counts(conversation: Conversation) -> dict[int, Count]:
    told: dict[int, Count] = {}
    tallies = Tally.objects.filter(conversation=conversation, statement__isnull=False)
    for statement, *numbers in tallies.values_list("statement", "agreed", "disagreed", "passed"):
        told[statement] = told.get(statement, Count()) + Count(*numbers)
    return told


def _write(bundle: zipfile.ZipFile, name: str, rows: Iterable[Row]) -> None:
    with (
        bundle.open(f"{name}.csv", "w", force_zip64=True) as entry,
        io.TextIOWrapper(entry, "utf-8", newline="") as lines,
    ):
        csv.writer(lines).writerows([_safe(value) for value in row] for row in rows)


def _safe(value: Any) -> Any:
    """Words of people: a spreadsheet must not take them for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _summary(
    conversation: Conversation, statements: list[Statement], number_of: dict[int | None, int]
) -> Iterator[Row]:
    consultation, told = conversation.consultation, _told(conversation)
    yield "topic", consultation.title_th
    yield "url", site_url() + conversation.get_absolute_url()
    yield "voters", len(number_of) - 1
    yield "voters-in-conv", told.get("grouped", 0)
    yield "commenters", len({each.author_id for each in statements})
    yield "comments", len(statements)
    yield "groups", len(told.get("groups", []))
    yield "conversation-description", " · ".join(consultation.changes)


def _comments(statements: list[Statement], counts: dict[int, Count], number_of: dict[int | None, int]) -> Iterator[Row]:
    yield "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"
    for each in statements:
        count = counts.get(each.pk, Count())
        moderated = -1 if each.withdrawn_at else 1
        yield (
            *_at(each.written_at),
            each.n,
            number_of[each.author_id],
            count.agreed,
            count.disagreed,
            moderated,
            _words(each),
        )


def _words(statement: Statement) -> str:
    """What a rule took down is counted and not said again."""
    return f"[{statement.removal}]" if statement.removal else statement.text


def _votes(conversation: Conversation, number_of: dict[int | None, int]) -> Iterator[Row]:
    yield "timestamp", "datetime", "comment-id", "voter-id", "vote"
    votes = Vote.objects.filter(statement__conversation=conversation).order_by("cast_at", "pk")
    for at, n, participant, value in votes.values_list("cast_at", "statement__n", "participant", "value").iterator():
        yield *_at(at), n, number_of[participant], value


def _participants(
    conversation: Conversation, statements: list[Statement], number_of: dict[int | None, int]
) -> Iterator[Row]:
    """One row for each who answered, in no order that means anything."""
    yield "participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *(each.n for each in statements)
    wrote: dict[int, int] = {}
    for each in statements:
        if each.author_id is not None:
            wrote[each.author_id] = wrote.get(each.author_id, 0) + 1
    votes = Vote.objects.filter(statement__conversation=conversation).order_by("participant", "statement")
    rows = votes.values_list("participant", "participant__opinion_group", "statement__n", "value").iterator()
    for (participant, group), own in groupby(rows, key=lambda row: row[:2]):
        said = {n: value for _participant, _group, n, value in own}
        values = list(said.values())
        yield (
            number_of[participant], "" if group is None else group, wrote.get(participant, 0), len(said),
            values.count(1), values.count(-1), *(said.get(each.n, "") for each in statements),
        )  # fmt: skip


def _entered(conversation: Conversation, number_of: dict[int | None, int]) -> Iterator[int]:
    """In no order that means anything."""
    own = Participant.objects.filter(conversation=conversation, identity=Identity.ENTERED)
    return iter(sorted(number_of[pk] for pk in own.values_list("pk", flat=True)))


def _groups(conversation: Conversation, statements: list[Statement], counts: dict[int, Count]) -> Iterator[Row]:
    """Numbers of groups as they are shown: none of a group, or of a statement in it, below the floor."""
    told = _told(conversation)
    letters = "abcdefgh"[: len(told.get("groups", []))]
    of_groups = [f"group-{letter}-{what}" for letter in letters for what in ("votes", "agrees", "disagrees", "passes")]
    yield "comment-id", "comment", "total-votes", "total-agrees", "total-disagrees", "total-passes", *of_groups
    for each in statements:
        row: list[Any] = [each.n, _words(each), *_numbers(counts.get(each.pk, Count()))]
        for numbers in told.get("counts", {}).get(str(each.n)) or [None] * len(letters):
            row += _numbers(Count(*numbers)) if numbers else [""] * 4
        yield row


def _told(conversation: Conversation) -> dict[str, Any]:
    return OpinionGroups.objects.filter(conversation=conversation).values_list("told", flat=True).first() or {}


def _numbers(count: Count) -> list[int]:
    return [count.votes, count.agreed, count.disagreed, count.passed]


def _at(at: datetime) -> tuple[int, str]:
    """Milliseconds since 1970, and the same in Bangkok, to the minute."""
    minute = at.replace(second=0, microsecond=0)
    return int(minute.timestamp() * 1000), timezone.localtime(minute).isoformat()
