"""Forms of a result report: what the policy team writes, which quotes it chooses, and publishing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.results.figures import MOST_QUOTES
from consultations.results.report_words import in_short
from consultations.results.reporting import REASON_MAX_LETTERS, TEXT_MAX_LETTERS, WHY_MAX_LETTERS
from consultations.themes.models import Theme


class ReportForm(forms.Form):
    """parts: headings, a field each. offered: theme → the masked words of the texts that could be quoted, by their ids.

    sections: of the draft law, as `report_words.law_of` tells them; one field each for why it changed or stayed.
    """

    use_required_attribute = False
    summary_th = NoteField(
        label=_("What people said, in a few sentences of plain Thai"), rows=6, needed=False, most=TEXT_MAX_LETTERS
    )
    summary_en = NoteField(label=_("The same in English"), rows=4, needed=False, most=TEXT_MAX_LETTERS)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        *args: Any,
        parts: Sequence[str],
        offered: Mapping[Theme, Mapping[str, str]],
        sections: Sequence[dict[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._sections = {f"why-{each['key']}": each for each in sections}
        for name, each in self._sections.items():
            self.fields[name] = NoteField(
                label=each["name"], help_text=in_short(each), rows=2, needed=False, most=WHY_MAX_LETTERS
            )
        self._parts = [f"part{place}" for place in range(len(parts))]
        for name, heading in zip(self._parts, parts, strict=True):
            self.fields[name] = NoteField(label=heading, rows=3, needed=False, most=TEXT_MAX_LETTERS)
        self._quotes = {f"quotes{theme.number}": theme for theme in offered}
        for name, theme in self._quotes.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=theme.called,
                choices=list(offered[theme].items()),
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages={"invalid_choice": _("One of the quotes is no longer in its theme. Choose again.")},
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in self._quotes:
            if len(told.get(name, [])) > MOST_QUOTES:
                self.add_error(name, _("Choose %(most)s quotes of a theme at most.") % {"most": MOST_QUOTES})
        return told

    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._parts]

    def section_fields(self) -> list[tuple[dict[str, Any], forms.BoundField]]:
        return [(each, self[name]) for name, each in self._sections.items()]

    def quote_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._quotes]

    def kept(self) -> dict[str, Any]:
        """What `keep_report` takes."""
        told = self.cleaned_data
        return {
            "summary_th": told["summary_th"],
            "summary_en": told["summary_en"],
            "parts": [told[name] for name in self._parts],
            "quotes": {theme.number: told[name] for name, theme in self._quotes.items()},
            "whys": {each["key"]: told[name] for name, each in self._sections.items()},
            "seen": told["seen"],
        }


class PublishForm(forms.Form):
    """reason: for everybody to read, of another version after the first."""

    use_required_attribute = False
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = NoteField(
        label=_("Why there is another version (everybody reads it)"), rows=2, needed=False, most=REASON_MAX_LETTERS
    )
