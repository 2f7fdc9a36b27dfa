from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TurnoutConfig(AppConfig):
    name = "consultations.turnout"
    label = "turnout"
    verbose_name = _("Who took part")
