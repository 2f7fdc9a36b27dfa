"""What came of a conversation, for everybody to read: numbers by level of identity, groups as a picture and as words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consultations.participation.counting import Count, Counted, count_statements
from consultations.participation.grouping import FLOOR
from consultations.participation.models import Conversation, OpinionGroups, Participant, ShowsResults, Statement
from consultations.participation.part_counts import counted_part, people_apart
from consultations.participation.parts import ALL, Part, Parts, parts_of, periods_of
from consultations.participation.picture import Picture, picture_of
from consultations.participation.voting import has_answered
from consultations.workflow import OVER


@dataclass(frozen=True)
class Said:
    """What a group, or everybody, says to a statement. percent: of those who answered it."""

    n: int
    text: str
    is_agreed: bool
    percent: int
    votes: int


@dataclass(frozen=True)
class Group:
    """People who answer alike. share: percent of all who are in a group. number: its place, for shape and colour."""

    number: int
    letter: str
    name: str
    people: int
    anonymous: int
    entered: int
    share: int
    said: list[Said]
    is_own: bool


@dataclass(frozen=True)
class Row:
    """A statement with its numbers; of each group too, by its name, None where too few of it answered."""

    statement: Counted
    by_group: list[tuple[str, Count | None]]


@dataclass(frozen=True)
class Results:
    """groups: only those large enough to be shown; few: True where there are not enough people for any."""

    rows: list[Row]
    groups: list[Group]
    hidden: int
    few: bool
    together: list[Said]
    picture: Picture | None
    grouped: int
    people: int
    found_at: datetime | None
    withdrawn: list[Statement]
    parts: Parts
    """Places and times that can be looked at apart; rows are of the chosen one."""
    floor: int = FLOOR


def may_read(conversation: Conversation, participant: Participant | None) -> bool:
    """After it has closed everybody; while it runs whoever has answered, unless the policy team decided otherwise."""
    if conversation.consultation.state in OVER:
        return True
    return conversation.shows_results == ShowsResults.AFTER_ANSWERING and has_answered(participant)


def results_of(conversation: Conversation, participant: Participant | None, part: Part = ALL) -> Results | None:
    """None for whoever may not read them yet. part: whose answers the numbers of statements are; all where it is too small."""
    if not may_read(conversation, participant):
        return None
    found = OpinionGroups.objects.filter(conversation=conversation, found_at__isnull=False).first()
    told: dict[str, Any] = found.told if found else {}
    shown = count_statements(conversation.pk)
    parts = parts_of(conversation.consultation, people_apart(conversation.pk), part)
    numbers = counted_part((conversation.pk, part, periods_of(conversation.consultation))) if parts.chosen else shown
    words = {each.n: each.said for each in shown}
    sizes = [group["people"] for group in told.get("groups", [])]
    large = [number for number, size in enumerate(sizes) if size]
    is_told = len(large) > 1
    own = participant.opinion_group if participant else None
    groups = [_group(number, told, words, own) for number in large] if is_told else []
    return Results(
        rows=[Row(each, _by_group(told, each.n, groups)) for each in numbers],
        groups=groups,
        hidden=len(sizes) - len(large) if is_told else 0,
        few=not is_told,
        together=_all_said(told.get("together", []), words) if is_told else [],
        picture=picture_of(told, groups) if is_told else None,
        grouped=told.get("grouped", 0),
        people=told.get("people", 0),
        found_at=found.found_at if found else None,
        parts=parts,
        withdrawn=list(Statement.objects.no_longer_asked().filter(conversation=conversation)),
    )


def letter_of_group(number: int) -> str:
    return pgettext("letters of opinion groups", "ABCDE")[number]


def _group(number: int, told: dict[str, Any], words: dict[int, str], own: int | None) -> Group:
    group = told["groups"][number]
    return Group(
        number=number,
        letter=(letter := letter_of_group(number)),
        name=_("Group %(letter)s") % {"letter": letter},
        people=group["people"],
        anonymous=group["anonymous"],
        entered=group.get("entered", 0),
        share=round(100 * group["people"] / max(told["grouped"], 1)),
        said=_all_said(group["said"], words),
        is_own=own == number,
    )


def _all_said(told: list[dict[str, Any]], words: dict[int, str]) -> list[Said]:
    """Of statements that are still asked."""
    return [
        Said(
            n=each["n"],
            text=words[each["n"]],
            is_agreed=each["side"] == "agree",
            percent=round(100 * each["said"] / each["votes"]),
            votes=each["votes"],
        )
        for each in told
        if each["n"] in words
    ]


def _by_group(told: dict[str, Any], n: int, groups: list[Group]) -> list[tuple[str, Count | None]]:
    counts = told.get("counts", {}).get(str(n))
    of_number = {number: count for number, count in enumerate(counts or []) if count}
    return [(each.name, Count(*of_number[each.number]) if each.number in of_number else None) for each in groups]
