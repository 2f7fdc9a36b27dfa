"""The forms of "my data": correcting a name, the receipt code once more, objecting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.models import Objection
from complaints.note_field import NoteField
from directory.empty_fields import STILL_EMPTY
from directory.person_names import MAX_NAME_LENGTH, clean_full_name


class NameForm(forms.Form):
    full_name = forms.CharField(
        label=_("First and last name"),
        max_length=MAX_NAME_LENGTH,
        error_messages={"required": STILL_EMPTY},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_full_name(self) -> str:
        return clean_full_name(self.cleaned_data["full_name"])


class CodeAgainForm(forms.Form):
    """The receipt code, typed anew although this browser has the case open already."""

    code = forms.CharField(
        label=_("Receipt code, once more"),
        max_length=60,
        error_messages={"required": _("Type the code from your receipt.")},
        widget=forms.TextInput(attrs={"class": "govuk-input ref", "autocomplete": "off", "spellcheck": "false"}),
    )


class EraseForm(CodeAgainForm):
    sure = forms.BooleanField(
        label=_("I understand that this cannot be undone"),
        error_messages={"required": _("Tick the box if you really want this")},
    )


class ObjectionForm(forms.Form):
    """Which use, and why not."""

    use = forms.ChoiceField(
        label=_("What do you object to"),
        choices=Objection.Use.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you object to.")},
    )
    text = NoteField(
        label=_("Why"), help_text=_("What harms you, or why it is not needed. Only who answers it reads this."), rows=4
    )

    def __init__(self, data: Any = None):
        super().__init__(data, auto_id="object-%s")
