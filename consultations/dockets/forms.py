"""Forms of the policy team about dockets and evaluations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.dockets.models import TITLE_MAX_LETTERS, EvaluationSource
from consultations.models import Consultation
from directory.day_field import DayField
from directory.models import Agency


class DocketForm(forms.Form):
    """What the subject is called."""

    use_required_attribute = False
    title_th = forms.CharField(
        label=_("Subject in Thai"),
        max_length=TITLE_MAX_LETTERS,
        help_text=_("What all its rounds are about, for example: Pavements in towns"),
        error_messages={"required": _("Write a title in Thai.")},
    )
    title_en = forms.CharField(label=_("The same in English"), max_length=TITLE_MAX_LETTERS, required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agencies: Iterable[Agency] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [(str(each.pk), each.name) for each in agencies]  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """Which consultation joins."""

    use_required_attribute = False
    consultation = forms.ChoiceField(
        label=_("Consultation"),
        error_messages={"required": _("Choose a consultation."), "invalid_choice": _("Choose a consultation.")},
    )

    def __init__(self, *args: Any, offered: Iterable[Consultation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(each.slug, f"{each.title} · {each.slug}") for each in offered]
        self.fields["consultation"].choices = [("", _("Choose one")), *choices]  # type: ignore[attr-defined]


class EvaluationForm(forms.Form):
    """That a law has to be evaluated by a day."""

    use_required_attribute = False
    agency = forms.ChoiceField(label=_("Agency"))
    law = forms.CharField(
        label=_("Title of the law"),
        max_length=TITLE_MAX_LETTERS,
        error_messages={"required": _("Write the title of the law.")},
    )
    source = forms.ChoiceField(
        label=_("Why it is due"),
        choices=EvaluationSource.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is due.")},
    )
    source_words = forms.CharField(
        label=_("Where it stands"),
        max_length=300,
        help_text=_("For example: in force since 1/12/2564, Gazette volume 138; or number and day of the letter"),
        error_messages={"required": _("Say where it stands.")},
    )
    due_on = DayField(
        label=_("Due on"),
        help_text=_("For example 1/12/2569"),
        error_messages={"required": _("Say by which day.")},
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [(str(each.pk), each.name) for each in agencies]  # type: ignore[attr-defined]
