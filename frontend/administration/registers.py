"""The registers that administrators keep: one description each, from which come list, form, file and history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.models import ReplyTemplate, ServiceLevel
from complaints.reply_templates import forget_templates
from complaints.service_levels import forget_service_levels
from directory.calendar import forget_calendar
from directory.known import forget_all
from directory.models import Agency, Holiday, Membership, OfficeHours, Topic, Unit
from frontend.administration import people, rules
from frontend.administration.columns import Cells, Column, ReferenceColumn, column
from routing.models import RoutingRule

Key = tuple[str, ...]
"""The cells by which a row is known, in a file and in an address."""


class Kept(NamedTuple):
    """A row of a table. pk is None for what is on its way into it, such as an invitation."""

    pk: Any
    cells: Mapping[str, str]


def _nothing(*_about: Any) -> None:
    pass


def _no_doubt(*_about: Any) -> list[str]:
    return []


def _free_to_go(*_about: Any) -> str:
    return ""


class Told(NamedTuple):
    """What follows from the cells of a row: whether it is so, and what such a row is called."""

    is_so: Callable[[Cells], bool]
    mark: Promise
    label: Promise


@dataclass(frozen=True)
class Register:
    """columns: in the order of files and forms. key: those by which a row is known. fixed: those that stay as they are once
    the row is there. ended: the rows no longer in use, and ends: the column that says so. check: raises ValidationError
    for what the house refuses besides the table (the row as it was or None, as it would be, by whom). read_only: written into files
    and never read from them; told: the same of what follows from the other cells, by its name and the words that mark such a
    row in a list. doubts: what is asked again before a row is kept (its cells as they were, {} of a new one, and as they would
    be). stays: why a row of these cells is never removed, or "".
    """

    slug: str
    model: type[models.Model]
    label: Promise
    about: Promise
    icon: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    listed: tuple[str, ...]
    order: tuple[str, ...]
    searched: tuple[str, ...]
    fixed: tuple[str, ...] = ()
    read_only: frozenset[str] = frozenset()
    ends: str = ""
    ended: Callable[[], Q] | None = None
    check: Callable[..., None] = _nothing
    forget: Callable[[], None] = forget_all
    rows: Callable[[], QuerySet[Any]] | None = None
    told: Mapping[str, Told] = field(default_factory=dict)
    doubts: Callable[[Cells, Cells], list[str]] = _no_doubt
    stays: Callable[[Cells], str] = _free_to_go
    besides: Callable[[], Iterator[Mapping[str, str]]] | None = None
    write: Callable[..., Any] | None = None
    paths: Mapping[str, str] = field(default_factory=dict)

    def queryset(self) -> QuerySet[Any]:
        return (self.rows or self.model._default_manager.all)()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {each.name: each for each in self.columns}

    @property
    def needed(self) -> list[str]:
        """The columns without which no new row can be."""
        return [each.name for each in self.columns if each.is_needed and each.name not in self.read_only]

    @property
    def tree(self) -> Column | None:
        """The column that names a row of this same register."""
        return next((each for each in self.columns if each.field.related_model is self.model), None)

    def marks_of(self, cells: Cells) -> list[str]:
        return [str(each.mark) for each in self.told.values() if each.is_so(cells)]

    def in_pieces(self, most: int) -> Iterator[list[Kept]]:
        """All rows, so many at a time, in one statement a piece: no cursor is kept open between them."""
        rows, last = self.queryset().order_by("pk"), 0
        while piece := list(self.kept(rows.filter(pk__gt=last)[:most])):
            yield piece
            last = piece[-1].pk

    def kept(self, queryset: QuerySet[Any] | None = None) -> Iterator[Kept]:
        """The rows with their cells, in one statement."""
        rows = self.queryset() if queryset is None else queryset
        paths = [self.paths.get(each.name, each.path) for each in self.columns]
        for pk, *values in rows.values_list("pk", *paths).iterator(chunk_size=2000):
            yield Kept(pk, {each.name: each.cell(value) for each, value in zip(self.columns, values, strict=True)})

    def table(self) -> dict[Key, Kept]:
        """All rows by their key, and what is on its way."""
        told = {self.key_of(row.cells): row for row in self.kept()}
        for cells in self.besides() if self.besides else ():
            told.setdefault(self.key_of(cells), Kept(None, cells))
        return told

    def key_of(self, cells: Mapping[str, str]) -> Key:
        return tuple(cells.get(name, "") for name in self.key)

    def find(self, key: Key) -> Kept | None:
        """The row of this key, in one statement."""
        asked: dict[str, Any] = {}
        for name, cell in zip(self.key, key, strict=True):
            each = self.by_name[name]
            path = self.paths.get(name, each.path)
            if isinstance(each, ReferenceColumn):
                if cell and not each.may_be(cell):
                    return None
                asked |= {path: cell} if cell else {f"{each.name}__isnull": True}
                continue
            try:
                value = each.value(cell)
            except (ValueError, ValidationError):
                return None
            asked |= {f"{path}__isnull": True} if value is None else {path: value}
        return next(self.kept(self.queryset().filter(**asked)), None)


def _columns(model: type[models.Model], *names: str, **of_others: dict[str, Any]) -> tuple[Column, ...]:
    """of_others: what a column has besides its name, such as where it leads."""
    return tuple(column(model, name, **of_others.get(name, {})) for name in names)


_CODE: dict[str, Any] = {"to": "code"}


def _agency_ended() -> Q:
    return Q(closes_on__lt=timezone.localdate())


REGISTERS: dict[str, Register] = {
    register.slug: register
    for register in (
        Register(
            "agencies", Agency, _("Agencies"), _("Who can be given a case, and what they are part of"), "building",
            _columns(
                Agency, "code", "name_th", "name_en", "short_name_th", "parent", "kind", "area", "official_code", "source",
                "source_date", "source_confirmed", "takes_complaints", "opens_on", "closes_on", parent=_CODE, area=_CODE,
            ),
            key=("code",), fixed=("code",), listed=("name_th", "code", "kind", "area", "parent", "closes_on"),
            order=("sort_key",), searched=(
                "name_th", "name_en", "short_name_th", "code", "official_code", "area__name_th", "area__name_en",
            ),
            ends="closes_on", ended=_agency_ended, check=rules.check_agency,
        ),
        Register(
            "units", Unit, _("Units of agencies"), _("Divisions and teams inside an agency"), "users",
            _columns(
                Unit, "agency", "name_th", "name_en", "parent",
                agency=_CODE, parent={"to": "name_th", "within": "agency"},
            ),
            key=("agency", "name_th"), fixed=("agency",), listed=("name_th", "agency", "parent"),
            order=("agency__sort_key", "name_th"), searched=("name_th", "name_en", "agency__name_th", "agency__code"),
            check=rules.check_unit,
        ),
        Register(
            "people", Membership, _("People and roles"), _("Who works where and as what; new ones are invited by mail"), "user",
            _columns(
                Membership, "user", "agency", "unit", "role", "starts_on", "ends_on",
                user={"to": "email", "label": _("E-mail")}, agency=_CODE, unit={"to": "name_th", "within": "agency"},
            ),
            key=("user", "agency", "unit", "role"), fixed=("user", "role"), read_only=frozenset({"starts_on"}),
            listed=("user", "role", "agency", "unit", "ends_on"), order=("user__full_name", "user__email"),
            searched=("user__full_name", "user__email", "agency__name_th", "agency__code"),
            ends="ends_on", paths={"user": "who"}, rows=people.current, besides=people.on_their_way, write=people.write,
        ),
        Register(
            "topics", Topic, _("Topics"), _("What complaints are about, and who may see them"), "list-check",
            _columns(
                Topic, "code", "parent", "name_th", "name_en", "covers_th", "covers_en", "visibility_floor", "offers_public",
                "urgency", "position", "is_active", parent=_CODE,
            ),
            key=("code",), fixed=("code", "parent"), listed=("name_th", "code", "visibility_floor", "urgency", "is_active"),
            order=("code",), searched=("code", "name_th", "name_en", "covers_th", "covers_en"),
            ends="is_active", ended=lambda: Q(is_active=False), check=rules.check_topic,
        ),
        Register(
            "service-levels", ServiceLevel, _("Service levels"), _("How many working days a step may take"), "clock",
            _columns(
                ServiceLevel, "step", "kind", "topic", "agency", "working_days", "source", "is_confirmed",
                topic=_CODE, agency=_CODE,
            ),
            key=("step", "kind", "topic", "agency"), fixed=("step", "kind", "topic", "agency"),
            listed=("step", "kind", "topic", "agency", "working_days", "source"), order=("step", "kind", "topic__code", "agency__sort_key"),
            searched=("source", "topic__name_th", "topic__code", "agency__name_th", "agency__code"),
            forget=forget_service_levels, doubts=rules.doubt_long_length, stays=rules.why_default_stays,
            told={"is_default": Told(rules.is_default_length, _("Default"), _("Holds where no row of an agency or topic does"))},
        ),
        Register(
            "routing-rules", RoutingRule, _("Routing rules"), _("Which agency answers for a topic in an area"), "route",
            _columns(
                RoutingRule, "topic", "area", "named", "starts_on", "agency", "to_local", "ends_on", "source",
                topic=_CODE, area=_CODE, agency=_CODE,
            ),
            key=("topic", "area", "starts_on", "named"), listed=("topic", "area", "named", "agency", "to_local", "ends_on"),
            order=("topic__code", "area__sort_key"), searched=(
                "topic__name_th", "topic__code", "agency__name_th", "agency__code", "named", "source",
            ),
            ends="ends_on", ended=lambda: Q(ends_on__lt=timezone.localdate()), check=rules.check_rule,
        ),
        Register(
            "reply-texts", ReplyTemplate, _("Reply texts"), _("Texts that officers begin an answer with"), "message",
            _columns(
                ReplyTemplate, "agency", "use", "kind", "name", "text", "position", "is_active", agency=_CODE,
            ),
            key=("agency", "use", "kind", "name"), fixed=("agency",), listed=("name", "use", "kind", "agency", "is_active"),
            order=("use", "name"), searched=("name", "text", "agency__name_th", "agency__code"),
            ends="is_active", ended=lambda: Q(is_active=False),
            forget=forget_templates,
        ),
        Register(
            "holidays", Holiday, _("Holidays"), _("Days on which offices are closed, everywhere or in a province"), "calendar-event",
            _columns(
                Holiday, "date", "area", "name_th", "name_en", "kind", "closed_from", "closed_until", "source", area=_CODE,
            ),
            key=("date", "area"), listed=("date", "name_th", "kind", "closed_from", "closed_until", "area"), order=("date",),
            searched=("name_th", "name_en", "source"), ended=lambda: Q(date__lt=timezone.localdate()),
            check=rules.check_holiday, forget=forget_calendar,
        ),
        Register(
            "office-hours", OfficeHours, _("Office hours"), _("From when to when offices work on a weekday"), "clock",
            _columns(OfficeHours, "weekday", "opens", "closes"),
            key=("weekday", "opens"), listed=("weekday", "opens", "closes"), order=("weekday", "opens"), searched=(),
            forget=forget_calendar,
        ),
    )
}  # fmt: skip
