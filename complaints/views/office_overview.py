"""The overview of an agency for who supervises or heads it, and the cases behind each of its numbers.

For everybody else, officers among them, there is no such page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints.access import agencies_led_by
from complaints.ages import BANDS
from complaints.answered import Answered, answered_within
from complaints.auditing import shown_score
from complaints.cases_behind import Group, Number, cases_behind, group_of, key_of, most_counted, period_asked
from complaints.colleagues import people_at
from complaints.exporting import COLUMNS, rows_to_export
from complaints.exporting import MOST_ROWS as MOST_EXPORTED
from complaints.models import Complaint
from complaints.overview import FEWEST, PERIODS, Key, Scope
from complaints.overview_figures import WIDTHS as FIGURE_WIDTHS
from complaints.overview_figures import rows_of_figures
from complaints.steps_of_waiting import SHORT_NAMES, STEPS
from complaints.views.office import officer_of
from complaints.views.office_inbox import draw_row
from complaints.workload import MOST_OPEN, Workload, workload_of
from directory import known
from directory.models import Unit, User
from records.access import log_look
from records.spreadsheets import csv_of, xlsx_of
from records.throttling import raise_if_throttled

MOST_ROWS = 100
"""People of one agency on the page, those with the most work; the sums count everybody."""


@dataclass(frozen=True)
class Cell:
    """A number, and the address of the cases behind it ("" where there are none)."""

    n: int
    address: str = ""


@dataclass(frozen=True)
class LineOfGroup:
    """One person, unit or topic. work: by the names of workload.MEASURES; answered: by those of answered.MEASURES."""

    name: str
    work: Mapping[str, Cell]
    answered: Mapping[str, Cell] | None = None
    told: Answered | None = None

    @property
    def means(self) -> list[tuple[Promise, timedelta | None]]:
        """Of each step, over all that was answered; None of too few."""
        if self.told is None:
            return []
        is_few = self.told.counts["answered"] < FEWEST
        return [(SHORT_NAMES[name], None if is_few else mean) for name, _length, _percent, mean in self.told.steps]


@dataclass(frozen=True)
class Bar:
    """One row with a bar. percent: of all that the rows count."""

    label: str
    cell: Cell
    percent: int
    told: Any = None


# -- the overview --------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/office_overview.html", figures_of(scope_of(request)))


def figures_of(scope: Scope) -> dict[str, Any]:
    """All that the page says; complaints.overview_figures makes a table of it."""
    work, answered = workload_of(scope), answered_within(scope)
    total = answered.total

    def cell_of(by: str = "", of: str = "") -> Callable[[str, int], Cell]:
        return lambda what, n: Cell(n, _address(scope, Number(what, by, of)) if n else "")

    def cells(counts: Mapping[str, int], by: str = "", of: str = "") -> dict[str, Cell]:
        cell = cell_of(by, of)
        return {what: cell(what, n) for what, n in counts.items()}

    people, left = _people(scope, work, cells)
    return {
        "scope": scope,
        "agencies": agencies_led_by(scope.user),
        "periods": PERIODS,
        "period": PERIODS[scope.days],
        "work": cells(work.total),
        "most_open": MOST_OPEN if work.is_capped else None,
        "answered": cells(total.counts),
        "told": total,
        "counted_since": answered.capped_at,
        "late_percent": round(100 * work.total["overdue"] / work.total["open"]) if work.total["open"] else 0,
        "shares": {what: total.share(what, of) for what, of in _SHARES.items()},
        "ages": _ages(scope, work, cell_of()),
        "steps": _steps(total, cell_of()),
        "lengths": [
            (label, total.lengths[name], cell_of()(of, total.lengths[name].parts)) for name, label, of in _lengths()
        ],
        "people": people,
        "people_left": left,
        "units": _groups(scope, "unit", work, answered.groups["unit"], cells),
        "topics": _groups(scope, "topic", work, answered.groups["topic"], cells),
        "channels": _channels(scope, work, answered.groups["channel"], cells),
        "step_names": SHORT_NAMES,
        "audit_score": shown_score(scope.agency),
    }


_SHARES = {"answered_late": "standing", "objected": "led", "objected_again": "led"}
Cells = Callable[..., dict[str, Cell]]


def scope_of(request: HttpRequest) -> Scope:
    """The agency and the days that an address asks for; 404 for who supervises no such agency."""
    officer = officer_of(request)
    agencies = agencies_led_by(officer)
    code = request.GET.get("agency", "")
    agency = next((each for each in agencies if not code or each.code == code), None)
    if agency is None:
        raise Http404
    return Scope(officer, agency, period_asked(request.GET))


def _address(scope: Scope, number: Number) -> str:
    return f"{reverse('office_overview_cases')}?{number.query(scope)}"


def _lengths() -> list[tuple[str, str, str]]:
    return [
        ("to_accept", _("From the agency's inbox to being accepted"), "answered"),
        ("to_answer", _("From the agency's inbox to the answer"), "answered"),
        ("to_close", _("From filing to being closed"), "closed"),
    ]


def _ages(scope: Scope, work: Workload, cell: Callable[[str, int], Cell]) -> list[Bar]:
    whole = max(work.total["open"], 1)
    return [
        Bar(str(label), cell(name, work.total[name]), round(100 * work.total[name] / whole))
        for name, label in BANDS.items()
    ]


def _steps(told: Answered, cell: Callable[[str, int], Cell]) -> list[Bar]:
    return [
        Bar(str(STEPS[name]), cell(f"in_{name}", told.counts[f"in_{name}"]), percent, (length, mean))
        for name, length, percent, mean in told.steps
    ]


def _people(scope: Scope, work: Workload, cells: Cells) -> tuple[list[LineOfGroup], int]:
    """Each person with open work or a right to it, who has most first, and how many are not shown."""
    counted = work.groups["person"]
    colleagues = people_at(scope.agency)
    others = User.objects.filter(pk__in=[pk for pk in counted if pk and pk not in {user.pk for user in colleagues}])
    nothing = dict.fromkeys(work.total, 0)
    rows: list[tuple[User | None, Mapping[str, int]]] = [
        (user, counted.get(user.pk, nothing)) for user in [*colleagues, *others]
    ]
    if None in counted:
        rows.append((None, counted[None]))
    rows.sort(key=lambda row: (-row[1]["open"], str(row[0] or "")))
    shown = [
        LineOfGroup(str(user) if user else _("Nobody yet"), cells(told, "person", key_of(scope, "person", user)))
        for user, told in rows[:MOST_ROWS]
    ]
    return shown, len(rows) - len(shown)


def _groups(scope: Scope, by: str, work: Workload, answered: Mapping[Key, Answered], cells: Cells) -> list[LineOfGroup]:
    """Each unit or main topic with open or answered cases, who has most first."""
    counted = work.groups[by]
    ids = {pk for pk in [*counted, *answered] if not isinstance(pk, str)}
    rows: Mapping[int, Any] = (
        known.topics.by_id(ids) if by == "topic" else Unit.objects.in_bulk([pk for pk in ids if pk is not None])
    )
    nothing = dict.fromkeys(work.total, 0)
    lines = []
    for pk in ids:
        row, told = rows.get(pk) if pk else None, answered.get(pk, Answered())
        key = key_of(scope, by, row)
        name = row.name if row else (_("No unit") if by == "unit" else _("No topic"))
        lines.append(LineOfGroup(name, cells(counted.get(pk, nothing), by, key), cells(told.counts, by, key), told))
    return _by_size(lines)


def _channels(scope: Scope, work: Workload, answered: Mapping[Key, Answered], cells: Cells) -> list[LineOfGroup]:
    """Each channel by which something came that is open or was answered, who has most first."""
    counted = work.groups["channel"]
    nothing = dict.fromkeys(work.total, 0)
    lines = []
    for channel in {*counted, *answered}:
        key, told = key_of(scope, "channel", str(channel) if channel else None), answered.get(channel, Answered())
        name = str(Complaint.Channel(key).label) if key else _("Unknown")
        work_of_it = cells(counted.get(channel, nothing), "channel", key)
        lines.append(LineOfGroup(name, work_of_it, cells(told.counts, "channel", key), told))
    return sorted(lines, key=lambda line: (-line.work["open"].n - (line.answered or {})["answered"].n, line.name))


def _by_size(lines: Iterable[LineOfGroup]) -> list[LineOfGroup]:
    return sorted(lines, key=lambda line: (-line.work["open"].n, -(line.answered or {})["answered"].n, line.name))


# -- the cases behind a number -------------------------------------------------------------------------------------


@never_cache
@login_required
@require_GET
def overview_cases(request: HttpRequest) -> HttpResponse:
    scope, number, group = number_of(request)
    cursor = request.GET.get("after", "")[:200]
    page = cases_behind(scope, number, group, cursor=cursor)
    language, minute = get_language() or "", int(timezone.now().timestamp() // 60)
    context = {
        "scope": scope,
        "number": number,
        "query": number.query(scope),
        "group": group,
        "period": PERIODS[scope.days],
        "rows": SafeString("".join(draw_row(row, language, minute) for row in page.rows)),
        "next_cursor": page.next_cursor,
        "cursor": cursor,
        "most_exported": MOST_EXPORTED,
        "most_counted": most_counted(scope, number),
    }
    return render(request, "complaints/office_overview_cases.html", context)


def number_of(request: HttpRequest) -> tuple[Scope, Number, Group]:
    """The number that an address asks for; 404 where there is none such, or none of theirs."""
    scope, number = scope_of(request), Number.asked(request.GET)
    group = group_of(scope, number) if number else None
    if number is None or group is None:
        raise Http404
    return scope, number, group


# -- the same as a file --------------------------------------------------------------------------------------------

FILES_AN_HOUR = 60
_FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@never_cache
@login_required
@require_POST
def overview_file(request: HttpRequest) -> StreamingHttpResponse:
    """The list as a spreadsheet, sent as it is read. Who took which is written down before the first row leaves."""
    scope, number, group = number_of(request)
    kind = _format_allowed(request, scope)
    with override("th"):
        what = ", ".join(part for part in (str(number.measure.label), group.name) if part)
    log_look(
        scope.user,
        f"export:{scope.agency.code}",
        f"{kind.upper()} ({scope.days}): {what}",
        agency=scope.agency,
        fields=COLUMNS,
    )
    rows = rows_to_export(scope, number, group, language=get_language() or "")
    sheet, widths = str(number.measure.label), [width for _head, width in COLUMNS.values()]
    return _spreadsheet(scope, number.what.replace("_", "-"), kind, rows, sheet=sheet, widths=widths)


@never_cache
@login_required
@require_POST
def overview_figures(request: HttpRequest) -> StreamingHttpResponse:
    """The numbers of the page itself as a spreadsheet, no case among them. Who took it is written down."""
    scope = scope_of(request)
    kind = _format_allowed(request, scope)
    log_look(
        scope.user,
        f"export:{scope.agency.code}",
        f"{kind.upper()} ({scope.days}): figures",
        agency=scope.agency,
        fields=["figures"],
    )
    rows = list(rows_of_figures(figures_of(scope)))  # now, in the reader's language
    return _spreadsheet(scope, "figures", kind, rows, sheet=_("Figures"), widths=FIGURE_WIDTHS)


def _format_allowed(request: HttpRequest, scope: Scope) -> str:
    """As what the file is asked for; one more of this hour. Raises Http404 and Throttled."""
    kind = request.POST.get("format", "")
    if kind not in _FORMATS:
        raise Http404
    raise_if_throttled(
        "export", f"user:{scope.user.pk}", limit=FILES_AN_HOUR, per_seconds=3600, sentence=_TOO_MANY_FILES
    )
    return kind


def _spreadsheet(
    scope: Scope, what: str, kind: str, rows: Iterable[Any], *, sheet: str, widths: list[int]
) -> StreamingHttpResponse:
    told = csv_of(rows) if kind == "csv" else xlsx_of(rows, sheet=sheet, widths=widths)
    response = StreamingHttpResponse(told, content_type=_FORMATS[kind])
    name = f"{scope.agency.code}-{what}-{timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_TOO_MANY_FILES = gettext_lazy("You took many files within an hour. The next one can be taken from %(when)s.")
