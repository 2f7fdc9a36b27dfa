"""Accounts by django-allauth: signing up and in by e-mail or mobile phone, confirming and recovering by code."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from directory.account_mail import mail_of
from directory.installation import in_our_name
from directory.languages import page_language
from directory.models import Role, User
from directory.phones import normalise_phone

OUR_STAGES = {
    "allauth.account.stages.PhoneVerificationStage": "directory.account_stages.ConfirmPhone",
    "allauth.account.stages.EmailVerificationStage": "directory.account_stages.ConfirmEmailIfThereIsOne",
}


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of us: where phone numbers are kept, and how messages leave the house.

    `settings.SMS_SENDER` is the dotted path of `send(phone, text, *, language)`, `settings.MAIL_SENDER` that of
    `send(email, subject, body, *, language)`; both live in a room above this one. Without MAIL_SENDER, mail goes out
    by Django's own e-mail backend.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail or the password is not right. Try again, or get a code instead."),
        "phone_password_mismatch": _("The number or the password is not right. Try again, or get a code instead."),
        "username_password_mismatch": _("This is neither an e-mail nor a mobile number. Check it and try again."),
        "invalid_login": _("This is neither an e-mail nor a mobile number. Check it and try again."),
        "incorrect_code": _("The code is not right. Check the latest message and type it again."),
        "too_many_login_attempts": _("Too many tries. You can try again in 5 minutes at the latest."),
        "rate_limited": _("Too many tries. You can try again in 5 minutes at the latest."),
        "select_only_one": _("Give the e-mail or the mobile number, not both."),
    }

    # People

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        data = form.cleaned_data
        User.objects.discard_unconfirmed(email=data.get("email"), phone=data.get("phone"))
        # allauth would store "" where no e-mail was given, and only one person could have none.
        data["email"] = data.get("email") or None
        user.full_name = data.get("full_name", "")
        user.phone = data.get("phone") or None
        user.language = page_language().code
        return super().save_user(request, user, form, commit)

    def get_login_stages(self) -> list[str]:
        return [OUR_STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a person's work is, for those who work here; the page asked for still comes first, as allauth has it."""
        held = {membership.role for membership in request.user.active_roles} if request.user.is_authenticated else set()
        if not admin.site.has_permission(request):  # more than a role: as at /admin/
            held.discard(Role.ADMINISTRATOR)
        places = settings.LOGIN_REDIRECT_BY_ROLE.items()
        return next((place for role, place in places if role in held), super().get_login_redirect_url(request))

    # Phones

    def clean_phone(self, phone: str) -> str:
        return normalise_phone(phone)

    def phone_form_field(self, **kwargs: Any) -> Any:
        from directory.account_forms import PhoneField

        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_confirmed_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = phone
        user.phone_confirmed_at = timezone.now() if verified else None
        user.save(update_fields=["phone", "phone_confirmed_at"])

    @transaction.atomic
    def set_phone_verified(self, user: User, phone: str) -> None:
        # Reached after signing up, after signing in by code and after a change of number alike.
        User.objects.discard_unconfirmed(phone=phone, but=user)
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone: str) -> User | None:
        """The owner of the number. One who never confirmed anything owns nothing: anybody may type a number."""
        return User.objects.filter(phone=phone).exclude(pk__in=User.objects.unconfirmed()).first()

    # Messages

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        with override(user.language):
            words = gettext("Siang Pracha: your code is %(code)s. It works for 10 minutes. Tell it to nobody.")
            text = in_our_name(words, short=True)
            _send_sms(phone, text % {"code": code})

    def send_account_already_exists_sms(self, phone: str) -> None:
        _send_sms(
            phone,
            in_our_name(
                gettext(
                    "Siang Pracha: somebody tried to sign up with this number, which has an account. "
                    "If it was you, sign in instead."
                ),
                short=True,
            ),
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        subject, text = mail_of(template_prefix, context)
        path = getattr(settings, "MAIL_SENDER", "")
        if path:
            import_string(path)(email, subject, text, language=get_language() or "th")
        else:
            EmailMessage(subject, text, to=[email]).send()


def _send_sms(phone: str, text: str) -> None:
    path = getattr(settings, "SMS_SENDER", "")
    if not path:
        raise ImproperlyConfigured("SMS_SENDER is not set: no code can be sent to a phone.")
    import_string(path)(phone, text, language=get_language() or "th")


def note_confirmed_email(email_address: EmailAddress, **_signal: Any) -> None:
    """Keeps when an e-mail was confirmed; allauth tells of it by a signal only (connected in `apps.py`)."""
    User.objects.filter(pk=email_address.user_id, email=email_address.email.lower()).update(
        email_confirmed_at=timezone.now()
    )
