"""Forms of paper and meeting answers. Forms check shape; acts check rules."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.entering.entries import Told
from consultations.entering.models import MOST_FORMS, NOTE_MAX_LETTERS, PLACE_MAX_LETTERS, REASON_MAX_LETTERS, Stack
from consultations.entering.remark_forms import RemarkForm, remark_forms
from consultations.entering.stacks import About
from consultations.entering.tables import MOST_BYTES, TYPED
from consultations.models import Consultation
from consultations.participation.models import Answer, Statement
from consultations.questionnaires.branching import parts_of, questions_in
from consultations.questionnaires.forms import NOTHING, PartForm
from consultations.questionnaires.models import Questionnaire
from directory.day_field import DayField
from directory.thai_dates import write_day


class StackForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("How it came"),
        choices=Stack.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came.")},
    )
    place = forms.CharField(
        label=_("Where it was handed in or held"),
        max_length=PLACE_MAX_LETTERS,
        help_text=_("Everybody reads it. For example: hall of the municipality of Sila. No names of people"),
        error_messages={"required": _("Write where it was handed in or held.")},
    )
    received_on = DayField(
        label=_("On which day"),
        help_text=_("For example 1/12/2569"),
        error_messages={"required": _("Say on which day it came.")},
    )
    hearing = forms.TypedChoiceField(label=_("Of which hearing"), coerce=int, empty_value=None, required=False)
    note = forms.CharField(
        label=_("Note for the team"),
        max_length=NOTE_MAX_LETTERS,
        required=False,
        help_text=_("For example where the papers lie. Only the team reads it"),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    forms = forms.IntegerField(
        label=_("How many forms or people"),
        min_value=1,
        max_value=MOST_FORMS,
        help_text=_("Count them first. No more than these can be entered"),
        error_messages={"required": _("Count the forms."), "invalid": _("Write a number.")},
    )
    field_order = ("kind", "place", "received_on", "forms", "hearing", "note")

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(each.n, each.title) for each in consultation.hearings.all()]  # type: ignore[attr-defined]
        if held:
            self.fields["hearing"].choices = [("", _("None")), *held]  # type: ignore[attr-defined]
        else:
            del self.fields["hearing"]

    def about(self) -> About:
        """Of a valid form."""
        told = self.cleaned_data
        names = ("kind", "place", "received_on", "forms", "note")
        return About(**{name: told[name] for name in names}, hearing=told.get("hearing"))


def form_of(stack: Stack) -> dict[str, Any]:
    names = ("kind", "place", "forms", "note")
    hearing = stack.hearing.n if stack.hearing else ""
    return {name: getattr(stack, name) for name in names} | {
        "received_on": write_day(stack.received_on),
        "hearing": hearing,
    }


class VotesForm(forms.Form):
    """The statements, numbered as the keys that answer them."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, consultation: Consultation, votes: Mapping[int, int] | None = None) -> None:
        keys = {value: key for key, value in TYPED.items()}
        self.statements = list(Statement.objects.shown().filter(conversation=consultation.pk))
        super().__init__(data, initial={f"s{n}": keys[Answer(value)] for n, value in (votes or {}).items()})
        choices = [(key, f"{key} {value.label}") for key, value in TYPED.items()]
        for each in self.statements:
            self.fields[f"s{each.n}"] = forms.ChoiceField(
                label=f"{each.n}. {each.said}",
                choices=[*choices, (NOTHING, _("Not answered"))],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": _("There is no such answer here. Choose one of those shown.")},
            )

    def votes(self) -> dict[int, int]:
        """Of a valid form."""
        typed = {each.n: self.cleaned_data[f"s{each.n}"] for each in self.statements}
        return {n: int(TYPED[key]) for n, key in typed.items() if key in TYPED}


class PaperForm:
    """All that one form holds: statements, questions and what it says to sections, on one page."""

    def __init__(self, data: Any = None, *, stack: Stack, told: Told | None = None) -> None:
        consultation = stack.consultation
        asked = Questionnaire.objects.filter(pk=consultation.pk).first()
        questions = questions_in(parts_of(asked)) if asked else []
        before = told or Told()
        self.votes = VotesForm(data, consultation=consultation, votes=before.votes)
        self.answers = PartForm(data, questions=questions, answers=before.answers, may_miss=True)
        self.remarks: list[RemarkForm] = remark_forms(
            data, consultation=consultation, on=stack.received_on, remarks=before.remarks
        )

    @property
    def asks_anything(self) -> bool:
        return bool(self.votes.fields or self.answers.fields or self.remarks)

    @property
    def parts(self) -> list[forms.Form]:
        return [self.votes, self.answers, *self.remarks]

    @property
    def errors(self) -> bool:
        return any(part.errors for part in self.parts)

    def is_valid(self) -> bool:
        """Looks at every part, so that all errors are told at once."""
        valid = [part.is_valid() for part in self.parts]
        return all(valid)

    def told(self) -> Told:
        """Of a valid form."""
        answers = {n: value for n, value in self.answers.answers.items() if value is not None}
        remarks = [remark for each in self.remarks if (remark := each.remark())]
        return Told(self.votes.votes(), answers, remarks)


class FormNumberForm(forms.Form):
    use_required_attribute = False
    n = forms.IntegerField(
        label=_("Number on the form"),
        min_value=1,
        required=False,
        help_text=_("Leave it empty for the next free one, then write that on the paper"),
        error_messages={"invalid": _("Write a number.")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_token"].initial = uuid.uuid4


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(label=_("Why"), rows=2, needed=False, most=REASON_MAX_LETTERS)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TableForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(
        label=_("Table (CSV)"),
        allow_empty_file=True,
        help_text=_("A line for each form. Nothing is entered before you have seen what would be"),
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )

    def clean_file(self) -> Any:
        """Told before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The table is larger than 500 KB. Divide it."), code="table_too_large")
        return file
