"""What the mails of the account pages say, by allauth's name of each."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

CODE = _(
    "Your code is\n\n%(code)s\n\nType it on the page you have open. It works for 10 minutes. Tell it to nobody: "
    "we never ask for it.\n\nIf you did not ask for it, do nothing."
)
WORDS = {
    "account/email/email_confirmation_signup": (_("%(code)s is your code to confirm your e-mail"), CODE),
    "account/email/email_confirmation": (_("%(code)s is your code to confirm your e-mail"), CODE),
    "account/email/login_code": (_("%(code)s is your code to sign in"), CODE),
    "account/email/password_reset_code": (_("%(code)s is your code for a new password"), CODE),
    "account/email/account_already_exists": (
        _("You already have an account"),
        _(
            "Somebody tried to sign up with this e-mail, which has an account.\n\nIf it was you, sign in, or set a new "
            "password here:\n%(password_reset_url)s\n\nIf it was not you, do nothing."
        ),
    ),
}


def mail_of(name: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and text in the reader's language. Raises KeyError for a mail that we never send.

    name: such as `account/email/login_code`. context: what allauth gives, with `code` or `password_reset_url`.
    """
    subject, text = WORDS[name]
    return gettext(subject) % context, gettext(text) % context
