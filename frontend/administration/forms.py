"""The form of one row of a register: every field gives a cell, read as a file's is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.administration.columns import Cells, ChoiceColumn, Column, ReferenceColumn, YesNoColumn
from frontend.administration.planning import digest_of
from frontend.administration.references import meant, named
from frontend.administration.refusals import by_column
from frontend.administration.registers import Register
from frontend.administration.sheets import MOST_BYTES, MOST_ROWS


class RowForm(forms.Form):
    """now: the cells of the row as it is; None for a new one, which may begin as another did (start)."""

    def __init__(self, *args: Any, register: Register, now: Cells | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.register, self.now = register, now
        shut = register.read_only | (set(register.fixed) if now is not None else set())
        self.open = [each for each in register.columns if each.name not in shut]
        for each in self.open:
            self.fields[each.name] = _field(each)
            if now is not None:
                self.initial[each.name] = _typed(each, now.get(each.name, ""))
            elif each.field.has_default():
                self.initial[each.name] = _typed(each, each.cell(each.field.get_default()))

    def clean(self) -> dict[str, Any]:
        told: dict[str, str] = dict(self.now or {})
        for each in self.open:  # what is within another column comes after it in every register
            try:
                told[each.name] = self._cell(each, told)
            except ValidationError as error:
                self.add_error(each.name, error)
        if not self.errors and (doubts := self.register.doubts(self.now or {}, told)):
            self._ask_again(doubts, digest_of(told))
        return told

    def _ask_again(self, doubts: list[str], what: str) -> None:
        """A tick more, for exactly what was typed: other words are asked about anew."""
        widget = forms.CheckboxSelectMultiple()
        choices = [(what, _("Yes, keep it as it is"))]
        self.fields["sure"] = forms.MultipleChoiceField(
            label=_("Is this meant?"), required=False, choices=choices, widget=widget
        )
        if widget.value_from_datadict(self.data, self.files, "sure") != [what]:
            self.add_error("sure", " ".join([*doubts, _("If it is meant, tick it below and send once more.")]))

    def _cell(self, each: Column, told: Cells) -> str:
        typed = self.cleaned_data.get(each.name) or ""
        if isinstance(each, YesNoColumn):
            return each.cell(typed)
        if isinstance(each, ReferenceColumn):
            return meant(each, str(typed), told)
        return each.read(str(typed))

    @property
    def shown(self) -> list[tuple[BoundField, bool]]:
        """Each field, and whether it may stay empty; of a tick nobody says so."""
        return [(self[e.name], not e.is_needed and not isinstance(e, YesNoColumn | ChoiceColumn)) for e in self.open]

    def refuse(self, error: ValidationError) -> None:
        """Show what the act refused, each beside its field."""
        for name, lines in by_column(error, self.fields).items():
            for line in lines:
                self.add_error(name or None, line)

    @property
    def fixed(self) -> list[tuple[str, str]]:
        """What stays as it is, in words."""
        if self.now is None:
            return []
        shut = [each for each in self.register.columns if each not in self.open]
        return [(each.label, _shown(each, self.now[each.name])) for each in shut]


def _field(each: Column) -> forms.Field:
    made = each.form_field()
    if isinstance(each, ReferenceColumn) and not made.help_text and each.to == "code":
        made.help_text = _("Its code or its name. Where several fit, you are asked which.")
    return made


def _typed(each: Column, cell: str) -> Any:
    if isinstance(each, YesNoColumn):
        return cell == "yes"
    return named(each, cell) if isinstance(each, ReferenceColumn) else each.typed(cell)


def _shown(each: Column, cell: str) -> str:
    return named(each, cell) if isinstance(each, ReferenceColumn) else each.shown(cell)


class ChooseFileForm(forms.Form):
    """Size is looked at before a byte is read."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
            "missing": gettext_lazy("Choose a file."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        words = _("CSV, at most %(mb)s MB and %(rows)s rows.")
        self.fields["file"].help_text = words % {"mb": MOST_BYTES // (1024 * 1024), "rows": f"{MOST_ROWS:,}"}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s MB. Divide it into several."),
                code="file_too_large",
                params={"most": MOST_BYTES // (1024 * 1024)},
            )
        return file
