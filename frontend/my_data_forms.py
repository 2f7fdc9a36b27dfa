"""Correcting one's own name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.account_forms import STILL_EMPTY
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
