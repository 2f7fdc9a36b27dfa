"""What a helper fills in to check somebody's identity, and to undo it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.empty_fields import STILL_EMPTY
from directory.models import Agency, IdentityCheck


class HoldersCodeForm(forms.Form):
    use_required_attribute = False
    code = forms.CharField(
        label=_("Code on the person's screen"),
        max_length=40,
        error_messages={"required": STILL_EMPTY},
        widget=forms.TextInput(attrs={"class": "govuk-input ref", "autocomplete": "off", "spellcheck": "false"}),
    )


class DocumentForm(forms.Form):
    """agencies: for which one helps; asked for where there are several."""

    use_required_attribute = False
    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    document = forms.ChoiceField(
        label=_("Which document did you see?"),
        choices=IdentityCheck.Document.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which document you saw.")},
    )
    agency = forms.ModelChoiceField(label=_("For which agency"), queryset=Agency.objects.none(), empty_label=None)

    def __init__(self, *args: Any, agencies: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=[each.pk for each in agencies])
        field.initial = agencies[0].pk
        if len(agencies) == 1:
            field.widget = forms.HiddenInput()
