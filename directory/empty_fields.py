"""What an empty field says wherever its form has no words of its own for it."""

from django.forms import Field
from django.utils.translation import gettext_lazy as _

STILL_EMPTY = _("This is still empty. Fill it in.")


def say_it_plainly() -> None:
    """In place of Django's “This field is required.”, also in forms that others wrote; before any form is made."""
    Field.default_error_messages = {**Field.default_error_messages, "required": STILL_EMPTY}
