"""What those who lead an agency say about its people. Forms check shape; acts check rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.day_field import DayField
from directory.models import Membership, Unit


class UnitForm(forms.Form):
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any):
        units = list(membership.agency.units.all())
        self._units = {unit.name_th: unit for unit in units}
        super().__init__(*args, **kwargs)
        self.initial["unit"] = membership.unit.name_th if membership.unit else ""
        named = [(unit.name_th, unit.name) for unit in units]
        self.fields["unit"].choices = [("", _("No unit")), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Unit | None:
        return self._units.get(self.cleaned_data["unit"])


class LastDayForm(forms.Form):
    last_day = DayField(
        label=_("Last day"),
        help_text=_("For example 31/12/2569. Yesterday shuts them out at once."),
        error_messages={"required": _("Write the last day.")},
        widget=forms.TextInput(),
    )
