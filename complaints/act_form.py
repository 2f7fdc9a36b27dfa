"""What every form of an office's act has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.drawn_inputs import DrawnHidden
from complaints.forms import FilesInput
from complaints.models import Assignment, Case
from complaints.reply_templates import refuse_open_gaps
from records.models import Upload


class ActForm(forms.Form):
    """What every act sends along: the number of the newest timeline line its sender has seen."""

    seen = forms.IntegerField(widget=DrawnHidden, required=False)

    def __init__(self, *args: Any, case: Case, assignment: Assignment | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.case, self.assignment = case, assignment

    def clean_text(self) -> str:
        """Whatever text it was begun with, and wherever that was put: no gap of it goes out."""
        text: str = self.cleaned_data["text"]
        self.refuse_open_gaps(text)
        return text

    def refuse_open_gaps(self, text: str) -> None:
        refuse_open_gaps(text, self.assignment.agency_id if self.assignment else None)


class WithFilesForm(ActForm):
    """Words that files may go with: for the same people as the words."""

    pictures = forms.Field(
        label=_("Files to go with it (if any)"),
        help_text=_("JPEG, PNG, WebP or PDF, up to 10 MB each. Place and camera data are removed."),
        widget=FilesInput,
        required=False,
    )
    form_token = forms.UUIDField(widget=DrawnHidden, required=False)
    waiting: Sequence[Upload] = ()
    """Files that came with the form before and wait for it (complaints.uploads)."""
