"""What those who lead an agency say about its people. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.day_field import DayField
from directory.models import Agency, Membership, Role, Unit
from directory.person_names import MAX_NAME_LENGTH, clean_full_name


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
        help_text=_("For example 31/12/2569. They work until the end of that day."),
        error_messages={"required": _("Write the last day.")},
        widget=forms.TextInput(),
    )


class InviteForm(forms.Form):
    """places: the agencies with the roles that may be given there."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Their own address at work, that nobody else reads."),
        error_messages={"required": _("Write the e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    place = forms.ChoiceField(
        label=_("As what"), error_messages={"required": _("Choose as what."), "invalid_choice": _("Choose as what.")}
    )

    def __init__(self, *args: Any, places: Mapping[Agency, Iterable[Role]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._places: dict[str, tuple[Agency, Role, Unit | None]] = {}
        groups: list[tuple[Any, Any]] = [("", _("Choose a role"))]
        for agency, roles in places.items():
            choices = []
            units = list(agency.units.all())
            for role in roles:
                for unit in [None, *units]:
                    key = f"{agency.code} {role.value} {unit.name_th if unit else ''}".strip()
                    self._places[key] = (agency, role, unit)
                    choices.append((key, f"{role.label} · {unit.name}" if unit else role.label))
            groups.append((agency.name, choices))
        self.fields["place"].choices = groups  # type: ignore[attr-defined]

    def chosen(self) -> tuple[Agency, Role, Unit | None]:
        return self._places[self.cleaned_data["place"]]


class NewAccountForm(forms.Form):
    """What somebody who was invited gives, and has no account yet."""

    full_name = forms.CharField(
        label=_("First and last name"),
        max_length=MAX_NAME_LENGTH,
        error_messages={"required": _("Write your name, at least two letters.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters; a few words are easy to remember."),
        strip=False,
        max_length=200,
        error_messages={"required": _("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_full_name(self) -> str:
        return clean_full_name(self.cleaned_data["full_name"])
