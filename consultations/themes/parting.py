"""Who is in a theme: by place, by stakeholder group and by time, counted by the worker with the floors of all results.

A person who wrote several texts is one in each part. What came on paper is in no part, as in the results.

`Theme.parts` of one that is not merged into another: {"places": {code: people}, "groups": [[Thai, English, people]],
"periods": {number: people}}, and nothing about few people; {} where fewer than the floor are in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Least
from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.floors import shown_groups, shown_places
from consultations.participation.grouping import FLOOR
from consultations.participation.models import Identity
from consultations.participation.parts import Periods, periods_of
from consultations.questionnaires.results import group_words, percent
from consultations.themes.models import Membership, Theme, Theming
from consultations.themes.sources import Author, authors_of
from directory import known
from directory.models.names import in_current_language
from records.chores import Chore

AGAIN = timedelta(minutes=15)
"""People tell where they live after they have written, which changes no text."""
SETTLED = timedelta(minutes=5)
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
        self.groups[author.group].add(voice)
        if author.at:
            self.periods[periods.number_of(timezone.localdate(author.at))].add(voice)
        if author.area:
            self.places[author.area].add(voice)
            self.places[int(str(author.area)[:2])].add(voice)

    def told(self, words: dict[int, tuple[str, str]]) -> dict[str, object]:
        """As it is stored. words: of the groups."""
        if len(self.all) < FLOOR:
            return {}
        places, groups, periods = (
            {key: len(voices) for key, voices in part.items()} for part in (self.places, self.groups, self.periods)
        )
        return {
            "places": {code: places[code] for code in sorted(shown_places(places, len(self.all)))},
            "groups": [[*words[group], groups[group]] for group in sorted(shown_groups(groups) & words.keys())],
            "periods": {number: periods[number] for number in sorted(shown_groups(periods))},
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
    """Count those of the consultation that waits longest. Returns how many were counted."""
    theming = _due().first()
    return int(theming is not None and count_parts(theming))


def _due() -> QuerySet[Theming]:
    """Found again since, or open and counted some time ago; a last time when it has closed."""
    now = timezone.now()
    once_more = Q(parted_at__lt=Least(F("consultation__closes_at") + SETTLED, Value(now - AGAIN)))
    found = Theming.objects.filter(found_at__isnull=False, consultation__in=Consultation.objects.under_way())
    due = found.filter(Q(parted_at=None) | Q(parted_at__lt=F("found_at")) | once_more)
    return due.select_related("consultation").order_by(F("parted_at").asc(nulls_first=True), "pk")


def count_parts(theming: Theming) -> bool:
    """False where somebody acted, or they were found again, while it was counted: then it is counted again."""
    begun = timezone.now()
    crowds = _crowds(theming.consultation)
    words = group_words(theming.pk)
    with transaction.atomic():
        now = Theming.objects.select_for_update().get(pk=theming.pk)
        if (now.act_count, now.found_at) != (theming.act_count, theming.found_at):
            return False
        themes = list(Theme.objects.filter(consultation=theming.pk))
        for theme in themes:
            theme.parts = crowds[theme.pk].told(words) if theme.pk in crowds else {}
        Theme.objects.bulk_update(themes, ["parts"])
        now.parted_at = begun
        now.save(update_fields=["parted_at"])
    return True


def _crowds(consultation: Consultation) -> dict[int, Crowd]:
    """By the ids of themes that are not merged into another."""
    roots = dict(Theme.objects.filter(consultation=consultation).values_list("pk", "merged_into"))
    members = Membership.objects.filter(consultation=consultation, theme__isnull=False)
    belongs = {text: roots[theme] or theme for text, theme in members.values_list("text", "theme").iterator()}
    periods, numbers = periods_of(consultation), dict[str, int]()
    crowds: dict[int, Crowd] = defaultdict(Crowd)
    for author in authors_of(consultation):
        if author.text in belongs and author.identity != Identity.ENTERED:
            voice = numbers.setdefault(author.voice, len(numbers))
            crowds[belongs[author.text]].add(voice, author, periods)
    return crowds


def parted_of(theme: Theme) -> Parted:
    """In the reader's language."""
    told = theme.parts
    places = {int(code): people for code, people in told.get("places", {}).items()}
    named, periods = known.areas.by_id(places), periods_of(theme.consultation)
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
