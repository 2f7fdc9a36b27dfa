"""Who took part in the consultations of a time, an agency or a kind: what each row tells, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import ConsultationKind
from consultations.questionnaires.results import percent
from consultations.turnout.models import Turnout
from directory import known
from directory.models.names import in_current_language

LAST_YEAR = timedelta(days=365)
MOST_LINES = 20
"""Of agencies and of groups, the largest first."""


@dataclass(frozen=True)
class Total:
    """Of some consultations. nobody: in how many of them no voice was counted; sheets, begun: of questionnaires."""

    words: str
    consultations: int
    nobody: int
    confirmed: int
    anonymous: int
    sheets: int
    begun: int
    median_s: int | None

    @property
    def people(self) -> int:
        return self.confirmed + self.anonymous

    @property
    def nobody_percent(self) -> int:
        return percent(self.nobody, self.consultations)

    @property
    def completed_percent(self) -> int | None:
        return percent(self.sheets, self.begun) if self.begun else None

    @property
    def minutes(self) -> int | None:
        """Half of the consultations took people longer than this."""
        return None if self.median_s is None else max(round(self.median_s / 60), 1)


@dataclass(frozen=True)
class Line:
    """People of one place or group. percent: of the largest, for its bar."""

    words: str
    people: int
    percent: int


@dataclass(frozen=True)
class Report:
    """told_where: how many people `provinces` count."""

    total: Total
    by_way: list[Total]
    by_kind: list[Total]
    by_agency: list[Total]
    provinces: list[Line]
    told_where: int
    groups: list[Line]


def rows_of(*, year: int | None, agency: str, kind: str) -> list[Turnout]:
    """Counted rows, the newest closing first. year: of the common era, by Bangkok's clock; None is the last 365 days."""
    found = Turnout.objects.filter(consultation__withdrawn_at__isnull=True, consultation__announced_at__isnull=False)
    if year is None:
        found = found.filter(consultation__closes_at__gt=timezone.now() - LAST_YEAR)
    else:
        begin, end = (timezone.make_aware(datetime(each, 1, 1)) for each in (year, year + 1))
        found = found.filter(consultation__closes_at__gte=begin, consultation__closes_at__lt=end)
    if kind:
        found = found.filter(consultation__kind=kind)
    if agency:
        found = found.filter(consultation__agency__code=agency)
    return list(found.select_related("consultation__agency").order_by("-consultation__closes_at", "-pk"))


def years_known() -> list[int]:
    """Of the common era, the newest first."""
    years = Turnout.objects.filter(consultation__announced_at__isnull=False).dates(
        "consultation__closes_at", "year", order="DESC"
    )
    return [day.year for day in years]


def report_of(rows: list[Turnout]) -> Report:
    provinces: Counter[str] = Counter()
    groups: Counter[tuple[str, str]] = Counter()
    for row in rows:
        provinces.update(row.provinces)
        for th, en, people in row.groups:
            groups[th, en] += people
    told = [
        (area.name if (area := known.areas.get(int(code))) else code, people)
        for code, people in provinces.most_common()
    ]
    return Report(
        total=_total(_("All"), rows),
        by_way=_by_way(rows),
        by_kind=_apart(rows, lambda row: row.consultation.kind, lambda kind: str(ConsultationKind(kind).label)),
        by_agency=_apart(rows, lambda row: row.consultation.agency, lambda agency: agency.name)[:MOST_LINES],
        provinces=_lines(told),
        told_where=provinces.total(),
        groups=_lines([(in_current_language(th, en), people) for (th, en), people in groups.most_common(MOST_LINES)]),
    )


def _total(words: str, rows: Iterable[Turnout]) -> Total:
    some = list(rows)
    times = [row.median_s for row in some if row.median_s is not None]
    return Total(
        words=words,
        consultations=len(some),
        nobody=sum(not row.people for row in some),
        confirmed=sum(row.confirmed for row in some),
        anonymous=sum(row.anonymous for row in some),
        sheets=sum(row.sheets or 0 for row in some),
        begun=sum(row.sheets_begun or 0 for row in some),
        median_s=round(median(times)) if times else None,
    )


def _by_way(rows: list[Turnout]) -> list[Total]:
    """Statements, questionnaires and comments; a consultation may stand in several."""
    ways = {
        _("Statements"): ("voters_confirmed", "voters_anonymous"),
        _("Questionnaire"): ("sheets_confirmed", "sheets_anonymous", "sheets_begun", "median_s"),
        _("Comments"): ("comments_confirmed", "comments_anonymous"),
    }
    totals = []
    for words, fields in ways.items():
        asked = [row for row in rows if getattr(row, fields[0]) is not None]
        if asked:
            alone = (Turnout(**{name: getattr(row, name) for name in fields}) for row in asked)
            totals.append(_total(words, alone))
    return totals


def _apart(rows: list[Turnout], key: Callable[[Turnout], Hashable], name: Callable[[Any], str]) -> list[Total]:
    """Each apart, the one with most people first."""
    parts: dict[Any, list[Turnout]] = {}
    for row in rows:
        parts.setdefault(key(row), []).append(row)
    return sorted((_total(name(each), some) for each, some in parts.items()), key=lambda one: (-one.people, one.words))


def _lines(told: list[tuple[str, int]]) -> list[Line]:
    most = max((people for _words, people in told), default=0)
    return [Line(words, people, percent(people, most)) for words, people in told]
