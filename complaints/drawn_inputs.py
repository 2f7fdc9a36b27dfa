"""Inputs drawn without a template: a case's page has some twenty that nobody sees, and a template takes ten times longer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.utils.html import format_html
from django.utils.safestring import SafeString


class DrawnInput(Input):
    """As Django's own draws it."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        told = context["widget"]
        value = "" if told["value"] is None else flatatt({"value": str(told["value"])})
        return format_html('<input type="{}" name="{}"{}{}>', told["type"], told["name"], value, flatatt(told["attrs"]))


class DrawnHidden(DrawnInput, forms.HiddenInput):
    pass
