"""To whom of the office cases are handed, and a word with them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from complaints.absence import officer_is_away
from complaints.colleagues import Colleague, UnitLoad, colleagues_at, units_at
from complaints.handing_over_all import Receiver
from complaints.note_field import NoteField
from complaints.queue import COUNT_CAP
from directory.models import Agency, Unit, User
from directory.thai_dates import show_date

NOBODY = "nobody"
SHARED = "shared"


class HandOverForm(forms.Form):
    """agency: whose people and units may be chosen. by: who hands over."""

    first: tuple[tuple[Any, Any], ...] = ()
    """Choices before the people."""

    to = forms.ChoiceField(
        label=_("Who goes on with it"),
        help_text=_(
            "The number is what each has in hand now; who has least stands first, a unit by what each of its people has."
        ),
        error_messages={
            "required": _("Choose who goes on with it."),
            "invalid_choice": _("This person or unit does not work at your agency any more. Choose another one."),
        },
    )
    text = NoteField(
        label=_("A word with it (if any)"),
        help_text=_("Only the people of your agency read it. The complainant does not."),
        rows=3,
        needed=False,
    )

    def __init__(self, *args: Any, agency: Agency, by: User, but: User | None = None, **kwargs: Any):
        """but: whose cases they are, where they are not chosen."""
        super().__init__(*args, **kwargs)
        everybody, units = colleagues_at(agency, by=by), units_at(agency, by=by)
        people = [each for each in everybody if each.away is None and each.user != but]
        self._away = {key_of(each.user): each for each in everybody if each.away and each.user != but}
        self._people = {key_of(each.user): each.user for each in people}
        self._units = {f"unit:{each.unit.name_th}": each.unit for each in units}
        groups: list[tuple[Any, Any]] = [("", _("Choose a person or unit")), *self.first]
        groups.append((_("People"), [(key_of(each.user), _named(each, by)) for each in people]))
        if units:
            groups.append((_("Units"), [(f"unit:{each.unit.name_th}", _unit_named(each)) for each in units]))
        groups.append((_("Nobody yet"), [(NOBODY, _("Everybody at the agency may take it"))]))
        self.fields["to"].choices = groups  # type: ignore[attr-defined]
        if gone := self._away.get(self.data.get("to", "")):  # away since the page was opened
            assert gone.away is not None  # noqa: S101 - only those are kept there
            said = officer_is_away(gone.user, gone.away).messages[0]
            self.fields["to"].error_messages["invalid_choice"] = said
        if self._away:
            said = _("Away: %(people)s.") % {"people": ", ".join(_absent(each) for each in self._away.values())}
            self.fields["to"].help_text = format_lazy("{} {}", self.fields["to"].help_text, said)

    def chosen(self) -> tuple[User | None, Unit | None]:
        """The person, or the unit, or neither."""
        key = self.cleaned_data["to"]
        return self._people.get(key), self._units.get(key)


class HandOverAllForm(HandOverForm):
    """The same for everything that somebody has in hand, which may be shared out as well."""

    first = ((SHARED, _("Share them out: each to who has least in hand then")),)

    def receiver(self) -> Receiver:
        officer, unit = self.chosen()
        return Receiver(officer, unit, self.cleaned_data["to"] == SHARED)


def key_of(user: User) -> str:
    """By which a form knows somebody of the office: the address that the office knows them by, never a number of ours."""
    return f"person:{user.email or user.phone}"


def _unit_named(load: UnitLoad) -> str:
    told = {"name": load.unit.name, "count": f"{load.in_hand:,}", "people": load.people}
    if not load.people:
        return _("%(name)s (%(count)s, nobody works there)") % told
    return (
        ngettext("%(name)s (%(count)s, %(people)s person)", "%(name)s (%(count)s, %(people)s people)", load.people)
        % told
    )


def _absent(colleague: Colleague) -> str:
    leave = colleague.away
    assert leave is not None  # noqa: S101 - asked of those who are away alone
    told = {"name": colleague.user.full_name, "last": show_date(leave.ends_on)}
    if leave.deputy is None:
        return _("%(name)s until %(last)s") % told
    told["deputy"] = leave.deputy.full_name
    return _("%(name)s until %(last)s (%(deputy)s stands in)") % told


def _named(colleague: Colleague, by: User) -> str:
    count = f"{COUNT_CAP - 1}+" if colleague.in_hand >= COUNT_CAP else str(colleague.in_hand)
    name = colleague.user.full_name or str(colleague.user)
    if colleague.user == by:
        return _("%(name)s, that is you (%(count)s)") % {"name": name, "count": count}
    return f"{name} ({count})"
