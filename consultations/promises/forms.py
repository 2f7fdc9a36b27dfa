"""Forms of promises: what to look for, what is promised, what became of it. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.models import ConsultationKind
from consultations.promises.keeping import LINK_MAX_LETTERS, NOTE_MAX_LETTERS
from consultations.promises.making import MILESTONE_MAX_LETTERS, TEXT_MAX_LETTERS, Owner, Words
from consultations.promises.models import UNIT_MAX_LETTERS
from consultations.promises.reading import Asked
from consultations.promises.workflow import LATE, PromiseState
from directory.day_field import DayField
from directory.models import Agency

MILESTONES = 4
"""Rows of the form: each has words and a day, or neither."""
_DAY = _("Such as 1/12/2569")
_STATES = [(LATE, _("Late: not kept yet")), *PromiseState.choices]


class FindPromiseForm(forms.Form):
    """Read from the address; what is wrong in it is as if it were not there."""

    use_required_attribute = False
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Every state")), *_STATES])
    kind = forms.ChoiceField(
        label=_("Kind of consultation"), required=False, choices=[("", _("Every kind")), *ConsultationKind.choices]
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(each.code, each.name) for each in agencies]
        self.fields["agency"].choices = [("", _("All agencies")), *named]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.is_valid()
        return Asked(**{name: self.cleaned_data.get(name, "") for name in ("agency", "state", "kind")})


class PromiseForm(forms.Form):
    """agencies: those that may be named as its owner."""

    use_required_attribute = False
    text_th = NoteField(
        label=_("What will be different, in plain Thai"),
        help_text=_("Something that everybody can check. Neither the words nor the day can be changed afterwards"),
        rows=4,
        most=TEXT_MAX_LETTERS,
    )
    text_en = NoteField(label=_("The same in English"), rows=3, needed=False, most=TEXT_MAX_LETTERS)
    agency = forms.ChoiceField(
        label=_("Agency that keeps it"),
        error_messages={"required": _("Choose the agency."), "invalid_choice": _("Choose the agency.")},
    )
    unit = forms.CharField(
        label=_("Unit that keeps it"),
        max_length=UNIT_MAX_LETTERS,
        help_text=_("Its name, not the name of a person"),
        error_messages={"required": _("Write which unit keeps it.")},
    )
    due_on = DayField(
        label=_("By which day"),
        help_text=_DAY,
        error_messages={"required": _("Write by which day.")},
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._agencies = {each.code: each for each in agencies}
        self.fields["agency"].choices = [(each.code, each.name) for each in agencies]  # type: ignore[attr-defined]
        for n in range(1, MILESTONES + 1):
            self.fields[f"milestone_{n}"] = forms.CharField(
                label=_("Milestone %(n)s") % {"n": n}, max_length=MILESTONE_MAX_LETTERS, required=False
            )
            self.fields[f"milestone_{n}_on"] = DayField(label=_("Day of milestone %(n)s") % {"n": n}, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for n in range(1, MILESTONES + 1):
            text, day = told.get(f"milestone_{n}"), told.get(f"milestone_{n}_on")
            if text and day is None and f"milestone_{n}_on" not in self.errors:
                self.add_error(f"milestone_{n}_on", ValidationError(_("Write the day of this milestone, too.")))
            if day is not None and not text and f"milestone_{n}" not in self.errors:
                self.add_error(f"milestone_{n}", ValidationError(_("Say what is done by this day.")))
        return told

    def milestone_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"milestone_{n}"], self[f"milestone_{n}_on"]) for n in range(1, MILESTONES + 1)]

    def owner(self) -> Owner:
        return Owner(self._agencies[self.cleaned_data["agency"]], self.cleaned_data["unit"])

    def words(self) -> Words:
        told = self.cleaned_data
        rows = ((told[f"milestone_{n}"], told[f"milestone_{n}_on"]) for n in range(1, MILESTONES + 1))
        return Words(told["text_th"], told["due_on"], told["text_en"], [(text, day) for text, day in rows if text])


class StartForm(forms.Form):
    use_required_attribute = False
    note = NoteField(label=_("What has been begun (everybody reads it)"), rows=2, needed=False, most=NOTE_MAX_LETTERS)


class ReachForm(forms.Form):
    use_required_attribute = False
    note = NoteField(label=_("What has been done (everybody reads it)"), rows=2, needed=False, most=NOTE_MAX_LETTERS)


class MoveForm(forms.Form):
    use_required_attribute = False
    to = DayField(label=_("New day"), help_text=_DAY, error_messages={"required": _("Write the new day.")})
    reason = NoteField(label=_("Why the day is moved (everybody reads it)"), rows=2, most=NOTE_MAX_LETTERS)


class KeepForm(forms.Form):
    use_required_attribute = False
    state = forms.ChoiceField(
        label=_("What has become of it"),
        choices=[(PromiseState.KEPT, _("Kept")), (PromiseState.PARTLY, _("Partly kept"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether it is kept, or partly kept."),
            "invalid_choice": _("Choose whether it is kept, or partly kept."),
        },
    )
    evidence = forms.CharField(
        label=_("Where everybody can see it"),
        required=False,
        max_length=LINK_MAX_LETTERS,
        help_text=_(
            "A page that begins with https://, or the address of a law in force here, such as /laws/69-k3m9qx/"
        ),
    )
    file = forms.FileField(
        label=_("Or a file that shows it"),
        required=False,
        allow_empty_file=True,  # the act says what is wrong with it
        help_text=_(
            "A PDF or a picture up to 10 MB. Everybody can read it and it stays: no names, faces or numbers of people in it"
        ),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    note = NoteField(
        label=_("What has been done, and what is missing (everybody reads it)"),
        help_text=_("Needed where it is partly kept"),
        rows=3,
        needed=False,
        most=NOTE_MAX_LETTERS,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "evidence" in told and not told["evidence"] and told.get("file") is None and "file" not in self.errors:
            self.add_error("evidence", _("Show where everybody can see that it is kept."))
        return told


class WithdrawForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(label=_("Why it is withdrawn (everybody reads it)"), rows=2, most=NOTE_MAX_LETTERS)
