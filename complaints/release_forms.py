"""The forms by which an officer lets everybody read a case, and takes that back. The rules are in complaints.releasing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.act_form import ActForm
from complaints.models import Case, CaseFile
from complaints.note_field import NoteField
from complaints.releasing import (
    NAMES_OVERLOOKED,
    READ_BY_NOBODY,
    has_answer,
    names_overlooked,
    pictures_of,
    proposed_answer,
    proposed_place,
    proposed_text,
    proposed_translation,
)
from complaints.text_languages import READ_BY_OFFICERS, TextLanguage, language_of_masked


class ReleaseForm(ActForm):
    """What everybody will read. It begins with the complainant's words, personal data hidden, and no picture."""

    text = NoteField(label=_("What everybody will read"), rows=5)
    translation = NoteField(
        label=_("The same in Thai"),
        help_text=_("Everybody reads it below the text. Leave it empty, and only the text is shown."),
        rows=4,
        needed=False,
    )
    is_looked_through = forms.BooleanField(
        label=_("I have looked for it. No name is left in the translation"), help_text=NAMES_OVERLOOKED, required=False
    )
    is_read = forms.BooleanField(
        label=_("I have read it, or somebody who reads this language has. No name is left in it"), required=False
    )
    place = forms.CharField(label=_("Landmark (if any)"), max_length=300, required=False)
    answer = NoteField(
        label=_("What everybody will read of the answer"),
        help_text=_("Leave it empty, and only the complainant and the agencies read the answer."),
        rows=4,
        needed=False,
    )
    pictures = forms.MultipleChoiceField(
        label=_("Pictures that everybody may see"),
        help_text=_("Look at each one. Never a person's document, face or number plate."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        files = pictures_of(case)
        shown = [str(file.upload.public_id) for file in files if file.released_at]
        proposed = {
            "text": proposed_text(case),
            "place": proposed_place(case),
            "answer": proposed_answer(case),
            "pictures": shown,
        }
        super().__init__(*args, case=case, **{**kwargs, "initial": {**proposed, **kwargs.get("initial", {})}})
        self.files_of_case = files
        self.language = language_of_masked(str(self["text"].value() or ""))
        if self.language in READ_BY_OFFICERS:
            del self.fields["is_read"]
        if self.language == TextLanguage.THAI:
            del self.fields["translation"]
        else:
            self.initial.setdefault("translation", proposed_translation(case))
        if self.language == TextLanguage.THAI or not self._names_overlooked():
            del self.fields["is_looked_through"]
        self.fields["pictures"].choices = [(str(f.upload.public_id), f.upload.display_name) for f in files]  # type: ignore[attr-defined]
        if not files:
            del self.fields["pictures"]
        if not has_answer(case):
            del self.fields["answer"]

    def _names_overlooked(self) -> int:
        translation = str(self["translation"].value() or "")
        return names_overlooked(self.case, translation) if translation.strip() else 0

    def clean_is_looked_through(self) -> bool:
        if not self.cleaned_data["is_looked_through"]:
            raise ValidationError(NAMES_OVERLOOKED, code="names_overlooked")
        return True

    def clean_is_read(self) -> bool:
        if not self.cleaned_data["is_read"]:
            raise ValidationError(READ_BY_NOBODY, code="read_by_nobody")
        return True

    @property
    def language_to_check(self) -> str:
        """The name of the text's language, where names in it may have been overlooked: in every one but Thai."""
        return "" if self.language == TextLanguage.THAI else str(self.language.label)

    def choices_of_pictures(self) -> list[tuple[CaseFile, bool]]:
        """Each picture, and whether it is ticked."""
        ticked = set(map(str, self["pictures"].value() or ())) if self.files_of_case else set()
        return [(file, str(file.upload.public_id) in ticked) for file in self.files_of_case]


class DeskReleaseForm(ReleaseForm):
    """The same at the triage desk, of a case that no agency has: why it does not wait for one."""

    reason = NoteField(
        label=_("Why it is shown before an agency has it"),
        help_text=_("Colleagues at the desk and at agencies read it. The complainant does not."),
        rows=2,
    )


class TakeBackForm(ActForm):
    text = NoteField(
        label=_("Why it is no longer shown"),
        help_text=_("The complainant reads it. You may leave it empty."),
        rows=2,
        needed=False,
    )
