from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PreviewsConfig(AppConfig):
    name = "consultations.previews"
    label = "previews"
    verbose_name = _("Readers and co-editors of drafts")
