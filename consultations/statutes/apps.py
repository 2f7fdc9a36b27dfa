from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatutesConfig(AppConfig):
    name = "consultations.statutes"
    label = "statutes"
    verbose_name = _("Law database")
