"""Forms of those who share a draft, and of those who read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.previews.models import NAME_MAX_LETTERS, NOTE_MAX_LETTERS, PURPOSE_MAX_LETTERS
from directory.day_field import DayField


class LinkForm(forms.Form):
    """One link for one reader."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Who reads it"),
        max_length=NAME_MAX_LETTERS,
        help_text=_("One link for each person: you see who opened it, and can end it for one alone"),
        error_messages={"required": _("Say who reads it.")},
    )
    purpose = forms.CharField(
        label=_("What for"), max_length=PURPOSE_MAX_LETTERS, required=False, help_text=_("They read it on the page")
    )
    may_comment = forms.BooleanField(label=_("May leave notes on the draft"), required=False, initial=True)
    ends_on = DayField(
        label=_("Last day"),
        help_text=_("For example 16/12/2569. Half a year at most"),
        error_messages={"required": _("Say until when the link works.")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)


class EditorForm(forms.Form):
    """An officer who edits the draft too."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("E-mail address of the officer"),
        help_text=_("That of their account here. They edit this one draft and see nothing else of your agency"),
        error_messages={
            "required": _("Write the e-mail address of their account."),
            "invalid": _("Write the whole e-mail address."),
        },
    )


class NoteForm(forms.Form):
    """What a reader says about one part."""

    use_required_attribute = False
    about = forms.ChoiceField(
        label=_("Which part"), error_messages={"invalid_choice": _("Choose a part of the draft.")}
    )
    text = NoteField(label=_("Your note"), rows=4, most=NOTE_MAX_LETTERS)

    def __init__(self, *args: Any, parts: Mapping[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = list(parts.items())  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What the team says to a note."""

    use_required_attribute = False
    answer = NoteField(label=_("Your answer, which the reader sees"), rows=2, most=NOTE_MAX_LETTERS)
