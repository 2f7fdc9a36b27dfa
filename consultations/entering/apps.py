from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnteringConfig(AppConfig):
    name = "consultations.entering"
    label = "entering"
    verbose_name = _("Paper and meeting answers")
