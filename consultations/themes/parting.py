"""Who is in a theme: by place, by stakeholder group and by time, counted by the worker with the floors of all results.

Counted once, an hour after the closing, and never again: with a number that moves one could read off who came or was put in between.
A person who wrote several texts is one in each part. What came on paper is in no part, as in the results.

`Theme.parts` of one that is not merged into another then: {"places": {code: people}, "groups": [[Thai, English, people]],
"periods": {number: people}}, and nothing about few people of a level of identity.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.floors import shown_groups, shown_places
from consultations.participation.models import Identity, counted_as
from consultations.participation.parts import Periods, periods_of
from consultations.questionnaires.results import group_words, percent
from consultations.themes.models import Membership, Theme, Theming
from consultations.themes.sources import Author, authors_of
from directory import known
from directory.models.names import in_current_language
from records.chores import Chore

SETTLED = timedelta(hours=1)
"""After the closing: until then the last texts are sorted."""
MOST_LINES = 20
"""Of places, the largest first."""
LAST_PROVINCE = 99


@dataclass
class Crowd:
    """Numbers of the voices in one theme: all, by code of a place, by group, by number of a period."""

    all: set[int] = field(default_factory=set)
    places: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    groups: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    periods: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, voice: int, author: Author, periods: Periods) -> None:
        self.all.add(voice)
        if author.group:
            self.groups[author.group].add(voice)
        if author.at:
            self.periods[periods.number_of(timezone.localdate(author.at))].add(voice)
        if author.area:
            self.places[author.area].add(voice)
            self.places[int(str(author.area)[:2])].add(voice)

    def shown(self) -> tuple[Counter[int], Counter[int], Counter[int]]:
        """People by place, by group and by period, where it tells of enough of them."""
        places, groups, periods = (
            {key: len(voices) for key, voices in part.items()} for part in (self.places, self.groups, self.periods)
        )
        groups[0] = max(len(self.all) - sum(groups.values()), 0)
        return (
            Counter({code: places[code] for code in shown_places(places, len(self.all))}),
            Counter({group: groups[group] for group in shown_groups(groups) - {0}}),
            Counter({number: periods[number] for number in shown_groups(periods)}),
        )


Crowds = dict[int, Crowd]
"""By level of identity, each of which is floored by itself, as in the results."""


def told_of(crowds: Crowds, words: dict[int, tuple[str, str]]) -> dict[str, object]:
    """As it is stored. words: of the groups."""
    places, groups, periods = Counter[int](), Counter[int](), Counter[int]()
    for crowd in crowds.values():
        for sums, some in zip((places, groups, periods), crowd.shown(), strict=True):
            sums.update(some)
    return {
        "places": {code: places[code] for code in sorted(places)},
        "groups": [[*words[group], groups[group]] for group in sorted(groups.keys() & words.keys())],
        "periods": {number: periods[number] for number in sorted(periods)},
    }


@dataclass(frozen=True)
class Line:
    """Some people. percent: of the most of its list, for its bar."""

    words: str
    people: int
    percent: int


@dataclass(frozen=True)
class Parted:
    """What is told of who is in a theme."""

    provinces: list[Line]
    districts: list[Line]
    groups: list[Line]
    periods: list[Line]

    def __bool__(self) -> bool:
        return bool(self.provinces or self.groups or self.periods)


def count_parts_of_one() -> int:
    """Count those of one consultation that closed. Returns how many were counted."""
    return int(any(count_parts(theming) for theming in _due()))


def _due() -> QuerySet[Theming]:
    closed = Consultation.objects.under_way().filter(closes_at__lt=timezone.now() - SETTLED)
    due = Theming.objects.filter(found_at__isnull=False, parted_at=None, consultation__in=closed)
    return due.select_related("consultation").order_by("consultation__closes_at", "pk")


def count_parts(theming: Theming) -> bool:
    """False where somebody acted, or they were found again, while it was counted: then it is counted again."""
    crowds, words = _crowds(theming.consultation), group_words(theming.pk)
    with transaction.atomic():
        now = Theming.objects.select_for_update().get(pk=theming.pk)
        if (now.act_count, now.found_at, now.parted_at) != (theming.act_count, theming.found_at, None):
            return False
        themes = list(Theme.objects.filter(consultation=theming.pk))
        for theme in themes:
            theme.parts = told_of(crowds[theme.pk], words) if theme.pk in crowds else {}
        Theme.objects.bulk_update(themes, ["parts"])
        now.parted_at = timezone.now()
        now.save(update_fields=["parted_at"])
    return True


def _crowds(consultation: Consultation) -> dict[int, Crowds]:
    """By the ids of themes that are not merged into another."""
    roots = dict(Theme.objects.filter(consultation=consultation).values_list("pk", "merged_into"))
    members = Membership.objects.filter(consultation=consultation, theme__isnull=False)
    belongs = {text: roots.get(theme) or theme for text, theme in members.values_list("text", "theme").iterator()}
    periods, numbers = periods_of(consultation), dict[str, int]()
    crowds: dict[int, Crowds] = defaultdict(lambda: defaultdict(Crowd))
    for author in authors_of(consultation):
        if author.text in belongs and author.identity != Identity.ENTERED:
            voice = numbers.setdefault(author.voice, len(numbers))
            crowds[belongs[author.text]][counted_as(author.identity)].add(voice, author, periods)
    return crowds


def parted_of(theme: Theme, periods: Periods) -> Parted:
    """In the reader's language. periods: of its consultation."""
    told = theme.parts
    places = {int(code): people for code, people in told.get("places", {}).items()}
    named = known.areas.by_id(places)
    lines = [(code, named[code].full_name(), people) for code, people in places.items() if code in named]
    return Parted(
        provinces=_lines((words, people) for code, words, people in lines if code <= LAST_PROVINCE),
        districts=_lines((words, people) for code, words, people in lines if code > LAST_PROVINCE),
        groups=_lines((in_current_language(th, en), people) for th, en, people in told.get("groups", [])),
        periods=_with_bars([(periods.words(int(n)), people) for n, people in told.get("periods", {}).items()]),
    )


def _lines(told: Iterable[tuple[str, int]]) -> list[Line]:
    return _with_bars(sorted(told, key=lambda line: -line[1])[:MOST_LINES])


def _with_bars(told: list[tuple[str, int]]) -> list[Line]:
    most = max((people for _words, people in told), default=0)
    return [Line(words, people, percent(people, most)) for words, people in told]


part_themes = Chore("part_themes", count_parts_of_one, every_s=30, takes_long=True)
