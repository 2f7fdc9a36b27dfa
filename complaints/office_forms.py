"""The forms of an agency's office. Forms check shape; acts check rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.act_form import ActForm, WithFilesForm
from complaints.answer_form import AnswerForm
from complaints.appeal_forms import AppealDecisionForm
from complaints.choosing import agencies_by_nearness
from complaints.closing_forms import CloseForm, FinishForm
from complaints.extending import moment_of
from complaints.kind_tables import ReplyTemplate
from complaints.models import CaseFile, DelayReason
from complaints.note_field import NoteField
from complaints.pausing import stops_the_clock
from complaints.release_forms import ReleaseForm, TakeBackForm
from complaints.removing import removable_files
from complaints.transferring import is_given_away
from complaints.workflow import CaseKind, ExtensionReason
from directory.models import Agency


class AskForm(WithFilesForm, AnswerForm):
    use = ReplyTemplate.Use.ASK
    text = NoteField(
        label=_("What you need to know"),
        help_text=_("One question at a time. Your clock stands still until there is an answer."),
        rows=3,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.assignment is not None and not stops_the_clock(self.assignment):
            self.fields["text"].help_text = _(
                "One question at a time. Questions have stopped your clock for as long as they may: it runs on."
            )


class ReplyForm(WithFilesForm, AnswerForm):
    use = ReplyTemplate.Use.REPLY
    text = NoteField(
        label=_("News for the complainant"),
        help_text=_("What you are doing and when. It does not close the case."),
        rows=3,
    )
    to = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[
            ("all", _("Everybody who told of it. Names, numbers and addresses are hidden from the others")),
            ("first", _("Only who told of it first: there is something personal in it")),
        ],
        initial="all",
        widget=forms.RadioSelect,
        help_text=_("Files go only to who told of it first."),
        error_messages={"required": _("Choose who reads it."), "invalid_choice": _("Choose who reads it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.case.joined_people:
            del self.fields["to"]


class WithAgencyForm(ActForm):
    """An act that names another agency, from a list short enough to read: never one's own."""

    agency = forms.CharField()
    likely: Any = ""
    """What the agencies that are offered first have in common."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        near, national = agencies_by_nearness(self.case.area)
        first = self.offered_first()
        own = {self.assignment.agency_id} if self.assignment else set()
        groups = {
            self.likely: [agency for agency in (*near, *national) if agency.pk in first - own],
            _("In the province"): [agency for agency in near if agency.pk not in first | own],
            _("For the whole country"): [agency for agency in national if agency.pk not in first | own],
        }
        self.fields["agency"].widget = forms.Select(
            choices=[
                ("", _("Choose an agency")),
                *(
                    (label, [(agency.code, agency.name) for agency in group])
                    for label, group in groups.items()
                    if group
                ),
            ]
        )

    def offered_first(self) -> set[int]:
        """Ids of the agencies that this case itself speaks for."""
        return set()

    def clean_agency(self) -> Agency | None:
        """The agency behind the code; None, which the act refuses, for one that takes no complaints."""
        return Agency.objects.taking_complaints().filter(code=self.cleaned_data["agency"]).first()


class DeclineForm(WithAgencyForm):
    agency = forms.CharField(
        label=_("Whose duty it is"), error_messages={"required": _("Say which agency should have it instead.")}
    )
    text = NoteField(
        label=_("Why it is not ours"),
        help_text=_("The other agency and the triage desk read it, the complainant does not."),
        rows=3,
    )
    what_is_new = NoteField(
        label=_("What is new since they gave it away"),
        help_text=_("For example: the pin was wrong, the road was handed over to them."),
        rows=2,
        needed=False,
    )
    likely = _("Named in this case before")

    def offered_first(self) -> set[int]:
        parts = self.case.assignments.all()
        gave_it_away = {part.agency_id for part in parts if is_given_away(part)}
        return {part.proposed_agency_id for part in parts if part.proposed_agency_id} - gave_it_away


class HelpForm(WithAgencyForm):
    agency = forms.CharField(
        label=_("Who should help"), error_messages={"required": _("Say which agency should help.")}
    )
    text = NoteField(
        label=_("What you ask of them"),
        help_text=_("The agencies of this case read it, the complainant does not. You stay responsible."),
        rows=3,
    )
    likely = _("Helped in this case before")

    def offered_first(self) -> set[int]:
        return {part.agency_id for part in self.case.assignments.all() if part.has_helped}


class RefuseForm(ActForm):
    text = NoteField(
        label=_("Why you cannot help"),
        help_text=_("The agencies of this case read it, the complainant does not."),
        rows=3,
    )


class NoteForm(WithFilesForm):
    """A note among officers. What others wrote meanwhile does not hold it up: it changes nothing of the case."""

    seen = None  # type: ignore[assignment]
    text = NoteField(
        label=_("Note for your colleagues"),
        help_text=_("Write @ and a name to send that colleague a mail. The complainant never reads it."),
        rows=3,
    )
    for_all = forms.BooleanField(label=_("The other agencies of this case may read it too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if len({part.agency_id for part in self.case.assignments.all() if part.is_live}) < 2:
            del self.fields["for_all"]

    def clean_text(self) -> str:
        """Nothing of it goes out, so a gap in it does no harm."""
        text: str = self.cleaned_data["text"]
        return text


class ExtendForm(ActForm):
    until = forms.DateField(
        label=_("New date"),
        help_text=_("A working day. The complainant and everybody who may see the case see the old and the new date."),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Choose a day from the list."),
            "invalid": _("Choose one of the days in the list."),
        },
    )
    reason = forms.ChoiceField(
        label=_("Why it takes longer"),
        choices=ExtensionReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    text = NoteField(
        label=_("Interim reply to the complainant"),
        help_text=_("What was done so far, what is still missing, and what you do until the new date."),
        rows=4,
    )

    def clean(self) -> dict[str, Any]:
        """With something else wrong the act is not asked; what it would say of the day is told all the same."""
        data = super().clean() or {}
        if self.errors and self.assignment and data.get("until"):
            try:
                moment_of(self.assignment, data["until"])
            except ValidationError as error:
                self.add_error("until", error)
        return data


class DelayForm(ActForm):
    """Why it is late; the words may stay empty where the reason says enough."""

    reason = forms.ChoiceField(
        label=_("Why it is late"), widget=forms.RadioSelect, error_messages={"required": _("Choose the reason.")}
    )
    text = NoteField(
        label=_("In your own words"),
        help_text=_("You may leave it empty where the reason says enough."),
        rows=3,
        needed=False,
    )
    is_told = forms.BooleanField(
        label=_("The complainant may read reason and words"),
        help_text=_("Not ticked: your agency alone reads them."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        reasons = DelayReason.objects.filter(is_active=True)
        self.fields["reason"].choices = [(row.code, row.name) for row in reasons]  # type: ignore[attr-defined]


class ConvertForm(ActForm):
    """To which kind; the one the case has is not offered."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("It is rather"), error_messages={"required": _("Choose what it is.")})
    text = NoteField(
        label=_("Why (the complainant reads it)"),
        help_text=_("You may leave it empty. They read the old and the new kind in any case."),
        rows=2,
        needed=False,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = [(value, label) for value, label in CaseKind.choices if value != self.case.kind]
        self.fields["kind"].choices = [("", _("Choose what it is")), *others]  # type: ignore[attr-defined]


class RemoveForm(ActForm):
    """A file that is somebody's document, to be removed for good."""

    file = forms.ChoiceField(
        label=_("Which file"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the file."),
            "invalid_choice": _("This file does not belong to the case, or was removed already."),
        },
    )
    text = NoteField(
        label=_("What the complainant should know besides"),
        help_text=_("They read that it was removed, and that no copy is needed. You may leave it empty."),
        rows=2,
        needed=False,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.files_of_case = removable_files(self.case, self.assignment.agency_id if self.assignment else None)
        self.fields["file"].choices = [  # type: ignore[attr-defined]
            (str(file.upload.public_id), file.upload.display_name) for file in self.files_of_case
        ]

    def choices_of_files(self) -> list[tuple[CaseFile, bool]]:
        """Each file, and whether it is chosen: seen, because several are called alike and none comes back."""
        return [(file, str(file.upload.public_id) == self["file"].value()) for file in self.files_of_case]


FORMS: dict[str, type[ActForm]] = {
    "appeal": AppealDecisionForm,
    "ask": AskForm,
    "reply": ReplyForm,
    "extend": ExtendForm,
    "delay": DelayForm,
    "help": HelpForm,
    "note": NoteForm,
    "decline": DeclineForm,
    "refuse": RefuseForm,
    "finish": FinishForm,
    "close": CloseForm,
    "convert": ConvertForm,
    "release": ReleaseForm,
    "take_back": TakeBackForm,
    "remove": RemoveForm,
}
"""The forms of a case's page, each named as its act."""


class LookForm(forms.Form):
    """Why somebody opens what is not open to everybody in the agency; the complainant can read it."""

    reason = forms.CharField(
        label=_("Why you need to see it"),
        help_text=_("The complainant can read this. For example: to make an appointment for the repair"),
        min_length=5,
        max_length=300,
        error_messages={
            "required": _("Say in a few words why you need to see it."),
            "min_length": _("Say in a few words why you need to see it."),
        },
    )
