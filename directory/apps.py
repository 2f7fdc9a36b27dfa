from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _

from directory.empty_fields import say_it_plainly

# Here and not in `ready`: the pages of the administration are loaded before, and their forms with them.
say_it_plainly()


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")
    default = True

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed

        from directory.accounts import note_confirmed_email
        from directory.languages import fill_gaps_with_english

        email_confirmed.connect(note_confirmed_email, dispatch_uid="directory.note_confirmed_email")
        fill_gaps_with_english()


class OfficeAdminConfig(admin_apps.AdminConfig):
    """Django's admin, opened to administrators only; stands in INSTALLED_APPS in place of django.contrib.admin."""

    default_site = "directory.admin_site.OfficeAdminSite"
    default = False
