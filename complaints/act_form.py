"""What every form of an office's act has."""

from __future__ import annotations

from typing import Any

from django import forms

from complaints.models import Assignment, Case
from complaints.reply_templates import offered_to, refuse_open_gaps


class ActForm(forms.Form):
    """What every act sends along: the number of the newest timeline line its sender has seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, assignment: Assignment | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.case, self.assignment = case, assignment

    def clean_text(self) -> str:
        """Whatever text it was begun with, and wherever that was put: no gap of it goes out."""
        text: str = self.cleaned_data["text"]
        refuse_open_gaps(text, offered_to(self.assignment))
        return text
