"""The forms of the tracking page. Forms check shape; acts check rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.forms import FilesInput, NewsChannelField, WhereForm, check_news
from complaints.note_field import NoteField
from complaints.topic_forms import topics_by_group
from directory.models import Topic
from directory.phones import normalise_phone
from notifications.channels import REGISTRY
from notifications.models import Channel


class TrackForm(forms.Form):
    reference = forms.CharField(
        label=_("Case number"),
        help_text=_("For example 69-7K3M-9QXT-W. Small letters and Thai digits are fine."),
        max_length=60,
        error_messages={"required": _("Type the case number from your receipt.")},
        widget=forms.TextInput(attrs={"class": "govuk-input ref", "autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Receipt code (if you have it)"),
        help_text=_("It opens the agency's answers and lets you reply. Without it you see what everybody sees."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input ref", "autocomplete": "off", "spellcheck": "false"}),
    )
    needs_code = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Sent where the number alone leads nowhere new: by the form on a case's own page, and on the way to its news."""
    to_news = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """The code leads on to how news comes."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self["needs_code"].value():
            self.fields["code"].label, self.fields["code"].help_text = _("Receipt code"), ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("needs_code") and not data.get("code"):
            self.add_error("code", ValidationError(_("Type the code from your receipt."), code="receipt_code_missing"))
        return data


class AnswerForm(forms.Form):
    """The complainant's answer to a question of the agency."""

    text = NoteField(label=_("Your answer"), help_text=_("Only you and the agencies see this"), rows=4)
    files = forms.Field(  # type: ignore[assignment]  # Django takes fields off the class
        label=_("Pictures or PDF (if any)"),
        widget=FilesInput,
        required=False,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)


class AddForm(AnswerForm):
    """What the complainant wants to add; words, files, or both."""

    text = NoteField(
        label=_("What you want to add"), help_text=_("Only you and the agencies see this"), rows=3, needed=False
    )


class CorrectForm(WhereForm):
    """Another topic, another place, or both, and why. Of the filing form it takes only the place."""

    visibility = contact_name = phone = email = news_channel = files = form_token = draft_seen = own_topic = None  # type: ignore[assignment]
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=_("What it is about"),
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": _("Choose a topic from the list.")},
    )
    text = NoteField(label=_("Why (if you like)"), rows=2, needed=False)  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = Topic.objects.active().filter(parent__isnull=False).select_related("parent")
        field.widget = forms.Select(choices=[("", _("Leave as it is")), *topics_by_group()])

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"])


class NewsForm(forms.Form):
    """How news shall come from now on, and the address for it."""

    news_channel = NewsChannelField(
        widget=forms.RadioSelect, error_messages={"required": _("Choose how news shall come.")}
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Check the e-mail address. It looks like name@example.com")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return normalise_phone(phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "news_channel" not in self.errors:
            needed = REGISTRY[Channel(data["news_channel"])].address
            for name in {"email", "phone"} - {needed}:  # what is wrong with the other one does not matter
                self.errors.pop(name, None)
                data[name] = ""
            check_news(self, data)
        return data


class CodeForm(forms.Form):
    """The code that shows that an address is theirs."""

    code = forms.CharField(
        label=_("Code of 6 digits"),
        max_length=40,
        error_messages={"required": _("Type the code first."), "max_length": _("The code has 6 digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class DisputeForm(AnswerForm):
    """Why the complainant says that it is not done; pictures show it."""

    text = NoteField(label=_("What is still missing"), rows=3)


class AppealForm(AnswerForm):
    """Why the complainant does not accept the answer; papers and pictures show it."""

    text = NoteField(
        label=_("Why you do not accept the answer"),
        help_text=_("What is wrong or missing in it. You, the agencies of the case and the one that decides read this"),
        rows=4,
    )


class SeparateForm(forms.Form):
    text = NoteField(label=_("What is different (if you like)"), rows=2, needed=False)


class WithdrawForm(forms.Form):
    text = NoteField(label=_("Why (if you like)"), rows=2, needed=False)
