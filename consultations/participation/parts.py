"""Parts of the people: of a province or district, of a week or day. Statements and questionnaires show them with the same floors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import Consultation
from consultations.participation.floors import shown_groups, shown_places
from consultations.participation.grouping import FLOOR
from consultations.participation.models import Identity, counted_as
from directory import known
from directory.digits import typed_number
from directory.thai_dates import show_date

DAILY_DAYS = 14
"""A consultation that is open for longer is told by weeks."""
LEVELS = (Identity.CONFIRMED, Identity.ANONYMOUS)


@dataclass(frozen=True)
class Periods:
    """The days or weeks since the opening, numbered from 1; what lies before is in the first."""

    begin: date
    days: int

    def number_of(self, day: date) -> int:
        return max((day - self.begin).days, 0) // self.days + 1

    def words(self, number: int) -> str:
        first = self.begin + timedelta(days=self.days * (number - 1))
        if self.days == 1:
            return show_date(first)
        return _("%(first)s to %(last)s") % {
            "first": show_date(first),
            "last": show_date(first + timedelta(days=self.days - 1)),
        }

    def begin_of(self, number: int) -> date:
        return self.begin + timedelta(days=self.days * (number - 1))


def periods_of(consultation: Consultation) -> Periods:
    opens_at = consultation.opens_at or timezone.now()
    is_short = consultation.closes_at is not None and (consultation.closes_at - opens_at).days <= DAILY_DAYS
    return Periods(timezone.localdate(opens_at), 1 if is_short else 7)


@dataclass(frozen=True)
class Part:
    """What of all is looked at: people of an area, or what was said in a period; neither: all."""

    area: int = 0
    period: int = 0

    def __bool__(self) -> bool:
        return bool(self.area or self.period)

    def is_shown(self, sizes: Mapping[int, int], everybody: int) -> bool:
        """sizes: people by the codes of areas or the numbers of periods."""
        return self.area in shown_places(sizes, everybody) if self.area else self.period in shown_groups(sizes)

    @property
    def key(self) -> int:
        return self.area or self.period

    @property
    def beside(self) -> list[tuple[int, int]]:
        """First and last code of the areas by which this one could be worked out."""
        inside = 100 * (self.area // 100)
        return [(10, 99), (inside, inside + 99)] if inside else [(10, 99)]


ALL = Part()


@dataclass(frozen=True)
class Line:
    """Some people. None: too few of this level. percent: of the largest, for its bar; asked: what shows them alone."""

    words: str
    asked: str
    confirmed: int | None
    anonymous: int | None
    percent: int = 0
    is_chosen: bool = False
    code: int = 0

    @property
    def people(self) -> int:
        return (self.confirmed or 0) + (self.anonymous or 0)


@dataclass(frozen=True)
class Parts:
    """All parts that can be looked at apart. districts: of the province that is looked at; chosen: words of what is."""

    provinces: list[Line]
    districts: list[Line]
    periods: list[Line]
    is_daily: bool
    chosen: Line | None = None
    province: Line | None = None
    floor: int = FLOOR


@dataclass
class PeopleApart:
    """How many took part, by level of identity: in each area by its code, on each day, altogether."""

    areas: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    days: dict[int, dict[date, int]] = field(default_factory=lambda: defaultdict(dict))
    all: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, rows: Iterable[tuple[int, int | None, date | None, int]]) -> PeopleApart:
        """Rows of a PartTally: level, area, day, people. Everybody came on a day, so the days make all."""
        for level, area, day, people in rows:
            identity = counted_as(level)
            if day is not None:
                self.days[identity][day] = self.days[identity].get(day, 0) + people
                self.all[identity] += people
            elif area is not None:
                self.areas[identity][area] = self.areas[identity].get(area, 0) + people
        return self


def part_asked(told: QueryDict) -> Part:
    """Of a page's address; what is no number means all."""
    return Part(
        area=(area := typed_number(told.get("area", ""), digits=4, otherwise=0)),
        period=0 if area else typed_number(told.get("period", ""), digits=3, otherwise=0),
    )


def parts_of(consultation: Consultation, people: PeopleApart, wanted: Part = ALL) -> Parts:
    """With what is looked at, where it is large enough at some level."""
    periods = periods_of(consultation)
    province = int(str(wanted.area)[:2]) if wanted.area else 0
    places = _places(people, wanted, lambda code: code <= 99 or code // 100 == province)
    times = _times(people, wanted, periods)
    chosen = next((line for line in [*places, *times] if line.is_chosen), None)
    largest_first = sorted(places, key=lambda line: -line.people)
    return Parts(
        provinces=_with_bars([line for line in largest_first if line.code <= 99]),
        districts=_with_bars([line for line in largest_first if line.code > 99 and chosen]),
        periods=_with_bars(times),
        is_daily=periods.days == 1,
        chosen=chosen,
        province=next((line for line in places if line.code == province and chosen), None),
    )


def places_of(people: PeopleApart) -> list[Line]:
    """All provinces and districts that may be shown, by their codes."""
    return _places(people, ALL, lambda _code: True)


def _places(people: PeopleApart, wanted: Part, is_listed: Callable[[int], bool]) -> list[Line]:
    shown = {level: shown_places(people.areas[level], people.all[level]) for level in LEVELS}
    codes = {code for code in set.union(*shown.values()) if is_listed(code)}
    named = known.areas.by_id(codes)
    return [
        Line(
            words=named[code].full_name(),
            asked=f"area={code}",
            confirmed=_told(people.areas[Identity.CONFIRMED], code, shown[Identity.CONFIRMED]),
            anonymous=_told(people.areas[Identity.ANONYMOUS], code, shown[Identity.ANONYMOUS]),
            is_chosen=code == wanted.area,
            code=code,
        )
        for code in sorted(codes & set(named))
    ]


def _times(people: PeopleApart, wanted: Part, periods: Periods) -> list[Line]:
    sizes: dict[int, dict[int, int]] = {level: defaultdict(int) for level in LEVELS}
    for level in LEVELS:
        for day, number in people.days[level].items():
            sizes[level][periods.number_of(day)] += number
    shown = {level: shown_groups(sizes[level]) for level in LEVELS}
    return [
        Line(
            words=periods.words(n),
            asked=f"period={n}",
            confirmed=_told(sizes[Identity.CONFIRMED], n, shown[Identity.CONFIRMED]),
            anonymous=_told(sizes[Identity.ANONYMOUS], n, shown[Identity.ANONYMOUS]),
            is_chosen=n == wanted.period and any(n in each for each in shown.values()),
            code=n,
        )
        for n in sorted({n for level in LEVELS for n, number in sizes[level].items() if number})
    ]


def _told(people: Mapping[int, int], key: int, shown: set[int]) -> int | None:
    """None where there are few; 0 where there is nobody is told only where that is no secret: of a level without anybody."""
    if key in shown:
        return people[key]
    return None if any(people.values()) else 0


def _with_bars(lines: list[Line]) -> list[Line]:
    most = max((line.people for line in lines), default=0)
    return [Line(**{**line.__dict__, "percent": round(100 * line.people / most) if most else 0}) for line in lines]
