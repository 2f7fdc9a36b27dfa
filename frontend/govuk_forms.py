"""Django forms in GOV.UK's markup: label, then hint, then error, then control. One template, chosen by the widget."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

KINDS: list[tuple[type[forms.Widget], str]] = [
    # The first that fits: RadioSelect is a Select to Django.
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
    (forms.HiddenInput, "hidden"),
]
# Sentences that GOV.UK's scripts show; %{count} is theirs to fill. Thai has no plural, English needs both.
COUNT_WORDS = {
    "characters-under-limit.one": _("You can write %{count} more letter"),
    "characters-under-limit.other": _("You can write %{count} more letters"),
    "characters-at-limit": _("You cannot write more letters"),
    "characters-over-limit.one": _("%{count} letter too many"),
    "characters-over-limit.other": _("%{count} letters too many"),
}
FILE_WORDS = {
    "choose-files-button": _("Choose pictures or files"),
    "drop-instruction": _("or drop them here"),
    "no-file-chosen": _("No file chosen yet"),
    "multiple-files-chosen.one": _("%{count} file chosen"),
    "multiple-files-chosen.other": _("%{count} files chosen"),
    "entered-drop-zone": _("Over the place to drop files"),
    "left-drop-zone": _("Left the place to drop files"),
}
WRITTEN_HERE = {forms.TextInput, forms.EmailInput, forms.NumberInput, forms.HiddenInput, forms.Textarea}
"""Widgets that are nothing but an element with its value; what is made of them may draw itself otherwise."""
CSS = {"text": "govuk-input", "textarea": "govuk-textarea", "select": "govuk-select", "file": "govuk-file-upload"}


def kind_of(bound: BoundField) -> str:
    return next((kind for widget, kind in KINDS if isinstance(bound.field.widget, widget)), "text")


def target_id(bound: BoundField) -> str:
    """The id that an error's link leads to: the control, or the first of its choices."""
    return f"{bound.auto_id}_0" if kind_of(bound) in {"radios", "checkboxes"} else str(bound.auto_id)


def render_field(
    bound: BoundField,
    request: HttpRequest | None = None,
    *,
    rows: int | None = None,
    width: int | None = None,
    label_size: str = "",
    count: bool = False,
    mono: bool = False,
    optional: bool = False,
    label_hidden: bool = False,
    is_heading: bool = False,
    **attributes: Any,
) -> SafeString:
    """One field of a form.

    rows; width in letters (2, 3, 4, 5, 10, 20, 30); label_size ("s", "m", "l"); count: letters left, needs a max_length;
    mono: references and codes; optional: says so behind the label; label_hidden: for screen readers only;
    is_heading: the label is the heading of the page. Any other
    attribute goes to the control, with _ for -.
    """
    kind = kind_of(bound)
    if kind == "hidden":
        return _control(bound, _plain(attributes))
    auto_id = str(bound.auto_id)
    hint_id, error_id = f"{auto_id}-hint", f"{auto_id}-error"
    own_attrs = bound.field.widget.attrs
    max_length = getattr(bound.field, "max_length", None) or own_attrs.get("data-maxlength")
    counted = count and kind == "textarea" and bool(max_length)
    described = [f"{auto_id}-info"] * counted + [hint_id] * bool(bound.help_text) + [error_id] * bool(bound.errors)
    attrs = _plain(attributes)
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if rows:
        attrs["rows"] = rows
    if kind in CSS:
        attrs["class"] = " ".join(
            [CSS[kind]]
            + [f"{CSS[kind]}--error"] * bool(bound.errors)
            + ["govuk-js-character-count"] * counted
            + [f"govuk-input--width-{width}"] * bool(width)
            + ["ref"] * mono
            + [css for css in str(own_attrs.get("class", "")).split() if css != CSS[kind]]
        )
    grouped = kind in {"radios", "checkboxes"}
    return render_to_string(
        "components/field.html",
        {
            "field": bound,
            "kind": kind,
            "control": "" if grouped or kind == "checkbox" else _control(bound, attrs),
            "control_attrs": attrs,
            "choices": list(bound.subwidgets) if grouped else [],
            "is_checked": kind == "checkbox" and bool(bound.value()),
            "words": (COUNT_WORDS if counted else FILE_WORDS if kind == "file" else {}).items(),
            "hint_id": hint_id,
            "error_id": error_id,
            "counted": counted,
            "max_length": max_length,
            "label_size": label_size,
            "label_hidden": label_hidden,
            "is_heading": is_heading,
            "described": " ".join(described),
            "is_optional": optional,
        },
        request,
    )


def render_error_summary(
    some_forms: Iterable[BaseForm | list[BaseForm]], request: HttpRequest | None = None, *, unsent: bool = True
) -> SafeString:
    """All errors of the forms, those of no field first. unsent: say also that nothing was sent."""
    lines: list[dict[str, str]] = []
    for form in chain.from_iterable(each if isinstance(each, list) else [each] for each in some_forms):
        if form is None or not form.is_bound:
            continue
        lines += [{"target": "", "message": str(message)} for message in form.non_field_errors()]
        for bound in form:
            lines += [{"target": target_id(bound), "message": told} for told in _told_above(bound)]
    if not lines:
        return SafeString("")
    return render_to_string("components/error_summary.html", {"lines": lines, "unsent": unsent}, request)


def _told_above(bound: BoundField) -> list[str]:
    """What is wrong with a field, to be read away from it: words that would do for any field are told with its name."""
    of_any = {
        id(message)
        for message in (
            forms.Field.default_error_messages["required"],
            models.Field.default_error_messages["blank"],
            forms.ChoiceField.default_error_messages["invalid_choice"],
            forms.ModelChoiceField.default_error_messages["invalid_choice"],
            MaxLengthValidator.message,
        )
    }
    told = []
    for error in bound.errors.as_data():
        words = " ".join(error.messages)
        told.append(f"{bound.label}: {words}" if id(error.message) in of_any and bound.label else words)
    return told


def _control(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """The widget. What is plain is written here: Django renders a template for each control and each option of a list."""
    widget = bound.field.widget
    if type(widget) in WRITTEN_HERE:
        return _input(bound, attrs)
    is_plain = isinstance(widget, forms.Select) and all(
        getattr(type(widget), name) == getattr(forms.Select, name)
        for name in ("template_name", "option_template_name", "create_option", "get_context", "allow_multiple_selected")
    )
    return _select(bound, attrs) if is_plain else SafeString(bound.as_widget(attrs=attrs))


def _input(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """As `forms.Input` and `forms.Textarea` render themselves, in the same order."""
    widget, value, own = bound.field.widget, bound.field.widget.format_value(bound.value()), _attributes(bound, attrs)
    if isinstance(widget, forms.Textarea):
        return format_html('<textarea name="{}"{}>\n{}</textarea>', bound.html_name, own, value or "")
    told = "" if value is None else format_html(' value="{}"', value)
    return format_html('<input type="{}" name="{}"{}{}>', widget.input_type, bound.html_name, told, own)


def _attributes(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    widget = bound.field.widget
    told = widget.build_attrs(widget.attrs, bound.build_widget_attrs(attrs, widget))
    if bound.auto_id:
        told.setdefault("id", bound.auto_id)
    return flatatt(told)


def _select(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """As `forms.Select` renders it: of several options with the chosen value the first is selected."""
    widget = bound.field.widget
    chosen = set(widget.format_value(bound.value()))
    parts = []
    for value, label in widget.choices:
        if isinstance(label, list | tuple):
            pairs = tuple(("" if one is None else str(one), str(words)) for one, words in label)
            is_chosen = any(one in chosen for one, _words in pairs)
            options = _options(pairs, chosen) if is_chosen else _none_of(pairs)
            parts.append(format_html('<optgroup label="{}">{}</optgroup>', value, options))
        else:
            parts.append(_option(value, label, chosen))
    own = _attributes(bound, attrs)
    return format_html('<select name="{}"{}>{}</select>', bound.html_name, own, SafeString("".join(parts)))


@lru_cache(maxsize=200)
def _none_of(pairs: tuple[tuple[str, str], ...]) -> SafeString:
    """Options of which none is chosen, drawn once: a list of agencies stands on many pages, on some twice."""
    return _options(pairs, set())


def _options(pairs: Iterable[tuple[str, str]], chosen: set[str]) -> SafeString:
    return SafeString("".join(_option(one, words, chosen) for one, words in pairs))


def _option(value: Any, label: Any, chosen: set[str]) -> SafeString:
    told = "" if value is None else str(value)
    is_chosen = told in chosen
    chosen.discard(told)
    return format_html('<option value="{}"{}>{}</option>', told, SafeString(" selected") if is_chosen else "", label)


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("_", "-"): value for name, value in attributes.items()}
