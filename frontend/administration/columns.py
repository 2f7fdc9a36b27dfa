"""What a column of a register holds: how it is read from a form or a file, written into a file, and shown on a page.

Between them a value is a cell: one text in one way of writing, so that a file and a table can be compared. An empty cell
is "nothing".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from directory.day_field import LAST_YEAR
from directory.digits import TO_PLAIN_DIGITS
from directory.languages import STAFF_CODES
from directory.reference_files import is_yes
from directory.thai_dates import BUDDHIST_ERA, read_day, show_date, write_day

Cells = Mapping[str, str]
"""Name of a column → its cell."""
LONGEST_CELL = 5000
_NEVER = 9999
"""The year of a day that never comes."""
_TIME = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})(?::00)?")
_YES_NO = {"ใช่": "yes", "ไม่ใช่": "no", "ไม่": "no"}


@dataclass(frozen=True)
class Column:
    """A column of text; the other kinds are below. within: the column that the row a reference leads to shares with this.

    to: by what a reference names its row, such as the code of an agency.
    """

    field: models.Field[Any, Any]
    to: str = ""
    within: str = ""
    label_of_its_own: Promise | str = ""

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def path(self) -> str:
        """Where a queryset finds what stands in the cell."""
        return f"{self.name}__{self.to}" if self.to else self.name

    @property
    def label(self) -> str:
        return capfirst(str(self.label_of_its_own or self.field.verbose_name))

    @property
    def is_needed(self) -> bool:
        return not self.field.blank and not self.field.has_default() and not isinstance(self.field, models.BooleanField)

    @property
    def how(self) -> str:
        """How it is written in a file, for who makes one."""
        most = getattr(self.field, "max_length", None)
        return _("Text, at most %(most)s letters") % {"most": most} if most else _("Text")

    def cell(self, value: Any) -> str:
        """The cell of what stands in the table."""
        return tidy(str(value)) if value is not None else ""

    def read(self, typed: str) -> str:
        """The cell of what somebody typed. Raises ValidationError where it is none."""
        typed = tidy(typed)
        if len(typed) > LONGEST_CELL:
            raise ValidationError(_("This is too long."), code="too_long")
        return typed if isinstance(self.field, models.TextField) else " ".join(typed.split())

    def value(self, cell: str) -> Any:
        """What the table keeps of a cell."""
        return self._empty() if cell == "" else cell

    def shown(self, cell: str) -> str:
        """A cell as a page shows it."""
        return cell

    def typed(self, cell: str) -> str:
        """A cell as somebody would type it."""
        return cell

    def form_field(self) -> forms.Field:
        most = getattr(self.field, "max_length", None)
        widget: Any = forms.TextInput()
        if isinstance(self.field, models.TextField):
            widget = forms.Textarea(attrs={"rows": 6} | ({"data-maxlength": most} if most else {}))
        return forms.CharField(label=self.label, help_text=str(self.field.help_text), required=False, widget=widget)

    def _empty(self) -> Any:
        if self.field.null:
            return None
        default = self.field.get_default() if self.field.has_default() else ""
        return "" if default is None else default


class CodeColumn(Column):
    """A code: Thai digits count as ours."""

    def read(self, typed: str) -> str:
        return super().read(typed).translate(TO_PLAIN_DIGITS)


class SourceDateColumn(CodeColumn):
    """A day, a month or a year, as 2014-07-18 or 2014; a year of the Buddhist era becomes ours."""

    @property
    def how(self) -> str:
        return _("A day, a month or a year: 2014-07-18, 2014-07, 2014 or 2557")

    def read(self, typed: str) -> str:
        typed = super().read(typed)
        year, sign, rest = typed.partition("-")
        is_buddhist = re.fullmatch(r"2[4-9][0-9]{2}", year) is not None
        return f"{int(year) - BUDDHIST_ERA}{sign}{rest}" if is_buddhist else typed


class ChoiceColumn(Column):
    """One of a few; typed as it is stored or as pages name it."""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in self.field.flatchoices if value not in {None, ""}]  # type: ignore[attr-defined]

    @cached_property
    def _known(self) -> dict[str, str]:
        """What may be typed, in small letters, and the value it means; the labels of both languages are looked up once."""
        known = {value.casefold(): value for value, _label in self.choices}
        for language in STAFF_CODES:
            with override(language):
                known = {label.casefold(): value for value, label in self.choices} | known
        return known

    @property
    def how(self) -> str:
        return _("One of: %(words)s") % {"words": ", ".join(value for value, _label in self.choices)}

    def read(self, typed: str) -> str:
        typed = super().read(typed).translate(TO_PLAIN_DIGITS)
        known = self._known
        if typed and typed.casefold() not in known:
            raise ValidationError(
                _("“%(typed)s” is not among what may stand here."), code="no_choice", params={"typed": typed[:60]}
            )
        if not typed and self.field.has_default():
            return self.cell(self.field.get_default())
        return known.get(typed.casefold(), "")

    def value(self, cell: str) -> Any:
        return self.field.to_python(cell) if cell else self._empty()

    def shown(self, cell: str) -> str:
        return dict(self.choices).get(cell, cell)

    def form_field(self) -> forms.Field:
        choices = [("", _("Choose one") if self.is_needed else _("None in particular")), *self.choices]
        if not self.field.blank and self.field.has_default():
            choices = self.choices
        return forms.ChoiceField(label=self.label, help_text=str(self.field.help_text), required=False, choices=choices)


class YesNoColumn(Column):
    @property
    def how(self) -> str:
        return _("yes or no")

    def cell(self, value: Any) -> str:
        return "yes" if value else "no"

    def read(self, typed: str) -> str:
        typed = super().read(typed)
        if not typed:
            return self.cell(self.field.get_default())
        try:
            return self.cell(is_yes(_YES_NO.get(typed, typed)))
        except ValueError as error:
            raise ValidationError(_("Write yes or no."), code="neither_yes_nor_no") from error

    def value(self, cell: str) -> Any:
        return cell == "yes"

    def shown(self, cell: str) -> str:
        return _("Yes") if cell == "yes" else _("No")

    def form_field(self) -> forms.Field:
        return forms.BooleanField(label=self.label, help_text=str(self.field.help_text), required=False)


class NumberColumn(Column):
    @property
    def how(self) -> str:
        return _("A whole number")

    def cell(self, value: Any) -> str:
        return "" if value is None else str(value)

    def read(self, typed: str) -> str:
        typed = super().read(typed).translate(TO_PLAIN_DIGITS)
        if not typed:
            return self.cell(self._default())
        if not re.fullmatch(r"[0-9]{1,9}", typed):
            raise ValidationError(_("Write a whole number."), code="no_number")
        return str(int(typed))

    def value(self, cell: str) -> Any:
        return int(cell) if cell else self._default()

    def _default(self) -> int | None:
        return self.field.get_default() if self.field.has_default() else None

    def form_field(self) -> forms.Field:
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        return forms.CharField(label=self.label, help_text=str(self.field.help_text), required=False, widget=widget)


class DayColumn(Column):
    @property
    def how(self) -> str:
        return _("A day: 2026-12-01, 1/12/2026 or 1/12/2569")

    def read(self, typed: str) -> str:
        typed = super().read(typed)
        day = _far_day(typed) or read_day(typed)
        if typed and (day is None or LAST_YEAR < day.year < _NEVER):
            raise ValidationError(_("Write the day like this: 1/12/2569."), code="no_such_day")
        return day.isoformat() if day else ""

    def value(self, cell: str) -> Any:
        return date.fromisoformat(cell) if cell else self._empty()

    def shown(self, cell: str) -> str:
        return show_date(date.fromisoformat(cell)) if cell else ""

    def typed(self, cell: str) -> str:
        return (cell if _far_day(cell) else write_day(date.fromisoformat(cell))) if cell else ""

    def form_field(self) -> forms.Field:
        told = str(self.field.help_text) or _("For example 1/12/2569")
        return forms.CharField(label=self.label, help_text=told, required=False, widget=forms.TextInput())


def _far_day(typed: str) -> date | None:
    """9999-12-31 and the like, which mean "never", as we write them: no year of the Buddhist era that anybody lives to see."""
    try:
        return date.fromisoformat(typed) if typed >= "3000" and len(typed) == 10 else None
    except ValueError:
        return None


class TimeColumn(Column):
    @property
    def how(self) -> str:
        return _("A time: 08:30 or 8.30")

    def cell(self, value: Any) -> str:
        return f"{value:%H:%M}" if value is not None else ""

    def read(self, typed: str) -> str:
        typed = super().read(typed).translate(TO_PLAIN_DIGITS).removesuffix("น.").strip()
        if not typed:
            return ""
        found = _TIME.fullmatch(typed)
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValidationError(_("Write the time like this: 8.30."), code="no_such_time")
        return f"{int(found[1]):02}:{found[2]}"

    def value(self, cell: str) -> Any:
        return time.fromisoformat(cell) if cell else None


class ReferenceColumn(CodeColumn):
    """The row of another register, or of the same, by its code or name there."""

    @property
    def how(self) -> str:
        told = {"code": _("Its code"), "email": _("An e-mail address")}.get(self.to, _("Its Thai name"))
        return f"{told} ({self.target._meta.verbose_name})"

    @property
    def target(self) -> type[models.Model]:
        related: Any = self.field.related_model
        return related

    def may_be(self, cell: str) -> bool:
        """Whether there could be such a row: the code of an area is a number."""
        return not self.is_numbered or (cell.isdecimal() and len(cell) <= 6)

    @property
    def is_numbered(self) -> bool:
        return self.to == "code" and self.target._meta.pk.name == "code"  # type: ignore[union-attr]

    def value(self, cell: str) -> Any:
        raise NotImplementedError("a reference is looked up: frontend.administration.references")


def tidy(text: str) -> str:
    """Without what cannot be seen and without space around it; lines stay lines."""
    if text.isprintable():  # as nearly all are
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\N{NO-BREAK SPACE}", " ")
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in _UNSEEN).strip()


_UNSEEN = {"Cc", "Cf", "Cs"}
_KINDS: list[tuple[type[models.Field[Any, Any]], type[Column]]] = [
    (models.ForeignKey, ReferenceColumn),
    (models.BooleanField, YesNoColumn),
    (models.DateField, DayColumn),
    (models.TimeField, TimeColumn),
    (models.SlugField, CodeColumn),
]


def column(
    model: type[models.Model], name: str, *, to: str = "", within: str = "", label: Promise | str = ""
) -> Column:
    """The column of a field, of the kind that the field is."""
    field: Any = model._meta.get_field(name)
    kind = next((kind for type_, kind in _KINDS if isinstance(field, type_)), Column)
    if field.choices:
        kind = ChoiceColumn
    elif name == "source_date":
        kind = SourceDateColumn
    elif kind is Column and isinstance(field, models.IntegerField):
        kind = NumberColumn
    return kind(field, to, within, label)


MISSING = gettext_lazy("This is still empty. Fill it in.")
