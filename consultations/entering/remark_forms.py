"""What a form says to sections of the text: to which, and the words. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.comments.entered import Remark
from consultations.comments.forms import TextForm
from consultations.comments.models import COMMENT_MAX_LETTERS
from consultations.entering.sections import Sections, Where, key_of, sections_of
from consultations.models import Consultation

MOST_REMARKS = 5
"""Of one form: each brings the list of all sections along."""


class RemarkForm(TextForm):
    """What is said to one section. Everybody reads it, so personal data is shown first, as where people write themselves."""

    field_order = ["section", "text", "looked_at"]
    section = forms.ChoiceField(
        label=_("To which section or paragraph"),
        required=False,
        error_messages={"invalid_choice": _("There is no such section in this text. Choose one of those shown.")},
    )
    text = NoteField(
        label=_("What is said to it"),
        help_text=_("As it stands on the paper. Everybody reads it: leave out names and telephone numbers"),
        rows=3,
        needed=False,
        most=COMMENT_MAX_LETTERS,
    )

    def __init__(self, *args: Any, sections: Sections, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        choices: list[Any] = [("", _("None"))]
        for name, some in sections.groups:
            choices += [(name, some)] if name else some
        self.fields["section"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("text") and told.get("section") == "":
            self.add_error("section", ValidationError(_("Choose the section."), code="section_missing"))
        if told.get("section") and told.get("text") == "":
            self.add_error("text", ValidationError(_("Write what is said to it."), code="note_missing"))
        return told

    @property
    def is_in_use(self) -> bool:
        """Whether something is chosen, typed or wrong in it."""
        return bool(self.errors or self["section"].value() or self["text"].value())

    def remark(self) -> Remark | None:
        """Of a valid form; None where it is left empty."""
        told = self.cleaned_data
        return Remark(*self.sections.where[told["section"]], told["text"]) if told["text"] else None


def remark_forms(
    data: Any = None, *, consultation: Consultation, on: date, remarks: Sequence[Remark] = ()
) -> list[RemarkForm]:
    """As many as a form can hold; none where the text takes no comments."""
    said = [_where(each) for each in remarks]
    sections = sections_of(consultation, on=on, keeps=said)
    if not sections.where:
        return []
    initial = [{"section": key_of(at), "text": each.text} for at, each in zip(said, remarks, strict=True)]
    empty: list[dict[str, str]] = [{}] * max(MOST_REMARKS - len(initial), 0)
    return [
        RemarkForm(data, sections=sections, initial=each, prefix=f"c{n}")
        for n, each in enumerate([*initial, *empty], start=1)
    ]


def _where(remark: Remark) -> Where:
    return remark.document, remark.version, remark.unit, remark.part
