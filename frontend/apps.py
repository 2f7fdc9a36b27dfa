from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """The pages: templates, styles, scripts, and what every page needs of Python."""

    name = "frontend"
