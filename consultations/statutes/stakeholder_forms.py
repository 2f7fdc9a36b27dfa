"""Forms of the register of stakeholders: one entry, and a table of many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.statutes.models import Stakeholder
from consultations.statutes.stakeholders import Concerned, check_concerned
from directory.languages import PAGE_LANGUAGES


def _words(label: Any, most: int, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text)


class StakeholderForm(forms.Form):
    """What is missing is told by the act itself, at its field."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("Person or body"), choices=Stakeholder.Kind.choices)
    name = _words(_("Name"), 200)
    email = _words(_("E-mail"), 254, help_text=_("Notices go there"))
    address = forms.CharField(
        label=_("Postal address"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For who has no e-mail: you post the letters"),
    )
    why = _words(_("Why the law concerns them"), 300, help_text=_("They read it in each notice"))
    basis = _words(
        _("Where the address comes from"),
        300,
        help_text=_("And by which consent or law you keep it, such as: asked on 1/12/2569"),
    )
    language = forms.ChoiceField(
        label=_("Language of the notices"), choices=[(each.code, each.name) for each in PAGE_LANGUAGES], initial="th"
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors:
            try:
                check_concerned(self.concerned())
            except forms.ValidationError as error:
                self.add_error(getattr(error, "field", None), error)
        return told

    def concerned(self) -> Concerned:
        return Concerned(**{name: self.cleaned_data.get(name, "") for name in Concerned.__dataclass_fields__})


class TableForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(
        label=_("Table (CSV)"),
        allow_empty_file=True,
        help_text=_("Columns: kind (person or body), name, email, address, why, basis, language. Up to 5,000 lines"),
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )
