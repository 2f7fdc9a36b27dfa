"""The forms of the tracking page. Forms check shape; acts check rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.forms import FilesInput
from complaints.note_field import NoteField


class TrackForm(forms.Form):
    reference = forms.CharField(
        label=_("Case number"),
        help_text=_("For example 69-7K3M-9QXT-W. Small letters and Thai digits are fine."),
        max_length=60,
        error_messages={"required": _("Type the case number from your receipt.")},
        widget=forms.TextInput(attrs={"class": "govuk-input ref", "autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Receipt code (if you have it)"),
        help_text=_("It opens the agency's answers and lets you reply. Without it you see what everybody sees."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input ref", "autocomplete": "off", "spellcheck": "false"}),
    )
    needs_code = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Sent by the form on a case's own page, where the number alone leads nowhere new."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.data.get("needs_code"):
            self.fields["code"].label, self.fields["code"].help_text = _("Receipt code"), ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("needs_code") and not data.get("code"):
            self.add_error("code", ValidationError(_("Type the code from your receipt."), code="receipt_code_missing"))
        return data


class AnswerForm(forms.Form):
    """The complainant's answer to a question of the agency."""

    text = NoteField(label=_("Your answer"), help_text=_("Only you and the agencies see this"), rows=4)
    files = forms.Field(  # type: ignore[assignment]  # Django takes fields off the class
        label=_("Pictures or PDF (if any)"),
        widget=FilesInput(attrs={"multiple": True, "accept": "image/*,application/pdf"}),
        required=False,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)


class DisputeForm(forms.Form):
    """Why the complainant says that it is not done."""

    text = NoteField(label=_("What is still missing"), rows=3)


class WithdrawForm(forms.Form):
    text = NoteField(label=_("Why (if you like)"), rows=2, needed=False)
