from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.models import ConsultationKind

BUDDHIST = 543


class TurnoutForm(forms.Form):
    """The filters of who took part, read from the address. What is not offered there means all."""

    use_required_attribute = False
    year = forms.TypedChoiceField(label=_("Closed in"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind of consultation"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)

    def __init__(self, *args: Any, years: list[int], agencies: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = {
            "year": [("", _("the last 12 months")), *((year, str(year + BUDDHIST)) for year in years)],
            "kind": [("", _("Everything")), *ConsultationKind.choices],
            "agency": [("", _("All agencies")), *agencies],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        chosen = self.cleaned_data
        return {"year": chosen.get("year"), "kind": chosen.get("kind", ""), "agency": chosen.get("agency", "")}
