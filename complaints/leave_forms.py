"""Who is away, from when to when, and who stands in: as people of an office say it. Acts check the rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.colleagues import people_at
from complaints.handing_over_forms import key_of
from directory.day_field import DayField
from directory.models import Agency, Leave, User

NOBODY = ""


class DeputyForm(forms.Form):
    """agency: whose people may stand in. leave: whose deputy is chosen anew."""

    deputy = forms.ChoiceField(
        label=_("Who stands in (if anybody)"),
        help_text=_("They find your open cases in their list. Confidential cases go to those who lead the agency."),
        required=False,
        error_messages={"invalid_choice": _("This person does not work at your agency any more. Choose another one.")},
    )

    def __init__(self, *args: Any, people: Iterable[User], but: User | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._deputies = {key_of(user): user for user in people if user != but}
        named = [(key, user.full_name or str(user)) for key, user in self._deputies.items()]
        self.fields["deputy"].choices = [(NOBODY, _("No deputy")), *named]  # type: ignore[attr-defined]

    @property
    def chosen_deputy(self) -> User | None:
        return self._deputies.get(self.cleaned_data["deputy"])


class LeaveForm(DeputyForm):
    """who: the people for whom `by` may say it, themselves first; hidden where that is nobody else."""

    field_order = ["who", "starts_on", "ends_on", "deputy"]
    who = forms.ChoiceField(
        label=_("Who is away"),
        error_messages={"invalid_choice": _("This person does not work at your agency any more. Choose another one.")},
    )
    starts_on = DayField(
        label=_("First day away"),
        help_text=_("For example 1/12/2569."),
        error_messages={"required": _("Write the first day.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    ends_on = DayField(
        label=_("Last day away"),
        help_text=_("This day included. The day after, everything is as before."),
        error_messages={"required": _("Write the last day.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], led: Iterable[Agency], by: User, **kwargs: Any):
        agencies, led = list(agencies), list(led)
        people = {agency: people_at(agency) for agency in agencies}
        everybody = {user.pk: user for at in people.values() for user in at}
        super().__init__(*args, people=everybody.values(), **kwargs)
        self._who = {(f"{agency.code} {key_of(by)}"): (by, agency) for agency in agencies}
        others = [(user, agency) for agency in led for user in people.get(agency, []) if user != by]
        self._who |= {f"{agency.code} {key_of(user)}": (user, agency) for user, agency in others}
        choices = [(key, _named(*each, by=by, many=len(agencies) > 1)) for key, each in self._who.items()]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial["who"] = choices[0][0]
            self.fields["who"].widget = forms.HiddenInput()

    def chosen(self) -> tuple[User, Agency]:
        return self._who[self.cleaned_data["who"]]


def deputy_form(leave: Leave, data: Any = None) -> DeputyForm:
    initial = {"deputy": key_of(leave.deputy) if leave.deputy else NOBODY}
    return DeputyForm(data, people=people_at(leave.agency), but=leave.user, initial=initial)


def _named(user: User, agency: Agency, *, by: User, many: bool) -> str:
    name = user.full_name or str(user)
    if user == by:
        name = _("%(name)s, that is you") % {"name": name}
    return f"{name} · {agency.name}" if many else name
