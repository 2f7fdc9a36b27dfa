"""Forms of the policy team's themes. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.themes.models import NAME_MAX_LETTERS, Theme
from consultations.themes.sorting import check_name

NEW, NONE = "new", "none"


class ThemeNameField(forms.CharField):
    """Refused where the act would refuse it, so that the reason stands at the field."""

    def __init__(self, *, needed: bool = True, **options: Any) -> None:
        super().__init__(required=False, widget=forms.TextInput(attrs={"maxlength": 2 * NAME_MAX_LETTERS}), **options)
        self.needed = needed

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        return check_name(name) if name or self.needed else ""


class NameForm(forms.Form):
    use_required_attribute = False
    name = ThemeNameField(
        label=_("Name of the theme"),
        help_text=_("A few words for what these people say, for example: The fee is too high"),
    )


class MergeForm(forms.Form):
    use_required_attribute = False
    into = forms.ChoiceField(
        label=_("Becomes a part of"),
        error_messages={"required": _("Choose the theme."), "invalid_choice": _("Choose the theme.")},
    )

    def __init__(self, *args: Any, themes: Collection[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", _("Choose the theme")), *_choices(themes)]  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Which opinions go where. texts: ids that stand on the page; the act looks which of them are in the theme."""

    use_required_attribute = False
    texts = forms.MultipleChoiceField(
        label=_("Opinions"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose the opinions.")}
    )
    to = forms.ChoiceField(
        label=_("Put them"),
        error_messages={"required": _("Choose where they go."), "invalid_choice": _("Choose where they go.")},
    )
    name = ThemeNameField(label=_("Name of the new theme"), needed=False)

    def __init__(self, *args: Any, themes: Collection[Theme], said: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texts"].choices = list(said.items())  # type: ignore[attr-defined]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose where they go")),
            (NEW, _("into a new theme")),
            (NONE, _("into no theme")),
            *_choices(themes),
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("to") == NEW and "name" in told and not told["name"]:
            self.add_error("name", _("Write what the theme is called."))
        return told


def _choices(themes: Collection[Theme]) -> list[tuple[str, str]]:
    return [(str(theme.number), theme.called) for theme in themes]
