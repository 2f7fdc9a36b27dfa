"""Forms of comments. Forms check shape; acts check rules."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.forms import FilesInput
from complaints.note_field import NoteField
from complaints.personal_data import find_personal_data, mask
from consultations.comments.anchors import Anchor, anchor_in
from consultations.comments.models import COMMENT_MAX_LETTERS, CommentFile, Mark
from consultations.laws.models import Document, Provision
from directory.digits import typed_number

_SHOWN_LETTERS = 70
"""Of a paragraph, where it is chosen from a list."""


class TextForm(forms.Form):
    """Words that everybody reads. What looks like personal data is shown once before it is sent, as others will read it."""

    use_required_attribute = False
    text = NoteField(
        label=_("What do you say to it?"),
        help_text=_("Everybody reads it. No names, no telephone numbers, please"),
        rows=5,
        most=COMMENT_MAX_LETTERS,
    )
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    findings: list[Any] = []
    masked = ""

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        text = told.get("text", "")
        self.findings = find_personal_data(text)
        if self.findings:
            self.masked = mask(text)
            token = hashlib.sha256(text.encode()).hexdigest()
            if told.get("looked_at") != token:
                self.data = self.data.copy()  # type: ignore[attr-defined]
                self.data[self.add_prefix("looked_at")] = token  # type: ignore[index]
                self.add_error(
                    "text",
                    ValidationError(
                        _("It seems to hold personal data. Take it out, or send it once more as others will read it."),
                        code="personal_data",
                    ),
                )
        return told


class WithFilesForm(TextForm):
    """Words that files go with. They wait for it under `form_token`, also while something else of it is refused."""

    files = forms.Field(  # type: ignore[assignment]  # Django takes fields off the class
        label=_("Pictures or PDF files"),
        help_text=_("Others see them once the team has looked at them. No faces, names or numbers of people, please"),
        widget=FilesInput,
        required=False,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    @property
    def token(self) -> str:
        return str(self["form_token"].value() or "")


class CommentForm(WithFilesForm):
    """A comment on a section, one of its paragraphs, or words of one. rows: of the section."""

    field_order = ["part", "words", "text", "files", "looked_at", "form_token"]
    part = forms.ChoiceField(label=_("Which words of it"), required=False)
    words = forms.CharField(
        label=_("Only some words of it"),
        help_text=_("Copy them here from the text above"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, rows: list[Provision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.anchor = Anchor(rows[0].eid)
        paragraphs = [row for row in rows if row.text]
        choices = [("", _("the whole section")), *((row.eid, _shown(row)) for row in paragraphs)]
        self.fields["part"].choices = choices  # type: ignore[attr-defined]
        self.fields["part"].error_messages["invalid_choice"] = _("Choose the paragraph once more.")

    def clean(self) -> dict[str, Any]:
        if "part" in self.cleaned_data and "words" in self.cleaned_data:
            try:
                self.anchor = anchor_in(self.rows, part=self.cleaned_data["part"], words=self.cleaned_data["words"])
            except ValidationError as error:
                self.add_error("words" if self.cleaned_data["words"] else "part", error)
        return super().clean()


class ChangeForm(WithFilesForm):
    """Other words, and other files. attached: those that stand now."""

    drop = forms.MultipleChoiceField(
        label=_("Take files away"),
        help_text=_("They are gone for good"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose the files once more.")},
    )

    def __init__(self, *args: Any, attached: Sequence[CommentFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attached = attached
        choices = [(str(each.upload.public_id), each.upload.display_name) for each in attached]
        self.fields["drop"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The agency's words under a comment."""

    use_required_attribute = False
    text = NoteField(
        label=_("Your agency's answer"),
        help_text=_("Everybody reads it, with your agency's name and without yours"),
        rows=4,
        most=COMMENT_MAX_LETTERS,
    )


class FilterForm(forms.Form):
    """Which comments the policy team reads."""

    use_required_attribute = False
    document = forms.ChoiceField(label=_("Which text"), required=False)
    section = forms.CharField(label=_("Section"), help_text=_("Its number, such as 7 or 7/1"), required=False)
    mark = forms.ChoiceField(
        label=_("What became of the words"),
        required=False,
        choices=[("", _("all")), *((each.value, each.label) for each in Mark if each != Mark.WRITTEN)],
    )
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("all")), ("unanswered", _("without an answer of the agency"))],
    )

    def __init__(self, *args: Any, documents: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.n), each.title) for each in documents]
        self.fields["document"].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]

    def document_n(self) -> int | None:
        return typed_number(self.cleaned_data.get("document", ""), digits=5, otherwise=None)


def _shown(row: Provision) -> str:
    told = " ".join(part for part in (row.label, row.text) if part)
    return told if len(told) <= _SHOWN_LETTERS else f"{told[:_SHOWN_LETTERS]}…"
