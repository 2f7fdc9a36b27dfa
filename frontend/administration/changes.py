"""Who changed what in the registers, when, from where, and what stood there before: the history that the database keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import (
    Area,
    RegisterFile,
    User,
)
from directory.thai_dates import show_date, show_time
from frontend.administration.registers import REGISTERS
from frontend.administration.trails import CONTEXTS, NOT_SHOWN, Trail, events_of_file, trails

AT_ONCE = 50
FILE = "file"
"""In place of a register: a file that was brought in, all its rows in one line."""
WHAT: dict[str, Promise] = {
    "insert": gettext_lazy("Added"),
    "update": gettext_lazy("Changed"),
    "delete": gettext_lazy("Removed"),
    "before": gettext_lazy("As it stood when this history began"),
}


class Place(NamedTuple):
    """Where a page of the history ends."""

    at: datetime
    slug: str
    pgh_id: int

    def written(self) -> str:
        return f"{self.at.isoformat()}~{self.slug}~{self.pgh_id}"


@dataclass
class Change:
    """A line of the history. changes: name of the column, what stood there, what stands there. before is None at the first."""

    slug: str
    label: str
    at: datetime
    what: str
    title: str
    who: str
    where: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    is_new: bool = False
    file: str = ""
    page: str = ""


@dataclass(frozen=True)
class Asked:
    """Which changes are looked for. by: of this person; since, until: days, both included; file: public id of one file,
    whose rows come one by one."""

    by: User | None = None
    since: date | None = None
    until: date | None = None
    file: RegisterFile | None = None

    def narrow(self, rows: QuerySet[Any], at: str) -> QuerySet[Any]:
        """at: name of the column that says when."""
        if self.since:
            rows = rows.filter(**{f"{at}__gte": _begin(self.since)})
        if self.until:
            rows = rows.filter(**{f"{at}__lt": _begin(self.until + timedelta(days=1))})
        return rows


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def read_place(written: str) -> Place | None:
    """None for what no page of ours wrote."""
    at, _sign, rest = written.partition("~")
    slug, _sign, pgh_id = rest.partition("~")
    try:
        return Place(datetime.fromisoformat(at), slug, int(pgh_id)) if slug in trails() or slug == FILE else None
    except ValueError:
        return None


def changes_of(
    chosen: Iterable[Trail],
    *,
    pk: Any = None,
    after: Place | None = None,
    most: int = AT_ONCE,
    asked: Asked | None = None,
) -> tuple[list[Change], Place | None]:
    """The newest changes of these tables, and the place from which more follow. pk: of one row only.

    A file that was brought in is one line, unless a row or that file is asked for. Statements: one for the order, two a
    table that is on the page, one for the files, one for each table that is named there.
    """
    chosen, asked = list(chosen), asked or Asked()
    rows = _newest(chosen, pk, after, most, asked)
    more = rows[most:]
    rows = rows[:most]
    events = {trail.slug: _events(trail, [row.pgh_id for row in rows if row.slug == trail.slug]) for trail in chosen}
    told = [(row, *events[row.slug][row.pgh_id]) for row in rows if row.slug != FILE]
    names = _Names(event for _row, event, before in told for event in (event, before) if event is not None)
    by_slug = {trail.slug: trail for trail in chosen}
    files = _files([row.pgh_id for row in rows if row.slug == FILE])
    lines = [
        files[row.pgh_id] if row.slug == FILE else _change(by_slug[row.slug], *events[row.slug][row.pgh_id], names)
        for row in rows
    ]
    return lines, rows[-1] if more else None


def _files(ids: list[int]) -> dict[int, Change]:
    found = RegisterFile.objects.select_related("chosen_by", "pressed_by").defer("content").filter(pk__in=ids)
    return {file.pk: _line_of(file) for file in found} if ids else {}


def _line_of(file: RegisterFile) -> Change:
    counts = {kind: f"{n:,}" for kind, n in file.preview.get("counts", {}).items()}
    assert file.applied_at is not None  # noqa: S101 - others are no change
    if file.takes_back_id:
        what = _("A file was taken back")
        told = _("%(restored)s as before, %(removed)s removed, %(ended)s ended, %(left)s left as they were") % counts
    else:
        what = _("A file was brought in")
        told = _("%(new)s new, %(changed)s changed") % ({"new": "0", "changed": "0"} | counts)
    return Change(
        FILE,
        str(REGISTERS[file.register].label),
        file.applied_at,
        what,
        file.name,
        (file.pressed_by or file.chosen_by).full_name,
        told,
        file=str(file.public_id),
        page=reverse("administration_file", args=[file.register, file.public_id]),
    )


def last_changes() -> dict[str, tuple[datetime, str]]:
    """The newest change of each register: when, and who made it."""
    told = {}
    for slug in REGISTERS:
        newest = trails()[slug].events.select_related("pgh_context").order_by("-pgh_id").first()
        if newest:
            told[slug] = newest
    people = _people(told.values())
    return {slug: (event.pgh_created_at, _who(event, people)) for slug, event in told.items()}


def _newest(chosen: list[Trail], pk: Any, after: Place | None, most: int, asked: Asked) -> list[Place]:
    parts = [
        _some(_rows_of(trail, pk, asked), "pgh_created_at", "pgh_id", trail.slug, after)[: most + 1] for trail in chosen
    ]
    if pk is None and not asked.file:
        parts.append(_some(_written_files(chosen, asked), "applied_at", "id", FILE, after)[: most + 1])
    found = [Place(*row) for row in (parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])]
    return sorted(found, key=lambda p: (-p.at.timestamp(), p.slug, -p.pgh_id))[: most + 1]


def _rows_of(trail: Trail, pk: Any, asked: Asked) -> QuerySet[Any]:
    if asked.file:
        return asked.narrow(events_of_file(trail, asked.file), "pgh_created_at")
    rows = asked.narrow(trail.events.all(), "pgh_created_at")
    if asked.by:
        rows = rows.filter(pgh_context__in=CONTEXTS.filter(metadata__user=asked.by.pk))
    if pk is not None:
        return rows.filter(pgh_obj_id=pk)
    of_files = CONTEXTS.filter(metadata__has_key="register_file")
    return rows.exclude(pgh_context__isnull=False, pgh_context__in=of_files)


def _written_files(chosen: list[Trail], asked: Asked) -> QuerySet[Any]:
    slugs = [trail.slug for trail in chosen]
    rows = asked.narrow(RegisterFile.objects.filter(applied_at__isnull=False, register__in=slugs), "applied_at")
    if asked.by:
        rows = rows.filter(Q(pressed_by=asked.by) | Q(pressed_by__isnull=True, chosen_by=asked.by))
    return rows


def _some(rows: QuerySet[Any], at: str, pk: str, slug: str, after: Place | None) -> QuerySet[Any]:
    """Moment, slug and number of these rows, the newest first, behind a place."""
    if after:
        later = Q(**{f"{pk}__lt": after.pgh_id}) if slug == after.slug else Q(pk__in=[])
        same = later if slug <= after.slug else Q()
        rows = rows.filter(Q(**{f"{at}__lt": after.at}) | Q(**{at: after.at}) & same)
    return rows.order_by(f"-{at}", f"-{pk}").values_list(at, Value(slug), pk)


def _events(trail: Trail, ids: list[int]) -> dict[int, tuple[Any, Any]]:
    """Events by id, each with the one before it of the same row."""
    if not ids:
        return {}
    earlier = trail.events.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    found = trail.events.filter(pk__in=ids).select_related("pgh_context")
    events = list(found.annotate(earlier=Subquery(earlier.values("pgh_id")[:1])))
    before = trail.events.in_bulk([event.earlier for event in events if event.earlier])
    return {event.pk: (event, before.get(event.earlier)) for event in events}


class _Names:
    """Of all that these events point at: one statement a table."""

    def __init__(self, events: Iterable[Any]) -> None:
        wanted: dict[type[models.Model], set[Any]] = {}
        events = list(events)
        for event in events:
            if event.pgh_tracked_model is User:
                wanted.setdefault(User, set()).add(event.pgh_obj_id)
            for each in event._meta.concrete_fields:
                if each.is_relation and each.name not in NOT_SHOWN and getattr(event, each.attname) is not None:
                    wanted.setdefault(each.related_model, set()).add(getattr(event, each.attname))
        self._found = {model: _rows(model).in_bulk(pks) for model, pks in wanted.items()}
        self.people = _people(events)

    def of(self, model: type[models.Model], pk: Any) -> str:
        row = self._found.get(model, {}).get(pk)
        if isinstance(row, User):
            return row.email or row.phone or row.full_name
        return str(row) if row is not None else _("(no longer there)")


def _rows(model: type[models.Model]) -> Any:
    rows = model._default_manager.all()
    return rows.select_related("parent__parent") if model is Area else rows


def _change(trail: Trail, event: Any, before: Any, names: _Names) -> Change:
    is_new = event.pgh_label in {"insert", "before"} or before is None
    gone = event.pgh_label == "delete"
    changes = []
    for each in trail.fields:
        new = "" if gone else _shown(event, each, names)
        old = _shown(event if gone else before, each, names) if gone or not is_new else ""
        if old != new:
            changes.append((capfirst(str(each.verbose_name)), old, new))
    return Change(
        trail.slug,
        trail.label,
        event.pgh_created_at,
        str(WHAT.get(event.pgh_label, event.pgh_label)),
        _title(trail, event, names),
        _who(event, names.people),
        _where(event),
        changes,
        is_new,
    )


def _title(trail: Trail, event: Any, names: _Names) -> str:
    """The row by what it is known by."""
    if trail.model is User:
        return names.of(User, event.pgh_obj_id)
    register = REGISTERS.get(trail.slug)
    named = [name for name in ("name_th", "wording_th", "code", "email", "name") if hasattr(event, name)][:1]
    if trail.slug in {"agencies", "topics"} or register is None:
        keys = named or [each.name for each in trail.fields[:2]]
    else:
        keys = list(register.key)
    fields = {each.name: each for each in trail.fields}
    words = [_shown(event, fields[name], names) for name in keys if name in fields]
    return " · ".join(word for word in words if word) or str(event.pgh_obj_id)


def _shown(event: Any, each: models.Field[Any, Any], names: _Names) -> str:
    value = getattr(event, each.attname)
    if value is None or value == "":
        return ""
    if each.is_relation:
        return names.of(each.related_model, value)  # type: ignore[arg-type]
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))  # type: ignore[attr-defined]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{show_date(value)} {show_time(value)}"
    if isinstance(value, date):
        return show_date(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _metadata(event: Any) -> Mapping[str, Any]:
    return (event.pgh_context.metadata or {}) if event.pgh_context else {}


def _people(events: Iterable[Any]) -> dict[Any, User]:
    found: dict[Any, User] = User.objects.in_bulk({pk for event in events if (pk := _metadata(event).get("user"))})
    return found


def _who(event: Any, people: Mapping[Any, User]) -> str:
    """Without a person it was a command of the installation, such as the loading of reference data."""
    person = people.get(_metadata(event).get("user"))
    return person.full_name if person else _("The system")


def _where(event: Any) -> str:
    told = _metadata(event)
    if told.get("takes_back"):
        return _("The file %(name)s was taken back") % {"name": told.get("file", "")}
    if told.get("file"):
        return _("From the file %(name)s") % {"name": told["file"]}
    page = str(told.get("url", ""))
    if page.startswith("/administration/"):
        return _("On these pages")
    return _("On the page %(page)s") % {"page": page} if page else _("By a command or a program")
