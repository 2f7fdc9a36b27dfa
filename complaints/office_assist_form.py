"""The form of helpers: all of the filing form on one page, and how the person came and agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.assisting import WAYS
from complaints.forms import NEWS_TOLD, NewsChannelField, NewsSelect, WhereForm, kind_to_offer
from complaints.hints import preselected_visibility
from complaints.intake import without_invisible
from complaints.models import AssistedFiling, Consent
from complaints.topic_forms import topics_by_group
from complaints.topic_guess import likely_topic
from complaints.workflow import CaseKind, Visibility
from directory.languages import PAGE_LANGUAGES
from directory.models import Agency
from directory.phones import normalise_number_to_call, takes_messages
from notifications.channels import REGISTRY
from notifications.models import Channel


class HelpersNewsSelect(NewsSelect):
    """The ways of news as a helper asks for them. Who tells by phone seldom has e-mail: without one it is SMS."""

    told = {**NEWS_TOLD, Channel.PAGE: _("Not at all: the person looks at the page of the case")}

    @property
    def usual(self) -> Any:
        return _("E-mail if they have one, else SMS") if _sms_is_open() else _("E-mail, if they have one")


class AssistForm(WhereForm):
    """What is told to a helper. Nothing of the topic's questions must be answered: who calls may not know."""

    channel = forms.ChoiceField(
        label=_("How the person came"), choices=[(way.value, way.label) for way in WAYS], widget=forms.RadioSelect
    )
    office = forms.ChoiceField(label=_("You help for"), required=False)
    own_topic = forms.ChoiceField(  # type: ignore[assignment]  # hidden elsewhere, for the page of all topics
        label=_("What it is about"),
        help_text=_("Found from the words where you choose none"),
        required=False,
    )
    told_by = forms.ChoiceField(label=_("Who tells it"), choices=AssistedFiling.ToldBy.choices)
    told_by_name = forms.CharField(
        label=_("Name of who tells it, if somebody else"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the receipt and of news"), choices=[(one.code, one.name) for one in PAGE_LANGUAGES]
    )
    phone = forms.CharField(
        label=_("Telephone number (if any)"),
        help_text=_(
            "A landline is kept for calls, with its extension: 02 123 4567 ext. 12. News by SMS needs a mobile number"
        ),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    news_channel = NewsChannelField(required=False, widget=HelpersNewsSelect)
    consent = forms.BooleanField(
        label=_("The person agreed to these words"),
        error_messages={"required": _("Read the words aloud and note that the person agreed")},
    )
    may_publish = forms.BooleanField(
        label=_("The person agreed that everybody may read it"),
        help_text=_("Without this, only the agencies and the person read it"),
        required=False,
    )
    consent_as = forms.ChoiceField(
        label=_("How they agreed"), choices=Consent.Given.choices, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.agencies = agencies
        self.is_kept_from_public = False
        self.choose("own_topic", [("", _("As the words say")), *topics_by_group()])
        self.choose("office", [(agency.code, agency.name) for agency in agencies])
        # The helper asks the person for them, not the browser its user.
        for name in ("contact_name", "phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["kind"].help_text = _("Read from the words. Choose another if it is something else")
        self.fields["visibility"].help_text = _("Ask the person. Their name and number never stand on a public page")

    def choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return normalise_number_to_call(phone) if phone else ""

    @property
    def gets_no_news(self) -> bool:
        """Whether a landline is all there is, so that no news goes anywhere, though SMS would have been the way."""
        told = self.cleaned_data
        phone, is_usual = told.get("phone", ""), not told.get("news_channel")
        return is_usual and bool(phone) and not takes_messages(phone) and not told.get("email") and _sms_is_open()

    def clean_news_channel(self) -> str:
        """Where nothing was chosen and a number is all there is, its SMS is the way: decided here, with no script needed."""
        chosen, told = self.cleaned_data["news_channel"], self.cleaned_data
        has_number_only = takes_messages(told.get("phone", "")) and not told.get("email") and "email" not in self.errors
        return chosen or (Channel.SMS if has_number_only and _sms_is_open() else "")

    def clean_told_by_name(self) -> str:
        return without_invisible(self.cleaned_data["told_by_name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.is_kept_from_public = data.get("visibility") == Visibility.PUBLIC and not data.get("may_publish")
        if self.is_kept_from_public:  # a street's matter is open by itself, but not without its author's yes
            data["visibility"] = Visibility.AGENCY
        for name in [name for name in self.answer_fields if self.has_error(name, "answer_missing")]:
            del self.errors[name]
        if data.get("consent") and not data.get("consent_as"):
            self.add_error("consent_as", ValidationError(_("Choose how the person agreed"), code="required"))
        data["agency"] = next(
            (agency for agency in self.agencies if agency.code == data.get("office")), self.agencies[0]
        )
        return data


def _sms_is_open() -> bool:
    return REGISTRY[Channel.SMS].is_open()


def read_assist_form(fields: Mapping[str, Any], *, agencies: Sequence[Agency]) -> AssistForm:
    """The form as it was sent, with the questions of the topic that was chosen, else of the one its words speak for."""
    text, own = str(fields.get("text", "")), str(fields.get("own_topic", ""))
    kind = kind_to_offer(fields.get("kind"), text, fields.get("visibility"))
    guess = likely_topic(text) if kind == CaseKind.COMPLAINT else None
    form = AssistForm({**fields, "about": own or (guess.topic if guess else "")}, agencies=agencies)
    form.full_clean()
    return form


def likely_visibility(form: AssistForm) -> str:
    """What is ticked, else what the words propose; "" where one must choose."""
    return str(form["visibility"].value() or preselected_visibility(str(form["text"].value() or "")) or "")


def is_in_confidence(form: AssistForm) -> bool:
    return likely_visibility(form) in {Visibility.CONFIDENTIAL, Visibility.ANONYMOUS}
