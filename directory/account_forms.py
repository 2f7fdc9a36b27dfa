"""Forms of the account pages that differ from allauth's."""

from typing import Any

from allauth.account import fields as allauth_fields
from allauth.account import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.models import User
from directory.person_names import MAX_NAME_LENGTH, clean_full_name
from directory.phones import normalise_phone


class PhoneField(allauth_fields.PhoneField):
    """A mobile number the way people in Thailand write it; `AccountAdapter.clean_phone` makes it E.164."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # allauth would refuse 081 234 5678 before it is normalised.
        kwargs["validators"] = []
        kwargs["label"] = _("Mobile phone")
        kwargs["widget"] = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        super().__init__(*args, max_length=60, **kwargs)


class SignupForm(allauth_forms.SignupForm):
    """Name, password, and an e-mail or a mobile number: one of the two is enough."""

    field_order = ["full_name", "email", "phone", "password1"]

    full_name = forms.CharField(
        label=_("First and last name"),
        help_text=_("With one name only, write that one."),
        max_length=MAX_NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Listed as required in the settings only because allauth's check insists; `clean` asks for one of the two.
        self.fields["email"].required = False
        self.fields["email"].label = _("E-mail")
        self.fields["phone"].required = False
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _("At least 10 characters; a few words are easy to remember.")
        for field in self.fields.values():
            field.widget.is_required = field.required
            field.widget.attrs.pop("placeholder", None)

    def clean_full_name(self) -> str:
        return clean_full_name(self.cleaned_data["full_name"])

    def validate_unique_email(self, value: str) -> str:
        # An address that somebody typed and never confirmed is still free to its owner.
        if User.objects.unconfirmed().filter(email=value).exists():
            return value
        return super().validate_unique_email(value)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (self.data.get("email") or self.data.get("phone")):
            self.add_error("email", ValidationError(_("Give an e-mail or a mobile number."), code="contact_missing"))
        return cleaned


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail or mobile phone")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        login = super().clean_login()
        try:
            return normalise_phone(login)
        except ValidationError:
            return login


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    """Signing in by a code instead of the password; also the way back in for those who lost it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (self.data.get("email") or self.data.get("phone")):
            self.add_error("email", ValidationError(_("Give an e-mail or a mobile number."), code="contact_missing"))
        # Otherwise whoever signed up first with a stranger's address keeps a password to the account it becomes.
        user = getattr(self, "_user", None)
        if user is not None and User.objects.unconfirmed().filter(pk=user.pk).exists():
            self._user = None
        return cleaned
