"""Forms for consultations held elsewhere: a table of them, and the number of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.portal.models import SURVEY_ID_MAX_LETTERS
from consultations.portal.reading import MOST_BYTES


class TableForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(
        label=_("Table of the portal (CSV)"),
        allow_empty_file=True,
        help_text=_("With the columns of law.go.th, survey_id to url. Up to 10 MB and 20,000 lines"),
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )

    def clean_file(self) -> Any:
        """Told before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The table is larger than 10 MB. Divide it."), code="table_too_large")
        return file


class NumberForm(forms.Form):
    use_required_attribute = False
    survey_id = forms.CharField(
        label=_("Number of the consultation on its portal"),
        max_length=SURVEY_ID_MAX_LETTERS,
        help_text=_("Stands at the end of its address, such as survey_id=283"),
        error_messages={"required": _("Write the number.")},
    )
