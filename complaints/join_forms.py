"""The other case of the same problem, named by its number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.duplicates import may_join
from complaints.joining import check_join, which_stays
from complaints.models import Case
from complaints.references import normalise
from directory.models import User


class OtherCaseForm(forms.Form):
    """case: the one that the officer has before them."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("Number of the other case"),
        help_text=_("As it stands on its page: 69-7K3M-9QXT-W"),
        error_messages={"required": _("Write the number of the other case.")},
    )

    def __init__(self, *args: Any, case: Case, officer: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.case, self.officer = case, officer

    def clean_number(self) -> Case:
        """The other case. One that is not there and one that this officer does not work on are told alike."""
        reference = normalise(self.cleaned_data["number"])
        if reference == self.case.reference:
            raise ValidationError(
                _("This is the number of this very case. Write that of the other one."), code="same_case"
            )
        other = Case.objects.filter(reference=reference).first()
        if other is None or not may_join(self.case, other, self.officer):
            raise ValidationError(
                _("No open case that you may join has this number. Look at it once more."), code="no_case_to_join"
            )
        stays, goes = which_stays(self.case, other)
        check_join(goes, stays)
        return other
