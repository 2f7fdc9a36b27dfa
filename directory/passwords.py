"""What a new password must be, said in our own words: Django's have no Thai yet."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext, ngettext


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "Choose a longer password, at least %(count)d character.",
            "Choose a longer password, at least %(count)d characters.",
            self.min_length,
        ) % {"count": self.min_length}

    def get_help_text(self) -> str:
        return gettext("At least %(count)d characters; a few words are easy to remember.") % {"count": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("Many people use this password, so it is easy to guess. Choose another one.")

    def get_help_text(self) -> str:
        return gettext("Not one that many people use, such as 1234567890.")


class NotLikeTheirName(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return gettext("This password is too much like your name, e-mail or number. Choose another one.")

    def get_help_text(self) -> str:
        return gettext("Not your name, e-mail or number.")
